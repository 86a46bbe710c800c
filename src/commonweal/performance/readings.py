"""A published series as a process chart: limits, special causes, and what they say in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from commonweal.components.status import Shape
from commonweal.evidence import charts
from commonweal.evidence.measures.spec import Chart, Direction, Measure, Statistic
from commonweal.performance.rules import Point, Steering

UNSTEERED = Steering()

ENOUGH = 2
"""With fewer months there is no chart."""


@dataclass(frozen=True)
class Month:
    """One month as it is drawn, in the unit of the measure."""

    point: Point
    centre: float | None
    lower: float | None
    upper: float | None
    cause: charts.SpecialCause | None
    flag: charts.Flag | None

    @property
    def start(self) -> date:
        """The first day."""
        return self.point.start


@dataclass(frozen=True)
class Signal:
    """The special cause that lasts to the last month, if there is one: since when, why, and what it means."""

    since: date
    cause: charts.SpecialCause
    flag: charts.Flag | None


@dataclass(frozen=True)
class Reading:
    """A series read."""

    measure: Measure
    steering: Steering
    months: tuple[Month, ...]
    signal: Signal | None
    assurance: charts.Assurance | None
    warnings: tuple[str, ...]
    missing: int
    """Months without a value, because suppressed or not to be worked out."""

    @property
    def last(self) -> Month | None:
        """The last month with a value."""
        return self.months[-1] if self.months else None

    @property
    def shape(self) -> Shape:
        """The shape beside the verdict."""
        if len(self.months) < ENOUGH or self.signal is None:
            return Shape.WAITING
        if self.signal.flag is charts.Flag.IMPROVEMENT:
            return Shape.DONE
        return Shape.NEEDS if self.signal.flag is charts.Flag.CONCERN else Shape.MOVING

    @property
    def verdict(self) -> str:
        """What can be read from it, in words."""
        if not self.months:
            return _("No figure can be shown")
        if len(self.months) < ENOUGH or self.months[-1].centre is None:
            return _("Too few months to tell")
        if self.signal is None:
            return _("No change: within what chance gives")
        since = {"since": date_format(self.signal.since, "F Y")}
        if self.signal.since == self.months[-1].start:
            if self.signal.flag is charts.Flag.IMPROVEMENT:
                return _("Better than expected in %(since)s") % since
            if self.signal.flag is charts.Flag.CONCERN:
                return _("Worse than expected in %(since)s") % since
            return _("Other than expected in %(since)s") % since
        if self.signal.flag is charts.Flag.IMPROVEMENT:
            return _("Better than expected since %(since)s") % since
        if self.signal.flag is charts.Flag.CONCERN:
            return _("Worse than expected since %(since)s") % since
        return _("Other than expected since %(since)s") % since

    @property
    def assured(self) -> str:
        """Whether the target can be relied upon, in words; empty without a target."""
        match self.assurance:
            case charts.Assurance.MEETS:
                return _("reliably met, as things are")
            case charts.Assurance.FAILS:
                return _("reliably missed, unless something changes")
            case charts.Assurance.HIT_AND_MISS:
                return _("met or missed by chance")
        return ""

    @property
    def provisional(self) -> bool:
        """Are there too few months for limits that can be relied upon?"""
        return any("provisional" in warning for warning in self.warnings)


def why(cause: charts.SpecialCause) -> str:
    """A special cause in words."""
    return {
        charts.SpecialCause.OUTSIDE: _("outside the limits"),
        charts.SpecialCause.TREND: _("seven months in one direction"),
        charts.SpecialCause.TWO_OF_THREE: _("two of three months near a limit"),
        charts.SpecialCause.SHIFT: _("seven months on one side of the average"),
    }[cause]


def read(measure: Measure, points: Sequence[Point], steering: Steering = UNSTEERED) -> Reading:
    """Read the monthly points of a series. Months without a value are left out and counted."""
    told = [point for point in points if point.value is not None]
    missing = len(points) - len(told)
    bare = Reading(
        measure,
        steering,
        tuple(Month(one, None, None, None, None, None) for one in told),
        None,
        None,
        (),
        missing,
    )
    if len(told) < ENOUGH:
        return bare
    kind, scale = _kind(measure, told)
    starts = [point.start for point in told]
    phases = _positions(starts, steering.phases, kind.fewest_points)
    # The points of p and u charts are shares of one; the target is in the unit of the measure.
    target = None if steering.target is None else steering.target / scale
    direction = charts.Direction(measure.direction.value)
    try:
        if kind is charts.Kind.XMR:
            found = charts.chart(
                kind,
                [float(point.value or 0) for point in told],
                direction=direction,
                target=target,
                rebase=phases,
            )
        else:
            found = charts.chart(
                kind,
                numerators=[float(point.numerator or 0) for point in told],
                denominators=[float(point.denominator or 0) for point in told],
                direction=direction,
                target=target,
                rebase=phases,
            )
    except charts.ChartError:
        return bare
    months = tuple(
        Month(
            point,
            one.centre * scale,
            None if one.lower is None else one.lower * scale,
            None if one.upper is None else one.upper * scale,
            one.special_cause,
            one.flag,
        )
        for point, one in zip(told, found.points, strict=True)
    )
    return Reading(measure, steering, months, _signal(months), found.assurance, found.warnings, missing)


def _kind(measure: Measure, told: Sequence[Point]) -> tuple[charts.Kind, float]:
    """The chart, and what its values are multiplied by to be those of the measure."""
    rates = measure.statistic is Statistic.RATIO and measure.chart is not Chart.XMR
    if not rates or any(not point.denominator or point.numerator is None for point in told):
        return charts.Kind.XMR, 1.0
    return charts.Kind(measure.chart.value), float(measure.multiplier)


def _positions(starts: Sequence[date], phases: Sequence[date], fewest: int) -> list[int]:
    """Where phases begin; those are left out that would be too short for limits of their own."""
    found: list[int] = []
    for phase in phases:
        at = next((position for position, start in enumerate(starts) if start >= phase), None)
        before = found[-1] if found else 0
        if at is not None and at - before >= fewest and len(starts) - at >= fewest:
            found.append(at)
    return found


def _signal(months: Sequence[Month]) -> Signal | None:
    """The special cause that the last month is part of, back to where it began."""
    last = months[-1]
    if last.cause is None:
        return None
    since = last
    for month in reversed(months):
        if month.cause is None or month.flag is not last.flag:
            break
        since = month
    return Signal(since.start, last.cause, last.flag)


def better(measure: Measure) -> str:
    """Which way is better, in words."""
    return {
        Direction.HIGHER: _("higher is better"),
        Direction.LOWER: _("lower is better"),
        Direction.NEITHER: _("neither way is better"),
    }[measure.direction]
