"""Money linked and paid, the analytics plan and its reports, and how both sides see the relationship."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from commonweal.payments.models import ContractYear, Pool
from commonweal.technology.models.partnerships import Fact, Kept


class MoneyLink(Kept):
    """A contract year or a pool that belongs to the partnership. What of it one sees, payments' own policies decide."""

    KINDS: ClassVar[list[tuple[str, str]]] = [
        ("unitary", "unitary payment"),
        ("fee", "service fee"),
        ("consulting", "funding pool for consulting"),
        ("clinical", "funding pool for clinical services"),
        ("risk", "shared risk and reward"),
    ]

    kind = models.CharField(max_length=12, choices=KINDS)
    what_for = models.CharField(max_length=500, blank=True, default="")
    year = models.ForeignKey(ContractYear, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(year__isnull=True) ^ models.Q(pool__isnull=True),
                name="link_to_one_of_the_two",
            ),
            models.UniqueConstraint(
                fields=["partnership", "year", "pool"], nulls_distinct=False, name="linked_once"
            ),
        ]


class Paid(Fact):
    """What was paid in a month and for what: from an invoice or a ledger, with its reference."""

    month = models.DateField()
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    what_for = models.CharField(max_length=300)
    reference = models.CharField(max_length=200)
    takes_back = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="taken_back_by"
    )

    class Meta:
        ordering: ClassVar[list[str]] = ["month", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(month__day=1), name="paid_in_a_month"),
            models.CheckConstraint(condition=~models.Q(amount=0), name="something_was_paid"),
        ]


class Question(Kept):
    """A question that a decision needs, the indicator that answers it, and who gets the answer when."""

    RHYTHMS: ClassVar[list[tuple[str, str]]] = [
        ("month", "every month"),
        ("quarter", "every quarter"),
        ("year", "every year"),
    ]

    question = models.CharField(max_length=300)
    decision = models.CharField(max_length=300)
    measure = models.CharField(max_length=80, blank=True, default="")
    who = models.CharField(max_length=200)
    rhythm = models.CharField(max_length=10, choices=RHYTHMS)

    class Meta:
        ordering: ClassVar[list[str]] = ["question"]

    def __str__(self) -> str:
        return self.question


class Report(Fact):
    """The results of a quarter as they were given out, to the byte."""

    first = models.DateField()
    last = models.DateField()
    document = models.JSONField()
    pdf = models.BinaryField()
    digest = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar[list[str]] = ["-first", "-created_at"]


class GoalIndicator(Kept):
    """An indicator that shows one of the four goals or of the quadruple aim."""

    GOALS: ClassVar[list[tuple[str, str]]] = [
        ("accountability", "shared accountability"),
        ("predictability", "ongoing predictability"),
        ("clinical", "performance improvement: clinical"),
        ("operational", "performance improvement: operational"),
        ("financial", "performance improvement: financial"),
        ("innovation", "purposeful innovation"),
        ("care", "better care"),
        ("health", "better health"),
        ("cost", "lower cost"),
        ("work", "better work for clinicians"),
    ]

    goal = models.CharField(max_length=20, choices=GOALS)
    measure = models.CharField(max_length=80)

    class Meta:
        ordering: ClassVar[list[str]] = ["goal", "measure"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["partnership", "goal", "measure"], name="indicator_once_for_a_goal"
            )
        ]


class Round(Fact):
    """Both sides are asked how they see the relationship. Nobody sees the other side's answers before it closes.

    `apart`: how many items the sides saw differently, once it is closed.
    """

    question_days = models.PositiveSmallIntegerField(default=21)
    closed_at = models.DateTimeField(null=True)
    apart = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar[list[str]] = ["-created_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["partnership"], condition=models.Q(closed_at__isnull=True), name="one_open_round"
            )
        ]


class Answer(Fact):
    """What one person answered to one item of a round."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="answers")
    item = models.CharField(max_length=20)
    score = models.PositiveSmallIntegerField()
    comment = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["round", "person", "item"], name="one_answer_to_an_item"),
            models.CheckConstraint(condition=models.Q(score__range=(1, 5)), name="answer_1_to_5"),
        ]
