"""Inside the alliance: announcements, threads, mentions, documents, teams, and how people want to be told."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from commonweal.agreements.models import Agreement
from commonweal.communications.models.common import Ours
from commonweal.database.models import Row
from commonweal.partners.models import Alliance, Organisation


class Announcement(Ours):
    """Something everybody in the alliance should know."""

    title = models.CharField(max_length=200)
    text = models.TextField(max_length=10_000)
    until = models.DateField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-created_at"]


class Seen(Ours):
    """Somebody said that they have read an announcement."""

    announcement = models.ForeignKey(Announcement, on_delete=models.CASCADE, related_name="seen")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["announcement", "person"], name="seen_once")
        ]


class Team(Ours):
    """People of several organisations with a charter and an end."""

    name = models.CharField(max_length=120)
    charter = models.TextField(max_length=5000)
    ends_on = models.DateField()
    ended_at = models.DateTimeField(null=True)
    result = models.TextField(max_length=3000, blank=True, default="")

    class Meta:
        ordering: ClassVar[list[str]] = ["name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(ended_at=None) | ~models.Q(result=""), name="a_team_ends_with_a_result"
            )
        ]

    def __str__(self) -> str:
        return self.name


class TeamMember(Row):
    """Somebody belongs to a team."""

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    person_name = models.CharField(max_length=200)
    organisation_name = models.CharField(max_length=255)
    left_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["organisation_name", "person_name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["team", "person"], condition=models.Q(left_at=None), name="in_a_team_once"
            )
        ]


class Thread(Ours):
    """Talk about a record, or within a team. `subject_*` name the record; `readers`: the organisations that read it."""

    subject_type = models.CharField(max_length=60, blank=True, default="")
    subject_id = models.UUIDField(null=True)
    subject_title = models.CharField(max_length=255, blank=True, default="")
    title = models.CharField(max_length=200)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, related_name="threads")
    readers = ArrayField(models.UUIDField(), null=True)
    moved_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-moved_at"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["subject_id"], name="thread_subject"),
            models.Index(fields=["alliance", "-moved_at"], name="thread_moved"),
        ]


class Remark(Ours):
    """What somebody says in a thread."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="remarks")
    text = models.TextField(max_length=8000)

    class Meta:
        ordering: ClassVar[list[str]] = ["created_at", "id"]


class Notice(Row):
    """Something to tell one person: a mention, an announcement, a team. Seen by that person alone."""

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    said = models.CharField(max_length=300)
    url = models.CharField(max_length=300)
    read_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-created_at"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["person", "-created_at"], name="notice_person"),
            models.Index(
                fields=["alliance"], condition=models.Q(mailed_at=None, read_at=None), name="notice_waiting"
            ),
        ]


class NoticeWish(Row):
    """How somebody wants to be told, in one alliance."""

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    mail = models.CharField(max_length=8, default="daily")
    quiet_from = models.TimeField(null=True)
    quiet_until = models.TimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["alliance", "person"], name="one_wish")
        ]


class Document(Ours):
    """A document with versions. Who sees it: the alliance, parties of an agreement in force, a team, or one's own."""

    ACCESS: ClassVar[list[tuple[str, str]]] = [
        ("alliance", "Everybody in the alliance"),
        ("agreement", "Parties of an agreement, while it is in force"),
        ("team", "Members of a team"),
        ("organisation", "Our own organisation"),
    ]

    title = models.CharField(max_length=200)
    about = models.CharField(max_length=500, blank=True, default="")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    access = models.CharField(max_length=14, choices=ACCESS)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, null=True, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, related_name="documents")
    public_at = models.DateTimeField(null=True)
    """Since when it is on the website; only what everybody in the alliance sees can be."""
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["title"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(access="agreement", agreement__isnull=False, team=None)
                | models.Q(access="team", team__isnull=False, agreement=None)
                | models.Q(access__in=["alliance", "organisation"], agreement=None, team=None),
                name="access_names_what_it_follows",
            ),
            models.CheckConstraint(
                condition=models.Q(public_at=None) | models.Q(access="alliance"), name="public_for_all_of_us"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class DocumentVersion(Ours):
    """One version of a document. Never changed."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=150)
    content_type = models.CharField(max_length=120)
    size = models.PositiveIntegerField()
    content = models.BinaryField()
    note = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        ordering: ClassVar[list[str]] = ["-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["document", "number"], name="document_version_once")
        ]
