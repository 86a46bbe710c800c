"""Pages of the register of risks and obstacles."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonweal.access import Permission, may
from commonweal.access.fetch import fetch
from commonweal.access.http import Request
from commonweal.access.views import page
from commonweal.components.tables import Choice, Column, Empty, Table, Words
from commonweal.governance.actions import risks as actions
from commonweal.governance.forms import risks as forms
from commonweal.governance.models import Risk
from commonweal.governance.queries import risks as queries
from commonweal.governance.rules import risks as rules
from commonweal.governance.views.forms import BOTH, form_page
from commonweal.partners.queries import alliance_day

STATES = [("open", gettext_lazy("open")), ("closed", gettext_lazy("closed"))]
BANDS = {"low": "done", "watch": "waiting", "high": "moving", "severe": "needs"}


class RiskTable(Table):
    """The register."""

    name = "risks"
    caption = gettext_lazy("Risks and obstacles")
    columns = (
        Column(
            key="title", label=gettext_lazy("What"), sort="title", under="kind",
            link=lambda row: reverse("governance:risk", args=[row["pk"]]),
        ),
        Column(key="score", label=gettext_lazy("How grave"), sort="score", template="governance/risks/score.html"),
        Column(key="response", label=gettext_lazy("What is done"), sort="response"),
        Column(key="owner", label=gettext_lazy("Who minds it"), sort="owner"),
        Column(key="review", label=gettext_lazy("Look again"), sort="review", template="governance/risks/review.html"),
        Column(key="goal", label=gettext_lazy("Goal"), sort="goal"),
    )  # fmt: skip
    default_sort = "-score"
    filters = (
        Words("q", gettext_lazy("Risk or owner"), paths=("title", "owner")),
        Choice(
            "band", gettext_lazy("How grave"), choices=[(one, one) for one in BANDS], path="band"
        ),
        Choice("state", gettext_lazy("State"), choices=STATES, path="state"),
    )  # fmt: skip
    empty = Empty(
        title=gettext_lazy("Nothing in the register yet"),
        text=gettext_lazy(
            "What may go wrong, and what stands in the way now, will be here with who minds it."
        ),
    )


@page(Permission.VIEW_DECISIONS)
def risk_list(request: Request) -> HttpResponseBase:
    """The register, and the matrix of what is open."""
    today = alliance_day(request.actor)
    rows = list(queries.risks())
    live = [row for row in rows if row.closed_at is None]
    lines = [
        {
            "pk": row.pk, "title": row.title, "kind": row.kind, "score": row.score, "band": rules.band(row.score),
            "shape": BANDS[rules.band(row.score)], "response": row.get_response_display(), "owner": row.owner_name,
            "review": row.review_on, "late": row.closed_at is None and row.review_on < today,
            "goal": row.goal.title if row.goal else "", "state": "closed" if row.closed_at else "open",
        }
        for row in rows
    ]  # fmt: skip
    counts = rules.matrix((row.likelihood, row.impact) for row in live)
    matrix = [
        ((likelihood, rules.LIKELIHOOD[likelihood]), [
            (count, rules.band(likelihood * impact)) for impact, count in enumerate(row, start=1)
        ])
        for likelihood, row in zip(sorted(rules.LIKELIHOOD, reverse=True), counts, strict=True)
    ]  # fmt: skip
    context = {
        "matrix": matrix, "impacts": list(rules.IMPACT.items()), "open_count": len(live),
        "severe": sum(rules.band(row.score) == "severe" for row in live),
        "may_keep": may(request.actor, Permission.KEEP_RISKS),
    }  # fmt: skip
    return RiskTable(request, lines).respond("governance/risks/list.html", context)


@page(Permission.VIEW_DECISIONS)
def show(request: Request, pk: UUID) -> HttpResponse:
    """One risk with its reviews."""
    row = fetch(request.actor, Permission.VIEW_DECISIONS, queries.risks(), pk)
    band = rules.band(row.score)
    late = row.closed_at is None and row.review_on < alliance_day(request.actor)
    return render(request, "governance/risks/show.html", {
        "risk": row, "band": band, "shape": BANDS[band], "likelihood": rules.LIKELIHOOD[row.likelihood],
        "impact": rules.IMPACT[row.impact], "late": late,
        "may_keep": may(request.actor, Permission.KEEP_RISKS) and row.closed_at is None,
    })  # fmt: skip


@page(Permission.KEEP_RISKS, methods=BOTH)
def record(request: Request) -> HttpResponse:
    """Put a risk or an obstacle into the register."""
    form = forms.RiskForm(request.POST or None)
    return form_page(
        request, form, lambda: actions.record(by=request.actor, content=_content(form)),
        title=_("Name a risk or an obstacle"), back=reverse("governance:risks"),
        done=_("It is in the register."), to=_there,
    )  # fmt: skip


@page(Permission.KEEP_RISKS, methods=BOTH)
def change(request: Request, pk: UUID) -> HttpResponse:
    """Change what the register says of it."""
    row = fetch(request.actor, Permission.KEEP_RISKS, queries.risks(), pk)
    seat = queries.owners().filter(person=row.owner_id, organisation=row.owner_organisation_id).first()
    names = (
        "title",
        "kind",
        "about",
        "likelihood",
        "impact",
        "response",
        "response_text",
        "goal",
        "review_on",
    )
    initial = {name: getattr(row, name) for name in names} | {"owner": seat}
    form = forms.RiskForm(request.POST or None, initial=initial)
    return form_page(
        request, form, lambda: actions.change(by=request.actor, risk=row, content=_content(form)),
        title=_("Change “%(title)s”") % {"title": row.title}, back=_there(row), done=_("It is changed."), to=_there,
    )  # fmt: skip


@page(Permission.KEEP_RISKS, methods=BOTH)
def review(request: Request, pk: UUID) -> HttpResponse:
    """Look at it again."""
    row = fetch(request.actor, Permission.KEEP_RISKS, queries.risks(), pk)
    form = forms.RiskReviewForm(
        request.POST or None, initial={"likelihood": row.likelihood, "impact": row.impact}
    )
    return form_page(
        request, form, lambda: actions.review(by=request.actor, risk=row, **form.cleaned_data),
        title=_("Review “%(title)s”") % {"title": row.title}, back=_there(row), done=_("The review is recorded."),
        to=lambda made: _there(row),
    )  # fmt: skip


@page(Permission.KEEP_RISKS, methods=BOTH)
def close(request: Request, pk: UUID) -> HttpResponse:
    """Close it."""
    row = fetch(request.actor, Permission.KEEP_RISKS, queries.risks(), pk)
    form = forms.ReasonForm(request.POST or None)
    return form_page(
        request, form, lambda: actions.close(by=request.actor, risk=row, reason=form.cleaned_data["reason"]),
        title=_("Close “%(title)s”") % {"title": row.title}, back=_there(row), done=_("It is closed."), to=_there,
    )  # fmt: skip


def _content(form: Any) -> actions.Content:
    return actions.Content(**form.cleaned_data)


def _there(row: Risk) -> str:
    return reverse("governance:risk", args=[row.pk])
