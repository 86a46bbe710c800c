"""Any layout at all: a small TOML file says which file and column holds what.

[medical_claim]
file = "claims/*.csv.gz"                 # beside the mapping file
[medical_claim.columns]
claim_id = "CLM_NO"
claim_type = { column = "FORM", codes = { U = "institutional", H = "professional" } }
claim_start_date = { column = "FROM_DT", format = "%Y%m%d" }
data_source = { value = "Valley Hospital" }
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import duckdb

from commonweal.evidence.quality.finding import Finding
from commonweal.evidence.sources.files import UnreadableFileError, columns_of, relation_of
from commonweal.evidence.sources.model import Reading, Readings, quoted, text
from commonweal.evidence.tables import TABLES, Table


class MappingError(ValueError):
    """The mapping file itself is wrong; the message says where and what to write instead."""


def readings(connection: duckdb.DuckDBPyConnection, mapping: Path) -> Readings:
    """How the files named in `mapping` are read. Raises MappingError."""
    try:
        described = tomllib.loads(mapping.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise MappingError(f"{mapping.name} is no TOML: {error}.") from error
    tables: list[Reading] = []
    findings: list[Finding] = []
    for name, section in described.items():
        if name not in TABLES:
            raise MappingError(
                f"{mapping.name}: there is no table {name}; the tables are {', '.join(TABLES)}."
            )
        if not isinstance(section, dict):
            raise MappingError(f"{mapping.name}: [{name}] must be a section with file and columns.")
        try:
            tables.append(_reading(connection, mapping, TABLES[name], section))
        except UnreadableFileError as error:
            findings.append(error.finding)
    return Readings(tuple(tables), tuple(findings))


def _reading(
    connection: duckdb.DuckDBPyConnection, mapping: Path, table: Table, section: dict[str, Any]
) -> Reading:
    pattern = section.get("file")
    if not isinstance(pattern, str):
        raise MappingError(f'{mapping.name}: [{table.name}] does not say which file: file = "…".')
    files = tuple(sorted(mapping.parent.glob(pattern)))
    if not files:
        raise MappingError(f"{mapping.name}: no file {pattern} beside it, for the table {table.name}.")
    there = columns_of(connection, table.name, files)
    known = {column.name for column in table.columns}
    columns: dict[str, str] = {}
    native: dict[str, str] = {}
    for name, told in section.get("columns", {}).items():
        if name not in known:
            raise MappingError(f"{mapping.name}: the table {table.name} has no column {name}.")
        rule = {"column": told} if isinstance(told, str) else told
        if not isinstance(rule, dict):
            raise MappingError(f"{mapping.name}: {table.name}.{name} must name a column.")
        columns[name], kind = _expression(mapping, f"{table.name}.{name}", rule, there)
        if kind is not None:
            native[name] = kind
    return Reading(table.name, relation_of(files), columns, files, native)


def _expression(
    mapping: Path, what: str, rule: dict[str, Any], there: dict[str, str]
) -> tuple[str, str | None]:
    if unknown := set(rule) - {"column", "codes", "format", "value"}:
        raise MappingError(
            f"{mapping.name}: {what} knows column, codes, format and value, not {min(unknown)}."
        )
    if "value" in rule:
        return text(str(rule["value"])), None
    column = rule.get("column")
    if column not in there:
        raise MappingError(
            f"{mapping.name}: {what} is to come from the column {column}, which the file does not have; "
            f"it has {', '.join(there)}."
        )
    expression = quoted(str(column))
    if codes := rule.get("codes"):
        cases = " ".join(f"when {text(str(code))} then {text(str(value))}" for code, value in codes.items())
        return (
            f"case trim(cast({expression} as varchar)) {cases} else cast({expression} as varchar) end",
            None,
        )
    if form := rule.get("format"):
        # A value that does not fit the format stays as it is, so that the check can show it.
        as_text = f"cast({expression} as varchar)"
        return f"coalesce(cast(try_strptime({as_text}, {text(str(form))}) as varchar), {as_text})", None
    return expression, there[str(column)]
