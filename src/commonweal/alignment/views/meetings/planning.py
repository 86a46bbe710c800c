"""Pages before a meeting: the list, calling one, its agenda, who is invited, invitations."""

from __future__ import annotations

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from commonweal.access import Permission, may
from commonweal.access.http import Request
from commonweal.access.views import act, page
from commonweal.alignment import charts
from commonweal.alignment.actions import meetings as actions
from commonweal.alignment.forms.meetings import ItemForm, MeetingForm, ReasonForm, SeatsForm
from commonweal.alignment.models import AgendaItem
from commonweal.alignment.queries import meetings as queries
from commonweal.alignment.views.meetings.shared import STANDS, meeting_page, the_meeting
from commonweal.alignment.views.parts import BOTH, form_page
from commonweal.components.tables import Choice, Column, Empty, Table, Words
from commonweal.database import clock
from commonweal.partners.queries import current_seats


class MeetingTable(Table):
    """All meetings."""

    name = "meetings"
    caption = gettext_lazy("Meetings")
    columns = (
        Column(
            key="title", label=gettext_lazy("Meeting"), value="row.title", sort="t", under="row.purpose",
            link=lambda one: meeting_page(one["row"]),
        ),
        Column(
            key="when", label=gettext_lazy("When"), value="row.starts_at", sort="w",
            template="alignment/meetings/when.html",
        ),
        Column(
            key="stand", label=gettext_lazy("How it stands"), value="words", sort="s",
            shape="shape",
        ),
        Column(
            key="people", label=gettext_lazy("Who came"), align="end",
            value=lambda one: f"{one['row'].came_count} / {one['row'].invited_count}",
        ),
    )  # fmt: skip
    filters = (
        Words("q", gettext_lazy("Title or purpose"), paths=("row.title", "row.purpose")),
        Choice(
            "stand",
            gettext_lazy("How it stands"),
            path="stand",
            choices=[(k, w) for k, (_s, w) in STANDS.items()],
        ),
    )
    empty = Empty(
        title=gettext_lazy("No meetings yet"),
        text=gettext_lazy(
            "Meetings will be here with their agenda, who came, what was decided and how it felt afterwards."
        ),
    )
    page_size = 12


@page(Permission.VIEW_ALIGNMENT)
def meeting_list(request: Request) -> HttpResponseBase:
    """All meetings, how they felt over time, what one took on."""
    now = clock.now()
    rows: list[dict[str, Any]] = []
    for row in queries.meetings():
        stand = queries.stand(row, now)
        shape, words = STANDS[stand]
        rows.append({"pk": row.pk, "row": row, "stand": stand, "shape": shape, "words": str(words)})
    return MeetingTable(request, rows).respond(
        "alignment/meetings/list.html",
        {
            "chart": charts.meeting_trend([one["row"] for one in rows], queries.results()),
            "mine": queries.open_actions(request.actor),
            "to_answer": queries.to_answer(request.actor, now),
            "holds": may(request.actor, Permission.HOLD_MEETINGS),
            "today": now.date(),
        },
    )


@page(Permission.HOLD_MEETINGS, methods=BOTH)
def call(request: Request) -> HttpResponse:
    """Call a meeting."""
    by = request.actor
    form = MeetingForm(request.POST or None, timezone=by.timezone)
    first = [(str(_("Arriving: how is everybody?")), "people", 10)]
    return form_page(
        request,
        form,
        lambda: actions.call(by=by, items=first, **form.facts()),
        words={"title": _("Call a meeting"), "back": reverse("alignment:meetings")},
        done=_("The meeting is planned. Ten minutes for people stand on its agenda; add what it is about."),
        to=meeting_page,
    )


@page(Permission.HOLD_MEETINGS, methods=BOTH)
def change(request: Request, pk: UUID) -> HttpResponse:
    """Another title, time or place."""
    row = the_meeting(request, pk)
    zone = request.actor.timezone
    starts, ends = (at.astimezone(ZoneInfo(zone)) for at in (row.starts_at, row.ends_at))
    initial = {
        "title": row.title, "purpose": row.purpose, "place": row.place, "on": starts.date(), "begins": starts.time(),
        "ends": ends.time(),
    }  # fmt: skip
    form = MeetingForm(request.POST or None, timezone=zone, initial=initial)

    def save() -> object:
        facts = form.facts()
        facts["starts_at"], facts["ends_at"] = facts.pop("starts"), facts.pop("ends")
        return actions.change(by=request.actor, meeting=row, **facts)

    return form_page(
        request,
        form,
        save,
        words={"title": _("Change “%(title)s”") % {"title": row.title}, "back": meeting_page(row)},
        done=_("Saved. Send the invitations again, so that everybody's calendar is right."),
        to=meeting_page,
    )


