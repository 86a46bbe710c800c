"""Pages of the service desk: the list, reporting, one ticket, the ladder, maintenance, the calendar."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonweal.access import may
from commonweal.access.http import Request
from commonweal.access.views import act, page
from commonweal.database import clock
from commonweal.technology import actions
from commonweal.technology.forms.others import (
    MaintenanceForm,
    ReasonForm,
    ReviewForm,
    SeverityForm,
    StepForm,
    TicketForm,
)
from commonweal.technology.models import Escalation, Holiday, Hours, Maintenance, Ticket
from commonweal.technology.parts import Cell, Link, Listing, Page, add, edit, short
from commonweal.technology.presenters import service
from commonweal.technology.presenters.overview import keeps
from commonweal.technology.queries import tickets as queries
from commonweal.technology.queries.clocks import agreed, read
from commonweal.technology.queries.partnerships import partnerships
from commonweal.technology.rules import service as rules
from commonweal.technology.rules.incoming import LONGEST_SUBJECT, LONGEST_TEXT, Incoming, clean, line
from commonweal.technology.views.common import (
    BOTH,
    REPORTS,
    SEES,
    WORKS,
    asset_of,
    form_page,
    show,
    the_partnership,
    the_row,
)

LABELS = {
    "respond": gettext_lazy("Take it on"),
    "pause": gettext_lazy("Wait for the customer"),
    "resume": gettext_lazy("Go on"),
    "resolve": gettext_lazy("Call it solved"),
    "reopen": gettext_lazy("Open it again"),
    "close": gettext_lazy("Close it"),
}


@page(SEES)
def tickets(request: Request) -> HttpResponseBase:
    """All tickets of one's partnerships."""
    mine = [one for one in partnerships() if keeps(request.actor, one, REPORTS)]
    ways = [Link(one.title, reverse("technology:report", args=[one.pk])) for one in mine]
    return service.table(request).respond(
        "technology/tickets.html", {"ways": ways, "status_url": reverse("technology:status")}
    )


@page(SEES)
def service_page(request: Request, pk: UUID) -> HttpResponse:
    """Service of one partnership."""
    return show(request, service.page(request.actor, the_partnership(request, SEES, pk)))


@page(SEES)
def calendar(request: Request, pk: UUID) -> HttpResponse:
    """Opening hours and holidays of the desk."""
    row = the_partnership(request, SEES, pk)
    works = keeps(request.actor, row, WORKS)
    hours, holidays = Hours.objects.filter(partnership=row), Holiday.objects.filter(partnership=row)
    shown = Page(
        title=_("When the desk is open"),
        partnership=row,
        current="service",
        context=row.timezone,
        listings=[
            Listing(
                _("Hours"),
                [_("Day"), _("Opens"), _("Closes")],
                [
                    [
                        Cell(one.get_weekday_display(), edit("hours", one.pk) if works else ""),
                        Cell(service.at(one.opens)),
                        Cell(service.at(one.closes)),
                    ]
                    for one in hours
                ],
                empty=_("No hours are agreed, so clocks that follow them do not run."),
                add=[add(row, "hours", _("Add opening hours"))] if works else (),
            ),
            Listing(
                _("Holidays"),
                [_("Day"), _("Name")],
                [
                    [Cell(short(one.day), edit("holiday", one.pk) if works else ""), Cell(one.name)]
                    for one in holidays
                ],
                empty=_("No holidays are agreed."),
                add=[add(row, "holiday", _("Add a holiday"))] if works else (),
            ),
        ],
    )
    return show(request, shown)


@page(REPORTS, methods=BOTH)
def report(request: Request, pk: UUID) -> HttpResponse:
    """Ask for something, or report that something broke. Sent twice, it is one ticket."""
    row = the_partnership(request, REPORTS, pk)
    works = may(request.actor, WORKS, on=row)
    form = TicketForm(
        request.POST or None, assets=queries.services(row), problems=works, initial=request.GET.dict()
    )
    return form_page(
        request,
        form,
        lambda: _sent(request, row, form.cleaned_data),
        words={
            "title": _("Report or ask for something"),
            "context": row.title,
            "back": reverse("technology:service", args=[pk]),
        },
        done=_("The desk has it. Its clocks run from now."),
        to=lambda ticket: reverse("technology:ticket", args=[ticket.pk]),
    )


def _sent(request: Request, row: Any, data: dict[str, Any]) -> Ticket | None:
    said = Incoming(
        key=f"{request.actor.person_id}:{data['key']}",
        subject=line(data["title"], LONGEST_SUBJECT),
        text=clean(data["text"], LONGEST_TEXT),
        severity=data["severity"],
        kind=data["kind"],
    )
    asset = asset_of(row, data["asset"])
    return actions.receive(by=request.actor, partnership=row, incoming=said, way="form", asset=asset).ticket


