"""Reads of surveys, rounds and their results."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from uuid import UUID

import numpy as np
from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import Count, OuterRef, QuerySet
from django.utils.translation import gettext as _

from commonweal.access import Actor
from commonweal.alignment import links
from commonweal.alignment.models import Asked, Imported, Question, Remark, Result, Round, Survey
from commonweal.alignment.rules import agreement, rounds
from commonweal.alignment.rules.given import Given
from commonweal.alignment.rules.rounds import State
from commonweal.partners.rules import Sector

LEVELS = ("all", "sector", "organisation")


@dataclass(frozen=True)
class Response:
    """How many were asked and how many answered, in all and by sector."""

    by_sector: dict[str, tuple[int, int]]

    @property
    def sectors(self) -> list[tuple[str, int, int]]:
        """Each sector by its title: how many were asked, how many answered."""
        return sorted((Sector.titled(sector), *counts) for sector, counts in self.by_sector.items())

    @property
    def asked(self) -> int:
        """How many were asked."""
        return sum(asked for asked, _ in self.by_sector.values())

    @property
    def answered(self) -> int:
        """How many answered."""
        return sum(answered for _, answered in self.by_sector.values())

    @property
    def rate(self) -> float | None:
        """The share that answered; None where nobody was asked."""
        return self.answered / self.asked if self.asked else None


def response(row: Round) -> Response:
    """How many answered a round, counted by the database."""
    with connection.cursor() as cursor:
        cursor.execute("select sector, asked, answered from commonweal.survey_response(%s)", [row.pk])
        return Response({sector: (asked, answered) for sector, asked, answered in cursor.fetchall()})


def silent(row: Round) -> list[tuple[str, int]]:
    """Organisations of whose people asked nobody has answered, and how many these are; the convenor sees them."""
    rows = (
        Asked.objects.filter(round=row)
        .values("organisation__name")
        .annotate(people=Count("pk"), answered=Count("begun_on"))
        .filter(answered=0)
        .order_by("organisation__name")
    )
    return [(one["organisation__name"], one["people"]) for one in rows]


def surveys() -> QuerySet[Survey]:
    """The surveys of the alliance, newest first."""
    return Survey.objects.annotate(questions_count=Count("questions")).order_by("-created_at")


def all_rounds() -> QuerySet[Round]:
    """The rounds of the alliance, newest first, with what was said to follow."""
    return Round.objects.select_related("survey").prefetch_related("follow_ups__organisation")


def asked_of(by: Actor) -> QuerySet[Asked]:
    """What the actor was asked, newest first."""
    return (
        Asked.objects.filter(person_id=by.own_person_id)
        .select_related("round__survey", "organisation")
        .order_by("-created_at")
    )


def state_of(row: Round, now: datetime) -> State:
    """Where a round stands."""
    return rounds.state(
        closes_at=row.closes_at, closed_at=row.closed_at, follows=bool(row.follow_ups.all()), now=now
    )


def given(asked: Asked) -> dict[UUID, Given]:
    """What somebody has answered so far; empty once it is handed in, the round is over or their seat ended."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select question, value, importance, words from commonweal.survey_given(%s, %s)",
            [asked.pk, links.key_of(asked.pk)],
        )
        return {
            question: Given(value, importance, words)
            for question, value, importance, words in cursor.fetchall()
        }


def efforts(survey: UUID) -> list[bool | None]:
    """What each question of a survey asks, for the time it takes: importance too; None: own words."""
    rows = Question.objects.filter(survey_id=survey).values_list("kind", "asks_importance")
    return [None if kind == Question.WORDS else rated for kind, rated in rows]


def refusal(asked: Asked) -> str:
    """Why somebody who was asked cannot answer now; empty when they can."""
    with connection.cursor() as cursor:
        cursor.execute("select commonweal.survey_refusal(%s)", [asked.pk])
        (found,) = cursor.fetchone()
    return "" if found == "" else rounds.REFUSALS[found or "unknown"]


@dataclass(frozen=True)
class View:
    """One published view of a question: who, and how many gave each answer (None: too few to show)."""

    level: str
    sector: str
    organisation: str
    organisation_id: UUID | None
    counts: tuple[int, ...] | None
    comparable: bool

    @property
    def name(self) -> str:
        """Whose view it is, in words."""
        if self.level == "all":
            return _("Everybody")
        return self.organisation if self.level == "organisation" else Sector.titled(self.sector)

    @property
    def n(self) -> int | None:
        """How many answered; None: too few to show."""
        return sum(self.counts) if self.counts is not None else None

    @property
    def mean(self) -> float | None:
        """The mean answer; None: too few to show."""
        return agreement.mean(self.counts) if self.counts else None


