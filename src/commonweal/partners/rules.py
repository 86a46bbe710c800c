"""Sectors, seats and what follows from them. Plain Python."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
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
