"""Which figures a contract asks for: found by settling it with made-up ones and writing down what it looks up.

A contract looks up different figures when there is a gain, a loss or a closed gate, so it is settled several times.
The list helps people to enter figures; what is really missing is said by the settlement itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum
from itertools import count, repeat

from commonweal.settlement.amounts import ONE, ZERO, exact
from commonweal.settlement.contracts import sharing
from commonweal.settlement.contracts.contract import Contract
from commonweal.settlement.contracts.figures import Figures
from commonweal.settlement.contracts.run import settle
from commonweal.settlement.division.apportion import CannotDivide
from commonweal.settlement.steps import NeedsInput


class Written(Enum):
    """How a figure is written."""

    NUMBER = "a number"
    RATE = "a rate with its percent sign"
    ANSWER = "yes or no"


@dataclass(frozen=True, slots=True)
class Asked:
    """A figure that the contract looks up; an empty party: about the contract as a whole."""

    figure: str
    party: str
    written: Written


class _MadeUp(Figures):
    """Answers every question with something, and remembers what was asked."""

    __slots__ = ("amounts", "answer", "asked", "share")

    def __init__(
        self, amounts: Iterator[int], share: Decimal, answer: bool, asked: dict[tuple[str, str], Asked]
    ) -> None:
        super().__init__("made-up figures", {})
        self.amounts, self.share, self.answer, self.asked = amounts, share, answer, asked

    def _note(self, figure: str, party: str, written: Written) -> None:
        self.asked.setdefault((figure, party), Asked(figure, party, written))

    def amount(self, figure: str, party: str = "", *, rule: str, below_zero: bool = False) -> Decimal:
        self._note(figure, party, Written.NUMBER)
        return Decimal(next(self.amounts))

    def count(self, figure: str, party: str = "", *, rule: str) -> int:
        self._note(figure, party, Written.NUMBER)
        return next(self.amounts)

    def rate(self, figure: str, party: str = "", *, rule: str, most: Decimal = ONE) -> Decimal:
        self._note(figure, party, Written.RATE)
        return min(self.share, most)

    def yes(self, figure: str, party: str = "", *, rule: str) -> bool:
        self._note(figure, party, Written.ANSWER)
        return self.answer

    def parties_with(self, figure: str) -> list[str]:
        self._note(figure, "", Written.NUMBER)
        return []


def asked(contract: Contract) -> tuple[Asked, ...]:
    """What the contract looks up, in the order in which it does; a gain, a loss and closed gates are tried.

    A figure given for groups of parties (a Shapley value) stands there once, without its groups.
    """
    found: dict[tuple[str, str], Asked] = {}
    for amounts in (repeat(1), repeat(1000), count(1000, 1000), count(10**9, -1000)):
        for share, answer in ((ONE, True), (ZERO, False)):
            made_up = _MadeUp(amounts, share, answer, found)
            settle(contract, made_up)
            # Where nothing is divided with made-up figures, the rules of the division are asked one by one.
            for part in (*contract.division.gains, *contract.division.losses) if contract.division else ():
                with suppress(NeedsInput, CannotDivide), exact():
                    sharing.weights_of((replace(part, part=ONE),), made_up)
    return tuple(found.values())
