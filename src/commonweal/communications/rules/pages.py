"""Addresses of pages, two people editing, and pages that others link to."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from urllib.parse import urlsplit

from commonweal.communications.rules import blocks

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
TAKEN = frozenset(
    "news events services feedback subscribe unsubscribe confirm archive documents press goals partners files "
    "sitemap feed registration contact robots static".split()
)
"""Addresses that the site itself uses."""


def slug_fault(slug: str) -> str | None:
    """Why this cannot be the last part of a page's address, or nothing."""
    if not SLUG.fullmatch(slug) or len(slug) > 80:
        return "Use small letters, digits and single dashes, at most 80."
    if slug in TAKEN:
        return f"“{slug}” is an address that the site itself uses."
    return None


@dataclass(frozen=True)
class Changed:
    """A line that differs: "-" was there, "+" is there now."""

    mark: str
    text: str


def changes(before: str, after: str) -> list[Changed]:
    """What differs between two texts, line by line."""
    return [
        Changed(line[0], line[2:])
        for line in difflib.ndiff(before.splitlines(), after.splitlines())
        if line[0] in "+-"
    ]


def links_to(slug: str, texts: Mapping[str, Iterable[str]], site: str) -> list[str]:
    """Which pages (by their name) link to the page `slug` of the site `site`, in any of their texts."""
    return [
        name
        for name, several in texts.items()
        if any(_target(link, site) == slug for text in several for link in blocks.links(text))
    ]


def _target(link: str, site: str) -> str | None:
    """The page that a link within the site means: `page:slug`, or `/site/<site>/<language>/slug/`."""
    if link.startswith("page:"):
        return link.removeprefix("page:").strip("/")
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        return None
    path = parts.path.strip("/").split("/")
    if path[:2] == ["site", site] and len(path) == 4 and path[3] not in TAKEN:
        return path[3]
    return None


def broken(texts: Iterable[str], there: Set[str], site: str) -> list[str]:
    """The pages that these texts link to and that are not there (removed, never written, or not published)."""
    found = {_target(link, site) for text in texts for link in blocks.links(text)}
    return sorted({one for one in found if one} - there)


def page_links(text: str) -> set[str]:
    """The pages that a text links to by `page:slug`."""
    return {link.removeprefix("page:").strip("/") for link in blocks.links(text) if link.startswith("page:")}
