"""The strategy map at two depths, and the driver diagram of a goal."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonweal.charter.forms.goals import plain_decimal
from commonweal.charter.models import Driver, Goal
from commonweal.charter.pictures.trees import Node, draw, walk
from commonweal.charter.queries.goals import Line
from commonweal.components import words
from commonweal.components.charts import Drawing

NOBODY = "nobody contributes"


def strategy_map(vision: str, lines: Sequence[Line]) -> Drawing:
    """Vision → goals → objectives."""
    root = Node(vision or _("The vision is not ratified yet"), "vision", own=True)
    for one in lines:
        goal = _goal(one)
        goal.children = [_goal(under) for under in one.objectives]
        root.children.append(goal)
    alone = sum(1 for one in lines if one.alone)
    title = (
        ngettext(
            "One goal has no partner that contributes", "%(n)d goals have no partner that contributes", alone
        )
        % {"n": alone}
        if alone
        else _("Every goal that runs has a partner that contributes")
    )
    return draw(
        root,
        title=title,
        subtitle=_("From the vision to goals and objectives"),
        heads=[_("What"), _("Under"), _("Status"), _("Indicator"), _("Partners")],
        rows=[
            row
            for one in lines
            for row in [_row(one, vision), *(_row(u, one.goal.title) for u in one.objectives)]
        ],
        note=_("▲ marks what nobody contributes to, or what lacks something before it can be accepted.")
        if alone
        else "",
    )


def _goal(one: Line) -> Node:
    partners = len(one.everybody)
    said = ngettext("%(n)d partner", "%(n)d partners", partners) % {"n": partners} if partners else _(NOBODY)
    return Node(
        one.goal.title, "goal", needs=one.alone or bool(one.missing), note=f"{one.state.title}, {said}"
    )


def _row(one: Line, above: str) -> tuple[str, str, str, str, str]:
    return (
        one.goal.title,
        above,
        one.state.title,
        one.measure.title if one.measure else one.goal.event,
        ", ".join(each.organisation.name for each in one.everybody) or _(NOBODY),
    )


def goal_map(one: Line) -> Drawing:
    """One goal → its objectives → indicators and partners."""
    root = Node(one.goal.title, "goal", own=True, note=one.state.title)
    branches = one.objectives or [one]
    for each in branches:
        node = Node(each.goal.title, "objective", note=each.state.title) if one.objectives else root
        node.children += [Node(_indicator(each), "indicator", needs=not (each.measure or each.goal.event))]
        node.children += [
            Node(f"{brought.organisation.name}: {brought.text}", "partner") for brought in each.brought
        ] or [Node(_(NOBODY), "partner", needs=each.running)]
        if node is not root:
            root.children.append(node)
    kinds = {
        "goal": _("goal"),
        "objective": _("objective"),
        "indicator": _("indicator"),
        "partner": _("partner"),
    }
    return draw(
        root,
        title=_("What reaches “%(goal)s”, and who brings it") % {"goal": one.goal.title},
        subtitle=_("From the goal to objectives, indicators and partners"),
        heads=[_("What"), _("Kind"), _("Under")],
        rows=[(node.words, kinds[node.kind], above) for node, above in walk(root)],
    )


def _indicator(one: Line) -> str:
    goal = one.goal
    name = one.measure.title if one.measure else goal.event
    if not name:
        return _("no indicator")
    if goal.baseline is None or goal.target is None:
        return _("%(name)s: no baseline or target yet") % {"name": name}
    way = "" if one.way is None else f" ({words.percent(one.way)})"
    return f"{name}: {plain_decimal(goal.baseline)} → {plain_decimal(goal.target)} {goal.unit}{way}"


def driver_diagram(goal: Goal, drivers: Sequence[Driver]) -> Drawing:
    """Goal → primary drivers → secondary drivers → ideas of change."""
    root = Node(goal.title, "goal", own=True)
    nodes: dict[UUID, Node] = {one.pk: Node(one.text, one.kind) for one in drivers}
    for one in drivers:
        above = nodes.get(one.parent_id, root) if one.parent_id is not None else root
        above.children.append(nodes[one.pk])
    kinds = {"goal": _("Goal"), **dict(Driver.KINDS)}
    ideas = sum(1 for one in drivers if one.kind == "idea")
    title = ngettext(
        "One idea of change would move this goal", "%(n)d ideas of change would move this goal", ideas
    )
    return draw(
        root,
        title=title % {"n": ideas} if ideas else _("No idea of change hangs on a driver yet"),
        subtitle=_("From the goal to what drives it, and ideas to change that"),
        heads=[_("What"), _("Kind"), _("It moves")],
        rows=[(node.words, kinds[node.kind], above) for node, above in walk(root)],
    )
