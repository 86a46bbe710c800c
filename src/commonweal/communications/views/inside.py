"""Inside the alliance: announcements, talk, documents, teams, notices."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.access import may
from commonweal.access.http import Request
from commonweal.access.models import Person
from commonweal.access.views import act, page
from commonweal.agreements.models import Agreement
from commonweal.communications import render as rendering
from commonweal.communications import subjects
from commonweal.communications.actions import inside as actions
from commonweal.communications.forms import inside as forms
from commonweal.communications.forms.common import WordsForm
from commonweal.communications.models import (
    Announcement,
    Document,
    DocumentVersion,
    Notice,
    Team,
    TeamMember,
    Thread,
)
from commonweal.communications.queries import inside as queries
from commonweal.communications.queries import planning
from commonweal.communications.rules.notices import Mail
from commonweal.communications.views.common import APPROVE, BOTH, DRAFT, TAKE_PART, VIEW, form_page, one
from commonweal.communications.views.site.pages import saved
from commonweal.database import clock
from commonweal.partners.queries import alliance_day, current_seats

BACK = "communications:inside"


@page(VIEW)
def show(request: Request) -> HttpResponse:
    """What is announced, where people talk, documents, teams."""
    by = request.actor
    today = alliance_day(by)
    context = {
        "announcements": queries.announcements(by, today), "threads": list(queries.threads()[:30]),
        "documents": list(queries.documents()[:40]), "teams": queries.teams(), "today": today,
        "unread": queries.unread(), "drafts": may(by, DRAFT), "takes_part": may(by, TAKE_PART),
    }  # fmt: skip
    return render(request, "communications/inside.html", context)


@page(DRAFT, methods=BOTH)
def announce(request: Request) -> HttpResponse:
    """Tell everybody in the alliance."""
    form = forms.AnnouncementForm(request.POST or None)
    return form_page(
        request, form, lambda: actions.announce(by=request.actor, **form.cleaned_data), title=_("An announcement"),
        back=reverse(BACK), done=_("Announced. You see who has read it."),
        to=lambda row: reverse("communications:announcement", args=[row.pk]),
    )  # fmt: skip


@page(VIEW)
def announcement(request: Request, pk: UUID) -> HttpResponse:
    """An announcement, and who has seen it."""
    row = one(request, VIEW, Announcement, pk)
    frame = rendering.Frame("", "en", figures=planning.figures())
    seen = list(row.seen.order_by("organisation_name", "person_name"))
    seats = list(current_seats(request.actor))
    have = {one_.person_id for one_ in seen}
    context = {
        "row": row, "body": rendering.markdown(row.text, frame), "seen": seen,
        "not_yet": sorted({(seat.organisation.name, seat.holder.name) for seat in seats if seat.person_id not in have}),
        "mine": request.actor.person_id in have, "people": len({seat.person_id for seat in seats}),
        "drafts": may(request.actor, DRAFT),
    }  # fmt: skip
    return render(request, "communications/announcement.html", context)


@page(VIEW, methods=("POST",))
def seen(request: Request, pk: UUID) -> HttpResponse:
    """I have read it."""
    row = one(request, VIEW, Announcement, pk)
    return act(
        request,
        lambda: actions.have_seen(by=request.actor, announcement=row),
        done=_("Thank you."),
        to=reverse(BACK),
    )


@page(DRAFT, methods=("POST",))
def withdraw(request: Request, pk: UUID) -> HttpResponse:
    """Take an announcement back."""
    row = one(request, DRAFT, Announcement, pk)
    return act(
        request,
        lambda: actions.withdraw(by=request.actor, announcement=row),
        done=_("Withdrawn."),
        to=reverse(BACK),
    )


@page(TAKE_PART, methods=BOTH)
def new_thread(request: Request) -> HttpResponse:
    """Begin to talk with everybody."""
    return _begin(request, None, None)


@page(TAKE_PART, methods=BOTH)
def talk(request: Request, kind: str, pk: UUID) -> HttpResponse:
    """What is said about a record, and a form to begin; with `?count`, how many talks, for the record's own page."""
    if "count" in request.GET:
        number = queries.about(pk).count()
        return HttpResponse(f" ({number})" if number else "")
    found = subjects.find(kind, pk)
    if found is None:
        raise Http404
    subject, row = found
    only = subject.readers(row)
    return _begin(
        request, (kind, pk, subject.title(row)), None, only, threads=list(queries.about(pk)), url=subject.url(pk),
        context=_("Only organisations that see this record read what is said here.") if only is not None else "",
    )  # fmt: skip


