"""What success and failure are for each partner, what it brings and must get, and what it stands to gain."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from commonweal.charter.models.common import Said
from commonweal.charter.models.goals import Goal
from commonweal.database.models import Row


class Success(Said):
    """An organisation's own words on success. Never changed: each saving adds one; the last counts."""

    success = models.TextField(max_length=2000)
    failure = models.TextField(max_length=2000)
    brings = models.TextField(max_length=2000)
    risks = models.TextField(max_length=2000)
    must_get = models.TextField(max_length=2000)
    brings_kinds = ArrayField(models.CharField(max_length=20), default=list)
    """What kind of thing it brings: rules.success.KINDS."""
    gets_kinds = ArrayField(models.CharField(max_length=20), default=list)

    class Meta:
        ordering: ClassVar[list[str]] = ["-created_at", "-id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["alliance", "organisation", "-created_at"], name="success_of")
        ]


class Stake(Said):
    """What a goal would do to an organisation, from −2 (harms us) to 2 (is why we are here), in its own eyes."""

    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, related_name="stakes")
    effect = models.SmallIntegerField()
    text = models.CharField(max_length=500, blank=True, default="")
    stated_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["goal", "organisation"], name="one_stake_in_a_goal"),
            models.CheckConstraint(condition=models.Q(effect__range=(-2, 2)), name="stake_on_its_scale"),
        ]


class ValueCase(Said):
    """What an organisation expects to gain, as it shows it to the alliance. Never changed; the last counts."""

    note = models.TextField(max_length=2000, blank=True, default="")

    class Meta:
        ordering: ClassVar[list[str]] = ["-created_at", "-id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["alliance", "organisation", "-created_at"], name="value_case_of")
        ]


class ValueLine(Row):
    """One gain: from a contract's simulation, from lower use, or for the mission; with its assumptions open."""

    KINDS: ClassVar[list[tuple[str, str]]] = [
        ("settlement", "From a contract, as simulated"),
        ("lower_use", "From lower use"),
        ("mission", "For the mission"),
    ]

    case = models.ForeignKey(ValueCase, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=KINDS)
    text = models.CharField(max_length=500)
    low = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    likely = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    high = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    """Dollars a year; below zero: a loss."""
    assumptions = models.JSONField(default=list)
    """Each [what, value with unit, where it is from]."""
    source = models.CharField(max_length=300, blank=True, default="")
    """The contract year, or the indicator with its published version."""

    class Meta:
        ordering: ClassVar[list[str]] = ["position"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case", "position"], name="value_line_once"),
            models.CheckConstraint(
                condition=models.Q(kind="mission", low=None, likely=None, high=None)
                | (
                    ~models.Q(kind="mission")
                    & models.Q(low__lte=models.F("likely"), likely__lte=models.F("high"))
                ),
                name="a_gain_lies_between_low_and_high",
            ),
        ]
