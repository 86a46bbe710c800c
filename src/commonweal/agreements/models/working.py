"""What goes on around an agreement: remarks on a version, reports of what was promised, the checklist at its end."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.conf import settings
from django.db import models

from commonweal.access import Permission
from commonweal.agreements.models.agreement import Agreement, Version
from commonweal.database.models import Row
from commonweal.partners.models import Organisation


class Remark(Row):
    """A comment on a paragraph of a version, or other words proposed for it (a redline), for one organisation."""

    ANSWERS: ClassVar[list[tuple[str, str]]] = [
        ("taken", "taken into the text"),
        ("declined", "not taken"),
        ("noted", "noted"),
    ]

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="remarks")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    person_name = models.CharField(max_length=200)
    paragraph = models.PositiveIntegerField(help_text="From 1; 0: the whole text.")
    was = models.TextField(blank=True, default="")
    """The paragraph as it stood when the remark was made."""
    text = models.TextField(blank=True, default="")
    proposed = models.TextField(blank=True, default="")
    """Other words for the paragraph; empty: a comment only."""
    answer = models.CharField(max_length=10, choices=ANSWERS, blank=True, default="")
    answered_at = models.DateTimeField(null=True)
    answered_by_name = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        ordering: ClassVar[list[str]] = ["paragraph", "created_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~models.Q(text="", proposed=""), name="a_remark_says_something"),
            models.CheckConstraint(
                condition=models.Q(answer="", answered_at__isnull=True)
                | ~models.Q(answer="") & models.Q(answered_at__isnull=False),
                name="an_answer_has_a_time",
            ),
        ]


class DutyReport(Row):
    """An organisation did what a clause asks of it for one period: a fact, with who said so and when."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="reports")
    clause = models.CharField(max_length=20)
    """Group and position in the terms, as “reporting.1”."""
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    due = models.DateField()
    done = models.DateField()
    note = models.TextField(blank=True, default="")
    link = models.URLField(max_length=500, blank=True, default="")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    person_name = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["version", "clause", "organisation", "due"], name="a_duty_is_reported_once"
            )
        ]


class ExitTask(Row):
    """An entry of the checklist that exit terms start when an agreement ends or a party leaves."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="exit_tasks")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    """Whose task it is; none: of all who were parties, and the alliance office sees to it."""
    text = models.TextField()
    due = models.DateField()
    done_at = models.DateTimeField(null=True)
    done_by_name = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        ordering: ClassVar[list[str]] = ["due", "created_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(done_at__isnull=True, done_by_name="")
                | models.Q(done_at__isnull=False) & ~models.Q(done_by_name=""),
                name="an_exit_task_is_done_by_somebody",
            )
        ]

    @property
    def alliance_id(self) -> UUID:
        """Of its agreement."""
        return self.agreement.alliance_id

    def held_by(self, permission: Permission) -> frozenset[UUID]:
        """Whose task it is; one of all is any former party's."""
        if self.organisation_id is not None:
            return frozenset({self.organisation_id})
        return frozenset(self.agreement.parties.values_list("organisation_id", flat=True))
