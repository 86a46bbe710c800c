"""Pages in and after a meeting: the meeting itself, who came, voices, writing down, minutes, the four questions."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.access import Permission, may
from commonweal.access.http import Request
from commonweal.access.views import act, page
from commonweal.alignment import minutes as documents
from commonweal.alignment.actions import meetings as actions
from commonweal.alignment.forms.meetings import (
    ActionDoneForm,
    AttendanceForm,
    CaptureForm,
    QuestionsForm,
    VoiceForm,
)
from commonweal.alignment.models import Captured, Meeting
from commonweal.alignment.queries import meetings as queries
from commonweal.alignment.rules import meetings as rules
from commonweal.alignment.views.meetings.planning import the_item
from commonweal.alignment.views.meetings.shared import STANDS, meeting_page, the_meeting
from commonweal.alignment.views.parts import BOTH, form_page, people
from commonweal.database import clock
from commonweal.settlement.documents import as_pdf


@page(Permission.VIEW_ALIGNMENT)
def show(request: Request, pk: UUID) -> HttpResponse:
    """The meeting: agenda with its times, who is invited and came, what was said, decided and taken on."""
    row = the_meeting(request, pk, Permission.VIEW_ALIGNMENT)
    now = clock.now()
    stand = queries.stand(row, now)
    items = queries.agenda(row)
    holds = may(request.actor, Permission.HOLD_MEETINGS, on=row)
    return render(
        request,
        "alignment/meetings/show.html",
        {
            "row": row,
            "stand": stand,
            "status": STANDS[stand],
            "agenda": _agenda(row),
            "remarks": rules.remarks(row.starts_at, row.ends_at, items)
            if stand in {"planned", "invited"}
            else [],
            "seats": row.seats.all(),
            "captured": row.captured.all(),
            "came": sum(one.attendance in rules.CAME for one in row.seats.all()),
            "holds": holds,
            "editable": holds and stand not in {"called off", "minutes closed"},
            "coming": stand in {"planned", "invited"},
            "begun": stand in {"going on", "over"},
            "timezone": request.actor.timezone,
            "may_invite": holds
            and rules.refusal_to_invite(
                items, seats=len(row.seats.all()), cancelled=stand == "called off", over=row.ends_at <= now
            )
            is None,
            "answering": rules.answering(row.ends_at, now, cancelled=row.cancelled_at is not None),
            "felt": [
                (rules.QUESTIONS[one.question][0], one.mean, one.people)
                for one in queries.results()
                if one.meeting == row.pk
            ],
        },
    )


def _agenda(row: Meeting) -> list[dict[str, Any]]:
    seats = list(row.seats.all())
    found = []
    for item, timed in zip(row.items.all(), queries.timetable(row), strict=True):
        voices = [one for one in row.voices.all() if one.item_id == item.pk]
        heard = {one.seat_id for one in voices}
        found.append(
            {
                "row": item,
                "at": timed.at,
                "voices": voices,
                "unheard": [
                    one
                    for one in seats
                    if one.pk not in heard and one.attendance not in {"apologies", "absent"}
                ]
                if item.kind == "voices"
                else [],
            }
        )
    return found


@page(Permission.HOLD_MEETINGS, methods=BOTH)
def attend(request: Request, pk: UUID) -> HttpResponse:
    """Who came."""
    row = the_meeting(request, pk)
    form = AttendanceForm(request.POST or None, seats=list(row.seats.all()))
    return form_page(
        request,
        form,
        lambda: actions.attend(by=request.actor, meeting=row, came=form.came()),
        words={"title": _("Who came to “%(title)s”?") % {"title": row.title}, "back": meeting_page(row)},
        done=_("Saved."),
        to=lambda _none: meeting_page(row),
    )


@page(Permission.HOLD_MEETINGS, methods=BOTH)
def capture(request: Request, pk: UUID) -> HttpResponse:
    """Write something down as it happens; the page stays ready for the next."""
    row = the_meeting(request, pk)
    kind = request.GET.get("kind", "decision")
    here = reverse("alignment:capture", args=[pk])
    form = CaptureForm(
        request.POST or None,
        items=list(row.items.all()),
        people=people(request.actor),
        initial={"kind": kind if kind in rules.CAPTURES else "decision", "item": request.GET.get("item", "")},
    )
    return form_page(
        request,
        form,
        lambda: actions.capture(by=request.actor, meeting=row, **form.facts()),
        words={
            "title": _("Write it down"),
            "row": row,
            "captured": list(row.captured.all())[::-1],
            "back": meeting_page(row),
        },
        done=_("Written down."),
        to=lambda made: f"{here}?item={made.item_id or ''}&kind={made.kind}",
        template="alignment/meetings/capture.html",
    )


@page(Permission.HOLD_MEETINGS, methods=("POST",))
def take_out(request: Request, pk: UUID) -> HttpResponse:
    """It was written down by mistake."""
    row = _captured(pk)
    return act(
        request,
        lambda: actions.take_out(by=request.actor, captured=row),
        done=_("Taken out."),
        to=reverse("alignment:capture", args=[row.meeting_id]),
    )


@page(Permission.HOLD_MEETINGS, methods=BOTH)
def voices(request: Request, pk: UUID) -> HttpResponse:
    """A round of voices: everybody says something or passes; who has not is seen."""
    item = the_item(pk)
    row = the_meeting(request, item.meeting_id)
    here = next(one for one in _agenda(row) if one["row"].pk == item.pk)
    heard = {one.seat_id for one in here["voices"]}
    left = [
        one
        for one in row.seats.all()
        if one.pk not in heard and one.attendance not in {"apologies", "absent"}
    ]
    form = VoiceForm(
        request.POST or None,
        seats=[(str(one.pk), f"{one.name}, {one.organisation_name}") for one in left],
    )
    by_key = {str(one.pk): one for one in left}
    return form_page(
        request,
        form,
        lambda: actions.hear(
            by=request.actor, item=item, seat=by_key[form.cleaned_data["seat"]], said=form.cleaned_data["said"]
        ),
        words={
            "title": item.title, "row": row, "voices": here["voices"], "left": left, "back": meeting_page(row)
        },
        done=_("Written down."),
        to=lambda _voice: reverse("alignment:voices", args=[pk]),
        template="alignment/meetings/voices.html",
    )  # fmt: skip


@page(Permission.HOLD_MEETINGS, methods=("POST",))
def close(request: Request, pk: UUID) -> HttpResponse:
    """Close the minutes."""
    row = the_meeting(request, pk)
    return act(
        request,
        lambda: actions.close(by=request.actor, meeting=row),
        done=_("The minutes are closed, and everybody who was invited has the link."),
        to=meeting_page(row),
    )


@page(Permission.VIEW_ALIGNMENT)
def minutes(request: Request, pk: UUID) -> HttpResponse:
    """The minutes as a page to read and print, or as PDF."""
    row = the_meeting(request, pk, Permission.VIEW_ALIGNMENT)
    document = documents.minutes(row, timezone=request.actor.timezone, alliance=request.actor.alliance_name)
    if request.GET.get("as") == "pdf":
        answer = HttpResponse(as_pdf(document), content_type="application/pdf")
        answer["Content-Disposition"] = 'inline; filename="minutes.pdf"'
        return answer
    return render(
        request,
        "alignment/meetings/minutes.html",
        {"row": row, "document": document, "draft": row.closed_at is None},
    )


@page(Permission.VIEW_ALIGNMENT, methods=BOTH)
def answer(request: Request, pk: UUID) -> HttpResponse:
    """The four questions."""
    row = next((one for one in queries.to_answer(request.actor, clock.now()) if one.pk == pk), None)
    if row is None:
        raise Http404
    form = QuestionsForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda: actions.answer(by=request.actor, meeting=row, answers=form.cleaned_data),
        words={
            "title": _("How was “%(title)s”?") % {"title": row.title},
            "context": _(
                "Kept without your name; means are shown after seven days, if three people or more answered."
            ),
            "back": meeting_page(row),
        },
        done=_("Thank you."),
        to=lambda _none: meeting_page(row),
    )


@page(Permission.VIEW_ALIGNMENT, methods=BOTH)
def done(request: Request, pk: UUID) -> HttpResponse:
    """Report an action as done."""
    row = _captured(pk)
    mine = row.owner_id == request.actor.person_id
    if row.kind != "action" or not (mine or may(request.actor, Permission.HOLD_MEETINGS)):
        raise Http404
    form = ActionDoneForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda: actions.done(by=request.actor, action=row, note=form.cleaned_data["note"]),
        words={"title": _("What came of it?"), "context": row.text, "back": meeting_page(row.meeting)},
        done=_("Reported as done."),
        to=lambda _row: meeting_page(row.meeting),
    )


def _captured(pk: UUID) -> Captured:
    row = Captured.objects.select_related("meeting").filter(pk=pk).first()
    if row is None:
        raise Http404
    return row
