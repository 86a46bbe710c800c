"""The lifecycle of a referral as a table, who may move it, and what each move needs.

Source: HL7 FHIR SDOH Clinical Care 3.0.0, Task for referral management. Plain Python, no clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum, unique
from types import MappingProxyType
from uuid import UUID


@unique
class Status(StrEnum):
    """The status words of the implementation guide, in code, on pages and on the wire."""

    DRAFT = "draft"
    REQUESTED = "requested"
    ACCEPTED = "accepted"
    IN_PROGRESS = "in-progress"
    ON_HOLD = "on-hold"
    COMPLETED = "completed"
    FAILED = "failed"
    REJECTED = "rejected"
    CANCELLED = "cancelled"
    ENTERED_IN_ERROR = "entered-in-error"


@unique
class Side(StrEnum):
    """From where somebody looks at a referral."""

    SENDER = "sender"
    RECEIVER = "receiver"


@unique
class Outcome(StrEnum):
    """How it ended for the person. Closed is not helped: the two are counted apart."""

    HELPED = "helped"
    HELPED_ELSEWHERE = "helped-elsewhere"
    COULD_NOT_CONTACT = "could-not-contact"
    NOT_ELIGIBLE = "not-eligible"
    NO_CAPACITY = "no-capacity"
    COULD_NOT_HELP = "could-not-help"
    NO_LONGER_WANTED = "no-longer-wanted"


_S = Status

TABLE: dict[Status | None, tuple[Status, ...]] = {
    None: (_S.DRAFT, _S.REQUESTED),
    _S.DRAFT: (_S.REQUESTED, _S.ENTERED_IN_ERROR),
    _S.REQUESTED: (_S.ACCEPTED, _S.REJECTED, _S.CANCELLED, _S.ENTERED_IN_ERROR),
    _S.ACCEPTED: (_S.IN_PROGRESS, _S.ON_HOLD, _S.COMPLETED, _S.FAILED, _S.CANCELLED, _S.ENTERED_IN_ERROR),
    _S.IN_PROGRESS: (_S.ON_HOLD, _S.COMPLETED, _S.FAILED, _S.CANCELLED, _S.ENTERED_IN_ERROR),
    _S.ON_HOLD: (_S.IN_PROGRESS, _S.COMPLETED, _S.FAILED, _S.CANCELLED, _S.ENTERED_IN_ERROR),
    _S.REJECTED: (),
    _S.CANCELLED: (),
    _S.COMPLETED: (),
    _S.FAILED: (),
    _S.ENTERED_IN_ERROR: (),
}
"""From each status (None: not there yet) to those that may follow. Everything else is refused."""

TERMINAL = frozenset(status for status, following in TABLE.items() if status is not None and not following)
OPEN = frozenset(status for status in Status if status not in TERMINAL)

SETTERS: dict[Status, frozenset[Side]] = {
    _S.DRAFT: frozenset({Side.SENDER}),
    _S.REQUESTED: frozenset({Side.SENDER}),
    _S.ENTERED_IN_ERROR: frozenset({Side.SENDER}),
    _S.ACCEPTED: frozenset({Side.RECEIVER}),
    _S.REJECTED: frozenset({Side.RECEIVER}),
    _S.IN_PROGRESS: frozenset({Side.RECEIVER}),
    _S.ON_HOLD: frozenset({Side.RECEIVER}),
    _S.FAILED: frozenset({Side.RECEIVER}),
    _S.COMPLETED: frozenset({Side.RECEIVER}),
    _S.CANCELLED: frozenset({Side.SENDER, Side.RECEIVER}),
}

NEEDS_REASON = frozenset({_S.REJECTED, _S.CANCELLED, _S.ON_HOLD, _S.FAILED})


HELPED = frozenset({Outcome.HELPED, Outcome.HELPED_ELSEWHERE})
"""Outcomes of a completed referral; every other outcome is one of a failed, rejected or cancelled one."""

FAILURES = tuple(outcome for outcome in Outcome if outcome not in HELPED)


@dataclass(frozen=True)
class Reason:
    """Why somebody declined or withdrew, for counting; words of their own always stand beside it."""

    title: str
    outcome: Outcome | None
    """What it means for the person; None: nothing is known of them."""


DECLINING: Mapping[str, Reason] = MappingProxyType(
    {
        "no-capacity": Reason("No room or no funds", Outcome.NO_CAPACITY),
        "not-eligible": Reason("Not eligible for this service", Outcome.NOT_ELIGIBLE),
        "outside-area": Reason("Lives outside our area", Outcome.NOT_ELIGIBLE),
        "other-service": Reason("Another service fits better", Outcome.COULD_NOT_HELP),
        "could-not-contact": Reason("Could not reach the person", Outcome.COULD_NOT_CONTACT),
        "no-longer-wanted": Reason("The person no longer wants it", Outcome.NO_LONGER_WANTED),
        "incomplete": Reason("Something we need is missing", None),
        "other": Reason("Something else", Outcome.COULD_NOT_HELP),
    }
)
CANCELLING: Mapping[str, Reason] = MappingProxyType(
    {
        "no-longer-wanted": Reason("The person no longer wants it", Outcome.NO_LONGER_WANTED),
        "helped-elsewhere": Reason("The person got help elsewhere", Outcome.HELPED_ELSEWHERE),
        "could-not-contact": Reason("Could not reach the person", Outcome.COULD_NOT_CONTACT),
        "no-answer": Reason("No answer came", None),
        "other": Reason("Something else", None),
    }
)
NO_CAPACITY = "no-capacity"
CONSENT_WITHDRAWN = "consent-withdrawn"
CONSENT_WITHDRAWN_WORDS = "The person withdrew their consent"
AGREEMENT_ENDED_WORDS = "The agreement under which it was sent has ended"

ANSWER_WITHIN: Mapping[str, int] = MappingProxyType({"urgent": 1, "soon": 3, "routine": 5})
"""Business days in which a referral of this urgency is to be answered."""

FINISH_WITHIN: Mapping[str, int] = MappingProxyType({"urgent": 7, "soon": 14, "routine": 30})
"""Days after an acceptance in which it is to be finished, unless the receiver names another day."""

LONG_ON_HOLD = timedelta(days=14)
LINK_LASTS = timedelta(days=30)
SATURDAY = 5


def answer_due(sent: datetime, urgency: str, *, within: int | None = None) -> datetime:
    """Until when an answer is due: business days after sending, at the same time of day.

    `sent` carries the alliance's time zone, so that weekends are those of the people there. `within`: the
    business days that the two sides agreed on; None: as is usual.
    """
    due = sent
    for _ in range(ANSWER_WITHIN[urgency] if within is None else within):
        due += timedelta(days=1)
        while due.weekday() >= SATURDAY:
            due += timedelta(days=1)
    return due


def finish_due(accepted: datetime, urgency: str, *, within: int | None = None) -> datetime:
    """Until when the help is to be given: the days agreed on; None: as is usual."""
    return accepted + timedelta(days=FINISH_WITHIN[urgency] if within is None else within)


@dataclass(frozen=True)
class Facts:
    """What the rules need to know of a referral."""

    status: Status | None
    sender: UUID
    receiver: UUID | None = None


@dataclass(frozen=True)
class Refusal:
    """Why a move is not possible, in words."""

    reason: str


def next_statuses(status: Status | None, side: Side) -> tuple[Status, ...]:
    """The statuses this side may set next, in the table's order."""
    return tuple(to for to in TABLE[status] if side in SETTERS[to])


