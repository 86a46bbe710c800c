"""The community challenge and its population, in versions; and how many people the rule was found to fit."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from commonweal.charter.models.common import Said


class Challenge(Said):
    """What the alliance is there to change, and for whom. Never changed: each saving adds one; the last counts."""

    number = models.PositiveIntegerField()
    template = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    text = models.TextField(max_length=8000)
    population = models.TextField(max_length=2000, blank=True, default="")
    """The population in words."""
    rule = models.JSONField(default=dict)
    """The population as a rule that can be counted: see rules.population.Rule."""
    domains = ArrayField(models.CharField(max_length=40), default=list)
    """The service categories that the population needs: directory.domains.NeedDomain."""
    agreements = ArrayField(models.CharField(max_length=300), default=list)
    """Agreements that are likely to be needed, in words."""
    risks = ArrayField(models.CharField(max_length=500), default=list)
    """What may go wrong, in words, before it stands in the register of risks."""

    class Meta:
        ordering: ClassVar[list[str]] = ["-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["alliance", "number"], name="challenge_version_once")
        ]


class PopulationCount(Said):
    """How many people a partner's files hold that fit the rule, and what they cost. Never changed; suppressed."""

    challenge = models.ForeignKey(Challenge, on_delete=models.PROTECT, related_name="counts")
    rule = models.JSONField()
    """The rule as it was counted."""
    first = models.DateField()
    last = models.DateField()
    people = models.PositiveIntegerField(null=True)
    """People who fitted the rule in at least one month; none: fewer than the threshold, and not shown."""
    member_months = models.PositiveIntegerField(null=True)
    paid = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    """Paid for them in the months in which they fitted, in dollars."""
    threshold = models.PositiveIntegerField()
    fingerprint = models.CharField(max_length=80)
    """Of the files that were counted."""
    method = models.CharField(max_length=20)
    left_out = models.JSONField(default=list)
    """Parts of the rule that the files could not answer, in words."""

    class Meta:
        ordering: ClassVar[list[str]] = ["-created_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(people__isnull=True, member_months__isnull=True, paid__isnull=True)
                | models.Q(people__gte=models.F("threshold"))
                | models.Q(people=0),
                name="small_populations_are_not_kept",
            ),
            models.CheckConstraint(
                condition=models.Q(last__gte=models.F("first")), name="count_ends_after_it_starts"
            ),
        ]
