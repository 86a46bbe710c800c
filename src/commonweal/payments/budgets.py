"""A pool's budgets: what each purpose may cost in a period, what is left, what goes on to the next. Plain Python.

See docs/methods/pool-budgets.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from commonweal.payments.rules import spelled
from commonweal.settlement.amounts import ZERO, money

PURPOSES: dict[str, str] = {
    "clinical": "Clinical services",
    "consulting": "Consulting",
    "community": "Community services",
    "other": "Something else",
}
"""What a pool pays for."""

DELIVERED: dict[str, str] = {
    "referral": "referral completed",
    "pathway": "Pathway completed",
}
"""What is counted and paid by the piece. A Pathway is complete when the person got the help the referral was for."""


@dataclass(frozen=True)
class Budget:
    """What a purpose may cost between two days, both included."""

    key: UUID
    purpose: str
    starts: date
    ends: date
    amount: Decimal
    carries_over: bool
    """What is left goes on to the period that begins the day after; otherwise it lapses."""

    def covers(self, purpose: str, on: date) -> bool:
        """Is a payment for this purpose on this day charged to it?"""
        return self.purpose == purpose and self.starts <= on <= self.ends


@dataclass(frozen=True)
class Line:
    """A budget with what has become of it."""

    budget: Budget
    carried_in: Decimal
    paid: Decimal

    @property
    def allowed(self) -> Decimal:
        """What may be paid in the period: its own amount, and what the period before left."""
        return self.budget.amount + self.carried_in

    @property
    def left(self) -> Decimal:
        """What can still be paid; below zero where more was paid than the budget allowed."""
        return self.allowed - self.paid

    @property
    def carried_over(self) -> Decimal:
        """What goes on to the next period, as things stand. More than was allowed is not taken from it."""
        return max(ZERO, self.left) if self.budget.carries_over else ZERO

    @property
    def lapses(self) -> Decimal:
        """What is left and goes on nowhere, as things stand."""
        return max(ZERO, self.left) - self.carried_over


@dataclass(frozen=True)
class Paid:
    """A payment that was made; one taken back comes a second time, below zero, with the day of the first."""

    purpose: str
    on: date
    amount: Decimal


def lines(budgets: Iterable[Budget], paid: Iterable[Paid]) -> list[Line]:
    """Each budget with what was carried in, paid and left; by purpose, then by period."""
    spent = list(paid)
    found: list[Line] = []
    order = list(PURPOSES)
    for one in sorted(budgets, key=lambda row: (order.index(row.purpose), row.starts)):
        before = found[-1] if found else None
        follows = (
            before is not None
            and before.budget.purpose == one.purpose
            and before.budget.ends + timedelta(days=1) == one.starts
        )
        carried = before.carried_over if before is not None and follows else ZERO
        total = sum((row.amount for row in spent if one.covers(row.purpose, row.on)), ZERO)
        found.append(Line(one, carried, total))
    return found


def covering(all_lines: Iterable[Line], purpose: str, on: date) -> Line | None:
    """The budget to which a payment would be charged; periods of one purpose never overlap."""
    return next((one for one in all_lines if one.budget.covers(purpose, on)), None)


def beyond(all_lines: Sequence[Line], purpose: str, on: date, amount: Decimal) -> Decimal:
    """How much of a payment no budget allows: all of it where there is none for its purpose and day."""
    line = covering(all_lines, purpose, on)
    return amount if line is None else min(amount, max(ZERO, amount - line.left))


def refusal_beyond(all_lines: Sequence[Line], purpose: str, on: date, amount: Decimal) -> str | None:
    """Why a payment beyond its budget is refused where nobody was named who could allow it.

    A pool without any budget has nothing to go beyond.
    """
    over = beyond(all_lines, purpose, on, amount)
    if not all_lines or not over:
        return None
    title = PURPOSES[purpose].lower()
    line = covering(all_lines, purpose, on)
    if line is None:
        said = f"The pool has no budget for {title} on {spelled(on)}"
    else:
        said = (
            f"The budget for {title} until {spelled(line.budget.ends)} has {money(max(ZERO, line.left))} left"
        )
    return (
        f"{said}; {money(over)} of this payment lies beyond it, and no body was named that decides about spending. "
        "Nothing was paid. Change the budget with a reason, or say under decision rights who decides."
    )


def refusal_to_budget(others: Iterable[Budget], purpose: str, starts: date, ends: date) -> str | None:
    """Why a budget cannot be set for these days, if it cannot. The very same days are a change of that budget."""
    if ends < starts:
        return f"The budget ends on {spelled(ends)}, before it begins on {spelled(starts)}."
    for one in others:
        other = one.purpose == purpose and (one.starts, one.ends) != (starts, ends)
        if other and one.starts <= ends and starts <= one.ends:
            return (
                f"There is a budget for {PURPOSES[purpose].lower()} from {spelled(one.starts)} to "
                f"{spelled(one.ends)}; the periods of one purpose cannot overlap."
            )
    return None


def refusal_to_claim(
    claims: Iterable[tuple[date, date]], since: date, until: date, *, today: date, units: int
) -> str | None:
    """Why what was delivered between two days cannot be claimed, if it cannot.

    `claims`: the days of claims of the same kind that were not declined or taken back, so that nothing is paid twice.
    """
    if until < since:
        return f"The last day, {spelled(until)}, lies before the first, {spelled(since)}."
    if until >= today:
        return f"{spelled(until)} is not over yet; claim what was delivered up to yesterday."
    for first, last in claims:
        if first <= until and since <= last:
            return f"What was delivered from {spelled(first)} to {spelled(last)} was claimed already."
    if units == 0:
        return f"Nothing that this pool pays for was completed from {spelled(since)} to {spelled(until)}."
    return None
