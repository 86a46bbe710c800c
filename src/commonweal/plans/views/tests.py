"""Pages of ideas and tests: the pipeline, one test from prediction to decision, spreading."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.access import Permission, may
from commonweal.access.fetch import fetch
from commonweal.access.http import Request
from commonweal.access.views import page
from commonweal.components.charts import Drawing
from commonweal.components.resembling import resembling
from commonweal.components.status import Shape
from commonweal.performance import pictures as figures
from commonweal.performance import queries as published
from commonweal.performance import readings
from commonweal.performance.models import measure_of
from commonweal.plans import actions, days
from commonweal.plans.forms.common import partners
from commonweal.plans.forms.learning import DecideForm, PlanForm, ResultForm, SpreadForm
from commonweal.plans.models import Idea, Test
from commonweal.plans.queries import learning as queries
from commonweal.plans.rules import tests as rules
from commonweal.plans.rules.tests import Decision, Stage
from commonweal.plans.views.common import BOTH, form_page

SHAPES = {
    Stage.PLANNED: Shape.WAITING,
    Stage.RUNNING: Shape.MOVING,
    Stage.LATE: Shape.NEEDS,
    Stage.TO_DECIDE: Shape.NEEDS,
    Stage.ADOPTED: Shape.DONE,
    Stage.ADAPTED: Shape.MOVING,
    Stage.ABANDONED: Shape.STOPPED,
}


def staged(rows: Any, today: date) -> list[tuple[Test, Stage, Shape]]:
    """Tests with where each stands."""
    found = []
    for row in rows:
        at = rules.stage(row.facts(), today)
        found.append((row, at, SHAPES[at]))
    return found


@page(Permission.VIEW_PLANS)
def pipeline(request: Request) -> HttpResponse:
    """From idea to test to spread."""
    rows = staged(queries.tests(), days.today())
    ideas = list(queries.ideas()[:300])
    last = {row.earlier_id for row, _at, _shape in rows}
    running = {Stage.PLANNED, Stage.RUNNING, Stage.LATE, Stage.TO_DECIDE}
    return render(
        request,
        "plans/tests.html",
        {
            "waiting": [one for one in ideas if one.answered_at is None],
            "answered": [one for one in ideas if one.answered_at is not None],
            "running": [one for one in rows if one[1] in running],
            "adopted": [one for one in rows if one[1] is Stage.ADOPTED and one[0].pk not in last],
            "ended": [
                one for one in rows if one[1] in {Stage.ADAPTED, Stage.ABANDONED} and one[0].pk not in last
            ],
            "may_offer": may(request.actor, Permission.OFFER_IDEAS),
            "may_run": may(request.actor, Permission.RUN_TESTS),
        },
    )


@page(Permission.VIEW_PLANS)
def show(request: Request, pk: UUID) -> HttpResponse:
    """One test: plan, prediction, the chart with its start, result, decision, spread."""
    by = request.actor
    row = fetch(by, Permission.VIEW_PLANS, queries.whole_test(), pk)
    today = days.today()
    at = rules.stage(row.facts(), today)
    runs = may(by, Permission.RUN_TESTS, on=row)
    following = getattr(row, "next", None)
    cycles = queries.cycles(row)
    measure = measure_of(row.measure) if row.measure else None
    return render(
        request,
        "plans/test.html",
        {
            "row": row,
            "stage": at,
            "shape": SHAPES[at],
            "measure": measure,
            "chart": chart(row, cycles) if measure is not None else None,
            "cycles": [(one, rules.stage(one.facts(), today)) for one in cycles],
            "following": following,
            "may_change": runs and rules.refusal_to_plan(row.facts()) is None,
            "may_result": runs and rules.refusal_of_result(row.facts(), today) is None,
            "may_decide": runs and rules.refusal_to_decide(row.facts()) is None,
            "may_next": runs and rules.refusal_of_next(row.facts(), following is not None) is None,
            "may_spread": runs and rules.refusal_to_spread(row.facts()) is None,
            "may_evaluate": bool(measure) and may(by, Permission.EVALUATE),
            "may_learn": runs and row.decision != "",
            "places": list(row.spreads.select_related("to")) if row.decision == Decision.ADOPT else [],
            "kept": list(row.lessons.all()) if row.decision else [],
            # Whoever has decided has learned; before that, what others learned may help.
            "lessons": [] if row.decision else resembling(by, f"{row.title} {row.plan}"),
        },
    )


def chart(row: Test, cycles: list[Test]) -> Drawing | None:
    """The published process chart of the test's indicator with its start, and those of its other cycles, marked."""
    measure = measure_of(row.measure)
    points = published.series_of(row.measure)
    if measure is None or not points:
        return None
    reading = readings.read(measure, points, published.steering_of(row.measure))
    if not reading.months:
        return None
    marks = [
        (
            month_of(one.starts),
            _("cycle %(n)d begins") % {"n": one.cycle} if one.cycle > 1 else _("test begins"),
        )
        for one in cycles
        if one.measure == row.measure
    ]
    return figures.process_chart(reading, reading.verdict, marks)


