"""Every kind of page that somebody can reach by its links: axe-core finds nothing, nothing is wider than a phone.

One page of each kind is opened: addresses of one route (`performance/indicator/<slug:name>/`) are one kind, so that
keys, languages, measures and months do not multiply the walk. A page that answers with an error, that complains in
the console, or that has not exactly one title fails too. What all roles see alike is examined for the first of them;
the later ones open it (it must answer) and examine what the first could not reach.

A convenor can reach some three hundred kinds, which takes ten minutes: by day each walk opens the first so many, the
rooms in turn, so that none is left out; the whole walk runs at night (`pytest -m night tests/journeys`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

pytestmark = pytest.mark.journey

# Files, acts of signing in and out, the demo's letters (other people's secrets) and the gallery, walked elsewhere.
NOT_PAGES = re.compile(
    r"^/(sign-in|live|static|gallery|outbox|mail-reports)/|\.(csv|pdf|ics|zip|svg|xml|atom|png|md|toml|xlsx|json)$"
    r"|/(export|download|files?|calendar\.ics)/|[?&](export|as|format)="
)
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 860}


def kind(address: str) -> str:
    """The route of an address; an address that no route takes is a kind of its own (opened, it is a dead link)."""
    from django.urls import Resolver404, resolve

    path = urlsplit(address).path
    try:
        return resolve(path).route
    except Resolver404:
        return path


def room(address: str) -> str:
    """The first part of an address: charter, plans, …"""
    return address.split("/")[1]


def pages(page, first: str = "/", wrong: list[str] | None = None, most: int = 1000) -> Iterator[str]:
    """One address of each kind, opened, beginning at the first page; what does not answer is added to `wrong`.

    The room that was opened least comes next; after `most` addresses the walk ends.
    """
    from playwright.sync_api import Error

    wrong = [] if wrong is None else wrong
    waiting, known, came_from = [first], {kind(first)}, {first: "the start"}
    opened: Counter[str] = Counter()
    # A signed-in walk stays inside: the public website has its own.
    public = first.startswith("/site/")
    while waiting and opened.total() < most:
        address = min(waiting, key=lambda one: opened[room(one)])
        waiting.remove(address)
        opened[room(address)] += 1
        try:
            answer = page.goto(address)
        except Error as error:
            # A file is no page: the browser keeps it instead of showing it.
            if "Download is starting" in error.message or "ERR_ABORTED" in error.message:
                continue
            raise
        if answer is None or answer.status != 200:
            wrong.append(f"{address}: {answer and answer.status}, linked from {came_from[address]}")
            continue
        if "text/html" not in answer.headers.get("content-type", ""):
            continue
        yield address
        links = page.eval_on_selector_all(
            "a[href]:not([download])",
            "all => all.map(one => one.pathname + one.search)"
            ".filter((one, at) => all[at].origin === location.origin)",
        )
        for target in dict.fromkeys(links):
            if target.startswith("/site/") != public or NOT_PAGES.search(target):
                continue
            if kind(target) not in known:
                known.add(kind(target))
                waiting.append(target)
                came_from[target] = address


def faults(page, address: str) -> list[str]:
    """What is wrong with the open page: rules of axe-core, its titles, its width on a phone."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, options={"resultTypes": ["violations"]})
    wrong = [
        f"{address}: {one['id']}: {one['nodes'][0]['html'][:160]}" for one in found.response["violations"]
    ]
    if (titles := page.locator("h1").count()) != 1:
        wrong.append(f"{address}: {titles} titles (h1)")
    page.set_viewport_size(PHONE)
    wide = page.evaluate("document.documentElement.scrollWidth")
    if wide > PHONE["width"]:
        wrong.append(f"{address}: {wide} px wide on a phone")
    page.set_viewport_size(DESK)
    return wrong


@pytest.fixture(scope="module")
def examined() -> set[str]:
    """Kinds that an earlier role's walk has examined."""
    return set()


WALKS = [
    ("convenor", "/", 40),
    ("lead", "/", 25),
    ("navigator", "/", 20),
    ("board", "/", 25),
    (None, "/site/laurel/en/", 10),
]


def walk(sign_in, examined: set[str], who: str | None, first: str, most: int) -> int:
    """How many pages were opened; fails where anything is wrong with one of them."""
    # axe adds a style sheet to read colours, which the policy of the page would refuse.
    page = sign_in(who, bypass_csp=True, viewport=DESK)
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(f"{page.url}: {error}"))
    seen = 0
    for address in pages(page, first, wrong, most):
        seen += 1
        if kind(address) not in examined:
            examined.add(kind(address))
            wrong += faults(page, address)
    assert wrong == []
    return seen


@pytest.mark.parametrize(("who", "first", "least"), WALKS)
def test_the_first_pages_of_each_room_are_accessible_and_fit_a_phone(
    sign_in, examined: set[str], who: str | None, first: str, least: int
) -> None:
    assert walk(sign_in, examined, who, first, most=50) >= least, "the first page leads to hardly anything"


@pytest.mark.night
@pytest.mark.parametrize(("who", "first", "least"), WALKS)
def test_every_kind_of_page_is_accessible_and_fits_a_phone(
    sign_in, who: str | None, first: str, least: int
) -> None:
    assert walk(sign_in, set(), who, first, most=1000) >= least, "the first page leads to hardly anything"
