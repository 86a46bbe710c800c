"""Reading a contract's TOML: every term checked, every fault collected, each named by where it stands."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from commonweal.settlement.amounts import ZERO, NotANumber, plain_number, read_number, read_rate

_MISSING: Any = object()


class ContractFaults(Exception):
    """The contract cannot be settled as it is written; `faults` says why, one sentence each."""

    def __init__(self, name: str, faults: Iterable[str]) -> None:
        self.faults = tuple(dict.fromkeys(faults))
        listed = "\n".join(f"  - {fault}" for fault in self.faults)
        super().__init__(f"{name} cannot be settled as it is written:\n{listed}")


class Reader:
    """One table of the contract. Each method takes a term out; `done` reports the terms nobody asked for."""

    def __init__(self, table: dict[str, Any], where: str, faults: list[str]) -> None:
        self._table, self.where, self.faults = table, where, faults
        self._asked: set[str] = set()

    def fault(self, key: str, message: str) -> None:
        """Note a fault of a term."""
        place = ", ".join(part for part in (self.where, key) if part)
        self.faults.append(f"{place}: {message}")

    def has(self, key: str) -> bool:
        """Whether the term is written."""
        return key in self._table

    def _take(self, key: str, default: Any, what: str) -> Any:
        self._asked.add(key)
        if key in self._table:
            return self._table[key]
        if default is _MISSING:
            self.fault(key, f"{what} is missing")
            return None
        return default

    def text(self, key: str, default: str = _MISSING) -> str:
        """A text."""
        value = self._take(key, default, "a text")
        if value is None:
            return ""
        if not isinstance(value, str) or (not value.strip() and default is _MISSING):
            self.fault(key, "a text is needed")
            return ""
        return value.strip()

    def is_word(self, key: str, word: str) -> bool:
        """Whether a term that may be a rate is written as a certain phrase instead."""
        self._asked.add(key)
        return self._table.get(key) == word

    def scalar(self, key: str, default: str = _MISSING) -> str:
        """A text or a number, as text."""
        value = self._take(key, default, "a value")
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            return plain_number(Decimal(value))
        if value is not None and not isinstance(value, str):
            self.fault(key, "a value is needed")
        return value.strip() if isinstance(value, str) else ""

    def choice(self, key: str, options: Iterable[str], default: str = _MISSING) -> str:
        """One of several words; the first of them when the term is wrong, so that reading can go on."""
        known = tuple(options)
        value = self._take(key, default, f"one of {', '.join(known)}")
        if value not in known:
            if value is not None:
                self.fault(key, f"“{value}” is none of {', '.join(known)}")
            return known[0]
        return str(value)

    def rate(self, key: str, default: Decimal | None = _MISSING, *, most: Decimal = Decimal(1)) -> Decimal:
        """A rate written with its percent sign, as a fraction between 0 and `most`."""
        value = self._take(key, default, "a rate, such as “50 %”,")
        if value is default or value is None:
            return ZERO if value is None else Decimal(value)
        return self.as_rate(key, value, most=most)

    def as_rate(self, key: str, value: Any, *, most: Decimal = Decimal(1)) -> Decimal:
        """The fraction a term means; a bare number is a question, not a guess."""
        text = plain_number(Decimal(value)) if isinstance(value, int | Decimal) else str(value)
        try:
            rate = read_rate(text)
        except NotANumber as why:
            self.fault(key, str(why))
            return ZERO
        if not 0 <= rate <= most:
            self.fault(key, f"{text} is outside 0 to {plain_number(most * 100)} %")
            return ZERO
        return rate

    def rates(self, key: str, default: tuple[Decimal, ...] = _MISSING) -> tuple[Decimal, ...]:
        """A list of rates."""
        value = self._take(key, default, "a list of rates")
        if value is default or value is None:
            return value or ()
        if not isinstance(value, list):
            self.fault(key, "a list of rates is needed")
            return ()
        return tuple(self.as_rate(key, item) for item in value)

    def amount(self, key: str, default: Decimal | None = _MISSING) -> Decimal:
        """Money or a quantity, zero or more: a TOML number (read as a decimal, never as a float) or a
        text.
        """
        value = self._take(key, default, "an amount")
        if value is default or value is None:
            return ZERO if value is None else Decimal(value)
        return self.as_amount(key, value)

    def as_amount(self, key: str, value: Any) -> Decimal:
        """The number a term means, zero or more."""
        if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
            self.fault(key, "an amount is needed")
            return ZERO
        try:
            number = Decimal(value) if isinstance(value, int) else read_number(str(value))
        except NotANumber as why:
            self.fault(key, str(why))
            return ZERO
        if number is None or number < 0:
            self.fault(key, f"“{value}” is no amount of zero or more")
            return ZERO
        return number

    def optional_rate(self, key: str, *, most: Decimal = Decimal(1)) -> Decimal | None:
        """A rate, or None where the term is absent."""
        return self.rate(key, most=most) if self.has(key) else None

    def optional_amount(self, key: str) -> Decimal | None:
        """An amount, or None where the term is absent."""
        return self.amount(key) if self.has(key) else None

    def count(self, key: str, default: int = _MISSING) -> int:
        """A whole number of zero or more."""
        value = self._take(key, default, "a whole number")
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            if value is not None:
                self.fault(key, f"“{value}” is no whole number of zero or more")
            return 0
        return value

    def flag(self, key: str, default: bool) -> bool:
        """true or false."""
        value = self._take(key, default, "true or false")
        if not isinstance(value, bool):
            self.fault(key, f"“{value}” is neither true nor false")
            return False
        return value

    def day(self, key: str) -> date:
        """A date."""
        value = self._take(key, _MISSING, "a date, such as 2026-01-31,")
        if not isinstance(value, date):
            if value is not None:
                self.fault(key, f"“{value}” is no date; write 2026-01-31, without quotation marks")
            return date.min
        return value

    def texts(self, key: str, default: tuple[str, ...] = _MISSING) -> tuple[str, ...]:
        """A list of texts."""
        value = self._take(key, default, "a list of texts")
        if value is default or value is None:
            return value or ()
        if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
            self.fault(key, "a list of texts is needed")
            return ()
        return tuple(item.strip() for item in value)

    def pairs(self, key: str) -> dict[str, Any]:
        """A table whose keys are free, such as a party and its share; empty where absent."""
        value = self._take(key, {}, "a table")
        if not isinstance(value, dict):
            self.fault(key, "a table is needed")
            return {}
        return dict(value)

    def table(self, key: str) -> Reader | None:
        """A table of its own, or None where it is absent."""
        value = self._take(key, None, "a table")
        if value is None:
            return None
        if not isinstance(value, dict):
            self.fault(key, "a table is needed")
            return None
        return Reader(value, f"{self.where}.{key}" if self.where else f"[{key}]", self.faults)

    def tables(self, key: str) -> list[Reader]:
        """A list of tables, each named by its id where it has one."""
        value = self._take(key, [], "a list of tables")
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.fault(key, f"write each one as a table under [[{key}]]")
            return []
        found = []
        for number, item in enumerate(value, 1):
            name = item.get("id", f"number {number}")
            lead = f"{self.where}, " if self.where else ""
            found.append(Reader(item, f"{lead}{key} {name}", self.faults))
        return found

    def done(self) -> None:
        """Report the terms that mean nothing here: a misspelt term must not be a term silently dropped."""
        for key in self._table.keys() - self._asked:
            self.fault(key, "this term is unknown here; is it misspelt?")
