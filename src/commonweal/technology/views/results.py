"""Pages of money, analytics, goals, health and innovation."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.access.http import Request
from commonweal.access.views import act, page
from commonweal.technology import actions, documents
from commonweal.technology.actions.common import today
from commonweal.technology.forms.others import HealthForm, MoveForm
from commonweal.technology.models import Paid, Report, Round, Terms
from commonweal.technology.presenters import goals, innovation, money
from commonweal.technology.presenters.overview import keeps
from commonweal.technology.queries import innovation as innovation_queries
from commonweal.technology.queries import reports, results
from commonweal.technology.rules.innovation import Stage, next_stage
from commonweal.technology.views.common import BOTH, KEEPS, SEES, form_page, show, the_partnership, the_row


@page(SEES)
def money_page(request: Request, pk: UUID) -> HttpResponse:
    """The financial model."""
    row = the_partnership(request, SEES, pk)
    return show(request, money.page(request.actor, row, today(row)))


@page(KEEPS, methods=("POST",))
def take_back(request: Request, pk: UUID) -> HttpResponse:
    """Take an entry of what was paid back."""
    row = the_row(request, KEEPS, Paid.mine(), pk)
    return act(
        request,
        lambda: actions.take_back(by=request.actor, paid=row),
        done=_("Taken back by an entry of its own; both stay."),
        to=reverse("technology:money", args=[row.partnership_id]),
    )


@page(SEES)
def analytics(request: Request, pk: UUID) -> HttpResponse:
    """The analytics plan."""
    row = the_partnership(request, SEES, pk)
    return show(request, goals.analytics(request.actor, row, today(row)))


@page(SEES)
def quarter(request: Request, pk: UUID, year: int, number: int) -> HttpResponse:
    """The results of a quarter as they are now, on a page or as PDF."""
    row = the_partnership(request, SEES, pk)
    first, last = _quarter(year, number)
    document = reports.report(row, first, last, today(row))
    if request.GET.get("as") == "pdf":
        return _pdf(documents.pdf(document), f"results-{first}.pdf")
    ended = last < today(row)
    return show(
        request,
        goals.document_page(row, document, first, last, {}),
        "technology/results.html",
        issue=reverse("technology:issue", args=[pk, year, number])
        if ended and keeps(request.actor, row)
        else "",
        notes=document.notes,
    )


@page(KEEPS, methods=("POST",))
def issue(request: Request, pk: UUID, year: int, number: int) -> HttpResponse:
    """Give the results of a quarter out."""
    row = the_partnership(request, KEEPS, pk)
    first, last = _quarter(year, number)
    return act(
        request,
        lambda: actions.issue(by=request.actor, partnership=row, first=first, last=last),
        done=_("Given out. What was given out stays as it is."),
        to=reverse("technology:analytics", args=[pk]),
    )


@page(SEES)
def given_out(request: Request, pk: UUID) -> HttpResponse:
    """Results as they were given out, to the byte."""
    row = the_row(request, SEES, Report.mine(), pk)
    return _pdf(bytes(row.pdf), f"results-{row.first}.pdf")


def _quarter(year: int, number: int) -> tuple[date, date]:
    if not (2000 <= year <= 2100 and 1 <= number <= 4):
        raise Http404
    return results.quarter_of(date(year, number * 3 - 2, 1))


def _pdf(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@page(SEES)
def goals_page(request: Request, pk: UUID) -> HttpResponse:
    """The four goals and the quadruple aim."""
    row = the_partnership(request, SEES, pk)
    return show(request, goals.goals(request.actor, row, today(row)))


@page(SEES, methods=BOTH)
def health(request: Request, pk: UUID) -> HttpResponse:
    """How both sides see the relationship; and one's own answers."""
    row = the_partnership(request, SEES, pk)
    shown = goals.health(request.actor, row, today(row))
    form = HealthForm(request.POST or None) if shown.extra["may_answer"] else None
    if request.method == "POST" and form is not None and form.is_valid():
        return act(
            request,
            lambda: actions.answer(
                by=request.actor, round_=shown.extra["open"], scores=form.scores(), comments=form.comments()
            ),
            done=_("Thank you. Nobody sees the answers before the round is closed."),
            to=reverse("technology:health", args=[pk]),
        )
    return show(request, shown, "technology/health.html", form=form)


@page(KEEPS, methods=("POST",))
def open_round(request: Request, pk: UUID) -> HttpResponse:
    """Ask both sides."""
    row = the_partnership(request, KEEPS, pk)
    return act(
        request,
        lambda: actions.open_round(by=request.actor, partnership=row),
        done=_("Both sides are asked. Each finds it under “What needs you”."),
        to=reverse("technology:health", args=[pk]),
    )


@page(KEEPS, methods=("POST",))
def close_round(request: Request, pk: UUID) -> HttpResponse:
    """Close the round and show both sides to both."""
    row = the_row(request, KEEPS, Round.mine(), pk)
    return act(
        request,
        lambda: actions.close_round(by=request.actor, round_=row),
        done=_("Closed. Both sides see both."),
        to=reverse("technology:health", args=[row.partnership_id]),
    )


@page(SEES)
def portfolio(request: Request) -> HttpResponse:
    """Innovation of all one's partnerships."""
    return show(request, innovation.portfolio(request.actor))


@page(SEES, methods=BOTH)
def idea(request: Request, pk: UUID) -> HttpResponse:
    """One idea, and its next gate."""
    row = the_row(request, KEEPS if request.method == "POST" else SEES, innovation_queries.ideas(), pk)
    terms = max(row.terms.all(), key=lambda one: (one.created_at, one.pk), default=None)
    after = next_stage(Stage.of(row.stage))
    stages = [one for one in (after, Stage.STOPPED) if one is not None and row.stage != "stopped"]
    may_move = keeps(request.actor, row.partnership) and stages
    form = MoveForm(request.POST or None, stages=stages) if may_move else None
    shown: dict[str, Any] = innovation.idea(request.actor, row, terms).context_data()
    back = reverse("technology:idea", args=[pk])
    return form_page(
        request,
        form or MoveForm(None, stages=[]),
        lambda: actions.move(by=request.actor, idea=row, **form.cleaned_data) if form is not None else row,
        words=shown | {"form": form, "form_name": "gate"},
        done=_("Decided. The reason stands beside it."),
        to=lambda _gate: back,
        template="technology/idea.html",
    )


@page(KEEPS, methods=("POST",))
def agree(request: Request, pk: UUID) -> HttpResponse:
    """Agree to who owns what, for one's own side."""
    row = the_row(request, KEEPS, Terms.mine().select_related("idea"), pk)
    return act(
        request,
        lambda: actions.agree(by=request.actor, terms=row),
        done=_("Your side has agreed."),
        to=reverse("technology:idea", args=[row.idea_id]),
    )
