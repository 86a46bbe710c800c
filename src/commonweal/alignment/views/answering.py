"""Answering a survey, one section at a time: signed in, or by the signed link of an e-mail.

A link opens by a button, as mail scanners open every address they find. What is answered is saved with each section;
once it is handed in nothing of it is shown again, so that a link passed on shows nothing and counts nothing twice.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from itertools import groupby
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from commonweal.access import Actor, Permission, Refused, may
from commonweal.access.http import Request
from commonweal.access.views import page, public
from commonweal.alignment import actions, links
from commonweal.alignment.forms.surveys import SectionForm
from commonweal.alignment.models import Asked, Question
from commonweal.alignment.queries import surveys as queries
from commonweal.alignment.rules import instruments, rounds
from commonweal.database.identity import Identity, acting
from commonweal.partners.queries import actor_on

OPENED = "opened_surveys"


@page(Permission.ANSWER_SURVEYS, methods=("GET", "POST"))
@never_cache
def answer(request: Request, pk: UUID) -> HttpResponse:
    """Answer a round one was asked in, signed in."""
    asked = queries.asked_of(request.actor).filter(round_id=pk).first()
    if asked is None:
        raise Http404
    return _section(request, request.actor, asked, reverse("alignment:answer", args=[pk]))


@public("guards itself: a signed link that ends with its round stands in the place of a sign-in")
@never_cache
def by_link(request: Request, token: str) -> HttpResponse:
    """Answer by the link of an e-mail."""
    if request.method not in {"GET", "HEAD", "POST"}:
        return HttpResponseNotAllowed(["GET", "POST"])
    told = links.read(token)
    if told is None:
        return _over(request, _("This link is not complete. Open it again from the e-mail."), status=404)
    with acting(Identity(person=told.person_id, seat=told.seat_id)):
        by = _holder(told)
        asked = queries.asked_of(by).filter(pk=told.asked_id).first() if by is not None else None
        if by is None or asked is None:
            return _over(request, rounds.REFUSALS["left"], status=410)
        here = reverse("alignment:survey-link", args=[token])
        if request.method == "POST" and request.POST.get("act") == "open":
            request.session[OPENED] = [*request.session.get(OPENED, [])[-9:], _mark(token)]
            return redirect(here)
        if _mark(token) not in request.session.get(OPENED, []):
            return render(
                request, "alignment/surveys/envelope.html", _words(asked) | {"alliance": by.alliance_name}
            )
        return _section(request, by, asked, here)


def _holder(told: links.Link) -> Actor | None:
    """The person on the seat that the link names, while they hold it and may answer surveys."""
    by = actor_on(told.seat_id, person_id=told.person_id, person__is_active=True)
    return (
        by if by is not None and by.alliance_id is not None and may(by, Permission.ANSWER_SURVEYS) else None
    )


def _section(request: Request, by: Actor, asked: Asked, here: str) -> HttpResponse:
    """Show a section, or keep it and go on to the next; the last page hands in."""
    if refusal := queries.refusal(asked):
        return _over(request, refusal)
    sections = [
        (name, list(questions))
        for name, questions in groupby(
            Question.objects.filter(survey_id=asked.round.survey_id), key=lambda one: one.section
        )
    ]
    at = _place(request, len(sections))
    given = queries.given(asked)
    if at == len(sections):
        return _last(request, by, asked, here, len(sections), len(given))
    name, questions = sections[at]
    form = SectionForm(request.POST if request.method == "POST" else None, questions=questions, given=given)
    if request.method == "POST" and form.is_valid():
        if _done(request, lambda: actions.save_answers(by=by, asked=asked, given=form.given())):
            return redirect(f"{here}?section={at + 2}")
        return redirect(here)
    context = _words(asked) | {
        "form": form,
        "section": name,
        "steps": [*(one for one, _questions in sections), _("Hand in")],
        "at": at + 1,
        "back": f"{here}?section={at}" if at else "",
    }
    return render(request, "alignment/surveys/answer.html", context)


def _last(request: Request, by: Actor, asked: Asked, here: str, count: int, answered: int) -> HttpResponse:
    if request.method == "POST":
        if _done(request, lambda: actions.save_answers(by=by, asked=asked, given={}, hand_in=True)):
            return _over(request, _("Your answers are handed in. Thank you."), title=_("Thank you"))
        return redirect(here)
    questions = Question.objects.filter(survey_id=asked.round.survey_id).count()
    context = _words(asked) | {
        "answered": answered,
        "questions": questions,
        "back": f"{here}?section={count}",
    }
    return render(request, "alignment/surveys/hand_in.html", context)


def _place(request: Request, count: int) -> int:
    text = request.GET.get("section", "1")
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else 1
    return min(max(number, 1), count + 1) - 1


def _done(request: Request, save: Callable[[], object]) -> bool:
    try:
        save()
    except Refused as refusal:
        messages.error(request, str(refusal))
        return False
    return True


def _words(asked: Asked) -> dict[str, object]:
    return {
        "survey": asked.round.survey,
        "round": asked.round,
        "organisation": asked.organisation.name,
        "minutes": max(1, round(instruments.minutes(queries.efforts(asked.round.survey_id)))),
    }


def _over(request: Request, why: str, *, status: int = 200, title: str = "") -> HttpResponse:
    return render(request, "alignment/surveys/over.html", {"why": why, "heading": title}, status=status)


def _mark(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()[:24]
