"""Votes and decisions that need somebody."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.access import Actor, Permission, may
from commonweal.components.attention import Attention
from commonweal.governance.queries import decisions, proposals
from commonweal.governance.rules import decisions as rules
from commonweal.governance.rules.proposals import SOON

MISSED_FOR = timedelta(days=60)
"""For how long a missed quorum is worth a second attempt."""


def attention(by: Actor, now: datetime) -> list[Attention]:
    """One's own missing votes; votes to count; quorums missed; decisions past review or without action; unread ones."""
    if not may(by, Permission.VOTE):
        return []
    found = [*_to_vote(by, now), *_unread(by)]
    if may(by, Permission.PROPOSE):
        found += [*_votes(by, now), *_decisions(by, now)]
    return found


def _to_vote(by: Actor, now: datetime) -> list[Attention]:
    found = []
    for elector in proposals.waiting_for(by):
        row = elector.proposal
        soon = row.closes_at is not None and row.closes_at - now <= SOON
        why = (
            _("The vote on “%(question)s” is about to close, and your seat has not voted.")
            if soon
            else _("“%(question)s” waits for the vote of your seat.")
        ) % {"question": row.question}
        page = reverse("governance:proposal", args=[row.pk])
        found.append(
            Attention(
                "boundaries", f"vote-waits:{row.pk}:{elector.seat_id}", why, row.opened_at or now, page,
                _("Vote"), reverse("governance:vote", args=[row.pk, elector.seat_id]), "me",
            )
        )  # fmt: skip
    return found


def _unread(by: Actor) -> list[Attention]:
    found = []
    for told in decisions.told_unseen(by.person_id)[:5]:
        page = reverse("governance:decision", args=[told.decision_id])
        why = _("You were told of a decision of the %(body)s and have not read it: “%(question)s”.") % {
            "body": told.decision.body.name, "question": told.decision.question,
        }  # fmt: skip
        found.append(
            Attention(
                "boundaries", f"decision-unread:{told.pk}", why, told.told_at, page, _("Read it"), page, "me"
            )
        )
    return found


def _votes(by: Actor, now: datetime) -> list[Attention]:
    found = []
    ended = Q(closed_at=None, closes_at__lte=now)
    missed = Q(outcome__quorum=False, closed_at__gt=now - MISSED_FOR)
    rows = proposals.proposals().filter(ended | missed, opened_at__isnull=False, withdrawn_at=None)
    for row in rows:
        page = reverse("governance:proposal", args=[row.pk])
        if row.closed_at is None:
            why = _("The vote on “%(question)s” has ended and is not counted.") % {"question": row.question}
            key, since, label = "vote-to-count", row.closes_at or now, _("Count the votes")
            step = reverse("governance:count", args=[row.pk])
        else:
            why = _(
                "The quorum was missed for “%(question)s”: %(present)s of %(needed)s needed were there."
            ) % {
                "question": row.question,
                "present": row.outcome["present"],
                "needed": row.outcome["quorum_needed"],
            }
            key, since, label, step = "quorum-missed", row.closed_at, _("See who was missing"), page
        found.append(Attention("boundaries", f"{key}:{row.pk}", why, since, page, label, step, "alliance"))
    return found


def _decisions(by: Actor, now: datetime) -> list[Attention]:
    found = []
    for row in decisions.decisions().filter(carried=True, superseded_by=None):
        facts = row.facts(False, row.actions_count, hasattr(row, "use"))
        page = reverse("governance:decision", args=[row.pk])
        words = {"question": row.question}
        if rules.review_due(facts, now.date()) and row.review_on is not None:
            since = datetime.combine(row.review_on, time(), tzinfo=UTC)
            found.append(
                Attention(
                    "boundaries", f"decision-review:{row.pk}",
                    _("The decision “%(question)s” is past its day of review.") % words, since, page,
                    _("Look at it again"), reverse("governance:review-decision", args=[row.pk]), "alliance",
                )
            )  # fmt: skip
        if rules.lacks_action(facts, now):
            found.append(
                Attention(
                    "boundaries", f"decision-without-action:{row.pk}",
                    _("Nobody does anything because of the decision “%(question)s”.") % words,
                    row.decided_at + rules.ACT_WITHIN, page, _("Write down an action"),
                    reverse("governance:add-decision-action", args=[row.pk]), "alliance",
                )
            )  # fmt: skip
    return found
