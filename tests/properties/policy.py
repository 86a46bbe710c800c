"""Who sees which row about a person served: the rule in slow, plain Python.

A second statement of what the row policies say, written from the sentence and not from the SQL:

    Rows about a person served are visible to the organisation that recorded them, and to another one
    only while a data-sharing agreement between the two is in force and an unrevoked consent names it, this
    purpose and this category.

Everything is facts with times; nothing is stored that follows from them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

Id = object


@dataclass(frozen=True)
class Span:
    """From an instant until another one (not included); None: open."""

    start: datetime
    end: datetime | None = None

    def holds(self, at: datetime) -> bool:
        return self.start <= at and (self.end is None or at < self.end)


@dataclass(frozen=True)
class SeatFact:
    seat: Id
    organisation: Id
    alliance: Id
    purposes: frozenset[str]
    term: Span


@dataclass(frozen=True)
class ClauseFact:
    categories: frozenset[str]
    purposes: frozenset[str]
    disclosers: dict[Id, Span]
    recipients: dict[Id, Span]


@dataclass(frozen=True)
class AgreementFact:
    alliance: Id
    in_force: Span | None
    clauses: tuple[ClauseFact, ...]
    """Those of the version in force only."""


@dataclass(frozen=True)
class ConsentFact:
    client: Id
    alliance: Id
    discloser: Id | None
    network: bool
    named: frozenset[Id]
    """Recipients that a named consent still stands for."""
    taken_out: frozenset[Id]
    """Recipients that a network consent no longer covers."""
    categories: frozenset[str]
    purposes: frozenset[str]
    term: Span
    revoked_at: datetime | None = None


@dataclass(frozen=True)
class RowFact:
    row: Id
    alliance: Id
    client: Id
    recorded_by: Id
    category: str
    draft: bool = False
    receiver: Id | None = None


@dataclass
class Facts:
    """A world."""

    memberships: list[tuple[Id, Id, Span]] = field(default_factory=list)
    """Alliance, organisation, term."""
    agreements: list[AgreementFact] = field(default_factory=list)
    consents: list[ConsentFact] = field(default_factory=list)
    rows: list[RowFact] = field(default_factory=list)


def sees(facts: Facts, seat: SeatFact, row: RowFact, at: datetime) -> bool:
    """May somebody on this seat see this row at this instant?"""
    if not seat.term.holds(at) or not _member(facts, seat, at) or not seat.purposes:
        return False
    if row.recorded_by == seat.organisation:
        return True
    if row.draft:
        return False
    return any(
        _consent_allows(consent, seat, row, at) and _clause_allows(clause, consent, seat, row, at)
        for agreement in facts.agreements
        if agreement.alliance == seat.alliance
        and agreement.in_force is not None
        and agreement.in_force.holds(at)
        for clause in agreement.clauses
        for consent in facts.consents
        if consent.alliance == agreement.alliance
    )


def reads_correspondence(facts: Facts, seat: SeatFact, row: RowFact, at: datetime) -> bool:
    """Messages and files beside a referral are between its two sides, where the side sees the referral."""
    return seat.organisation in {row.recorded_by, row.receiver} and sees(facts, seat, row, at)


def _member(facts: Facts, seat: SeatFact, at: datetime) -> bool:
    return any(
        alliance == seat.alliance and organisation == seat.organisation and term.holds(at)
        for alliance, organisation, term in facts.memberships
    )


def _consent_allows(consent: ConsentFact, seat: SeatFact, row: RowFact, at: datetime) -> bool:
    if consent.client != row.client or not consent.term.holds(at):
        return False
    if consent.revoked_at is not None and consent.revoked_at <= at:
        return False
    if consent.discloser is not None and consent.discloser != row.recorded_by:
        return False
    outside = (
        seat.organisation in consent.taken_out if consent.network else seat.organisation not in consent.named
    )
    return not outside and row.category in consent.categories


def _clause_allows(
    clause: ClauseFact, consent: ConsentFact, seat: SeatFact, row: RowFact, at: datetime
) -> bool:
    discloses = clause.disclosers.get(row.recorded_by)
    receives = clause.recipients.get(seat.organisation)
    if discloses is None or receives is None or not discloses.holds(at) or not receives.holds(at):
        return False
    # One and the same purpose must be the seat's, the consent's and the agreement's.
    return row.category in clause.categories and bool(clause.purposes & consent.purposes & seat.purposes)
