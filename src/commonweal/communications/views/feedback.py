"""Feedback: forms, what people wrote, sorting, answering, what was done, and how well we are understood."""

from __future__ import annotations

import io
from typing import Any
from uuid import UUID

import qrcode
import qrcode.image.svg
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.access import may
from commonweal.access.http import Request
from commonweal.access.views import act, page
from commonweal.communications.actions import feedback as actions
from commonweal.communications.forms import feedback as forms
from commonweal.communications.forms.common import WordsForm, initial
from commonweal.communications.models import Event, FeedbackForm, Response, Theme, YouSaid
from commonweal.communications.queries import feedback as queries
from commonweal.communications.queries import planning
from commonweal.communications.views.common import ANSWER, BOTH, DRAFT, VIEW, form_page, one
from commonweal.components import letters
from commonweal.components.charts import Point, trend
from commonweal.partners.queries import alliance_day

BACK = "communications:feedback"


@page(VIEW)
def show(request: Request) -> HttpResponse:
    """Forms, themes, what was done; for those who answer, what waits."""
    by = request.actor
    answers = may(by, ANSWER)
    counts = queries.counts()
    context: dict[str, Any] = {
        "forms": [(row, counts.get(row.pk)) for row in FeedbackForm.objects.select_related("audience", "event")],
        "themes": queries.themes(), "done": list(YouSaid.objects.filter(published_at__isnull=False)[:20]),
        "answers": answers, "drafts": may(by, DRAFT), "charts": _understanding(),
    }  # fmt: skip
    if answers:
        known = queries.learned()
        context["waiting"] = [(row, queries.suggestion(row, known)) for row in queries.open_responses()[:25]]
        context["words"] = queries.words_of_unsorted()
    return render(request, "communications/feedback.html", context)


def _understanding() -> list[Any]:
    """A course for each audience with at least two quarters."""
    by_audience: dict[str, list[queries.Understood]] = {}
    for line in queries.understanding():
        by_audience.setdefault(line.audience, []).append(line)
    return [
        trend(
            [Point(one_.quarter, one_.share, one_.answers) for one_ in lines],
            title=_("%(audience)s: who understands what the alliance is for") % {"audience": audience},
            subtitle=_("Share that answered 4 or 5 of 5, by quarter; fewer than eleven are not shown"),
            unit="percent",
        )
        for audience, lines in sorted(by_audience.items())
        if sum(one_.share is not None for one_ in lines) >= 2
    ]


@page(DRAFT, methods=BOTH)
def new_form(request: Request) -> HttpResponse:
    """A new form."""
    return _form(request, None)


@page(DRAFT, methods=BOTH)
def change_form(request: Request, pk: UUID) -> HttpResponse:
    """Change a form."""
    return _form(request, one(request, DRAFT, FeedbackForm, pk))


def _form(request: Request, row: FeedbackForm | None) -> HttpResponse:
    begin: dict[str, Any] = {"asks_contact": True}
    if row is not None:
        begin = {name: getattr(row, name) for name in ("slug", "audience", "event", "asks_contact")}
        begin |= {"question_lines": forms.question_lines(row.questions)} | initial(row.texts)
    form = forms.FormForm(
        request.POST or None, languages=planning.languages(planning.site()), audiences=planning.audiences(),
        events=Event.objects.all(), initial=begin,
    )  # fmt: skip

    def save() -> FeedbackForm:
        told = form.cleaned_data
        questions = told["question_lines"]
        if row is not None and forms.question_lines(row.questions) == forms.question_lines(questions):
            questions = row.questions
        return actions.keep_form(
            by=request.actor, form=row, slug=told["slug"], texts=form.texts("title", "lead", "thanks"),
            questions=questions, audience=told["audience"], event=told["event"], asks_contact=told["asks_contact"],
        )  # fmt: skip

    return form_page(
        request, form, save, title=row.title() if row is not None else _("A new form"), back=reverse(BACK),
        done=_("The form is kept."), to=lambda kept: reverse("communications:form", args=[kept.pk]),
    )  # fmt: skip


@page(VIEW)
def form(request: Request, pk: UUID) -> HttpResponse:
    """A form: its questions, its address and QR code; what people wrote, for those who answer."""
    row = one(request, VIEW, FeedbackForm, pk)
    site = planning.site()
    answers = may(request.actor, ANSWER)
    context = {
        "row": row, "count": queries.counts().get(row.pk), "answers": answers, "drafts": may(request.actor, DRAFT),
        "address": _address(site, row) if site and site.published_at and row.published_at else "",
        "responses": list(queries.responses(row)[:60]) if answers else [],
        "questions": [(one_["kind"], next(iter(one_["names"].values()))) for one_ in row.questions],
    }  # fmt: skip
    return render(request, "communications/form_show.html", context)


def _address(site: Any, row: FeedbackForm) -> str:
    return letters.address(reverse("site:form", args=[site.slug, site.language, row.slug]))