def _begin(
    request: Request,
    subject: tuple[str, UUID, str] | None,
    team: Team | None,
    only: list[UUID] | None = None,
    **more: Any,
) -> HttpResponse:
    form = forms.ThreadForm(request.POST or None)
    named = subject[2] if subject is not None else team.name if team is not None else ""
    return form_page(
        request, form,
        lambda: actions.begin(by=request.actor, subject=subject, team=team, only=only, **form.cleaned_data),
        title=_("Talk about “%(name)s”") % {"name": named} if named else _("Talk with everybody"), back=reverse(BACK),
        done=_("Said."), to=lambda row: reverse("communications:thread", args=[row.pk]),
        template="communications/talk.html", **more,
    )  # fmt: skip


@page(VIEW, TAKE_PART, methods=BOTH)
def thread(request: Request, pk: UUID) -> HttpResponse:
    """A talk; a POST says something."""
    row = one(request, VIEW, Thread, pk)
    form = forms.RemarkForm(request.POST or None)
    Notice.objects.filter(url=request.path, read_at=None).update(read_at=clock.now())
    subject = subjects.SUBJECTS.get(row.subject_type)
    return form_page(
        request, form, lambda: actions.remark(by=request.actor, thread=row, text=form.cleaned_data["text"]),
        title=row.title, back=reverse(BACK), done=_("Said."), to=lambda _said: request.path,
        template="communications/thread.html", row=row, remarks=list(row.remarks.all()[:300]),
        url=subject.url(row.subject_id) if subject is not None and row.subject_id else "",
        may_close=row.person_id == request.actor.person_id and row.closed_at is None,
    )  # fmt: skip


@page(TAKE_PART, methods=("POST",))
def close_thread(request: Request, pk: UUID) -> HttpResponse:
    """Close a talk."""
    row = one(request, TAKE_PART, Thread, pk)
    return act(
        request, lambda: actions.close(by=request.actor, thread=row), done=_("Closed."),
        to=reverse("communications:thread", args=[pk]),
    )  # fmt: skip


@page(TAKE_PART, methods=BOTH)
def share(request: Request) -> HttpResponse:
    """Share a document."""
    form = forms.DocumentForm(
        request.POST or None, request.FILES or None, agreements=Agreement.objects.in_force(),
        teams=Team.objects.filter(ended_at=None),
    )  # fmt: skip

    def save() -> Document:
        told = dict(form.cleaned_data)
        file = told.pop("file")
        return actions.share(by=request.actor, name=file.name, content=file.read(), **told)

    return form_page(
        request, form, save, title=_("Share a document"), back=reverse(BACK), done=_("Shared."),
        to=lambda row: reverse("communications:document", args=[row.pk]),
    )  # fmt: skip


@page(VIEW)
def document(request: Request, pk: UUID) -> HttpResponse:
    """A document with its versions."""
    row = one(request, VIEW, Document, pk)
    by = request.actor
    context = {
        "row": row, "versions": list(row.versions.defer("content")),
        "own": row.organisation_id == by.organisation_id and may(by, TAKE_PART),
        "renews": may(by, TAKE_PART) and (row.organisation_id == by.organisation_id or row.team_id is not None),
        "approves": may(by, APPROVE) and row.access == "alliance" and row.public_at is None,
    }  # fmt: skip
    return render(request, "communications/document.html", context)


@page(TAKE_PART, methods=BOTH)
def renew(request: Request, pk: UUID) -> HttpResponse:
    """Add a version."""
    row = one(request, TAKE_PART, Document, pk)
    form = forms.VersionForm(request.POST or None, request.FILES or None)
    return form_page(
        request, form,
        lambda: actions.renew(
            by=request.actor, document=row, name=form.cleaned_data["file"].name,
            content=form.cleaned_data["file"].read(), note=form.cleaned_data["note"],
        ),
        title=_("A new version of “%(title)s”") % {"title": row.title},
        back=reverse("communications:document", args=[pk]), done=_("The version is there; earlier ones stay."),
    )  # fmt: skip


@page(VIEW)
def download(request: Request, pk: UUID) -> HttpResponse:
    """One version, to be saved."""
    row = one(request, VIEW, DocumentVersion, pk)
    return saved(row.name, row.content_type, bytes(row.content))


@page(APPROVE, methods=("POST",))
def make_public(request: Request, pk: UUID) -> HttpResponse:
    """Put a document on the website."""
    row = one(request, APPROVE, Document, pk)
    return act(
        request, lambda: actions.make_public(by=request.actor, document=row), done=_("It is on the website."),
        to=reverse("communications:document", args=[pk]),
    )  # fmt: skip


