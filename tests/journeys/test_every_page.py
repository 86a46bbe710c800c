"""Every kind of page that somebody can reach by its links: axe-core finds nothing, nothing is wider than a phone.

One page of each kind is opened: addresses that differ only in keys are one kind. A page that answers with an error,
or that complains in the console, fails too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

pytestmark = pytest.mark.journey

KEYS = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\b\d+\b|(?<=/indicator/)\w+")
NOT_PAGES = re.compile(
    r"^/(sign-in|live|static|gallery|outbox)/|\.(csv|pdf|ics|zip|svg|xml|atom|png|md)$|/(export|download|files?)/"
    r"|[?&]export="
)
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 860}


def kind(address: str) -> str:
    """An address without what differs between rows."""
    return KEYS.sub("*", address.partition("?")[0])


def pages(page) -> Iterator[str]:
    """One address of each kind, opened, beginning at the first page."""
    waiting, known = ["/"], {"/"}
    while waiting:
        address = waiting.pop(0)
        answer = page.goto(address)
        assert answer is not None and answer.status == 200, (address, answer and answer.status)
        yield address
        links = page.eval_on_selector_all(
            "a[href]:not([download])", "all => all.map(one => one.getAttribute('href'))"
        )
        for link in links:
            target = link.partition("#")[0]
            if target.startswith("?"):
                continue
            if target.startswith("/") and not NOT_PAGES.search(target) and kind(target) not in known:
                known.add(kind(target))
                waiting.append(target)


@pytest.mark.parametrize("who", ["convenor", "lead", "navigator", "board"])
def test_every_kind_of_page_is_accessible_and_fits_a_phone(sign_in, who: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    # axe adds a style sheet to read colours, which the policy of the page would refuse.
    page = sign_in(who, bypass_csp=True, viewport=DESK)
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
    wrong: list[str] = []
    seen = 0
    for address in pages(page):
        seen += 1
        found = Axe().run(page, options={"resultTypes": ["violations"]})
        wrong += [
            f"{address}: {one['id']}: {one['nodes'][0]['html'][:160]}" for one in found.response["violations"]
        ]
        page.set_viewport_size(PHONE)
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > PHONE["width"]:
            wrong.append(f"{address}: {wide} px wide on a phone")
        page.set_viewport_size(DESK)
    assert wrong == [] and complaints == []
    assert seen > 20, "the first page leads to hardly anything"
