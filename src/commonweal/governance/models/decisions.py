"""The decision log: what was decided, why, what follows, who was told, and what it was used for."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from commonweal.database.models import Row
from commonweal.governance.models.bodies import LONGEST, Body
from commonweal.governance.models.proposals import Proposal
from commonweal.governance.rules.decisions import Facts
from commonweal.governance.rules.rights import KINDS
from commonweal.partners.models import Alliance, Organisation


class Decision(Row):
    """A record of one decision. The record stays; what is learnt later stands beside it."""

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="decisions")
    proposal = models.OneToOneField(Proposal, on_delete=models.PROTECT, null=True, related_name="decision")
    kind = models.CharField(max_length=40, choices=list(KINDS.items()))
    topic = models.CharField(max_length=80, blank=True, default="")
    question = models.CharField(max_length=300)
    subject = models.CharField(max_length=300, blank=True, default="")
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    carried = models.BooleanField()
    chosen = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    rule = models.CharField(max_length=200)
    reason = models.TextField(blank=True, default="", max_length=LONGEST)
    dissent = models.TextField(blank=True, default="", max_length=LONGEST)
    decided_at = models.DateTimeField()
    review_on = models.DateField(null=True, blank=True)
    reviewed_at = models.DateTimeField(null=True)
    reviewed_note = models.CharField(max_length=2000, blank=True, default="")
    no_action_needed = models.BooleanField(default=False)
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )
    recorded_by = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar[list[str]] = ["-decided_at", "-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["alliance", "number"], name="decisions_are_numbered"),
            models.CheckConstraint(
                condition=models.Q(supersedes__isnull=True) | ~models.Q(supersedes=models.F("id")),
                name="no_decision_supersedes_itself",
            ),
            models.CheckConstraint(
                condition=models.Q(supersedes__isnull=True) | models.Q(carried=True),
                name="only_what_was_carried_supersedes",
            ),
        ]

    def __str__(self) -> str:
        return self.question

    def facts(self, superseded: bool, actions: int, used: bool) -> Facts:
        """What the rules need of it."""
        return Facts(
            carried=self.carried,
            superseded=superseded,
            decided_at=self.decided_at,
            review_on=self.review_on,
            reviewed_at=self.reviewed_at,
            actions=actions,
            used=used,
            no_action_needed=self.no_action_needed,
        )


class DecisionAction(Row):
    """Something that somebody does because of a decision."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="actions")
    text = models.CharField(max_length=300)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    done_at = models.DateTimeField(null=True)
    done_by = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(done_at__isnull=True, done_by="")
                | (models.Q(done_at__isnull=False) & ~models.Q(done_by="")),
                name="done_by_somebody",
            )
        ]


class Told(Row):
    """Somebody was told of a decision; whether they opened it is a fact of its own."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="told")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    person_name = models.CharField(max_length=200)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    told_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["decision", "person"], name="told_once"),
            models.CheckConstraint(
                condition=models.Q(seen_at__isnull=True) | models.Q(seen_at__gte=models.F("told_at")),
                name="seen_after_told",
            ),
        ]


class DecisionUse(Row):
    """The act for which a decision was used: each decision opens one."""

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="use")
    subject_type = models.CharField(max_length=80, blank=True, default="")
    subject_id = models.UUIDField(null=True)
    label = models.CharField(max_length=300)
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    person_name = models.CharField(max_length=200)
