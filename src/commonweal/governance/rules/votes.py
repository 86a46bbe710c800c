"""What is counted: the frozen electorate, the ballots, and which ballot of a seat counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum
from fractions import Fraction

from commonweal.governance.rules.thresholds import MAJORITY, Quorum, Threshold


class BadVote(ValueError):
    """A vote that cannot be counted as it stands. Each fault says where it is and what to do."""

    def __init__(self, *faults: str) -> None:
        self.faults = faults
        super().__init__("; ".join(faults))


class Method(Enum):
    """How ballots become an outcome."""

    THRESHOLD = ("threshold", "Votes counted against a share")
    WEIGHTED = ("weighted", "Weighted votes")
    DOUBLE = ("double", "Double majority: seats, and each sector")
    CONSENT = ("consent", "Consent: no reasoned objection")
    CONSENSUS = ("consensus", "Consensus with block")
    GRADIENTS = ("gradients", "Gradients of agreement: a sense check")
    ADVICE = ("advice", "Advice: one decides after hearing the others")
    RANKED = ("ranked", "Ranked choice")
    SCORE = ("score", "Score")

    def __init__(self, key: str, title: str) -> None:
        self.key = key
        self.title = title

    @classmethod
    def of(cls, key: str) -> Method:
        """The method stored under this key. Raises KeyError."""
        return {one.key: one for one in cls}[key]

    @property
    def counts_votes(self) -> bool:
        """Is it for, against and abstentions against a share?"""
        return self in {Method.THRESHOLD, Method.WEIGHTED, Method.DOUBLE}


class Choice(Enum):
    """What a ballot says. Each method knows some of them."""

    FOR = "for"
    AGAINST = "against"
    ABSTAIN = "abstain"
    CONSENT = "consent"
    CONCERN = "concern"
    OBJECTION = "objection"
    AGREE = "agree"
    RESERVATIONS = "reservations"
    STAND_ASIDE = "stand aside"
    BLOCK = "block"


VOTES = (Choice.FOR, Choice.AGAINST, Choice.ABSTAIN)
CHOICES: dict[Method, tuple[Choice, ...]] = {
    Method.THRESHOLD: VOTES,
    Method.WEIGHTED: VOTES,
    Method.DOUBLE: VOTES,
    Method.ADVICE: VOTES,
    Method.CONSENT: (Choice.CONSENT, Choice.CONCERN, Choice.OBJECTION, Choice.ABSTAIN),
    Method.CONSENSUS: (Choice.AGREE, Choice.RESERVATIONS, Choice.STAND_ASIDE, Choice.BLOCK),
    Method.GRADIENTS: (Choice.ABSTAIN,),
    Method.RANKED: (Choice.ABSTAIN,),
    Method.SCORE: (Choice.ABSTAIN,),
}
"""Which choices a ballot may carry; ranked, score and gradients carry something else besides."""

GRADIENTS = (
    "I am wholly for it",
    "I am for it; a small point remains",
    "I support it, with reservations",
    "I have no view",
    "I would rather see something else, and will not stand in its way",
    "I disagree, and go along with the others",
    "I disagree, and cannot help to carry it out",
    "I cannot let it go ahead",
)
"""Eight steps from wholehearted to refusing, 1 to 8: own words, after S. Kaner's gradients of agreement."""
SUPPORTING = 3
"""Steps 1 to 3 support; 4 has no view; 5 to 8 do not support."""


class Capacity(Enum):
    """In which capacity somebody votes for a seat. The holder's ballot counts before the alternate's, and the
    alternate's before the proxy's, whichever came last.
    """

    HOLDER = ("holder", 0)
    ALTERNATE = ("alternate", 1)
    PROXY = ("proxy", 2)

    def __init__(self, key: str, rank: int) -> None:
        self.key = key
        self.rank = rank

    @classmethod
    def of(cls, key: str) -> Capacity:
        """The capacity stored under this key. Raises KeyError."""
        return {one.key: one for one in cls}[key]


class Tie(Enum):
    """What follows from a tie. Never chance."""

    FAILS = "fails"
    """For and against equal: not carried. What a majority means; the default for votes."""
    CHAIR = "chair"
    """For and against equal: the chair's own vote decides, where the chair voted."""
    LISTED = "listed"
    """Options equal in every round: the one that the question lists first stays. The default for options."""
    UNDECIDED = "undecided"
    """Options equal in every round: no option wins, and the body decides again."""


@dataclass(frozen=True)
class Seat:
    """A seat of the electorate as it was frozen when the vote opened."""

    id: str
    organisation: str = ""
    sector: str = ""
    weight: Fraction = Fraction(1)
    present: bool = False
    """Marked present in a meeting. A seat whose ballot counts is present anyway."""
    recused: bool = False
    chair: bool = False


