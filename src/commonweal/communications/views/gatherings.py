"""Events of the alliance: writing, publishing, who comes, check-in, what came out of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonweal.access import may
from commonweal.access.http import Request
from commonweal.access.views import act, page
from commonweal.communications.actions import gatherings as actions
from commonweal.communications.forms.common import ReasonForm, WordsForm, initial
from commonweal.communications.forms.gatherings import EventForm
from commonweal.communications.models import Event, FeedbackForm, Registration
from commonweal.communications.queries import planning
from commonweal.communications.queries.public import registered
from commonweal.communications.rules import events as rules
from commonweal.communications.views.common import APPROVE, BOTH, DRAFT, VIEW, form_page, one
from commonweal.components.status import Shape
from commonweal.database import clock

STAGES: dict[rules.Stage, tuple[Shape, Any]] = {
    rules.Stage.DRAFT: (Shape.WAITING, gettext_lazy("Not published")),
    rules.Stage.CANCELLED: (Shape.STOPPED, gettext_lazy("Cancelled")),
    rules.Stage.OPEN: (Shape.MOVING, gettext_lazy("Registration is open")),
    rules.Stage.FULL: (Shape.MOVING, gettext_lazy("Full, with a waiting list")),
    rules.Stage.CLOSED: (Shape.MOVING, gettext_lazy("Registration is closed")),
    rules.Stage.OVER: (Shape.NEEDS, gettext_lazy("Over: what came out of it?")),
    rules.Stage.DONE: (Shape.DONE, gettext_lazy("Over, with its outcome")),
}
BACK = "communications:events"


@page(VIEW)
def events(request: Request) -> HttpResponse:
    """All events, the next ones first."""
    now = clock.now()
    rows = list(Event.objects.order_by("-starts")[:60])
    lines = [(row, *STAGES[rules.stage(row.facts(0), now)]) for row in rows]
    coming = [line for line in reversed(lines) if line[0].ends > now]
    past = [line for line in lines if line[0].ends <= now]
    context = {"coming": coming, "past": past, "drafts": may(request.actor, DRAFT)}
    return render(request, "communications/events.html", context)


@page(DRAFT, methods=BOTH)
def new_event(request: Request) -> HttpResponse:
    """A new event."""
    return _event(request, None)


@page(DRAFT, methods=BOTH)
def change_event(request: Request, pk: UUID) -> HttpResponse:
    """Change an event."""
    return _event(request, one(request, DRAFT, Event, pk))


def _event(request: Request, row: Event | None) -> HttpResponse:
    zone = request.actor.timezone
    begin: dict[str, Any] = {}
    if row is not None:
        here, until = row.starts.astimezone(ZoneInfo(zone)), row.registration_until.astimezone(ZoneInfo(zone))
        begin = {name: getattr(row, name) for name in ("kind", "slug", "place", "online_url", "places")}
        begin |= {
            "day": here.date(),
            "begins": here.time(),
            "ends_at": row.ends.astimezone(ZoneInfo(zone)).time(),
        }
        begin |= {"until_day": until.date() if row.registration_until != row.starts else None} | initial(
            row.texts
        )
    form = EventForm(
        request.POST or None, languages=planning.languages(planning.site()), zone=zone, initial=begin
    )
    return form_page(
        request, form, lambda: actions.keep_event(by=request.actor, event=row, **form.facts()),
        title=row.title() if row is not None else _("A new event"), back=reverse(BACK), done=_("The event is kept."),
        to=lambda kept: reverse("communications:event", args=[kept.pk]),
        context=_("Times are on the clock of %(zone)s.") % {"zone": zone},
    )  # fmt: skip


@page(VIEW)
def event(request: Request, pk: UUID) -> HttpResponse:
    """An event: who comes and who waits, for those who keep it; how many, for everybody."""
    row = one(request, VIEW, Event, pk)
    by, now = request.actor, clock.now()
    drafts = may(by, DRAFT)
    people = list(Registration.objects.filter(event=row, cancelled_at=None)) if drafts else []
    divided = rules.divide(people, row.places)
    count = registered(row)
    stage = rules.stage(row.facts(count), now)
    site = planning.site()
    context = {
        "row": row, "stage": stage.value, "shape": STAGES[stage][0], "word": STAGES[stage][1], "divided": divided,
        "count": count,
        "taken": min(count, row.places or count), "beyond": max(0, count - row.places) if row.places else 0,
        "here": sum(one_.checked_in_at is not None for one_ in people), "drafts": drafts,
        "approves": may(by, APPROVE), "over": now >= row.ends, "text": row.told("en").get("text", ""),
        "forms": list(FeedbackForm.objects.filter(event=row)), "zone": by.timezone,
        "public": reverse("site:event", args=[site.slug, site.language, row.slug])
        if site and site.published_at and row.published_at else "",
    }  # fmt: skip
    return render(request, "communications/event.html", context)


@page(APPROVE, methods=("POST",))
def publish(request: Request, pk: UUID) -> HttpResponse:
    """Put it on the website."""
    row = one(request, APPROVE, Event, pk)
    return act(
        request, lambda: actions.publish_event(by=request.actor, event=row), done=_("People can register now."),
        to=reverse("communications:event", args=[pk]),
    )  # fmt: skip


@page(APPROVE, methods=BOTH)
def cancel(request: Request, pk: UUID) -> HttpResponse:
    """Cancel it; everybody who registered is written to."""
    row = one(request, APPROVE, Event, pk)
    form = ReasonForm(request.POST or None)
    return form_page(
        request, form,
        lambda: actions.cancel_event(by=request.actor, event=row, reason=form.cleaned_data["reason"]),
        title=_("Cancel “%(title)s”") % {"title": row.title()}, back=reverse("communications:event", args=[pk]),
        done=_("Cancelled. Everybody who registered is told."), submit=_("Cancel the event"),
        context=_("%(n)d people have registered; each gets an e-mail with your reason.") % {"n": registered(row)},
    )  # fmt: skip


@page(DRAFT, methods=("POST",))
def check_in(request: Request, pk: UUID) -> HttpResponse:
    """Somebody is there."""
    row = one(request, DRAFT, Registration, pk)
    return act(
        request,
        lambda: actions.check_in(by=request.actor, registration=row, here=request.POST.get("here") != "no"),
        done=_("Noted for %(name)s.") % {"name": row.name},
        to=reverse("communications:event", args=[row.event_id]),
    )  # fmt: skip


@page(DRAFT, methods=BOTH)
def outcome(request: Request, pk: UUID) -> HttpResponse:
    """What came out of it."""
    row = one(request, DRAFT, Event, pk)
    form = WordsForm(request.POST or None, label=_("What came out of it"), initial={"text": row.outcome})
    return form_page(
        request, form,
        lambda: actions.tell_outcome(by=request.actor, event=row, outcome=form.cleaned_data["text"]),
        title=_("What came out of “%(title)s”") % {"title": row.title()},
        back=reverse("communications:event", args=[pk]), submit=_("Keep the outcome"),
        done=_("It stands on the event's page."),
    )  # fmt: skip
