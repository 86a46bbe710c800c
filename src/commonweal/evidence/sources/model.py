"""What a source hands to the loader: for each table, where its rows are and what its columns are called
there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from commonweal.evidence.quality.finding import Finding


@dataclass(frozen=True)
class Reading:
    """How one table of the contract is read.

    `relation`: SQL one can select from (DuckDB). `columns`: for each column of the contract that the partner
    has, an SQL expression over `relation`. `native`: the types of the expressions that are known already
    (from
    Parquet), in DuckDB's words; the others are text and are cast. `files`: what was read.
    """

    table: str
    relation: str
    columns: Mapping[str, str]
    files: tuple[Path, ...]
    native: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Readings:
    """All tables of a source, and what could not be read."""

    tables: tuple[Reading, ...]
    findings: tuple[Finding, ...] = ()


def quoted(name: str) -> str:
    """An SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def text(value: str) -> str:
    """An SQL text."""
    return "'" + value.replace("'", "''") + "'"