@dataclass(frozen=True)
class Ballot:
    """One ballot cast for a seat."""

    seat: str
    choice: Choice | None = None
    ranking: tuple[str, ...] = ()
    scores: Mapping[str, int] = field(default_factory=dict)
    level: int | None = None
    """Gradients of agreement, 1 to 8."""
    reason: str = ""
    """The harm an objection sees; why a block stands."""
    integrated: bool = False
    """The objection was met by a change that its owner accepted."""
    at: datetime | None = None
    number: int = 0
    """Which of two ballots at one instant came later."""
    by: Capacity = Capacity.HOLDER

    @property
    def said(self) -> tuple[object, ...]:
        """What it says, apart from when and by whom."""
        return (
            self.choice,
            self.ranking,
            tuple(sorted(self.scores.items())),
            self.level,
            self.reason,
            self.integrated,
        )


@dataclass(frozen=True)
class Vote:
    """A question with its rule, electorate and ballots: all that an outcome rests on."""

    method: Method = Method.THRESHOLD
    seats: tuple[Seat, ...] = ()
    ballots: tuple[Ballot, ...] = ()
    thresholds: tuple[Threshold, ...] = (MAJORITY,)
    """All of them must be met."""
    sector_threshold: Threshold | None = None
    """Double majority: what each sector needs; None: the same as the seats."""
    quorum: Quorum | None = None
    options: tuple[str, ...] = ()
    winners: int = 1
    scale: int = 5
    """Score: 0 to this."""
    tie: Tie | None = None
    reserved: tuple[str, ...] = ()
    """Organisations without whose consent it is not carried."""
    consents: frozenset[str] = frozenset()
    """Those of them that consented apart from a vote."""
    decider: str = ""
    """Advice: the seat that decides."""
    consulted: tuple[str, ...] = ()
    """Advice: seats that must have been heard."""
    stand_aside_limit: Threshold | None = None
    """Consensus: it fails where stand-asides meet this share of those present."""
    opens: datetime | None = None
    closes: datetime | None = None
    title: str = ""


@dataclass(frozen=True)
class Counted:
    """The electorate without recused seats, and the one ballot of each seat that counts."""

    eligible: tuple[Seat, ...]
    recused: tuple[Seat, ...]
    present: tuple[Seat, ...]
    ballots: dict[str, Ballot]
    left_out: tuple[str, ...]
    """Sentences about ballots that do not count, and why."""


def counted(vote: Vote) -> Counted:
    """Which seats count and which ballot of each. Raises BadVote.

    Recused seats leave the electorate, the quorum and the count, also when they had voted. A ballot counts from the
    opening until just before the close. Of several ballots of a seat the holder's counts before the alternate's
    before the proxy's; among those of one capacity the latest.
    """
    seats = {one.id: one for one in vote.seats}
    faults = [f"the seat {one} is listed twice" for one in _twice(seat.id for seat in vote.seats)]
    left_out: list[str] = []
    by_seat: dict[str, list[Ballot]] = {}
    for ballot in vote.ballots:
        if ballot.seat not in seats:
            faults.append(f"a ballot is for the seat {ballot.seat}, which is not in the electorate")
        elif seats[ballot.seat].recused:
            left_out.append(f"The ballot of {ballot.seat} does not count: the seat is recused.")
        elif not _in_time(vote, ballot):
            left_out.append(
                f"A ballot of {ballot.seat} does not count: it was not cast while the vote was open."
            )
        else:
            by_seat.setdefault(ballot.seat, []).append(ballot)
    chosen: dict[str, Ballot] = {}
    for seat, ballots in by_seat.items():
        best = min(one.by.rank for one in ballots)
        same = [one for one in ballots if one.by.rank == best]
        last = max(_moment(one) for one in same)
        latest = [one for one in same if _moment(one) == last]
        if len({one.said for one in latest}) > 1:
            faults.append(
                f"{seat} has two different ballots and nothing says which came later; give each its instant (at)"
            )
            continue
        chosen[seat] = latest[0]
        if (dropped := len(ballots) - 1) > 0:
            left_out.append(f"{seat} voted {dropped + 1} times; {_why(latest[0], ballots)} counts.")
    if faults:
        raise BadVote(*faults)
    eligible = tuple(one for one in vote.seats if not one.recused)
    return Counted(
        eligible=eligible,
        recused=tuple(one for one in vote.seats if one.recused),
        present=tuple(one for one in eligible if one.present or one.id in chosen),
        ballots=chosen,
        left_out=tuple(sorted(left_out)),
    )


def _twice(names: Iterable[str]) -> list[str]:
    seen: set[str] = set()
    return sorted({name for name in names if name in seen or seen.add(name)})  # type: ignore[func-returns-value]


def _in_time(vote: Vote, ballot: Ballot) -> bool:
    if ballot.at is None:
        return True
    after = vote.opens is None or ballot.at >= vote.opens
    return after and (vote.closes is None or ballot.at < vote.closes)


def _moment(ballot: Ballot) -> tuple[datetime, int]:
    return (ballot.at or datetime.min.replace(tzinfo=UTC), ballot.number)


def _why(ballot: Ballot, ballots: list[Ballot]) -> str:
    if len({one.by for one in ballots}) > 1:
        return f"the {ballot.by.key}'s ballot"
    return "the last ballot"
