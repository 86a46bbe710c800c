"""CSV, gzip and Parquet alike: finding files, reading their columns."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import duckdb

from commonweal.evidence.quality.finding import Finding, Severity
from commonweal.evidence.sources.model import text

ENDINGS = (".parquet", ".csv", ".csv.gz", ".csv.zst", ".tsv", ".txt", ".txt.gz")


class UnreadableFileError(Exception):
    """A file that DuckDB cannot read; `finding` says which and why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


def files_of(folder: Path, name: str) -> tuple[Path, ...]:
    """The files of one table: `name` with any known ending, or a folder of that name with such files in it.

    Case does not matter. The order is that of the names, so that two runs read the same.
    """
    found: list[Path] = []
    for path in sorted(folder.iterdir()):
        lower = path.name.lower()
        if path.is_dir() and lower == name:
            found += [part for part in sorted(path.iterdir()) if ending(part)]
        elif path.is_file() and (end := ending(path)) and lower[: -len(end)] == name:
            found.append(path)
    return tuple(found)


def ending(path: Path) -> str | None:
    """The known ending of a file's name, or None."""
    return next((end for end in ENDINGS if path.name.lower().endswith(end)), None)


def relation_of(files: Iterable[Path]) -> str:
    """SQL that reads all `files` (of one kind) as one table; columns missing in one of them are empty there.

    CSV is read as text only; types are the loader's business. Lines that are no CSV are kept as rejects by
    DuckDB, so that they can be counted.
    """
    paths = [text(str(path)) for path in files]
    if paths[0].endswith(".parquet'"):
        return f"read_parquet([{', '.join(paths)}], union_by_name = true)"
    # DuckDB keeps no rejects for a union by name, so that several files are put together here.
    reads = [
        f"read_csv({path}, all_varchar = true, header = true, store_rejects = true, rejects_limit = 1000000)"
        for path in paths
    ]
    if len(reads) == 1:
        return reads[0]
    return "(" + " union all by name ".join(f"select * from {read}" for read in reads) + ")"


def columns_of(connection: duckdb.DuckDBPyConnection, table: str, files: tuple[Path, ...]) -> dict[str, str]:
    """The columns in `files` with DuckDB's types. Raises UnreadableFileError."""
    kinds = {ending(path) == ".parquet" for path in files}
    if len(kinds) > 1:
        raise UnreadableFileError(
            unreadable(
                table,
                files,
                f"{_names(files)}: the table {table} is there both as Parquet and as CSV. Keep one of them.",
            )
        )
    for path in files:
        if path.stat().st_size == 0:
            raise UnreadableFileError(unreadable(table, files, f"{path.name}: the file is empty."))
    try:
        described = connection.execute(f"describe select * from {relation_of(files)}").fetchall()
    except duckdb.Error as error:
        raise UnreadableFileError(unreadable(table, files, f"{_names(files)}: {plain(error)}")) from error
    return {str(name): str(kind) for name, kind, *_ in described}


def unreadable(table: str, files: Iterable[Path], message: str) -> Finding:
    """The finding about files that cannot be read."""
    return Finding(
        check="file_unreadable",
        severity=Severity.SEVERE,
        table=table,
        columns=(),
        count=len(list(files)),
        total=len(list(files)),
        message=message,
    )


def plain(error: duckdb.Error) -> str:
    """The first sentence of what DuckDB says."""
    return "it cannot be read: " + str(error).strip().splitlines()[0].rstrip(".") + "."


def _names(files: Iterable[Path]) -> str:
    return ", ".join(path.name for path in files)
