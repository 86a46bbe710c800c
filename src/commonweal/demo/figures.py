"""Two years of published figures: three partners' sums, added up by the product's own rule.

Written as series, not computed from claims, because a demo must be there in seconds. Two changes are in them on
purpose: fewer appointments are missed since reminders began, and emergency visits have risen. All else is chance.
"""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from commonweal.demo.alliance import Frame
from commonweal.demo.dice import Dice
from commonweal.demo.history import ACT_COLUMNS
from commonweal.demo.load import load
from commonweal.demo.members import Member
from commonweal.evidence.measures.catalogue import MEASURES
from commonweal.evidence.measures.spec import Chart, Statistic
from commonweal.performance.adding import add_up, fingerprint_of, inputs_of
from commonweal.performance.models import Comment, Decision, Part, PartSeries, Run, Series, Version
from commonweal.performance.rules import Point, shown_too_much

MONTHS = 24
PUBLISHED_BEFORE = timedelta(days=6)
AGES = (("under 18", 0.22), ("18-44", 0.32), ("45-64", 0.26), ("65-74", 0.2))
"""Age groups and their shares."""


@dataclass(frozen=True)
class Course:
    """How a measure goes: numerator per denominator, how many units a month, and from when it changes.

    `spread`: how much an amount varies from month to month, as a share; counts vary by chance alone.
    """

    measure: str
    level: float
    units: int
    change: float = 1.0
    since: int = MONTHS
    spread: float = 0.0


COURSES = (
    Course("closed_loop_rate", 0.71, 420),
    Course("got_help_rate", 0.58, 400),
    Course("needs_resolved", 0.46, 520),
    Course("no_show_rate", 0.172, 2600, change=0.80, since=14),
    Course("visit_wait_within_target", 0.81, 1900),
    Course("visit_wait_median", 11.0, 1900, spread=0.06),
    Course("bed_occupancy", 0.842, 9000, spread=0.018),
    Course("length_of_stay", 4.9, 610, spread=0.03),
    Course("readmission_30_day_all_cause", 0.146, 560),
    Course("mortality_in_hospital", 0.023, 610),
    Course("experience_top_box", 0.712, 330),
    Course("emergency_visits_per_1000", 0.0405, 17_500, change=1.11, since=MONTHS - 7),
    Course("admissions_per_1000", 0.0071, 17_500),
    Course("cost_paid_pmpm", 418.0, 17_500, spread=0.021),
)
GROUPED = frozenset({"no_show_rate", "emergency_visits_per_1000", "readmission_30_day_all_cause"})


def write(dice: Dice, frame: Frame, now: datetime) -> None:
    """Runs of three partners, what they handed on, one version, and what people decided and said about it."""
    health = [
        one
        for one in frame.members
        if one.row.sector in {"hospital", "clinic", "public_health"} and one.workers
    ]
    partners = list(zip(health, (1.0, 0.55, 0.3), strict=False))
    if not partners:
        return
    months = _months(now)
    acts: list[tuple[datetime, Member, str, str, str, object, dict[str, object]]] = []
    for member, weight in partners:
        acts += _part(dice, frame, member, weight, months, now)
    acts += _version(dice, frame, partners[0][0], months, now)
    acts += _said(dice, frame, partners[0][0], months, now)
    acts.sort(key=lambda act: act[0])
    load(
        "audit_act",
        ACT_COLUMNS,
        (
            (frame.alliance.pk, at, 0, None, person, member.row.pk, member.row.name, kind, subject, pk, None,
             json.dumps(details), b"", b"")
            for at, member, person, kind, subject, pk, details in acts
        ),
    )  # fmt: skip


Acts = list[tuple[datetime, Member, str, str, str, object, dict[str, object]]]


