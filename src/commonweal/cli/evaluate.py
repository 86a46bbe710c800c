"""`commonweal evidence evaluate`: did it change, and because of what was done?"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commonweal.cli.failures import Failure

if TYPE_CHECKING:
    from commonweal.evidence.evaluation import Better, Evaluation, Series


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--start", required=True, metavar="PERIOD", help="When the change began: 2017-05, 2017-Q2, 2017."
)
@click.option("--measure", help="Which measure of FILE.")
@click.option("--group-by", help="Which grouping of FILE (organization, partner …).")
@click.option("--group", help="The group that changed; without it everybody.")
@click.option(
    "--comparison",
    multiple=True,
    metavar="GROUP",
    help="A group that did not change (may be given several times).",
)
@click.option(
    "--people", is_flag=True, help="FILE holds people: reached,before,after and columns to match on."
)
@click.option(
    "--direction",
    type=click.Choice(["higher", "lower", "neither"]),
    help="Which way is better. [default: as the catalogue of measures says, else neither]",
)
@click.option(
    "--delay",
    type=click.IntRange(0, 12),
    default=0,
    show_default=True,
    help="Periods after the start to leave out.",
)
@click.option(
    "--lags",
    type=click.IntRange(0, 24),
    help="Lags of the Newey–West errors. [default: by the number of points]",
)
@click.option("--json", "as_json", is_flag=True, help="Everything as JSON, with the points of the picture.")
def evaluate(
    file: Path,
    start: str,
    measure: str | None,
    group_by: str | None,
    group: str | None,
    comparison: tuple[str, ...],
    people: bool,
    direction: str | None,
    delay: int,
    lags: int | None,
    as_json: bool,
) -> None:
    """Say what changed in FILE at --start, how sure that is, and what else could explain it.

    FILE is results.csv of `commonweal evidence run`, or any CSV with period,value[,group]. One series is an
    interrupted time series; with --comparison it is a difference in differences; with --people, before and after with
    matched people. A design that cannot answer is refused, with the reason.
    """
    from commonweal.evidence import evaluation

    if comparison and not group:
        raise Failure("--comparison needs the group that changed: --group NAME.")
    if comparison and delay:
        raise Failure("--delay is for one series; with --comparison leave it out.")
    better = _better(direction, measure)
    try:
        if people:
            persons, numbers = evaluation.read_people(file)
            found = evaluation.matched(
                measure or file.stem, persons, start, better=better, number_names=numbers
            )
        else:
            wanted = [group, *comparison] if group else []
            subject, *others = evaluation.read_series(file, measure=measure, group_by=group_by, groups=wanted)
            subject = _titled(subject, measure)
            if others:
                found = evaluation.differences(subject, others, start, better=better, lags=lags)
            else:
                found = evaluation.interrupted(subject, start, better=better, delay=delay, lags=lags)
    except evaluation.DesignRefused as error:
        raise Failure(f"This design cannot answer. {error}") from error
    except (evaluation.FileRefused, evaluation.PeriodError) as error:
        raise Failure(str(error)) from error
    if as_json:
        click.echo(json.dumps(_shown(found), indent=2, ensure_ascii=False, allow_nan=False))
        return
    for line in found.lines():
        click.echo(line)


def _better(direction: str | None, measure: str | None) -> Better:
    from commonweal.evidence.evaluation import Better

    if direction is not None:
        return Better(direction)
    if measure is not None:
        from commonweal.evidence.measures.catalogue import MEASURES

        if measure in MEASURES:
            return Better(MEASURES[measure].direction.value)
    return Better.NEITHER


def _titled(subject: Series, measure: str | None) -> Series:
    """The series under the title of its measure in the catalogue, as a board knows it."""
    from dataclasses import replace

    from commonweal.evidence.measures.catalogue import MEASURES

    if measure not in MEASURES:
        return subject
    return replace(subject, name=subject.name.replace(measure, MEASURES[measure].title))


def _shown(found: Evaluation) -> dict[str, object]:
    return asdict(found)
