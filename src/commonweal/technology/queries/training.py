"""Training: courses, who needs them, who holds them, and what came of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Max, Min

from commonweal.technology.models import Course, Learner, Partnership, SignOff, Ticket, Use
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
    begun: date | None
    """When somebody was first signed off."""

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
        .annotate(last=Max("on"), first=Min("on"))
    )
    last: dict[UUID, dict[UUID, date]] = {}
    begun: dict[UUID, date] = {}
    for row in rows:
        last.setdefault(row["course_id"], {})[row["learner_id"]] = row["last"]
        begun[row["course_id"]] = min(row["first"], begun.get(row["course_id"], row["first"]))
    several = Course.mine().filter(partnership=partnership).select_related("asset", "step", "ticket")
    return [_held(one, people, last.get(one.pk, {}), begun.get(one.pk), today) for one in several]


def _held(
    course: Course, people: list[Learner], last: dict[UUID, date], begun: date | None, today: date
) -> Held:
    needing = [one for one in people if one.role in course.roles]
    standing = {one.pk: rules.standing(last.get(one.pk), course.valid_months, today) for one in needing}
    cover = rules.coverage([(one.pk, one.unit) for one in needing], standing)
    return Held(course, needing, standing, last, cover, begun)


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


@dataclass(frozen=True)
class Incidents:
    """The days on which incidents about an asset were reported, and its name."""

    name: str
    days: list[date]


def incidents(partnership: Partnership) -> dict[UUID, Incidents]:
    """Incidents by asset; one query."""
    found: dict[UUID, Incidents] = {}
    rows = Ticket.objects.filter(partnership=partnership, asset__isnull=False, kind="incident")
    for asset, name, at in rows.values_list("asset_id", "asset__name", "opened_at"):
        found.setdefault(asset, Incidents(name, [])).days.append(at.date())
    return found


def effects(held: list[Held], told: dict[UUID, Incidents], today: date) -> list[Effect]:
    """What courses about an asset changed; one query, for how the assets are used."""
    several = [
        (one.course, one.course.asset_id, one.begun)
        for one in held
        if one.course.asset_id is not None and one.begun is not None
    ]
    uses: dict[UUID, list[Use]] = {}
    rows = Use.objects.filter(asset__in={asset for _course, asset, _begun in several}).order_by("on", "id")
    for use in rows if several else ():
        uses.setdefault(use.asset_id, []).append(use)
    days = {key: one.days for key, one in told.items()}
    return [
        _effect(course, begun, days.get(asset, []), uses.get(asset, []), today)
        for course, asset, begun in several
    ]


def _effect(course: Course, begun: date, days: list[date], told: list[Use], today: date) -> Effect:
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


def untrained(held: list[Held], told: dict[UUID, Incidents]) -> list[tuple[UUID, str, int]]:
    """Assets with more than two incidents but without a course: where training may be missing. The most first."""
    taught = {one.course.asset_id for one in held}
    rows = [
        (key, one.name, len(one.days)) for key, one in told.items() if key not in taught and len(one.days) > 2
    ]
    return sorted(rows, key=lambda row: -row[2])[:5]
