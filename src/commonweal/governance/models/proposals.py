"""Proposals, the electorate as it was frozen, recusals, ballots, what was said before."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from commonweal.database.models import Row
from commonweal.governance.models.bodies import LONGEST, Body, BodySeat, Interest, Tenure
from commonweal.governance.rules.proposals import Facts
from commonweal.governance.rules.rights import KINDS
from commonweal.partners.models import Alliance, Organisation


class Proposal(Row):
    """A question put to the body that holds the right to answer it."""

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="+")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="proposals")
    kind = models.CharField(max_length=40, choices=list(KINDS.items()))
    question = models.CharField(max_length=300)
    background = models.TextField(blank=True, default="", max_length=20_000)
    subject = models.CharField(max_length=300, blank=True, default="")
    topic = models.CharField(max_length=80, blank=True, default="")
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    options = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    winners = models.PositiveSmallIntegerField(default=1)
    concerns = ArrayField(models.UUIDField(), default=list, blank=True)
    consulted = ArrayField(models.UUIDField(), default=list, blank=True)
    reserved = ArrayField(models.UUIDField(), default=list, blank=True)
    consult_until = models.DateTimeField(null=True, blank=True)
    rule = models.CharField(max_length=200)
    quorum = models.CharField(max_length=100)
    tie = models.CharField(max_length=20, blank=True, default="")
    secret = models.BooleanField(default=False)
    in_meeting = models.BooleanField(default=False)
    decider = models.ForeignKey(BodySeat, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    supersedes = models.ForeignKey(
        "governance.Decision", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    person_name = models.CharField(max_length=200)
    opened_at = models.DateTimeField(null=True)
    closes_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = models.CharField(max_length=500, blank=True, default="")
    carried = models.BooleanField(null=True)
    outcome = models.JSONField(null=True)
    fingerprint = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(opened_at__isnull=True, closes_at__isnull=True)
                | models.Q(opened_at__isnull=False, closes_at__gt=models.F("opened_at")),
                name="a_vote_closes_after_it_opens",
            ),
            models.CheckConstraint(
                condition=models.Q(closed_at__isnull=True, outcome__isnull=True, fingerprint="")
                | (models.Q(opened_at__isnull=False, closed_at__isnull=False, outcome__isnull=False))
                & ~models.Q(fingerprint=""),
                name="what_is_closed_has_an_outcome",
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at__isnull=True) | models.Q(closed_at__isnull=True),
                name="what_was_counted_is_not_withdrawn",
            ),
            models.CheckConstraint(
                condition=models.Q(amount__isnull=True) | models.Q(amount__gte=0), name="an_amount_to_decide"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["alliance", "closed_at"], name="proposal_of_alliance")
        ]

    def __str__(self) -> str:
        return self.question

    def facts(self) -> Facts:
        """What the rules need of it."""
        return Facts(
            opened_at=self.opened_at,
            closes_at=self.closes_at,
            closed_at=self.closed_at,
            withdrawn_at=self.withdrawn_at,
            consult_until=self.consult_until,
            carried=self.carried,
            in_meeting=self.in_meeting,
        )


class Evidence(Row):
    """Something a proposal rests on: an indicator, a statement, a document, a page."""

    KINDS: ClassVar[list[tuple[str, str]]] = [
        ("indicator", "an indicator"),
        ("statement", "a statement"),
        ("document", "a document"),
        ("page", "a page"),
    ]

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="evidence")
    kind = models.CharField(max_length=20, choices=KINDS)
    label = models.CharField(max_length=200)
    reference = models.CharField(max_length=500, blank=True, default="")


class Opinion(Row):
    """What somebody who is asked first says: in words, and where they stand on eight steps. The last one counts."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="opinions")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    person_name = models.CharField(max_length=200)
    level = models.PositiveSmallIntegerField(null=True, blank=True)
    text = models.TextField(blank=True, default="", max_length=LONGEST)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(level__isnull=True) | models.Q(level__range=(1, 8)), name="eight_steps"
            )
        ]


class Elector(Row):
    """A seat of the electorate as it was when the vote opened. Only its presence in a meeting changes."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="electors")
    seat = models.ForeignKey(BodySeat, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    organisation_name = models.CharField(max_length=255)
    label = models.CharField(max_length=400)
    sector = models.CharField(max_length=40)
    weight = models.DecimalField(max_digits=8, decimal_places=3)
    chair = models.BooleanField(default=False)
    present = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar[list[str]] = ["label"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["proposal", "seat"], name="a_seat_is_an_elector_once"),
            models.UniqueConstraint(fields=["proposal", "label"], name="electors_can_be_told_apart"),
        ]


class Recusal(Row):
    """A seat stands aside from a question for a conflict of interest, and leaves electorate and quorum."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="recusals")
    seat = models.ForeignKey(BodySeat, on_delete=models.PROTECT, related_name="+")
    interest = models.ForeignKey(Interest, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=500)
    person_name = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["proposal", "seat"], name="recused_once")
        ]


class CastBallot(Row):
    """A ballot as it was cast. Never changed: a second thought is a second ballot."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="ballots")
    seat = models.ForeignKey(BodySeat, on_delete=models.PROTECT, related_name="+")
    capacity = models.CharField(max_length=20, choices=Tenure.CAPACITIES)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    person_name = models.CharField(max_length=200)
    choice = models.CharField(max_length=20, blank=True, default="")
    ranking = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    scores = models.JSONField(default=dict, blank=True)
    level = models.PositiveSmallIntegerField(null=True, blank=True)
    reason = models.CharField(max_length=2000, blank=True, default="")
    cast_at = models.DateTimeField()
    number = models.PositiveIntegerField()
    receipt = models.CharField(max_length=20)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["proposal", "number"], name="ballots_are_numbered"),
            models.UniqueConstraint(fields=["proposal", "receipt"], name="a_receipt_is_one_ballots"),
        ]


class Integration(Row):
    """Whoever objected says that the objection was met by a change."""

    ballot = models.OneToOneField(CastBallot, on_delete=models.PROTECT, related_name="integration")
    change = models.CharField(max_length=2000)
    person_name = models.CharField(max_length=200)


class ReservedConsent(Row):
    """An organisation to which the matter is reserved consents, apart from any vote."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="consents")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    person_name = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["proposal", "organisation"], name="consents_once")
        ]


class Reminder(Row):
    """A letter that asked somebody to vote; so that nobody gets two for one occasion."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="reminders")
    seat = models.ForeignKey(BodySeat, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    occasion = models.CharField(max_length=20, choices=[("opened", "opened"), ("closing", "closing")])

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["proposal", "seat", "person", "occasion"], name="reminded_once_of_one_occasion"
            )
        ]
