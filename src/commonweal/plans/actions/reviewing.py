"""Reviews: planned, prepared from the facts, commented, closed with what they changed."""

from __future__ import annotations

import math
from dataclasses import asdict
from datetime import date
from uuid import UUID

from django.db import transaction

from commonweal import audit
from commonweal.access import Actor, Permission, Refused, require
from commonweal.charter.actions import propose_change
from commonweal.charter.queries import charter
from commonweal.components import reviewing
from commonweal.database import clock
from commonweal.performance import actions as indicators
from commonweal.performance.models import measure_of
from commonweal.performance.queries import steering_of
from commonweal.plans import days, events, sources
from commonweal.plans.actions import action_plans
from commonweal.plans.actions.common import refuse, said, tell, who
from commonweal.plans.models import Outcome, Review, ReviewComment
from commonweal.plans.rules import reviews as rules


def plan_review(
    *, by: Actor, title: str, first: date, last: date, meets_on: date, comments_until: date
) -> Review:
    """Plan a review of a period. Raises NotAllowed, Refused."""
    require(by, Permission.HOLD_REVIEWS)
    if last < first:
        raise Refused("The period ends before it begins.")
    if comments_until > meets_on:
        raise Refused("Comments are wanted before the meeting.")
    with transaction.atomic():
        row = Review.objects.create(
            **who(by),
            title=said(title, "Give the review a name.", 160),
            first=first,
            last=last,
            meets_on=meets_on,
            comments_until=comments_until,
        )
        audit.record(by, events.REVIEW_PLANNED, on=row, title=row.title, day=meets_on.isoformat())
        tell(by)
    return row


def prepare(*, by: Actor, review: Review) -> Review:
    """Gather the facts of the period from every room that has some, as they stand now, or as they stood on the evening
    of the meeting where that is over. Again until somebody comments.

    Raises NotAllowed, Refused.
    """
    require(by, Permission.HOLD_REVIEWS, on=review)
    with transaction.atomic():
        row = _held(review)
        if row.closed_at is not None:
            raise Refused("The review is closed.")
        if row.prepared_at is not None and row.comments.exists():
            raise Refused("Partners have commented on what was prepared; it stays as they read it.")
        now, over = clock.now(), days.end(row.meets_on)
        at = over if over < now else None
        with clock.standing_at(at or now):
            gathered = [*sources.own(by, row.first, row.last, at), *reviewing.gather(by, row.first, row.last)]
        row.facts, row.prepared_at = [asdict(section) for section in gathered], now
        row.save(update_fields=["facts", "prepared_at"])
        audit.record(by, events.REVIEW_PREPARED, on=row, title=row.title)
        tell(by)
    return row


def comment(*, by: Actor, review: Review, text: str, section: str = "") -> ReviewComment:
    """Say something before the meeting. Raises NotAllowed, Refused."""
    require(by, Permission.OFFER_IDEAS, on=review)
    with transaction.atomic():
        row = Review.objects.get(pk=review.pk)
        refuse(rules.refusal_to_comment(facts(row), days.today()))
        made = ReviewComment.objects.create(
            **who(by), review=row, section=section[:40], text=said(text, "Write something first.", 4000)
        )
        audit.record(by, events.REVIEW_COMMENTED, on=row, title=row.title)
        tell(by)
    return made


def decided(*, by: Actor, review: Review, text: str) -> Outcome:
    """A decision that the review came to. Raises NotAllowed, Refused."""
    return _outcome(by, review, "decision", said(text, "Write the decision down."))


def amendment(
    *,
    by: Actor,
    review: Review,
    kind: str,
    reason: str,
    text: str = "",
    part: str = "",
    line: UUID | None = None,
) -> Outcome:
    """A change of the charter in force, proposed there with the review as its ground. Raises NotAllowed, Refused."""
    require(by, Permission.HOLD_REVIEWS, on=review)
    version = charter.in_force()
    if version is None:
        raise Refused("No charter is in force that could be changed.")
    why = said(reason, "Say why; those who decide read it.", 1800)
    with transaction.atomic():
        change = propose_change(
            by=by, version=version, kind=kind, reason=f"Review “{review.title}”: {why}",
            text=text, part=part, line=line,
        )  # fmt: skip
        return _outcome(
            by,
            review,
            "amendment",
            f"{change.get_kind_display()}: {change.text or change.before}",
            change=change,
        )


def new_action(
    *, by: Actor, review: Review, title: str, done_when: str, owner: UUID, starts: date, due: date
) -> Outcome:
    """An action that the review came to. Raises NotAllowed, Refused."""
    require(by, Permission.HOLD_REVIEWS, on=review)
    with transaction.atomic():
        row = action_plans.write(
            by=by,
            title=title,
            done_when=done_when,
            owner=owner,
            starts=starts,
            due=due,
            why=f"From the review “{review.title}”.",
        )
        return _outcome(by, review, "action", row.title, action=row)


def new_target(*, by: Actor, review: Review, measure: str, target: float, text: str) -> Outcome:
    """Another target for an indicator, set with the reason. Raises NotAllowed, Refused."""
    require(by, Permission.HOLD_REVIEWS, on=review)
    if not math.isfinite(target) or measure_of(measure) is None:
        raise Refused("Choose an indicator and give a number.")
    reason = said(text, "Say why the target changes.")
    with transaction.atomic():
        before = steering_of(measure).target
        indicators.set_target(
            by=by, measure=measure, value=target, reason=f"Review “{review.title}”: {reason}"
        )
        return _outcome(
            by, review, "target", reason, measure=measure, target_before=before, target_after=target
        )


def close(*, by: Actor, review: Review, summary: str) -> Review:
    """Close a review with what was concluded. Raises NotAllowed, Refused."""
    require(by, Permission.HOLD_REVIEWS, on=review)
    with transaction.atomic():
        row = _held(review)
        refuse(rules.refusal_to_close(facts(row), days.today(), summary))
        row.summary, row.closed_at, row.closed_by = summary.strip()[:4000], clock.now(), by.person_name
        row.save(update_fields=["summary", "closed_at", "closed_by"])
        changed = rules.changed([one.kind for one in row.outcomes.all()])
        audit.record(by, events.REVIEW_CLOSED, on=row, title=row.title, changed=changed)
        tell(by)
    return row


def facts(row: Review) -> rules.Facts:
    """What the rules need to know."""
    return rules.Facts(
        row.meets_on, row.comments_until, row.prepared_at is not None, row.closed_at is not None
    )


def _outcome(by: Actor, review: Review, kind: str, text: str, **more: object) -> Outcome:
    require(by, Permission.HOLD_REVIEWS, on=review)
    with transaction.atomic():
        row = _held(review)
        if row.closed_at is not None:
            raise Refused("The review is closed.")
        if row.prepared_at is None:
            raise Refused("Prepare the review first.")
        made = Outcome.objects.create(**who(by), review=row, kind=kind, text=text, **more)
        audit.record(by, events.REVIEW_OUTCOME, on=row, title=row.title, kind=made.get_kind_display())
        tell(by)
    return made


def _held(review: Review) -> Review:
    return Review.objects.select_for_update().get(pk=review.pk)
