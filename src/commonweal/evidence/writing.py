"""Results and checks as files. The same figures give the same bytes."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path

import duckdb

from commonweal.evidence import results
from commonweal.evidence.quality import finding
from commonweal.evidence.quality.finding import Finding
from commonweal.evidence.results import ResultRow
from commonweal.evidence.share import Sum
from commonweal.evidence.sources.model import quoted, text
from commonweal.evidence.tables import TABLES

_COLUMNS = {
    "measure": "varchar",
    "period_start": "date",
    "period_end": "date",
    "group_by": "varchar",
    "group": "varchar",
    "numerator": "double",
    "denominator": "double",
    "value": "double",
    "suppressed": "boolean",
    "method_version": "varchar",
}


def number(value: float | None) -> str:
    """A figure as text: whole numbers without a point, nothing for no figure."""
    if value is None:
        return ""
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)


def write_results(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    rows: Iterable[ResultRow],
    told: Mapping[str, str],
) -> None:
    """Write results.csv and results.parquet into `folder`. `told`: what the Parquet file says about
    itself.
    """
    csv_file = folder / "results.csv"
    replace(csv_file, _csv(results.FIELDS, map(_cells, rows)))
    columns = ", ".join(f"{text(name)}: {text(kind)}" for name, kind in _COLUMNS.items())
    facts = ", ".join(f"{quoted(name)}: {text(value)}" for name, value in sorted(told.items()))
    parquet = folder / "results.parquet"
    unfinished = folder / ".results.parquet.unfinished"
    connection.execute(
        f"copy (select * from read_csv({text(str(csv_file))}, header = true, auto_detect = false, delim = "
        f"',', "
        f"""quote = '"', escape = '"', columns = {{{columns}}})) to {text(str(unfinished))} """
        f"(format parquet, compression zstd, kv_metadata {{{facts}}})"
    )
    unfinished.replace(parquet)


def write_quality(folder: Path, findings: Iterable[Finding]) -> None:
    """Write quality.csv into `folder`."""
    replace(folder / "quality.csv", _csv(finding.FIELDS, map(_finding_cells, findings)))


def replace(path: Path, content: str | bytes) -> None:
    """Write a file whole or not at all: what was there stays until the new one is complete."""
    unfinished = path.with_name(f".{path.name}.unfinished")
    data = content.encode() if isinstance(content, str) else content
    unfinished.write_bytes(data)
    unfinished.replace(path)


def facts(
    fingerprint: str, versions: Mapping[str, str], period: tuple[str, str], threshold: int
) -> dict[str, str]:
    """What results say about where they come from."""
    return {
        "commonweal.input_fingerprint": fingerprint,
        "commonweal.method_versions": json.dumps(dict(sorted(versions.items()))),
        "commonweal.period": f"{period[0]} to {period[1]}",
        "commonweal.suppression_threshold": str(threshold),
    }


def _csv(header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return written.getvalue()


def _cells(row: ResultRow) -> list[str]:
    return [
        row.measure,
        row.period_start.isoformat(),
        row.period_end.isoformat(),
        row.group_by,
        row.group,
        number(row.numerator),
        number(row.denominator),
        number(row.value),
        "true" if row.suppressed else "false",
        row.method_version,
    ]


def _finding_cells(found: Finding) -> list[str]:
    cells = asdict(found)
    for name in ("columns", "spoils"):
        cells[name] = " ".join(cells[name])
    cells["samples"] = " | ".join(cells["samples"])
    cells["severity"] = found.severity.value
    return [str(cells[name]) for name in finding.FIELDS]


def write_sums(path: Path, sums: Iterable[Sum]) -> None:
    """Write the figures of several partners together as CSV."""
    header = (*results.FIELDS, "partners", "partners_suppressed")
    cells = ([*_cells(added.row), str(added.partners), str(added.partners_suppressed)] for added in sums)
    replace(path, _csv(header, cells))


def write_tables(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Write every intermediate table of a run as Parquet. They hold rows about people."""
    kept = connection.execute("select table_name from duckdb_tables() where temporary order by 1").fetchall()
    for (name,) in kept:
        if name not in TABLES:
            connection.execute(
                f"copy (select * from {name} order by all) to {text(str(folder / name) + '.parquet')} "
                f"(format parquet)"
            )
