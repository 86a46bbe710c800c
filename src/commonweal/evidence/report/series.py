"""The series of a measure as a process chart, with its verdict in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from commonweal.evidence import charts
from commonweal.evidence.measures.spec import Chart, Measure, Statistic
from commonweal.evidence.results import ResultRow

_CAUSES = {
    charts.SpecialCause.OUTSIDE: "outside the limits",
    charts.SpecialCause.TREND: "a trend of seven",
    charts.SpecialCause.TWO_OF_THREE: "two of three near a limit",
    charts.SpecialCause.SHIFT: "a shift of seven to one side",
}
_FLAGS = {
    charts.Flag.IMPROVEMENT: "improvement",
    charts.Flag.CONCERN: "concern",
    None: "change",
}


@dataclass(frozen=True)
class Drawn:
    """A month of a series as it is drawn. `signal` is empty for common-cause variation."""

    row: ResultRow
    centre: float | None
    lower: float | None
    upper: float | None
    signal: str
    flag: str


@dataclass(frozen=True)
class Series:
    """A measure's series for everybody: its months, a verdict in words, and warnings of the chart."""

    months: tuple[Drawn, ...]
    verdict: str
    warnings: tuple[str, ...]


def series_of(measure: Measure, rows: Sequence[ResultRow]) -> Series:
    """The series of `rows` (one measure and group, in order of time). Months without a value are left out."""
    told = [row for row in rows if row.value is not None]
    plain = tuple(Drawn(row, None, None, None, "", "") for row in told)
    hidden = sum(row.suppressed for row in rows)
    if hidden and "numerator" in measure.counts:
        # Months with a 0 are shown and months with a 3 are not: limits from what is left would be wrong.
        return Series(
            plain, f"No verdict: {hidden} months are suppressed, and the others are no fair sample.", ()
        )
    if len(told) < 2:
        return Series(plain, "Not enough months for a process chart.", ())
    kind, scale = _kind(measure, told)
    direction = charts.Direction(measure.direction.value)
    try:
        if kind is charts.Kind.XMR:
            values = [row.value for row in told if row.value is not None]
            found = charts.chart(kind, values, direction=direction)
        else:
            found = charts.chart(
                kind,
                numerators=[row.numerator or 0.0 for row in told],
                denominators=[row.denominator or 0.0 for row in told],
                direction=direction,
            )
    except charts.ChartError as error:
        return Series(plain, str(error), ())
    months = tuple(
        Drawn(
            row,
            point.centre * scale,
            None if point.lower is None else point.lower * scale,
            None if point.upper is None else point.upper * scale,
            _CAUSES[point.special_cause] if point.special_cause else "",
            _FLAGS[point.flag] if point.special_cause else "",
        )
        for row, point in zip(told, found.points, strict=True)
    )
    return Series(months, _verdict(months), found.warnings)


def _kind(measure: Measure, rows: Sequence[ResultRow]) -> tuple[charts.Kind, float]:
    """The chart and what its values are multiplied by to be those of the measure."""
    if measure.statistic is not Statistic.RATIO or measure.chart is Chart.XMR:
        return charts.Kind.XMR, 1.0
    if any(not row.denominator for row in rows):
        return charts.Kind.XMR, 1.0
    return charts.Kind(measure.chart.value), float(measure.multiplier)


def _verdict(months: Sequence[Drawn]) -> str:
    last = months[-1]
    if not last.signal:
        earlier = sum(1 for month in months if month.signal)
        past = f" {earlier} earlier months are signals." if earlier else ""
        return f"The last month is common-cause variation: no change can be read from it.{past}"
    word = {"improvement": "Improvement", "concern": "Concern"}.get(last.flag, "Change")
    return f"{word}: the last month is a signal ({last.signal})."