@dataclass(frozen=True)
class QuestionResult:
    """A question with every view of it that may be shown."""

    question: Question
    views: tuple[View, ...]
    importance: tuple[View, ...]

    @property
    def all(self) -> View | None:
        """Everybody's view."""
        return next((view for view in self.views if view.level == "all"), None)

    @property
    def sectors(self) -> dict[str, View]:
        """The view of each sector in which somebody answered."""
        return {view.sector: view for view in self.views if view.level == "sector"}

    @property
    def parts(self) -> list[View]:
        """The sectors and organisations that are shown."""
        return [view for view in self.views if view.level != "all" and view.counts is not None]

    @property
    def importance_mean(self) -> float | None:
        """How important everybody finds it, 1 to 5."""
        return next((view.mean for view in self.importance if view.level == "all"), None)


def questions_of(row: Round) -> list[Question]:
    """The questions of a round in their order; `written`: what was written, where three or more wrote something.

    In the order of the words, which tells nothing of who wrote them.
    """
    remarks = (
        Remark.objects.filter(round=row, question=OuterRef("pk")).order_by("words", "id").values("words")
    )
    return list(Question.objects.filter(survey_id=row.survey_id).annotate(written=ArraySubquery(remarks)))


def results(
    row: Round, questions: Iterable[Question] | None = None, *, everybody_only: bool = False
) -> list[QuestionResult]:
    """The published results of a round, in the order of its questions; importance down to sectors.

    `questions`, where the page has them already.
    """
    found: dict[tuple[UUID, str], list[View]] = defaultdict(list)
    rows = Result.objects.filter(round=row).exclude(about="importance", level="organisation")
    if everybody_only:
        rows = rows.filter(level="all")
    for one in rows.select_related("organisation"):
        found[one.question_id, one.about].append(
            View(
                one.level,
                one.sector,
                one.organisation.name if one.organisation else "",
                one.organisation_id,
                tuple(one.counts) if one.counts is not None else None,
                one.comparable,
            )
        )
    for views in found.values():
        views.sort(key=lambda view: (LEVELS.index(view.level), view.name))
    return [
        QuestionResult(question, tuple(found[question.pk, "answer"]), tuple(found[question.pk, "importance"]))
        for question in (Question.objects.filter(survey_id=row.survey_id) if questions is None else questions)
        if question.kind == Question.SCALE
    ]


def round_before(row: Round) -> Round | None:
    """The closed round of the same survey before this one."""
    return (
        Round.objects.filter(survey_id=row.survey_id, number__lt=row.number, closed_at__isnull=False)
        .order_by("-number")
        .first()
    )


def newest_closed() -> list[Round]:
    """Of each survey the newest round with results, newest first."""
    return list(
        Round.objects.filter(closed_at__isnull=False)
        .order_by("survey_id", "-number")
        .distinct("survey_id")
        .select_related("survey")
    )


@dataclass(frozen=True)
class Collision:
    """Two groups that answered a question so differently that they should talk about it."""

    question: Question
    one: View
    other: View

    @property
    def apart(self) -> float:
        """How far their means lie apart, in units of the scale."""
        return abs((self.one.mean or 0) - (self.other.mean or 0))


def collisions(found: Iterable[QuestionResult], *, most: int = 12) -> list[Collision]:
    """Pairs of sectors, and of organisations, that collide: of each question the widest `most`, the widest first.

    Organisations stand here only where the database shows them: three or more people of theirs answered, and so did
    none or three or more others of their sector.
    """
    pairs: list[Collision] = []
    for result in found:
        for level in ("sector", "organisation"):
            parts = [view for view in result.parts if view.level == level]
            pairs += [
                Collision(result.question, parts[one], parts[other]) for one, other in _widest(parts, most)
            ]
    return sorted(pairs, key=lambda pair: -pair.apart)[:most]


def _widest(parts: Sequence[View], most: int) -> Iterator[tuple[int, int]]:
    """The places of the `most` widest pairs that collide. Of 300 organisations most pairs need never be looked at."""
    means = np.array([view.mean for view in parts], dtype=float)
    apart = np.triu(np.abs(means[:, None] - means[None, :]))
    width = len(parts[0].counts or ()) - 1 if parts else 1
    ones, others = np.nonzero(apart >= width / 4)
    order = np.argsort(-apart[ones, others], kind="stable")
    collide = (
        (int(ones[at]), int(others[at]))
        for at in order
        if agreement.collide(parts[int(ones[at])].counts or (), parts[int(others[at])].counts or ())
    )
    return islice(collide, most)


def imports() -> QuerySet[Imported]:
    """Imported results with their figures, newest first."""
    return Imported.objects.prefetch_related("figures")