def may_move(facts: Facts, to: Status, side: Side, *, reason: str = "") -> Refusal | None:
    """The reason in words why this side cannot make this move, or nothing."""
    if to not in TABLE[facts.status]:
        before = facts.status.value if facts.status is not None else "not there yet"
        return Refusal(f"A referral that is {before} cannot become {to.value}.")
    if side not in SETTERS[to]:
        return Refusal(f"Only the {' or '.join(sorted(one.value for one in SETTERS[to]))} sets {to.value}.")
    if to in NEEDS_REASON and not reason.strip():
        return Refusal(f"Say why: a referral becomes {to.value} only with a reason in words.")
    return None


def sides(facts: Facts, organisation: UUID, *, matches: bool = False) -> frozenset[Side]:
    """The sides on which an organisation stands; both where it passes somebody on within itself.

    `matches`: it has a service that answers the need. An open referral has every matching organisation
    for its receiver until one of them takes it.
    """
    found = set()
    if organisation == facts.sender:
        found.add(Side.SENDER)
    open_to_all = facts.receiver is None and facts.status is Status.REQUESTED
    if organisation == facts.receiver or (open_to_all and matches):
        found.add(Side.RECEIVER)
    return frozenset(found)


def moves(facts: Facts, standing: frozenset[Side]) -> tuple[Status, ...]:
    """Everything that somebody on these sides may set next, in the table's order."""
    return tuple(to for to in TABLE[facts.status] if SETTERS[to] & standing)


