"""Reads of ideas, tests, reviews, evaluations and lessons."""

from __future__ import annotations

from uuid import UUID

from django.db import connection
from django.db.models import Count, QuerySet

from commonweal.plans.models import Evaluated, Idea, IdeaDoor, Lesson, Review, Test


def ideas() -> QuerySet[Idea]:
    """All ideas, the newest first."""
    return Idea.objects.select_related("door", "organisation", "goal")


def doors() -> QuerySet[IdeaDoor]:
    """The public links, with how many ideas came through each."""
    return IdeaDoor.objects.annotate(count=Count("ideas"))


def tests() -> QuerySet[Test]:
    """All tests with what their lines show."""
    return Test.objects.select_related("goal", "idea", "owner_organisation").annotate(
        places=Count("spreads", distinct=True), learned=Count("lessons", distinct=True)
    )


def whole_test() -> QuerySet[Test]:
    """Tests with what their page shows."""
    return Test.objects.select_related(
        "goal", "idea__door", "idea__organisation", "owner_organisation", "earlier", "next"
    ).prefetch_related("evaluations")


def cycles(test: Test) -> list[Test]:
    """The cycles of a test before and after it, in order. `test` comes from `whole_test`: with one cycle there is
    nothing to ask for."""
    found = [test]
    while found[0].earlier_id is not None and len(found) < 30:
        found.insert(0, found[0].earlier)
    following = getattr(test, "next", None)
    while following is not None and len(found) < 60:
        found.append(following)
        following = Test.objects.filter(earlier_id=following.pk).first()
    return found


def reviews() -> QuerySet[Review]:
    """All reviews, the last first, with what came of them."""
    return Review.objects.prefetch_related("outcomes", "comments")


def whole_review() -> QuerySet[Review]:
    """Reviews with what their page shows."""
    return Review.objects.prefetch_related("outcomes__action", "comments__organisation")


def evaluations() -> QuerySet[Evaluated]:
    """All evaluations, the last first."""
    return Evaluated.objects.select_related("test")


def lessons() -> QuerySet[Lesson]:
    """All lessons that still hold."""
    return Lesson.objects.filter(set_aside_at=None).select_related("organisation", "test")


_RANKED = """
select l.id,
       ts_rank(l.words, query) as ranked,
       greatest(similarity(l.plain, commonweal.plain(%(text)s)),
                word_similarity(commonweal.plain(l.title), commonweal.plain(%(text)s))) as alike
  from plans_lesson l,
       (select coalesce(nullif(replace(plainto_tsquery('english', commonweal.plain(%(text)s))::text, '&',
       '|'), '')::tsquery,
                        ''::tsquery) as query) q
 where l.set_aside_at is null and (l.words @@ query or word_similarity(commonweal.plain(l.title),
 commonweal.plain(%(text)s)) >= 0.35)
 order by ts_rank(l.words, query) + greatest(similarity(l.plain, commonweal.plain(%(text)s)),
          word_similarity(commonweal.plain(l.title), commonweal.plain(%(text)s))) desc, l.id
 limit %(most)s
"""


def found_lessons(text: str, most: int = 40) -> list[Lesson]:
    """Lessons that share words with the text or are written much alike, the nearest first.

    Any of the words counts (PostgreSQL full text, English), their rank and the trigram likeness of the title are added:
    docs/methods/lessons-that-resemble.md.
    """
    return _by_likeness(text[:1000], most, least=0.0)


def resembling(text: str, most: int = 3) -> list[Lesson]:
    """Lessons that a new goal or test resembles closely enough to be shown unasked."""
    return _by_likeness(text[:1000], most, least=NEAR)


NEAR = 0.3
"""Rank and likeness together from which a lesson is shown unasked."""


def _by_likeness(text: str, most: int, least: float) -> list[Lesson]:
    if not text.strip():
        return []
    with connection.cursor() as cursor:
        cursor.execute(_RANKED, {"text": text, "most": most})
        order: list[UUID] = [pk for pk, ranked, alike in cursor.fetchall() if ranked + alike >= least]
    rows = {row.pk: row for row in lessons().filter(pk__in=order)}
    return [rows[pk] for pk in order if pk in rows]
