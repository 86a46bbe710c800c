"""Inside the alliance: announcements, talk, documents, teams, notices."""

from __future__ import annotations

import re
from datetime import date, time
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal import audit
from commonweal.access import Actor, Permission, Refused, require
from commonweal.access.models import Person
from commonweal.communications import events, files
from commonweal.communications.actions.common import locked
from commonweal.communications.models import (
    Announcement,
    Document,
    DocumentVersion,
    Notice,
    NoticeWish,
    Remark,
    Seen,
    Team,
    TeamMember,
    Thread,
)
from commonweal.communications.models.common import ours
from commonweal.communications.rules.notices import Mail
from commonweal.database import clock, live
from commonweal.partners.models import Seat

MENTION = re.compile(r"(?<![\w@])@([^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){0,3})")


def tell(people: list[UUID], kind: str, said: str, url: str) -> None:
    """Put a notice on people's pages; their e-mails follow as they wish."""
    if people:
        with connection.cursor() as cursor:
            cursor.execute("select commonweal.tell(%s, %s, %s, %s)", [people, kind, said[:300], url])


def announce(*, by: Actor, title: str, text: str, until: date | None = None) -> Announcement:
    """Tell everybody in the alliance."""
    require(by, Permission.DRAFT_COMMUNICATIONS)
    with transaction.atomic():
        row = Announcement.objects.create(title=title, text=text, until=until, **ours(by))
        seats = Seat.objects.current().filter(alliance_id=by.own_alliance_id, person__isnull=False)
        tell(
            list(seats.values_list("person_id", flat=True)), "announcement", title,
            reverse("communications:announcement", args=[row.pk]),
        )  # fmt: skip
        audit.record(by, events.ANNOUNCED, on=row, title=title)
        live.notify("announcement", alliance=by.alliance_id)
    return row


def withdraw(*, by: Actor, announcement: Announcement) -> Announcement:
    """Take an announcement back."""
    require(by, Permission.DRAFT_COMMUNICATIONS, on=announcement)
    with transaction.atomic():
        row = locked(announcement)
        row.withdrawn_at = clock.now()
        row.save(update_fields=["withdrawn_at"])
        audit.record(by, events.ANNOUNCEMENT_WITHDRAWN, on=row, title=row.title)
    return row


def have_seen(*, by: Actor, announcement: Announcement) -> Seen:
    """I have read it. No act in the record: the row itself says who and when, and is never changed."""
    require(by, Permission.VIEW_COMMUNICATIONS, on=announcement)
    row, _made = Seen.objects.get_or_create(
        announcement=announcement, person_id=by.own_person_id, defaults=ours(by)
    )
    Notice.objects.filter(
        url=reverse("communications:announcement", args=[announcement.pk]), read_at=None
    ).update(read_at=clock.now())
    return row


def begin(
    *,
    by: Actor,
    title: str,
    text: str,
    subject: tuple[str, UUID, str] | None = None,
    team: Team | None = None,
    only: list[UUID] | None = None,
) -> Thread:
    """Begin to talk about a record (kind, identifier, title), within a team, or with everybody.

    `only`: the organisations that see the record, where not everybody does. Raises Refused where one's own is none.
    """
    require(by, Permission.TAKE_PART)
    if only is not None and by.organisation_id not in only:
        raise Refused(_("Only those who take part in it talk about it."))
    with transaction.atomic():
        kind, pk, named = subject or ("", None, "")
        row = Thread.objects.create(
            title=title, subject_type=kind, subject_id=pk, subject_title=named[:255], team=team, readers=only,
            moved_at=clock.now(), **ours(by),
        )  # fmt: skip
        _say(by, row, text)
        about = named or (team.name if team is not None else by.alliance_name)
        audit.record(by, events.THREAD_BEGUN, on=row, subject=about, title=title)
    return row


def remark(*, by: Actor, thread: Thread, text: str) -> Remark:
    """Say something in a thread. Raises Refused in one that is closed."""
    require(by, Permission.TAKE_PART, on=thread)
    with transaction.atomic():
        row = locked(thread)
        if row.closed_at is not None:
            raise Refused(_("This talk is closed."))
        said = _say(by, row, text)
        row.moved_at = clock.now()
        row.save(update_fields=["moved_at"])
        audit.record(by, events.REMARKED, on=row, title=row.title)
        live.notify("thread", alliance=by.alliance_id)
    return said


