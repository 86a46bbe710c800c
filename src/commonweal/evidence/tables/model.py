"""What a table of the input contract is: its meaning, its grain, its columns, its constraints."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Type(StrEnum):
    """How a column is written in a file and how it is held while figures are computed.

    Everything is held as text, date, timestamp or whole number, never as a binary fraction: sums of whole
    numbers do not depend on their order, so every engine and every run gives the same bytes.
    """

    TEXT = "text"
    """Held as text; spaces at the ends are cut off and an empty text counts as no value."""
    INTEGER = "whole number"
    MONEY = "dollars"
    """Written in dollars (12.34), held in whole cents (1234); a half cent is rounded away from zero."""
    HUNDREDTHS = "number with two decimals"
    """Written as a number (7.5), held in whole hundredths (750); halves are rounded away from zero."""
    DATE = "date"
    """Written YYYY-MM-DD (a time behind it is cut off)."""
    TIMESTAMP = "date and time"
    """Written YYYY-MM-DD HH:MM:SS, local time of the place, no zone."""


@dataclass(frozen=True)
class Column:
    """One column of a table.

    `required`: the file must have the column and no row may leave it empty. A column that is not required may
    be absent altogether; it is then held as empty, and measures that need it say so.
    `values`: the only values allowed (any, when empty). `minimum`: the least value that makes sense, in the
    unit it is written in.
    """

    name: str
    type: Type
    meaning: str
    required: bool = False
    values: tuple[str, ...] = ()
    minimum: int | None = None


@dataclass(frozen=True)
class Order:
    """A constraint: `earlier` is not after `later` where both are there."""

    earlier: str
    later: str

    @property
    def text(self) -> str:
        """The constraint in words."""
        return f"{self.earlier} is not after {self.later}"


@dataclass(frozen=True)
class Reference:
    """A constraint: each value of `column` is found in `table`.`column`, when that table was given."""

    column: str
    table: str

    @property
    def text(self) -> str:
        """The constraint in words."""
        return f"{self.column} is found in {self.table}"


Constraint = Order | Reference


@dataclass(frozen=True)
class Table:
    """A table of the input contract. `grain`: the columns that together name one row."""

    name: str
    meaning: str
    grain: tuple[str, ...]
    columns: tuple[Column, ...]
    constraints: tuple[Constraint, ...] = ()

    def column(self, name: str) -> Column:
        """The column called `name`. Raises KeyError when the table has none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"{self.name} has no column {name}")

    @property
    def required(self) -> tuple[str, ...]:
        """Names of the columns a file must have."""
        return tuple(column.name for column in self.columns if column.required)


def source_column() -> Column:
    """The column that every table has: which partner the row came from."""
    return Column("data_source", Type.TEXT, "the partner whose file this is; figures are grouped by it")
