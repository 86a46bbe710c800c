"""What the chapters of the story share: the people, their browsers, the pages they read, the pictures they leave."""

from __future__ import annotations

import io
import os
import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

PASSWORD = "lantern ferry walnut stairs"
TOUR = Path(__file__).resolve().parents[2] / "docs" / "tour"
HEAVIEST = 150_000
"""Bytes of a picture of the tour."""

COUNCIL = "Harbor Health Council"
PARTNERS = {
    "hospital": (
        "Northside Hospital",
        "James Okafor",
        "Vice president of population health",
        ["partner_lead"],
    ),
    "clinic": ("Riverside Community Clinic", "Lin Chen", "Care navigator", ["partner_lead", "navigator"]),
    "pantry": ("Northside Food Pantry", "Rosa Delgado", "Intake worker", ["partner_lead", "intake_worker"]),
    "plan": ("Evergreen Health Plan", "Priya Nair", "Analyst", ["partner_lead", "analyst", "board_member"]),
}
"""Organisation, person, title and roles of those whom the convenor invites."""
NAMES = {"convenor": "Maria Alvarez"} | {who: partner[1] for who, partner in PARTNERS.items()}


def soon(days: int) -> str:
    """A day counted from today where the alliance is, as a field of dates takes it."""
    return (datetime.now(ZoneInfo("America/New_York")).date() + timedelta(days=days)).isoformat()


class Story:
    """One browser for each person, all on the same alliance."""

    def __init__(self, browser: Any, address: str) -> None:
        self._browser, self._address = browser, address
        self._pages: dict[str, Any] = {}

    def somebody(self, who: str) -> Any:
        """The page of a person; new and signed in as nobody when they first come."""
        if who not in self._pages:
            context = self._browser.new_context(
                base_url=self._address, viewport={"width": 1280, "height": 860}, reduced_motion="reduce"
            )
            page = context.new_page()
            page.set_default_timeout(10_000)
            self._pages[who] = page
        return self._pages[who]

    def enter(self, who: str, email: str, password: str = PASSWORD) -> Any:
        """Sign in by the page."""
        page = self.somebody(who)
        page.goto("/sign-in/login/")
        page.fill("input[name=login]", email)
        page.fill("input[name=password]", password)
        page.click("main form button[type=submit]")
        page.wait_for_url(lambda url: "/sign-in/" not in url)
        return page

    def letter_to(self, page: Any, email: str, subject: str) -> Any:
        """Open the newest e-mail to an address whose subject has these words; the page then shows it."""
        page.goto("/outbox/")
        page.locator("main li", has_text=email).filter(has_text=subject).first.locator("a").first.click()
        return page

    def picture(self, page: Any, name: str) -> None:
        """What the reader of docs/tour.md sees; only where the tour is to be made anew."""
        if not os.environ.get("COMMONWEAL_TOUR"):
            return
        from PIL import Image

        page.wait_for_load_state("networkidle")
        page.evaluate("window.scrollTo(0, 0)")
        shot = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
        small = io.BytesIO()
        shot.quantize(64, dither=Image.Dither.NONE).save(small, "png", optimize=True)
        assert small.tell() <= HEAVIEST, f"{name}: {small.tell():,} bytes"
        TOUR.mkdir(exist_ok=True)
        (TOUR / f"{name}.png").write_bytes(small.getvalue())


def press(page: Any, name: str, exact: bool = False) -> None:
    """Follow the link or press the button of the page's own part that is called so."""
    main = page.locator("main")
    main.get_by_role("button", name=name, exact=exact).or_(
        main.get_by_role("link", name=name, exact=exact)
    ).first.click()
    page.wait_for_load_state("domcontentloaded")


def fill(page: Any, **fields: Any) -> None:
    """Fill a form as somebody does: lists are ticked, choices chosen by what is read in them, the rest typed."""
    for name, value in fields.items():
        field = page.locator(f"main [name='{name}']")
        kind = field.first.evaluate("one => one.type || one.tagName.toLowerCase()")
        if kind == "select-one":
            options = field.locator("option").all_inner_texts()
            field.select_option(label=next(one for one in options if value in one))
        elif isinstance(value, bool):
            field.first.set_checked(value)
        elif kind in ("radio", "checkbox"):
            for one in value if isinstance(value, list) else [value]:
                page.locator(f"main [name='{name}'][value='{one}']").check()
        else:
            field.first.fill(str(value))


def send(page: Any) -> None:
    """Send the form of the page; what it refuses is a failure of the story, in the page's own words."""
    page.locator("main form:has(.form-end) .form-end button").first.click()
    page.wait_for_load_state("domcontentloaded")
    wrong = page.locator("main .error, main .summary").all_inner_texts()
    assert not wrong, (page.url, wrong)


def reads(page: Any, words: str) -> None:
    """These words stand on the page."""
    page.locator("main").get_by_text(re.compile(words)).first.wait_for()
