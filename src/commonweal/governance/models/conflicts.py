"""Rows of conflicts: seen by the people named as parties or as handlers of the present step, by nobody else."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from commonweal.agreements.models import Agreement
from commonweal.database.models import Row
from commonweal.governance.models.bodies import Body
from commonweal.governance.rules import conflicts as rules
from commonweal.partners.models import Alliance, Organisation

STEPS = [(step.key, step.title) for step in rules.Step]
CLOSED = models.Q(closed_at__isnull=True, outcome="", outcome_text="")


class Conflict(Row):
    """Something that hurts between organisations, on a step of the ladder with a clock."""

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    topic = models.CharField(max_length=20, choices=list(rules.TOPICS.items()))
    agreement = models.ForeignKey(
        Agreement, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    raised_by_name = models.CharField(max_length=200)
    raised_for = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    step = models.CharField(max_length=20, choices=STEPS)
    step_since = models.DateTimeField()
    due_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=20, choices=list(rules.OUTCOMES.items()), blank=True, default="")
    outcome_text = models.TextField(blank=True, default="")
    reopened = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar[list[str]] = ["-created_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=CLOSED | models.Q(closed_at__isnull=False) & ~models.Q(outcome=""),
                name="a_closed_conflict_says_how",
            )
        ]

    def facts(self) -> rules.Facts:
        """What the rules need to know."""
        return rules.Facts(
            step=rules.Step.of(self.step),
            due=self.due_at,
            closed=self.closed_at is not None,
            parties=frozenset(party.organisation_id for party in self.parties.all()),
            raised_by=self.raised_by_id,
        )


class LadderBody(Row):
    """The body that handles a step of the ladder, where the alliance chose another than the usual one."""

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="+")
    step = models.CharField(max_length=20, choices=STEPS)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["alliance", "step"], name="one_body_for_a_step")
        ]


class ConflictParty(Row):
    """An organisation between which and others it is."""

    conflict = models.ForeignKey(Conflict, on_delete=models.CASCADE, related_name="parties")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["conflict", "organisation"], name="conflict_party_once")
        ]


class ConflictPerson(Row):
    """Somebody who sees it: for a party, or as a handler while the step lasts (`until`: no longer)."""

    PARTS: ClassVar[list[tuple[str, str]]] = [("party", "for a party"), ("handler", "handles it")]

    conflict = models.ForeignKey(Conflict, on_delete=models.CASCADE, related_name="people")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    person_name = models.CharField(max_length=200)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=10, choices=PARTS)
    until = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["conflict", "person", "organisation"],
                condition=models.Q(until__isnull=True),
                name="somebody_sees_a_conflict_once",
            )
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["person"], name="conflict_person")]


class ConflictMove(Row):
    """What happened to it: raised, moved up, settled, reopened, somebody let in. Never changed."""

    conflict = models.ForeignKey(Conflict, on_delete=models.CASCADE, related_name="moves")
    what = models.CharField(max_length=20)
    step = models.CharField(max_length=20, choices=STEPS)
    person_name = models.CharField(max_length=200)
    organisation_name = models.CharField(max_length=255)
    text = models.TextField(blank=True, default="")

    class Meta:
        ordering: ClassVar[list[str]] = ["created_at", "id"]


class ConflictNote(Row):
    """A position, an interest behind it, an option or a fact: kept apart, so that people can be heard."""

    conflict = models.ForeignKey(Conflict, on_delete=models.CASCADE, related_name="notes")
    kind = models.CharField(max_length=10, choices=list(rules.NOTE_KINDS.items()))
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    """Whose position or interest it is; none: everybody's option or fact."""
    text = models.TextField()
    person_name = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar[list[str]] = ["created_at", "id"]


class Commitment(Row):
    """What a party agreed to do by a day, so that the conflict can rest; kept by fact."""

    conflict = models.ForeignKey(Conflict, on_delete=models.CASCADE, related_name="commitments")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    due = models.DateField()
    kept_on = models.DateField(null=True)
    kept_by_name = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        ordering: ClassVar[list[str]] = ["due", "created_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(kept_on__isnull=True, kept_by_name="")
                | models.Q(kept_on__isnull=False) & ~models.Q(kept_by_name=""),
                name="a_commitment_is_kept_by_somebody",
            )
        ]
