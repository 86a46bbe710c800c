"""What may need somebody, in three queries: the first page asks for it each time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from commonweal.communications.models import Message
from commonweal.communications.queries.planning import figure_of
from commonweal.communications.rules import approval, plan
from commonweal.communications.rules.consistency import Figure
from commonweal.evidence.results import ALL
from commonweal.performance.models import Series, Version
from commonweal.performance.queries import months

_WAITING = """
select 'newsletter', n.id, n.name, '{}'::jsonb, coalesce(n.moved_at, n.started_at), 1, false
  from communications_newsletter n
 where %(approves)s and n.started_at is not null and n.finished_at is null and n.paused_at is null
   and coalesce(n.moved_at, n.started_at) < %(silent)s
union all
select 'uncertain', n.id, n.name, '{}'::jsonb, min(d.handled_at), count(*), false
  from communications_delivery d join communications_newsletter n on n.id = d.newsletter_id
 where %(approves)s and d.outcome = 'uncertain' and n.finished_at is not null
 group by n.id, n.name
union all
select 'event', e.id, e.slug, e.texts, e.ends, 1, false from communications_event e
 where %(drafts)s and e.published_at is not null and e.cancelled_at is null and e.outcome_at is null
   and e.ends < %(over)s
union all
select 'feedback', f.id, f.slug, f.texts, min(r.created_at), count(*), r.held
  from communications_response r join communications_feedbackform f on f.id = r.form_id
 where %(answers)s and r.set_aside_at is null and r.created_at < %(unanswered)s
   and not exists (select 1 from communications_reply a where a.response_id = r.id)
 group by f.id, f.slug, f.texts, r.held
"""
_MESSAGES = """
select m.id, m.key, m.texts, m.benefit, m.review_on, m.created_at,
       (select coalesce(jsonb_agg(jsonb_build_array(e.measure, e.holds_until)), '[]')
          from communications_evidence e where e.message_id = m.id and e.ended_at is null),
       (select coalesce(jsonb_agg(jsonb_build_array(a.digest, a.approved) order by a.created_at, a.id), '[]')
          from communications_approval a where a.subject_id = m.id)
  from communications_message m where m.ended_at is null order by m.key
"""


@dataclass(frozen=True)
class Waiting:
    """A newsletter that broke off or left addresses uncertain, an event without outcome, answers to a form."""

    kind: str
    pk: UUID
    title: str
    since: datetime
    number: int
    held: bool


def waiting(
    *, approves: bool, drafts: bool, answers: bool, silent: datetime, over: datetime, unanswered: datetime
) -> list[Waiting]:
    """All of these, in one query. The instants: what did not move, ended or came before them."""
    with connection.cursor() as cursor:
        cursor.execute(
            _WAITING,
            {
                "approves": approves, "drafts": drafts, "answers": answers, "silent": silent, "over": over,
                "unanswered": unanswered,
            },
        )  # fmt: skip
        rows = cursor.fetchall()
    return [
        Waiting(kind, pk, _title(name, texts), since, number, held)
        for kind, pk, name, texts, since, number, held in rows
    ]


def _title(name: str, texts: Any) -> str:
    told: dict[str, dict[str, Any]] = _parsed(texts)
    first: dict[str, Any] = told.get("en") or next(iter(told.values()), {})
    return str(first.get("title", name))


def _parsed(value: Any) -> Any:
    import json

    return json.loads(value) if isinstance(value, str) else value


@dataclass(frozen=True)
class OldMessage:
    """An approved message that is out of date: why, and since when."""

    pk: UUID
    key: str
    why: str
    since: date


def old_messages(day: date) -> list[OldMessage]:
    """Approved messages whose evidence no longer holds, in two queries."""
    with connection.cursor() as cursor:
        cursor.execute(_MESSAGES)
        rows = cursor.fetchall()
    approved = []
    for pk, key, texts, benefit, review_on, created, evidence, answers in rows:
        digest = Message(key=key, texts=_parsed(texts), benefit=benefit).digest()
        told = [approval.Answer(one, yes, None, created) for one, yes in _parsed(answers)]
        if approval.state(digest, told) is approval.State.APPROVED:
            shown = [
                plan.Shown(measure, date.fromisoformat(until) if until else None)
                for measure, until in _parsed(evidence)
            ]
            approved.append((pk, key, review_on, created, shown))
    measures = {one.measure for *_rest, shown in approved for one in shown if one.measure}
    figures = last_figures(sorted(measures)) if measures else []
    found = []
    for pk, key, review_on, created, shown in approved:
        why = plan.why_out_of_date(shown, figures, review_on, day)
        if why:
            ended = [one.holds_until for one in shown if one.holds_until and one.holds_until < day]
            past = [*ended, *([review_on] if review_on and review_on < day else [])]
            found.append(OldMessage(pk, key, why, min(past) if past else created.date()))
    return found


def last_figures(measures: Sequence[str]) -> list[Figure]:
    """The last published figures of these measures, of all partners together, in one query."""
    current = Version.objects.filter(withdrawn_at=None).order_by("-number").values("pk")[:1]
    rows = Series.objects.filter(version__in=current, measure__in=measures, organisation=None, group_by=ALL)
    found = [figure_of(row.measure, months(row.points)) for row in rows]
    return [one for one in found if one is not None]
