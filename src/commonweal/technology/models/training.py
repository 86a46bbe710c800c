"""Training: who needs which course, sessions, attendance, competence signed off."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from commonweal.technology.models.partnerships import Fact, Kept
from commonweal.technology.models.plan import Asset, Step


class Course(Kept):
    """Something people learn for a workflow: for which roles, on which asset, from which step or problem it came."""

    title = models.CharField(max_length=200)
    workflow = models.CharField(max_length=200, blank=True, default="")
    roles = ArrayField(models.CharField(max_length=80), default=list)
    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, null=True, blank=True, related_name="courses")
    step = models.ForeignKey(Step, on_delete=models.PROTECT, null=True, blank=True, related_name="courses")
    ticket = models.ForeignKey(
        "technology.Ticket", on_delete=models.PROTECT, null=True, blank=True, related_name="courses"
    )
    valid_months = models.PositiveSmallIntegerField(null=True, blank=True)
    by_hand = models.TextField(blank=True, default="", max_length=2000)

    class Meta:
        ordering: ClassVar[list[str]] = ["title"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(valid_months__isnull=True) | models.Q(valid_months__range=(1, 120)),
                name="course_valid_1_to_120_months",
            )
        ]

    def __str__(self) -> str:
        return self.title


class Learner(Kept):
    """Somebody at work who needs training: a name, a unit and a role, nothing else."""

    name = models.CharField(max_length=200)
    unit = models.CharField(max_length=120)
    role = models.CharField(max_length=80)
    left_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["unit", "name"]

    def __str__(self) -> str:
        return f"{self.name} ({self.unit})"


class Session(Kept):
    """A session of a course."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="sessions")
    starts_at = models.DateTimeField()
    place = models.CharField(max_length=200, blank=True, default="")
    places = models.PositiveSmallIntegerField(default=12)
    trainer = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        ordering: ClassVar[list[str]] = ["-starts_at"]

    def __str__(self) -> str:
        return self.course.title


class Attendance(Kept):
    """Somebody is down for a session; whether they came is known afterwards."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="attendances")
    learner = models.ForeignKey(Learner, on_delete=models.PROTECT, related_name="attendances")
    came = models.BooleanField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["session", "learner"], name="once_in_a_session")
        ]


class SignOff(Fact):
    """Somebody saw that a learner can do it."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="sign_offs")
    learner = models.ForeignKey(Learner, on_delete=models.PROTECT, related_name="sign_offs")
    on = models.DateField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-on"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["course", "learner", "on"], name="signed_off_once_a_day")
        ]