def _say(by: Actor, thread: Thread, text: str) -> Remark:
    """Write it down; whoever is mentioned and may read it is told, and those who spoke before."""
    if not text.strip():
        raise Refused(_("Write something."))
    said = Remark.objects.create(thread=thread, text=text.strip(), **ours(by))
    url = reverse("communications:thread", args=[thread.pk])
    named = mentioned(by, text, thread.team, thread.readers)
    tell(
        named,
        "mention",
        _("%(name)s mentioned you: %(title)s") % {"name": by.person_name, "title": thread.title},
        url,
    )
    spoke = set(Remark.objects.filter(thread=thread).values_list("person_id", flat=True)) - {
        *named,
        by.person_id,
    }
    if thread.team_id is not None:
        spoke &= set(
            TeamMember.objects.filter(team_id=thread.team_id, left_at=None).values_list(
                "person_id", flat=True
            )
        )
    answered = _("%(name)s answered in “%(title)s”") % {"name": by.person_name, "title": thread.title}
    tell([one for one in spoke if one is not None], "answer", answered, url)
    return said


def mentioned(by: Actor, text: str, team: Team | None, only: list[UUID] | None = None) -> list[UUID]:
    """The people whose names stand after an @: colleagues with a seat now, and only those who may read the talk."""
    names = MENTION.findall(text)
    if not names:
        return []
    seats = Seat.objects.current().filter(alliance_id=by.own_alliance_id, person__isnull=False)
    if only is not None:
        seats = seats.filter(organisation_id__in=only)
    if team is not None:
        members = TeamMember.objects.filter(team=team, left_at=None).values("person_id")
        seats = seats.filter(person_id__in=members)
    known = {name.casefold(): pk for pk, name in seats.values_list("person_id", "person__name")}
    found = []
    for name in names:
        parts = name.rstrip(".,").split(" ")
        # The longest beginning that is a colleague's whole name: “@Ruth Calloway said” means Ruth Calloway.
        for length in range(len(parts), 0, -1):
            if (pk := known.get(" ".join(parts[:length]).rstrip(".,").casefold())) is not None:
                found.append(pk)
                break
    return found


def close(*, by: Actor, thread: Thread) -> Thread:
    """Close a talk: whoever began it."""
    require(by, Permission.TAKE_PART, on=thread)
    with transaction.atomic():
        row = locked(thread)
        if row.person_id != by.person_id:
            raise Refused(_("Only %(name)s, who began this talk, closes it.") % {"name": row.person_name})
        row.closed_at = clock.now()
        row.save(update_fields=["closed_at"])
        audit.record(by, events.THREAD_CLOSED, on=row, title=row.title)
    return row


def share(
    *, by: Actor, title: str, access: str, name: str, content: bytes, about: str = "", **follows: Any
) -> Document:
    """Share a document. `follows`: the agreement or team that decides who sees it. Raises Refused for other files."""
    require(by, Permission.TAKE_PART)
    with transaction.atomic():
        if (access == "agreement") != (follows.get("agreement") is not None) or (access == "team") != (
            follows.get("team") is not None
        ):
            raise Refused(_("Choose the agreement or the team that decides who sees it."))
        if (
            follows.get("team") is not None
            and not TeamMember.objects.filter(
                team=follows["team"], person_id=by.own_person_id, left_at=None
            ).exists()
        ):
            raise Refused(_("You are not in this team."))
        row = Document.objects.create(
            title=title,
            about=about,
            access=access,
            organisation_id=by.own_organisation_id,
            **follows,
            **ours(by),
        )
        _version(by, row, 1, name, content, "")
        audit.record(by, events.DOCUMENT_SHARED, on=row, title=title, access=row.get_access_display().lower())
    return row


def renew(*, by: Actor, document: Document, name: str, content: bytes, note: str = "") -> DocumentVersion:
    """Add a version: the organisation that shared it, and members of its team. Earlier ones stay."""
    require(by, Permission.TAKE_PART, on=document)
    with transaction.atomic():
        row = Document.objects.filter(pk=document.pk, removed_at=None).first()
        in_team = (
            document.team_id is not None
            and TeamMember.objects.filter(
                team_id=document.team_id, person_id=by.own_person_id, left_at=None
            ).exists()
        )
        if row is None or not (row.organisation_id == by.organisation_id or in_team):
            raise Refused(_("Only the organisation that shared a document, or its team, adds versions."))
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 9))", [str(row.pk)])
        last = row.versions.order_by("-number").values_list("number", flat=True).first() or 0
        made = _version(by, row, last + 1, name, content, note)
        audit.record(by, events.DOCUMENT_RENEWED, on=row, title=row.title, number=made.number)
    return made


def _version(by: Actor, row: Document, number: int, name: str, content: bytes, note: str) -> DocumentVersion:
    try:
        kind = files.document_type(name, content)
    except files.BadFile as fault:
        raise Refused(str(fault)) from fault
    return DocumentVersion.objects.create(
        document=row, number=number, name=files.safe_name(name), content_type=kind, size=len(content),
        content=content, note=note, **ours(by),
    )  # fmt: skip


