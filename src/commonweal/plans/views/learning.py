"""Pages of evaluations and lessons, and the case study of a lesson."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonweal.access import Permission, may
from commonweal.access.fetch import fetch
from commonweal.access.http import Request
from commonweal.access.views import page
from commonweal.audit import record
from commonweal.audit.events import EXPORTED
from commonweal.evidence.measures.catalogue import MEASURES
from commonweal.performance import queries as published
from commonweal.plans import actions, case_study, evaluating, pictures
from commonweal.plans.forms.learning import EvaluateForm, LessonForm, SearchForm, WordsForm
from commonweal.plans.models import Evaluated, Lesson, Test
from commonweal.plans.queries import learning as queries
from commonweal.plans.views.common import BOTH, form_page
from commonweal.plans.views.tests import asked_for, month_of

SURE = {
    "strong": ("done", gettext_lazy("quite sure")),
    "moderate": ("moving", gettext_lazy("fairly sure")),
    "weak": ("needs", gettext_lazy("not sure")),
    "none": ("waiting", gettext_lazy("no change can be shown")),
    "": ("stopped", gettext_lazy("the design cannot answer")),
}


@page(Permission.VIEW_PLANS)
def evaluations(request: Request) -> HttpResponse:
    """All evaluations, the last first; those too that could not answer."""
    rows = [(row, *SURE[row.sureness]) for row in queries.evaluations()]
    return render(
        request,
        "plans/evaluations.html",
        {"rows": rows, "may_evaluate": may(request.actor, Permission.EVALUATE)},
    )


@page(Permission.EVALUATE, methods=BOTH)
def evaluate(request: Request) -> HttpResponse:
    """Ask the published figures what changed."""
    by = request.actor
    version = published.current_version()
    known = sorted(published.measures_of(version)) if version is not None else []
    measures = [(name, MEASURES[name].title) for name in known if name in MEASURES]
    test: Test | None = asked_for(request, "test", Test)
    wanted = request.POST.get("measure") or request.GET.get("measure") or (test.measure if test else "")
    wanted = wanted if wanted in dict(measures) else measures[0][0] if measures else ""
    months = [point.start for point in published.series_of(wanted)][1:] if wanted else []
    form = EvaluateForm(
        request.POST or None,
        months=months,
        groups=evaluating.groups(wanted) if wanted else [],
        measures=measures,
        initial={"measure": wanted, "start": month_of(test.starts).isoformat() if test is not None else ""},
    )

    def save() -> Evaluated:
        facts = form.cleaned_data | {"delay": form.cleaned_data["delay"] or 0}
        return actions.evaluate(by=by, test=test, **facts)

    return form_page(
        request,
        form,
        save,
        words={
            "title": _("What changed?"),
            "measures": measures,
            "wanted": wanted,
            "test": test,
            "back": reverse("plans:evaluations"),
        },
        done=_("The answer is kept with the figures that went in."),
        to=lambda row: reverse("plans:evaluation", args=[row.pk]),
        template="plans/evaluate.html",
    )


@page(Permission.VIEW_PLANS)
def evaluation(request: Request, pk: UUID) -> HttpResponse:
    """One evaluation in words, with its picture and the tables behind it."""
    row = fetch(request.actor, Permission.VIEW_PLANS, queries.evaluations(), pk)
    found = row.found
    shape, word = SURE[row.sureness]
    measure = MEASURES.get(row.measure)
    chart = None
    if found and found["points"]:
        chart = pictures.evaluation(
            found,
            _("What was seen, and what was expected"),
            f"{found['subject']}, {measure.unit if measure else row.measure}",
        )
    return render(
        request,
        "plans/evaluation.html",
        {"row": row, "found": found, "shape": shape, "word": word, "chart": chart},
    )


@page(Permission.VIEW_PLANS)
def lessons(request: Request) -> HttpResponse:
    """All lessons, or those that resemble what somebody is about to begin."""
    form = SearchForm(request.GET or None)
    asked = form.cleaned_data.get("q", "").strip() if form.is_valid() else ""
    rows = queries.found_lessons(asked) if asked else list(queries.lessons())
    return render(
        request,
        "plans/lessons.html",
        {"rows": rows, "asked": asked, "may_keep": may(request.actor, Permission.RUN_TESTS)},
    )


@page(Permission.VIEW_PLANS)
def lesson(request: Request, pk: UUID) -> HttpResponse:
    """One lesson."""
    row = _lesson(request, pk)
    nearby = [one for one in queries.resembling(f"{row.title} {row.what}", 4) if one.pk != row.pk][:3]
    return render(
        request,
        "plans/lesson.html",
        {
            "row": row,
            "nearby": nearby,
            "may_set_aside": may(request.actor, Permission.RUN_TESTS, on=row) and row.set_aside_at is None,
        },
    )


@page(Permission.RUN_TESTS, methods=BOTH)
def new_lesson(request: Request) -> HttpResponse:
    """Keep a lesson: of a test, or of anything else that was done."""
    test: Test | None = asked_for(request, "test", Test)
    initial = {}
    evaluated = None
    if test is not None:
        evaluated = test.evaluations.exclude(found=None).first()
        seen = [test.result, evaluated.found["changed"] if evaluated is not None and evaluated.found else ""]
        initial = {
            "title": test.title,
            "what": test.plan,
            "learned": test.study,
            "evidence": "\n\n".join(one for one in seen if one),
            "verdict": {"adopt": "worked", "abandon": "not"}.get(test.decision, "partly"),
        }
    form = LessonForm(request.POST or None, initial=initial)
    return form_page(
        request,
        form,
        lambda: actions.keep_lesson(by=request.actor, test=test, evaluated=evaluated, **form.cleaned_data),
        words={
            "title": _("Keep a lesson"),
            "context": _("What did not work helps as much as what did."),
            "back": reverse("plans:lessons"),
        },
        done=_("The lesson is kept. It will be shown to whoever begins something like it."),
        to=lambda row: reverse("plans:lesson", args=[row.pk]),
    )


@page(Permission.RUN_TESTS, methods=BOTH)
def set_aside(request: Request, pk: UUID) -> HttpResponse:
    """A lesson that holds no longer."""
    row = fetch(request.actor, Permission.RUN_TESTS, Lesson.objects.all(), pk)
    form = WordsForm(request.POST or None, label=_("Why it holds no longer"))
    to = reverse("plans:lesson", args=[pk])
    return form_page(
        request,
        form,
        lambda: actions.set_aside(by=request.actor, lesson=row, reason=form.cleaned_data["text"]),
        words={
            "title": _("Set the lesson aside"),
            "context": row.title,
            "submit": _("Set it aside"),
            "back": to,
        },
        done=_("It is no longer found. Its page stays."),
        to=lambda _row: to,
    )


@page(Permission.VIEW_PLANS)
def study(request: Request, pk: UUID, form: str) -> HttpResponse:
    """The lesson as a case study, to hand on: Markdown or PDF."""
    row = _lesson(request, pk)
    name = f"case-study-{row.created_at:%Y-%m-%d}"
    if form == "pdf":
        answer = HttpResponse(case_study.pdf(row), content_type="application/pdf")
        answer["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    else:
        answer = HttpResponse(case_study.markdown(row), content_type="text/markdown; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="{name}.md"'
    record(request.actor, EXPORTED, what=_("the case study “%(title)s”") % {"title": row.title}, rows=1)
    return answer


def _lesson(request: Request, pk: UUID) -> Lesson:
    rows = Lesson.objects.select_related(
        "organisation", "test__owner_organisation", "goal", "evaluated", "alliance"
    )
    return fetch(request.actor, Permission.VIEW_PLANS, rows, pk)
