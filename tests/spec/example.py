"""An example that is at once a test and a page of the manual: small tables in, figures out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from commonweal.evidence.tables import TABLES, Type


@dataclass(frozen=True)
class Example:
    """Tables and figures are written as they are read: columns parted by `|`, the first line names them.

    `expect` has the columns measure, month, numerator, denominator, value, and `group` where another group
    than
    everybody is meant (`sex=female`). Every figure of the measures and groups that it names must be there,
    and
    no other.
    """

    page: str
    title: str
    says: str
    tables: Mapping[str, str]
    months: tuple[str, str]
    expect: str
    nothing: tuple[str, ...] = ()
    """Measures of which there must be no figure at all."""

    @property
    def period(self) -> tuple[date, date]:
        """A day of the first and of the last month."""
        first, last = self.months
        return date.fromisoformat(f"{first}-01"), date.fromisoformat(f"{last}-01")

    def held(self) -> dict[str, list[dict[str, Any]]]:
        """The tables as an engine holds them."""
        return {
            name: [
                {column: value_of(name, column, cell) for column, cell in row.items()}
                for row in cells_of(written)
            ]
            for name, written in self.tables.items()
        }

    def expected(self) -> list[tuple[str, str, str, str, str, str]]:
        """measure, month, group, numerator, denominator, value of each figure, as text, sorted."""
        return sorted(
            (
                row["measure"],
                row["month"],
                row.get("group") or "all=all",
                row["numerator"],
                row["denominator"],
                row["value"],
            )
            for row in cells_of(self.expect)
        )


def cells_of(written: str) -> list[dict[str, str]]:
    """Rows of a written table."""
    lines = [line.strip() for line in written.strip().splitlines() if line.strip()]
    header = [cell.strip() for cell in lines[0].split("|")]
    rows = [[cell.strip() for cell in line.split("|")] for line in lines[1:]]
    assert all(len(row) == len(header) for row in rows), written
    return [dict(zip(header, row, strict=True)) for row in rows]


def value_of(table: str, column: str, cell: str) -> Any:
    """A cell as an engine holds it."""
    if cell == "":
        return None
    kind = TABLES[table].column(column).type
    if kind is Type.DATE:
        return date.fromisoformat(cell)
    if kind is Type.TIMESTAMP:
        return datetime.fromisoformat(cell)
    if kind is Type.INTEGER:
        return int(cell)
    if kind in (Type.MONEY, Type.HUNDREDTHS):
        return int((Decimal(cell) * 100).to_integral_value(ROUND_HALF_UP))
    return cell
