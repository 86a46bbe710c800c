"""Reading one clause of machine-readable terms, strictly: what is unknown or of the wrong kind is refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar
from uuid import UUID

from commonweal.agreements.rules.sharing import BadTerms

LONGEST = 4000
"""Characters of one text in the terms."""
MOST_CLAUSES = 40
MOST_DAYS = 3660

T = TypeVar("T")


class Reader:
    """One clause: every key is asked for once; whatever was not asked for is refused by `done`."""

    def __init__(self, raw: Any, where: str, parties: frozenset[UUID]) -> None:
        if not isinstance(raw, Mapping):
            raise BadTerms(f"{where} cannot be read.")
        self.raw, self.where, self.parties = raw, where, parties
        self.asked: set[str] = set()

    def _get(self, key: str) -> Any:
        self.asked.add(key)
        return self.raw.get(key)

    def text(self, key: str, *, needed: bool = False) -> str:
        """A text without blanks around it. Raises BadTerms where it is missing, too long or no text."""
        value = self._get(key)
        if value is None or value == "":
            if needed:
                raise BadTerms(f"{self.where} does not say {key}.")
            return ""
        if not isinstance(value, str) or (key != "contract" and len(value) > LONGEST):
            raise BadTerms(f"{self.where}: {key} must be a text of at most {LONGEST} characters.")
        return value.strip()

    def choice(self, key: str, choices: Mapping[str, str], default: str | None = None) -> str:
        """One of the known words."""
        value = self._get(key)
        if value in (None, "") and default is not None:
            return default
        if not isinstance(value, str) or value not in choices:
            raise BadTerms(f"{self.where}: {key} must be one of {', '.join(choices)}.")
        return value

    def number(self, key: str, default: int) -> int:
        """A whole number from 0 to ten years of days."""
        value = self._get(key)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MOST_DAYS:
            raise BadTerms(f"{self.where}: {key} must be a whole number from 0 to {MOST_DAYS}.")
        return value

    def words(self, key: str) -> frozenset[str]:
        """A list of words, in any order."""
        value = self._get(key)
        if value is None:
            return frozenset()
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise BadTerms(f"{self.where}: {key} must be a list of words.")
        return frozenset(value)

    def lines(self, key: str) -> tuple[str, ...]:
        """A list of texts, in order."""
        self.words(key)
        found = tuple(one.strip() for one in self.raw.get(key) or [] if one.strip())
        if len(found) > MOST_CLAUSES or any(len(one) > LONGEST for one in found):
            raise BadTerms(f"{self.where}: {key} has too many entries, or one that is too long.")
        return found

    def organisations(self, key: str) -> frozenset[UUID]:
        """Parties of the agreement; none named: all of them."""
        try:
            found = frozenset(UUID(one) for one in self.words(key))
        except ValueError as error:
            if isinstance(error, BadTerms):
                raise
            raise BadTerms(f"{self.where}: {key} must name organisations.") from error
        if found - self.parties:
            raise BadTerms(f"{self.where} names an organisation that is no party to the agreement.")
        return found

    def days(self, key: str, urgencies: Sequence[str]) -> dict[str, int]:
        """Days by urgency, at least one each; a more urgent referral is never given longer."""
        value = self._get(key)
        if value is None:
            return {}
        if not isinstance(value, Mapping) or set(value) - set(urgencies):
            raise BadTerms(f"{self.where}: {key} gives days for {', '.join(urgencies)} only.")
        for days in value.values():
            if isinstance(days, bool) or not isinstance(days, int) or not 1 <= days <= 365:
                raise BadTerms(f"{self.where}: {key} must be whole days from 1 to 365.")
        found = {one: value[one] for one in urgencies if one in value}
        given = list(found.values())
        if given != sorted(given):
            raise BadTerms(f"{self.where}: {key} gives an urgent referral more days than a less urgent one.")
        return found

    def done(self) -> None:
        """Raise BadTerms where the clause says something that nobody asked for."""
        if unknown := sorted(set(self.raw) - self.asked):
            raise BadTerms(f"{self.where}: nobody knows what {', '.join(unknown)} means.")


def each(
    terms: Mapping[str, Any], group: str, parties: frozenset[UUID], make: Callable[[Reader], T]
) -> tuple[T, ...]:
    """The clauses of a group that may have several."""
    listed = terms.get(group)
    if listed is None:
        return ()
    if not isinstance(listed, list) or len(listed) > MOST_CLAUSES:
        raise BadTerms(f"The terms about {group} must be a list of at most {MOST_CLAUSES} clauses.")
    return tuple(
        _made(raw, f"{group.capitalize()}, clause {position}", parties, make)
        for position, raw in enumerate(listed, start=1)
    )


def one(
    terms: Mapping[str, Any], group: str, parties: frozenset[UUID], make: Callable[[Reader], T]
) -> T | None:
    """The one clause of a group that has at most one."""
    raw = terms.get(group)
    return None if raw is None else _made(raw, group.capitalize(), parties, make)


def _made(raw: Any, where: str, parties: frozenset[UUID], make: Callable[[Reader], T]) -> T:
    reader = Reader(raw, where, parties)
    made = make(reader)
    reader.done()
    return made
