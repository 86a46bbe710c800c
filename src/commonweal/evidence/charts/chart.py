"""One chart, with its words: points, phases, warnings."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from commonweal.evidence.charts.kinds import (
    PROVISIONAL_BELOW,
    Assurance,
    Constant,
    Direction,
    Flag,
    Kind,
    SpecialCause,
)
from commonweal.evidence.charts.many import ASSURANCES, Charts, many


@dataclass(frozen=True)
class Point:
    """A point and what was found about it. `lower` and `upper` are None on a run chart."""

    value: float
    centre: float
    lower: float | None
    upper: float | None
    special_cause: SpecialCause | None
    flag: Flag | None
    range_left_out: bool
    """Whether the moving range that ends in this point was too wide to enter the limits."""


@dataclass(frozen=True)
class Runs:
    """What a run chart counts in a phase; see `charts.runs`."""

    useful: int
    longest: int
    longest_allowed: int
    crossings: int
    fewest_allowed: int

    @property
    def signal(self) -> bool:
        """Whether the run is too long or the crossings are too few."""
        return self.longest > self.longest_allowed or self.crossings < self.fewest_allowed


@dataclass(frozen=True)
class Phase:
    """The points `start` to `end` (the latter not included), computed by themselves."""

    start: int
    end: int
    runs: Runs | None

    @property
    def provisional(self) -> bool:
        """Whether there are too few points for limits that can be relied upon."""
        return self.end - self.start < PROVISIONAL_BELOW


@dataclass(frozen=True)
class Chart:
    """A process chart: its points, phases, assurance and warnings."""

    kind: Kind
    direction: Direction
    constant: Constant
    target: float | None
    points: tuple[Point, ...]
    phases: tuple[Phase, ...]
    assurance: Assurance | None
    warnings: tuple[str, ...]

    @property
    def screened(self) -> bool:
        """Whether any moving range was left out of the limits."""
        return any(point.range_left_out for point in self.points)

    @property
    def centre_moves(self) -> bool:
        return len(self.phases) > 1

    @property
    def limits_move(self) -> bool:
        return self.centre_moves or self.kind.of_rates


def chart(
    kind: Kind,
    values: Sequence[float] | None = None,
    *,
    numerators: Sequence[float] | None = None,
    denominators: Sequence[float] | None = None,
    direction: Direction = Direction.NEITHER,
    constant: Constant = Constant.ROUNDED,
    screen: bool = True,
    target: float | None = None,
    rebase: Sequence[int] = (),
) -> Chart:
    """The chart of one series. Arguments and errors are those of `many`."""
    found = many(
        kind,
        values,
        numerators=numerators,
        denominators=denominators,
        direction=direction,
        constant=constant,
        screen=screen,
        target=target,
        rebase=rebase,
    )
    phases = _phases(found)
    return Chart(
        kind=kind,
        direction=direction,
        constant=constant,
        target=target,
        points=_points(found),
        phases=phases,
        assurance=ASSURANCES[found.assurance[0]],
        warnings=tuple(_warnings(kind, found, phases, direction, target)),
    )


def _points(found: Charts) -> tuple[Point, ...]:
    columns = zip(
        found.values[0].tolist(),
        found.centre[0].tolist(),
        found.lower[0].tolist(),
        found.upper[0].tolist(),
        found.causes(0),
        found.flags(0),
        found.dropped[0].tolist(),
        strict=True,
    )
    return tuple(
        Point(
            value,
            centre,
            None if math.isnan(lower) else lower,
            None if math.isnan(upper) else upper,
            cause,
            flag,
            dropped,
        )
        for value, centre, lower, upper, cause, flag, dropped in columns
    )


def _phases(found: Charts) -> tuple[Phase, ...]:
    ends = (*found.starts[1:], found.values.shape[1])
    phases = []
    for at, (start, end) in enumerate(zip(found.starts, ends, strict=True)):
        runs = None
        if found.runs:
            counted = found.runs[at]
            runs = Runs(
                useful=int(counted.useful[0]),
                longest=int(counted.longest[0]),
                longest_allowed=int(counted.longest_allowed[0]),
                crossings=int(counted.crossings[0]),
                fewest_allowed=int(counted.fewest_allowed[0]),
            )
        phases.append(Phase(start, end, runs))
    return tuple(phases)


def _warnings(
    kind: Kind, found: Charts, phases: tuple[Phase, ...], direction: Direction, target: float | None
) -> list[str]:
    warnings = []
    for number, phase in enumerate(phases, start=1):
        count = phase.end - phase.start
        where = f"Phase {number} has" if len(phases) > 1 else "The series has"
        if phase.provisional:
            points = "point" if count == 1 else "points"
            what = "what it shows is" if kind is Kind.RUN else "its limits are"
            warnings.append(f"{where} {count} {points}, fewer than {PROVISIONAL_BELOW}: {what} provisional.")
        if phase.runs is not None and phase.runs.crossings < phase.runs.fewest_allowed:
            warnings.append(
                f"{where} {phase.runs.crossings} crossings of the median where chance alone gives at least "
                f"{phase.runs.fewest_allowed}: the values are not random around it."
            )
    flat = (found.values[0] == found.values[0, 0]).all()
    if flat and found.values.shape[1] > 1 and kind is not Kind.RUN:
        warnings.append("All values are the same.")
    if kind is Kind.C and (found.values[0] % 1 != 0).any():
        warnings.append("Some values are not whole numbers; a c chart is for counts.")
    if target is not None and direction is Direction.NEITHER:
        warnings.append("Without a direction of better there is no assurance against the target.")
    elif target is not None and kind is Kind.RUN:
        warnings.append("A run chart has no limits, so there is no assurance against the target.")
    return warnings
