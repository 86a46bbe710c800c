"""Strengths, weaknesses, opportunities and threats, as partners see them."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from commonweal.charter.models.common import Said
from commonweal.charter.models.goals import Goal
from commonweal.database.models import Row
from commonweal.partners.models import Organisation


class SwotPoint(Said):
    """One strength, weakness, opportunity or threat; where it was merged, and what it leads to."""

    KINDS: ClassVar[list[tuple[str, str]]] = [
        ("strength", "Strength"),
        ("weakness", "Weakness"),
        ("opportunity", "Opportunity"),
        ("threat", "Threat"),
    ]
    OUTCOMES: ClassVar[list[tuple[str, str]]] = [
        ("goal", "a goal"),
        ("risk", "a risk"),
        ("nothing", "nothing, with a reason"),
    ]

    kind = models.CharField(max_length=12, choices=KINDS)
    text = models.CharField(max_length=300)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged")
    merged_by = models.CharField(max_length=200, blank=True, default="")
    outcome = models.CharField(max_length=10, choices=OUTCOMES, blank=True, default="")
    outcome_reason = models.TextField(max_length=1000, blank=True, default="")
    """For a risk: the risk in words, which the register of risks can take over; for nothing: why."""
    outcome_at = models.DateTimeField(null=True)
    outcome_by = models.CharField(max_length=200, blank=True, default="")
    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["created_at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(outcome="", outcome_at=None, goal=None)
                | models.Q(outcome="goal", outcome_at__isnull=False, goal__isnull=False)
                | (
                    models.Q(outcome__in=("risk", "nothing"), outcome_at__isnull=False, goal=None)
                    & ~models.Q(outcome_reason="")
                ),
                name="a_point_leads_somewhere_or_nowhere_with_a_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(merged_into=None) | ~models.Q(merged_into=models.F("id")),
                name="a_point_is_not_merged_into_itself",
            ),
        ]


class SwotVote(Row):
    """A person finds a point important. Ranking counts people, and shows how many organisations they are of."""

    point = models.ForeignKey(SwotPoint, on_delete=models.CASCADE, related_name="votes")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["point", "person"], name="one_vote_for_a_point")
        ]
