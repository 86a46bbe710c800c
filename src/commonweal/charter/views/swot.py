"""Strengths, weaknesses, opportunities, threats."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from commonweal.access import Permission, may
from commonweal.access.fetch import fetch
from commonweal.access.http import Request
from commonweal.access.views import act, page
from commonweal.charter import actions
from commonweal.charter.forms.swot import DecideForm, MergeForm, PointForm
from commonweal.charter.models import Goal, SwotPoint
from commonweal.charter.queries import swot as reads
from commonweal.charter.views.common import BOTH, form_page

BACK = "charter:swot"
TITLES = {
    "strength": _lazy("Strengths"),
    "weakness": _lazy("Weaknesses"),
    "opportunity": _lazy("Opportunities"),
    "threat": _lazy("Threats"),
}
OUTCOMES = (
    ("goal", _lazy("Goals")),
    ("risk", _lazy("Risks")),
    ("nothing", _lazy("Nothing, with a reason")),
    ("", _lazy("Not said yet")),
)


@page(Permission.VIEW_CHARTER, methods=BOTH)
def swot(request: Request) -> HttpResponse:
    """All points by kind, those that most find important first; and a form for another."""
    form = PointForm(request.POST or None)
    found = reads.ranked(request.actor)
    kinds = [(title, reads.Kind(kind, found[kind])) for kind, title in TITLES.items()]
    return form_page(
        request,
        form,
        lambda: actions.add_point(by=request.actor, **form.cleaned_data),
        words={
            "kinds": kinds,
            "overview": [
                (title, kind, [(said, kind.leads_to(key)) for key, said in OUTCOMES]) for title, kind in kinds
            ],
            "outcomes": OUTCOMES,
            "empty": not any(found.values()),
            "adds": may(request.actor, Permission.ADD_STATEMENTS),
            "decides": may(request.actor, Permission.DRAFT_CHARTER),
        },
        done=_("The point is there for everybody to weigh."),
        to=lambda row: reverse(BACK),
        template="charter/swot.html",
    )


def _point(request: Request, permission: Permission, pk: UUID) -> SwotPoint:
    return fetch(request.actor, permission, SwotPoint.objects.all(), pk)


@page(Permission.ADD_STATEMENTS, methods=("POST",))
def vote(request: Request, pk: UUID) -> HttpResponse:
    """Find a point important, or no longer."""
    row = _point(request, Permission.ADD_STATEMENTS, pk)
    wanted = request.POST.get("wanted") == "yes"
    return act(
        request,
        lambda: actions.vote(by=request.actor, point=row, wanted=wanted),
        done=_("Your vote counts.") if wanted else _("Your vote is taken back."),
        to=reverse(BACK),
    )


@page(Permission.DRAFT_CHARTER, methods=BOTH)
def merge(request: Request, pk: UUID) -> HttpResponse:
    """Merge a point into another."""
    row = _point(request, Permission.DRAFT_CHARTER, pk)
    others = list(SwotPoint.objects.filter(kind=row.kind, merged_into=None).exclude(pk=pk))
    form = MergeForm(request.POST or None, others=others)
    if not others:
        return redirect(BACK)
    return form_page(
        request,
        form,
        lambda: actions.merge(
            by=request.actor,
            point=row,
            into=next(one for one in others if str(one.pk) == form.cleaned_data["into"]),
        ),
        words={"title": _("Merge two points"), "quote": row.text, "back": reverse(BACK)},
        done=_("The points are one; the votes for both count."),
        to=lambda done: reverse(BACK),
    )


@page(Permission.DRAFT_CHARTER, methods=BOTH)
def decide(request: Request, pk: UUID) -> HttpResponse:
    """Say what a point leads to."""
    row = _point(request, Permission.DRAFT_CHARTER, pk)
    goals = list(Goal.objects.filter(ended_at=None))
    initial = {"outcome": row.outcome, "goal": str(row.goal_id or ""), "reason": row.outcome_reason}
    form = DecideForm(request.POST or None, goals=goals, initial=initial)
    return form_page(
        request,
        form,
        lambda: actions.decide(
            by=request.actor,
            point=row,
            outcome=form.cleaned_data["outcome"],
            reason=form.cleaned_data["reason"],
            goal=next((one for one in goals if str(one.pk) == form.cleaned_data["goal"]), None),
        ),
        words={"title": _("What does it lead to?"), "quote": row.text, "back": reverse(BACK)},
        done=_("The decision stands with the point."),
        to=lambda done: reverse(BACK),
    )