@page(Permission.HOLD_MEETINGS, methods=BOTH)
def choose_seats(request: Request, pk: UUID) -> HttpResponse:
    """Who is invited."""
    row = the_meeting(request, pk)
    choices = [
        (str(one.pk), f"{one.organisation.name}: {one.holder.name}") for one in current_seats(request.actor)
    ]
    invited = [str(one.seat_id) for one in row.seats.all()]
    form = SeatsForm(request.POST or None, seats=choices, initial={"seats": invited})
    return form_page(
        request,
        form,
        lambda: actions.choose_seats(by=request.actor, meeting=row, seats=form.chosen()),
        words={
            "title": _("Who is invited to “%(title)s”?") % {"title": row.title},
            "back": meeting_page(row),
        },
        done=_("Saved. Nothing is sent before you send the invitations."),
        to=lambda _none: meeting_page(row),
    )


@page(Permission.HOLD_MEETINGS, methods=BOTH)
def add_item(request: Request, pk: UUID) -> HttpResponse:
    """Put something on the agenda."""
    row = the_meeting(request, pk)
    form = ItemForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda: actions.add_item(by=request.actor, meeting=row, **form.cleaned_data),
        words={"title": _("Put something on the agenda"), "context": row.title, "back": meeting_page(row)},
        done=_("It is on the agenda."),
        to=lambda _item: meeting_page(row),
    )


@page(Permission.HOLD_MEETINGS, methods=("POST",))
def move_item(request: Request, pk: UUID) -> HttpResponse:
    """One place up."""
    item = the_item(pk)
    return act(
        request,
        lambda: actions.move_item(by=request.actor, item=item),
        done=_("Moved up."),
        to=meeting_page(item.meeting),
    )


@page(Permission.HOLD_MEETINGS, methods=("POST",))
def remove_item(request: Request, pk: UUID) -> HttpResponse:
    """Take it off the agenda."""
    item = the_item(pk)
    return act(
        request,
        lambda: actions.remove_item(by=request.actor, item=item),
        done=_("Taken off the agenda."),
        to=meeting_page(item.meeting),
    )


def the_item(pk: UUID) -> AgendaItem:
    """An item of a meeting that one may see, or 404."""
    item = AgendaItem.objects.select_related("meeting").filter(pk=pk).first()
    if item is None:
        raise Http404
    return item


@page(Permission.HOLD_MEETINGS, methods=("POST",))
def invite(request: Request, pk: UUID) -> HttpResponse:
    """Send the invitations."""
    row = the_meeting(request, pk)
    many = len({one.seat.person_id for one in row.seats.all()})
    done = ngettext("%(n)s invitation is on its way.", "%(n)s invitations are on their way.", many) % {
        "n": many
    }
    return act(
        request, lambda: actions.invite(by=request.actor, meeting=row), done=done, to=meeting_page(row)
    )


@page(Permission.HOLD_MEETINGS, methods=BOTH)
def call_off(request: Request, pk: UUID) -> HttpResponse:
    """It does not take place."""
    row = the_meeting(request, pk)
    form = ReasonForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda: actions.call_off(by=request.actor, meeting=row, why=form.cleaned_data["why"]),
        words={
            "title": _("Call off “%(title)s”?") % {"title": row.title},
            "context": _("Everybody who was invited is told, and it leaves their calendars."),
            "back": meeting_page(row),
        },
        done=_("Called off."),
        to=meeting_page,
    )


@page(Permission.VIEW_ALIGNMENT)
def calendar(request: Request, pk: UUID) -> HttpResponse:
    """The calendar file."""
    row = the_meeting(request, pk, Permission.VIEW_ALIGNMENT)
    answer = HttpResponse(actions.invitation(row), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="meeting.ics"'
    return answer
