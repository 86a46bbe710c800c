"""Announcements, talk, documents, teams, notices."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from commonweal.access import Actor
from commonweal.communications.models import (
    Announcement,
    Document,
    Notice,
    NoticeWish,
    Seen,
    Team,
    Thread,
)


def announcements(by: Actor, today: date) -> list[Any]:
    """What holds now, the newest first, with how many have seen it, and whether I have."""
    mine = Seen.objects.filter(announcement=OuterRef("pk"), person_id=by.own_person_id)
    rows = Announcement.objects.filter(Q(until=None) | Q(until__gte=today), withdrawn_at=None)
    return list(
        rows.annotate(seen_count=Count("seen"), mine=Exists(mine)).order_by("-created_at", "-id")[:20]
    )


def threads() -> QuerySet[Thread]:
    """Talks one may read, the last moved first, with how much was said."""
    return Thread.objects.annotate(said=Count("remarks")).select_related("team").order_by("-moved_at", "-id")


def about(pk: UUID) -> QuerySet[Thread]:
    """Talks about a record."""
    return threads().filter(subject_id=pk)


def documents() -> QuerySet[Document]:
    """Documents one may read."""
    return Document.objects.filter(removed_at=None).select_related("organisation", "agreement", "team")


def teams() -> list[Team]:
    """Teams that have not ended, by name, with how many are in each."""
    rows = Team.objects.filter(ended_at=None)
    return list(
        rows.annotate(people=Count("members", filter=Q(members__left_at=None))).order_by("name", "id")
    )


def unread() -> int:
    """How many of my notices I have not read."""
    return Notice.objects.filter(read_at=None).count()


def wish() -> NoticeWish | None:
    """How I want to be told."""
    return NoticeWish.objects.first()
