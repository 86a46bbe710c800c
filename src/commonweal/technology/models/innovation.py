"""Innovation: groups, problems first, ideas, gates, tests, and who owns what."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from commonweal.technology.models.partnerships import Fact, Kept
from commonweal.technology.models.plan import FIVE
from commonweal.technology.rules.innovation import Stage


class Group(Kept):
    """People of both sides who work on problems of one kind."""

    KINDS: ClassVar[list[tuple[str, str]]] = [("clinical", "clinical"), ("operational", "operational")]

    kind = models.CharField(max_length=12, choices=KINDS)
    name = models.CharField(max_length=200)
    customer_lead = models.CharField(max_length=200)
    supplier_lead = models.CharField(max_length=200)
    criteria = models.TextField(blank=True, default="", max_length=4000)

    class Meta:
        ordering: ClassVar[list[str]] = ["kind", "name"]

    def __str__(self) -> str:
        return self.name


class Problem(Fact):
    """A problem that somebody has: who, how often, and how one knows."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="problems")
    title = models.CharField(max_length=200)
    who = models.CharField(max_length=200)
    evidence = models.TextField(max_length=4000)

    class Meta:
        ordering: ClassVar[list[str]] = ["-created_at"]

    def __str__(self) -> str:
        return self.title


class Idea(Fact):
    """An idea for a problem. `stage` follows from its gates and is kept for lists."""

    problem = models.ForeignKey(Problem, on_delete=models.PROTECT, related_name="ideas")
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True, default="", max_length=4000)
    owner = models.CharField(max_length=200, blank=True, default="")
    effort = models.PositiveSmallIntegerField(null=True, blank=True, validators=FIVE)
    value = models.PositiveSmallIntegerField(null=True, blank=True, validators=FIVE)
    stage = models.CharField(max_length=10, choices=Stage.choices(), default="idea")
    moved_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["title"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=(models.Q(effort__isnull=True) | models.Q(effort__range=(1, 5)))
                & (models.Q(value__isnull=True) | models.Q(value__range=(1, 5))),
                name="idea_rated_1_to_5",
            )
        ]

    def __str__(self) -> str:
        return self.title


class Gate(Fact):
    """An idea went through a gate, or was stopped: by whose word, and why."""

    idea = models.ForeignKey(Idea, on_delete=models.PROTECT, related_name="gates")
    to = models.CharField(max_length=10, choices=Stage.choices())
    reason = models.TextField(max_length=2000)

    class Meta:
        ordering: ClassVar[list[str]] = ["created_at", "id"]


class Cycle(Kept):
    """A test-and-learn cycle of an idea at a stage: plan and prediction, what was done, learned and measured."""

    idea = models.ForeignKey(Idea, on_delete=models.PROTECT, related_name="cycles")
    stage = models.CharField(max_length=10, choices=Stage.choices())
    plan = models.TextField(max_length=4000)
    prediction = models.CharField(max_length=500)
    starts = models.DateField()
    ends = models.DateField()
    learned = models.TextField(blank=True, default="", max_length=4000)
    outcome = models.CharField(max_length=500, blank=True, default="")
    next = models.CharField(
        max_length=10,
        blank=True,
        default="",
        choices=[("adopt", "adopt it"), ("adapt", "change it and test again"), ("abandon", "give it up")],
    )

    class Meta:
        ordering: ClassVar[list[str]] = ["starts", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(ends__gte=models.F("starts")), name="cycle_ends_later"),
            models.CheckConstraint(
                condition=models.Q(learned="", next="") | (~models.Q(learned="") & ~models.Q(next="")),
                name="cycle_over_with_what_follows",
            ),
        ]


class Terms(Fact):
    """Who brings, makes, owns and may use what of an idea. Changing it makes new terms; the last hold."""

    idea = models.ForeignKey(Idea, on_delete=models.PROTECT, related_name="terms")
    brought = models.TextField(max_length=4000)
    made = models.TextField(max_length=4000)
    data = models.TextField(max_length=4000)

    class Meta:
        ordering: ClassVar[list[str]] = ["created_at", "id"]


class TermsWord(Fact):
    """One side agrees to the terms of an idea."""

    terms = models.ForeignKey(Terms, on_delete=models.PROTECT, related_name="words")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["terms", "organisation"], name="agreed_once_by_a_side")
        ]
