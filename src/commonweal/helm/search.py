"""One field for everything one may see.

PostgreSQL full text in one compound query over all kinds (`union all`), under the row policies; people served and
services by their own rooms' searches, which know names and places better. Words as people type them
(`websearch_to_tsquery`: quotes, “or”, a minus), and the last word also by its beginning.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVector
from django.db.models import CharField, FloatField, Model, Q, QuerySet, UUIDField, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Left
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonweal.access import Actor, Permission, may
from commonweal.agreements.models import Agreement
from commonweal.alignment.models import Meeting
from commonweal.charter.models import Goal, Sentence, Statement
from commonweal.communications.models import Announcement, Document, Event
from commonweal.governance.models import Conflict, Decision, Proposal, Risk
from commonweal.partners.queries import members
from commonweal.plans.models import Action, Lesson, Review, Test
from commonweal.technology.models import Partnership

FEW = 5
"""Hits of a kind: enough to recognise the one meant, few enough for a page of many kinds."""
LONGEST = 200
ENGLISH = "english"


class Kind(NamedTuple):
    """Something that can be found: who may, where it is, which words count, which is its name, where it leads."""

    title: Any
    permission: Permission
    rows: Callable[[Actor], QuerySet[Any]]
    fields: tuple[str, ...]
    name: str
    route: str
    of_row: bool = True
    """Does the page belong to the row, or is it the list in which the row stands?"""


def _all(model: type[Model], **of: Any) -> Callable[[Actor], QuerySet[Any]]:
    return lambda _by: model._default_manager.filter(**of)


KINDS: list[Kind] = [
    Kind(_("Partners"), Permission.VIEW_ALLIANCE, members, ("name", "about"), "name", "partners:show"),
    Kind(_("Goals"), Permission.VIEW_CHARTER, _all(Goal), ("title", "statement"), "title", "charter:goal"),
    Kind(_("Charter"), Permission.VIEW_CHARTER, _all(Sentence, version__in_force_at__isnull=False,
         version__set_aside_at=None), ("text",), "text", "charter:charter", False),
    Kind(_("Statements"), Permission.VIEW_CHARTER, _all(Statement, withdrawn_at=None), ("text",), "text",
         "charter:statements", False),
    Kind(_("Agreements"), Permission.VIEW_AGREEMENTS, _all(Agreement), ("title",), "title", "agreements:show"),
    Kind(_("Decisions"), Permission.VIEW_DECISIONS, _all(Decision), ("question", "reason"), "question",
         "governance:decision"),
    Kind(_("Proposals"), Permission.VIEW_DECISIONS, _all(Proposal), ("question", "background"), "question",
         "governance:proposal"),
    Kind(_("Risks"), Permission.VIEW_DECISIONS, _all(Risk), ("title", "about"), "title", "governance:risk"),
    Kind(_("Conflicts"), Permission.RAISE_CONFLICTS, _all(Conflict), ("title",), "title",
         "governance:conflict"),
    Kind(_("Actions"), Permission.VIEW_PLANS, _all(Action), ("title", "why", "done_when"), "title",
         "plans:action"),
    Kind(_("Tests"), Permission.VIEW_PLANS, _all(Test), ("title", "plan", "prediction"), "title", "plans:test"),
    Kind(_("Reviews"), Permission.VIEW_PLANS, _all(Review), ("title", "summary"), "title", "plans:review"),
    Kind(_("Lessons"), Permission.VIEW_PLANS, _all(Lesson, set_aside_at=None), ("title", "learned", "what"),
         "title", "plans:lesson"),
    Kind(_("Meetings"), Permission.VIEW_ALIGNMENT, _all(Meeting), ("title", "purpose"), "title",
         "alignment:meeting"),
    Kind(_("Announcements"), Permission.VIEW_COMMUNICATIONS, _all(Announcement, withdrawn_at=None),
         ("title", "text"), "title", "communications:announcement"),
    Kind(_("Documents"), Permission.VIEW_COMMUNICATIONS, _all(Document, removed_at=None), ("title", "about"),
         "title", "communications:document"),
    Kind(_("Events"), Permission.VIEW_COMMUNICATIONS,
         lambda _by: Event.objects.annotate(english=KeyTextTransform("title", KeyTextTransform("en", "texts"))),
         ("english", "place"), "english", "communications:event"),
    Kind(_("Technology partnerships"), Permission.VIEW_TECHNOLOGY, _all(Partnership), ("title", "purpose"),
         "title", "technology:partnership"),
]  # fmt: skip


class Hit(NamedTuple):
    """Something found."""

    name: str
    url: str


class Found(NamedTuple):
    """The hits of a kind, best first."""

    title: str
    hits: list[Hit]
    more: bool


Pages = Callable[[Actor], Iterable[tuple[str, str]]]
_pages: list[Pages] = []


def register_pages(pages: Pages) -> None:
    """Where one can go: names and addresses of the pages that the actor may open, told by the room that holds them."""
    _pages.append(pages)


def pages(by: Actor, words: str) -> list[Found]:
    """The pages whose name has a word that begins with each of the words."""
    asked = [one.casefold() for one in re.findall(r"\w+", words)]
    if not asked:
        return []
    hits = [
        Hit(name, url)
        for source in _pages
        for name, url in source(by)
        if all(any(part.startswith(one) for part in re.findall(r"\w+", name.casefold())) for one in asked)
    ]
    return [Found(str(_("Pages")), hits[:FEW], len(hits) > FEW)] if hits else []


def cleaned(words: str) -> str:
    """The words as they are searched: one space between, no NUL, at most 200 characters."""
    return " ".join(words.replace("\0", "").split())[:LONGEST]


def as_query(words: str) -> SearchQuery:
    """The words as a query; the last, where it is a plain word, also by its beginning."""
    query = SearchQuery(words, config=ENGLISH, search_type="websearch")
    before, _space, last = words.rpartition(" ")
    if words.count('"') % 2 == 0 and re.fullmatch(r"\w{2,}", last):
        begun = SearchQuery(f"'{last}':*", config=ENGLISH, search_type="raw")
        query |= SearchQuery(before, config=ENGLISH, search_type="websearch") & begun if before else begun
    return query


def find(by: Actor, words: str) -> list[Found]:
    """What answers the words among all kinds, a few of each; one query."""
    query = as_query(words)
    parts = []
    for number, kind in enumerate(KINDS):
        if not may(by, kind.permission):
            continue
        vector = SearchVector(*kind.fields, config=ENGLISH)
        rows = kind.rows(by).annotate(
            found_vector=vector,
            found_kind=Value(number),
            found_pk=Cast("pk", UUIDField()),
            found_name=Left(Cast(kind.name, CharField()), 160),
            found_rank=Cast(SearchRank(vector, query), FloatField()),
        )
        matching = Q(found_vector=query)
        if kind.route == "partners:show":
            matching |= Q(name__icontains=words)
        parts.append(
            rows.filter(matching)
            .order_by("-found_rank", "found_pk")
            .values_list("found_kind", "found_pk", "found_name", "found_rank")[: FEW + 1]
        )
    if not parts:
        return []
    first, *others = parts
    rows = first.union(*others, all=True) if others else first
    found: dict[int, list[tuple[float, UUID, str]]] = {}
    for number, pk, name, rank in rows:
        found.setdefault(number, []).append((-rank, pk, name))
    return [_of_kind(KINDS[number], sorted(hits)) for number, hits in sorted(found.items())]


def _of_kind(kind: Kind, hits: list[tuple[float, UUID, str]]) -> Found:
    urls = [reverse(kind.route, args=[pk] if kind.of_row else []) for _rank, pk, _name in hits[:FEW]]
    named = [Hit(name, url) for (_rank, _pk, name), url in zip(hits, urls, strict=False)]
    return Found(str(kind.title), named, len(hits) > FEW)
