"""Pages of actions: list, board, timeline, by partner, by goal, my work, one action and its acts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonweal.access import Actor, Permission, may
from commonweal.access.fetch import fetch
from commonweal.access.http import Request
from commonweal.access.views import page
from commonweal.charter.models import Goal
from commonweal.components.resembling import resembling
from commonweal.components.tables import Choice, Column, Empty, Table, Words, cells
from commonweal.plans import actions, days, pictures
from commonweal.plans.forms.actions import ActionForm
from commonweal.plans.models import Action
from commonweal.plans.queries import actions as queries
from commonweal.plans.queries.actions import Line
from commonweal.plans.rules import actions as rules
from commonweal.plans.rules.actions import Kind, Standing
from commonweal.plans.views.common import BOTH, action_tabs, form_page


def link(line: Line) -> str:
    """The page of an action."""
    return reverse("plans:action", args=[line.pk])


class Actions(Table):
    """All actions."""

    name = "actions"
    caption = gettext_lazy("Actions")
    columns = (
        Column(
            "title", gettext_lazy("Action"), value="row.title", link=link, under="goal_title", sort="title"
        ),
        Column(
            "owner",
            gettext_lazy("Who"),
            value="row.owner_name",
            under="row.owner_organisation.name",
            sort="owner",
        ),
        Column("due", gettext_lazy("Due"), value="row.due", draw=cells.day, sort="due"),
        Column("said", gettext_lazy("How it stands"), shape="shape", sort="said"),
    )
    filters = (
        Words(
            "q",
            gettext_lazy("Action, owner or goal"),
            paths=("row.title", "row.owner_name", "row.owner_organisation.name", "goal_title"),
        ),
        Choice(
            "at",
            gettext_lazy("How it stands"),
            choices=[(one.value, one.value) for one in Standing],
            path="said",
            any_label=gettext_lazy("Any"),
        ),
    )
    default_sort = "due"
    row_key = "pk"
    empty = Empty(
        gettext_lazy("No actions yet"),
        gettext_lazy(
            "What partners promise to do will be here: who, until when, with what, and how it stands."
        ),
    )


@page(Permission.VIEW_PLANS)
def action_list(request: Request) -> HttpResponseBase:
    """All actions as a list; open ones unless asked otherwise."""
    rows = queries.lines(request.actor, queries.actions())
    asked = request.GET.get("all") or request.GET.get("at")
    shown = rows if asked else [line for line in rows if line.row.facts().open]
    return Actions(request, shown).respond(
        "plans/actions.html", head(request, "actions", rows) | {"all": asked}
    )


def head(request: Request, at: str, rows: list[Line]) -> dict[str, Any]:
    """What every view of the plan begins with, and what is known of plans as long as this one."""
    open_ones = [line for line in rows if line.row.facts().open]
    closed = [line for line in rows if line.row.done_at is not None]
    half_year = days.now() - timedelta(days=182)
    pace = sum(line.row.done_at >= half_year for line in closed if line.row.done_at is not None)
    return {
        "tabs": action_tabs(at),
        "open": len(open_ones),
        "needing": sum(rules.needs_somebody(line.at) for line in open_ones),
        "may_write": may(request.actor, Permission.KEEP_PLANS),
        "many": rules.MANY if len(open_ones) > rules.MANY else 0,
        "pace": pace,
        "lasts": round(len(open_ones) / pace * 6) if pace else 0,
    }


COLUMNS = (
    (gettext_lazy("To come"), {Standing.WAITING, Standing.LATE_START}),
    (gettext_lazy("Under way"), {Standing.MOVING}),
    (gettext_lazy("Needs somebody"), {Standing.BLOCKED, Standing.OVERDUE, Standing.SILENT}),
    (gettext_lazy("Done in the last 90 days"), {Standing.DONE}),
)


@page(Permission.VIEW_PLANS)
def board(request: Request) -> HttpResponse:
    """The same as a board: where each stands follows from its facts, so nothing is dragged."""
    rows = queries.lines(request.actor, queries.actions())
    recent = days.now() - timedelta(days=90)
    columns = [
        (
            title,
            [
                line
                for line in rows
                if line.at in at and (line.row.done_at is None or line.row.done_at >= recent)
            ],
        )
        for title, at in COLUMNS
    ]
    return render(request, "plans/board.html", head(request, "board", rows) | {"columns": columns})


@page(Permission.VIEW_PLANS)
def timeline(request: Request) -> HttpResponse:
    """The open actions, and those finished lately, over time."""
    rows = queries.lines(request.actor, queries.actions())
    now = days.now()
    recent = now - timedelta(days=60)
    shown = [
        line for line in rows if line.row.facts().open or (line.row.done_at and line.row.done_at >= recent)
    ]
    shown.sort(key=lambda line: (line.row.starts, line.row.due))
    context = head(request, "timeline", rows)
    title = _("%(open)d open actions, %(needing)d need somebody") % context
    context["chart"] = pictures.timeline(shown, now.date(), title) if shown else None
    return render(request, "plans/timeline.html", context)


@page(Permission.VIEW_PLANS)
def partners(request: Request) -> HttpResponse:
    """What each partner does, helps with and gives."""
    rows = queries.lines(request.actor, queries.actions())
    return render(
        request,
        "plans/partners.html",
        head(request, "partners", rows) | {"shares": queries.by_partner(request.actor)},
    )


@page(Permission.VIEW_PLANS)
def goals(request: Request) -> HttpResponse:
    """Goals, objectives and the actions under them; those that serve none."""
    rows = queries.lines(request.actor, queries.actions())
    known = queries.goals()
    plans = [
        queries.Plan(
            goal, int(goal.parent_id is not None), [line for line in rows if line.row.goal_id == goal.pk]
        )
        for goal in known
    ]
    loose = [line for line in rows if line.row.goal_id is None and line.row.facts().open]
    return render(
        request, "plans/goals.html", head(request, "goals", rows) | {"plans": plans, "loose": loose}
    )


@page(Permission.VIEW_PLANS)
def mine(request: Request) -> HttpResponse:
    """What one answers for oneself, and what one's organisation does and helps with."""
    by = request.actor
    rows = queries.lines(request.actor, queries.actions().prefetch_related("helpers"))
    open_ones = [line for line in rows if line.row.facts().open]
    own = [line for line in open_ones if line.row.owner_id == by.person_id]
    house = [
        line
        for line in open_ones
        if line not in own and by.organisation_id in line.row.held_by(Permission.VIEW_PLANS)
    ]
    return render(request, "plans/mine.html", head(request, "mine", rows) | {"own": own, "house": house})


