"""Pages of reviews: planned, prepared, commented, held, closed with what they changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonweal.access import Actor, Permission, may
from commonweal.access.fetch import fetch
from commonweal.access.http import Request
from commonweal.access.views import act, page
from commonweal.charter.forms.charter import ProposeForm
from commonweal.charter.queries import charter
from commonweal.components.status import Shape
from commonweal.partners.queries import members
from commonweal.performance.models import measure_of
from commonweal.plans import actions, days
from commonweal.plans.actions.reviewing import facts
from commonweal.plans.forms.learning import CommentForm, OutcomeActionForm, ReviewForm, TargetForm, WordsForm
from commonweal.plans.models import Outcome, Review
from commonweal.plans.queries import actions as action_queries
from commonweal.plans.queries import learning as queries
from commonweal.plans.rules import reviews as rules
from commonweal.plans.sources.spending import opened_by
from commonweal.plans.views.common import BOTH, form_page

SHAPES = {
    "closed": Shape.DONE,
    "to be prepared": Shape.WAITING,
    "open for comments": Shape.MOVING,
    "to be held": Shape.MOVING,
    "without an outcome": Shape.NEEDS,
}


@page(Permission.VIEW_PLANS)
def review_list(request: Request) -> HttpResponse:
    """All reviews, and what each changed."""
    today = days.today()
    rows = []
    for row in queries.reviews():
        at = rules.state(facts(row), today)
        changed = rules.changed([one.kind for one in row.outcomes.all()])
        rows.append((row, at, SHAPES[at], changed, len({one.organisation_id for one in row.comments.all()})))
    return render(
        request, "plans/reviews.html", {"rows": rows, "may_hold": may(request.actor, Permission.HOLD_REVIEWS)}
    )


@page(Permission.HOLD_REVIEWS, methods=BOTH)
def new(request: Request) -> HttpResponse:
    """Plan a review of the half year that ends now."""
    today = days.today()
    form = ReviewForm(
        request.POST or None,
        initial={
            "first": (today - timedelta(days=182)).replace(day=1),
            "last": today,
            "meets_on": today + timedelta(days=21),
            "comments_until": today + timedelta(days=18),
        },
    )
    return form_page(
        request,
        form,
        lambda: actions.plan_review(by=request.actor, **form.cleaned_data),
        words={"title": _("Plan a review"), "back": reverse("plans:reviews")},
        done=_("The review is planned. Have it prepared when the period is over."),
        to=_to,
    )


@page(Permission.VIEW_PLANS)
def show(request: Request, pk: UUID) -> HttpResponse:
    """One review: the facts, what partners say, what it changed."""
    by = request.actor
    row = fetch(by, Permission.VIEW_PLANS, queries.whole_review(), pk)
    today = days.today()
    at = rules.state(facts(row), today)
    comments = list(row.comments.all())
    spoke = {one.organisation_id for one in comments}
    holds = may(by, Permission.HOLD_REVIEWS, on=row)
    outcomes = list(row.outcomes.all())
    titles = {section["key"]: section["title"] for section in row.facts}
    return render(
        request,
        "plans/review.html",
        {
            "row": row,
            "state": at,
            "shape": SHAPES[at],
            "sections": [
                (_as_seen(by, section), [one for one in comments if one.section == section["key"]])
                for section in row.facts
            ],
            "said": [one for one in comments if one.section not in titles],
            "silent": [one.name for one in members(by).only("name") if one.pk not in spoke]
            if row.prepared_at
            else [],
            "spoke": len(spoke),
            "outcomes": [(one, _outcome(one), _today(by, one)) for one in outcomes],
            "changed": rules.changed([one.kind for one in outcomes]),
            "may_comment": may(by, Permission.OFFER_IDEAS)
            and rules.refusal_to_comment(facts(row), today) is None,
            "may_prepare": holds and row.closed_at is None and not comments,
            "may_conclude": holds and row.closed_at is None and row.prepared_at is not None,
            "may_close": holds and rules.refusal_to_close(facts(row), today, "x") is None,
        },
    )


def _today(by: Actor, one: Outcome) -> str:
    """Where an action that came of a review stands today; what the review wrote down stays beside it."""
    return action_queries.line(by, one.action).said if one.action is not None else ""


def _as_seen(by: Actor, section: dict[str, Any]) -> dict[str, Any]:
    """A section of the facts as it was gathered; money is told to all, and linked where one may open it."""
    if section["key"] != "money" or not section["lines"]:
        return section
    opened = opened_by(by)
    lines = [line | {"url": line["url"] if line["url"] in opened else ""} for line in section["lines"]]
    return section | {"lines": lines}


def _outcome(one: Any) -> str:
    """A changed target in words; nothing for the rest, whose text says it."""
    if one.kind != "target":
        return ""
    measure = measure_of(one.measure)
    before = _("none") if one.target_before is None else f"{one.target_before:g}"
    return _("%(indicator)s: target from %(before)s to %(after)s") % {
        "indicator": measure.title if measure else one.measure,
        "before": before,
        "after": f"{one.target_after:g}",
    }


@page(Permission.HOLD_REVIEWS, methods=("POST",))
def prepare(request: Request, pk: UUID) -> HttpResponse:
    """Gather the facts of the period."""
    row = _review(request, pk)
    return act(
        request,
        lambda: actions.prepare(by=request.actor, review=row),
        done=_("The facts are gathered. Partners can read and comment."),
        to=_to(row),
    )


@page(Permission.OFFER_IDEAS, methods=BOTH)
def comment(request: Request, pk: UUID) -> HttpResponse:
    """Say something for one's organisation before the meeting."""
    row = fetch(request.actor, Permission.OFFER_IDEAS, queries.whole_review(), pk)
    sections = [(section["key"], section["title"]) for section in row.facts]
    form = CommentForm(
        request.POST or None, sections=sections, initial={"section": request.GET.get("on", "")}
    )
    return form_page(
        request,
        form,
        lambda: actions.comment(by=request.actor, review=row, **form.cleaned_data),
        words={"title": _("Comment before the meeting"), "context": row.title, "back": _to(row)},
        done=_("Your organisation's comment stands in the review."),
        to=lambda _made: _to(row),
    )


