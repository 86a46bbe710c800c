"""`commonweal spc`: a process chart's limits and special causes, as JSON."""

from __future__ import annotations

import json
import math
from typing import BinaryIO

import click

from commonweal.cli.failures import Failure


class KindName(click.ParamType):  # type: ignore[type-arg,unused-ignore]
    """A chart by any of the names people write for it."""

    name = "chart"

    def get_metavar(self, param: click.Parameter, ctx: click.Context | None = None) -> str:
        return "[xmr|p|u|c|p'|u'|run]"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> object:
        from commonweal.evidence.charts import Kind

        try:
            return Kind.named(str(value))
        except ValueError:
            self.fail(
                f"“{value}” is no chart. There are: {', '.join(kind.value for kind in Kind)}.", param, ctx
            )


@click.command()
@click.argument("series", type=click.File("rb"), metavar="SERIES.csv")
@click.option("--chart", "kind", type=KindName(), default="xmr", show_default=True, help="Which chart.")
@click.option(
    "--direction",
    type=click.Choice(["higher", "lower", "neither"]),
    default="neither",
    show_default=True,
    help="Which way is better; without it nothing is an improvement or a concern.",
)
@click.option("--target", type=float, help="What the measure should reach, in the unit of the values.")
@click.option("--rebase", multiple=True, metavar="PERIOD", help="Begin a new phase here. May be repeated.")
@click.option("--reason", multiple=True, help="Why, for each --rebase in the same order; kept in the output.")
@click.option(
    "--constant",
    type=click.Choice(["2.66", "sigma"]),
    help="XmR: what the mean moving range is multiplied by; sigma is 3 / 1.128. [default: 2.66]",
)
@click.option("--no-screen", is_flag=True, help="XmR: keep extreme moving ranges in the limits.")
def spc(
    *,
    series: BinaryIO,
    kind: object,
    direction: str,
    target: float | None,
    rebase: tuple[str, ...],
    reason: tuple[str, ...],
    constant: str | None,
    no_screen: bool,
) -> None:
    """Limits and special causes of the series in SERIES.csv, as JSON.

    The file has the columns period,value or period,numerator,denominator, one row a period; - reads
    standard input. A chart of rates (p, u, p', u') needs numerator and denominator.
    """
    from commonweal.evidence import charts

    assert isinstance(kind, charts.Kind)
    name = getattr(series, "name", "standard input")
    try:
        read = charts.read_series(series.read(), "standard input" if name in ("<stdin>", 0) else str(name))
    except charts.SeriesError as error:
        raise Failure(str(error)) from error
    if kind.of_rates and read.numerators is None:
        raise Failure(
            f"{read.name} has no columns `numerator` and `denominator`, which a {kind.value} chart needs."
        )
    if kind is charts.Kind.C and read.values is None:
        raise Failure(
            f"{read.name} has no column `value`, which a c chart needs. For rates there is --chart u."
        )
    if len(reason) > len(rebase):
        raise Failure("There are more reasons (--reason) than new phases (--rebase).")
    if target is not None and not math.isfinite(target):
        raise Failure("The target (--target) is not a finite number.")
    starts = [_start(read, period) for period in rebase]
    try:
        chart = charts.chart(
            kind,
            None if kind.of_rates else read.values,
            numerators=read.numerators,
            denominators=read.denominators,
            direction=charts.Direction(direction),
            constant=charts.Constant(constant or "2.66"),
            screen=not no_screen,
            target=target,
            rebase=starts,
        )
    except charts.ChartError as error:
        place = read.name if error.position is None else read.place(error.position, error.column)
        raise Failure(f"{place}: {error}") from error
    warnings = [*read.warnings, *chart.warnings]
    if kind is not charts.Kind.XMR and (constant or no_screen):
        warnings.append(
            f"--constant and --no-screen are for XmR charts; they change nothing on a {kind.value} chart."
        )
    if rebase and len(reason) < len(rebase):
        warnings.append("A new phase without a reason (--reason) cannot be defended later.")
    reasons = dict(zip(starts, reason, strict=False))
    click.echo(
        json.dumps(_shown(read, chart, reasons, warnings), indent=2, ensure_ascii=False, allow_nan=False)
    )


def _start(read: object, period: str) -> int:
    from commonweal.evidence.charts import Series

    assert isinstance(read, Series)
    if period not in read.periods:
        raise Failure(
            f"{read.name} has no period {period}, so no new phase can begin there. "
            f"It runs from {read.periods[0]} to {read.periods[-1]}."
        )
    at = read.periods.index(period)
    if at == 0:
        raise Failure(f"{period} is the first period of {read.name}; a new phase begins after it.")
    return at


def _shown(read: object, chart: object, reasons: dict[int, str], warnings: list[str]) -> dict[str, object]:
    """The chart as the JSON object users read; numbers where a line stands still, lists where it moves."""
    from commonweal.evidence.charts import Chart, Series

    assert isinstance(read, Series)
    assert isinstance(chart, Chart)
    points = chart.points
    rates: list[dict[str, object]] = [{} for _ in points]
    if chart.kind.of_rates and read.numerators and read.denominators:
        pairs = zip(read.numerators, read.denominators, strict=True)
        rates = [{"numerator": top, "denominator": bottom} for top, bottom in pairs]
    phases: list[dict[str, object]] = []
    for phase in chart.phases:
        shown: dict[str, object] = {
            "from": read.periods[phase.start],
            "to": read.periods[phase.end - 1],
            "points": phase.end - phase.start,
            "centre": points[phase.start].centre,
            "provisional": phase.provisional,
        }
        if phase.start in reasons:
            shown["reason"] = reasons[phase.start]
        if phase.runs is not None:
            shown["runs"] = {
                "useful_points": phase.runs.useful,
                "longest_run": phase.runs.longest,
                "longest_run_allowed": phase.runs.longest_allowed,
                "crossings": phase.runs.crossings,
                "fewest_crossings_allowed": phase.runs.fewest_allowed,
                "signal": phase.runs.signal,
            }
        phases.append(shown)
    return {
        "chart": chart.kind.value,
        "direction": chart.direction.value,
        "centre": [point.centre for point in points] if chart.centre_moves else points[0].centre,
        "lower": [point.lower for point in points] if chart.limits_move else points[0].lower,
        "upper": [point.upper for point in points] if chart.limits_move else points[0].upper,
        "screened": chart.screened,
        "ranges_left_out": [read.periods[at] for at, point in enumerate(points) if point.range_left_out],
        "points": [
            {
                "period": read.periods[at],
                "value": point.value,
                **rates[at],
                "special_cause": point.special_cause,
                "flag": point.flag,
            }
            for at, point in enumerate(points)
        ],
        "target": chart.target,
        "assurance": chart.assurance,
        "phases": phases,
        "warnings": warnings,
    }
