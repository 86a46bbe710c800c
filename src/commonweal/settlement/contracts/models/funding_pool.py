"""Funding pool: partners pay in; the pool pays for services within budgets, after approval; the rest
is carried over.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from commonweal.settlement.amounts import ZERO, cents, money, plain_number
from commonweal.settlement.contracts.figures import Figures
from commonweal.settlement.contracts.models.base import Head, Result, Transfer, names
from commonweal.settlement.contracts.reader import Reader
from commonweal.settlement.division.apportion import divide
from commonweal.settlement.documents import Table
from commonweal.settlement.ledger import Ledger
from commonweal.settlement.steps import Steps

BEFORE = "carried over from before"


@dataclass(frozen=True, slots=True)
class Contribution:
    """What a party pays in: an amount agreed, or one found in the figures."""

    party: str
    amount: Decimal
    figure: str


@dataclass(frozen=True, slots=True)
class Payout:
    """What the pool pays for: an amount, or a price per unit delivered, from a budget and after approval."""

    id: str
    to: str
    budget: str
    price: Decimal
    figure: str
    approved_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FundingPool:
    """The terms. The amount of the result is what stays in the pool at the end of the year."""

    head: Head
    figures: dict[str, str]
    contributions: tuple[Contribution, ...]
    budgets: dict[str, Decimal]
    payouts: tuple[Payout, ...]
    floor: Decimal
    carry_over: Decimal | None
    """The most that stays; None for all of it."""

    def settle(self, figures: Figures, *, gate_open: bool, steps: Steps) -> Result:
        """Everything paid in and out, entry by entry. A closed gate stops payouts, not contributions."""
        pool, source = self.head.id, self.head.source
        ledger = Ledger(floors=((pool, ZERO),))
        carried = cents(figures.amount(self.figures["carried_in"], rule="opening balance"))
        if carried:
            ledger = ledger.move(
                self.head.starts, "carried in", out_of=BEFORE, into=pool, amount=carried, source=source
            )
        transfers: list[Transfer] = []
        paid_in: dict[str, Decimal] = {}
        for contribution in self.contributions:
            amount = cents(
                figures.amount(contribution.figure, contribution.party, rule="contribution")
                if contribution.figure
                else contribution.amount
            )
            if amount:
                ledger = ledger.move(
                    self.head.starts,
                    "contribution",
                    out_of=contribution.party,
                    into=pool,
                    amount=amount,
                    source=source,
                )
                paid_in[contribution.party] = paid_in.get(contribution.party, ZERO) + amount
                transfers.append(Transfer(pool, contribution.party, pool, amount, "contribution"))
        steps.add(
            "Paid in",
            f"carried in {money(carried)}; "
            + ", ".join(f"{who} {money(sum_)}" for who, sum_ in paid_in.items()),
            money(ledger.balance(pool)),
            rule="contributions on the first day",
            source=source,
        )
        ledger, rows, paid = self._pay(ledger, figures, gate_open=gate_open, steps=steps)
        transfers += paid
        ledger, returned = self._give_back(ledger, paid_in, steps)
        transfers += returned
        balance = ledger.balance(pool)
        steps.add(
            "Carried over",
            "what is left in the pool",
            money(balance),
            rule="stays in the pool for the next year",
            source=source,
        )
        headings = ("Payout", "To", "Asked", "Paid", "Why less")
        table = Table(headings, tuple(rows), frozenset({2, 3}))
        return Result(balance, tuple(transfers), (("Payouts", table), ("Ledger", _as_table(ledger))), ledger)

    def _pay(
        self, ledger: Ledger, figures: Figures, *, gate_open: bool, steps: Steps
    ) -> tuple[Ledger, list[tuple[str, ...]], list[Transfer]]:
        pool, left = self.head.id, dict(self.budgets)
        rows: list[tuple[str, ...]] = []
        transfers = []
        for payout in self.payouts:
            units = figures.amount(payout.figure, payout.to, rule="payout") if payout.figure else Decimal(1)
            asked = cents(payout.price * units)
            approved = gate_open and all(
                figures.yes(f"{payout.id}_approved", party, rule="approval") for party in payout.approved_by
            )
            available = max(ZERO, ledger.balance(pool) - self.floor)
            amount = min(asked, left[payout.budget], available) if approved else ZERO
            why = ""
            if not approved:
                why = "not approved" if gate_open else f"gate {self.head.gate} is closed"
            elif amount < asked:
                why = "budget used up" if left[payout.budget] <= available else "pool at its floor"
            if amount:
                ledger = ledger.move(
                    self.head.ends,
                    payout.id,
                    out_of=pool,
                    into=payout.to,
                    amount=amount,
                    source=self.head.source,
                )
                transfers.append(Transfer(pool, pool, payout.to, amount, payout.id))
            left[payout.budget] -= amount
            rows.append((payout.id, payout.to, money(asked), money(amount), why))
            steps.add(
                f"Payout {payout.id}",
                (f"{plain_number(units)} × {money(payout.price)} = " if payout.figure else "") + money(asked),
                money(amount) + (f" ({why})" if why else ""),
                rule="in the order of the contract, within the budget, above the pool's floor, "
                "after approval",
                source=self.head.source,
            )
        return ledger, rows, transfers

    def _give_back(
        self, ledger: Ledger, paid_in: dict[str, Decimal], steps: Steps
    ) -> tuple[Ledger, list[Transfer]]:
        pool = self.head.id
        if self.carry_over is None or not paid_in:
            return ledger, []
        surplus = int((ledger.balance(pool) - self.carry_over) * 100)
        if surplus <= 0:
            return ledger, []
        weights = {party: Fraction(amount) for party, amount in paid_in.items()}
        transfers = []
        for party, share in sorted(divide(surplus, weights).cents.items()):
            if share:
                amount = cents(Decimal(share) / 100)
                ledger = ledger.move(
                    self.head.ends,
                    "given back",
                    out_of=pool,
                    into=party,
                    amount=amount,
                    source=self.head.source,
                )
                transfers.append(Transfer(pool, pool, party, amount, "given back"))
        steps.add(
            "Given back",
            f"what stands above {money(self.carry_over)}",
            money(cents(Decimal(surplus) / 100)),
            rule="above the carry-over limit the pool gives back in proportion to what was paid in",
            source=self.head.source,
        )
        return ledger, transfers


def _as_table(ledger: Ledger) -> Table:
    rows = [
        (str(entry.number), entry.on.isoformat(), entry.text, posting.account, money(posting.amount))
        for entry in ledger.entries
        for posting in entry.postings
    ]
    return Table(("Entry", "On", "For", "Account", "Amount"), tuple(rows), frozenset({0, 4}))


def read(head: Head, reader: Reader) -> FundingPool:
    """The terms of a `funding_pool` model; faults are noted in the reader."""
    budgets: dict[str, Decimal] = {}
    for item in reader.tables("budget"):
        name = item.text("id")
        if name in budgets:
            item.fault("id", f"there are two budgets {name}")
        budgets[name] = item.amount("amount")
        item.text("purpose", "")
        item.done()
    contributions = []
    for item in reader.tables("contribution"):
        if item.has("amount") == item.has("figure"):
            item.fault("", "give either an amount or a figure")
        contributions.append(
            Contribution(item.text("party"), item.amount("amount", ZERO), item.text("figure", ""))
        )
        item.done()
    payouts = []
    for item in reader.tables("payout"):
        payout = Payout(
            id=item.text("id"),
            to=item.text("to"),
            budget=item.text("budget"),
            price=item.amount("price"),
            figure=item.text("per", ""),
            approved_by=item.texts("approved_by", ()),
        )
        if payout.budget not in budgets:
            item.fault("budget", f"there is no budget {payout.budget}")
            budgets[payout.budget] = ZERO
        payouts.append(payout)
        item.done()
    if not contributions:
        reader.fault("contribution", "nobody pays in")
    return FundingPool(
        head=head,
        figures=names(reader, "carried_in"),
        contributions=tuple(contributions),
        budgets=budgets,
        payouts=tuple(payouts),
        floor=reader.amount("floor", ZERO),
        carry_over=reader.optional_amount("carry_over"),
    )
