"""One run: from readings to figures that may be shown, with everything that has to be said about them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from commonweal.evidence.disclosure import THRESHOLD, suppress
from commonweal.evidence.engines.steps import Steps
from commonweal.evidence.measures.catalogue import MEASURES
from commonweal.evidence.measures.spec import Chart, Measure
from commonweal.evidence.quality.checks import check_tables
from commonweal.evidence.quality.finding import Finding
from commonweal.evidence.results import ResultRow
from commonweal.evidence.sources.load import Loaded, load
from commonweal.evidence.sources.model import Readings

if TYPE_CHECKING:
    import duckdb

    from commonweal.evidence.computing import Computed
    from commonweal.evidence.engines.backend import Backend
    from commonweal.evidence.engines.period import Period
    from commonweal.evidence.money import Entry


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
    steps = Steps(tell=progress)
    # Ibis takes half a second to import: it is, while the files are read, which needs none of it.
    with ThreadPoolExecutor(1) as beside:
        computing = beside.submit(import_module, "commonweal.evidence.computing")
        loaded: Loaded = steps.timed("reading files", lambda: load(connection, readings))
        findings = list(loaded.findings)
        findings += steps.timed(
            "checking tables", lambda: check_tables(connection, loaded.present, loaded.rows)
        )
        computed: Computed = steps.measured("waiting for Ibis", computing.result).compute(
            connection, loaded, findings, period, catalogue, steps, elsewhere
        )
    fingerprint = steps.timed("fingerprint", loaded.fingerprint.result)
    return Outcome(
        period=period,
        loaded=loaded,
        fingerprint=fingerprint,
        measures=computed.measures,
        rows=computed.rows,
        findings=computed.findings,
        lacking=computed.lacking,
        stopped=computed.stopped,
        ledger=computed.ledger,
        seconds=dict(steps.seconds),
    )
