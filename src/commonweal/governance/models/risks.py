"""Rows of risks (what may happen) and obstacles (what stands in the way now), and their reviews."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from commonweal.charter.models import Goal
from commonweal.database.models import Row
from commonweal.governance.rules import risks as rules
from commonweal.partners.models import Alliance, Organisation

ONE_TO_FIVE = [MinValueValidator(1), MaxValueValidator(5)]


class Risk(Row):
    """A risk or an obstacle with somebody who minds it and a day on which it is looked at again."""

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=list(rules.KINDS.items()))
    title = models.CharField(max_length=200)
    about = models.TextField(blank=True, default="")
    """Cause, what would happen, to whom."""
    likelihood = models.PositiveSmallIntegerField(validators=ONE_TO_FIVE)
    impact = models.PositiveSmallIntegerField(validators=ONE_TO_FIVE)
    response = models.CharField(max_length=10, choices=list(rules.RESPONSES.items()))
    response_text = models.TextField(blank=True, default="")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    owner_name = models.CharField(max_length=200)
    owner_organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    review_on = models.DateField()
    closed_at = models.DateTimeField(null=True)
    closed_by_name = models.CharField(max_length=200, blank=True, default="")
    closed_reason = models.TextField(blank=True, default="")

    class Meta:
        ordering: ClassVar[list[str]] = ["created_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(likelihood__range=(1, 5), impact__range=(1, 5)),
                name="risk_from_one_to_five",
            ),
            models.CheckConstraint(
                condition=models.Q(closed_at__isnull=True, closed_reason="")
                | models.Q(closed_at__isnull=False) & ~models.Q(closed_reason=""),
                name="a_closed_risk_says_why",
            ),
        ]

    @property
    def score(self) -> int:
        """Likelihood times impact, 1 to 25."""
        return rules.score(self.likelihood, self.impact)


class RiskReview(Row):
    """Somebody looked at it again: what was seen, and how likely and grave it is now. Never changed."""

    risk = models.ForeignKey(Risk, on_delete=models.CASCADE, related_name="reviews")
    likelihood = models.PositiveSmallIntegerField(validators=ONE_TO_FIVE)
    impact = models.PositiveSmallIntegerField(validators=ONE_TO_FIVE)
    text = models.TextField()
    person_name = models.CharField(max_length=200)
    organisation_name = models.CharField(max_length=255)

    class Meta:
        ordering: ClassVar[list[str]] = ["-created_at"]