def _months(now: datetime) -> list[tuple[date, date]]:
    """The last whole months before now: first and last day."""
    found: list[tuple[date, date]] = []
    end = now.date().replace(day=1) - timedelta(days=1)
    for _ in range(MONTHS):
        found.insert(0, (end.replace(day=1), end))
        end = end.replace(day=1) - timedelta(days=1)
    return found


def _part(
    dice: Dice, frame: Frame, member: Member, weight: float, months: list[tuple[date, date]], now: datetime
) -> Acts:
    at = now - PUBLISHED_BEFORE - dice.hours(30)
    who = dice.choice(member.workers).name
    fingerprint = hashlib.sha256(f"{member.row.name} {months[-1][1]}".encode()).hexdigest()
    first, last = months[0][0], months[-1][0]
    run = Run.objects.create(
        id=dice.uid(at),
        created_at=at,
        alliance=frame.alliance,
        organisation=member.row,
        person_name=who,
        layout="aggregates",
        files=[["aggregates.json", dice.randint(90_000, 210_000)]],
        first=first,
        last=last,
        status="done",
        moved_at=at,
        ended_at=at,
        fingerprint=fingerprint,
    )
    part = Part.objects.create(
        id=dice.uid(at),
        created_at=at,
        alliance=frame.alliance,
        organisation=member.row,
        run=run,
        first=first,
        last=last,
        fingerprint=fingerprint,
        threshold=11,
        methods={course.measure: MEASURES[course.measure].version for course in COURSES},
        handed_on_at=at,
        handed_on_by=who,
    )
    PartSeries.objects.bulk_create(
        PartSeries(
            id=dice.uid(at),
            created_at=at,
            part=part,
            measure=course.measure,
            group_by=group_by,
            group=group,
            points=[point.row() for point in points],
        )
        for course in COURSES
        for (group_by, group), points in _series(dice, course, weight, months).items()
    )
    told = {"first": f"{first:%B %Y}", "last": f"{last:%B %Y}", "fingerprint": fingerprint[:12]}
    return [(at, member, who, "figures.handed-on", "performance.part", part.pk, dict(told))]


def _series(
    dice: Dice, course: Course, weight: float, months: list[tuple[date, date]]
) -> dict[tuple[str, str], list[Point]]:
    groups = AGES if course.measure in GROUPED else (("all", 1.0),)
    found: dict[tuple[str, str], list[Point]] = {("all", "all"): []}
    for position, month in enumerate(months):
        drawn = {
            group: _drawn(dice, course, course.units * weight * share, position) for group, share in groups
        }
        above, below = (sum(pair[side] for pair in drawn.values()) for side in (0, 1))
        points = {("age_group", group): _point(course, month, *pair) for group, pair in drawn.items()}
        if len(groups) == 1:
            points = {}
        points["all", "all"] = _point(course, month, above, below)
        if any(point.suppressed for point in points.values()):
            # With one group hidden the others must be, too: they could be taken from the total.
            points = {key: point if key[0] == "all" else _hidden(month) for key, point in points.items()}
        for key, point in points.items():
            found.setdefault(key, []).append(point)
    return found


def _drawn(dice: Dice, course: Course, units: float, position: int) -> tuple[float, float]:
    """Numerator and denominator of one month."""
    level = course.level * (course.change if position >= course.since else 1.0)
    below = round(units * dice.uniform(0.96, 1.04))
    if course.spread:
        return below * level * dice.gauss(1, course.spread), below
    spread = math.sqrt(below * level * (1 - level if MEASURES[course.measure].chart is Chart.P else 1))
    return max(0, min(below, round(dice.gauss(below * level, spread)))), below


def _point(course: Course, month: tuple[date, date], above: float, below: float) -> Point:
    measure = MEASURES[course.measure]
    value = round(above / below * measure.multiplier, 6)
    numerator: float | None = round(above, 2)
    if measure.statistic is Statistic.MEDIAN:
        numerator, value = None, float(round(above / below))
    point = Point(*month, numerator, float(below), value, False)
    return _hidden(month) if shown_too_much(measure, [point]) else point


