"""Every kind of page that somebody can reach by its links: axe-core finds nothing, nothing is wider than a phone.

Addresses of one route (`performance/indicator/<slug:name>/`) are one kind, so that keys, languages, measures and
months do not multiply the walk. A page that answers with an error, that has an id twice, and an examined one that
complains in the console or has not exactly one title, fail too.

A convenor can reach some three hundred kinds. By day each walk reads the first so many, one page of each kind, the
rooms in turn, so that none is left out. By night (`pytest -m night tests/journeys`; `--log-cli-level=info` tells how
much was walked) every role reads up to three pages of every kind that it can reach, which may differ in their state.
A page is opened and examined when it has a part (an element in its parent, with its classes, kind and attributes)
that no examined page of its kind had, also for another role: in light on a wide screen, in the dark on a phone, on
paper, and without scripts.

Left out: what only a posted form shows (errors by the fields are walked in the gallery), files, and a state of a kind
whose links were not among the first three.
"""

from __future__ import annotations

import logging

import pytest

from tests.journeys.walking import DESK, Seen, faults, faults_by_night, faults_without_scripts, kind, pages

pytestmark = pytest.mark.journey
LOG = logging.getLogger(__name__)

WALKS = [
    ("convenor", "/", 30),
    ("lead", "/", 25),
    ("navigator", "/", 20),
    ("board", "/", 25),
    (None, "/site/laurel/en/", 10),
]
# Walter takes people in; Keisha leads a small house and takes people in as well; the operator has no seat.
WALKS_BY_NIGHT = [
    *WALKS,
    ("pantry", "/", 20),
    ("housing", "/", 25),
    ("analyst", "/", 25),
    ("viewer", "/", 25),
    ("technology", "/", 3),
    ("operator", "/", 2),
]


@pytest.fixture(scope="module")
def examined() -> set[str]:
    """Kinds that an earlier role's walk has examined."""
    return set()


@pytest.fixture(scope="module")
def seen_by_night() -> Seen:
    """What an earlier role's walk has examined."""
    return Seen()


@pytest.mark.parametrize(("who", "first", "least"), WALKS)
def test_the_first_pages_of_each_room_are_accessible_and_fit_a_phone(
    sign_in, examined: set[str], who: str | None, first: str, least: int
) -> None:
    # axe adds a style sheet to read colours, which the policy of the page would refuse.
    page = sign_in(who, bypass_csp=True, viewport=DESK)
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(f"{page.url}: {error}"))
    opened = looked = 0

    def is_new(address: str) -> bool:
        return kind(address) not in examined

    for source in pages(page, first, wrong, most=36, shown=is_new):
        opened += 1
        if is_new(source.address):
            examined.add(kind(source.address))
            wrong += faults(page, source.address, whole=looked == 0)
            looked += 1
    assert wrong == []
    assert opened >= least, "the first page leads to hardly anything"


@pytest.mark.night
@pytest.mark.parametrize(("who", "first", "least"), WALKS_BY_NIGHT)
def test_every_kind_of_page_is_accessible_and_fits_a_phone(
    sign_in, seen_by_night: Seen, who: str | None, first: str, least: int
) -> None:
    page = sign_in(who, bypass_csp=True, viewport=DESK)
    plain = sign_in(who, java_script_enabled=False)
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(f"{page.url}: {error}"))
    kinds, opened, looked = set(), 0, 0
    for opened, source in enumerate(pages(page, first, wrong, most=2000, each=3), start=1):
        kinds.add(kind(source.address))
        if seen_by_night.anything_new(source) or opened == 1:
            looked += 1
            page.goto(source.address)
            # The frame is the same around all pages of one role.
            wrong += faults_by_night(page, source.address, whole=opened == 1)
            wrong += faults_without_scripts(plain, source.address)
    LOG.info("%s: %s pages of %s kinds opened, %s examined", who or "a stranger", opened, len(kinds), looked)
    assert wrong == []
    assert opened >= least, "the first page leads to hardly anything"
