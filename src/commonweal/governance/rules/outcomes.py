"""What came of a vote, with every number it rests on and the explanation in sentences."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from commonweal.governance.rules.thresholds import Threshold
from commonweal.governance.rules.votes import Method

Amount = int | Fraction
"""Votes or weights."""


@dataclass(frozen=True)
class Test:
    """One rule that had to be met."""

    threshold: Threshold
    of: Amount
    amount: Amount
    met: bool
    sector: str = ""

    @property
    def needed(self) -> Amount:
        """The least number of votes; of weights that are no whole numbers, the share itself."""
        if isinstance(self.of, int):
            return self.threshold.needed(self.of)
        return self.threshold.fraction * self.of


@dataclass(frozen=True)
class Round:
    """One round of a ranked count."""

    votes: dict[str, Fraction]
    elected: tuple[str, ...] = ()
    eliminated: str = ""
    exhausted: Fraction = Fraction(0)
    tie: str = ""
    """How a tie was broken, where there was one."""


@dataclass(frozen=True)
class Outcome:
    """The outcome of a vote; the same ballots give the same, in any order."""

    method: Method
    eligible: int
    present: int
    cast: int
    votes_for: Amount
    votes_against: Amount
    abstain: Amount
    quorum: bool
    quorum_needed: int
    carried: bool | None
    """None: it carries nothing (a sense check), or the counts do not say how many were for."""
    explanation: tuple[str, ...]
    needed: Amount | None = None
    tests: tuple[Test, ...] = ()
    recused: int = 0
    winners: tuple[str, ...] = ()
    rounds: tuple[Round, ...] = ()
    totals: dict[str, Amount] | None = None
    """Score: what each option got. Gradients: how many stand on each step."""
    standing: tuple[tuple[str, str], ...] = ()
    """Consent: objections that stand; consensus: blocks. Seat and reason."""
    missing_consents: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Plain values for JSON; whole numbers as numbers, other fractions as text (`5/2`)."""
        said: dict[str, Any] = {
            "method": self.method.key,
            "eligible": self.eligible,
            "present": self.present,
            "cast": self.cast,
            "needed": number(self.needed),
            "for": number(self.votes_for),
            "against": number(self.votes_against),
            "abstain": number(self.abstain),
            "quorum": self.quorum,
            "quorum_needed": self.quorum_needed,
            "carried": self.carried,
            "explanation": " ".join(self.explanation),
            "recused": self.recused,
        }
        if self.tests:
            said["rules"] = [
                {
                    "rule": one.threshold.words + (f" in {one.sector}" if one.sector else ""),
                    "needed": number(one.needed),
                    "for": number(one.amount),
                    "of": number(one.of),
                    "met": one.met,
                }
                for one in self.tests
            ]
        if self.method in {Method.RANKED, Method.SCORE}:
            said["winners"] = list(self.winners)
        if self.method is Method.RANKED:
            said["rounds"] = [
                {
                    "votes": {name: number(value) for name, value in one.votes.items()},
                    "elected": list(one.elected),
                    "eliminated": one.eliminated or None,
                    "exhausted": number(one.exhausted),
                    "tie": one.tie or None,
                }
                for one in self.rounds
            ]
        if self.totals is not None:
            said["totals"] = {name: number(value) for name, value in self.totals.items()}
        if self.standing:
            said["standing"] = [{"seat": seat, "reason": reason} for seat, reason in self.standing]
        if self.missing_consents:
            said["missing_consents"] = list(self.missing_consents)
        if self.left_out:
            said["left_out"] = list(self.left_out)
        return said


def number(value: Amount | None) -> int | str | None:
    """A whole number as one, another fraction as exact text."""
    if value is None or isinstance(value, int):
        return value
    return value.numerator if value.denominator == 1 else f"{value.numerator}/{value.denominator}"


def said(value: Amount) -> str:
    """An amount in a sentence: at most three decimals, rounded only for reading."""
    whole = number(value)
    return str(whole) if isinstance(whole, int) else f"{float(value):.3f}".rstrip("0").rstrip(".")