def make_public(*, by: Actor, document: Document) -> Document:
    """Put a document that the whole alliance sees on the website."""
    require(by, Permission.APPROVE_COMMUNICATIONS, on=document)
    with transaction.atomic():
        row = Document.objects.select_for_update().filter(pk=document.pk, removed_at=None).first()
        if row is None or row.access != "alliance":
            raise Refused(_("Only a document that everybody in the alliance sees can be on the website."))
        row.public_at = clock.now()
        row.save(update_fields=["public_at"])
        audit.record(by, events.DOCUMENT_PUBLIC, on=row, title=row.title)
    return row


def remove_document(*, by: Actor, document: Document) -> Document:
    """Take a document away from everybody; its versions are kept."""
    require(by, Permission.TAKE_PART, on=document)
    with transaction.atomic():
        row = (
            Document.objects.select_for_update()
            .filter(pk=document.pk, organisation_id=by.own_organisation_id)
            .first()
        )
        if row is None:
            raise Refused(_("Only the organisation that shared a document removes it."))
        row.removed_at, row.public_at = clock.now(), None
        row.save(update_fields=["removed_at", "public_at"])
        audit.record(by, events.DOCUMENT_REMOVED, on=row, title=row.title)
    return row


def form_team(*, by: Actor, name: str, charter: str, ends_on: date) -> Team:
    """Form a team with a charter and an end; whoever forms it is its first member."""
    require(by, Permission.TAKE_PART)
    if ends_on <= clock.now().date():
        raise Refused(_("A team ends in the future."))
    with transaction.atomic():
        row = Team.objects.create(name=name, charter=charter, ends_on=ends_on, **ours(by))
        TeamMember.objects.create(
            alliance_id=by.own_alliance_id, team=row, person_id=by.own_person_id, person_name=by.person_name,
            organisation_name=by.organisation_name,
        )  # fmt: skip
        audit.record(by, events.TEAM_FORMED, on=row, name=name, ends=str(ends_on))
    return row


def take_in(*, by: Actor, team: Team, person: Person) -> TeamMember:
    """Take a colleague into a team: its members do."""
    require(by, Permission.TAKE_PART, on=team)
    with transaction.atomic():
        _member(by, team)
        seat = Seat.objects.current().select_related("organisation").filter(
            alliance_id=by.own_alliance_id, person=person
        ).first()  # fmt: skip
        if seat is None:
            raise Refused(_("Nobody of this name sits in the alliance."))
        if TeamMember.objects.filter(team=team, person=person, left_at=None).exists():
            raise Refused(_("%(name)s is in the team already.") % {"name": person.name})
        row = TeamMember.objects.create(
            alliance_id=by.own_alliance_id, team=team, person=person, person_name=person.name,
            organisation_name=seat.organisation.name,
        )  # fmt: skip
        tell([person.pk], "team", _("You are in the team “%(name)s”") % {"name": team.name},
             reverse("communications:team", args=[team.pk]))  # fmt: skip
        audit.record(by, events.TEAM_JOINED, on=team, person=person.name, name=team.name)
    return row


def leave(*, by: Actor, member: TeamMember) -> TeamMember:
    """Leave a team, or let somebody leave."""
    require(by, Permission.TAKE_PART, on=member)
    with transaction.atomic():
        _member(by, member.team)
        row = locked(member)
        row.left_at = clock.now()
        row.save(update_fields=["left_at"])
        audit.record(by, events.TEAM_LEFT, on=row.team, person=row.person_name, name=row.team.name)
    return row


def end_team(*, by: Actor, team: Team, result: str) -> Team:
    """End a team, with what came of it."""
    require(by, Permission.TAKE_PART, on=team)
    if not result.strip():
        raise Refused(_("Say what came of it."))
    with transaction.atomic():
        _member(by, team)
        row = locked(team)
        row.ended_at, row.result = clock.now(), result.strip()
        row.save(update_fields=["ended_at", "result"])
        audit.record(by, events.TEAM_ENDED, on=row, name=row.name)
    return row


def _member(by: Actor, team: Team) -> None:
    if team.ended_at is not None:
        raise Refused(_("This team has ended."))
    if not TeamMember.objects.filter(team=team, person_id=by.own_person_id, left_at=None).exists():
        raise Refused(_("Only members of a team do that."))


def wish(*, by: Actor, mail: Mail, quiet_from: time | None, quiet_until: time | None) -> NoticeWish:
    """How I want to be told. My own affair: it is in no record of acts."""
    require(by, Permission.VIEW_COMMUNICATIONS)
    if (quiet_from is None) != (quiet_until is None):
        raise Refused(_("Say both, when the quiet hours begin and when they end."))
    row, _made = NoticeWish.objects.update_or_create(
        alliance_id=by.own_alliance_id,
        person_id=by.own_person_id,
        defaults={"mail": mail.value, "quiet_from": quiet_from, "quiet_until": quiet_until},
    )
    return row


def read_all(*, by: Actor) -> int:
    """I have read my notices."""
    require(by, Permission.VIEW_COMMUNICATIONS)
    return Notice.objects.filter(alliance_id=by.own_alliance_id, read_at=None).update(read_at=clock.now())
