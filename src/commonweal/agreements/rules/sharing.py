"""Data-sharing terms: who may see which categories of whose people for which purposes."""

from __future__ import annotations

from dataclasses import dataclass, field
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
        if not isinstance(raw, dict):
            raise BadTerms(f"Clause {position} cannot be read.")
        clause = SharingClause(
            categories=_words(raw, "categories", position),
            purposes=_words(raw, "purposes", position),
            disclosers=_organisations(raw, "disclosers", position),
            recipients=_organisations(raw, "recipients", position),
        )
        if not clause.categories or not clause.purposes:
            raise BadTerms(f"Clause {position} names no category or no purpose.")
        if unknown := clause.categories - set(CATEGORIES):
            raise BadTerms(f"Clause {position}: there is no category {', '.join(sorted(unknown))}.")
        if unknown := clause.purposes - purposes:
            raise BadTerms(f"Clause {position}: there is no purpose {', '.join(sorted(unknown))}.")
        if (clause.disclosers | clause.recipients) - parties:
            raise BadTerms(f"Clause {position} names an organisation that is no party to the agreement.")
        if len(clause.disclosers) == 1 and clause.disclosers == clause.recipients:
            raise BadTerms(
                f"Clause {position} lets an organisation see only its own people, which it does anyway."
            )
        clauses.append(clause)
    return clauses


def _words(raw: dict[str, Any], key: str, position: int) -> frozenset[str]:
    listed = raw.get(key) or []
    if not isinstance(listed, list) or not all(isinstance(one, str) for one in listed):
        raise BadTerms(f"Clause {position}: {key} must be a list of words.")
    return frozenset(listed)


def _organisations(raw: dict[str, Any], key: str, position: int) -> frozenset[UUID]:
    try:
        return frozenset(UUID(one) for one in _words(raw, key, position))
    except ValueError as error:
        if isinstance(error, BadTerms):
            raise
        raise BadTerms(f"Clause {position}: {key} must name organisations.") from error


def sides(clause: SharingClause, parties: frozenset[UUID]) -> list[tuple[UUID, str]]:
    """Who stands on which side of a clause, every organisation by name: (organisation, side), in order."""
    found = {(one, "discloses") for one in clause.disclosers or parties}
    found |= {(one, "receives") for one in clause.recipients or parties}
    return sorted(found)
