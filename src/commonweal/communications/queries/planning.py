"""Audiences, messages, calendar, approvals; the source against which texts are checked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Model, Prefetch, Q, QuerySet
from django.utils.formats import date_format

from commonweal.access import Actor
from commonweal.communications.models import (
    Approval,
    Audience,
    Evidence,
    Message,
    Naming,
    PlanEntry,
    PublicFigure,
    Site,
)
from commonweal.communications.rules import approval, blocks, plan
from commonweal.communications.rules.consistency import Figure, Said, Source
from commonweal.communications.rules.consistency import Naming as Name
from commonweal.evidence.measures.catalogue import MEASURES
from commonweal.evidence.results import ALL
from commonweal.performance import pictures
from commonweal.performance import queries as performance
from commonweal.performance.models import Series
from commonweal.performance.rules import Point


def site() -> Site | None:
    """The alliance's own site, if there is one."""
    return Site.objects.first()


def languages(of: Site | None) -> list[str]:
    """The languages the alliance writes in, the first one first."""
    return list(of.languages) if of is not None and of.languages else ["en"]


def audiences() -> QuerySet[Audience]:
    """Audiences that are spoken to."""
    return Audience.objects.filter(ended_at=None)


def messages() -> QuerySet[Message]:
    """Messages that are used, with their evidence."""
    return Message.objects.filter(ended_at=None).prefetch_related(
        Prefetch("evidence", Evidence.objects.filter(ended_at=None))
    )


def approvals(rows: Iterable[Model]) -> dict[UUID, list[approval.Answer]]:
    """What those who approve said of each of these rows, in one query."""
    found: dict[UUID, list[approval.Answer]] = defaultdict(list)
    for one in Approval.objects.filter(subject_id__in=[row.pk for row in rows]):
        found[one.subject_id].append(
            approval.Answer(one.digest, one.approved, one.person_id, one.created_at, one.note)
        )
    return found


@dataclass(frozen=True)
class MessageLine:
    """A message with how it stands."""

    row: Message
    state: approval.State
    out_of_date: str
    answers: Sequence[approval.Answer] = ()


def message_lines(day: date, figures: Sequence[Figure]) -> list[MessageLine]:
    """All messages, each with its approval and whether it is out of date."""
    rows = list(messages())
    answers = approvals(rows)
    return [message_line(row, answers.get(row.pk, []), figures, day) for row in rows]


def message_line(
    row: Message, answers: Sequence[approval.Answer], figures: Sequence[Figure], day: date
) -> MessageLine:
    """One message as it stands."""
    shown = [plan.Shown(one.measure, one.holds_until) for one in row.evidence.all()]
    return MessageLine(
        row,
        approval.state(row.digest(), answers),
        plan.why_out_of_date(shown, figures, row.review_on, day),
        answers,
    )


def entries(since: date | None = None) -> QuerySet[PlanEntry]:
    """The calendar from a day on, and what is late before it."""
    rows = PlanEntry.objects.select_related("audience", "message")
    return rows if since is None else rows.filter(Q(on__gte=since) | Q(done_at=None, cancelled_at=None))


def namings() -> QuerySet[Naming]:
    """What is no longer said, and what instead."""
    return Naming.objects.filter(ended_at=None)


def released() -> QuerySet[PublicFigure]:
    """Figures that may leave the alliance."""
    return PublicFigure.objects.filter(ended_at=None).select_related("organisation")


def figures() -> list[Figure]:
    """The last published figure of each measure, of all partners and of each, and whether it is released."""
    version = performance.current_version()
    if version is None:
        return []
    out = {(one.measure, one.organisation_id) for one in released()}
    rows = Series.objects.filter(version=version, group_by=ALL).select_related("organisation")
    found = [
        figure_of(
            row.measure,
            performance.months(row.points),
            row.organisation.name if row.organisation is not None else "",
            released=(row.measure, row.organisation_id) in out,
        )
        for row in rows
    ]
    return sorted((one for one in found if one is not None), key=lambda one: (one.title, one.organisation))


def figure_of(
    measure: str, points: Sequence[Point], organisation: str = "", *, released: bool = True
) -> Figure | None:
    """The last month of a series that has a value; where none has, the last one, without a value."""
    known = MEASURES.get(measure)
    if known is None or not points:
        return None
    last = next((point for point in reversed(points) if point.value is not None), points[-1])
    return Figure(
        measure, known.title, last.value, pictures.figure(last.value, known), last.end, known.unit, organisation,
        released,
    )  # fmt: skip


def source(
    by: Actor,
    now: datetime,
    *,
    wanted: Sequence[str],
    grade: float | None = None,
    public: bool = True,
    known: Sequence[Figure] | None = None,
    day: date | None = None,
    with_messages: bool = True,
) -> Source:
    """Everything that a text is checked against; `known` figures and the `day` where the caller has them already."""
    rows = list(Message.objects.filter(ended_at=None)) if with_messages else []
    answers = approvals(rows) if rows else {}
    if grade is None:
        grade = min((one.grade for one in audiences()), default=8)
    return Source(
        today=day or now.astimezone(by.zone).date(),
        figures=figures() if known is None else known,
        namings=[Name(one.current, one.old, one.why) for one in namings()],
        messages=[
            Said(
                row.key,
                row.texts,
                approval.state(row.digest(), answers.get(row.pk, [])) is approval.State.APPROVED,
            )
            for row in rows
        ],
        languages=list(wanted),
        grade=float(grade),
        public=public,
    )


def with_messages(text: str, language: str) -> str:
    """The text with approved messages in the place of their references: what is published keeps what was approved."""
    if "{{" not in text:
        return text
    known = {row.key: row.texts.get(language, "") for row in Message.objects.filter(ended_at=None)}
    return blocks.replaced(text, "message", lambda one: known.get(one.first) or None)


def with_figures(text: str, known: Sequence[Figure]) -> str:
    """The text with figures as they are now, each with its month: for what is sent once."""
    by_name = {(one.measure, one.organisation.casefold()): one for one in known}

    def told(one: blocks.Reference) -> str | None:
        found = by_name.get((one.first, one.second.casefold()))
        return dated(found) if found is not None else None

    return blocks.replaced(text, "figure", told)


def dated(figure: Figure) -> str:
    """A figure with the month it is of: “12.4 % (June 2026)”."""
    return f"{figure.shown} ({date_format(figure.month_end, 'F Y')})"
