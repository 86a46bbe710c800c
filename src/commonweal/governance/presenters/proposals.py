"""What pages of proposals and votes show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonweal.access import Actor, Permission, may
from commonweal.components.status import Shape
from commonweal.components.tables import Choice, Column, Empty, Table, Words, cells
from commonweal.database import clock
from commonweal.governance import grounds
from commonweal.governance.actions.common import may_run
from commonweal.governance.forms.proposals import CHOICE_WORDS
from commonweal.governance.models import CastBallot, Evidence
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
    def where(self) -> str:
        """Body, kind and topic, below the question."""
        return " · ".join(part for part in (self.body, self.kind, self.topic) if part)

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
            under="where",
            sort="question",
        ),
        Column(
            key="status",
            label=gettext_lazy("Where it stands"),
            shape="shape",
            sort="status",
        ),
        Column(key="closes", label=gettext_lazy("Closes"), draw=cells.day, sort="closes"),
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


def proposal(by: Actor, row: queries.Paged) -> dict[str, Any]:
    """The page of one proposal, as `queries.page` gives it."""
    now = clock.now()
    at = rules.status(row.facts(), now)
    before = at in {Status.DRAFT, Status.CONSULTING}
    running = at in {Status.OPEN, Status.ENDED}
    electors = [] if before else list(queries.electors(row, by))
    ballots = queries.visible_ballots(row) if electors else []
    named = queries.names_of([*row.concerns, *row.consulted, *row.reserved])
    answered = {one["organisation_id"] for one in row.opinion_rows}
    open_ballots = not row.secret and (
        row.closed_at is not None or row.rule in {"consent", "consensus", "advice"}
    )
    latest = {one.seat_id: one for one in ballots} if open_ballots else {}
    eligible = [one for one in electors if one.recused_for is None]
    voted = [one for one in eligible if one.voted]
    can = _may(by, row, at, everybody=len(voted) == len(eligible))
    return can | {
        "proposal": row,
        "at": at,
        "shape": SHAPES[at],
        "kind": KINDS[row.kind],
        "rule": queries.rule_in_words(row.rule),
        "quorum": bodies.quorum_in_words(row.quorum),
        "concerns": [named.get(one, "") for one in row.concerns],
        "consulted": [(named.get(one, ""), str(one) in answered) for one in row.consulted],
        "reserved": [(named.get(one, ""), one in row.consenting) for one in row.reserved],
        "evidence": evidence(row.evidence_rows),
        "seats": [
            {
                "elector": one,
                "ballot": spoken(latest[one.seat_id]) if one.seat_id in latest else None,
                "may_vote": at is Status.OPEN and one.mine and one.recused_for is None,
                "may_recuse": running
                and one.recused_for is None
                and (one.organisation_id == by.organisation_id or (one.conflict is not None and can["runs"])),
            }
            for one in electors
        ],
        "to_vote": [one for one in eligible if at is Status.OPEN and one.mine and not one.voted],
        "voted_count": len(voted),
        "eligible_count": len(eligible),
        "my_ballots": [(one, spoken(one)) for one in ballots if one.person_id == by.person_id],
        "met": [one for one in ballots if _can_be_met(by, one, row.closed_at is not None)],
        "opinions": [
            (
                one,
                _(GRADIENTS[one["level"] - 1]) if one["level"] else "",
                datetime.fromisoformat(one["created_at"]),
            )
            for one in row.opinion_rows
        ],
        "sense": sense(row),
        "outcome": row.outcome,
        "ended": at is Status.ENDED,
        "decision": getattr(row, "decision", None) if row.closed_at is not None else None,
    }


def evidence(rows: Sequence[Mapping[str, Any]]) -> list[tuple[str, Mapping[str, Any], grounds.Ground | None]]:
    """What a proposal rests on: kind, what was written down, and how that stands now where a room keeps it."""
    now = grounds.standing([(one["kind"], one["reference"]) for one in rows])
    titles = dict(Evidence.KINDS)
    return [(titles[one["kind"]], one, now.get((one["kind"], one["reference"]))) for one in rows]


def _may(by: Actor, row: queries.Paged, at: Status, *, everybody: bool) -> dict[str, bool]:
    """What the actor may do with a proposal now."""
    before = at in {Status.DRAFT, Status.CONSULTING}
    running = at in {Status.OPEN, Status.ENDED}
    unfinished = before or running
    keeps = row.person_id == by.person_id or may(by, Permission.KEEP_BODIES)
    runs = unfinished and may_run(by, row)
    can_be_counted = at is Status.ENDED or (at is Status.OPEN and runs and (row.in_meeting or everybody))
    return {
        "runs": runs,
        "may_say": unfinished and may(by, Permission.VIEW_DECISIONS),
        "may_add": unfinished and may(by, Permission.PROPOSE),
        "may_change": before and keeps,
        "may_withdraw": unfinished and keeps,
        "may_open": before and runs,
        "may_mark": running and runs and row.in_meeting,
        "may_count": can_be_counted and may(by, Permission.PROPOSE),
        "may_consent": running
        and may(by, Permission.SIGN_AGREEMENTS)
        and by.organisation_id in row.reserved
        and by.organisation_id not in row.consenting,
    }


def _can_be_met(by: Actor, ballot: CastBallot, counted: bool) -> bool:
    mine = ballot.person_id == by.person_id and ballot.choice == "objection"
    return mine and not counted and not hasattr(ballot, "integration")


def sense(row: queries.Paged) -> list[tuple[str, int]]:
    """How many organisations stand on each of the eight steps, the last opinion of each; empty before anybody said."""
    last = {one["organisation_id"]: one["level"] for one in row.opinion_rows if one["level"]}
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
