"""A newsletter's first draft from what happened: news, figures, decisions, stories, events.

Other rooms add what they know by `register`; nothing in it is more than a draft that a person finishes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override

from commonweal.access import Actor
from commonweal.communications.models import Event, Evidence, Publication, Site, YouSaid
from commonweal.communications.queries import planning
from commonweal.communications.site_words import spoken
from commonweal.components import letters
from commonweal.evidence.measures.catalogue import MEASURES
from commonweal.governance.models import Decision as Carried
from commonweal.performance import queries as performance
from commonweal.performance import readings
from commonweal.performance.models import Decision

HEADS = {
    "en": {
        "news": "News", "figures": "What changed", "decisions": "What was decided", "stories": "A story",
        "events": "Come and join us", "done": "You said – we did",
    },
    "es": {
        "news": "Noticias", "figures": "Qué cambió", "decisions": "Qué se decidió", "stories": "Una historia",
        "events": "Venga y participe", "done": "Usted dijo – nosotros hicimos",
    },
}  # fmt: skip


@dataclass(frozen=True)
class Item:
    """Something that happened, as Markdown, under one of the heads."""

    head: str
    text: str


Source = Callable[[Actor, Site, datetime, datetime, str], list[Item]]
"""From the actor, the site, since when, now, and the language to items."""
_SOURCES: list[Source] = []


def register(source: Source) -> Source:
    """A room tells what happened in it."""
    _SOURCES.append(source)
    return source


def compose(by: Actor, site: Site, since: datetime, now: datetime, language: str) -> str:
    """The draft of a newsletter in one language."""
    items = [item for source in _SOURCES for item in source(by, site, since, now, language)]
    heads = HEADS.get(language, HEADS["en"])
    parts = []
    for head, title in heads.items():
        mine = [item.text for item in items if item.head == head]
        if mine:
            parts.append("\n\n".join([f"## {title}", *mine]))
    return "\n\n".join(parts)


@register
def news(by: Actor, site: Site, since: datetime, now: datetime, language: str) -> list[Item]:
    """Pieces of news published since."""
    rows = Publication.objects.filter(
        current=True, language=language, page__kind="news", page__removed_at=None, first_at__gte=since
    ).select_related("page")
    return [
        Item(
            "news",
            f"**[{one.title}]({letters.address(reverse('site:page', args=[site.slug, language, one.page.slug]))})**"
            f"\n\n{one.summary}".strip(),
        )
        for one in rows.order_by("-first_at")
    ]


@register
def figures(by: Actor, site: Site, since: datetime, now: datetime, language: str) -> list[Item]:
    """Released indicators with a lasting signal: the figure is a live reference."""
    version = performance.current_version()
    if version is None:
        return []
    out = {one.measure for one in planning.released() if one.organisation_id is None}
    found = []
    for name, points in performance.totals(version).items():
        if name in out and name in MEASURES:
            reading = readings.read(MEASURES[name], points)
            if reading.signal is not None:
                found.append(
                    Item("figures", f"- {MEASURES[name].title}: {{{{figure:{name}}}}}. {reading.verdict}.")
                )
    return found


@register
def decisions(by: Actor, site: Site, since: datetime, now: datetime, language: str) -> list[Item]:
    """Targets and goals that were set."""
    rows = Decision.objects.filter(created_at__gte=since, kind__in=["target", "goal"]).order_by("created_at")
    return [
        Item("decisions", f"- {MEASURES[one.measure].title}: {one.text or one.reason}")
        for one in rows
        if one.measure in MEASURES and (one.text or one.reason)
    ]


QUIET = ("conflict", "hiring")
"""Kinds of decision that no letter to the public speaks of: they are about people."""


@register
def carried(by: Actor, site: Site, since: datetime, now: datetime, language: str) -> list[Item]:
    """What the alliance's bodies decided, and nothing has superseded."""
    rows = Carried.objects.filter(carried=True, superseded_by=None, decided_at__gte=since)
    return [
        Item("decisions", f"- {one.question} ({one.body.name}, {_on(one.decided_at, language)})")
        for one in rows.exclude(kind__in=QUIET).select_related("body").order_by("decided_at")
    ]


@register
def stories(by: Actor, site: Site, since: datetime, now: datetime, language: str) -> list[Item]:
    """Stories that were given with permission."""
    rows = Evidence.objects.filter(kind="story", ended_at=None, created_at__gte=since)
    return [
        Item("stories", f"> {one.text}")
        for one in rows
        if not one.holds_until or one.holds_until >= now.date()
    ]


@register
def gatherings(by: Actor, site: Site, since: datetime, now: datetime, language: str) -> list[Item]:
    """Events to come."""
    rows = Event.objects.filter(published_at__isnull=False, cancelled_at=None, starts__gt=now)
    return [
        Item(
            "events",
            f"- [{one.title(language)}]"
            f"({letters.address(reverse('site:event', args=[site.slug, language, one.slug]))}), "
            f"{_on(one.starts, language)}",
        )
        for one in rows
    ]


def _on(moment: datetime, language: str) -> str:
    """A day in a letter that is read later: never “today” or “tomorrow”."""
    with override(spoken(language)):
        return date_format(timezone.localtime(moment), "j F Y")


@register
def done(by: Actor, site: Site, since: datetime, now: datetime, language: str) -> list[Item]:
    """What was done about what people said."""
    rows = YouSaid.objects.filter(published_at__gte=since)
    return [
        Item("done", f"> {one.said[language]}\n\n{one.did[language]}")
        for one in rows
        if one.said.get(language) and one.did.get(language)
    ]
