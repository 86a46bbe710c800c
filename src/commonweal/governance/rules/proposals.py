"""From a proposal's facts to its status, and why an act on it cannot be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from commonweal.governance.rules.votes import CHOICES, Method

SHORTEST = timedelta(minutes=5)
"""Nobody can vote in less."""
LONGEST = timedelta(days=120)
SOON = timedelta(days=2)
"""A vote about to close needs those who have not voted."""


class Status(Enum):
    """Where a proposal stands."""

    DRAFT = ("draft", "Draft")
    CONSULTING = ("consulting", "Asked first")
    OPEN = ("open", "Vote open")
    ENDED = ("ended", "Ended, to be counted")
    CARRIED = ("carried", "Carried")
    NOT_CARRIED = ("not-carried", "Not carried")
    SENSED = ("sensed", "Sense taken")
    WITHDRAWN = ("withdrawn", "Withdrawn")

    def __init__(self, key: str, title: str) -> None:
        self.key = key
        self.title = title


@dataclass(frozen=True)
class Facts:
    """What is recorded about a proposal."""

    opened_at: datetime | None
    closes_at: datetime | None
    closed_at: datetime | None
    withdrawn_at: datetime | None
    consult_until: datetime | None = None
    carried: bool | None = None
    in_meeting: bool = False


def status(facts: Facts, now: datetime) -> Status:
    """The ordered questions whose first answer is the status."""
    if facts.withdrawn_at is not None:
        return Status.WITHDRAWN
    if facts.closed_at is not None:
        if facts.carried is None:
            return Status.SENSED
        return Status.CARRIED if facts.carried else Status.NOT_CARRIED
    if facts.opened_at is not None and facts.closes_at is not None:
        return Status.OPEN if now < facts.closes_at else Status.ENDED
    if facts.consult_until is not None and now < facts.consult_until:
        return Status.CONSULTING
    return Status.DRAFT


def refusal_to_change(facts: Facts, now: datetime) -> str | None:
    """A question that people vote on is not changed."""
    if status(facts, now) in {Status.DRAFT, Status.CONSULTING}:
        return None
    return "The vote was opened; what people vote on is not changed any more. Withdraw it and begin anew."


def refusal_to_open(
    facts: Facts, now: datetime, *, closes: datetime, seats: int, unheard: tuple[str, ...]
) -> str | None:
    """Why a vote cannot open: it is open, nobody sits, those to be asked first were not, or the time is wrong."""
    if status(facts, now) not in {Status.DRAFT, Status.CONSULTING}:
        return "This vote was opened already."
    if seats == 0:
        return "The body has no seats, so nobody could vote. Give it seats first."
    if unheard and (facts.consult_until is None or now < facts.consult_until):
        return f"{', '.join(unheard)} must be asked first. Wait for the answer, or set a day until which to wait."
    if closes - now < SHORTEST:
        return "A vote stays open for at least five minutes."
    if closes - now > LONGEST:
        return "A vote closes within 120 days."
    return None


def refusal_to_vote(facts: Facts, now: datetime, *, elector: bool, sits: bool, recused: bool) -> str | None:
    """Why somebody cannot vote for a seat now. The very moment of the close is too late."""
    at = status(facts, now)
    if at in {Status.DRAFT, Status.CONSULTING}:
        return "The vote is not open yet."
    if at is Status.WITHDRAWN:
        return "The proposal was withdrawn."
    if at is not Status.OPEN:
        return "The vote has ended. What was cast until then counts."
    if not elector:
        return "This seat came after the vote had opened; the electorate was frozen then."
    if not sits:
        return "You do not sit on this seat now."
    if recused:
        return "This seat is recused from the question and casts no vote."
    return None


def refusal_of_ballot(
    method: Method,
    options: tuple[str, ...],
    *,
    choice: str,
    ranking: tuple[str, ...],
    scores: dict[str, int],
    level: int | None,
    reason: str,
    scale: int = 5,
) -> str | None:
    """Why a ballot cannot be cast as it is filled in."""
    allowed = {one.value for one in CHOICES[method]}
    if choice and choice not in allowed:
        return f"Choose one of: {', '.join(sorted(allowed))}."
    if method is Method.RANKED and not choice:
        if not ranking:
            return "Rank at least one option, or abstain."
        if len(set(ranking)) != len(ranking) or set(ranking) - set(options):
            return "Rank each option once."
        return None
    if method is Method.SCORE and not choice:
        if not scores:
            return "Score at least one option, or abstain."
        if set(scores) - set(options) or any(not 0 <= one <= scale for one in scores.values()):
            return f"Scores go from 0 to {scale}."
        return None
    if method is Method.GRADIENTS and not choice:
        return None if level in range(1, 9) else "Choose where you stand."
    if not choice:
        return "Choose one."
    if choice == "objection" and not reason.strip():
        return "Say what harm you see. An objection without one is a concern."
    if choice == "block" and not reason.strip():
        return "Say why you block."
    return None


def refusal_to_recuse(facts: Facts, now: datetime) -> str | None:
    """A seat can be recused until the votes are counted, also after it has voted."""
    if facts.closed_at is not None:
        return "The votes have been counted. To decide again without this seat, put a new proposal."
    if facts.withdrawn_at is not None:
        return "The proposal was withdrawn."
    return None


def refusal_to_close(facts: Facts, now: datetime, *, everybody: bool) -> str | None:
    """A vote is counted after its deadline; in a meeting, or when everybody has voted, also before."""
    at = status(facts, now)
    if at is Status.WITHDRAWN:
        return "The proposal was withdrawn."
    if at in {Status.DRAFT, Status.CONSULTING}:
        return "The vote is not open yet."
    if at not in {Status.OPEN, Status.ENDED}:
        return "The votes have been counted already."
    if at is Status.OPEN and not (facts.in_meeting or everybody):
        return "Not everybody has voted, and the deadline is still to come."
    return None


def refusal_to_withdraw(facts: Facts, now: datetime) -> str | None:
    """What was counted stays."""
    if facts.withdrawn_at is not None:
        return "The proposal was withdrawn already."
    if facts.closed_at is not None:
        return "The votes have been counted. A new decision can supersede this one."
    return None


def refusal_of_secret(method: Method, *, reserved: bool) -> str | None:
    """Some rules would show who voted how."""
    if method in {Method.THRESHOLD, Method.RANKED, Method.SCORE} and not reserved:
        return None
    return (
        "This rule needs to know who voted how (weights, sectors, objections, reserved consent or who decides). "
        "Choose an open vote, or a plain majority, ranked or score vote."
    )
