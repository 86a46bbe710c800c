"""Unitary payment: a fixed sum per member, visit or month for a bundle of technology, service and
consulting.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from commonweal.settlement.amounts import ONE, ZERO, cents, held_between, money, percent, plain_number
from commonweal.settlement.contracts.figures import Figures
from commonweal.settlement.contracts.models.base import Head, Result, names, plain
from commonweal.settlement.contracts.reader import Reader
from commonweal.settlement.documents import Table
from commonweal.settlement.steps import Steps


@dataclass(frozen=True, slots=True)
class Unitary:
    """A fee per unit. Inside the corridor around the expected volume the sum does not move at all."""

    head: Head
    figures: dict[str, str]
    fee: Decimal
    unit: str
    expected_volume: Decimal
    corridor: tuple[Decimal, Decimal]
    beyond: Decimal
    """Share of the fee for units beyond the corridor: added above it, taken off below it."""
    indexed: bool
    index_between: tuple[Decimal, Decimal]
    instalments: int

    def settle(self, figures: Figures, *, gate_open: bool, steps: Steps) -> Result:
        """The year's sum and its instalments. A gate does not touch it: predictable spend is the point."""
        source = self.head.source
        fee = self._fee(figures, steps)
        volume = figures.amount(self.figures["volume"], rule="unitary payment")
        low, high = (bound * self.expected_volume for bound in self.corridor)
        beyond = volume - held_between(volume, low, high)
        base = cents(fee * self.expected_volume)
        steps.add(
            "Expected sum",
            f"{money(fee)} × {plain_number(self.expected_volume)} {self.unit}",
            money(base),
            rule="fee times expected volume, whatever the volume inside the corridor",
            source=source,
        )
        change = cents(beyond * self.beyond * fee)
        steps.add(
            "Volume corridor",
            f"{plain_number(volume)} against {plain_number(low)} to {plain_number(high)}: "
            f"{plain_number(beyond)} beyond × {percent(self.beyond)} × {money(fee)}",
            money(change),
            rule="units beyond the corridor change the sum at a share of the fee",
            source=source,
        )
        amount = max(cents(ZERO), base + change)
        steps.add(
            "Unitary payment",
            f"{money(base)} + {money(change)}",
            money(amount),
            rule="never below zero",
            source=source,
        )
        return Result(
            amount,
            plain(self.head, amount, f"{plain_number(self.expected_volume)} {self.unit}"),
            (("Instalments", self._table(amount)),),
        )

    def _fee(self, figures: Figures, steps: Steps) -> Decimal:
        if not self.indexed:
            return self.fee
        index = figures.rate(self.figures["index"], rule="indexation")
        held = held_between(index, *self.index_between)
        fee = cents(self.fee * (ONE + held))
        steps.add(
            "Indexation",
            f"{money(self.fee)} × (1 + {percent(held)})"
            + ("" if held == index else f", index {percent(index)}"),
            money(fee),
            rule=f"the index, between {percent(self.index_between[0])} and {percent(self.index_between[1])}; "
            "the fee is rounded to the cent",
            source=self.head.source,
        )
        return fee

    def _table(self, amount: Decimal) -> Table:
        rows = [
            (str(number), money(part)) for number, part in enumerate(instalments(amount, self.instalments), 1)
        ]
        return Table(("Instalment", "Amount"), tuple(rows), frozenset({0, 1}))


def instalments(amount: Decimal, count: int) -> list[Decimal]:
    """An amount in equal parts to the cent; the first ones carry the cents left over."""
    whole, spare = divmod(int(amount * 100), count)
    return [cents(Decimal(whole + (number < spare)) / 100) for number in range(count)]


def read(head: Head, reader: Reader) -> Unitary:
    """The terms of a `unitary_payment` model; faults are noted in the reader."""
    corridor = reader.rates("corridor", (ONE, ONE)) if not reader.has("corridor") else _corridor(reader)
    between = reader.rates("index_between", (ZERO, ONE))
    if len(between) != 2 or between[0] > between[1]:
        reader.fault("index_between", "two rates are needed, the lower first")
        between = (ZERO, ONE)
    instalments_ = reader.count("instalments", 12)
    if not instalments_:
        reader.fault("instalments", "at least one is needed")
    return Unitary(
        head=head,
        figures=names(reader, "volume", "index"),
        fee=reader.amount("fee"),
        unit=reader.text("unit"),
        expected_volume=reader.amount("expected_volume"),
        corridor=(corridor[0], corridor[1]),
        beyond=reader.rate("beyond_corridor", ONE),
        indexed=reader.flag("indexed", False),
        index_between=(between[0], between[1]),
        instalments=instalments_ or 1,
    )


def _corridor(reader: Reader) -> tuple[Decimal, ...]:
    texts = reader.texts("corridor")
    bounds = tuple(reader.as_rate("corridor", text, most=Decimal(10)) for text in texts)
    if len(bounds) != 2 or not bounds[0] <= ONE <= bounds[1]:
        reader.fault("corridor", "two rates around 100 % are needed, such as [“95 %”, “105 %”]")
        return ONE, ONE
    return bounds
