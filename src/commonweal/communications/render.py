"""A typed text as HTML for a page: Markdown by markdown-it, cleaned by nh3, blocks by templates of the product."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import nh3
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from commonweal.communications.models import Image
from commonweal.communications.queries import public
from commonweal.communications.queries.planning import dated
from commonweal.communications.rules import blocks
from commonweal.communications.rules.blocks import Reference
from commonweal.communications.rules.consistency import Figure
from commonweal.communications.site_words import words
from commonweal.database import clock
from commonweal.performance import pictures

TAGS = {
    "p", "h2", "h3", "h4", "ul", "ol", "li", "strong", "em", "a", "blockquote", "code", "pre", "hr", "br", "table",
    "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
_PAGE = re.compile(r"\]\(\s*page:([a-z0-9-]+)/?\s*\)")
_FIRST_HEADING = re.compile(r"^#(?=\s)", re.MULTILINE)


@dataclass
class Frame:
    """Where a text is shown: which site and language; what is fetched once for all its blocks."""

    site: str
    language: str
    figures: Sequence[Figure] | None = None
    own_language: str = ""
    """The language of what the alliance writes once: goals, documents, what partners say about themselves."""
    _told: list[public.Told] | None = field(default=None, repr=False)

    @property
    def told(self) -> list[public.Told]:
        """Released figures with their course."""
        if self._told is None:
            self._told = public.told_figures()
        return self._told

    def figure(self, one: Reference) -> Figure | None:
        """The figure a reference means."""
        known = self.figures if self.figures is not None else [told.figure for told in self.told]
        wanted = (one.first, one.second.casefold())
        return next((each for each in known if (each.measure, each.organisation.casefold()) == wanted), None)


def markdown(text: str, frame: Frame) -> SafeString:
    """A stretch of Markdown with its figures and links to pages. Whatever somebody typed, no script survives."""

    def told(one: Reference) -> str:
        found = frame.figure(one)
        return dated(found) if found is not None else "—"

    text = blocks.replaced(text, "figure", told)
    linked = set(_PAGE.findall(text))
    there = public.languages_of(linked) if linked else {}
    text = _PAGE.sub(lambda match: f"]({page_url(frame, match.group(1), there)})", text)
    # The page has its own title: a text's headings begin below it.
    text = _FIRST_HEADING.sub("##", text)
    return clean(blocks.html_of(text))


def clean(html: str) -> SafeString:
    """Only the elements that a text needs; links only to the web, a mailbox or a phone."""
    return mark_safe(  # noqa: S308  (nh3 parses it as a browser does and lets nothing else through)
        nh3.clean(
            html,
            tags=TAGS,
            attributes={"a": {"href"}, "th": {"align"}, "td": {"align"}, "ol": {"start"}},
            url_schemes={"http", "https", "mailto", "tel"},
            link_rel="noopener",
        )
    )


def page_url(frame: Frame, slug: str, there: Mapping[str, set[str]]) -> str:
    """The address of a page of the site: in the reader's language, or one in which it can be read (`there`)."""
    codes = there.get(slug, set())
    language = frame.language if frame.language in codes or not codes else min(codes)
    if slug == "home":
        return reverse("site:home", args=[frame.site, language])
    return reverse("site:page", args=[frame.site, language, slug])


def page(text: str, frame: Frame) -> SafeString:
    """A whole text with its blocks."""
    parts = []
    for one in blocks.blocks(text):
        if one.reference is None:
            parts.append(markdown(one.text, frame))
        else:
            context = _BLOCKS[one.kind](one.reference, frame)
            if context is not None:
                parts.append(
                    render_to_string(
                        f"site/blocks/{one.kind}.html",
                        context
                        | {
                            "frame": frame,
                            "w": words(frame.language),
                            "site_slug": frame.site,
                            "site_language": frame.own_language or frame.language,
                        },
                    )
                )
    return mark_safe("\n".join(parts))  # noqa: S308  (each part is escaped or cleaned)


def _chart(one: Reference, frame: Frame) -> dict[str, Any] | None:
    wanted = (one.first, one.second.casefold())
    told = next(
        (each for each in frame.told if (each.figure.measure, each.figure.organisation.casefold()) == wanted),
        None,
    )
    if told is None or len(told.reading.months) < 2:
        return None
    return {"chart": pictures.process_chart(told.reading, told.reading.verdict), "told": told}


def _image(one: Reference, frame: Frame) -> dict[str, Any] | None:
    found = Image.objects.filter(name=one.first).defer("content").first()
    return None if found is None else {"image": found, "alt": one.label}


def _number(one: Reference, otherwise: int) -> int:
    return min(50, int(one.first)) if one.first.isdigit() and one.first != "0" else otherwise


_BLOCKS: dict[str, Any] = {
    "chart": _chart,
    "image": _image,
    "partners": lambda one, frame: {"partners": public.partners()},
    "goals": lambda one, frame: {"goals": public.goals(frame.told)},
    "news": lambda one, frame: {"news": public.news(frame.language, _number(one, 3))},
    "events": lambda one, frame: {
        "events": [
            (each, each.told(frame.language)) for each in public.events(clock.now())[: _number(one, 3)]
        ]
    },
    "services": lambda one, frame: {},
    "documents": lambda one, frame: {"documents": list(public.documents())},
    "feedback": lambda one, frame: {
        "form": (found := public.forms().filter(slug=one.first).first()),
        "told": found.told(frame.language) if found else {},
    },
    "subscribe": lambda one, frame: {},
    "you-said": lambda one, frame: {
        "lines": you_said_lines(list(public.you_said()[: _number(one, 3)]), frame.language)
    },
    "press": lambda one, frame: {"releases": list(public.releases()[:5])},
}


def you_said_lines(rows: Sequence[Any], language: str) -> list[dict[str, Any]]:
    """What was said and done, in a language or the one there is."""
    return [
        {
            "said": row.said.get(language) or next(iter(row.said.values()), ""),
            "did": row.did.get(language) or next(iter(row.did.values()), ""),
            "at": row.published_at,
        }
        for row in rows
    ]
