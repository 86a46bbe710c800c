"""Goals: the list with what is missing, one goal, writing, accepting, contributing, ending."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.access import Permission, may
from commonweal.access.fetch import fetch
from commonweal.access.http import Request
from commonweal.access.views import act, page
from commonweal.charter import actions, pictures
from commonweal.charter.forms.goals import ContributionForm, EndForm, GoalForm, plain_decimal
from commonweal.charter.models import Contribution, Goal
from commonweal.charter.queries import goals as reads
from commonweal.charter.rules.goals import State
from commonweal.charter.views.common import BOTH, form_page, today
from commonweal.components import words
from commonweal.components.resembling import resembling
from commonweal.partners.queries import current_seats


@page(Permission.VIEW_CHARTER)
def goals(request: Request) -> HttpResponse:
    """All goals with their objectives, what each lacks, and which nobody contributes to."""
    found = reads.lines(request.actor, today())
    return render(
        request,
        "charter/goals.html",
        {
            "lines": [(one, figures(one)) for one in found if one.goal.ended_at is None],
            "ended": [one for one in found if one.goal.ended_at is not None],
            "alone": [one for one in found if one.alone],
            "incomplete": [one for one in found if one.missing],
            "keeps": may(request.actor, Permission.KEEP_GOALS),
        },
    )


def figures(one: reads.Line) -> dict[str, Any]:
    """A goal's figures in words."""
    goal = one.goal
    return {
        "indicator": one.measure.title if one.measure else goal.event[:1].upper() + goal.event[1:],
        "baseline": plain_decimal(goal.baseline),
        "target": _said(goal.target, goal.unit),
        "latest": "" if one.latest is None else f"{words.number(one.latest, 1)} {goal.unit}".strip(),
        "way": "" if one.way is None else _way(one.way),
    }


def _way(share: float) -> str:
    """How far it has come, in words."""
    if share < 0:
        return _("further away than at the start")
    return (
        _("the target is reached")
        if share >= 1
        else _("%(share)s of the way") % {"share": words.percent(share)}
    )


def _said(value: Any, unit: str) -> str:
    return f"{plain_decimal(value)} {unit}".strip() if value is not None else ""


@page(Permission.VIEW_CHARTER)
def goal(request: Request, pk: UUID) -> HttpResponse:
    """One goal: what it lacks, how far it is, who contributes, its objectives and drivers."""
    row = the_goal(request, Permission.VIEW_CHARTER, pk)
    one = reads.line(request.actor, row, today())
    keeps = may(request.actor, Permission.KEEP_GOALS)
    drivers = reads.drivers(row)
    return render(
        request,
        "charter/goal.html",
        {
            "line": one,
            "goal": one.goal,
            "figures": figures(one),
            "objectives": [(line, figures(line)) for line in one.objectives],
            "keeps": keeps,
            "may_accept": keeps and one.state is State.DRAFT and not one.missing,
            "may_change": keeps and one.state is State.DRAFT,
            "may_end": keeps and one.goal.ended_at is None,
            "contributes": may(request.actor, Permission.WRITE_SUCCESS) and one.goal.ended_at is None,
            "mine": next(
                (c for c in one.brought if c.organisation_id == request.actor.organisation_id), None
            ),
            "lessons": [] if one.goal.ended_at else resembling(request.actor, f"{row.title} {row.statement}"),
            "driver_picture": pictures.driver_diagram(one.goal, drivers) if drivers else None,
        },
    )


def the_goal(request: Request, permission: Permission, pk: UUID) -> Goal:
    """The goal, or 404."""
    return fetch(request.actor, permission, Goal.objects.select_related("parent", "sentence"), pk)


def to_goal(pk: UUID) -> str:
    """The address of a goal."""
    return reverse("charter:goal", args=[pk])


@page(Permission.KEEP_GOALS, methods=BOTH)
def write(request: Request) -> HttpResponse:
    """Write a goal."""
    return _written(request, _("Write a goal"), back=reverse("charter:goals"))


