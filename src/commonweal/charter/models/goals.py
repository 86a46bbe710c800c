"""Goals and the objectives under them, what partners contribute, and what drives a goal."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from commonweal.charter.models.charter import Sentence
from commonweal.charter.models.common import Said
from commonweal.database.models import Row
from commonweal.partners.models import Organisation


class Goal(Said):
    """A goal of the alliance, or an objective under one (`parent`).

    It counts once it is accepted, which the database allows only for one that is specific, measured, owned, dated
    and tied to a sentence of the charter (an objective to its goal). Measured means: an indicator by its name in
    the catalogue of measures (`measure`), or an event that can be counted (`event`), with baseline, target and
    the direction in which it should go.
    """

    DIRECTIONS: ClassVar[list[tuple[str, str]]] = [("up", "more is better"), ("down", "less is better")]
    ENDINGS: ClassVar[list[tuple[str, str]]] = [
        ("reached", "reached"),
        ("given_up", "given up"),
        ("replaced", "replaced by another goal"),
    ]

    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="objectives")
    position = models.PositiveIntegerField(default=0)
    title = models.CharField(max_length=200)
    statement = models.TextField(max_length=2000, blank=True, default="")
    """What will be different, for whom, where: the goal in one or two sentences."""
    measure = models.CharField(max_length=80, blank=True, default="")
    event = models.CharField(max_length=200, blank=True, default="")
    unit = models.CharField(max_length=60, blank=True, default="")
    baseline = models.DecimalField(max_digits=16, decimal_places=4, null=True)
    baseline_on = models.DateField(null=True)
    target = models.DecimalField(max_digits=16, decimal_places=4, null=True)
    direction = models.CharField(max_length=4, choices=DIRECTIONS, blank=True, default="")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    owner_name = models.CharField(max_length=200, blank=True, default="")
    owner_organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="+"
    )
    due = models.DateField(null=True)
    sentence = models.ForeignKey(Sentence, on_delete=models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.CharField(max_length=200, blank=True, default="")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=200, blank=True, default="")
    ended_how = models.CharField(max_length=10, choices=ENDINGS, blank=True, default="")
    ended_reason = models.TextField(max_length=2000, blank=True, default="")

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "created_at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(measure="") | models.Q(event=""), name="goal_has_one_way_of_measuring"
            ),
            models.CheckConstraint(
                condition=models.Q(accepted_at=None)
                | (
                    ~models.Q(statement="")
                    & (~models.Q(measure="") | ~models.Q(event=""))
                    & ~models.Q(direction="")
                    & models.Q(
                        baseline__isnull=False,
                        target__isnull=False,
                        owner__isnull=False,
                        owner_organisation__isnull=False,
                        due__isnull=False,
                    )
                    & (models.Q(sentence__isnull=False) | models.Q(parent__isnull=False))
                ),
                name="an_accepted_goal_lacks_nothing",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at=None, ended_how="")
                | (models.Q(ended_at__isnull=False) & ~models.Q(ended_how="") & ~models.Q(ended_reason="")),
                name="a_goal_ends_with_a_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(parent=None) | ~models.Q(parent=models.F("id")),
                name="goal_is_not_under_itself",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["alliance", "parent"], name="goal_alliance")
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_objective(self) -> bool:
        """Does it stand under a goal?"""
        return self.parent_id is not None


class Contribution(Said):
    """What an organisation brings to a goal or an objective, from when until when."""

    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, related_name="contributions")
    text = models.CharField(max_length=500)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        ordering: ClassVar[list[str]] = ["created_at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["goal", "organisation"],
                condition=models.Q(ended_at=None),
                name="one_contribution_at_a_time",
            )
        ]


class Driver(Row):
    """What moves a goal: a primary driver, what moves that (secondary), or an idea of change (Langley et al. 2009)."""

    KINDS: ClassVar[list[tuple[str, str]]] = [
        ("primary", "Primary driver"),
        ("secondary", "Secondary driver"),
        ("idea", "Idea of change"),
    ]

    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, related_name="drivers")
    parent = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="children")
    kind = models.CharField(max_length=10, choices=KINDS)
    text = models.CharField(max_length=200)
    person_name = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar[list[str]] = ["created_at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(kind="primary", parent=None)
                | (~models.Q(kind="primary") & models.Q(parent__isnull=False)),
                name="a_driver_hangs_on_another_unless_primary",
            )
        ]
