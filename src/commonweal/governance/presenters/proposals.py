"""What pages of proposals and votes show."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonweal.access import Actor, Permission, may
from commonweal.components.status import Shape
from commonweal.components.tables import Choice, Column, Empty, Table, Words
from commonweal.database import clock
from commonweal.governance.actions.common import may_run
from commonweal.governance.forms.proposals import CHOICE_WORDS
from commonweal.governance.models import CastBallot, Proposal
from commonweal.governance.queries import bodies
from commonweal.governance.queries import proposals as queries
from commonweal.governance.rules import proposals as rules
from commonweal.governance.rules import votes
from commonweal.governance.rules.proposals import Status
from commonweal.governance.rules.rights import KINDS
from commonweal.governance.rules.votes import GRADIENTS

SHAPES = {
    Status.DRAFT: Shape.WAITING,
    Status.CONSULTING: Shape.MOVING,
    Status.OPEN: Shape.MOVING,
    Status.ENDED: Shape.NEEDS,
    Status.CARRIED: Shape.DONE,
    Status.NOT_CARRIED: Shape.STOPPED,
    Status.SENSED: Shape.DONE,
    Status.WITHDRAWN: Shape.STOPPED,
}


@dataclass(frozen=True)
class Line:
    """A proposal in the list."""

    pk: UUID
    question: str
    body: str
    kind: str
    topic: str
    at: Status
    waits_for_me: bool
    closes: datetime | None
    put: datetime

    @property
    def shape(self) -> Shape:
        """The status as a shape; one's own missing vote needs somebody."""
        return Shape.NEEDS if self.waits_for_me else SHAPES[self.at]

    @property
    def status(self) -> str:
        """The status in words."""
        return _("Waits for your vote") if self.waits_for_me else self.at.title


def lines(by: Actor) -> list[Line]:
    """All proposals, those that wait for the actor's vote first."""
    now = clock.now()
    mine = {elector.proposal_id for elector in queries.waiting_for(by)}
    found = [
        Line(
            row.pk, row.question, row.body.name, KINDS[row.kind], row.topic, rules.status(row.facts(), now),
            row.pk in mine, row.closes_at, row.created_at,
        )
        for row in queries.proposals()
    ]  # fmt: skip
    running = {Status.OPEN, Status.ENDED, Status.CONSULTING, Status.DRAFT}
    return sorted(found, key=lambda one: (not one.waits_for_me, one.at not in running))


class ProposalTable(Table):
    """The list of proposals."""

    name = "proposals"
    caption = gettext_lazy("Proposals and votes")
    columns = (
        Column(
            key="question",
            label=gettext_lazy("Question"),
            link=lambda line: reverse("governance:proposal", args=[line.pk]),
            under="body",
            sort="question",
        ),
        Column(
            key="status",
            label=gettext_lazy("Where it stands"),
            template="governance/cells/status.html",
            sort="status",
        ),
        Column(
            key="closes", label=gettext_lazy("Closes"), template="components/cells/day.html", sort="closes"
        ),
        Column(key="kind", label=gettext_lazy("Kind"), narrow=False, sort="kind"),
    )
    filters = (
        Words("q", gettext_lazy("Question, body or topic"), paths=("question", "body", "topic")),
        Choice(
            "status",
            gettext_lazy("Where it stands"),
            choices=[(one.key, one.title) for one in Status],
            path="at.key",
        ),
    )
    empty = Empty(
        title=gettext_lazy("No proposals yet"),
        text=gettext_lazy("Questions for the bodies of the alliance will be here, with their votes."),
    )


