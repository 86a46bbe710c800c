"""Pages of surveys: what one was asked, building, sending, closing, what follows, imported results."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.access import Actor, Permission, Refused, may
from commonweal.access.fetch import fetch
from commonweal.access.http import Request
from commonweal.access.views import act, page
from commonweal.alignment import actions
from commonweal.alignment.forms.surveys import ClosingForm, FollowUpForm, ImportForm, QuestionForm, SurveyForm
from commonweal.alignment.models import Imported, Question, Round, Survey
from commonweal.alignment.pictures.surveys import SHAPES
from commonweal.alignment.queries import surveys as queries
from commonweal.alignment.rules import instruments
from commonweal.database import clock
from commonweal.partners.queries import members

BOTH = ("GET", "POST")


def tabs(by: Actor, current: str) -> list[dict[str, object]]:
    """The neighbouring pages of surveys."""
    pages = [
        ("surveys", _("Surveys"), Permission.ANSWER_SURVEYS),
        ("topics", _("Alignment"), Permission.VIEW_ALIGNMENT),
        ("imported", _("Results from elsewhere"), Permission.VIEW_ALIGNMENT),
    ]
    return [
        {"title": title, "url": reverse(f"alignment:{name}"), "current": name == current}
        for name, title, permission in pages
        if may(by, permission)
    ]


@page(Permission.ANSWER_SURVEYS)
def survey_list(request: Request) -> HttpResponse:
    """What waits for one's answer, the rounds, and for those who run surveys the surveys themselves."""
    by, now = request.actor, clock.now()
    rounds = [(row, queries.state_of(row, now)) for row in queries.all_rounds()[:30]]
    asked = [
        one for one in queries.asked_of(by)[:20]
        if one.handed_in_on is None and one.round.closed_at is None and one.round.closes_at > now
    ]  # fmt: skip
    runs = may(by, Permission.RUN_SURVEYS)
    context = {
        "tabs": tabs(by, "surveys"),
        "asked": asked,
        "rounds": [(row, state, SHAPES[state]) for row, state in rounds],
        "surveys": queries.surveys() if runs else [],
        "runs": runs,
    }
    return render(request, "alignment/surveys/list.html", context)


@page(Permission.RUN_SURVEYS, methods=BOTH)
def build(request: Request) -> HttpResponse:
    """Begin a survey."""
    form = SurveyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        survey = actions.build_survey(by=request.actor, **form.cleaned_data)
        messages.success(request, _("The survey is there. Look its questions through, then send it."))
        return redirect("alignment:survey", survey.pk)
    return _form(request, form, title=_("Build a survey"), back=reverse("alignment:surveys"))


@page(Permission.VIEW_ALIGNMENT)
def survey(request: Request, pk: UUID) -> HttpResponse:
    """A survey: its questions by section, how long it takes, its rounds."""
    row = fetch(request.actor, Permission.VIEW_ALIGNMENT, Survey.objects.all(), pk)
    questions = list(row.questions.all())
    rounds = [(one, queries.state_of(one, clock.now())) for one in queries.all_rounds().filter(survey=row)]
    runs = may(request.actor, Permission.RUN_SURVEYS)
    takes = instruments.minutes([one.effort for one in questions])
    context = {
        "survey": row,
        "questions": questions,
        "rounds": [(one, state, SHAPES[state]) for one, state in rounds],
        "minutes": max(1, round(takes)),
        "too_long": takes > instruments.MINUTES,
        "longest": instruments.MINUTES,
        "may_change": runs and not rounds,
        "may_send": runs and bool(questions) and all(one.closed_at for one, _state in rounds),
    }
    return render(request, "alignment/surveys/survey.html", context)


