"""Reads of success for each partner: words, stakes, value cases."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from commonweal.access import Actor
from commonweal.charter.models import Goal, Stake, Success, ValueCase
from commonweal.charter.rules import success as rules
from commonweal.charter.rules.success import Exchange, Meeting
from commonweal.partners.models import Organisation
from commonweal.partners.queries import members


def newest() -> dict[UUID, Success]:
    """Each organisation's last words on success."""
    rows = Success.objects.order_by("organisation_id", "-created_at", "-id").distinct("organisation_id")
    return {one.organisation_id: one for one in rows.select_related("organisation")}


def earlier(organisation: UUID) -> list[Success]:
    """What an organisation wrote before, the last first."""
    return list(Success.objects.filter(organisation_id=organisation)[1:])


def value_cases() -> dict[UUID, ValueCase]:
    """Each organisation's last value case with its lines."""
    rows = ValueCase.objects.order_by("organisation_id", "-created_at", "-id").distinct("organisation_id")
    return {one.organisation_id: one for one in rows.select_related("organisation").prefetch_related("lines")}


def value_case(organisation: UUID) -> ValueCase | None:
    """An organisation's last value case."""
    return ValueCase.objects.filter(organisation_id=organisation).prefetch_related("lines").first()


def stakes(organisation: UUID | None = None) -> list[Stake]:
    """What goals do to organisations, in their own eyes; of goals that have not ended."""
    rows = Stake.objects.filter(goal__ended_at=None).select_related("organisation", "goal")
    return list(rows if organisation is None else rows.filter(organisation_id=organisation))


def running_goals() -> list[Goal]:
    """Goals (not objectives) that have not ended."""
    return list(Goal.objects.filter(parent=None, ended_at=None))


@dataclass(frozen=True)
class Together:
    """All partners' successes side by side."""

    partners: list[tuple[Organisation, Success | None]]
    meetings: list[tuple[Goal, Meeting]]
    pairs: list[tuple[str, str, tuple[str, ...]]]
    exchanges: list[Exchange]
    stakes: dict[tuple[UUID, UUID], Stake]
    """Goal and organisation → what was said."""


def together(by: Actor) -> Together:
    """Where partners' successes meet, and where they collide."""
    written = newest()
    organisations = list(members(by).only("name", "sector").order_by("name"))
    names = {one.pk: one.name for one in organisations}
    goals = running_goals()
    titles = {str(one.pk): one.title for one in goals}
    said = [one for one in stakes() if one.organisation_id in names]
    found = rules.meetings(
        [str(one.pk) for one in goals],
        sorted(names.values()),
        (rules.Stake(str(one.goal_id), names[one.organisation_id], one.effect) for one in said),
    )
    current = {pk: one for pk, one in written.items() if pk in names}
    return Together(
        [(one, written.get(one.pk)) for one in organisations],
        list(zip(goals, found, strict=True)),
        [
            (one, other, tuple(titles[goal] for goal in several))
            for one, other, several in rules.colliding_pairs(found)
        ],
        rules.exchanges(
            {names[pk]: one.brings_kinds for pk, one in current.items()},
            {names[pk]: one.gets_kinds for pk, one in current.items()},
        ),
        {(one.goal_id, one.organisation_id): one for one in said},
    )
