"""What pages of the decision log show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonweal.access import Actor, Permission, may
from commonweal.components.status import Shape
from commonweal.components.tables import Choice, Column, Days, Empty, Table, Words, cells
from commonweal.database import clock
from commonweal.governance.actions.common import may_run
from commonweal.governance.queries import decisions as queries
from commonweal.governance.queries.proposals import rule_in_words
from commonweal.governance.rules import decisions as rules
from commonweal.governance.rules.decisions import Status
from commonweal.governance.rules.rights import KINDS
from commonweal.partners.queries import alliance_day

SHAPES = {
    Status.SUPERSEDED: Shape.STOPPED,
    Status.NOT_CARRIED: Shape.STOPPED,
    Status.REVIEW_DUE: Shape.NEEDS,
    Status.IN_FORCE: Shape.DONE,
}


@dataclass(frozen=True)
class Line:
    """A decision in the log."""

    pk: UUID
    number: int
    question: str
    body: str
    topic: str
    kind: str
    at: Status
    decided: datetime
    review_on: date | None
    told: str

    @property
    def shape(self) -> Shape:
        """The status as a shape."""
        return SHAPES[self.at]

    @property
    def where(self) -> str:
        """Number, body and topic, below the question."""
        return " · ".join(part for part in (str(self.number), self.body, self.topic) if part)

    @property
    def review(self) -> str:
        """The day of review, below the status."""
        if self.review_on is None:
            return ""
        return _("review on %(day)s") % {"day": date_format(self.review_on, "j F Y")}

    @property
    def status(self) -> str:
        """The status in words."""
        return self.at.title


def lines(by: Actor) -> list[Line]:
    """The log, the latest first."""
    day = alliance_day(by)
    return [
        Line(
            row.pk, row.number, row.question, row.body.name, row.topic, KINDS[row.kind],
            rules.status(facts(row), day), row.decided_at, row.review_on,
            f"{row.seen_count} / {row.told_count}" if row.told_count else "",
        )
        for row in queries.decisions()
    ]  # fmt: skip


def facts(row: queries.Logged) -> rules.Facts:
    """What the rules need of a decision with its counts."""
    return row.facts(hasattr(row, "superseded_by"), row.actions_count, hasattr(row, "use"))


class DecisionTable(Table):
    """The decision log."""

    name = "decisions"
    caption = gettext_lazy("Decisions of the alliance")
    columns = (
        Column(
            key="question",
            label=gettext_lazy("Decision"),
            link=lambda line: reverse("governance:decision", args=[line.pk]),
            under="where",
            sort="question",
        ),
        Column(
            key="status",
            label=gettext_lazy("Where it stands"),
            shape="shape",
            under="review",
            sort="status",
        ),
        Column(
            key="decided",
            label=gettext_lazy("Decided"),
            draw=cells.day,
            sort="decided",
        ),
        Column(
            key="told",
            label=gettext_lazy("Read by"),
            narrow=False,
            align="end",
            hint=gettext_lazy("How many of those who were told have read it"),
        ),
    )
    filters = (
        Words("q", gettext_lazy("Question or topic"), paths=("question", "topic", "kind")),
        Words("body", gettext_lazy("Body"), paths=("body",)),
        Choice(
            "status",
            gettext_lazy("Where it stands"),
            choices=[(one.key, one.title) for one in Status],
            path="at.key",
        ),
        Days("since", gettext_lazy("Decided from"), path="decided"),
        Days("until", gettext_lazy("Decided until"), path="decided", until=True),
        Days("review", gettext_lazy("Review due by"), path="review_on", until=True),
    )
    empty = Empty(
        title=gettext_lazy("No decisions yet"),
        text=gettext_lazy("What bodies decide will be here, with why, who was against, and what follows."),
    )


def decision(by: Actor, row: queries.Logged) -> dict[str, Any]:
    """The page of one decision."""
    state = facts(row)
    at = rules.status(state, alliance_day(by))
    told = list(row.told.all())
    in_force = row.carried and at is not Status.SUPERSEDED
    proposes = may(by, Permission.PROPOSE, on=row)
    return {
        "decision": row,
        "at": at,
        "shape": SHAPES[at],
        "kind": KINDS[row.kind],
        "rule": rule_in_words(row.rule) if row.proposal_id else row.rule,
        "chain": queries.chain(row) if row.supersedes_id or hasattr(row, "superseded_by") else [],
        "actions": [
            (
                one,
                one.done_at is None
                and (one.organisation_id == by.organisation_id or may(by, Permission.KEEP_BODIES)),
            )
            for one in row.actions.all()
        ],
        "told": told,
        "seen": sum(one.seen_at is not None for one in told),
        "unread": next((one for one in told if one.person_id == by.person_id and one.seen_at is None), None),
        "use": getattr(row, "use", None),
        "lacks_action": rules.lacks_action(state, clock.now()),
        "may_add": in_force and proposes,
        "may_tell": proposes,
        "may_explain": bool(
            row.proposal_id and not row.reason and proposes and row.proposal and may_run(by, row.proposal)
        ),
        "may_review": in_force and proposes,
        "outcome": row.proposal.outcome if row.proposal is not None else None,
    }
