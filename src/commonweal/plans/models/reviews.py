"""Reviews of a period, what partners said of it, what came of it; evaluations; lessons."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models

from commonweal.charter.models import Goal
from commonweal.directory.models.base import plain_field, search_field
from commonweal.plans.models.actions import Action
from commonweal.plans.models.common import Said, together
from commonweal.plans.models.tests import Test


class Review(Said):
    """A look back at a period with everybody: prepared from facts, commented, held, closed with what it changed."""

    title = models.CharField(max_length=160)
    first = models.DateField()
    last = models.DateField()
    meets_on = models.DateField()
    comments_until = models.DateField()
    prepared_at = models.DateTimeField(null=True)
    facts = models.JSONField(default=list)
    """The sections as they were when the review was prepared (rules.reviews.Section), so that what was
    before the meeting
    stays what was before the meeting."""
    summary = models.TextField(max_length=4000, blank=True, default="")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        ordering: ClassVar[list[str]] = ["-last", "-created_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(last__gte=models.F("first")), name="review_period"),
            models.CheckConstraint(
                condition=models.Q(comments_until__lte=models.F("meets_on")),
                name="comments_before_the_meeting",
            ),
            models.CheckConstraint(
                condition=together("closed_at", "closed_by")
                & (models.Q(closed_at=None) | (~models.Q(summary="") & models.Q(prepared_at__isnull=False))),
                name="closed_with_summary",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ReviewComment(Said):
    """What a partner says of a review before the meeting. Never changed."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="comments")
    section = models.CharField(max_length=40, blank=True, default="")
    text = models.TextField(max_length=4000)

    class Meta:
        ordering: ClassVar[list[str]] = ["created_at", "id"]


class Outcome(Said):
    """One thing that a review changed."""

    KINDS: ClassVar[list[tuple[str, str]]] = [
        ("decision", "a decision"),
        ("action", "an action"),
        ("target", "a changed target"),
        ("amendment", "a proposed change of the charter"),
    ]

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="outcomes")
    kind = models.CharField(max_length=10, choices=KINDS)
    text = models.TextField(max_length=2000)
    action = models.ForeignKey(Action, on_delete=models.PROTECT, null=True, related_name="+")
    measure = models.CharField(max_length=80, blank=True, default="")
    target_before = models.FloatField(null=True)
    target_after = models.FloatField(null=True)
    change = models.ForeignKey(
        "charter.ProposedChange", on_delete=models.PROTECT, null=True, related_name="+"
    )
    """What it proposes to change in the charter, which accepts or rejects it with a reason."""

    class Meta:
        ordering: ClassVar[list[str]] = ["created_at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(kind="action", action__isnull=False) | ~models.Q(kind="action"),
                name="an_outcome_that_is_an_action_names_it",
            ),
            models.CheckConstraint(
                condition=(models.Q(kind="target") & ~models.Q(measure="")) | ~models.Q(kind="target"),
                name="a_changed_target_names_the_indicator",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="amendment", change__isnull=False) | ~models.Q(kind="amendment"),
                name="an_amendment_names_the_proposed_change",
            ),
        ]


class Evaluated(Said):
    """An evaluation of published figures: what was asked, which figures went in, what came out. Never changed."""

    title = models.CharField(max_length=160)
    measure = models.CharField(max_length=80)
    start = models.DateField()
    group = models.CharField(max_length=255, blank=True, default="")
    """The partner that changed; empty: everybody together."""
    comparisons = models.JSONField(default=list)
    delay = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField()
    """The number of the published figures, with their fingerprint."""
    fingerprint = models.CharField(max_length=64)
    found = models.JSONField(null=True)
    """commonweal.evidence.evaluation.Evaluation as JSON; None where the design was refused."""
    refused = models.TextField(blank=True, default="")
    sureness = models.CharField(max_length=10, blank=True, default="")
    test = models.ForeignKey(Test, on_delete=models.PROTECT, null=True, related_name="evaluations")

    class Meta:
        ordering: ClassVar[list[str]] = ["-created_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=(models.Q(found__isnull=False, refused="") & ~models.Q(sureness=""))
                | (models.Q(found=None, sureness="") & ~models.Q(refused="")),
                name="answered_or_refused",
            )
        ]

    def __str__(self) -> str:
        return self.title


class Lesson(Said):
    """What worked (or did not) where, for whom, and what shows it."""

    VERDICTS: ClassVar[list[tuple[str, str]]] = [
        ("worked", "it worked"),
        ("partly", "it worked in part"),
        ("not", "it did not work"),
    ]

    title = models.CharField(max_length=160)
    verdict = models.CharField(max_length=8, choices=VERDICTS)
    what = models.TextField(max_length=4000)
    """What was done."""
    for_whom = models.CharField(max_length=500)
    """For whom and where."""
    learned = models.TextField(max_length=4000)
    conditions = models.TextField(max_length=2000, blank=True, default="")
    """What it takes to do it elsewhere."""
    evidence = models.TextField(max_length=4000)
    test = models.ForeignKey(Test, on_delete=models.PROTECT, null=True, related_name="lessons")
    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, null=True, related_name="+")
    evaluated = models.ForeignKey(Evaluated, on_delete=models.PROTECT, null=True, related_name="lessons")
    set_aside_at = models.DateTimeField(null=True)
    set_aside_by = models.CharField(max_length=200, blank=True, default="")
    set_aside_reason = models.TextField(max_length=1000, blank=True, default="")
    words = search_field(A=("title",), B=("what", "for_whom"), C=("learned", "conditions"))
    plain = plain_field("title", "what", "for_whom")

    class Meta:
        ordering: ClassVar[list[str]] = ["-created_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=together("set_aside_at", "set_aside_by", "set_aside_reason"),
                name="set_aside_with_reason",
            )
        ]
        indexes: ClassVar[list[models.Index]] = [GinIndex(fields=["words"], name="lesson_words")]

    def __str__(self) -> str:
        return self.title