@page(Permission.VIEW_PLANS)
def goal(request: Request, pk: UUID) -> HttpResponse:
    """The plan of one goal, and the lessons it resembles."""
    row = fetch(request.actor, Permission.VIEW_PLANS, Goal.objects.select_related("parent"), pk)
    plan = queries.plan_of(request.actor, row)
    lessons = resembling(request.actor, f"{row.title} {row.statement}")
    return render(
        request,
        "plans/goal.html",
        {
            "goal": row,
            "plan": plan,
            "lessons": lessons,
            "may_write": may(request.actor, Permission.KEEP_PLANS),
            "chart": pictures.timeline(
                [line for part in plan for line in part.lines], days.today(), row.title
            )
            if any(part.lines for part in plan)
            else None,
        },
    )


@page(Permission.KEEP_PLANS, methods=BOTH)
def new(request: Request) -> HttpResponse:
    """Write an action down."""
    today = days.today()
    form = ActionForm(
        request.POST or None,
        by=request.actor,
        initial={
            "starts": today,
            "due": today + timedelta(days=90),
            "owner": str(request.actor.person_id),
            "goal": request.GET.get("goal", ""),
        },
    )
    return form_page(
        request,
        form,
        lambda: actions.write(by=request.actor, **form.cleaned_data),
        words={"title": _("Write an action down"), "back": reverse("plans:actions")},
        done=_("The action is in the plan."),
        to=lambda row: reverse("plans:action", args=[row.pk]),
    )


BUTTONS: tuple[tuple[Kind, Any, Any], ...] = (
    (Kind.DONE, gettext_lazy("Say it is done"), gettext_lazy("What shows that it is done")),
    (Kind.BLOCKED, gettext_lazy("Say it is held up"), gettext_lazy("What holds it up, and who could help")),
    (Kind.NOTE, gettext_lazy("Add a note"), gettext_lazy("What there is to say")),
    (Kind.DROPPED, gettext_lazy("Give it up"), gettext_lazy("Why it is given up")),
    (Kind.REOPENED, gettext_lazy("Open it again"), gettext_lazy("Why it is opened again")),
)
ONE_TAP: tuple[tuple[Kind, Any], ...] = (
    (Kind.BEGUN, gettext_lazy("It has begun")),
    (Kind.ON_TRACK, gettext_lazy("It is on track")),
    (Kind.UNBLOCKED, gettext_lazy("It goes on again")),
)


@page(Permission.VIEW_PLANS)
def show(request: Request, pk: UUID) -> HttpResponse:
    """One action: what, who, with what, after what, and what was said of it."""
    row = the_action(request, pk)
    return render(request, "plans/action.html", _shown(request.actor, row))


def the_action(request: Request, pk: UUID) -> Action:
    """The action, or 404."""
    return fetch(request.actor, Permission.VIEW_PLANS, queries.whole(pk), pk)


def may_report(by: Actor, row: Action) -> bool:
    """May this actor report on this action?"""
    return may(by, Permission.KEEP_PLANS, on=row) or may(by, Permission.WORK_ON_ACTIONS, on=row)


def _shown(by: Actor, row: Action) -> dict[str, Any]:
    facts = row.facts()
    line = queries.line(by, row)
    reports = may_report(by, row)
    changes = may(by, Permission.KEEP_PLANS, on=row) or (row.owner_id == by.person_id and reports)
    if not changes and not reports and by.alliance_id != row.alliance_id:
        raise Http404
    unfinished = [one.on.title for one in row.dependencies.all() if one.on.facts().open]
    return {
        "row": row,
        "line": line,
        "open": facts.open,
        "reports": reports,
        "changes": changes and facts.open,
        "keeps": may(by, Permission.KEEP_PLANS, on=row),
        "mine": by.organisation_id,
        "one_tap": [(kind.value, label) for kind, label in ONE_TAP if rules.refusal(facts, kind) is None]
        if reports
        else [],
        "with_words": [
            (kind.value, label, hint)
            for kind, label, hint in BUTTONS
            if reports and rules.refusal(facts, kind) is None
        ],
        "unfinished": unfinished,
        "resources": [
            (
                one,
                actions.told(one),
                one.organisation_id == by.organisation_id or may(by, Permission.KEEP_PLANS, on=row),
            )
            for one in row.resources.all()
            if one.taken_back_at is None
        ],
    }