@page(Permission.KEEP_GOALS, methods=BOTH)
def objective(request: Request, pk: UUID) -> HttpResponse:
    """Write an objective under a goal."""
    row = the_goal(request, Permission.KEEP_GOALS, pk)
    return _written(request, _("Write an objective"), parent=row, back=to_goal(pk), context=row.title)


@page(Permission.KEEP_GOALS, methods=BOTH)
def change(request: Request, pk: UUID) -> HttpResponse:
    """Change a goal that is not accepted yet."""
    row = the_goal(request, Permission.KEEP_GOALS, pk)
    return _written(request, _("Change the goal"), goal=row, back=to_goal(pk))


def _written(
    request: Request,
    title: str,
    *,
    back: str,
    goal: Goal | None = None,
    parent: Goal | None = None,
    context: str = "",
) -> HttpResponse:
    under = parent is not None or (goal is not None and goal.parent_id is not None)
    form = GoalForm(
        request.POST or None,
        seats=list(current_seats(request.actor)),
        sentences=[] if under else reads.sentences_to_tie(),
        is_objective=under,
        initial=GoalForm.initial_of(goal) if goal is not None else None,
    )
    return form_page(
        request,
        form,
        lambda: actions.write_goal(by=request.actor, wording=form.wording(), goal=goal, parent=parent),
        words={"title": title, "back": back, "context": context},
        done=_("Saved. What is still missing stands on its page."),
        to=lambda row: to_goal(row.pk),
    )


@page(Permission.KEEP_GOALS, methods=("POST",))
def accept(request: Request, pk: UUID) -> HttpResponse:
    """Accept a goal."""
    row = the_goal(request, Permission.KEEP_GOALS, pk)
    return act(
        request,
        lambda: actions.accept_goal(by=request.actor, goal=row),
        done=_("The goal is accepted."),
        to=to_goal(pk),
    )


@page(Permission.KEEP_GOALS, methods=("POST",))
def reopen(request: Request, pk: UUID) -> HttpResponse:
    """Take an acceptance back."""
    row = the_goal(request, Permission.KEEP_GOALS, pk)
    return act(
        request,
        lambda: actions.reopen_goal(by=request.actor, goal=row),
        done=_("The goal can be changed again."),
        to=to_goal(pk),
    )


@page(Permission.KEEP_GOALS, methods=BOTH)
def end(request: Request, pk: UUID) -> HttpResponse:
    """End a goal."""
    row = the_goal(request, Permission.KEEP_GOALS, pk)
    form = EndForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda: actions.end_goal(by=request.actor, goal=row, **form.cleaned_data),
        words={"title": _("End the goal"), "context": row.title, "back": to_goal(pk)},
        done=_("The goal has ended; it stays to be read with your reason."),
        to=lambda done: to_goal(pk),
    )


@page(Permission.WRITE_SUCCESS, methods=BOTH)
def contribute(request: Request, pk: UUID) -> HttpResponse:
    """Say what one's own organisation brings to a goal."""
    row = the_goal(request, Permission.VIEW_CHARTER, pk)
    mine = row.contributions.filter(organisation_id=request.actor.own_organisation_id, ended_at=None).first()
    form = ContributionForm(request.POST or None, initial={"text": mine.text if mine else ""})
    return form_page(
        request,
        form,
        lambda: actions.contribute(by=request.actor, goal=row, text=form.cleaned_data["text"]),
        words={"title": _("What we bring"), "context": row.title, "back": to_goal(pk)},
        done=_("Your organisation stands with the goal."),
        to=lambda done: to_goal(pk),
    )


@page(Permission.WRITE_SUCCESS, methods=("POST",))
def end_contribution(request: Request, pk: UUID) -> HttpResponse:
    """End what one's own organisation brings."""
    row = fetch(request.actor, Permission.WRITE_SUCCESS, Contribution.objects.select_related("goal"), pk)
    return act(
        request,
        lambda: actions.end_contribution(by=request.actor, contribution=row),
        done=_("Your organisation brings this no longer."),
        to=to_goal(row.goal_id),
    )