def proposal(by: Actor, row: Proposal) -> dict[str, Any]:
    """The page of one proposal."""
    now = clock.now()
    facts = row.facts()
    at = rules.status(facts, now)
    electors = list(row.electors.all())
    recused = {one.seat_id: one for one in row.recusals.all()}
    have = queries.voted([row.pk]).get(row.pk, set()) if electors else set()
    mine = queries.my_capacities(by)
    names = queries.names_of([*row.concerns, *row.consulted, *row.reserved])
    answered = {one.organisation_id for one in row.opinions.all()}
    ballots = queries.visible_ballots(row) if electors else []
    latest = {one.seat_id: one for one in ballots}
    counted = row.closed_at is not None
    open_ballots = not row.secret and (counted or row.rule in {"consent", "consensus", "advice"})
    runs = may_run(by, row)
    before = at in {Status.DRAFT, Status.CONSULTING}
    running = at in {Status.OPEN, Status.ENDED}
    conflicts = bodies.conflicting([one.organisation_id for one in electors], row.concerns) if running else []
    return {
        "proposal": row,
        "at": at,
        "shape": SHAPES[at],
        "kind": KINDS[row.kind],
        "rule": queries.rule_in_words(row.rule),
        "quorum": bodies.quorum_in_words(row.quorum),
        "concerns": [names.get(one, "") for one in row.concerns],
        "consulted": [(names.get(one, ""), one in answered) for one in row.consulted],
        "reserved": [
            (names.get(one, ""), one in {given.organisation_id for given in row.consents.all()})
            for one in row.reserved
        ],
        "seats": [
            {
                "elector": one,
                "voted": one.seat_id in have,
                "recused": recused.get(one.seat_id),
                "ballot": spoken(latest[one.seat_id]) if open_ballots and one.seat_id in latest else None,
                "may_vote": at is Status.OPEN and one.seat_id in mine and one.seat_id not in recused,
                "may_recuse": running
                and one.seat_id not in recused
                and (one.organisation_id == by.organisation_id),
                "conflict": next((c for c in conflicts if c.organisation_id == one.organisation_id), None),
            }
            for one in electors
        ],
        "to_vote": [
            one
            for one in electors
            if at is Status.OPEN
            and one.seat_id in mine
            and one.seat_id not in recused
            and one.seat_id not in have
        ],
        "voted_count": sum(one.seat_id in have for one in electors if one.seat_id not in recused),
        "eligible_count": len(electors) - len(recused),
        "my_ballots": [(one, spoken(one)) for one in ballots if one.person_id == by.person_id],
        "met": [one for one in ballots if _can_be_met(by, one, counted)],
        "opinions": [(one, _(GRADIENTS[one.level - 1]) if one.level else "") for one in row.opinions.all()],
        "sense": sense(row),
        "may_say": may(by, Permission.VIEW_DECISIONS) and not counted and row.withdrawn_at is None,
        "may_change": before and (row.person_id == by.person_id or may(by, Permission.KEEP_BODIES)),
        "may_add": may(by, Permission.PROPOSE) and not counted and row.withdrawn_at is None,
        "may_open": before and runs,
        "may_mark": running and runs and row.in_meeting,
        "may_count": may(by, Permission.PROPOSE)
        and (
            at is Status.ENDED
            or (at is Status.OPEN and runs and (row.in_meeting or _all(electors, recused, have)))
        ),
        "may_withdraw": not counted
        and row.withdrawn_at is None
        and (row.person_id == by.person_id or may(by, Permission.KEEP_BODIES)),
        "may_consent": running
        and by.organisation_id in row.reserved
        and may(by, Permission.SIGN_AGREEMENTS)
        and by.organisation_id not in {one.organisation_id for one in row.consents.all()},
        "outcome": row.outcome,
        "decision": getattr(row, "decision", None) if counted else None,
    }


def _all(electors: list[Any], recused: dict[UUID, Any], have: set[UUID]) -> bool:
    return all(one.seat_id in have for one in electors if one.seat_id not in recused)


def _can_be_met(by: Actor, ballot: CastBallot, counted: bool) -> bool:
    mine = ballot.person_id == by.person_id and ballot.choice == "objection"
    return mine and not counted and not hasattr(ballot, "integration")


def sense(row: Proposal) -> list[tuple[str, int]]:
    """How many organisations stand on each of the eight steps, the last opinion of each; empty before anybody said."""
    last = {one.organisation_id: one.level for one in row.opinions.all() if one.level}
    if not last:
        return []
    counts = Counter(last.values())
    return [(_(step), counts.get(number, 0)) for number, step in enumerate(GRADIENTS, start=1)]


def spoken(ballot: CastBallot) -> str:
    """What a ballot says, in words."""
    if ballot.choice:
        said = str(CHOICE_WORDS[votes.Choice(ballot.choice)])
    elif ballot.ranking:
        said = " › ".join(ballot.ranking)
    elif ballot.scores:
        said = ", ".join(f"{name} {points}" for name, points in ballot.scores.items())
    else:
        said = _(GRADIENTS[ballot.level - 1]) if ballot.level else ""
    return f"{said}: {ballot.reason}" if ballot.reason else said