@page(VIEW)
def qr(request: Request, pk: UUID) -> HttpResponse:
    """The form's QR code, to be printed."""
    row = one(request, VIEW, FeedbackForm, pk)
    site = planning.site()
    if site is None:
        raise Http404
    code = qrcode.make(
        _address(site, row) + "?via=qr", image_factory=qrcode.image.svg.SvgPathImage, box_size=12
    )
    out = io.BytesIO()
    code.save(out)
    response = HttpResponse(out.getvalue(), content_type="image/svg+xml")
    response["Content-Disposition"] = f'inline; filename="qr-{row.slug}.svg"'
    return response


@page(ANSWER, methods=("POST",))
def open_form(request: Request, pk: UUID) -> HttpResponse:
    """Let people answer, or no longer."""
    row = one(request, ANSWER, FeedbackForm, pk)
    opened = request.POST.get("opened") == "yes"
    return act(
        request, lambda: actions.open_form(by=request.actor, form=row, opened=opened),
        done=_("People can answer.") if opened else _("The form is closed."),
        to=reverse("communications:form", args=[pk]),
    )  # fmt: skip


@page(ANSWER, methods=BOTH)
def paper(request: Request, pk: UUID) -> HttpResponse:
    """Type in an answer from paper."""
    row = one(request, ANSWER, FeedbackForm, pk)
    day = alliance_day(request.actor)
    form_ = forms.PaperForm(request.POST or None, form=row, initial={"language": "en", "given_on": day})

    def save() -> Response:
        told = form_.cleaned_data
        return actions.enter_paper(
            by=request.actor, form=row, answers=form_.answers(), language=told["language"], given_on=told["given_on"],
            name=told.get("name", ""), email=told.get("email", ""),
        )  # fmt: skip

    return form_page(
        request, form_, save, title=_("An answer from paper: %(title)s") % {"title": row.title()},
        back=reverse("communications:form", args=[pk]), done=_("Kept. The next one, if there is one."),
        to=lambda _row: reverse("communications:paper", args=[pk]),
    )  # fmt: skip


@page(ANSWER, methods=BOTH)
def response(request: Request, pk: UUID) -> HttpResponse:
    """One response: sort it, answer it."""
    row = one(request, ANSWER, Response, pk)
    form_ = WordsForm(request.POST or None, label=_("Your answer"))
    under = {one_.theme_id for one_ in row.sortings.all()}
    found = queries.suggestion(row, queries.learned())
    said = (
        _("It goes to %(email)s.") % {"email": row.email}
        if row.email
        else _("No address was left: it is kept here.")
    )
    return form_page(
        request, form_, lambda: actions.reply(by=request.actor, response=row, text=form_.cleaned_data["text"]),
        title=_("A response to “%(title)s”") % {"title": row.form.title()}, back=reverse(BACK), context=said,
        done=_("Answered."), template="communications/response.html", row=row, lines=row.lines("en"),
        themes=[(one_, one_.pk in under) for one_ in queries.themes()], suggested=found,
        replies=list(row.replies.all()),
    )  # fmt: skip


@page(ANSWER, methods=("POST",))
def sort(request: Request, pk: UUID) -> HttpResponse:
    """Put a response under a theme, or take it from there."""
    row = one(request, ANSWER, Response, pk)
    name = request.POST.get("theme", "")
    theme = Theme.objects.filter(name=name, ended_at=None).first()
    if theme is None:
        raise Http404
    return act(
        request,
        lambda: actions.sort(by=request.actor, response=row, theme=theme, under=request.POST.get("under") != "no"),
        done=_("Sorted."), to=reverse("communications:response", args=[pk]),
    )  # fmt: skip


@page(ANSWER, methods=("POST",))
def set_aside(request: Request, pk: UUID) -> HttpResponse:
    """Nothing to answer."""
    row = one(request, ANSWER, Response, pk)
    return act(
        request,
        lambda: actions.set_aside(by=request.actor, response=row),
        done=_("Set aside."),
        to=reverse(BACK),
    )


@page(ANSWER, methods=BOTH)
def new_theme(request: Request) -> HttpResponse:
    """Name a theme."""
    form_ = forms.ThemeForm(request.POST or None)
    return form_page(
        request, form_, lambda: actions.add_theme(by=request.actor, name=form_.cleaned_data["name"]),
        title=_("A new theme"), back=reverse(BACK), done=_("Responses can be put under it."),
    )  # fmt: skip


@page(ANSWER, methods=BOTH)
def tell_done(request: Request) -> HttpResponse:
    """You said – we did."""
    form_ = forms.DoneForm(
        request.POST or None,
        languages=planning.languages(planning.site()),
        themes=Theme.objects.filter(ended_at=None),
    )
    return form_page(
        request, form_,
        lambda: actions.tell_done(
            by=request.actor, said=form_.single("said"), did=form_.single("did"), theme=form_.cleaned_data["theme"]
        ),
        title=_("You said – we did"), back=reverse(BACK), done=_("It stands on the website."),
    )  # fmt: skip
