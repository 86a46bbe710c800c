"""The Tuva input layer, and our own tables: files named as the tables, columns named as the contract's."""

from __future__ import annotations

from pathlib import Path

import duckdb

from commonweal.evidence.sources.files import UnreadableFileError, columns_of, files_of, relation_of
from commonweal.evidence.sources.model import Reading, Readings, quoted
from commonweal.evidence.tables import TABLES

ALIASES: dict[str, dict[str, tuple[str, ...]]] = {
    "appointment": {"status": ("status", "normalized_status", "source_status")},
    "encounter": {
        "facility_npi": ("facility_npi", "facility_id"),
        "primary_diagnosis_code": ("primary_diagnosis_code",),
    },
}
"""Columns of the Tuva layer that go by another name in the contract; the first that has a value counts."""


def readings(connection: duckdb.DuckDBPyConnection, folder: Path) -> Readings:
    """How the files of `folder` are read. Files of other names are left alone."""
    tables: list[Reading] = []
    findings = []
    for table in TABLES.values():
        if not (files := files_of(folder, table.name)):
            continue
        try:
            there = columns_of(connection, table.name, files)
        except UnreadableFileError as error:
            findings.append(error.finding)
            continue
        actual = {name.lower().strip(): name for name in there}
        columns: dict[str, str] = {}
        native: dict[str, str] = {}
        for column in table.columns:
            aliases = ALIASES.get(table.name, {}).get(column.name, (column.name,))
            found = [actual[alias] for alias in aliases if alias in actual]
            if len(found) == 1:
                columns[column.name] = quoted(found[0])
                native[column.name] = there[found[0]]
            elif found:
                parts = (f"nullif(trim(cast({quoted(name)} as varchar)), '')" for name in found)
                columns[column.name] = f"coalesce({', '.join(parts)})"
        tables.append(Reading(table.name, relation_of(files), columns, files, native))
    return Readings(tuple(tables), tuple(findings))
