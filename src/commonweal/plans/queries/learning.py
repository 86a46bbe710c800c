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
    """The public links, the newest first, with how many ideas came through each."""
    return IdeaDoor.objects.annotate(count=Count("ideas")).order_by("-created_at", "-id")


def tests() -> QuerySet[Test]:
    """All tests with what their lines show, the last begun first."""
    return (
        Test.objects.select_related("goal", "idea", "owner_organisation")
        .annotate(places=Count("spreads", distinct=True), learned=Count("lessons", distinct=True))
        .order_by("-starts", "-created_at", "-id")
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
    while len(found) < 30 and (earlier := found[0].earlier) is not None:
        found.insert(0, earlier)
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
    return Review.objects.prefetch_related(
        "outcomes__action", "outcomes__change__version", "comments__organisation"
    )


def evaluations() -> QuerySet[Evaluated]:
    """All evaluations, the last first."""
    return Evaluated.objects.select_related("test")


def lessons() -> QuerySet[Lesson]:
    """All lessons that still hold."""
    return Lesson.objects.filter(set_aside_at=None).select_related("organisation", "test")


_RANKED = """
with asked as (
    select tsvector_to_array(to_tsvector('english', commonweal.plain(%(text)s))) as words,
           coalesce(nullif(replace(plainto_tsquery('english', commonweal.plain(%(text)s))::text, '&', '|'), '')
                    ::tsquery,
                    ''::tsquery) as query
), kept as (
    select l.*, count(*) over () as lessons from plans_lesson l where l.set_aside_at is null
), known as (
    select word, count(*) as times from kept, unnest(tsvector_to_array(kept.words)) word group by word
)
select k.id,
       ts_rank(k.words, a.query)
       + greatest(similarity(k.plain, commonweal.plain(%(text)s)),
                  word_similarity(commonweal.plain(k.title), commonweal.plain(%(text)s))) as likeness,
       word_similarity(commonweal.plain(k.title), commonweal.plain(%(text)s)) as title_alike,
       (select count(*) from unnest(tsvector_to_array(k.words)) w join known on known.word = w
         where w = any (a.words) and (k.lessons < 3 or known.times * 2 <= k.lessons)) as telling
  from kept k, asked a
 where k.words @@ a.query or word_similarity(commonweal.plain(k.title), commonweal.plain(%(text)s)) >= 0.35
 order by likeness desc, k.id
 limit %(most)s
"""
TELLING = 2
"""Words shared with a lesson, not counting those that most lessons have, from which it is shown unasked."""
SAME_TITLE = 0.6
"""Trigram likeness of a lesson's title from which it is shown unasked, however it is spelled."""


def found_lessons(text: str, most: int = 40) -> list[Lesson]:
    """Lessons that share words with the text or are written much alike, the nearest first:
    docs/methods/lessons-that-resemble.md.
    """
    return _in_order([pk for pk, *_ in _likeness(text, most)])


def resembling(text: str, most: int = 3) -> list[Lesson]:
    """Lessons that a new goal or test resembles closely enough to be shown unasked, the nearest first."""
    near = [
        (telling, likeness, pk)
        for pk, likeness, title_alike, telling in _likeness(text, 40)
        if telling >= TELLING or title_alike >= SAME_TITLE
    ]
    near.sort(key=lambda one: (-one[0], -one[1]))
    return _in_order([pk for _telling, _likeness, pk in near[:most]])


def _likeness(text: str, most: int) -> list[tuple[UUID, float, float, int]]:
    if not text.strip():
        return []
    with connection.cursor() as cursor:
        cursor.execute(_RANKED, {"text": text[:1000], "most": most})
        return list(cursor.fetchall())


def _in_order(order: list[UUID]) -> list[Lesson]:
    rows = {row.pk: row for row in lessons().filter(pk__in=order)} if order else {}
    return [rows[pk] for pk in order if pk in rows]
