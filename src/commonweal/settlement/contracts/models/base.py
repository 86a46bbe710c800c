"""What all payment models share: who pays whom, under which clause, behind which gate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol

from commonweal.settlement.contracts.figures import Figures
from commonweal.settlement.contracts.reader import Reader
from commonweal.settlement.documents import Table
from commonweal.settlement.ledger import Ledger
from commonweal.settlement.steps import Steps

ALLIANCE = "alliance"
"""The partners together: what is paid to them is divided by the contract's rules."""


@dataclass(frozen=True, slots=True)
class Head:
    """A model's identity. Money above zero goes from `paid_by` to `paid_to`, below zero the other way."""

    id: str
    kind: str
    clause: str
    gate: str
    paid_by: str
    paid_to: str
    starts: date
    ends: date

    @property
    def source(self) -> str:
        """How its steps name the place where the rule stands."""
        return f"contract, clause {self.clause}" if self.clause else f"contract, model {self.id}"


@dataclass(frozen=True, slots=True)
class Transfer:
    """Money that goes from one party to another under a model."""

    model: str
    paid_by: str
    paid_to: str
    amount: Decimal
    what_for: str


@dataclass(frozen=True, slots=True)
class Result:
    """What a model comes to: an amount to the cent, the transfers it is made of, and tables worth showing."""

    amount: Decimal
    transfers: tuple[Transfer, ...]
    tables: tuple[tuple[str, Table], ...] = ()
    ledger: Ledger | None = None


class Model(Protocol):
    """One payment model of a contract."""

    @property
    def head(self) -> Head:
        """Who pays whom, under which clause."""
        ...

    def settle(self, figures: Figures, *, gate_open: bool, steps: Steps) -> Result:
        """The amount. Raises NeedsInput for a figure that is missing or cannot be read."""
        ...


def plain(head: Head, amount: Decimal, what_for: str) -> tuple[Transfer, ...]:
    """The one transfer of a model with two sides; none when nothing is due."""
    if amount > 0:
        return (Transfer(head.id, head.paid_by, head.paid_to, amount, what_for),)
    if amount < 0:
        return (Transfer(head.id, head.paid_to, head.paid_by, -amount, what_for),)
    return ()


def names(reader: Reader, *figures: str) -> dict[str, str]:
    """Under which names a model's figures stand in the table; each stands under its own name unless told."""
    table = reader.pairs("figures")
    for given in table.keys() - set(figures):
        reader.fault("figures", f"{given} is no figure of this model; it has {', '.join(figures)}")
    return {figure: str(table.get(figure, figure)) for figure in figures}
