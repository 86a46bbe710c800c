"""What follows from the facts of a contract year, a dispute or a pool. Plain Python: no Django, no clock."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction

from commonweal.settlement.amounts import ZERO, cents, money
from commonweal.settlement.division.apportion import divide


def spelled(on: date) -> str:
    """A day in a sentence, with its year: “31 December 2026”."""
    return f"{on.day} {on:%B %Y}"


class State(Enum):
    """Where a contract year stands: the key, and the words a page uses."""

    DRAFT = ("draft", "Draft")
    OFFERED = ("offered", "Being signed")
    SIGNED = ("signed", "Signed")
    RUNNING = ("running", "Running")
    AWAITING = ("awaiting", "Waits for figures")
    FIGURES_IN = ("figures-in", "Figures are in")
    SETTLED = ("settled", "Settled")
    DISPUTED = ("disputed", "Disputed")
    CLOSED = ("closed", "Closed")

    def __init__(self, key: str, title: str) -> None:
        self.key = key
        self.title = title


@dataclass(frozen=True)
class Year:
    """The facts of a contract year on a day."""

    today: date
    starts: date
    ends: date
    offered: bool = False
    all_signed: bool = False
    figures_in: bool = False
    settled: bool = False
    open_disputes: int = 0
    upheld: bool = False
    """An objection to the latest settlement was right, so it cannot be the last one."""
    disputes_until: date | None = None
    closed: bool = False


QUESTIONS: tuple[tuple[Callable[[Year], bool], State], ...] = (
    (lambda year: year.closed, State.CLOSED),
    (lambda year: year.settled and year.open_disputes > 0, State.DISPUTED),
    (lambda year: year.settled, State.SETTLED),
    (lambda year: not year.offered, State.DRAFT),
    (lambda year: not year.all_signed, State.OFFERED),
    (lambda year: year.today < year.starts, State.SIGNED),
    (lambda year: year.today <= year.ends, State.RUNNING),
    (lambda year: year.figures_in, State.FIGURES_IN),
)
"""Asked in this order; the first that is answered with yes gives the state. If none is, figures are missing."""


def state(year: Year) -> State:
    """Where a contract year stands."""
    return next((answer for asked, answer in QUESTIONS if asked(year)), State.AWAITING)


def refusal_to_offer(year: Year, unmapped: Iterable[str], organisations: int) -> str | None:
    """Why the terms cannot be put out for signature, if they cannot."""
    if year.offered:
        return "These terms are out for signature already."
    if names := ", ".join(unmapped):
        return f"Say first which partner these parties are: {names}."
    if organisations < 2:
        return "A contract needs at least two different organisations to sign it."
    return None


def refusal_to_change(year: Year) -> str | None:
    """Why the terms cannot be changed, if they cannot."""
    if year.offered:
        return "These terms are out for signature, so they never change. Take them back first."
    return None


def refusal_to_take_back(year: Year) -> str | None:
    """Why terms cannot be taken back to a draft, if they cannot."""
    if not year.offered:
        return "These terms are a draft already."
    if year.all_signed:
        return "Everybody has signed. What was signed is kept."
    return None


def refusal_to_sign(year: Year, *, is_party: bool, has_signed: bool) -> str | None:
    """Why an organisation cannot sign, if it cannot."""
    if not year.offered:
        return "These terms are a draft; they can be signed when they have been put out for signature."
    if not is_party:
        return "Your organisation is no party of this contract."
    if has_signed:
        return "Your organisation has signed these terms already."
    return None


def refusal_to_enter(year: Year, *, settles: bool, parties: Iterable[str], own: frozenset[str]) -> str | None:
    """Why figures about these parties (empty: the contract as a whole) cannot be entered, if they cannot.

    Whoever settles enters any figure; a party only figures about itself.
    """
    if year.closed:
        return "This year is closed; its figures stay as they were settled."
    if not (year.offered and year.all_signed):
        return "Figures can be entered when everybody has signed."
    if year.figures_in:
        return "The figures were declared complete. To correct one, have them opened again first."
    if settles:
        return None
    for party in parties:
        if party not in own:
            whose = f"about {party}" if party else "about the contract as a whole"
            return (
                f"A figure {whose} is entered by whoever settles the contract; you enter those of your own."
            )
    return None


def refusal_to_declare(year: Year, questions: Iterable[str]) -> str | None:
    """Why the figures cannot be declared complete, if they cannot."""
    if not (year.offered and year.all_signed):
        return "Figures are complete only under a contract that everybody has signed."
    if year.closed:
        return "This year is closed."
    if year.figures_in:
        return "The figures were declared complete already."
    if year.today <= year.ends:
        return f"The year runs until {spelled(year.ends)}; its figures can be complete only after that."
    if first := next(iter(questions), ""):
        return f"Something is missing: {first}."
    return None


def refusal_to_reopen(year: Year) -> str | None:
    """Why figures that were declared complete cannot be opened again, if they cannot."""
    if year.closed:
        return "This year is closed; its figures stay as they were settled."
    if not year.figures_in:
        return "The figures are open already."
    if year.settled and not year.upheld:
        return "The settlement stands. Figures are opened again when an objection to it was found right."
    return None


def refusal_to_settle(year: Year) -> str | None:
    """Why the year cannot be settled, if it cannot."""
    if year.closed:
        return "This year is closed."
    if not year.figures_in:
        return "The figures must be declared complete first."
    if year.open_disputes:
        return "A dispute is open; answer it first."
    if year.settled and not year.upheld:
        return "This year is settled, and nobody's objection was found right."
    return None


def refusal_to_dispute(year: Year, *, has_statement: bool, has_open: bool, latest: bool) -> str | None:
    """Why an organisation cannot dispute a statement, if it cannot."""
    if not year.settled or not has_statement:
        return "There is no statement of your organisation to dispute."
    if not latest:
        return "There is a newer statement; dispute that one."
    if year.closed:
        return "This year is closed."
    if has_open:
        return "Your organisation has disputed this statement already, and the answer is still to come."
    if year.disputes_until is not None and year.today > year.disputes_until:
        return f"Statements could be disputed until {spelled(year.disputes_until)}."
    return None


def refusal_to_close(year: Year) -> str | None:
    """Why the year cannot be closed, if it cannot."""
    if year.closed:
        return "This year is closed already."
    if not year.settled:
        return "Only a settled year can be closed."
    if year.open_disputes:
        return "A dispute is open; answer it first."
    if year.upheld:
        return "An objection was found right; settle the year anew first."
    if year.disputes_until is not None and year.today <= year.disputes_until:
        return f"Statements can be disputed until {spelled(year.disputes_until)}; close the year after that."
    return None


class Paying(Enum):
    """Where a payment asked of a pool stands."""

    ASKED = ("asked", "Waits for approval")
    APPROVED = ("approved", "Approved, to be paid")
    DECLINED = ("declined", "Declined")
    PAID = ("paid", "Paid")
    TAKEN_BACK = ("taken-back", "Paid, then taken back")

    def __init__(self, key: str, title: str) -> None:
        self.key = key
        self.title = title


def paying(
    *, approvers: frozenset[object], answers: Mapping[object, bool], paid: bool, reversed_: bool
) -> Paying:
    """Where a payment stands: one no declines it, and every member that approves must have said yes."""
    if paid:
        return Paying.TAKEN_BACK if reversed_ else Paying.PAID
    if not all(answers.values()):
        return Paying.DECLINED
    if approvers <= {who for who, yes in answers.items() if yes}:
        return Paying.APPROVED
    return Paying.ASKED


def refusal_to_pay(at: Paying, *, balance: Decimal, floor: Decimal, amount: Decimal) -> str | None:
    """Why a payment cannot be made, if it cannot."""
    if at is not Paying.APPROVED:
        return f"This payment cannot be made: {at.title.lower()}."
    if balance - amount < floor:
        return (
            f"The pool has {money(balance)}; paying {money(amount)} would leave {money(balance - amount)}, "
            f"below its floor of {money(floor)}. Nothing was paid."
        )
    return None


def refusal_to_post(on: date, *, last: date | None, today: date) -> str | None:
    """Why an entry cannot bear this day, if it cannot."""
    if on > today:
        return f"{on} lies ahead; an entry is made on or after the day on which money moved."
    if last is not None and on < last:
        return f"The ledger has an entry of {last}; a later entry cannot bear an earlier day ({on})."
    return None


def given_back(balance: Decimal, limit: Decimal, paid_in: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """What stands above the carry-over limit, by what each paid in, to the cent; empty where nothing does.

    The parts add up to exactly the surplus (largest remainder, ties in the order of names).
    """
    surplus = cents(balance) - cents(limit)
    weights = {who: Fraction(amount) for who, amount in paid_in.items() if amount > 0}
    if surplus <= 0 or not weights:
        return {}
    parts = divide(int(surplus * 100), weights).cents
    return {who: cents(Decimal(part) / 100) for who, part in sorted(parts.items()) if part}


def balances(postings: Iterable[tuple[date, Decimal]]) -> list[tuple[date, Decimal]]:
    """What stands at the end of each day on which something moved."""
    found: dict[date, Decimal] = {}
    total = ZERO
    for on, amount in sorted(postings, key=lambda one: one[0]):
        total += amount
        found[on] = total
    return list(found.items())


def signed_by_all(
    organisations: frozenset[object], signatures: Iterable[tuple[object, str]], *, digest: str
) -> bool:
    """Has each organisation signed what has this digest now?"""
    return bool(organisations) and organisations <= {who for who, seen in signatures if seen == digest}
