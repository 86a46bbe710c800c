"""The lifecycle of a referral as a table, who may move it, and what each move needs.

Source: HL7 FHIR SDOH Clinical Care 3.0.0, Task for referral management. Plain Python, no clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum, unique
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