CONCLUSIONS: dict[str, tuple[Any, Any]] = {
    "decision": (gettext_lazy("Write a decision down"), gettext_lazy("What was decided")),
    "amendment": (gettext_lazy("Propose a change of the charter"), ""),
    "action": (gettext_lazy("Write an action down"), ""),
    "target": (gettext_lazy("Change a target"), ""),
    "close": (gettext_lazy("Close the review"), gettext_lazy("What was concluded, in a few sentences")),
}


@page(Permission.HOLD_REVIEWS, methods=BOTH)
def conclude(request: Request, pk: UUID, kind: str) -> HttpResponse:
    """Write down one thing that came of the review, or close it."""
    row = _review(request, pk)
    if kind not in CONCLUSIONS:
        raise Http404
    title, label = CONCLUSIONS[kind]
    form, save = _conclusion(request, row, kind, label)
    return form_page(
        request,
        form,
        save,
        words={"title": title, "context": row.title, "submit": title, "back": _to(row)},
        done=_("It stands in the record of the review."),
        to=lambda _made: _to(row),
    )


def _conclusion(request: Request, row: Review, kind: str, label: Any) -> tuple[Any, Callable[[], Any]]:
    by, sent = request.actor, request.POST or None
    if kind == "action":
        today = days.today()
        initial = {"starts": today, "due": today + timedelta(days=90), "owner": str(by.person_id)}
        form: Any = OutcomeActionForm(sent, by=by, initial=initial)
        return form, lambda: actions.new_action(
            by=by, review=row, **form.cleaned_data | {"owner": UUID(form.cleaned_data["owner"])}
        )
    if kind == "target":
        form = TargetForm(sent)
        return form, lambda: actions.new_target(by=by, review=row, **form.cleaned_data)
    if kind == "amendment":
        version = charter.in_force()
        form = ProposeForm(sent, sentences=charter.sentences(version) if version is not None else [])
        return form, lambda: actions.amendment(by=by, review=row, **form.facts())
    form = WordsForm(sent, label=label)
    if kind == "close":
        return form, lambda: actions.close(by=by, review=row, summary=form.cleaned_data["text"])
    return form, lambda: actions.decided(by=by, review=row, text=form.cleaned_data["text"])


def _review(request: Request, pk: UUID) -> Review:
    return fetch(request.actor, Permission.HOLD_REVIEWS, queries.whole_review(), pk)


def _to(row: Review) -> str:
    return reverse("plans:review", args=[row.pk])
