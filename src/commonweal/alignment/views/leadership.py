"""Pages of leadership feedback: asking, giving, seeing it, planning, sharing; and the alliance's means."""

from __future__ import annotations

from itertools import groupby
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.access import Permission
from commonweal.access.fetch import fetch
from commonweal.access.http import Request
from commonweal.access.views import act, page
from commonweal.alignment import charts
from commonweal.alignment.actions import leadership as actions
from commonweal.alignment.forms.leadership import AnswersForm, AskForm, DevelopmentForm, DoneForm, ShareForm
from commonweal.alignment.models import DevelopmentAction, Feedback, FeedbackRequest, FeedbackShare
from commonweal.alignment.queries import leadership as queries
from commonweal.alignment.rules import leadership as rules
from commonweal.alignment.views.parts import BOTH, form_page, people
from commonweal.partners.queries import alliance_day


@page(Permission.TAKE_FEEDBACK)
def overview(request: Request) -> HttpResponse:
    """What was asked of one, one's own rounds, those that one is shown, and the alliance's means."""
    by = request.actor
    counts = queries.counts()
    rows = list(queries.led(by))
    halves = [
        (half, charts.leadership_means(list(means)))
        for half, means in groupby(queries.alliance_means(), key=lambda one: one.half)
    ][:2]
    return render(
        request,
        "alignment/leadership/overview.html",
        {
            "waiting": queries.waiting(by, alliance_day(by)),
            "rounds": [(row, counts[row.pk]) for row in rows],
            "open": any(row.closed_at is None for row in rows),
            "shown": queries.shown_to(by),
            "halves": halves,
            "fewest": rules.FEWEST_LEADERS,
        },
    )


@page(Permission.TAKE_FEEDBACK, methods=BOTH)
def ask(request: Request) -> HttpResponse:
    """Ask for feedback."""
    form = AskForm(request.POST or None, people=people(request.actor, but_me=True))
    return form_page(
        request,
        form,
        lambda: actions.ask(by=request.actor, **form.facts()),
        words={
            "title": _("Ask for feedback on how you lead"),
            "context": _(
                "You see means only, once three people or more have answered. Nobody else sees them."
            ),
            "back": reverse("alignment:leadership"),
        },
        done=_("They were asked by e-mail. Meanwhile, answer the same questions about yourself."),
        to=lambda row: reverse("alignment:self-feedback", args=[row.pk]),
    )


@page(Permission.TAKE_FEEDBACK, methods=BOTH)
def give(request: Request, pk: UUID) -> HttpResponse:
    """Answer about somebody who asked."""
    row = next(
        (one for one in queries.waiting(request.actor, alliance_day(request.actor)) if one.feedback_id == pk),
        None,
    )
    if row is None:
        raise Http404
    here, groups = reverse("alignment:give-feedback", args=[pk]), list(rules.GROUPS.items())
    text = request.GET.get("part", "1")
    at = min(int(text), len(groups) + 1) if text in "1234" and text else 1
    words = {
        "row": row.feedback,
        "steps": [*(title for _group, title in groups), _("Send")],
        "at": at,
        "back": f"{here}?part={at - 1}" if at > 1 else "",
    }
    if at > len(groups):
        return _send(request, row, words)
    group, title = groups[at - 1]
    form = AnswersForm(request.POST or None, held=queries.draft(row), only=group)
    return form_page(
        request,
        form,
        lambda: actions.keep_draft(by=request.actor, asked=row, answers=form.answers()),
        words=words | {"part": title},
        done=_("Saved. You can stop here and come back until %(day)s.")
        % {"day": row.feedback.closes_on.isoformat()},
        to=lambda _none: f"{here}?part={at + 1}",
        template="alignment/leadership/give.html",
    )


def _send(request: Request, row: FeedbackRequest, words: dict[str, Any]) -> HttpResponse:
    """What is answered and what is open; sending it, whole and once."""
    held = queries.draft(row)
    if request.method == "POST":
        return act(
            request,
            lambda: actions.give(by=request.actor, feedback=row.feedback, answers=held),
            done=_("Thank you. Your answers are kept without your name."),
            to=reverse("alignment:leadership"),
        )
    left = [(number, item) for number, group in enumerate(rules.GROUPS, 1) for item in rules.ITEMS
            if item.group == group and item.key not in held]  # fmt: skip
    context = words | {"left": left, "answered": len(rules.ITEMS) - len(left), "questions": len(rules.ITEMS)}
    return render(request, "alignment/leadership/send.html", context)


