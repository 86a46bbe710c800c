"""Meetings: what is planned, who came, who spoke, what was decided and taken on, and how it felt afterwards."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.functions import RandomUUID
from django.db import models

from commonweal.alignment.rules.meetings import ATTENDANCE, CAPTURES, ITEM_KINDS
from commonweal.database.models import Row
from commonweal.partners.models import Alliance, Seat


class Meeting(Row):
    """One meeting. Its sequence grows with each invitation that goes out (RFC 5545)."""

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    purpose = models.CharField(max_length=500)
    place = models.CharField(max_length=300, blank=True, default="")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    sequence = models.PositiveIntegerField(default=0)
    invited_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    cancelled_why = models.CharField(max_length=500, blank=True, default="")
    closed_at = models.DateTimeField(null=True, help_text="Since when the minutes never change.")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    person_name = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar[list[str]] = ["-starts_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="a_meeting_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=models.Q(cancelled_at__isnull=True) | ~models.Q(cancelled_why=""),
                name="a_meeting_is_called_off_with_a_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(cancelled_at__isnull=True) | models.Q(closed_at__isnull=True),
                name="what_was_called_off_has_no_minutes",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class _Part(Row):
    meeting: models.ForeignKey[Any, Any]

    class Meta:
        abstract = True

    @property
    def alliance_id(self) -> UUID:
        """A part of a meeting belongs where the meeting does."""
        return self.meeting.alliance_id  # type: ignore[no-any-return]


class AgendaItem(_Part):
    """One item with its minutes; kind `people` is time set aside for people."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=list(ITEM_KINDS.items()))
    minutes = models.PositiveSmallIntegerField()
    led_by = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(minutes__range=(1, 480)), name="an_item_takes_some_minutes"
            )
        ]


class MeetingSeat(_Part):
    """A seat that is invited, and whether it came."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="seats")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    organisation_name = models.CharField(max_length=255)
    attendance = models.CharField(max_length=10, choices=list(ATTENDANCE.items()), blank=True, default="")
    recorded_at = models.DateTimeField(null=True)
    recorded_by = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        ordering: ClassVar[list[str]] = ["organisation_name", "name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["meeting", "seat"], name="a_seat_is_invited_once"),
            models.CheckConstraint(
                condition=models.Q(attendance="", recorded_at__isnull=True)
                | (~models.Q(attendance="") & models.Q(recorded_at__isnull=False)),
                name="attendance_was_recorded",
            ),
        ]


class Voice(_Part):
    """In a round of voices somebody said something, or passed."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="voices")
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="voices")
    seat = models.ForeignKey(MeetingSeat, on_delete=models.PROTECT, related_name="voices")
    said = models.CharField(max_length=500, blank=True, default="", help_text="Empty: passed.")
    person_name = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar[list[str]] = ["created_at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["item", "seat"], name="one_voice_in_a_round")
        ]


class Captured(_Part):
    """A decision, an action or a note, written down as it happened."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="captured")
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, null=True, related_name="captured")
    kind = models.CharField(max_length=20, choices=list(CAPTURES.items()))
    text = models.CharField(max_length=1000)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    owner_name = models.CharField(max_length=200, blank=True, default="")
    due = models.DateField(null=True)
    done_at = models.DateTimeField(null=True)
    done_note = models.CharField(max_length=1000, blank=True, default="")
    person_name = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar[list[str]] = ["created_at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=~models.Q(kind="action") | models.Q(owner__isnull=False, due__isnull=False),
                name="an_action_has_an_owner_and_a_day",
            ),
            models.CheckConstraint(
                condition=models.Q(done_at__isnull=True) | models.Q(kind="action"),
                name="only_actions_are_done",
            ),
        ]


class MeetingAnswered(models.Model):
    """That somebody answered the questions afterwards; theirs alone to see."""

    id = models.UUIDField(primary_key=True, db_default=RandomUUID(), editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["meeting", "person"], name="a_meeting_is_answered_once")
        ]


class MeetingAnswer(models.Model):
    """One answer to one of the four questions, without a name or an instant; read only as means of three or more."""

    id = models.UUIDField(primary_key=True, db_default=RandomUUID(), editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="+")
    question = models.CharField(max_length=20)
    value = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(value__range=(1, 5)), name="a_meeting_is_rated_on_the_scale"
            )
        ]
