"""Votes and decisions that need somebody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.access import Actor, Permission, may
from commonweal.components.attention import Attention
from commonweal.database.together import Question, Rows, day, instant, question
from commonweal.governance.models import Decision, DecisionAction, DecisionUse, Proposal, Told
from commonweal.governance.queries import proposals
from commonweal.governance.rules import decisions as rules
from commonweal.governance.rules.proposals import SOON

MISSED_FOR = timedelta(days=60)
"""For how long a missed quorum is worth a second attempt."""
UNREAD = 5
"""How many unread decisions are told of at once, the oldest first."""


def questions(by: Actor, now: datetime) -> Iterator[Question]:
    """One's own missing votes and unread decisions; votes to count, quorums missed, decisions to look at again."""
    if not may(by, Permission.VOTE):
        return
    yield question(
        "vote", proposals.waiting(by), pk="proposal_id", seat="seat_id", label="label",
        question="proposal__question", closes="proposal__closes_at", opened="proposal__opened_at",
    )  # fmt: skip
    unread = Told.objects.filter(person_id=by.own_person_id, seen_at=None)
    yield question(
        "unread", unread, pk="pk", at="told_at", decision="decision_id", body="decision__body__name",
        question="decision__question",
    )  # fmt: skip
    if may(by, Permission.PROPOSE):
        yield question(
            "count", _ended_or_missed(now), pk="pk", question="question", closes="closes_at", closed="closed_at",
            present=F("outcome__present"), needed=F("outcome__quorum_needed"), made="created_at",
        )  # fmt: skip
        yield question(
            "decision", _decisions(now), pk="pk", question="question", decided="decided_at", review="review_on",
            reviewed="reviewed_at", idle="no_action_needed", acted="acted", used="used", number="number",
        )  # fmt: skip


def _ended_or_missed(now: datetime) -> QuerySet[Any]:
    ended = Q(closed_at=None, closes_at__lte=now)
    missed = Q(outcome__quorum=False, closed_at__gt=now - MISSED_FOR)
    return Proposal.objects.filter(ended | missed, opened_at__isnull=False, withdrawn_at=None)


def _decisions(now: datetime) -> QuerySet[Any]:
    """Decisions in force; those that need nothing are left out again by the rules."""
    rows = Decision.objects.filter(carried=True, superseded_by=None)
    return rows.annotate(
        acted=Exists(DecisionAction.objects.filter(decision=OuterRef("pk"))),
        used=Exists(DecisionUse.objects.filter(decision=OuterRef("pk"))),
    ).filter(
        Q(review_on__lte=now.date(), reviewed_at=None)
        | Q(no_action_needed=False, acted=False, used=False, decided_at__lte=now - rules.ACT_WITHIN)
    )


def cards(by: Actor, now: datetime, rows: Rows) -> Iterator[Attention]:
    """One for each."""
    for row in sorted(rows["vote"], key=lambda one: (one["closes"], one["label"])):
        soon = instant(row["closes"]) - now <= SOON
        why = (
            _("The vote on “%(question)s” is about to close, and your seat has not voted.")
            if soon
            else _("“%(question)s” waits for the vote of your seat.")
        ) % row
        page = reverse("governance:proposal", args=[row["pk"]])
        yield Attention(
            "boundaries", f"vote-waits:{row['pk']}:{row['seat']}", why, instant(row["opened"]), page, _("Vote"),
            reverse("governance:vote", args=[row["pk"], row["seat"]]), "me",
        )  # fmt: skip
    for row in sorted(rows["unread"], key=lambda one: one["at"])[:UNREAD]:
        page = reverse("governance:decision", args=[row["decision"]])
        why = _("You were told of a decision of the %(body)s and have not read it: “%(question)s”.") % row
        yield Attention(
            "boundaries",
            f"decision-unread:{row['pk']}",
            why,
            instant(row["at"]),
            page,
            _("Read it"),
            page,
            "me",
        )
    yield from _votes(rows)
    yield from _looked_at_again(now, rows)


def _votes(rows: Rows) -> Iterator[Attention]:
    for row in sorted(rows["count"], key=lambda one: one["made"], reverse=True):
        page = reverse("governance:proposal", args=[row["pk"]])
        if row["closed"] is None:
            why = _("The vote on “%(question)s” has ended and is not counted.") % row
            key, since, label = "vote-to-count", instant(row["closes"]), _("Count the votes")
            step = reverse("governance:count", args=[row["pk"]])
        else:
            why = (
                _("The quorum was missed for “%(question)s”: %(present)s of %(needed)s needed were there.")
                % row
            )
            key, since, label, step = "quorum-missed", instant(row["closed"]), _("See who was missing"), page
        yield Attention("boundaries", f"{key}:{row['pk']}", why, since, page, label, step, "alliance")


def _looked_at_again(now: datetime, rows: Rows) -> Iterator[Attention]:
    for row in sorted(rows["decision"], key=lambda one: (one["decided"], one["number"]), reverse=True):
        facts = rules.Facts(
            carried=True,
            superseded=False,
            decided_at=instant(row["decided"]),
            review_on=day(row["review"]) if row["review"] else None,
            reviewed_at=instant(row["reviewed"]) if row["reviewed"] else None,
            actions=int(row["acted"]),
            used=row["used"],
            no_action_needed=row["idle"],
        )
        page = reverse("governance:decision", args=[row["pk"]])
        if rules.review_due(facts, now.date()) and facts.review_on is not None:
            since = datetime.combine(facts.review_on, time(), tzinfo=UTC)
            yield Attention(
                "boundaries", f"decision-review:{row['pk']}",
                _("The decision “%(question)s” is past its day of review.") % row, since, page,
                _("Look at it again"), reverse("governance:review-decision", args=[row["pk"]]), "alliance",
            )  # fmt: skip
        if rules.lacks_action(facts, now):
            yield Attention(
                "boundaries", f"decision-without-action:{row['pk']}",
                _("Nobody does anything because of the decision “%(question)s”.") % row,
                facts.decided_at + rules.ACT_WITHIN, page, _("Write down an action"),
                reverse("governance:add-decision-action", args=[row["pk"]]), "alliance",
            )  # fmt: skip
