"""Training: courses, who needs them, who holds them, and what came of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, Max, Min, Q

from commonweal.technology.models import Asset, Course, Learner, Partnership, SignOff, Ticket, Use
from commonweal.technology.rules import training as rules

AROUND = timedelta(days=90)
"""Incidents are counted this long before and after a course began."""


@dataclass(frozen=True)
class Held:
    """A course: who needs it, how each stands, and coverage by unit."""

    course: Course
    needing: list[Learner]
    standing: dict[UUID, rules.Standing]
    last: dict[UUID, date]
    coverage: list[rules.Coverage]

    @property
    def needed(self) -> int:
        """How many need it."""
        return len(self.needing)

    @property
    def covered(self) -> int:
        """How many hold it today."""
        return sum(one.covered for one in self.standing.values())

    @property
    def expired(self) -> int:
        """For how many it has run out."""
        return sum(one is rules.Standing.EXPIRED for one in self.standing.values())


def courses(partnership: Partnership, today: date) -> list[Held]:
    """Every course with how people stand; three queries."""
    people = list(Learner.objects.filter(partnership=partnership, left_on__isnull=True))
    rows = (
        SignOff.objects.filter(partnership=partnership)
        .order_by()
        .values("course_id", "learner_id")
        .annotate(last=Max("on"))
    )
    last: dict[UUID, dict[UUID, date]] = {}
    for row in rows:
        last.setdefault(row["course_id"], {})[row["learner_id"]] = row["last"]
    several = Course.mine().filter(partnership=partnership).select_related("asset", "step", "ticket")
    return [_held(one, people, last.get(one.pk, {}), today) for one in several]


def _held(course: Course, people: list[Learner], last: dict[UUID, date], today: date) -> Held:
    needing = [one for one in people if one.role in course.roles]
    standing = {one.pk: rules.standing(last.get(one.pk), course.valid_months, today) for one in needing}
    return Held(
        course, needing, standing, last, rules.coverage([(one.pk, one.unit) for one in needing], standing)
    )


@dataclass(frozen=True)
class Effect:
    """Incidents about an asset in the ninety days before and after the first session of a course on it."""

    course: Course
    begun: date
    before: int
    after: int
    days_after: int
    """How many of the ninety days after have passed."""
    use_before: tuple[int, int] | None
    use_after: tuple[int, int] | None
    """The last report on use before, and the newest since: (using, meant)."""


def effects(partnership: Partnership, today: date) -> list[Effect]:
    """What courses about an asset changed; one query for begins, and three for what came of them."""
    begun = {
        row["course_id"]: row["first"]
        for row in SignOff.objects.filter(partnership=partnership)
        .order_by()
        .values("course_id")
        .annotate(first=Min("on"))
    }
    several = [
        one for one in Course.mine().filter(partnership=partnership, asset__isnull=False) if one.pk in begun
    ]
    if not several:
        return []
    assets = {one.asset_id for one in several}
    incidents: dict[UUID, list[date]] = {}
    rows = Ticket.objects.filter(partnership=partnership, asset__in=assets, kind="incident")
    for asset, at in rows.values_list("asset_id", "opened_at"):
        incidents.setdefault(asset, []).append(at.date())
    uses: dict[UUID, list[Use]] = {}
    for use in Use.objects.filter(asset__in=assets).order_by("on", "id"):
        uses.setdefault(use.asset_id, []).append(use)
    return [_effect(one, begun[one.pk], incidents, uses, today) for one in several]


def _effect(
    course: Course, begun: date, incidents: dict[UUID, list[date]], uses: dict[UUID, list[Use]], today: date
) -> Effect:
    days = incidents.get(course.asset_id, [])
    told = uses.get(course.asset_id, [])
    before = [one for one in told if one.on < begun]
    after = [one for one in told if one.on >= begun]
    return Effect(
        course,
        begun,
        sum(begun - AROUND <= day < begun for day in days),
        sum(begun <= day < begun + AROUND for day in days),
        min(AROUND.days, max(0, (today - begun).days)),
        (before[-1].using, before[-1].meant) if before else None,
        (after[-1].using, after[-1].meant) if after else None,
    )


def untrained_assets(partnership: Partnership) -> list[tuple[Asset, int]]:
    """Assets with incidents but without a course: where training may be missing. The most incidents first."""
    rows = (
        Asset.objects.filter(partnership=partnership, retired_on__isnull=True, courses__isnull=True)
        .annotate(incidents=Count("tickets", filter=Q(tickets__kind="incident")))
        .filter(incidents__gt=2)
        .order_by("-incidents")
    )
    return [(one, one.incidents) for one in rows[:5]]
