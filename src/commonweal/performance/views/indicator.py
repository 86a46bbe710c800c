"""One indicator: its chart, definition, groups, partners, what changed, what people say and decide."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonweal.access import Permission, Refused, may
from commonweal.access.http import Request
from commonweal.access.views import page
from commonweal.audit import record
from commonweal.audit.events import EXPORTED
from commonweal.components.tables import csv_response
from commonweal.evidence.measures.spec import Measure
from commonweal.evidence.results import ALL
from commonweal.partners.queries import current_seats
from commonweal.performance import actions, pictures, queries, readings, rules
from commonweal.performance.forms import CommentForm, GoalForm, OwnerForm, PhaseForm, TargetForm
from commonweal.performance.models import Series, measure_of
from commonweal.performance.pinned import pins
from commonweal.performance.presenters import changes, parts_of_it

BOTH = ("GET", "POST")


@page(Permission.VIEW_INDICATORS, methods=BOTH)
def show(request: Request, name: str) -> HttpResponse:
    """One indicator; a POST is a comment."""
    measure = _measure(name)
    version = queries.current_version()
    series = queries.all_series(version, name) if version is not None else []
    total = next((one for one in series if one.organisation_id is None and one.group_by == ALL), None)
    points = queries.months(total.points) if total is not None else []
    decisions = queries.decisions(name)
    comments = queries.comments(name)
    reading = readings.read(measure, points, rules.steering(one.facts() for one in decisions))
    by = request.actor
    form = CommentForm(request.POST or None, months=[point.start for point in points], prefix="comment")
    if request.method == "POST":
        if not may(by, Permission.COMMENT_INDICATORS):
            raise Http404
        if form.is_valid():
            try:
                actions.comment(
                    by=by, measure=name, month=form.cleaned_data["month"], text=form.cleaned_data["text"]
                )
            except Refused as refusal:
                form.add_error("text", str(refusal))
            else:
                messages.success(request, _("Your comment stands beside its month."))
                return redirect("performance:indicator", name=name)
    pinned_here = list(enumerate(pins(by, name), len(comments) + 1))
    numbered = [(one.month, f"({number})") for number, one in enumerate(comments, 1)]
    numbered += [(pin.month, f"({number})") for number, pin in pinned_here]
    context = {
        "measure": measure,
        "better": readings.better(measure),
        "version": version,
        "reading": reading,
        "chart": pictures.process_chart(reading, reading.verdict, numbered) if reading.months else None,
        "partners": parts_of_it(measure, [one for one in series if one.organisation_id is not None]),
        "groups": parts_of_it(
            measure, [one for one in series if one.organisation_id is None and one.group_by != ALL]
        ),
        "comments": list(enumerate(comments, 1)),
        "pins": pinned_here,
        "changes": changes(decisions, measure),
        "target": ""
        if reading.steering.target is None
        else pictures.figure(reading.steering.target, measure),
        "latest": pictures.figure(reading.last.point.value, measure) if reading.last else "",
        "hidden": sum(1 for point in points if point.hidden and not point.suppressed),
        "partners_vary": sorted({point.partners for point in points if point.value is not None}),
        "form": form,
        "months": bool(points),
        "comments_allowed": may(by, Permission.COMMENT_INDICATORS),
        "steers": may(by, Permission.STEER_INDICATORS),
        "exports": may(by, Permission.EXPORT_FIGURES),
    }
    return render(request, "performance/indicator.html", context, status=422 if form.is_bound else 200)


@page(Permission.EXPORT_FIGURES)
def export(request: Request, name: str) -> HttpResponseBase:
    """All published figures of an indicator as CSV, suppressed as on the page."""
    measure = _measure(name)
    version = queries.current_version()
    if version is None:
        raise Http404
    heads = [
        "version", "measure", "method_version", "partner", "group_by", "group", "period_start", "period_end",
        "numerator", "denominator", "value", "suppressed", "partners", "partners_suppressed",
    ]  # fmt: skip
    rows = [
        [version.number, name, version.methods.get(name, ""), _partner(one), one.group_by, one.group, *point]
        for one in queries.all_series(version, name)
        for point in one.points
    ]
    answer = csv_response(f"{name}-version-{version.number}", heads, rows)
    record(request.actor, EXPORTED, what=f"figures of “{measure.title}”", rows=len(rows))
    return answer


def _partner(series: Series) -> str:
    return series.organisation.name if series.organisation is not None else ALL


KINDS: dict[str, tuple[Any, Any]] = {
    "target": (
        gettext_lazy("Set the target"),
        gettext_lazy("A target says what the process should reach; the chart tells whether it can."),
    ),
    "goal": (gettext_lazy("Set the goal"), gettext_lazy("The goal says in words what the alliance wants.")),
    "owner": (
        gettext_lazy("Name the owner"),
        gettext_lazy(
            "The owner answers for the indicator: explains it and sees to it that something is done."
        ),
    ),
    "phase": (
        gettext_lazy("Begin a new phase"),
        gettext_lazy("Only after a known change: limits are worked out anew from this month on."),
    ),
    "undo-phase": (
        gettext_lazy("Undo a new phase"),
        gettext_lazy("Limits are worked out as if the phase had not been begun."),
    ),
}


@page(Permission.STEER_INDICATORS, methods=BOTH)
def decide(request: Request, name: str, kind: str) -> HttpResponse:
    """Decide something about an indicator, with a reason."""
    measure = _measure(name)
    if kind not in KINDS:
        raise Http404
    form, do = _decision(request, measure, kind)
    to = reverse("performance:indicator", args=[name])
    if request.method == "POST" and form.is_valid():
        try:
            do(form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("It is decided, and kept with your reason."))
            return redirect(to)
    heading, lead = KINDS[kind]
    return render(
        request,
        "performance/reason.html",
        {"heading": f"{heading}: {measure.title}", "lead": lead, "form": form, "submit": heading, "back": to},
        status=422 if form.is_bound else 200,
    )


def _decision(request: Request, measure: Measure, kind: str) -> tuple[Form, Callable[[dict[str, Any]], Any]]:
    by = request.actor
    sent = request.POST or None
    common: dict[str, Any] = {"by": by, "measure": measure.name}
    match kind:
        case "target":
            return TargetForm(sent, unit=measure.unit), lambda told: actions.set_target(
                **common, value=told["value"], reason=told["reason"]
            )
        case "goal":
            return GoalForm(sent), lambda told: actions.set_goal(
                **common, goal=told["goal"], reason=told["reason"]
            )
        case "owner":
            people = {
                str(seat.person_id): f"{seat.person.name}, {seat.organisation.name}"
                for seat in current_seats(by)
                if seat.person is not None
            }
            return OwnerForm(sent, people=people.items()), lambda told: actions.set_owner(
                **common, person=told["person"], reason=told["reason"]
            )
        case "phase":
            months: list[date] = [point.start for point in queries.series_of(measure.name)][1:]
            return PhaseForm(sent, months=months), lambda told: actions.start_phase(
                **common, month=told["month"], reason=told["reason"]
            )
    phases = queries.steering_of(measure.name).phases
    return PhaseForm(sent, months=phases), lambda told: actions.undo_phase(
        **common, month=told["month"], reason=told["reason"]
    )


def _measure(name: str) -> Measure:
    measure = measure_of(name)
    if measure is None:
        raise Http404
    return measure