def _hidden(month: tuple[date, date]) -> Point:
    return Point(*month, None, None, None, True)


def _version(
    dice: Dice, frame: Frame, member: Member, months: list[tuple[date, date]], now: datetime
) -> Acts:
    at = now - PUBLISHED_BEFORE
    parts = list(
        Part.objects.filter(alliance=frame.alliance)
        .select_related("organisation")
        .prefetch_related("series")
        .order_by("organisation__name")
    )
    inputs = inputs_of(parts)
    fingerprint = fingerprint_of(inputs)
    analyst = "Priya Raman"
    version = Version.objects.create(
        id=dice.uid(at),
        created_at=at,
        alliance=frame.alliance,
        number=1,
        note="The first figures of the alliance: two years from three partners.",
        published_by=analyst,
        published_for="Laurel County Public Health",
        methods=dict(parts[0].methods),
        inputs=inputs,
        fingerprint=fingerprint,
        first=months[0][0],
        last=months[-1][0],
    )
    Series.objects.bulk_create(
        Series(
            id=dice.uid(at),
            created_at=at,
            version=version,
            measure=measure,
            organisation_id=organisation,
            group_by=group_by,
            group=group,
            points=[point.row() for point in points],
        )
        for (measure, organisation, group_by, group), points in add_up(parts).items()
    )
    told: dict[str, object] = {"version": 1, "partners": len(parts), "fingerprint": fingerprint[:12]}
    return [(at, member, analyst, "figures.published", "performance.version", version.pk, told)]


def _said(dice: Dice, frame: Frame, member: Member, months: list[tuple[date, date]], now: datetime) -> Acts:
    """Targets, an owner, and one comment: on what got better, not yet on what got worse."""
    office, director = "Laurel County Health Alliance office", "Ruth Calloway"
    at = now - PUBLISHED_BEFORE + timedelta(hours=20)
    acts: Acts = []
    owner = dice.choice(member.workers)
    owned = f"{owner.name}, {member.row.name}"
    decisions: tuple[tuple[str, str, float | None, str, str], ...] = (
        ("no_show_rate", "target", 14.0, "", "What the best clinics of the state reach."),
        ("no_show_rate", "owner", None, owned, "She runs the reminders."),
        ("readmission_30_day_all_cause", "target", 13.0, "", "The board's aim for the end of next year."),
        ("closed_loop_rate", "target", 80.0, "", "Four in five senders should learn how it ended."),
        ("closed_loop_rate", "goal", None, "Nobody is sent on into silence.", "From the charter."),
    )
    for number, (measure, kind, value, text, reason) in enumerate(decisions):
        when = at + timedelta(minutes=3 * number)
        row = Decision.objects.create(
            id=dice.uid(when),
            created_at=when,
            alliance=frame.alliance,
            measure=measure,
            kind=kind,
            value=value,
            text=text,
            owner=owner if kind == "owner" else None,
            reason=reason,
            person_name=director,
            organisation_name=office,
        )
        told: dict[str, object] = {"indicator": MEASURES[measure].title, "reason": reason}
        told[kind] = f"{value:g} {MEASURES[measure].unit}" if value is not None else text
        acts.append((when, member, director, f"indicator.{kind}-set", "performance.decision", row.pk, told))
    began, when = months[14][0], at + timedelta(hours=2)
    comment = Comment.objects.create(
        id=dice.uid(when),
        created_at=when,
        alliance=frame.alliance,
        measure="no_show_rate",
        month=began,
        text="Text reminders two days before began here, first at the hospital's clinics, then at the others.",
        person_name=owner.name,
        organisation_name=member.row.name,
    )
    told = {"indicator": MEASURES["no_show_rate"].title, "month": f"{began:%B %Y}"}
    acts.append((when, member, owner.name, "indicator.commented", "performance.comment", comment.pk, told))
    return acts
