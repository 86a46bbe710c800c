"""Leadership feedback: asked by a leader, given without a name, seen by the leader and whom they choose."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.functions import RandomUUID
from django.db import models

from commonweal.database.models import Row
from commonweal.partners.models import Alliance

_SCALE = models.Q(value__range=(1, 5))


class Feedback(Row):
    """One round of feedback on one leader."""

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="+")
    leader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    leader_name = models.CharField(max_length=200)
    closes_on = models.DateField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-created_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["alliance", "leader"],
                condition=models.Q(closed_at__isnull=True),
                name="one_open_round_of_a_leader",
            )
        ]


class FeedbackRequest(Row):
    """Somebody was asked. Whether they answered stands elsewhere, where the leader cannot look."""

    feedback = models.ForeignKey(Feedback, on_delete=models.PROTECT, related_name="requests")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    person_name = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["feedback", "person"], name="asked_once")
        ]


class FeedbackGiven(models.Model):
    """That somebody answered; no instant, so that it cannot be laid beside the answers. Theirs alone to see."""

    id = models.UUIDField(primary_key=True, db_default=RandomUUID(), editable=False)
    request = models.OneToOneField(FeedbackRequest, on_delete=models.PROTECT, related_name="given")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")


class FeedbackDraft(models.Model):
    """What somebody has answered so far, a question's key to its value: theirs alone, deleted when they send it.

    Unlike a sheet of a survey it never counts: feedback is sent whole or not at all.
    """

    id = models.UUIDField(primary_key=True, db_default=RandomUUID(), editable=False)
    request = models.OneToOneField(FeedbackRequest, on_delete=models.PROTECT, related_name="draft")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField(default=dict)


class FeedbackAnswer(models.Model):
    """One answer of somebody to one question: no name, no instant, no thread from one answer to the next.

    Nobody reads these rows: `commonweal.feedback_results` gives means, of three people or more.
    """

    id = models.UUIDField(primary_key=True, db_default=RandomUUID(), editable=False)
    feedback = models.ForeignKey(Feedback, on_delete=models.PROTECT, related_name="+")
    item = models.CharField(max_length=60)
    value = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=_SCALE, name="feedback_is_on_the_scale")
        ]


class SelfAnswer(Row):
    """How the leader sees themselves; changed until the round closes."""

    feedback = models.ForeignKey(Feedback, on_delete=models.PROTECT, related_name="own_answers")
    item = models.CharField(max_length=60)
    value = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["feedback", "item"], name="one_own_answer"),
            models.CheckConstraint(condition=_SCALE, name="own_answer_is_on_the_scale"),
        ]


class FeedbackShare(Row):
    """The leader lets somebody see a round, until they end it."""

    feedback = models.ForeignKey(Feedback, on_delete=models.PROTECT, related_name="shares")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    person_name = models.CharField(max_length=200)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["feedback", "person"],
                condition=models.Q(ended_at__isnull=True),
                name="shared_once_at_a_time",
            )
        ]


class DevelopmentAction(Row):
    """What a leader sets out to do about a round of feedback."""

    feedback = models.ForeignKey(Feedback, on_delete=models.PROTECT, related_name="actions")
    item = models.CharField(max_length=60)
    what = models.CharField(max_length=500)
    due = models.DateField()
    done_at = models.DateTimeField(null=True)
    done_note = models.TextField(max_length=2000, blank=True, default="")

    class Meta:
        ordering: ClassVar[list[str]] = ["due", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(done_at__isnull=True) | ~models.Q(done_note=""),
                name="done_says_what_came_of_it",
            )
        ]
