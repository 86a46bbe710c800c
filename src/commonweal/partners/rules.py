"""Sectors, seats and what follows from them. Plain Python."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import Enum, unique


@unique
class Sector(Enum):
    """What kind of organisation this is. Governance counts organisations, and balances sectors."""

    HOSPITAL = ("hospital", "Hospitals and health systems")
    CLINIC = ("clinic", "Clinics and primary care")
    PAYER = ("payer", "Payers")
    PUBLIC_HEALTH = ("public_health", "Public health and government")
    BEHAVIOURAL_HEALTH = ("behavioural_health", "Behavioural health")
    HOUSING = ("housing", "Housing")
    FOOD = ("food", "Food")
    TRANSPORT = ("transport", "Transport")
    LEGAL = ("legal", "Legal aid")
    SOCIAL = ("social", "Social services")
    FAITH = ("faith", "Faith communities")
    EDUCATION = ("education", "Education and employment")
    SUPPLIER = ("supplier", "Suppliers and technology")
    CONVENOR = ("convenor", "Alliance office")

    def __init__(self, key: str, title: str) -> None:
        self.key = key
        self.title = title

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """For fields: stored key and title."""
        return [(sector.key, sector.title) for sector in cls]

    @classmethod
    def titled(cls, key: str) -> str:
        """The title of a stored key."""
        return next((sector.title for sector in cls if sector.key == key), key)


@dataclass(frozen=True)
class Term:
    """From when until when somebody sits."""

    starts: datetime
    ends: datetime | None = None

    def holds(self, at: datetime) -> bool:
        """Is the seat held at this instant?"""
        return self.starts <= at and (self.ends is None or at < self.ends)


def end_of(day: date, zone: tzinfo) -> datetime:
    """The instant at which a day is over where the alliance lives: the day itself still belongs to the term."""
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=zone)


def refusal_to_seat(roles: set[str], *, known: set[str]) -> str | None:
    """Why a seat with these roles cannot be given, in words; None when it can."""
    if not roles:
        return "A seat needs at least one role."
    if unknown := roles - known:
        return f"There is no role called {', '.join(sorted(unknown))}."
    if "link" in roles and len(roles) > 1:
        return "The seat behind signed links carries no other role."
    return None


def refusal_to_end(term: Term, at: datetime) -> str | None:
    """Why a term cannot end at this instant; None when it can."""
    if term.ends is not None and term.ends <= at:
        return "This seat has already ended."
    if at < term.starts:
        return "A seat cannot end before it starts."
    return None


@dataclass(frozen=True)
class Giver:
    """Who gives a seat, as far as it matters."""

    is_convenor: bool
    is_operator: bool
    of_this_organisation: bool
    to_self: bool


def refusal_to_give(
    roles: set[str], *, giver: Giver, known: set[str], sees_people: bool, has_lead: bool
) -> str | None:
    """Why this giver cannot give a seat with these roles; None when they can.

    `sees_people`: one of the roles has a purpose for which it sees records about people served. `has_lead`: the
    organisation has a partner lead now.

    The convenor seats a partner's first lead; from then on only the partner itself decides who sees the
    people it serves. Nobody gives a seat to themselves, so that nobody alone gains sight of records.
    """
    if refusal := refusal_to_seat(roles, known=known):
        return refusal
    if "link" in roles:
        return "The seat behind signed links is made by the software, not given."
    if giver.to_self:
        return "Nobody gives a seat to themselves. Ask another lead of your organisation, or the convenor."
    if giver.is_operator and not giver.is_convenor and not giver.of_this_organisation:
        return (
            None
            if roles == {"convenor"}
            else "The operator invites an alliance's first convenor, nobody else."
        )
    if "convenor" in roles and not giver.is_convenor:
        return "Only a convenor makes somebody a convenor."
    if sees_people and not giver.of_this_organisation and has_lead:
        return (
            "This partner has a lead of its own, who decides who sees the people it serves. "
            "Ask the lead to give this seat."
        )
    return None


def refusal_to_accept(
    *, accepted_at: datetime | None, withdrawn_at: datetime | None, expires_at: datetime, at: datetime
) -> str | None:
    """Why an invitation cannot be accepted; None when it can."""
    if accepted_at is not None:
        return "This invitation has been used. Sign in with your e-mail address and password."
    if withdrawn_at is not None:
        return "This invitation was withdrawn. Ask whoever invited you."
    if expires_at <= at:
        return "This invitation has expired. Ask whoever invited you to send it again."
    return None
