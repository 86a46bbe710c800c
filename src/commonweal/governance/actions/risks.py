"""The register of risks and obstacles: record, change, review, close."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from commonweal import audit
from commonweal.access import Actor, Permission, Refused, require
from commonweal.charter.models import Goal
from commonweal.database import clock, live
from commonweal.governance import events
from commonweal.governance.models import Risk, RiskReview
from commonweal.governance.rules import risks as rules
from commonweal.partners.models import Seat
from commonweal.partners.queries import alliance_day


@dataclass(frozen=True)
class Content:
    """What the register says of a risk or an obstacle; `owner`: the seat of whoever minds it."""

    kind: str
    title: str
    likelihood: int
    impact: int
    response: str
    owner: Seat
    about: str = ""
    response_text: str = ""
    goal: Goal | None = None
    review_on: date | None = None


def record(*, by: Actor, content: Content) -> Risk:
    """Put a risk into the register. Raises NotAllowed; Refused for words or numbers that cannot be."""
    require(by, Permission.KEEP_RISKS)
    with transaction.atomic():
        row = Risk.objects.create(alliance_id=by.own_alliance_id, **_fields(by, content))
        audit.record(by, events.RISK_RECORDED, on=row, risk=row.title)
        live.notify("risks", alliance=by.alliance_id)
    return row


def change(*, by: Actor, risk: Risk, content: Content) -> Risk:
    """Change what it says, who minds it, what is done about it. Raises NotAllowed; Refused when it is closed."""
    require(by, Permission.KEEP_RISKS, on=risk)
    with transaction.atomic():
        row = _held(risk.pk)
        for name, value in _fields(by, content).items():
            setattr(row, name, value)
        row.save()
        audit.record(by, events.RISK_CHANGED, on=row, risk=row.title)
        live.notify("risks", alliance=by.alliance_id)
    return row


def review(
    *, by: Actor, risk: Risk, likelihood: int, impact: int, text: str, review_on: date | None = None
) -> RiskReview:
    """Look at it again: what was seen, how likely and grave it is now, and when next.

    Raises NotAllowed; Refused when it is closed, without words, or with a next day that has passed.
    """
    require(by, Permission.KEEP_RISKS, on=risk)
    if not text.strip():
        raise Refused("Say in a few words what you saw.")
    with transaction.atomic():
        row = _held(risk.pk)
        today = alliance_day(by)
        score = _score(likelihood, impact)
        row.likelihood, row.impact = likelihood, impact
        row.review_on = _later(review_on or rules.next_review(score, today), today)
        row.save(update_fields=["likelihood", "impact", "review_on"])
        made = RiskReview.objects.create(
            risk=row, likelihood=likelihood, impact=impact, text=text.strip(), person_name=by.person_name,
            organisation_name=by.organisation_name,
        )  # fmt: skip
        audit.record(by, events.RISK_REVIEWED, on=row, risk=row.title, score=score)
        live.notify("risks", alliance=by.alliance_id)
    return made


def close(*, by: Actor, risk: Risk, reason: str) -> Risk:
    """It is gone, or was accepted for good. Raises NotAllowed; Refused without a reason or a second time."""
    require(by, Permission.KEEP_RISKS, on=risk)
    if not reason.strip():
        raise Refused("Say why it needs nobody any more.")
    with transaction.atomic():
        row = _held(risk.pk)
        row.closed_at, row.closed_by_name, row.closed_reason = clock.now(), by.person_name, reason.strip()
        row.save(update_fields=["closed_at", "closed_by_name", "closed_reason"])
        audit.record(by, events.RISK_CLOSED, on=row, risk=row.title, reason=row.closed_reason)
        live.notify("risks", alliance=by.alliance_id)
    return row


def _held(pk: UUID) -> Risk:
    row = Risk.objects.select_for_update(of=("self",)).get(pk=pk)
    if row.closed_at is not None:
        raise Refused("This was closed. Put it into the register anew.")
    return row


def _score(likelihood: int, impact: int) -> int:
    try:
        return rules.score(likelihood, impact)
    except ValueError as error:
        raise Refused("Likelihood and impact go from 1 to 5.") from error


def _later(day: date, today: date) -> date:
    if day <= today:
        raise Refused("The next review lies in the future.")
    return day


def _fields(by: Actor, content: Content) -> dict[str, Any]:
    if (
        content.kind not in rules.KINDS
        or content.response not in rules.RESPONSES
        or not content.title.strip()
    ):
        raise Refused("Say what it is, of which kind, and what is done about it.")
    today = alliance_day(by)
    score = _score(content.likelihood, content.impact)
    if content.owner.alliance_id != by.alliance_id or content.owner.person is None:
        raise Refused("Whoever minds it holds a seat in the alliance.")
    return {
        "kind": content.kind,
        "title": content.title.strip()[:200],
        "about": content.about.strip(),
        "likelihood": content.likelihood,
        "impact": content.impact,
        "response": content.response,
        "response_text": content.response_text.strip(),
        "owner": content.owner.person,
        "owner_name": content.owner.person.name,
        "owner_organisation_id": content.owner.organisation_id,
        "goal": content.goal,
        "review_on": _later(content.review_on or rules.next_review(score, today), today),
    }