@page(Permission.RUN_SURVEYS, methods=BOTH)
def add_question(request: Request, pk: UUID) -> HttpResponse:
    """Add a question of one's own."""
    row = fetch(request.actor, Permission.RUN_SURVEYS, Survey.objects.all(), pk)
    form = QuestionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_question(by=request.actor, survey=row, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The question is there, at the end."))
            return redirect("alignment:survey", pk)
    title = _("Add a question to “%(survey)s”") % {"survey": row.title}
    return _form(request, form, title=title, back=reverse("alignment:survey", args=[pk]))


@page(Permission.RUN_SURVEYS, methods=("POST",))
def change_question(request: Request, pk: UUID, what: str) -> HttpResponse:
    """Take a question out, or move it up."""
    question = fetch(request.actor, Permission.RUN_SURVEYS, Question.objects.select_related("survey"), pk)
    change = {"remove": actions.remove_question, "up": actions.move_question}.get(what)
    if change is None:
        raise Http404
    return act(
        request,
        lambda: change(by=request.actor, survey=question.survey, question=question),
        done=_("The survey is changed."),
        to=reverse("alignment:survey", args=[question.survey_id]),
    )


@page(Permission.RUN_SURVEYS, methods=BOTH)
def send(request: Request, pk: UUID) -> HttpResponse:
    """Send a round to everybody who has a seat."""
    row = fetch(request.actor, Permission.RUN_SURVEYS, Survey.objects.all(), pk)
    form = ClosingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            opened = actions.open_round(by=request.actor, survey=row, closes_at=form.closes_at())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The survey is on its way to everybody who has a seat."))
            return redirect("alignment:round", opened.pk)
    lead = _(
        "Everybody who has a seat gets a link of their own by e-mail, once, however many seats they hold. "
        "Those who have not answered are reminded half-way and two days before the end."
    )
    title = _("Send “%(survey)s”") % {"survey": row.title}
    return _form(request, form, title=title, lead=lead, back=reverse("alignment:survey", args=[pk]))


@page(Permission.RUN_SURVEYS, methods=("POST",))
def remind(request: Request, pk: UUID) -> HttpResponse:
    """Remind those who have not answered."""
    row = fetch(request.actor, Permission.RUN_SURVEYS, Round.objects.select_related("survey"), pk)
    return act(
        request,
        lambda: actions.remind(by=request.actor, sent=row),
        done=_("A reminder is on its way to those who have not answered."),
        to=reverse("alignment:round", args=[pk]),
    )


@page(Permission.RUN_SURVEYS, methods=BOTH)
def close(request: Request, pk: UUID) -> HttpResponse:
    """Close a round, having read what that means."""
    row = fetch(request.actor, Permission.RUN_SURVEYS, Round.objects.select_related("survey"), pk)
    to = reverse("alignment:round", args=[pk])
    if request.method == "POST":
        done = _("The results are out. Now say what will be done about them.")
        return act(request, lambda: actions.close_round(by=request.actor, sent=row), done=done, to=to)
    return render(
        request, "alignment/surveys/close.html", {"round": row, "response": queries.response(row), "back": to}
    )


@page(Permission.RUN_SURVEYS, methods=BOTH)
def follow_up(request: Request, pk: UUID) -> HttpResponse:
    """Say what will be done about the results."""
    row = fetch(request.actor, Permission.RUN_SURVEYS, Round.objects.select_related("survey"), pk)
    form = FollowUpForm(request.POST or None, members=members(request.actor).order_by("name"))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        owner = said["organisation"].pk if said["organisation"] else None
        try:
            actions.say_what_follows(
                by=request.actor, sent=row, text=said["text"], organisation=owner, due=said["due"]
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Everybody sees it beside the results."))
            return redirect("alignment:round", pk)
    title = _("What will be done about “%(survey)s”") % {"survey": row.survey.title}
    return _form(request, form, title=title, back=reverse("alignment:round", args=[pk]))


@page(Permission.VIEW_ALIGNMENT)
def imported_list(request: Request) -> HttpResponse:
    """Results of instruments used elsewhere."""
    context = {
        "tabs": tabs(request.actor, "imported"),
        "imports": list(queries.imports()),
        "runs": may(request.actor, Permission.RUN_SURVEYS),
    }
    return render(request, "alignment/surveys/imported.html", context)


@page(Permission.VIEW_ALIGNMENT)
def imported(request: Request, pk: UUID) -> HttpResponse:
    """One import: its figures."""
    row = fetch(request.actor, Permission.VIEW_ALIGNMENT, Imported.objects.prefetch_related("figures"), pk)
    return render(request, "alignment/surveys/imported_one.html", {"row": row})


@page(Permission.RUN_SURVEYS, methods=BOTH)
def import_results(request: Request) -> HttpResponse:
    """Bring results in."""
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        file = said.pop("file")
        try:
            row, notes = actions.import_results(by=request.actor, content=file.read(), name=file.name, **said)
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            for note in notes:
                messages.warning(request, note)
            messages.success(request, _("The figures are here."))
            return redirect("alignment:imported-one", row.pk)
    title = _("Import results from elsewhere")
    return _form(request, form, title=title, back=reverse("alignment:imported"))


def _form(request: Request, form: object, *, title: str, back: str, lead: str = "") -> HttpResponse:
    return render(
        request, "alignment/surveys/form.html", {"form": form, "title": title, "back": back, "lead": lead}
    )
