"""Machine-readable terms of every kind of agreement: strict, or refused with the clause and the reason.

Terms are one mapping. Each group of them (`sharing`, `workflow`, …) is what the software can act upon; what the
text says beyond them is promise only. Times of answering are business days, times of finishing and of leaving
calendar days. `paragraph` names the numbered paragraph of the text that a clause belongs to.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any
from uuid import UUID

from commonweal.agreements.rules.life import Kind
from commonweal.agreements.rules.reading import Reader, each, one
from commonweal.agreements.rules.sharing import BadTerms, SharingClause, read_sharing

URGENCIES = ("urgent", "soon", "routine")
PERIODS: Mapping[str, str] = MappingProxyType(
    {"once": "once", "month": "every month", "quarter": "every quarter", "year": "every year"}
)
"""How often a duty falls due: calendar months, quarters and years, or once after coming into force."""

ACCESSION: Mapping[str, str] = MappingProxyType(
    {
        "all": "every party signs anew",
        "majority": "more than half of the parties sign",
        "office": "the alliance office counter-signs",
    }
)
"""Whose consent a new party needs beside its own signature."""

RUNNING: Mapping[str, str] = MappingProxyType(
    {
        "finish": "those sent go on until they are done, at most for the days of transition",
        "give_back": "those sent are given back to their sender at once",
    }
)
"""What becomes of referrals that run when an agreement ends or a party leaves it."""


@dataclass(frozen=True)
class Contribution:
    """Who brings what, how often: in a participation agreement."""

    what: str
    by: frozenset[UUID] = field(default_factory=frozenset)
    every: str = "year"
    paragraph: str = ""


@dataclass(frozen=True)
class WorkflowClause:
    """Days to answer (business days) and to finish (days) referrals between the parties, by urgency.

    Empty `domains`: every need. Empty `senders` or `receivers`: every party.
    """

    steps: str = ""
    domains: frozenset[str] = field(default_factory=frozenset)
    senders: frozenset[UUID] = field(default_factory=frozenset)
    receivers: frozenset[UUID] = field(default_factory=frozenset)
    answer: Mapping[str, int] = field(default_factory=dict)
    finish: Mapping[str, int] = field(default_factory=dict)
    paragraph: str = ""

    def covers(self, *, sender: UUID, receiver: UUID, domain: str) -> bool:
        """Does it speak of a referral from one organisation to the other for this need?"""
        return (
            (not self.senders or sender in self.senders)
            and (not self.receivers or receiver in self.receivers)
            and (not self.domains or domain in self.domains)
        )


@dataclass(frozen=True)
class Informing:
    """Who tells whom what, how often."""

    what: str
    every: str
    by: frozenset[UUID] = field(default_factory=frozenset)
    to: frozenset[UUID] = field(default_factory=frozenset)
    within: int = 14
    paragraph: str = ""


@dataclass(frozen=True)
class Reporting:
    """What is reported by whom to whom, `within` days after each period, and what follows where it is not."""

    what: str
    every: str
    by: frozenset[UUID] = field(default_factory=frozenset)
    to: frozenset[UUID] = field(default_factory=frozenset)
    within: int = 30
    follows: str = ""
    paragraph: str = ""


@dataclass(frozen=True)
class Payment:
    """The terms of a contract year, in the words that settlement reads (TOML)."""

    contract: str
    paragraph: str = ""


@dataclass(frozen=True)
class Level:
    """A service level: what, how well, measured how; and to whom it goes when it is missed."""

    what: str
    target: str
    within_hours: int = 0
    escalates_to: str = ""
    paragraph: str = ""


@dataclass(frozen=True)
class Leaving:
    """What was agreed at the start about the end: notice, transition, data, running referrals, tasks."""

    notice_days: int = 0
    transition_days: int = 0
    data_days: int = 0
    running: str = "give_back"
    triggers: str = ""
    tasks: tuple[str, ...] = ()
    paragraph: str = ""


@dataclass(frozen=True)
class Changing:
    """How the circle of parties may grow."""

    accession: str = "all"
    paragraph: str = ""


@dataclass(frozen=True)
class Terms:
    """All that a version says to the software."""

    sharing: tuple[SharingClause, ...] = ()
    joining: tuple[Contribution, ...] = ()
    workflow: tuple[WorkflowClause, ...] = ()
    informing: tuple[Informing, ...] = ()
    reporting: tuple[Reporting, ...] = ()
    payment: Payment | None = None
    service: tuple[Level, ...] = ()
    leaving: Leaving | None = None
    changing: Changing | None = None


NEEDS: Mapping[Kind, str] = MappingProxyType(
    {
        Kind.DATA_SHARING: "sharing",
        Kind.PARTICIPATION: "joining",
        Kind.WORKFLOW: "workflow",
        Kind.COMMUNICATION: "informing",
        Kind.ACCOUNTABILITY: "reporting",
        Kind.PAYMENT: "payment",
        Kind.TECHNOLOGY: "service",
        Kind.EXIT: "leaving",
    }
)
"""The group of terms without which an agreement of a kind says nothing."""

ALWAYS = ("informing", "reporting", "leaving", "changing")
"""Groups that an agreement of any kind may carry."""


def groups_of(kind: Kind) -> tuple[str, ...]:
    """The groups of terms an agreement of this kind may have: the one it needs first."""
    return tuple(dict.fromkeys((NEEDS[kind], *ALWAYS)))


def read_terms(
    terms: Mapping[str, Any],
    *,
    kind: Kind,
    parties: frozenset[UUID],
    purposes: frozenset[str],
    domains: frozenset[str] = frozenset(),
) -> Terms:
    """The terms of a version, checked against its kind, its parties and the known words.

    `domains`: the needs a workflow may name; empty: they are not checked. Raises BadTerms with the clause and
    why. A group that the kind does not have is refused, so that no agreement opens what its title hides.
    """
    allowed = groups_of(kind)
    if unknown := sorted(set(terms) - set(allowed)):
        raise BadTerms(f"An agreement of the kind “{kind.title}” has no terms about {', '.join(unknown)}.")
    needed = NEEDS[kind]
    if not terms.get(needed) and needed != "sharing":
        raise BadTerms(f"The terms say nothing about {needed}: at least one clause is needed.")
    sharing = (
        tuple(read_sharing(dict(terms), parties=parties, purposes=purposes)) if needed == "sharing" else ()
    )
    return Terms(
        sharing=sharing,
        joining=each(terms, "joining", parties, _contribution),
        workflow=each(terms, "workflow", parties, lambda reader: _workflow(reader, domains)),
        informing=each(terms, "informing", parties, _informing),
        reporting=each(terms, "reporting", parties, _reporting),
        payment=one(terms, "payment", parties, _payment),
        service=each(terms, "service", parties, _level),
        leaving=one(terms, "leaving", parties, _leaving),
        changing=one(terms, "changing", parties, _changing),
    )


def _contribution(read: Reader) -> Contribution:
    return Contribution(
        what=read.text("what", needed=True),
        by=read.organisations("by"),
        every=read.choice("every", PERIODS, "year"),
        paragraph=read.text("paragraph"),
    )


def _workflow(read: Reader, domains: frozenset[str]) -> WorkflowClause:
    named = read.words("domains")
    if domains and (unknown := sorted(named - domains)):
        raise BadTerms(f"{read.where}: there is no need {', '.join(unknown)}.")
    clause = WorkflowClause(
        steps=read.text("steps"),
        domains=named,
        senders=read.organisations("senders"),
        receivers=read.organisations("receivers"),
        answer=read.days("answer", URGENCIES),
        finish=read.days("finish", URGENCIES),
        paragraph=read.text("paragraph"),
    )
    if not clause.answer and not clause.finish:
        raise BadTerms(f"{read.where} names no time to answer or to finish.")
    return clause


def _informing(read: Reader) -> Informing:
    return Informing(
        what=read.text("what", needed=True),
        every=read.choice("every", PERIODS),
        by=read.organisations("by"),
        to=read.organisations("to"),
        within=read.number("within", 14),
        paragraph=read.text("paragraph"),
    )


def _reporting(read: Reader) -> Reporting:
    return Reporting(
        what=read.text("what", needed=True),
        every=read.choice("every", PERIODS),
        by=read.organisations("by"),
        to=read.organisations("to"),
        within=read.number("within", 30),
        follows=read.text("follows"),
        paragraph=read.text("paragraph"),
    )


def _payment(read: Reader) -> Payment:
    return Payment(read.text("contract", needed=True), read.text("paragraph"))


def _level(read: Reader) -> Level:
    return Level(
        what=read.text("what", needed=True),
        target=read.text("target", needed=True),
        within_hours=read.number("within_hours", 0),
        escalates_to=read.text("escalates_to"),
        paragraph=read.text("paragraph"),
    )


def _leaving(read: Reader) -> Leaving:
    return Leaving(
        notice_days=read.number("notice_days", 0),
        transition_days=read.number("transition_days", 0),
        data_days=read.number("data_days", 0),
        running=read.choice("running", RUNNING, "give_back"),
        triggers=read.text("triggers"),
        tasks=read.lines("tasks"),
        paragraph=read.text("paragraph"),
    )


def _changing(read: Reader) -> Changing:
    return Changing(read.choice("accession", ACCESSION, "all"), read.text("paragraph"))
