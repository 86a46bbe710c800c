"""Agreements as facts, and the status that follows from them. Plain Python."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import Enum, unique
from uuid import UUID


@unique
class Kind(Enum):
    """What an agreement is for."""

    PARTICIPATION = ("participation", "Participation")
    DATA_SHARING = ("data_sharing", "Data sharing")
    WORKFLOW = ("workflow", "Joint workflow")
    COMMUNICATION = ("communication", "Communication")
    ACCOUNTABILITY = ("accountability", "Accountability")
    PAYMENT = ("payment", "Payment")
    TECHNOLOGY = ("technology", "Technology and service")
    EXIT = ("exit", "Exit")

    def __init__(self, key: str, title: str) -> None:
        self.key = key
        self.title = title

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """For fields: stored key and title."""
        return [(kind.key, kind.title) for kind in cls]

    @classmethod
    def of(cls, key: str) -> Kind:
        """The kind with this stored key. Raises KeyError for an unknown one."""
        return {kind.key: kind for kind in cls}[key]


@unique
class Status(Enum):
    """What an agreement is, worked out from its facts."""

    DRAFT = ("draft", "Draft")
    SIGNING = ("signing", "Being signed")
    SIGNED = ("signed", "Signed, not yet in force")
    IN_FORCE = ("in_force", "In force")
    AMENDING = ("amending", "In force, amendment being signed")
    LAPSED = ("lapsed", "Lapsed")
    ENDED = ("ended", "Ended")

    def __init__(self, key: str, title: str) -> None:
        self.key = key
        self.title = title


def needed_of(accession: str, bound: int) -> int:
    """How many of the parties already bound must sign that another one joins: all, more than half, or none.

    `office`: none of them, because the alliance office counter-signs in their name.
    """
    if accession == "majority":
        return bound // 2 + 1
    return 0 if accession == "office" else bound


@dataclass(frozen=True)
class Accession:
    """A version that only brings parties in: who was bound before it, and whose consent the terms ask for."""

    bound: frozenset[UUID]
    rule: str
    countersigned: bool = False

    def enough(self, parties: frozenset[UUID], signed: frozenset[UUID]) -> bool:
        """Have the joining parties signed, and enough of those bound already agreed?"""
        if not parties - self.bound <= signed:
            return False
        if self.rule == "office":
            return self.countersigned
        return len(signed & self.bound) >= needed_of(self.rule, len(self.bound))


@dataclass(frozen=True)
class Version:
    """One version: who must sign, who has. A withdrawn one can never come into force."""

    number: int
    parties: frozenset[UUID]
    signed: frozenset[UUID] = frozenset()
    offered: bool = False
    withdrawn: bool = False
    starts: date | None = None
    ends: date | None = None
    accession: Accession | None = None

    @property
    def complete(self) -> bool:
        """Have all parties signed it, of at least two; or, where it only brings parties in, enough of them?"""
        if not self.open or len(self.parties) < 2:
            return False
        if self.accession is not None:
            return self.accession.enough(self.parties, self.signed)
        return self.parties <= self.signed

    @property
    def open(self) -> bool:
        """Was it put out for signature, and still stands?"""
        return self.offered and not self.withdrawn

    @property
    def draft(self) -> bool:
        """Is it still being written?"""
        return not self.offered and not self.withdrawn


@dataclass(frozen=True)
class Facts:
    """What happened to an agreement."""

    versions: tuple[Version, ...] = ()
    in_force_from: datetime | None = None
    in_force_until: datetime | None = None
    in_force_number: int = 0
    """Of the version that is, will be or was last in force; 0: none ever."""
    ended_at: datetime | None = None

    @property
    def latest_open(self) -> Version | None:
        """The newest version that was put out for signature and stands: the only one that may be signed."""
        return max((one for one in self.versions if one.open), key=lambda one: one.number, default=None)

    @property
    def current_draft(self) -> Version | None:
        """The version being written, if any: there is at most one."""
        return max((one for one in self.versions if one.draft), key=lambda one: one.number, default=None)

    def ended(self, at: datetime) -> bool:
        """Was it ended by this instant?"""
        return self.ended_at is not None and self.ended_at <= at


def status(facts: Facts, at: datetime) -> Status:
    """An ordered list of questions; the first that is answered with yes decides."""
    latest = facts.latest_open
    waiting = latest is not None and latest.number > facts.in_force_number
    if facts.ended(at):
        return Status.ENDED
    if facts.in_force_from is not None:
        if facts.in_force_until is not None and facts.in_force_until <= at:
            return Status.SIGNING if waiting else Status.LAPSED
        if facts.in_force_from > at:
            return Status.SIGNED
        return Status.AMENDING if waiting else Status.IN_FORCE
    return Status.SIGNING if waiting else Status.DRAFT


@dataclass(frozen=True)
class Span:
    """From when until when; no end: until somebody ends it."""

    start: datetime
    end: datetime | None = None


def span_of(version: Version, *, at: datetime, zone: tzinfo) -> Span:
    """From when until when a version is in force that the last party signs at this instant.

    A start date begins at midnight in the alliance's time zone; one that has passed means now. The end date is
    the last day in force: it is over at the midnight after.
    """
    start = at
    if version.starts is not None:
        start = max(at, datetime.combine(version.starts, time.min, tzinfo=zone))
    end = None
    if version.ends is not None:
        end = datetime.combine(version.ends + timedelta(days=1), time.min, tzinfo=zone)
    return Span(start, end)


def refusal_to_offer(facts: Facts, *, number: int, text: str, at: datetime, zone: tzinfo) -> str | None:
    """Why a version cannot be put out for signature; None when it can."""
    version = next((one for one in facts.versions if one.number == number), None)
    if facts.ended(at):
        return "This agreement has ended. Draft a new one."
    if version is None or not version.draft:
        return "This version has already been put out for signature, or was withdrawn."
    if len(version.parties) < 2:
        return "An agreement needs at least two parties."
    if not text.strip():
        return "The agreement has no text yet. Write what the parties agree on before they sign it."
    return refusal_to_start(facts, version, at=at, zone=zone)


def refusal_to_start(facts: Facts, version: Version, *, at: datetime, zone: tzinfo) -> str | None:
    """Why the dates of a version do not work at this instant; None when they do.

    While an agreement is in force an amendment takes its place at the moment the last party signs, so that
    there is never a gap nor two versions at once; it may therefore not start later than that.
    """
    span = span_of(version, at=at, zone=zone)
    if span.end is not None and span.end <= span.start:
        return "The last day of this version has passed. Draft a version with a later one."
    over = facts.in_force_until is not None and facts.in_force_until <= at
    if facts.in_force_from is not None and not over and span.start > max(at, facts.in_force_from):
        return (
            "An amendment takes the place of what is in force when the last party signs, so it cannot start "
            "on a later day. Leave its start date empty, or offer it on that day."
        )
    return None


def refusal_to_amend(facts: Facts, *, at: datetime) -> str | None:
    """Why no new version can be drafted now; None when one can."""
    if facts.ended(at):
        return "This agreement has ended. Draft a new one."
    if facts.current_draft is not None:
        return f"Somebody has already begun version {facts.current_draft.number}. Change that draft instead."
    return None


def refusal_to_edit(facts: Facts, *, number: int, at: datetime) -> str | None:
    """Why a version cannot be changed; None when it can."""
    if facts.ended(at):
        return "This agreement has ended."
    if facts.current_draft is None or facts.current_draft.number != number:
        return f"Version {number} was put out for signature or withdrawn; what was offered never changes."
    return None


def refusal_to_sign(
    facts: Facts,
    *,
    number: int,
    organisation: UUID,
    members: frozenset[UUID],
    digest_seen: str,
    digest: str,
    at: datetime,
    zone: tzinfo,
) -> str | None:
    """Why this organisation cannot sign this version now; None when it can.

    `members`: the organisations that belong to the alliance now. `digest_seen` and `digest`: of the version as
    the signatory saw it and as it stands.
    """
    latest = facts.latest_open
    version = next((one for one in facts.versions if one.number == number), None)
    if facts.ended(at):
        return "This agreement has ended."
    if version is None or not version.offered:
        return "This version has not been put out for signature."
    if version.withdrawn:
        return f"Version {number} was withdrawn and can no longer be signed."
    if latest is not None and number != latest.number:
        return (
            f"Version {number} is out of date: version {latest.number} has taken its place. "
            "Read and sign that one."
        )
    if organisation not in version.parties:
        return "Your organisation is not a party to this version."
    if organisation in version.signed:
        return "Your organisation has already signed this version."
    if version.parties - members:
        return (
            "One of the parties no longer belongs to the alliance, so this version cannot come into force. "
            "Draft a new version without it."
        )
    if digest_seen != digest:
        return "The text has changed since you opened the page. Read it again before you sign."
    return refusal_to_start(facts, version, at=at, zone=zone)


def refusal_to_end(facts: Facts, *, at: datetime) -> str | None:
    """Why an agreement cannot be ended; None when it can."""
    return "This agreement has already ended." if facts.ended(at) else None
