"""Reads of actions: lists, one action, the plan of a goal, who has been silent."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import QuerySet

from commonweal.access import Actor
from commonweal.charter.models import Goal
from commonweal.components.status import Shape
from commonweal.partners import thresholds
from commonweal.partners.models import Organisation
from commonweal.plans import days
from commonweal.plans.models import Action, Dependency, Helper, Resource
from commonweal.plans.rules import actions as rules
from commonweal.plans.rules.actions import Standing
from commonweal.plans.thresholds import SILENT

SHAPES = {
    Standing.DONE: Shape.DONE,
    Standing.DROPPED: Shape.STOPPED,
    Standing.BLOCKED: Shape.NEEDS,
    Standing.OVERDUE: Shape.NEEDS,
    Standing.SILENT: Shape.NEEDS,
    Standing.MOVING: Shape.MOVING,
    Standing.LATE_START: Shape.WAITING,
    Standing.WAITING: Shape.WAITING,
}


@dataclass(frozen=True)
class Line:
    """An action with where it stands now."""

    row: Action
    at: Standing

    @property
    def pk(self) -> UUID:
        """The action's identifier."""
        return self.row.pk

    @property
    def shape(self) -> Shape:
        """The shape beside the standing."""
        return SHAPES[self.at]

    @property
    def said(self) -> str:
        """The standing as a word."""
        return str(self.at.value)

    @property
    def goal_title(self) -> str:
        """The goal it serves, if any."""
        return self.row.goal.title if self.row.goal is not None else ""

    @property
    def moved(self) -> bool:
        """Has its date changed since it was first promised?"""
        return self.row.due != self.row.first_due


def actions() -> QuerySet[Action]:
    """All actions with what their lines show."""
    return Action.objects.select_related("goal", "owner_organisation")


def open_actions() -> QuerySet[Action]:
    """Those that are neither done nor given up."""
    return actions().filter(done_at=None, dropped_at=None)


def count_open() -> int:
    """How many are open."""
    return Action.objects.filter(done_at=None, dropped_at=None).count()


def line(by: Actor, row: Action) -> Line:
    """With where it stands now, by the numbers of the actor's alliance."""
    return Line(row, rules.standing(row.facts(), days.now(), thresholds.days(by, SILENT)))


def lines(by: Actor, rows: QuerySet[Action]) -> list[Line]:
    """With where each stands now."""
    now, silent_after = days.now(), thresholds.days(by, SILENT)
    return [Line(row, rules.standing(row.facts(), now, silent_after)) for row in rows]


def whole(pk: UUID) -> QuerySet[Action]:
    """One action with what its page shows."""
    return (
        actions()
        .prefetch_related(
            "reports",
            "helpers__organisation",
            "resources__organisation",
            "dependencies__on",
            "needed_by__action",
        )
        .filter(pk=pk)
    )


def dependencies() -> dict[UUID, list[UUID]]:
    """For each action those that must come first."""
    found: dict[UUID, list[UUID]] = defaultdict(list)
    for action, on in Dependency.objects.values_list("action_id", "on_id"):
        found[action].append(on)
    return found


@dataclass
class Share:
    """What one partner does and gives."""

    name: str
    pk: UUID
    owns: list[Line]
    helps: list[Line]
    money: Decimal = Decimal(0)
    hours: Decimal = Decimal(0)
    things: int = 0


def by_partner(by: Actor) -> list[Share]:
    """Every partner that owns, helps with or gives to an open action; those with most first."""
    found: dict[UUID, Share] = {}
    open_lines = {line.pk: line for line in lines(by, open_actions())}

    def share(organisation: Organisation) -> Share:
        return found.setdefault(organisation.pk, Share(organisation.name, organisation.pk, [], []))

    for line in open_lines.values():
        share(line.row.owner_organisation).owns.append(line)
    for helper in Helper.objects.filter(action__in=open_lines).select_related("organisation"):
        share(helper.organisation).helps.append(open_lines[helper.action_id])
    given = Resource.objects.filter(action__in=open_lines, taken_back_at=None)
    for resource in given.select_related("organisation"):
        one = share(resource.organisation)
        if resource.kind == "money":
            one.money += resource.amount or 0
        elif resource.kind == "hours":
            one.hours += resource.amount or 0
        else:
            one.things += 1
    return sorted(found.values(), key=lambda one: (-len(one.owns), one.name))


def goals() -> list[Goal]:
    """Goals and objectives that actions can serve: those not ended, objectives after their goal."""
    rows = list(Goal.objects.filter(ended_at=None).select_related("parent"))
    tops = [row for row in rows if row.parent_id is None]
    ordered: list[Goal] = []
    for top in tops:
        ordered += [top, *(row for row in rows if row.parent_id == top.pk)]
    return ordered + [row for row in rows if row not in ordered]


@dataclass(frozen=True)
class Plan:
    """A goal or objective with the actions under it."""

    goal: Goal | None
    depth: int
    lines: list[Line]


def plan_of(by: Actor, goal: Goal) -> list[Plan]:
    """A goal, its objectives, and their actions."""
    parts = [goal, *goal.objectives.all()]
    by_goal: dict[UUID | None, list[Line]] = defaultdict(list)
    for line in lines(by, actions().filter(goal__in=parts)):
        by_goal[line.row.goal_id].append(line)
    return [Plan(one, int(one.pk != goal.pk), by_goal[one.pk]) for one in parts]