@page(TAKE_PART, methods=("POST",))
def remove_document(request: Request, pk: UUID) -> HttpResponse:
    """Take a document away."""
    row = one(request, TAKE_PART, Document, pk)
    return act(
        request,
        lambda: actions.remove_document(by=request.actor, document=row),
        done=_("Removed."),
        to=reverse(BACK),
    )


@page(TAKE_PART, methods=BOTH)
def form_team(request: Request) -> HttpResponse:
    """Form a team."""
    form = forms.TeamForm(request.POST or None)
    return form_page(
        request, form, lambda: actions.form_team(by=request.actor, **form.cleaned_data), title=_("A new team"),
        back=reverse(BACK), done=_("The team is there. Take colleagues in."),
        to=lambda row: reverse("communications:team", args=[row.pk]),
    )  # fmt: skip


@page(VIEW, TAKE_PART, methods=BOTH)
def team(request: Request, pk: UUID) -> HttpResponse:
    """A team: its charter, members, talk and documents; a POST takes somebody in."""
    row = one(request, VIEW, Team, pk)
    members = list(row.members.filter(left_at=None))
    inside = request.actor.person_id in {one_.person_id for one_ in members} and row.ended_at is None
    have = {one_.person_id for one_ in members}
    people = [
        (str(seat.person_id), f"{seat.holder.name}, {seat.organisation.name}")
        for seat in current_seats(request.actor)
        if seat.person_id not in have
    ]
    form = forms.MemberForm(request.POST or None, people=people)
    return form_page(
        request, form,
        lambda: actions.take_in(
            by=request.actor, team=row, person=Person.objects.get(pk=form.cleaned_data["person"])
        ),
        title=row.name, back=reverse(BACK), done=_("They are in the team."), to=lambda _member: request.path,
        template="communications/team.html", row=row, members=members, inside=inside,
        threads=list(queries.threads().filter(team=row)[:30]) if inside else [],
        documents=list(queries.documents().filter(team=row)) if inside else [],
    )  # fmt: skip


@page(TAKE_PART, methods=BOTH)
def team_talk(request: Request, pk: UUID) -> HttpResponse:
    """Begin to talk within a team."""
    row = one(request, TAKE_PART, Team, pk)
    if not TeamMember.objects.filter(team=row, person_id=request.actor.own_person_id, left_at=None).exists():
        raise Http404
    return _begin(request, None, row)


@page(TAKE_PART, methods=("POST",))
def leave(request: Request, pk: UUID) -> HttpResponse:
    """Leave a team, or let somebody leave."""
    row = one(request, TAKE_PART, TeamMember, pk)
    return act(
        request, lambda: actions.leave(by=request.actor, member=row), done=_("Done."),
        to=reverse("communications:team", args=[row.team_id]),
    )  # fmt: skip


@page(TAKE_PART, methods=BOTH)
def end_team(request: Request, pk: UUID) -> HttpResponse:
    """End a team, with what came of it."""
    row = one(request, TAKE_PART, Team, pk)
    form = WordsForm(request.POST or None, label=_("What came of it"))
    return form_page(
        request, form, lambda: actions.end_team(by=request.actor, team=row, result=form.cleaned_data["text"]),
        title=_("End the team “%(name)s”") % {"name": row.name}, back=reverse("communications:team", args=[pk]),
        done=_("The team has ended."), submit=_("End the team"),
    )  # fmt: skip


@page(VIEW)
def notices(request: Request) -> HttpResponse:
    """My notices."""
    return render(
        request,
        "communications/notices.html",
        {"rows": list(Notice.objects.all()[:100]), "unread": queries.unread()},
    )


@page(VIEW, methods=("POST",))
def read_notices(request: Request) -> HttpResponse:
    """I have read them."""
    return act(
        request,
        lambda: actions.read_all(by=request.actor),
        done=_("All read."),
        to=reverse("communications:notices"),
    )


@page(VIEW, methods=BOTH)
def wishes(request: Request) -> HttpResponse:
    """How I want to be told."""
    row = queries.wish()
    begin = (
        {"mail": row.mail, "quiet_from": row.quiet_from, "quiet_until": row.quiet_until}
        if row
        else {"mail": "daily"}
    )
    form = forms.WishForm(request.POST or None, initial=begin)
    return form_page(
        request, form,
        lambda: actions.wish(
            by=request.actor, mail=Mail(form.cleaned_data["mail"]), quiet_from=form.cleaned_data["quiet_from"],
            quiet_until=form.cleaned_data["quiet_until"],
        ),
        title=_("How I am told"), back=reverse("communications:notices"), done=_("Kept."),
        context=_("Quiet hours are on the clock of %(zone)s.") % {"zone": request.actor.timezone},
    )  # fmt: skip
