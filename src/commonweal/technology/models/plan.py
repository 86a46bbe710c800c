"""The technology plan: what there is, what is needed, and how it will change, with cost by year."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from commonweal.charter.models import Goal
from commonweal.partners.models import Site
from commonweal.technology.models.partnerships import Fact, Kept

FIVE = [MinValueValidator(1), MaxValueValidator(5)]


class Asset(Kept):
    """Something in use: equipment, a system, a service."""

    kind = models.CharField(max_length=120)
    name = models.CharField(max_length=200)
    variant = models.CharField(max_length=200)
    units = models.PositiveIntegerField(default=1)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    owner = models.CharField(max_length=200, blank=True, default="")
    maker = models.CharField(max_length=200, blank=True, default="")
    hosted_on = models.CharField(max_length=200, blank=True, default="")
    known_by = models.CharField(max_length=200, blank=True, default="")
    bought_on = models.DateField(null=True, blank=True)
    contract = models.CharField(max_length=200, blank=True, default="")
    support_ends = models.DateField(null=True, blank=True)
    yearly_cost = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    risk = models.PositiveSmallIntegerField(null=True, blank=True, validators=FIVE)
    on_status_page = models.BooleanField(default=False)
    retired_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["kind", "name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(units__gte=1), name="asset_is_at_least_one"),
            models.CheckConstraint(
                condition=models.Q(yearly_cost__isnull=True) | models.Q(yearly_cost__gte=0),
                name="asset_cost_not_below_0",
            ),
            models.CheckConstraint(
                condition=models.Q(risk__isnull=True) | models.Q(risk__range=(1, 5)), name="asset_risk_1_to_5"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Use(Fact):
    """How an asset is used on a day: by how many of those meant to, trained, satisfied, and around what they work."""

    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="uses")
    on = models.DateField()
    meant = models.PositiveIntegerField()
    using = models.PositiveIntegerField()
    trained = models.PositiveIntegerField(null=True)
    satisfaction = models.PositiveSmallIntegerField(null=True)
    workaround = models.TextField(blank=True, default="", max_length=2000)

    class Meta:
        ordering: ClassVar[list[str]] = ["-on", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(using__lte=models.F("meant"))
                & (models.Q(trained__isnull=True) | models.Q(trained__lte=models.F("meant"))),
                name="use_within_those_meant",
            ),
            models.CheckConstraint(
                condition=models.Q(satisfaction__isnull=True) | models.Q(satisfaction__range=(1, 5)),
                name="use_satisfaction_1_to_5",
            ),
        ]


class Need(Kept):
    """What technology must do for a goal or a clinical area."""

    title = models.CharField(max_length=200)
    area = models.CharField(max_length=120, blank=True, default="")
    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    measure = models.CharField(max_length=80, blank=True, default="")
    raised_by = models.CharField(max_length=200, blank=True, default="")
    met_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["title"]

    def __str__(self) -> str:
        return self.title


class Step(Kept):
    """One step of the roadmap: an asset replaced, standardised, optimised, brought in or retired."""

    MOVES: ClassVar[list[tuple[str, str]]] = [
        ("replace", "replace"),
        ("standardise", "standardise"),
        ("optimise", "optimise"),
        ("add", "bring in"),
        ("retire", "retire"),
    ]

    move = models.CharField(max_length=20, choices=MOVES)
    title = models.CharField(max_length=200)
    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, null=True, blank=True, related_name="steps")
    need = models.ForeignKey(Need, on_delete=models.PROTECT, null=True, blank=True, related_name="steps")
    due = models.DateField()
    alternatives = models.TextField(blank=True, default="", max_length=4000)
    done_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["due", "title"]

    def __str__(self) -> str:
        return self.title


class StepCost(Kept):
    """What a step of the roadmap costs in a year."""

    step = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="costs")
    year = models.PositiveSmallIntegerField()
    amount = models.DecimalField(max_digits=12, decimal_places=2)

    class Meta:
        ordering: ClassVar[list[str]] = ["year"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["step", "year"], name="one_cost_of_a_step_in_a_year"),
            models.CheckConstraint(
                condition=models.Q(amount__gte=0) & models.Q(year__range=(2000, 2100)),
                name="step_cost_is_possible",
            ),
        ]


class StepDecision(Fact):
    """What was decided about a step of the roadmap, by whom and why. The last one holds."""

    OUTCOMES: ClassVar[list[tuple[str, str]]] = [
        ("chosen", "chosen"),
        ("deferred", "put off"),
        ("declined", "declined"),
    ]

    step = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="decisions")
    outcome = models.CharField(max_length=10, choices=OUTCOMES)
    reason = models.TextField(max_length=2000)

    class Meta:
        ordering: ClassVar[list[str]] = ["created_at", "id"]
