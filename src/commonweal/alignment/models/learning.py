"""Learning together: a cohort on a course, its sessions and people, their challenges, and what changed."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from commonweal.alignment.rules.learning import OUTCOMES
from commonweal.alignment.rules.meetings import ATTENDANCE
from commonweal.database.models import Row
from commonweal.partners.models import Alliance, Organisation, Seat


class Cohort(Row):
    """People of several organisations who take a course together. Whoever opened it keeps it."""

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    purpose = models.CharField(max_length=500)
    course = models.CharField(max_length=40, help_text="The key of the course it began from.")
    place = models.CharField(max_length=300, blank=True, default="")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    person_name = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar[list[str]] = ["-created_at"]

    def __str__(self) -> str:
        return self.title


class CourseSession(Row):
    """One session, with the words of the course as they were when the cohort began."""

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="sessions")
    number = models.PositiveSmallIntegerField()
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    aim = models.CharField(max_length=500)
    agenda = ArrayField(models.CharField(max_length=200))
    reading = models.TextField(max_length=4000)
    further = models.CharField(max_length=300, blank=True, default="")
    question = models.CharField(max_length=500)

    class Meta:
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["cohort", "number"], name="a_session_has_its_number"),
            models.CheckConstraint(
                condition=models.Q(minutes__range=(1, 480)), name="a_session_takes_some_minutes"
            ),
        ]

    @property
    def alliance_id(self) -> UUID:
        """A session belongs where its cohort does."""
        return self.cohort.alliance_id


class Participant(Row):
    """A person on a seat takes part, until they leave."""

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="participants")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    organisation_name = models.CharField(max_length=255)
    left_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["organisation_name", "name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["cohort", "person"], name="a_person_learns_once_in_a_cohort")
        ]

    @property
    def alliance_id(self) -> UUID:
        """A participant belongs where the cohort does."""
        return self.cohort.alliance_id


class _OfParticipant(Row):
    participant: models.ForeignKey[Any, Any]

    class Meta:
        abstract = True

    @property
    def alliance_id(self) -> UUID:
        """What a participant says belongs where the cohort does."""
        return self.participant.cohort.alliance_id  # type: ignore[no-any-return]


class SessionAttendance(_OfParticipant):
    """Whether a participant came to a session; who wrote it down, and when."""

    session = models.ForeignKey(CourseSession, on_delete=models.PROTECT, related_name="attendance")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="attendance")
    came = models.CharField(max_length=10, choices=list(ATTENDANCE.items()))
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["session", "participant"], name="attendance_is_recorded_once"),
            models.CheckConstraint(
                condition=models.Q(came__in=list(ATTENDANCE)), name="attendance_of_a_session_is_known"
            ),
        ]


class OwnChallenge(_OfParticipant):
    """A participant's challenge across organisations. Worded anew it is another row; the newest counts."""

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="challenges")
    what = models.CharField(max_length=1000)
    wanted = models.CharField(max_length=1000)
    other = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    other_name = models.CharField(max_length=255)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["-created_at", "-id"]


class OwnChange(_OfParticipant):
    """What changed of a challenge, or did not, and what shows it. The newest counts."""

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="changes")
    outcome = models.CharField(max_length=10, choices=list(OUTCOMES.items()))
    text = models.TextField(max_length=2000)
    evidence = models.CharField(max_length=1000)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["-created_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~models.Q(evidence=""), name="a_change_is_shown_by_something"),
            models.CheckConstraint(
                condition=models.Q(outcome__in=list(OUTCOMES)), name="a_change_says_whether_it_was_one"
            ),
        ]


class Reflection(_OfParticipant):
    """What a participant thought after a session: theirs alone, or while shared the cohort's too."""

    session = models.ForeignKey(CourseSession, on_delete=models.PROTECT, related_name="reflections")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="reflections")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(max_length=8000)
    shared_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["created_at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["session", "participant"], name="one_reflection_after_a_session")
        ]
