"""Delivery: projects, milestones that wait for each other, readiness, acceptance, benefits."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from django.db import models

from commonweal.charter.models import Goal
from commonweal.technology.models.partnerships import Fact, Kept
from commonweal.technology.models.plan import Step
from commonweal.technology.rules.delivery import Milestone as Facts


class Project(Kept):
    """A piece of integration or adoption with one accountable person on each side."""

    title = models.CharField(max_length=200)
    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    measure = models.CharField(max_length=80, blank=True, default="")
    step = models.ForeignKey(Step, on_delete=models.PROTECT, null=True, blank=True, related_name="projects")
    customer_lead = models.CharField(max_length=200)
    supplier_lead = models.CharField(max_length=200)
    starts = models.DateField()
    ends = models.DateField()

    class Meta:
        ordering: ClassVar[list[str]] = ["starts", "title"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(ends__gte=models.F("starts")), name="project_ends_later"
            )
        ]

    def __str__(self) -> str:
        return self.title


class Milestone(Kept):
    """Something a project reaches by a day."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="milestones")
    title = models.CharField(max_length=200)
    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    due = models.DateField()
    needs = models.ManyToManyField("self", symmetrical=False, through="Wait", related_name="needed_by")
    done_on = models.DateField(null=True)
    done_by = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        ordering: ClassVar[list[str]] = ["due", "title"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(done_on__isnull=True, done_by="")
                | (models.Q(done_on__isnull=False) & ~models.Q(done_by="")),
                name="milestone_reached_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def facts(self) -> Facts:
        """What the rules need to know; needs `waits` fetched before."""
        return Facts(self.pk, self.due, self.done_on, frozenset(one.before_id for one in self.waits.all()))


class Wait(Kept):
    """A milestone waits for another one."""

    milestone = models.ForeignKey(Milestone, on_delete=models.CASCADE, related_name="waits")
    before = models.ForeignKey(Milestone, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["milestone", "before"], name="waits_once"),
            models.CheckConstraint(
                condition=~models.Q(milestone=models.F("before")), name="a_milestone_does_not_wait_for_itself"
            ),
        ]


class Check(Kept):
    """A question that must be answered with yes before a project goes live."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="checks")
    question = models.CharField(max_length=300)
    passed = models.BooleanField(null=True)
    note = models.CharField(max_length=500, blank=True, default="")
    checked_by = models.CharField(max_length=200, blank=True, default="")
    checked_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["created_at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(passed__isnull=True, checked_at__isnull=True)
                | (models.Q(passed__isnull=False, checked_at__isnull=False) & ~models.Q(checked_by="")),
                name="check_made_by_somebody",
            )
        ]


class Acceptance(Fact):
    """One side accepts what a project delivered. Once for each side."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="acceptances")
    note = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["project", "organisation"], name="accepted_once_by_a_side")
        ]


class Benefit(Kept):
    """What a project promised to change: from which value to which, by when."""

    last_value: Decimal | None
    last_source: str | None
    """What was measured last. Known of the benefits that came with a project (`presenters.delivery.projects`)."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="benefits")
    title = models.CharField(max_length=200)
    unit = models.CharField(max_length=60)
    measure = models.CharField(max_length=80, blank=True, default="")
    baseline = models.DecimalField(max_digits=14, decimal_places=2)
    promised = models.DecimalField(max_digits=14, decimal_places=2)
    by = models.DateField()

    class Meta:
        ordering: ClassVar[list[str]] = ["by"]

    def __str__(self) -> str:
        return self.title


class Measured(Fact):
    """What a promised benefit came to on a day, and where the figure is from."""

    benefit = models.ForeignKey(Benefit, on_delete=models.PROTECT, related_name="measured")
    on = models.DateField()
    value = models.DecimalField(max_digits=14, decimal_places=2)
    source = models.CharField(max_length=300)

    class Meta:
        ordering: ClassVar[list[str]] = ["on", "id"]
