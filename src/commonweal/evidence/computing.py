"""The part of a run that needs Ibis: which measures can be computed, their figures, and every dollar accounted for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import duckdb

from commonweal.evidence.engines.backend import Backend, DuckDBBackend
from commonweal.evidence.engines.period import Period
from commonweal.evidence.engines.steps import Steps
from commonweal.evidence.engines.summing import figures
from commonweal.evidence.engines.world import World
from commonweal.evidence.measures.spec import Measure
from commonweal.evidence.money import Entry, check_conservation, dollars_in, ledger, money_findings
from commonweal.evidence.quality.finding import Finding, Severity
from commonweal.evidence.quality.spoiling import name_spoiled, stopped
from commonweal.evidence.results import ResultRow
from commonweal.evidence.sources.load import Loaded

_GRAVITY = {Severity.SEVERE: 0, Severity.WARNING: 1, Severity.NOTE: 2}


@dataclass(frozen=True)
class Computed:
    """What came of the tables. The fields are those of `run.Outcome`."""

    measures: tuple[Measure, ...]
    rows: tuple[ResultRow, ...]
    findings: tuple[Finding, ...]
    lacking: dict[str, tuple[str, ...]]
    stopped: dict[str, tuple[Finding, ...]]
    ledger: tuple[Entry, ...]


def compute(
    connection: duckdb.DuckDBPyConnection,
    loaded: Loaded,
    findings: list[Finding],
    period: Period,
    catalogue: list[Measure],
    steps: Steps,
    elsewhere: Callable[[duckdb.DuckDBPyConnection, Loaded], Backend] | None,
) -> Computed:
    """Compute what the tables in `connection` allow. `findings`: of reading and of the checks.

    Raises UnexplainedDollarsError when money is neither in the figures nor shown as left out.
    """
    backend: Backend = DuckDBBackend(connection) if elsewhere is None else elsewhere(connection, loaded)
    backend.steps = steps
    world = World(backend, loaded.present, period)
    try:
        entries = ledger(world)
        judged = _judged([*findings, *money_findings(entries)], catalogue, loaded)
        lacking = {m.name: lacks for m in catalogue if (lacks := m.lacking(loaded.present))}
        stops = {name: why for name, why in stopped(judged).items() if name not in lacking}
        computed = [m for m in catalogue if m.name not in lacking and m.name not in stops]
        rows = figures(world, computed)
        check_conservation(dollars_in(world), entries, rows)
    finally:
        backend.close()
    return Computed(tuple(computed), tuple(rows), tuple(judged), lacking, stops, tuple(entries))


def _judged(findings: list[Finding], measures: list[Measure], loaded: Loaded) -> list[Finding]:
    """The findings with the measures they concern, the gravest first."""
    named = name_spoiled(findings, measures, loaded.present)
    return sorted(
        named, key=lambda found: (_GRAVITY[found.severity], found.table, found.check, found.columns)
    )
