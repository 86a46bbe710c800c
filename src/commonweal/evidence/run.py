"""One run: from readings to figures that may be shown, with everything that has to be said about them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import duckdb

from commonweal.evidence.disclosure import THRESHOLD, suppress
from commonweal.evidence.engines.backend import Backend, DuckDBBackend
from commonweal.evidence.engines.summing import figures
from commonweal.evidence.engines.world import Period, World
from commonweal.evidence.measures.catalogue import MEASURES
from commonweal.evidence.measures.spec import Chart, Measure
from commonweal.evidence.money import Entry, check_conservation, dollars_in, ledger, money_findings
from commonweal.evidence.quality.checks import check_tables
from commonweal.evidence.quality.finding import Finding, Severity
from commonweal.evidence.quality.spoiling import name_spoiled, stopped
from commonweal.evidence.results import ResultRow
from commonweal.evidence.sources.load import Loaded, load
from commonweal.evidence.sources.model import Readings

_GRAVITY = {Severity.SEVERE: 0, Severity.WARNING: 1, Severity.NOTE: 2}


@dataclass(frozen=True)
class Outcome:
    """What a run found.

    `rows`: unsuppressed figures. They stay with the partner; `shown` is what may go on.
    `lacking`: for each measure that could not be computed, the tables and columns it lacks.
    `stopped`: for each measure that severe findings stopped, those findings.
    `seconds`: how long each step took.
    """

    period: Period
    loaded: Loaded
    fingerprint: str
    measures: tuple[Measure, ...]
    rows: tuple[ResultRow, ...]
    findings: tuple[Finding, ...]
    lacking: dict[str, tuple[str, ...]]
    stopped: dict[str, tuple[Finding, ...]]
    ledger: tuple[Entry, ...]
    seconds: dict[str, float]

    def shown(self, threshold: int = THRESHOLD) -> list[ResultRow]:
        """The figures with small numbers suppressed."""
        return suppressed(self.rows, threshold)


def suppressed(rows: Iterable[ResultRow], threshold: int = THRESHOLD) -> list[ResultRow]:
    """Rows of the catalogue as they may be published."""
    proportions = frozenset(name for name, measure in MEASURES.items() if measure.chart is Chart.P)
    return suppress(list(rows), threshold, proportions=proportions)


def run(
    connection: duckdb.DuckDBPyConnection,
    readings: Readings,
    period: Period,
    *,
    measures: Iterable[Measure] = MEASURES.values(),
    progress: Callable[[str], None] = lambda _: None,
    elsewhere: Callable[[duckdb.DuckDBPyConnection, Loaded], Backend] | None = None,
) -> Outcome:
    """Read, check, compute, and account for every dollar.

    `elsewhere`: gives the backend that computes, when it is not DuckDB. Raises UnexplainedDollarsError
    when money
    is neither in the figures nor shown as left out.
    """
    catalogue = list(measures)
    home = DuckDBBackend(connection)
    home.steps.tell = progress
    loaded: Loaded = home.steps.timed("reading files", lambda: load(connection, readings))
    findings = list(loaded.findings)
    findings += home.steps.timed(
        "checking tables", lambda: check_tables(connection, loaded.present, loaded.rows)
    )
    backend: Backend = home if elsewhere is None else elsewhere(connection, loaded)
    backend.steps = home.steps
    world = World(backend, loaded.present, period)
    try:
        entries = ledger(world)
        findings = _judged([*findings, *money_findings(entries)], catalogue, loaded)
        lacking = {m.name: lacks for m in catalogue if (lacks := m.lacking(loaded.present))}
        stops = {name: why for name, why in stopped(findings).items() if name not in lacking}
        computed = [m for m in catalogue if m.name not in lacking and m.name not in stops]
        rows = figures(world, computed)
        came = home.steps.timed("counting dollars", lambda: dollars_in(world))
        check_conservation(came, entries, rows)
    finally:
        backend.close()
    fingerprint = home.steps.timed("fingerprint", loaded.fingerprint.result)
    return Outcome(
        period=period,
        loaded=loaded,
        fingerprint=fingerprint,
        measures=tuple(computed),
        rows=tuple(rows),
        findings=tuple(findings),
        lacking=lacking,
        stopped=stops,
        ledger=tuple(entries),
        seconds=dict(home.steps.seconds),
    )


def _judged(findings: list[Finding], measures: list[Measure], loaded: Loaded) -> list[Finding]:
    """The findings with the measures they concern, the gravest first."""
    named = name_spoiled(findings, measures, loaded.present)
    return sorted(
        named, key=lambda found: (_GRAVITY[found.severity], found.table, found.check, found.columns)
    )
