"""A pool's ledger: double entry, always in balance, never edited, only corrected.

An entry has postings that add up to zero (in: debit, positive; out: credit, negative, seen from the account).
Nothing is ever changed or removed: a mistake is corrected by an entry that reverses the first, once,
and a new
one. The rules are plain data in, plain data out, so that whatever stores a ledger can hold them too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from commonweal.settlement.amounts import CENT, ZERO, money


class Refused(ValueError):
    """The ledger does not take the entry; the message says why and nothing was written."""


@dataclass(frozen=True, slots=True)
class Posting:
    """An amount on an account: positive comes in, negative goes out."""

    account: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Entry:
    """One event, in full: who paid what to whom, when, why, and by whose approval."""

    number: int
    on: date
    text: str
    postings: tuple[Posting, ...]
    source: str
    """Where it came from: a contract's clause, a document, a person."""
    reverses: int | None = None
    """The number of the entry this one takes back."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """Entries in the order they were made. Every operation returns a new ledger; the old one stays as
    it was.
    """

    entries: tuple[Entry, ...] = ()
    floors: tuple[tuple[str, Decimal], ...] = ()
    """Accounts that may not fall below an amount."""

    def balance(self, account: str) -> Decimal:
        """What stands on an account."""
        return self.balances().get(account, ZERO)

    def balances(self) -> dict[str, Decimal]:
        """What stands on every account; together they are zero."""
        found: dict[str, Decimal] = {}
        for entry in self.entries:
            for posting in entry.postings:
                found[posting.account] = found.get(posting.account, ZERO) + posting.amount
        return found

    def post(self, on: date, text: str, amounts: Mapping[str, Decimal], *, source: str) -> Ledger:
        """Add an entry. Raises Refused when it does not balance, has fractions of a cent, or breaks a
        floor.
        """
        return self._add(on, text, amounts, source=source, reverses=None)

    def move(self, on: date, text: str, *, out_of: str, into: str, amount: Decimal, source: str) -> Ledger:
        """The plainest entry: an amount above zero from one account to another."""
        if amount <= 0:
            raise Refused(f"{money(amount)} cannot be moved; an amount above zero is needed")
        if out_of == into:
            raise Refused(f"from {out_of} to itself nothing is moved")
        return self.post(on, text, {out_of: -amount, into: amount}, source=source)

    def correct(self, number: int, on: date, text: str, *, source: str) -> Ledger:
        """Take an entry back by its mirror image. Raises Refused if there is none, or it was already
        taken back.
        """
        entry = next((entry for entry in self.entries if entry.number == number), None)
        if entry is None:
            raise Refused(f"there is no entry {number}")
        if any(other.reverses == number for other in self.entries):
            raise Refused(f"entry {number} was already taken back")
        if entry.reverses is not None:
            raise Refused(f"entry {number} is itself a correction; post a new entry instead")
        if on < entry.on:
            raise Refused(f"a correction on {on} cannot come before the entry of {entry.on}")
        mirror = {posting.account: -posting.amount for posting in entry.postings}
        return self._add(on, text, mirror, source=source, reverses=number)

    def _add(
        self, on: date, text: str, amounts: Mapping[str, Decimal], *, source: str, reverses: int | None
    ) -> Ledger:
        _check_postings(amounts, text)
        if self.entries and on < self.entries[-1].on:
            raise Refused(f"an entry of {on} cannot follow one of {self.entries[-1].on}")
        number = len(self.entries) + 1
        postings = tuple(Posting(account, amounts[account]) for account in sorted(amounts))
        entry = Entry(number, on, text.strip(), postings, source, reverses)
        grown = Ledger((*self.entries, entry), self.floors)
        for account, floor in self.floors:
            # A correction may take an account below its floor: the truth is written down even when it is bad.
            if reverses is None and amounts.get(account, ZERO) < 0 and grown.balance(account) < floor:
                raise Refused(
                    f"{account} would stand at {money(grown.balance(account))}, below its floor of "
                    f"{money(floor)}"
                )
        return grown


def _check_postings(amounts: Mapping[str, Decimal], text: str) -> None:
    if not text.strip():
        raise Refused("an entry says what it is for")
    if len(amounts) < 2:
        raise Refused("an entry has at least two postings: where it comes from and where it goes")
    for account, amount in amounts.items():
        if not account.strip():
            raise Refused("a posting names an account")
        if not isinstance(amount, Decimal) or not amount.is_finite() or amount != amount.quantize(CENT):
            raise Refused(f"{amount} on {account} is not whole cents")
        if amount == 0:
            raise Refused(f"nothing is posted on {account}")
    total = sum(amounts.values(), ZERO)
    if total:
        raise Refused(f"the postings add up to {money(total)}, not to zero")


def check(entries: Iterable[Entry]) -> None:
    """Check a ledger read from somewhere else. Raises Refused at the first entry that breaks a rule."""
    ledger = Ledger()
    for entry in entries:
        if entry.number != len(ledger.entries) + 1:
            raise Refused(f"entry {entry.number} stands where {len(ledger.entries) + 1} belongs")
        amounts = {posting.account: posting.amount for posting in entry.postings}
        if len(amounts) != len(entry.postings):
            raise Refused(f"entry {entry.number} posts twice on one account")
        if entry.reverses is None:
            ledger = ledger.post(entry.on, entry.text, amounts, source=entry.source)
        else:
            ledger = ledger.correct(entry.reverses, entry.on, entry.text, source=entry.source)
            if ledger.entries[-1].postings != entry.postings:
                raise Refused(f"entry {entry.number} is not the mirror image of {entry.reverses}")
