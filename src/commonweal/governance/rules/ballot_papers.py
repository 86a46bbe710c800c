"""The seats and ballots of a BALLOTS.toml."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from commonweal.governance.rules.phrases import plain
from commonweal.governance.rules.votes import CHOICES, Ballot, Capacity, Choice, Method, Seat

WORDS: dict[str, Choice] = {
    "for": Choice.FOR,
    "yes": Choice.FOR,
    "y": Choice.FOR,
    "aye": Choice.FOR,
    "approve": Choice.FOR,
    "in favour": Choice.FOR,
    "in favor": Choice.FOR,
    "against": Choice.AGAINST,
    "no": Choice.AGAINST,
    "n": Choice.AGAINST,
    "nay": Choice.AGAINST,
    "oppose": Choice.AGAINST,
    "abstain": Choice.ABSTAIN,
    "abstention": Choice.ABSTAIN,
    "abstained": Choice.ABSTAIN,
    "consent": Choice.CONSENT,
    "no objection": Choice.CONSENT,
    "concern": Choice.CONCERN,
    "object": Choice.OBJECTION,
    "objection": Choice.OBJECTION,
    "agree": Choice.AGREE,
    "reservations": Choice.RESERVATIONS,
    "agree with reservations": Choice.RESERVATIONS,
    "stand aside": Choice.STAND_ASIDE,
    "stands aside": Choice.STAND_ASIDE,
    "block": Choice.BLOCK,
}
MOST_BALLOTS = 100_000
SEAT_KEYS = {
    "id",
    "organisation",
    "organization",
    "sector",
    "weight",
    "present",
    "recused",
    "chair",
    "name",
    "holder",
}
BALLOT_KEYS = {
    "seat", "organisation", "organization", "choice", "vote", "position", "ranking", "scores", "level", "harm",
    "reason", "integrated", "at", "by", "count", "number", "note",
}  # fmt: skip


class Papers:
    """Reads seats and ballots; faults go into the list given."""

    def __init__(self, method: Method, faults: list[str]) -> None:
        self.method = method
        self.faults = faults
        self.seats: dict[str, Seat] = {}
        self.ballots: list[Ballot] = []
        self._met: dict[str, None] = {}

    def options_met(self) -> tuple[str, ...]:
        """Where the file lists no options: those on the ballots, in the order of the alphabet."""
        return tuple(sorted(self._met))

    def read(
        self, seats: Any, ballots: Any, recused: Any, present: Any, options: tuple[str, ...]
    ) -> tuple[tuple[Seat, ...], tuple[Ballot, ...]]:
        """Seats and ballots as the engine takes them."""
        listed = isinstance(seats, list)
        recused_names, present_names = self._named(recused, "recused"), self._named(present, "present")
        for number, row in enumerate(seats if listed else [], start=1):
            self._seat(number, row, recused_names, present_names)
        self._papers(ballots, may_add=not listed, recused=recused_names)
        if listed:
            for names, word in ((recused_names, "recused"), (present_names, "present")):
                self.faults.extend(
                    f"{word}: there is no seat {one}" for one in sorted(names - set(self.seats))
                )
        elif seats is not None:
            self._fill(seats, present)
        return tuple(self.seats.values()), tuple(self.ballots)

    def _named(self, value: Any, word: str) -> frozenset[str]:
        """The seats named by a list; a number is dealt with elsewhere."""
        if isinstance(value, list):
            return frozenset(self.names(word, value))
        if word == "recused" and value not in (None, 0):
            self.faults.append(
                "recused must name the seats that are recused, as a list, where ballots are listed"
            )
        return frozenset()

    def _seat(self, number: int, row: Any, recused: frozenset[str], present: frozenset[str]) -> None:
        if isinstance(row, str):
            row = {"id": row}
        if not isinstance(row, Mapping):
            self.faults.append(f"seat {number}: write [[seat]] with id, organisation and so on")
            return
        where = f"seat {number}"
        facts = self._keys(where, row, SEAT_KEYS)
        organisation = str(facts.get("organisation", facts.get("organization", facts.get("name", ""))))
        name = str(facts.get("id", "") or organisation).strip()
        if not name:
            self.faults.append(f"{where}: it has neither id nor organisation")
            return
        if name in self.seats:
            self.faults.append(f"{where}: {name} is listed already; give each seat an id of its own")
            return
        self.seats[name] = Seat(
            id=name,
            organisation=organisation or name,
            sector=str(facts.get("sector", "")),
            weight=self._weight(where, facts.get("weight", 1)),
            present=self._yes(where, "present", facts) or name in present,
            recused=self._yes(where, "recused", facts) or name in recused,
            chair=self._yes(where, "chair", facts),
        )

    def _papers(self, ballots: Any, *, may_add: bool, recused: frozenset[str]) -> None:
        if isinstance(ballots, Mapping):
            ballots = [{"seat": seat, "choice": choice} for seat, choice in ballots.items()]
        if ballots is None:
            ballots = []
        if not isinstance(ballots, list):
            self.faults.append("ballots must be listed, each as [[ballot]]")
            return
        for number, row in enumerate(ballots, start=1):
            where = f"ballot {number}"
            if not isinstance(row, Mapping):
                self.faults.append(f"{where}: write [[ballot]] with seat and choice")
                continue
            facts = self._keys(where, row, BALLOT_KEYS)
            seat = str(facts.get("seat", facts.get("organisation", facts.get("organization", "")))).strip()
            count = facts.get("count", 1)
            if isinstance(count, bool) or not isinstance(count, int) or not 1 <= count <= MOST_BALLOTS:
                self.faults.append(f"{where}: count must be a whole number from 1 to {MOST_BALLOTS}")
                continue
            if seat and "count" in facts:
                self.faults.append(
                    f"{where}: a ballot of the seat {seat} counts once; leave out count or seat"
                )
                continue
            if not seat and not may_add:
                self.faults.append(f"{where}: it does not say for which seat it is (seat)")
                continue
            for copy in range(count):
                name = seat or f"ballot {number}" + (f".{copy + 1}" if count > 1 else "")
                if may_add and name not in self.seats:
                    self.seats[name] = Seat(id=name, organisation=name, recused=name in recused)
                elif name not in self.seats:
                    self.faults.append(f"{where}: there is no seat {name}")
                    break
                self._ballot(where, name, facts, number)

    def _ballot(self, where: str, seat: str, facts: Mapping[str, Any], number: int) -> None:
        faults = len(self.faults)
        ranking = self.names(f"{where}: ranking", facts.get("ranking"))
        scores = facts.get("scores", {})
        if not isinstance(scores, Mapping) or any(
            isinstance(one, bool) or not isinstance(one, int) for one in scores.values()
        ):
            self.faults.append(f"{where}: scores must give each option a whole number")
            scores = {}
        level = facts.get("level")
        choice = None
        word = facts.get("choice", facts.get("vote", facts.get("position")))
        if word is not None and not (self.method is Method.GRADIENTS and isinstance(word, int)):
            choice = self._choice(where, word)
        elif word is not None:
            level = word
        if level is not None and (isinstance(level, bool) or not isinstance(level, int)):
            self.faults.append(f"{where}: level must be a whole number")
            level = None
        if choice is None and not ranking and not scores and level is None and len(self.faults) == faults:
            self.faults.append(f"{where}: it says nothing; give choice, ranking, scores or level")
        by = str(facts.get("by", "holder"))
        try:
            capacity = Capacity.of(plain(by))
        except KeyError:
            self.faults.append(f"{where}: by must be holder, alternate or proxy, not {by}")
            capacity = Capacity.HOLDER
        order = facts.get("number", 0)
        self._met.update(dict.fromkeys([*ranking, *map(str, scores)]))
        self.ballots.append(
            Ballot(
                seat=seat,
                choice=choice,
                ranking=ranking,
                scores=dict(scores),
                level=level,
                reason=str(facts.get("harm", facts.get("reason", ""))),
                integrated=self._yes(where, "integrated", facts),
                at=self.moment(f"{where}: at", facts.get("at")),
                number=order if isinstance(order, int) else 0,
                by=capacity,
            )
        )

    def _choice(self, where: str, word: Any) -> Choice | None:
        if isinstance(word, bool):
            word = "yes" if word else "no"
        choice = WORDS.get(plain(str(word)))
        allowed = CHOICES[self.method]
        if choice is Choice.STAND_ASIDE and self.method is Method.CONSENT:
            choice = Choice.ABSTAIN
        if choice is Choice.ABSTAIN and self.method is Method.CONSENSUS:
            choice = Choice.STAND_ASIDE
        if choice is Choice.FOR and self.method in {Method.CONSENT, Method.CONSENSUS}:
            choice = Choice.CONSENT if self.method is Method.CONSENT else Choice.AGREE
        if choice not in allowed:
            words = ", ".join(one.value for one in allowed)
            self.faults.append(f"{where}: {word!r} is no choice here; write one of: {words}")
            return None
        return choice

    def _fill(self, seats: Any, present: Any) -> None:
        """Seats that cast no ballot, where the file says only how many there are."""
        if isinstance(seats, bool) or not isinstance(seats, int) or seats < 0:
            self.faults.append(f"seats must be a number, or a list of [[seat]], not {seats!r}")
            return
        have = len(self.seats)
        if seats < have:
            self.faults.append(f"there are ballots for {have} seats, but seats says {seats}")
            return
        there = have - sum(1 for one in self.seats.values() if one.recused)
        more = 0
        if isinstance(present, int) and not isinstance(present, bool):
            more = present - there
            if not 0 <= more <= seats - have:
                self.faults.append(f"{there} seats voted, but present says {present} of {seats}")
                return
        for number in range(seats - have):
            name = f"seat without ballot {number + 1}"
            self.seats[name] = Seat(id=name, present=number < more)

    def names(self, where: str, value: Any) -> tuple[str, ...]:
        """A list of names; a single name is a list of one."""
        if value is None:
            return ()
        if isinstance(value, str):
            value = [part.strip() for part in value.split(">")] if "ranking" in where else [value]
        if not isinstance(value, list) or any(not isinstance(one, str) or not one.strip() for one in value):
            self.faults.append(f"{where} must be a list of names")
            return ()
        return tuple(one.strip() for one in value)

    def moment(self, where: str, value: Any) -> datetime | None:
        """An instant; one without a time zone is taken as UTC."""
        if value is None:
            return None
        if isinstance(value, str):
            try:
                value = datetime.fromisoformat(value)
            except ValueError:
                value = None
        if not isinstance(value, datetime):
            self.faults.append(f"{where} must be an instant such as 2026-03-01T17:00:00Z")
            return None
        return value if value.tzinfo is not None else value.replace(tzinfo=UTC)

    def _keys(self, where: str, row: Mapping[str, Any], known: set[str]) -> dict[str, Any]:
        self.faults.extend(
            f"{where}: {key} is no word of this format; it may say {', '.join(sorted(known))}"
            for key in row
            if plain(key) not in known
        )
        return {plain(key): value for key, value in row.items()}

    def _weight(self, where: str, value: Any) -> Fraction:
        try:
            if isinstance(value, bool) or not isinstance(value, (int, str, Decimal)):
                raise ValueError
            weight = Fraction(str(value))
        except (ValueError, ZeroDivisionError):
            self.faults.append(f"{where}: weight must be a number or a fraction such as 3/2, not {value!r}")
            return Fraction(1)
        if weight < 0:
            self.faults.append(f"{where}: weight is below zero")
        return weight

    def _yes(self, where: str, name: str, facts: Mapping[str, Any]) -> bool:
        value = facts.get(name, False)
        if not isinstance(value, bool):
            self.faults.append(f"{where}: {name} must be true or false")
            return False
        return value
