"""Pages of the gallery rendered without a database, for the tests of the page parts."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any
from uuid import UUID

from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest
from django.template import engines
from django.test import RequestFactory

from commonweal.access import Actor
from commonweal.components import views

ACTOR = Actor(
    person_id=UUID(int=1),
    person_name="Dana Okafor",
    organisation_name="Riverside Health",
    alliance_name="Bayfront Alliance",
)
VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
NAVIGATION: list[dict[str, Any]] = [
    {"title": "What needs you", "items": [{"title": "Home", "url": "/", "current": True, "count": 7}]},
    {
        "title": "Network",
        "items": [
            {"title": title, "url": f"/{title.casefold()}/", "current": False, "count": count}
            for title, count in (("Referrals", 30), ("People", None), ("Services", 0))
        ],
    },
]


def get(path: str = "/gallery/", query: str = "", *, actor: Actor = ACTOR) -> HttpRequest:
    """A request as the middleware would hand it on."""
    request = RequestFactory().get(f"{path}{query}")
    request.actor = actor
    request._messages = CookieStorage(request)
    return request


def gallery(query: str = "") -> str:
    """The gallery page."""
    return views.gallery(get(query=query)).content.decode()


def part(template: str, **context: Any) -> str:
    """A piece of template with page parts in it, rendered."""
    from django_cotton.compiler_regex import CottonCompiler

    text = CottonCompiler().process(template)
    return engines["django"].from_string(text).render(context, get()).strip()


class Elements(HTMLParser):
    """All elements of a page with their attributes, and the text."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.depth: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in VOID:
            self.depth.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.depth and self.depth[-1] == tag, f"</{tag}> closes <{self.depth[-1:]}>"
        self.depth.pop()

    def handle_data(self, data: str) -> None:
        self.text += data

    def named(self, tag: str) -> list[dict[str, str | None]]:
        """The attributes of every element of that name."""
        return [attrs for name, attrs in self.found if name == tag]