def refusal_to_finish(to: Status, outcome: Outcome, words: str) -> Refusal | None:
    """Why a referral cannot end like this: closing is not paperwork, so it says what became of the person."""
    if to is Status.COMPLETED and outcome not in HELPED:
        return Refusal(
            "A referral is completed when the person was helped. If not, say that you could not help."
        )
    if to is Status.FAILED and outcome in HELPED:
        return Refusal("The person was helped: complete the referral instead.")
    if not words.strip():
        return Refusal("Say in a few words what was done.")
    return None


def refusal_to_confirm(status: Status, *, seen: bool) -> Refusal | None:
    """Why the sender cannot confirm now that they have seen what was done."""
    if status is not Status.COMPLETED:
        return Refusal(f"Only a completed referral is confirmed; this one is {status.value}.")
    if seen:
        return Refusal("Somebody has already confirmed this.")
    return None


def refusal_to_reroute(status: Status, *, overdue: bool, rerouted: bool) -> Refusal | None:
    """Why nothing can be sent in the place of this referral. It stays as it is; the new one points back."""
    if rerouted:
        return Refusal("This referral has already been sent on to somebody else.")
    if status in {Status.REJECTED, Status.FAILED, Status.CANCELLED}:
        return None
    if status is Status.REQUESTED and overdue:
        return None
    if status is Status.REQUESTED:
        return Refusal("The answer is not overdue yet. Withdraw the referral first if it cannot wait.")
    return Refusal(f"A referral that is {status.value} cannot be sent on to somebody else.")


def refusal_to_send_onward(status: Status) -> Refusal | None:
    """Why a hub cannot send a child of this referral now."""
    if status in {Status.ACCEPTED, Status.IN_PROGRESS, Status.ON_HOLD}:
        return None
    return Refusal(f"Accept the referral first: one that is {status.value} cannot be passed onward.")


@dataclass(frozen=True)
class Caution:
    """Something the sender should know before sending; sending anyway needs their tick."""

    code: str
    sentence: str


def cautions(*, open_for_need: int, capacity: str, places: int | None) -> tuple[Caution, ...]:
    """What speaks against sending now: an open referral for the same need, or no room."""
    found = []
    if open_for_need:
        already = (
            "There is already an open referral"
            if open_for_need == 1
            else (f"There are already {open_for_need} open referrals")
        )
        found.append(Caution("same-need", f"{already} for this need."))
    if capacity == "no-capacity" or (capacity == "capacity" and places == 0):
        found.append(Caution("no-capacity", "The service reports that it has no room."))
    elif capacity == "waitlist":
        found.append(Caution("waitlist", "The service has a waitlist only."))
    return tuple(found)
