"""A walk from link to link, and what can be wrong with a page on the way."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe

from tests.journeys.reading import Source

# Files, acts of signing in and out, the demo's letters (other people's secrets) and the gallery, walked elsewhere.
NOT_PAGES = re.compile(
    r"^/(sign-in|live|static|gallery|outbox|mail-reports)/|\.(csv|pdf|ics|zip|svg|xml|atom|png|md|toml|xlsx|json)$"
    r"|/(export|download|files?|calendar\.ics)/|[?&](export|as|format)="
)
PHONE, DESK, PAPER = (
    {"width": 360, "height": 740},
    {"width": 1280, "height": 860},
    {"width": 718, "height": 1000},
)
AXE = Axe()
BY_LOOK = ("color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size")
"""The rules whose answer depends on colours or on how wide the window is."""
# On paper nothing can be pushed sideways, and nobody can press anything.
CUT = """() => {
  const shown = (one) => one.getClientRects().length > 0;
  const said = (word) => (one) => word + ": " + one.outerHTML.slice(0, 120);
  const cut = [...document.querySelectorAll("main *:not(svg *, select, input, textarea)")].filter((one) => shown(one)
    && one.clientWidth > 1 && one.scrollWidth > one.clientWidth + 1
    && !["visible", "clip"].includes(getComputedStyle(one).overflowX));
  const idle = [...document.querySelectorAll("nav, button, .button, [role=search]")].filter(shown);
  return [...cut.map(said("cut")), ...idle.map(said("printed"))];
}"""
# axe does not look into drawings: words that nobody gave a colour are black in the dark, too.
BLACK = """() => [...new Set([...document.querySelectorAll("main svg text")]
  .filter((one) => one.getClientRects().length && getComputedStyle(one).fill === "rgb(0, 0, 0)")
  .map((one) => one.textContent.slice(0, 60)))]"""
# A button outside a form does nothing where no scripts run.
IDLE = """() => [...document.querySelectorAll("button")]
  .filter((one) => one.getClientRects().length && (!one.form || one.type === "button"))
  .map((one) => one.outerHTML.slice(0, 120))"""


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


def pages(
    page,
    first: str,
    wrong: list[str],
    most: int,
    each: int = 1,
    *,
    shown: Callable[[str], bool] | None = None,
) -> Iterator[Source]:
    """Up to `each` pages of each kind, read, beginning at the first; what does not answer goes to `wrong`.

    They are read without being shown, which takes a tenth of the time; those that are `shown` stand open when they
    come. The room that was read least comes next; after `most` addresses the walk ends.
    """
    waiting, came_from = [first], {first: "the start"}
    known: Counter[str] = Counter([kind(first)])
    opened: Counter[str] = Counter()
    # A signed-in walk stays inside: the public website has its own.
    public = first.startswith("/site/")
    while waiting and opened.total() < most:
        address = min(waiting, key=lambda one: opened[room(one)])
        waiting.remove(address)
        opened[room(address)] += 1
        answer = _opened(page, address) if shown and shown(address) else page.request.get(address)
        if answer.status != 200:
            wrong.append(f"{address}: {answer.status}, linked from {came_from[address]}")
            continue
        if "text/html" not in answer.headers.get("content-type", ""):
            continue
        source = Source.of(answer.text(), answer.url)
        source.address = address
        wrong += [f"{address}: the id {one} {times} times" for one, times in source.ids.items() if times > 1]
        yield source
        for target in dict.fromkeys(source.links):
            if target.startswith("/site/") != public or NOT_PAGES.search(target) or target in came_from:
                continue
            if known[kind(target)] < each:
                known[kind(target)] += 1
                waiting.append(target)
                came_from[target] = address


def _opened(page, address: str):
    """The answer of a page that is shown; a file, which a browser would keep instead, is only read."""
    from playwright.sync_api import Error

    try:
        return page.goto(address)
    except Error as why:
        if "ERR_ABORTED" not in why.message and "Download is starting" not in why.message:
            raise
        return page.request.get(address)


def axe(page, address: str, *, whole: bool = True, rules: tuple[str, ...] = ()) -> list[str]:
    """The rules of axe-core that the open page breaks, with its frame or without."""
    options: dict[str, object] = {"resultTypes": ["violations"]}
    if rules:
        options["runOnly"] = list(rules)
    found = AXE.run(page, context=None if whole else "main", options=options)
    return [
        f"{address}: {one['id']} ×{len(one['nodes'])}: {one['nodes'][0]['html'][:160]}"
        for one in found.response["violations"]
    ]


def titles(page, address: str) -> list[str]:
    """A page has one title."""
    count = page.locator("h1").count()
    return [] if count == 1 else [f"{address}: {count} titles (h1)"]


def too_wide(page, address: str) -> list[str]:
    """Where the page, as wide as a phone, is pushed sideways."""
    wide = page.evaluate("document.documentElement.scrollWidth")
    return [] if wide <= PHONE["width"] else [f"{address}: {wide} px wide on a phone"]


def faults(page, address: str, *, whole: bool) -> list[str]:
    """What is wrong with the open page: rules of axe-core, its titles, its width on a phone.

    whole: with the frame around the page, which is the same on all pages of one role.
    """
    wrong = axe(page, address, whole=whole) + titles(page, address)
    page.set_viewport_size(PHONE)
    wrong += too_wide(page, address)
    page.set_viewport_size(DESK)
    return wrong


def faults_by_night(page, address: str, *, whole: bool) -> list[str]:
    """As `faults`, and in the dark on a phone what light and width decide; what paper cuts."""
    wrong = axe(page, address, whole=whole) + titles(page, address)
    page.set_viewport_size(PHONE)
    page.emulate_media(color_scheme="dark")
    wrong += too_wide(page, address)
    wrong += [f"on a phone, dark: {one}" for one in axe(page, address, whole=whole, rules=BY_LOOK)]
    wrong += [f"{address}: black words in the dark: {one}" for one in page.evaluate(BLACK)]
    page.set_viewport_size(PAPER)
    page.emulate_media(media="print")
    wrong += [f"{address}: on paper {one}" for one in page.evaluate(CUT)]
    page.emulate_media(media="screen", color_scheme="light")
    page.set_viewport_size(DESK)
    return wrong


def faults_without_scripts(page, address: str) -> list[str]:
    """What is wrong with the page where no scripts run: buttons that do nothing, no answer."""
    answer = page.goto(address)
    if answer is None or answer.status != 200:
        return [f"{address}: {answer and answer.status} without scripts"]
    return [f"{address}: does nothing without scripts: {one}" for one in page.evaluate(IDLE)]


@dataclass
class Seen:
    """What was examined before, so that what all roles see alike is examined once."""

    parts: dict[str, set[str]] = field(default_factory=dict)

    def anything_new(self, source: Source) -> bool:
        """Has the page a part that no examined page of its kind had? It is taken as examined."""
        before = self.parts.setdefault(kind(source.address), set())
        new = not before or bool(source.parts - before)
        before |= source.parts
        return new
