"""Pages of readiness: where one's organisation stands, answering an area, the development plan."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from commonweal.access import Permission, may
from commonweal.access.http import Request
from commonweal.access.views import page
from commonweal.alignment.actions import readiness as actions
from commonweal.alignment.forms.readiness import AreaForm, ReportForm, StepForm
from commonweal.alignment.models import ReadinessStep
from commonweal.alignment.queries import readiness as queries
from commonweal.alignment.rules import readiness as rules
from commonweal.alignment.views.parts import BOTH, form_page, people
from commonweal.components.charts import Point, trend
from commonweal.partners.queries import alliance_day

STATES = {
    "closed": ("done", lazy("ready")),
    "planned": ("moving", lazy("a step is planned")),
    "overdue": ("needs", lazy("its step is overdue")),
    "answer anew": ("waiting", lazy("its steps are done: answer it anew")),
    "no plan": ("needs", lazy("no step is planned")),
    "": ("waiting", lazy("not answered yet")),
}


@page(Permission.ASSESS_READINESS)
def overview(request: Request) -> HttpResponse:
    """Where one's own organisation stands."""
    by = request.actor
    rows, steps = queries.answers(), list(queries.steps())
    lines = queries.lines(rows, steps, alliance_day(by))
    counting = rules.newest(queries.facts(rows))
    return render(
        request,
        "alignment/readiness/overview.html",
        {
            "areas": [
                {
                    "area": area,
                    "mean": rules.area_mean(area, counting),
                    "lines": [(lines[item.key], *STATES[lines[item.key].state]) for item in area.items],
                }
                for area in rules.AREAS
            ],
            "answered": len(counting),
            "all": len(rules.ITEMS),
            "ready": len(counting) - len(rules.gaps(counting)),
            "gaps": [lines[item].item.text for item in rules.gaps(counting)],
            "chart": _course(rows),
            "steps": [_step(step, alliance_day(by)) for step in steps],
            "next_area": next(
                (area for area in rules.AREAS if any(i.key not in counting for i in area.items)), None
            ),
        },
    )


def _step(step: ReadinessStep, day: Any) -> dict[str, Any]:
    ends = queries.ending(step)
    shape, words = {
        "done": ("done", _("done")), "dropped": ("stopped", _("dropped")),
    }.get(ends, ("needs", _("overdue")) if step.due < day else ("moving", _("under way")))  # fmt: skip
    reports = list(step.reports.all())
    return {
        "row": step,
        "text": rules.ITEMS[step.item].text if step.item in rules.ITEMS else "",
        "shape": shape,
        "words": words,
        "last": reports[0] if reports else None,
        "ended": bool(ends),
    }


def _course(rows: list[Any]) -> Any:
    course = rules.course(queries.facts(rows))
    if len(course) < 2:
        return None
    last = course[-1]
    return trend(
        [Point(one.at.date(), one.ready) for one in course],
        title=_("%(ready)s of %(answered)s answered questions are ready now")
        % {"ready": last.ready, "answered": last.answered},
        subtitle=_("Questions answered “%(level)s” or better, after each day of answers; %(all)s questions in all")
        % {"level": rules.LEVELS[rules.READY_FROM], "all": len(rules.ITEMS)},
        target=len(rules.ITEMS),
    )  # fmt: skip


@page(Permission.ASSESS_READINESS, methods=BOTH)
def area(request: Request) -> HttpResponse:
    """Answer the questions of one area, `?area=`; without it, of the first."""
    name = request.GET.get("area", rules.AREAS[0].key)
    which = next((one for one in rules.AREAS if one.key == name), None)
    if which is None:
        raise Http404
    held: dict[str, tuple[int, str]] = {}
    for one in queries.answers():
        held.setdefault(one.item, (one.level, one.evidence))
    form = AreaForm(request.POST or None, area=which, held=held)
    back = reverse("alignment:readiness")
    return form_page(
        request,
        form,
        lambda: actions.answer(by=request.actor, answers=form.answers()),
        words={
            "title": which.title,
            "context": _("Only people of your organisation see these answers."),
            "back": back,
        },
        done=_("Saved."),
        to=lambda _rows: back,
    )


@page(Permission.ASSESS_READINESS, methods=BOTH)
def plan(request: Request) -> HttpResponse:
    """Plan a step."""
    by = request.actor
    gaps = rules.gaps(rules.newest(queries.facts(queries.answers())))
    form = StepForm(
        request.POST or None,
        items=[(item, rules.ITEMS[item].text) for item in gaps],
        people=people(by, organisation=by.organisation_id),
        initial={"item": request.GET.get("item", ""), "owner": str(by.person_id)},
    )
    back = reverse("alignment:readiness")
    return form_page(
        request,
        form,
        lambda: actions.plan(
            by=by,
            item=form.cleaned_data["item"],
            what=form.cleaned_data["what"],
            owner=UUID(form.cleaned_data["owner"]),
            due=form.cleaned_data["due"],
        ),
        words={
            "title": _("Plan a step"),
            "back": back,
            "notice": "" if gaps else _("There is no gap to close: answer the questions first."),
        },
        done=_("The step is planned. Whoever owns it finds it under “What needs you” when it is due."),
        to=lambda _step: back,
    )


@page(Permission.VIEW_ALIGNMENT)
def step(request: Request, pk: UUID) -> HttpResponse:
    """One step with its reports: for its owner, and whoever assesses readiness."""
    row = _the_step(request, pk)
    return render(
        request,
        "alignment/readiness/step.html",
        _step(row, alliance_day(request.actor))
        | {"reports": row.reports.all(), "assesses": may(request.actor, Permission.ASSESS_READINESS)},
    )


@page(Permission.VIEW_ALIGNMENT, methods=BOTH)
def report(request: Request, pk: UUID) -> HttpResponse:
    """Report on a step."""
    row = _the_step(request, pk)
    form = ReportForm(request.POST or None)
    back = reverse("alignment:readiness-step", args=[pk])
    return form_page(
        request,
        form,
        lambda: actions.report(by=request.actor, step=row, **form.cleaned_data),
        words={"title": _("How does it stand?"), "context": row.what, "back": back},
        done=_("Reported."),
        to=lambda _report: back,
    )


def _the_step(request: Request, pk: UUID) -> ReadinessStep:
    row = queries.steps().filter(pk=pk).first()
    if row is None or not (
        row.owner_id == request.actor.person_id or may(request.actor, Permission.ASSESS_READINESS)
    ):
        raise Http404
    return row
