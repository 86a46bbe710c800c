"""A board member votes on a phone, from an e-mail, without signing in: open, one tap, and a second thought."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

pytestmark = pytest.mark.journey
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}


def narrow(page) -> bool:
    """Does nothing stand out to the side?"""
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_one_tap_from_an_e_mail(sign_in) -> None:
    convenor, member = sign_in("convenor"), sign_in(None, **PHONE)
    convenor.goto("/governance/proposals/put/")
    convenor.fill("input[name=question]", "Shall the pantry open on Saturdays?")
    convenor.select_option("select[name=body]", label="Board")
    convenor.locator("main form button[type=submit]").first.click()
    convenor.get_by_role("link", name="Open the vote").click()
    soon = (datetime.now(UTC) + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")
    convenor.fill("input[name=closes]", soon)
    convenor.locator("main form button[type=submit]").first.click()
    convenor.locator("#vote-count").get_by_text(re.compile("^0 of")).wait_for()
    convenor.evaluate("window.here = true")

    member.goto("/outbox/")
    member.locator("main li a").first.click()
    member.locator('main a[href*="/governance/ballot/"]').first.click()
    # Whoever only follows the address, as a scanner does, reads no question and casts nothing.
    assert not member.get_by_text("Saturdays").count() and narrow(member)
    member.locator("main form button[type=submit]").first.click()
    member.get_by_role("heading", name="Shall the pantry open on Saturdays?").wait_for()
    button = member.get_by_role("button", name="For", exact=True)
    assert narrow(member) and button.bounding_box()["height"] >= 44
    button.click()
    member.get_by_text(re.compile("Your ballot: For. Receipt")).wait_for()
    member.get_by_role("button", name="Against", exact=True).click()
    member.get_by_text(re.compile("Your ballot: Against. Receipt")).wait_for()

    convenor.locator("#vote-count").get_by_text(re.compile("^1 of")).wait_for()
    assert convenor.evaluate("window.here"), "the page of the vote changed without a reload"
