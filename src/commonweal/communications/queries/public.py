"""What strangers read: each from rows whose policies show what is published, or from functions that give only that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from commonweal.communications.models import (
    Document,
    Event,
    FeedbackForm,
    Newsletter,
    Page,
    Publication,
    Release,
    YouSaid,
)
from commonweal.communications.queries.planning import figure_of
from commonweal.communications.rules.consistency import Figure
from commonweal.directory.domains import NeedDomain
from commonweal.partners.rules import Sector
from commonweal.performance import readings
from commonweal.performance.models import measure_of
from commonweal.performance.queries import months
from commonweal.performance.rules import Steering


def _rows(statement: str, words: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, words)
        return list(cursor.fetchall())


def publications(language: str, kind: str = "page") -> QuerySet[Publication]:
    """What is published in a language, of pages that were not removed."""
    return Publication.objects.filter(
        current=True, language=language, page__kind=kind, page__removed_at=None
    ).select_related("page")


def menu(language: str) -> list[Publication]:
    """The pages of the menu, in order."""
    return list(publications(language).filter(page__in_menu=True).order_by("page__position", "page__slug"))


def news(language: str, most: int = 20) -> list[Publication]:
    """Pieces of news, the newest first."""
    return list(publications(language, "news").order_by("-first_at")[:most])


def page_at(slug: str) -> Page | None:
    """A page by its address; removed ones too."""
    return Page.objects.select_related("moved_to").filter(slug=slug).first()


def languages_of(slugs: set[str]) -> dict[str, set[str]]:
    """In which languages these pages can be read now; pages that cannot be read at all are left out."""
    found: dict[str, set[str]] = {}
    rows = Publication.objects.filter(page__slug__in=slugs, current=True, page__removed_at=None)
    for slug, language in rows.values_list("page__slug", "language"):
        found.setdefault(slug, set()).add(language)
    return found


def in_languages(page: Page) -> dict[str, Publication]:
    """What is published of a page, by language."""
    return {one.language: one for one in Publication.objects.filter(page=page, current=True)}


@dataclass(frozen=True)
class Partner:
    """A member as strangers see it."""

    name: str
    sector: str
    about: str
    website: str


def partners() -> list[Partner]:
    """The members now."""
    return [
        Partner(name, Sector.titled(sector), about, website if website.startswith("http") else "")
        for name, sector, about, website in _rows("select * from commonweal.site_partners()")
    ]


@dataclass(frozen=True)
class Told:
    """A released figure with its course."""

    figure: Figure
    reading: readings.Reading
    version: int
    published_at: datetime


def told_figures() -> list[Told]:
    """All released figures of the version that stands."""
    found = []
    for measure, organisation, points, version, at, target in _rows(
        "select * from commonweal.site_figures()"
    ):
        known = measure_of(measure)
        course = months(_parsed(points))
        figure = figure_of(measure, course, organisation)
        if known is not None and figure is not None:
            reading = readings.read(known, course, Steering(target=target))
            found.append(Told(figure, reading, version, at))
    return found


def _parsed(points: Any) -> Any:
    import json

    return json.loads(points) if isinstance(points, str) else points


@dataclass(frozen=True)
class GoalLine:
    """A goal as strangers see it, with the figure behind it where that is released."""

    title: str
    statement: str
    measure: str
    event: str
    unit: str
    baseline: Decimal
    target: Decimal
    direction: str
    due: date
    told: Told | None


def goals(told: Sequence[Told]) -> list[GoalLine]:
    """The goals that were accepted and have not ended."""
    by_measure = {one.figure.measure: one for one in told if not one.figure.organisation}
    return [
        GoalLine(
            title, statement, measure, event, unit, baseline, target, direction, due, by_measure.get(measure)
        )
        for title, statement, measure, event, unit, baseline, target, direction, due in _rows(
            "select * from commonweal.site_goals()"
        )
    ]


@dataclass(frozen=True)
class ServiceLine:
    """A service as strangers see it."""

    id: UUID
    name: str
    provider: str
    description: str
    fees: str
    url: str
    phone: str | None
    place: str | None
    domains: list[str]
    languages: list[str]
    room: str
    total: int

    @property
    def needs(self) -> list[str]:
        """The needs it answers, in words."""
        return [NeedDomain(value).label for value in self.domains]

    @property
    def safe_url(self) -> str:
        """Its own page, if that is one."""
        return self.url if self.url.startswith(("https://", "http://")) else ""


SERVICES_A_PAGE = 20


def services(words: str, need: str, language: str, page: int) -> list[ServiceLine]:
    """A page of the services that fit."""
    skip = (page - 1) * SERVICES_A_PAGE
    return [
        ServiceLine(*row)
        for row in _rows(
            "select * from commonweal.site_services(%s, %s, %s, %s, %s)",
            [words, need, language, skip, SERVICES_A_PAGE],
        )
    ]


def events(now: datetime, *, past: bool = False) -> QuerySet[Event]:
    """Events to come; or those that were, the last first."""
    told = Event.objects.filter(published_at__isnull=False)
    return told.filter(ends__lte=now).order_by("-starts") if past else told.filter(ends__gt=now)


def registered(event: Event) -> int:
    """How many are registered."""
    return int(_rows("select commonweal.registered(%s)", [event.pk])[0][0])


def documents() -> QuerySet[Document]:
    """Documents on the website."""
    return Document.objects.filter(public_at__isnull=False, removed_at=None)


def forms() -> QuerySet[FeedbackForm]:
    """Forms that take answers."""
    return FeedbackForm.objects.filter(published_at__isnull=False, closed_at=None)


def you_said() -> QuerySet[YouSaid]:
    """What people said and what was done, the newest first."""
    return YouSaid.objects.filter(published_at__isnull=False).order_by("-published_at")


def archive() -> QuerySet[Newsletter]:
    """Newsletters that were sent."""
    return Newsletter.objects.filter(started_at__isnull=False, interest="").order_by("-started_at")


def releases() -> QuerySet[Release]:
    """Press releases that are out."""
    return Release.objects.filter(released_at__isnull=False).order_by("-released_at")


def events_all() -> QuerySet[Event]:
    """Every event that was put on the website."""
    return Event.objects.filter(published_at__isnull=False)
