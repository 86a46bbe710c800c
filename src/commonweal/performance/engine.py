"""The evidence library on one run's files: what it finds, as plain values that can be stored.

Nothing unsuppressed leaves this module. The database engine that reads the files may open nothing outside
their folder, whatever a mapping file names.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from commonweal.evidence.disclosure import THRESHOLD
from commonweal.evidence.measures.catalogue import MEASURES
from commonweal.evidence.quality.finding import Finding
from commonweal.evidence.results import ResultRow
from commonweal.performance import files
from commonweal.performance.rules import Layout, Point, UploadError, shown_too_much

Key = tuple[str, str, str]
"""Measure, `group_by` and group."""
Told = Callable[[str], None]
MEMORY = "700MB"


@dataclass(frozen=True)
class Worked:
    """What came of a run. `series` is suppressed."""

    first: date
    last: date
    fingerprint: str
    threshold: int
    methods: dict[str, str]
    series: dict[Key, list[Point]]
    findings: tuple[Finding, ...] = ()
    summary: dict[str, Any] = field(default_factory=dict)


def work(folder: Path, layout: Layout, first: date | None, last: date | None, tell: Told) -> Worked:
    """Read the files of a folder, check them and work out all measures that they allow.

    Raises UploadError in words for what the files' owner can mend.
    """
    if layout is Layout.AGGREGATES:
        tell("reading the sums")
        return read_aggregates(folder / files.AGGREGATES)
    assert first is not None and last is not None
    return _run(folder, layout, first, last, tell)


def _run(folder: Path, layout: Layout, first: date, last: date, tell: Told) -> Worked:
    import duckdb

    from commonweal.evidence.engines.period import Period
    from commonweal.evidence.money import UnexplainedDollarsError
    from commonweal.evidence.run import run

    connection = _connect(folder)
    try:
        readings = _readings(connection, folder, layout)
        if not readings.tables and not readings.findings:
            raise UploadError(
                "None of the files is called as a table of this layout. Is it the right layout?"
            )
        outcome = run(connection, readings, Period.of(first, last), progress=tell)
        tell("suppressing small numbers")
        series = series_of(outcome.shown(THRESHOLD))
    except UnexplainedDollarsError as error:
        raise UploadError(str(error)) from error
    except duckdb.OutOfMemoryException as error:
        raise UploadError("The memory was not enough for these files. Feed fewer months at once.") from error
    finally:
        connection.close()
    return Worked(
        first,
        last,
        outcome.fingerprint,
        THRESHOLD,
        {measure.name: measure.version for measure in outcome.measures},
        series,
        outcome.findings,
        {
            "rows": dict(outcome.loaded.rows),
            "lacking": {name: list(lacks) for name, lacks in outcome.lacking.items()},
            "stopped": {name: [one.message for one in why] for name, why in outcome.stopped.items()},
        },
    )


def _connect(folder: Path) -> Any:
    import duckdb

    spill = folder / ".spill"
    spill.mkdir(exist_ok=True)
    connection = duckdb.connect(config={"threads": 2, "preserve_insertion_order": False})
    connection.execute("set enable_progress_bar = false")
    connection.execute(f"set memory_limit = '{MEMORY}'")
    place = str(folder.resolve()).replace("'", "''")
    connection.execute(f"set temp_directory = '{place}/.spill'")
    connection.execute(f"set allowed_directories = ['{place}']")
    connection.execute("set enable_external_access = false")
    return connection


def _readings(connection: Any, folder: Path, layout: Layout) -> Any:
    from commonweal.evidence.sources import mapping, synthea, tuva

    folder = folder.resolve()
    if layout is Layout.FILES:
        try:
            return mapping.readings(connection, folder / files.MAPPING)
        except mapping.MappingError as error:
            raise UploadError(str(error)) from error
    source = tuva if layout is Layout.TUVA else synthea
    return source.readings(connection, folder)


def series_of(rows: Iterable[ResultRow]) -> dict[Key, list[Point]]:
    """Suppressed rows by measure and group, each in the order of time. Raises UploadError for one that is not."""
    series: dict[Key, list[Point]] = defaultdict(list)
    for row in rows:
        series[(row.measure, row.group_by, row.group)].append(
            Point(row.period_start, row.period_end, row.numerator, row.denominator, row.value, row.suppressed)
        )
    for key, points in series.items():
        points.sort(key=lambda point: (point.start, point.end))
        check_shown(key, points)
    return dict(series)


def check_shown(key: Key, points: list[Point], threshold: int = THRESHOLD) -> None:
    """Raises UploadError where a series shows what is too small to show."""
    if (point := shown_too_much(MEASURES[key[0]], points, threshold)) is not None:
        raise UploadError(
            f"{MEASURES[key[0]].title}, {key[1]} {key[2]}, {point.start:%B %Y}: a count below {threshold} is shown. "
            "Nothing was kept. Make the sums again with suppression on."
        )


def read_aggregates(path: Path) -> Worked:
    """A partner's sums, as `commonweal evidence run --share` writes them. Raises UploadError."""
    from commonweal.evidence import share

    try:
        content = share.read_shared(path)
        added = share.add_up([content])
        threshold, fingerprint = int(content["suppression_threshold"]), str(content["input_fingerprint"])[:80]
    except share.ShareError as error:
        raise UploadError(str(error)) from error
    except (
        KeyError,
        TypeError,
        ValueError,
        AttributeError,
        OverflowError,
        ArithmeticError,
        RecursionError,
    ) as error:
        raise UploadError(
            "The file has the head of a file of sums, but not its rows. Make it again with "
            "`commonweal evidence run --share`."
        ) from error
    rows = [one.row for one in added]
    if not rows:
        raise UploadError("There is no figure in the file.")
    if threshold < THRESHOLD:
        raise UploadError(
            f"The file was made with a threshold of {threshold}; the alliance's is {THRESHOLD}. Make it again with "
            f"--threshold {THRESHOLD}."
        )
    series: dict[Key, list[Point]] = defaultdict(list)
    for row, raw in ((one.row, one) for one in added):
        if len(row.group) > 200 or len(row.group_by) > 40 or not _finite(row):
            raise UploadError(f"{row.measure}: a figure or the name of a group in the file cannot be.")
        series[(row.measure, row.group_by, row.group)].append(
            Point(
                row.period_start, row.period_end, row.numerator, row.denominator, row.value, row.suppressed,
                1, raw.partners_suppressed,
            )
        )  # fmt: skip
    for key, points in series.items():
        check_shown(key, points)
    return Worked(
        min(row.period_start for row in rows),
        max(row.period_start for row in rows),
        fingerprint,
        threshold,
        {row.measure: row.method_version for row in rows},
        dict(series),
        (),
        {"rows": {"sums": len(rows)}},
    )


def _finite(row: ResultRow) -> bool:
    figures = [figure for figure in (row.numerator, row.denominator, row.value) if figure is not None]
    return all(abs(figure) < 1e15 for figure in figures)