def month_of(day: date) -> date:
    """The first day of its month."""
    return day.replace(day=1)


@page(Permission.RUN_TESTS, methods=BOTH)
def new(request: Request) -> HttpResponse:
    """Plan a test: of an idea, or the next cycle of another, or of nothing yet."""
    by = request.actor
    idea = asked_for(request, "idea", Idea)
    earlier = asked_for(request, "after", Test)
    today = days.today()
    initial: dict[str, Any] = {
        "owner": str(by.person_id),
        "starts": today + timedelta(days=7),
        "result_due": today + timedelta(days=35),
    }
    if idea is not None:
        initial |= {"title": idea.title, "goal": str(idea.goal_id or "")}
    if earlier is not None:
        initial |= {
            "title": earlier.title,
            "plan": earlier.plan,
            "goal": str(earlier.goal_id or ""),
            "measure": earlier.measure,
            "own_measure": earlier.own_measure,
        }
    form = PlanForm(request.POST or None, by=by, initial=initial)
    typed = f"{form['title'].value() or ''} {form['plan'].value() or ''}"

    def save() -> Test:
        facts = form.cleaned_data | {"owner": UUID(form.cleaned_data["owner"])}
        return actions.plan(by=by, idea=idea, earlier=earlier, **facts)

    return form_page(
        request,
        form,
        save,
        words={
            "title": _("Plan the next cycle") if earlier is not None else _("Plan a test"),
            "context": _(
                "Small, soon, and with a prediction: what you expect is written down before it happens."
            ),
            "lessons": resembling(by, typed),
            "back": reverse("plans:tests"),
        },
        done=_("The test is planned."),
        to=lambda row: reverse("plans:test", args=[row.pk]),
    )


def asked_for(request: Request, name: str, model: Any) -> Any:
    """The row that the address names, if it is visible."""
    given = request.GET.get(name, "")
    try:
        return model.objects.filter(pk=UUID(given)).first() if given else None
    except ValueError:
        return None


@page(Permission.RUN_TESTS, methods=BOTH)
def change(request: Request, pk: UUID) -> HttpResponse:
    """Change the plan and its prediction while no result is in."""
    row = _test(request, pk)
    initial = {
        name: getattr(row, name)
        for name in (
            "title",
            "plan",
            "starts",
            "result_due",
            "prediction",
            "predicted",
            "measure",
            "own_measure",
        )
    }
    form = PlanForm(request.POST or None, by=request.actor, full=False, initial=initial)
    return form_page(
        request,
        form,
        lambda: actions.change_plan(by=request.actor, test=row, **form.cleaned_data),
        words={"title": _("Change the plan"), "submit": _("Change the plan"), "back": _to(row)},
        done=_("The plan is changed."),
        to=_to,
    )


@page(Permission.RUN_TESTS, methods=BOTH)
def result(request: Request, pk: UUID) -> HttpResponse:
    """What happened."""
    row = _test(request, pk)
    form = ResultForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda: actions.write_result(by=request.actor, test=row, **form.cleaned_data),
        words={
            "title": _("What came of it?"),
            "context": row.title,
            "quote": row.prediction,
            "quoted": _("What was predicted"),
            "back": _to(row),
        },
        done=_("The result stands beside the prediction."),
        to=_to,
    )


@page(Permission.RUN_TESTS, methods=BOTH)
def decide(request: Request, pk: UUID) -> HttpResponse:
    """Adopt, adapt or abandon."""
    row = _test(request, pk)
    form = DecideForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda: actions.decide(
            by=request.actor,
            test=row,
            decision=Decision(form.cleaned_data["decision"]),
            reason=form.cleaned_data["reason"],
        ),
        words={
            "title": _("Adopt, adapt or abandon?"),
            "context": row.title,
            "quote": row.study,
            "quoted": _("What was learned"),
            "back": _to(row),
        },
        done=_("It is decided."),
        to=_to,
    )


@page(Permission.RUN_TESTS, methods=BOTH)
def spread(request: Request, pk: UUID) -> HttpResponse:
    """Another partner takes it on."""
    row = _test(request, pk)
    form = SpreadForm(request.POST or None, partners=partners(request.actor), initial={"since": days.today()})
    return form_page(
        request,
        form,
        lambda: actions.spread(
            by=request.actor, test=row, to=UUID(form.cleaned_data["to"]), since=form.cleaned_data["since"]
        ),
        words={"title": _("Who takes it on?"), "context": row.title, "back": _to(row)},
        done=_("It is written down."),
        to=lambda made: reverse("plans:test", args=[made.test_id]),
    )


def _test(request: Request, pk: UUID) -> Test:
    return fetch(request.actor, Permission.RUN_TESTS, queries.whole_test(), pk)


def _to(row: Test) -> str:
    return reverse("plans:test", args=[row.pk])
