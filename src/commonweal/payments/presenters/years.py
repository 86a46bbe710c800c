"""What pages of contract years show: facts turned into words and offers of the next step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonweal.access import Actor, Permission, may
from commonweal.components.status import Shape
from commonweal.components.tables import Choice, Column, Empty, Table, Words
from commonweal.payments import rules, terms
from commonweal.payments.models import ContractYear, DisputeText
from commonweal.payments.queries import years
from commonweal.payments.rules import State
from commonweal.settlement.amounts import money
from commonweal.settlement.contracts.words import Passage
from commonweal.settlement.contracts.words import passages as words_of

SHAPES = {
    State.DRAFT: Shape.WAITING,
    State.OFFERED: Shape.WAITING,
    State.SIGNED: Shape.WAITING,
    State.RUNNING: Shape.MOVING,
    State.AWAITING: Shape.NEEDS,
    State.FIGURES_IN: Shape.MOVING,
    State.SETTLED: Shape.MOVING,
    State.DISPUTED: Shape.NEEDS,
    State.CLOSED: Shape.DONE,
}


@dataclass(frozen=True)
class Line:
    """A contract year in the list."""

    pk: UUID
    title: str
    state: State
    shape: Shape
    parties: str
    starts: Any
    ends: Any
    waits_for_me: bool

    @property
    def status(self) -> str:
        """The state in words."""
        return str(_("Waits for your signature")) if self.waits_for_me else self.state.title


def lines(by: Actor) -> list[Line]:
    """All contract years one may see; those that wait for the actor's signature first."""
    found = []
    for row in years.years():
        at = rules.state(years.facts(row))
        waits = years.waits_for(by, row)
        names = ", ".join(sorted({one.organisation.name for one in row.parties.all() if one.organisation}))
        shape = Shape.NEEDS if waits else SHAPES[at]
        found.append(Line(row.pk, row.title, at, shape, names, row.starts, row.ends, waits))
    return sorted(found, key=lambda line: not line.waits_for_me)


class YearTable(Table):
    """The list of contract years."""

    name = "contract-years"
    caption = gettext_lazy("Contract years")
    columns = (
        Column(
            key="title",
            label=gettext_lazy("Contract year"),
            link=lambda line: reverse("payments:year", args=[line.pk]),
            sort="title",
        ),
        Column(
            key="status",
            label=gettext_lazy("Where it stands"),
            shape="shape",
            sort="status",
        ),
        Column(key="starts", label=gettext_lazy("From"), draw=date_format, sort="starts"),
        Column(key="ends", label=gettext_lazy("Until"), draw=date_format, sort="ends"),
        Column(key="parties", label=gettext_lazy("Partners"), narrow=False),
    )
    filters = (
        Words("q", gettext_lazy("Title or partner"), paths=("title", "parties")),
        Choice(
            "state",
            gettext_lazy("Where it stands"),
            choices=[(one.key, one.title) for one in State],
            path="state.key",
        ),
    )
    empty = Empty(
        title=gettext_lazy("No contract years yet"),
        text=gettext_lazy(
            "What partners agreed to earn and share will be here, year by year, with its settlement."
        ),
    )


@dataclass(frozen=True)
class Party:
    """A party on the page: who it is, whether it signed."""

    row: Any
    signature: Any

    @property
    def role(self) -> str:
        """The role in words."""
        return str(self.row.role).replace("_", " ")


def passages(row: ContractYear) -> list[Passage]:
    """The terms in sentences; none while a draft cannot be read."""
    try:
        return words_of(terms.read(row.terms))
    except terms.BadTerms:
        return []


METHODS: dict[str, Any] = {
    "shared_savings": gettext_lazy("Shared savings and losses"),
    "unitary_payment": gettext_lazy("Unitary payment"),
    "bundle": gettext_lazy("Bundle"),
    "fee_at_risk": gettext_lazy("Fee at risk"),
    "funding_pool": gettext_lazy("Funding pool"),
}


