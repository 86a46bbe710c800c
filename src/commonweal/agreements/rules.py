"""Agreements as facts, and the status that follows from them. Plain Python."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, unique
from typing import Any
from uuid import UUID

CATEGORIES: dict[str, str] = {
    "identity": "who the person is: name, birth date, contact, language",
    "social": "social needs and the referrals made for them",
    "behavioural_health": "behavioural health",
    "substance_use": "substance use treatment (42 CFR Part 2)",
    "hiv": "HIV",
    "violence": "violence and abuse",
}
"""What a record about a person may be about. Every row about a person carries one."""

GENERAL = frozenset({"identity", "social"})
"""What a general consent covers. The others must each be named."""

SENSITIVE = frozenset(CATEGORIES) - GENERAL


@unique
class Kind(Enum):
    """What an agreement is for."""

    DATA_SHARING = ("data_sharing", "Data sharing")

    def __init__(self, key: str, title: str) -> None:
        self.key = key
        self.title = title

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """For fields: stored key and title."""
        return [(kind.key, kind.title) for kind in cls]


@unique
class Status(Enum):
    """What an agreement is, worked out from its facts."""

    DRAFT = ("draft", "Draft")
    SIGNING = ("signing", "Being signed")
    IN_FORCE = ("in_force", "In force")
    AMENDING = ("amending", "In force, amendment being signed")
    LAPSED = ("lapsed", "Lapsed")
    ENDED = ("ended", "Ended")

    def __init__(self, key: str, title: str) -> None:
        self.key = key
        self.title = title


@dataclass(frozen=True)
class Version:
    """One version: who must sign, who has."""

    number: int
    parties: frozenset[UUID]
    signed: frozenset[UUID]
    offered: bool = False

    @property
    def complete(self) -> bool:
        """Have all parties signed it, of at least two?"""
        return self.offered and len(self.parties) >= 2 and self.parties <= self.signed


@dataclass(frozen=True)
class Facts:
    """What happened to an agreement."""

    versions: tuple[Version, ...] = ()
    in_force_from: datetime | None = None
    in_force_until: datetime | None = None
    ended_at: datetime | None = None


def status(facts: Facts, at: datetime) -> Status:
    """An ordered list of questions; the first that is answered with yes decides."""
    latest = max(facts.versions, key=lambda version: version.number, default=None)
    if facts.ended_at is not None and facts.ended_at <= at:
        return Status.ENDED
    if facts.in_force_from is not None and facts.in_force_from <= at:
        if facts.in_force_until is not None and facts.in_force_until <= at:
            return Status.LAPSED
        if latest is not None and latest.offered and not latest.complete:
            return Status.AMENDING
        return Status.IN_FORCE
    if latest is not None and latest.offered:
        return Status.SIGNING
    return Status.DRAFT


@dataclass(frozen=True)
class SharingClause:
    """Who may see which categories of whose people for which purposes.

    Empty `disclosers` or `recipients`: all parties.
    """

    categories: frozenset[str]
    purposes: frozenset[str]
    disclosers: frozenset[UUID] = field(default_factory=frozenset)
    recipients: frozenset[UUID] = field(default_factory=frozenset)


class BadTerms(ValueError):
    """The machine-readable terms cannot be used; the message says which clause and why."""


def read_sharing(
    terms: dict[str, Any], *, parties: frozenset[UUID], purposes: frozenset[str]
) -> list[SharingClause]:
    """The sharing clauses of an agreement's terms, checked against its parties and the known words.

    Terms: `{"sharing": [{"categories": [...], "purposes": [...], "disclosers": [...], "recipients": [...]}]}`.
    """
    listed = terms.get("sharing")
    if not isinstance(listed, list) or not listed:
        raise BadTerms("The terms say nothing about sharing: at least one clause is needed.")
    clauses = []
    for position, raw in enumerate(listed, start=1):
        clause = SharingClause(
            categories=frozenset(raw.get("categories", ())),
            purposes=frozenset(raw.get("purposes", ())),
            disclosers=frozenset(UUID(str(one)) for one in raw.get("disclosers", ())),
            recipients=frozenset(UUID(str(one)) for one in raw.get("recipients", ())),
        )
        if not clause.categories or not clause.purposes:
            raise BadTerms(f"Clause {position} names no category or no purpose.")
        if unknown := clause.categories - set(CATEGORIES):
            raise BadTerms(f"Clause {position}: there is no category {', '.join(sorted(unknown))}.")
        if unknown := clause.purposes - purposes:
            raise BadTerms(f"Clause {position}: there is no purpose {', '.join(sorted(unknown))}.")
        if (clause.disclosers | clause.recipients) - parties:
            raise BadTerms(f"Clause {position} names an organisation that is no party to the agreement.")
        clauses.append(clause)
    return clauses


def refusal_to_sign(
    facts: Facts, *, number: int, organisation: UUID, at: datetime, text_seen: str, text: str
) -> str | None:
    """Why this organisation cannot sign this version now; None when it can."""
    latest = max((version.number for version in facts.versions), default=0)
    version = next((one for one in facts.versions if one.number == number), None)
    if version is None or not version.offered:
        return "This version has not been put out for signature."
    if number != latest:
        return (
            f"Version {number} is out of date: version {latest} has taken its place. Read and sign that one."
        )
    if facts.ended_at is not None and facts.ended_at <= at:
        return "This agreement has ended."
    if organisation not in version.parties:
        return "Your organisation is not a party to this agreement."
    if organisation in version.signed:
        return "Your organisation has already signed this version."
    if text_seen != text:
        return "The text has changed since you opened the page. Read it again before you sign."
    return None
