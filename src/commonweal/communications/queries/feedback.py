"""Feedback: responses to sort and answer, suggestions, understanding over time."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.db.models import Count, QuerySet

from commonweal.communications.models import Audience, FeedbackForm, Response, Sorting, Theme
from commonweal.communications.rules.themes import Learned, Suggestion, common_words
from commonweal.evidence.disclosure import THRESHOLD, is_small

LEARN_FROM = 2000


@dataclass(frozen=True)
class FormCount:
    """How many answered a form, how many of these came in a flood, and when the last did."""

    answers: int
    held: int
    last: datetime | None


def counts() -> dict[UUID, FormCount]:
    """For each form of the alliance."""
    with connection.cursor() as cursor:
        cursor.execute("select * from commonweal.response_counts()")
        return {form: FormCount(answers, held, last) for form, answers, held, last in cursor.fetchall()}


def open_responses() -> QuerySet[Response]:
    """Responses that were neither answered nor set aside, those from floods last."""
    return (
        Response.objects.filter(set_aside_at=None, replies=None)
        .select_related("form", "audience")
        .prefetch_related("sortings__theme")
    )


def responses(form: FeedbackForm) -> QuerySet[Response]:
    """All responses to a form, the newest first."""
    return (
        Response.objects.filter(form=form)
        .prefetch_related("sortings__theme", "replies")
        .order_by("-created_at", "-id")
    )


def themes() -> list[Theme]:
    """Themes with the number of responses under each, the most spoken of first."""
    return list(
        Theme.objects.filter(ended_at=None).annotate(number=Count("sortings")).order_by("-number", "name")
    )


def learned() -> Learned:
    """What people sorted, as it teaches."""
    rows = Sorting.objects.select_related("response", "theme").order_by("-created_at")[:LEARN_FROM]
    return Learned((row.response.words, row.theme.name) for row in rows)


def suggestion(response: Response, known: Learned) -> Suggestion | None:
    """A theme for a response that nobody sorted."""
    return None if response.sortings.all() else known.suggest(response.words)


def words_of_unsorted() -> list[tuple[str, int]]:
    """Words that several unsorted responses share: a theme may be missing."""
    rows = Response.objects.filter(sortings=None, set_aside_at=None).order_by("-created_at")[:500]
    return common_words([row.words for row in rows])


@dataclass(frozen=True)
class Understood:
    """Of one audience in one quarter: how many of how many answered 4 or 5; nothing where too few answered."""

    audience: str
    quarter: date
    agree: int | None
    answers: int | None

    @property
    def share(self) -> float | None:
        """The share, 0 to 1."""
        return None if self.agree is None or not self.answers else self.agree / self.answers


def understanding() -> list[Understood]:
    """How well the alliance is understood, by audience and quarter, from questions of that kind.

    Fewer than eleven answers are not shown, nor are they where fewer than eleven agree or disagree (but some do).
    """
    kinds = {
        (form.pk, one["key"]): one["kind"] for form in FeedbackForm.objects.all() for one in form.questions
    }
    names = dict(Audience.objects.values_list("pk", "name"))
    with connection.cursor() as cursor:
        cursor.execute("select * from commonweal.rating_counts()")
        rows = cursor.fetchall()
    agree: dict[tuple[str, date], int] = defaultdict(int)
    total: dict[tuple[str, date], int] = defaultdict(int)
    for form, question, audience, quarter, rating, number in rows:
        if kinds.get((form, question)) == "understanding":
            key = (names.get(audience, "Everybody"), quarter)
            total[key] += number
            agree[key] += number if rating >= 4 else 0
    found = []
    for (name, quarter), number in sorted(total.items()):
        yes = agree[name, quarter]
        hidden = is_small(number, THRESHOLD) or is_small(yes, THRESHOLD) or is_small(number - yes, THRESHOLD)
        found.append(Understood(name, quarter, None if hidden else yes, None if hidden else number))
    return found