def methods(text: str) -> list[tuple[str, str]]:
    """The method pages of a contract's models, of the division where there is one, and of contracts as such."""
    try:
        contract = terms.read(text)
    except terms.BadTerms:
        return []
    kinds = dict.fromkeys(model.head.kind for model in contract.models)
    found = [(f"settlement-{kind.replace('_', '-')}", str(METHODS[kind])) for kind in kinds]
    if contract.division is not None:
        found.append(("settlement-division", str(_("How it is divided between partners"))))
    return [*found, ("settlement-contracts", str(_("Contract years, figures and rounding")))]


def year(by: Actor, row: ContractYear) -> dict[str, Any]:
    """The page of one contract year."""
    facts = years.facts(row)
    at = rules.state(facts)
    last = years.latest(row)
    digest = row.digest()
    given = {one.organisation_id: one for one in row.signatures.all() if one.digest_seen == digest}
    manages, settles = may(by, Permission.MANAGE_CONTRACT_YEARS), may(by, Permission.SETTLE)
    return {
        "year": row,
        "passages": passages(row),
        "methods": methods(row.terms),
        "state": at,
        "shape": SHAPES[at],
        "facts": facts,
        "parties": [
            Party(one, given.get(one.organisation_id) if one.organisation_id else None)
            for one in row.parties.all()
        ],
        "waits_for_me": years.waits_for(by, row),
        "may_change": manages and not facts.offered,
        "may_take_back": manages and facts.offered and not facts.all_signed,
        "may_enter": may(by, Permission.ENTER_FIGURES) and facts.all_signed and facts.offered,
        "may_preview": settles and facts.all_signed,
        "may_declare": settles and rules.refusal_to_declare(facts, ()) is None,
        "may_settle": settles and rules.refusal_to_settle(facts) is None,
        "may_close": settles and rules.refusal_to_close(facts) is None,
        "settles": settles,
        "settlement": last,
        "divided": money(last.divided) if last and last.divided is not None else "",
        "statements": [
            {"row": one, "net": money(one.net), "mine": one.organisation_id == by.organisation_id}
            for one in (years.statements(last) if last else ())
        ],
        "disputes": disputes(row, settles),
        "withdrawn": row.pk in years.withdrawn_since(),
        "next": next_step(at, facts, row),
    }


def next_step(at: State, facts: rules.Year, row: ContractYear) -> str:
    """What happens next, in one sentence."""
    said = {
        State.DRAFT: _("Nothing holds yet: the terms can be changed until they are put out for signature."),
        State.OFFERED: _("It holds when every party has signed."),
        State.SIGNED: _("The year has not begun."),
        State.RUNNING: _("Figures can be entered as they come; they are complete only after the year."),
        State.AWAITING: _("The year is over; it can be settled when the figures are complete."),
        State.FIGURES_IN: _("The figures are complete; the year can be settled."),
        State.SETTLED: _("Statements are out and can be disputed for a while."),
        State.DISPUTED: _("A party objects; the year is closed only after an answer."),
        State.CLOSED: _("This year is closed; nothing of it changes any more."),
    }[at]
    if at is State.SETTLED and facts.upheld:
        return _("An objection was found right: the figures are corrected and the year is settled anew.")
    return said


def disputes(row: ContractYear, settles: bool) -> list[dict[str, Any]]:
    """Disputes of every settlement, newest first, with the words one may read."""
    rows = [one for settlement in row.settlements.all() for one in settlement.disputes.all()]
    if not rows:
        return []
    texts = {
        (one.dispute_id, one.is_answer): one.text for one in DisputeText.objects.filter(dispute__in=rows)
    }
    names = {one.organisation_id: one.name for one in row.parties.all()}
    return [
        {
            "row": one,
            "name": names.get(one.organisation_id, ""),
            "outcome": one.answer.get_outcome_display() if years.answer(one) else "",
            "text": texts.get((one.pk, False), ""),
            "answer": texts.get((one.pk, True), ""),
            "may_answer": settles and not years.answer(one),
        }
        for one in sorted(rows, key=lambda one: one.created_at, reverse=True)
    ]