@page(SEES, methods=BOTH)
def ticket(request: Request, pk: UUID) -> HttpResponse:
    """One ticket, and every step on it."""
    row = queries.ticket(pk)
    if row is None:
        raise Http404
    partnership = row.partnership
    reports, works = keeps(request.actor, partnership, REPORTS), keeps(request.actor, partnership, WORKS)
    if request.method == "POST":
        if not reports:
            raise Http404
        return _step(request, row)
    now = clock.now()
    steps = [
        (name, LABELS[name])
        for name in LABELS
        if rules.refusal(rules.State.of(row.state), name) is None
        and (works or (reports and name in ("reopen", "close")))
    ]
    problems = list(Ticket.objects.filter(partnership=partnership, kind="problem")) if works else []
    return show(
        request,
        service.ticket(request.actor, row, read(row, agreed([partnership])[partnership.pk], now), problems),
        "technology/ticket.html",
        ticket=row,
        happened=[(actions.WORDS.get(one.what, one.what), one) for one in row.steps.all()],
        steps=steps,
        form=StepForm() if reports else None,
        severity=SeverityForm(auto_id="severity-%s") if works and row.state in queries.OPEN else None,
        problems=[one for one in problems if one.pk != row.problem_id] if row.kind != "problem" else [],
        may_escalate=reports and row.state in queries.OPEN,
        may_review=works and row.closed and row.kind == "incident" and not hasattr(row, "review"),
    )


def _step(request: Request, row: Ticket) -> HttpResponse:
    what, to = request.POST.get("what", "note"), reverse("technology:ticket", args=[row.pk])
    if what == "problem":
        problem = the_row(request, WORKS, Ticket.mine(), request.POST.get("problem", UUID(int=0)))
        return act(
            request,
            lambda: actions.set_problem(by=request.actor, ticket=row, problem=problem),
            done=_("The cause is noted."),
            to=to,
        )
    severity = request.POST.get("severity", "")
    return act(
        request,
        lambda: actions.step(
            by=request.actor,
            ticket=row,
            what=what,
            text=request.POST.get("text", "")[:8000],
            severity=int(severity) if severity.isdecimal() and len(severity) < 3 else None,
        ),
        done=_("It stands on the ticket."),
        to=to,
    )


@page(REPORTS, methods=BOTH)
def escalate(request: Request, pk: UUID) -> HttpResponse:
    """Take a ticket up the ladder."""
    row = the_row(request, REPORTS, Ticket.mine(), pk)
    form = ReasonForm(request.POST or None)
    form.submit_label = _("Call both sides")
    back = reverse("technology:ticket", args=[pk])
    return form_page(
        request,
        form,
        lambda: actions.escalate(by=request.actor, ticket=row, reason=form.cleaned_data["text"]),
        words={
            "title": _("Take ticket %(n)s up the ladder") % {"n": row.number},
            "context": row.title,
            "lead": _("The next level is called on both sides, by name and with a letter to each."),
            "back": back,
        },
        done=_("Called. Their names and the time stand on the ticket."),
        to=lambda _called: back,
    )


@page(REPORTS, methods=BOTH)
def take_up(request: Request, pk: UUID) -> HttpResponse:
    """Say that one's side has it."""
    row = the_row(request, REPORTS, Escalation.mine().select_related("ticket"), pk)
    form = ReasonForm(request.POST or None)
    form.fields["text"].label = _("What happens next, and when")
    form.submit_label = _("Say that you have it")
    back = reverse("technology:ticket", args=[row.ticket_id])
    return form_page(
        request,
        form,
        lambda: actions.take_up(by=request.actor, escalation=row, answer=form.cleaned_data["text"]),
        words={
            "title": _("Take up ticket %(n)s") % {"n": row.ticket.number},
            "context": row.reason,
            "back": back,
        },
        done=_("You have it."),
        to=lambda _row: back,
    )


@page(WORKS, methods=BOTH)
def review(request: Request, pk: UUID) -> HttpResponse:
    """Write what an incident teaches."""
    row = the_row(request, WORKS, Ticket.mine(), pk)
    form = ReviewForm(request.POST or None)
    back = reverse("technology:ticket", args=[pk])
    return form_page(
        request,
        form,
        lambda: actions.review(by=request.actor, ticket=row, **form.cleaned_data),
        words={
            "title": _("What ticket %(n)s teaches") % {"n": row.number},
            "lead": _("Ask why it could happen, not who did it."),
            "back": back,
        },
        done=_("The review is kept."),
        to=lambda _row: back,
    )


@page(WORKS, methods=BOTH)
def maintenance(request: Request, pk: UUID) -> HttpResponse:
    """Plan work and tell those concerned."""
    row = the_partnership(request, WORKS, pk)
    form = MaintenanceForm(request.POST or None, assets=queries.services(row))
    back = reverse("technology:service", args=[pk])
    return form_page(
        request,
        form,
        lambda: actions.plan_maintenance(
            by=request.actor,
            partnership=row,
            **(form.cleaned_data | {"asset": asset_of(row, form.cleaned_data["asset"])}),
        ),
        words={"title": _("Plan maintenance"), "context": row.title, "back": back},
        done=_("Planned. Everybody who carries the partnership was told, and the status page says it."),
        to=lambda _row: back,
    )


@page(WORKS, methods=("POST",))
def cancel(request: Request, pk: UUID) -> HttpResponse:
    """Call planned work off."""
    row = the_row(request, WORKS, Maintenance.mine(), pk)
    return act(
        request,
        lambda: actions.cancel_maintenance(by=request.actor, maintenance=row),
        done=_("Called off, and those who were told know it."),
        to=reverse("technology:service", args=[row.partnership_id]),
    )
