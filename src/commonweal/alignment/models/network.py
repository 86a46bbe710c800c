"""Rounds in which organisations say whom they work with, and what they think of each other.

Ties are open once a round is closed. Ratings are read by the organisation that gave them and by nobody else; what
is shown of them are published scores (migrations/0003_answers.py).
"""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from commonweal.alignment.models.surveys import ByPerson
from commonweal.alignment.rules.trust import DIMENSIONS
from commonweal.database.models import Row
from commonweal.partners.models import Alliance, Organisation

FROM_1_TO_4 = [MinValueValidator(1), MaxValueValidator(4)]


class TieRound(ByPerson):
    """Every member is asked once: whom do you work with?"""

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    closes_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    members = models.PositiveIntegerField(
        null=True, help_text="How many belonged to the alliance at closing."
    )

    class Meta:
        ordering: ClassVar[list[str]] = ["-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["alliance", "number"], name="one_tie_round_a_number"),
            models.UniqueConstraint(
                fields=["alliance"], condition=Q(closed_at__isnull=True), name="one_open_tie_round"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, members__isnull=True)
                | Q(closed_at__isnull=False, members__isnull=False),
                name="closed_with_its_members",
            ),
        ]

    def __str__(self) -> str:
        return f"Round {self.number}"


class Report(ByPerson):
    """What one organisation says in a round; it may be said anew until the round closes."""

    round = models.ForeignKey(TieRound, on_delete=models.CASCADE, related_name="reports")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["round", "organisation"], name="one_report_an_organisation"),
        ]


class Tie(Row):
    """An organisation works with another one: how often, how deep, and through how many of its own people."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="ties")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    to = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    frequency = models.PositiveSmallIntegerField(validators=FROM_1_TO_4)
    depth = models.PositiveSmallIntegerField(validators=FROM_1_TO_4)
    people = models.PositiveSmallIntegerField(help_text="1: it hangs on one person; 3: three or more.")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["report", "to"], name="one_tie_a_partner"),
            models.CheckConstraint(condition=~Q(to=F("organisation")), name="no_tie_to_oneself"),
            models.CheckConstraint(
                condition=Q(frequency__range=(1, 4), depth__range=(1, 4), people__range=(1, 3)),
                name="a_tie_on_its_scales",
            ),
        ]


class Rating(Row):
    """What an organisation thinks of another one, or of itself, on one dimension, 1 to 4."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="ratings")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    about = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    dimension = models.CharField(max_length=12, choices=[(key, one.title) for key, one in DIMENSIONS.items()])
    value = models.PositiveSmallIntegerField(validators=FROM_1_TO_4)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["report", "about", "dimension"], name="one_rating_a_dimension"),
            models.CheckConstraint(condition=Q(value__range=(1, 4)), name="a_rating_from_1_to_4"),
        ]


class Score(Row):
    """What others think of an organisation on one dimension: published at closing, from three raters on."""

    round = models.ForeignKey(TieRound, on_delete=models.CASCADE, related_name="scores")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    dimension = models.CharField(max_length=12, choices=[(key, one.title) for key, one in DIMENSIONS.items()])
    raters = models.PositiveIntegerField(null=True, help_text="Nothing: fewer than three.")
    total = models.PositiveIntegerField(
        null=True, help_text="The sum of the ratings; the mean is total / raters."
    )
    comparable = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["round", "organisation", "dimension"], name="one_score_a_dimension"
            ),
            models.CheckConstraint(
                condition=Q(raters__isnull=True, total__isnull=True) | Q(raters__gte=3, total__isnull=False),
                name="three_raters_or_nothing",
            ),
        ]

    @property
    def mean(self) -> float | None:
        """The mean rating, 1 to 4."""
        return self.total / self.raters if self.raters and self.total is not None else None