@page(Permission.TAKE_FEEDBACK, methods=BOTH)
def answer_oneself(request: Request, pk: UUID) -> HttpResponse:
    """The same questions about oneself."""
    row = _own(request, pk)
    form = AnswersForm(request.POST or None, held=queries.own_answers(row))
    return form_page(
        request,
        form,
        lambda: actions.answer_oneself(by=request.actor, feedback=row, answers=form.cleaned_data),
        words={
            "title": _("How do you lead?"),
            "context": _("The same questions others answer about you. Read “I” where it says nothing."),
            "back": _page(row),
            "submit": _("Save the answers"),
        },
        done=_("Saved. You can change it until the round closes."),
        to=lambda _none: _page(row),
    )


@page(Permission.TAKE_FEEDBACK)
def show(request: Request, pk: UUID) -> HttpResponse:
    """A round: oneself and others, the gap, the plan, who else sees it."""
    row = fetch(request.actor, Permission.TAKE_FEEDBACK, queries.readable(request.actor), pk)
    mine = row.leader_id == request.actor.person_id
    counts = queries.counts()[row.pk]
    own = queries.own_answers(row)
    gaps = queries.gaps(row, own) if row.closed_at is not None else []
    compared = [one for one in gaps if one.others is not None]
    return render(
        request,
        "alignment/leadership/show.html",
        {
            "row": row,
            "mine": mine,
            "counts": counts,
            "requests": row.requests.order_by("person_name") if mine else [],
            "has_own": bool(own),
            "may_close": mine
            and row.closed_at is None
            and rules.refusal_to_close(
                asked=counts.asked, answered=counts.answered, due=alliance_day(request.actor) > row.closes_on
            )
            is None,
            "chart": charts.leadership_gap(compared) if compared else None,
            "blind": [one for one in compared if one.blind_spot],
            "plan": [(one, rules.BY_KEY[one.item]) for one in row.actions.all()],
            "shares": row.shares.filter(ended_at=None) if mine else [],
            "fewest": rules.FEWEST,
        },
    )


@page(Permission.TAKE_FEEDBACK, methods=("POST",))
def close(request: Request, pk: UUID) -> HttpResponse:
    """Close the round."""
    row = _own(request, pk)
    return act(
        request,
        lambda: actions.close(by=request.actor, feedback=row),
        done=_("The round is closed."),
        to=_page(row),
    )


@page(Permission.TAKE_FEEDBACK, methods=BOTH)
def share(request: Request, pk: UUID) -> HttpResponse:
    """Let somebody see the round."""
    row = _own(request, pk)
    form = ShareForm(request.POST or None, people=people(request.actor, but_me=True))
    return form_page(
        request,
        form,
        lambda: actions.share(by=request.actor, feedback=row, person=UUID(form.cleaned_data["person"])),
        words={"title": _("Who else may see this feedback?"), "back": _page(row)},
        done=_("They see it from now on."),
        to=lambda _share: _page(row),
    )


@page(Permission.TAKE_FEEDBACK, methods=("POST",))
def end_share(request: Request, pk: UUID) -> HttpResponse:
    """They no longer see it."""
    row = FeedbackShare.objects.select_related("feedback").filter(pk=pk, ended_at=None).first()
    if row is None or row.feedback.leader_id != request.actor.person_id:
        raise Http404
    return act(
        request,
        lambda: actions.end_share(by=request.actor, share=row),
        done=_("They no longer see it."),
        to=_page(row.feedback),
    )


@page(Permission.TAKE_FEEDBACK, methods=BOTH)
def plan(request: Request, pk: UUID) -> HttpResponse:
    """Set out to do something about it."""
    row = _own(request, pk)
    form = DevelopmentForm(request.POST or None, initial={"item": request.GET.get("item", "")})
    return form_page(
        request,
        form,
        lambda: actions.plan(by=request.actor, feedback=row, **form.cleaned_data),
        words={"title": _("What will you do about it?"), "back": _page(row)},
        done=_("It stands in your plan."),
        to=lambda _action: _page(row),
    )


@page(Permission.TAKE_FEEDBACK, methods=BOTH)
def done(request: Request, pk: UUID) -> HttpResponse:
    """Say what came of it."""
    row = DevelopmentAction.objects.select_related("feedback").filter(pk=pk).first()
    if row is None or row.feedback.leader_id != request.actor.person_id:
        raise Http404
    form = DoneForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda: actions.done(by=request.actor, action=row, note=form.cleaned_data["note"]),
        words={"title": _("What came of it?"), "context": row.what, "back": _page(row.feedback)},
        done=_("Reported as done."),
        to=lambda _action: _page(row.feedback),
    )


def _own(request: Request, pk: UUID) -> Feedback:
    return fetch(request.actor, Permission.TAKE_FEEDBACK, queries.led(request.actor), pk)


def _page(row: Any) -> str:
    return reverse("alignment:feedback", args=[row.pk])
