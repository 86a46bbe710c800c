"""Actions: who does what until when, with what, after what; and what was said of it since."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.conf import settings
from django.db import models
from django.utils import timezone

from commonweal.access import Permission
from commonweal.charter.models import Goal
from commonweal.database.models import Row
from commonweal.partners.models import Organisation
from commonweal.plans.models.common import Said, together
from commonweal.plans.rules.actions import Facts, Kind, after


class Action(Said):
    """One thing that one person in one organisation has promised to get done.

    `organisation` and `person` wrote it down; `owner` in `owner_organisation` answers for it. How it
    stands follows from
    its reports: the times kept here are of the last of each kind, so that lists can filter by them.
    """

    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, null=True, related_name="+")
    """The goal, or the objective under one, that it serves."""
    title = models.CharField(max_length=200)
    why = models.TextField(max_length=2000, blank=True, default="")
    done_when = models.CharField(max_length=500)
    """What one will see when it is done."""
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    owner_name = models.CharField(max_length=200)
    owner_organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    starts = models.DateField()
    due = models.DateField()
    first_due = models.DateField()
    """The date that was promised first."""
    heard_at = models.DateTimeField()
    """When its owner last said anything of it; at first when it was written down."""
    asked_at = models.DateTimeField(null=True)
    """When its owner was last asked by e-mail how it stands."""
    begun_at = models.DateTimeField(null=True)
    blocked_at = models.DateTimeField(null=True)
    blocked_reason = models.TextField(max_length=2000, blank=True, default="")
    done_at = models.DateTimeField(null=True)
    evidence = models.TextField(max_length=2000, blank=True, default="")
    dropped_at = models.DateTimeField(null=True)
    dropped_reason = models.TextField(max_length=2000, blank=True, default="")

    class Meta:
        ordering: ClassVar[list[str]] = ["due", "created_at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(due__gte=models.F("starts")), name="action_ends_after_it_starts"
            ),
            models.CheckConstraint(condition=together("done_at", "evidence"), name="done_with_evidence"),
            models.CheckConstraint(
                condition=together("dropped_at", "dropped_reason"), name="dropped_with_reason"
            ),
            models.CheckConstraint(
                condition=together("blocked_at", "blocked_reason"), name="blocked_with_reason"
            ),
            models.CheckConstraint(
                condition=models.Q(done_at=None) | models.Q(dropped_at=None), name="done_or_dropped_not_both"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["alliance", "due"], name="action_due"),
            models.Index(fields=["goal"], name="action_goal"),
        ]

    def __str__(self) -> str:
        return self.title

    def held_by(self, permission: Permission) -> frozenset[UUID]:
        """Its owner's organisation reports on it, and those that help."""
        return frozenset({self.owner_organisation_id, *(one.organisation_id for one in self.helpers.all())})

    def facts(self) -> Facts:
        """What the rules need to know."""
        return Facts(
            starts=self.starts,
            due=self.due,
            heard_at=self.heard_at,
            begun=self.begun_at is not None,
            blocked=self.blocked_at is not None,
            done_at=None if self.done_at is None else timezone.localtime(self.done_at),
            dropped=self.dropped_at is not None,
        )

    def facts_at(self, at: datetime) -> Facts:
        """What the rules needed to know at an earlier instant: the promise as it was made, and what was said since."""
        facts = Facts(starts=self.starts, due=self.first_due, heard_at=self.created_at)
        said = [one for one in self.reports.all() if one.created_at <= at]
        for one in sorted(said, key=lambda one: (one.created_at, one.pk)):
            facts = after(
                facts,
                Kind(one.kind),
                timezone.localtime(one.created_at),
                by_owner=one.organisation_id == self.owner_organisation_id,
                due=one.due_after,
            )
        return facts


class Helper(Row):
    """An organisation that helps with an action, and with what."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="helpers")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    does = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        ordering: ClassVar[list[str]] = ["created_at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["action", "organisation"], name="helps_once")
        ]


class Resource(Row):
    """What a partner puts into an action: money, hours, equipment, or something in kind."""

    KINDS: ClassVar[list[tuple[str, str]]] = [
        ("money", "money, in dollars"),
        ("hours", "hours of work"),
        ("equipment", "equipment"),
        ("in_kind", "in kind"),
    ]

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="resources")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=KINDS)
    amount = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    text = models.CharField(max_length=200, blank=True, default="")
    person_name = models.CharField(max_length=200)
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["created_at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["money", "hours"], amount__gt=0)
                | (models.Q(kind__in=["equipment", "in_kind"], amount=None) & ~models.Q(text="")),
                name="a_resource_says_how_much_or_what",
            )
        ]


class Dependency(Row):
    """`action` cannot be finished before `on`. The database refuses a circle."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="dependencies")
    on = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="needed_by")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["action", "on"], name="depends_once"),
            models.CheckConstraint(condition=~models.Q(action=models.F("on")), name="depends_on_another"),
        ]


class Report(Said):
    """A fact about an action: begun, a check-in, blocked, a new date, done. Never changed."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="reports")
    kind = models.CharField(max_length=12, choices=Kind.choices())
    text = models.TextField(max_length=2000, blank=True, default="")
    due_before = models.DateField(null=True)
    due_after = models.DateField(null=True)
    by_link = models.BooleanField(default=False)
    """Said by the button behind an e-mail's link."""

    class Meta:
        ordering: ClassVar[list[str]] = ["-created_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(kind="moved", due_before__isnull=False, due_after__isnull=False)
                | (~models.Q(kind="moved") & models.Q(due_before=None, due_after=None)),
                name="a_new_date_names_both",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=["begun", "on_track", "unblocked"]) | ~models.Q(text=""),
                name="a_report_says_why",
            ),
        ]
