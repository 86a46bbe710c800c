"""From a need to a closed loop: two people, two browsers; and a pantry that answers from an e-mail."""

from __future__ import annotations

import re

import pytest

pytestmark = pytest.mark.journey


def register(page, given: str, family: str) -> None:
    """A person served, with a need for food and a consent to the network signed on the page."""
    page.goto("/people/register/")
    page.fill("input[name=given_name]", given)
    page.fill("input[name=family_name]", family)
    page.fill("input[name=birth_date]", "1980-02-03")
    page.fill("input[name=postcode]", "45402")
    page.get_by_role("button", name="Register this person").click()
    page.get_by_role("link", name="Record a need").click()
    page.select_option("select[name=domain]", "food")
    page.get_by_role("button", name="Record need").click()


def begin_referral(page) -> None:
    """From the person's page to the list of services that answer the need."""
    page.get_by_role("link", name="Send a referral").first.click()
    page.get_by_role("heading", name="Which need?").wait_for()
    page.locator("main").get_by_role("link", name=re.compile("Food")).first.click()


def test_the_loop_is_closed_and_both_boards_change_by_themselves(sign_in) -> None:
    navigator, pantry = sign_in("navigator"), sign_in("pantry")
    pantry.goto("/referrals/?sort=-sent")
    # If the page were loaded anew, this mark would be gone.
    pantry.evaluate("window.here = true")

    register(navigator, "Rosa", "Journey")
    person = navigator.url
    begin_referral(navigator)
    navigator.get_by_role("row", name=re.compile("Food boxes.*Laurel Food Bank")).first.get_by_role(
        "link"
    ).first.click()
    consent(navigator, "Rosa Journey")
    send(navigator)
    referral = navigator.url
    navigator.evaluate("window.here = true")

    row = pantry.get_by_role("row", name=re.compile("Rosa Journey"))
    row.wait_for()
    assert pantry.evaluate("window.here"), "the board changed without a reload"

    row.get_by_role("link").first.click()
    pantry.get_by_role("button", name="Accept referral").click()
    navigator.locator("#referral-state").get_by_text("Accepted").wait_for()
    pantry.get_by_role("button", name="Begin work").click()
    navigator.locator("#referral-state").get_by_text("In progress").wait_for()
    assert navigator.evaluate("window.here")

    pantry.get_by_role("link", name="Complete referral").click()
    pantry.check("input[name=outcome][value=helped]")
    pantry.fill("textarea[name=what_was_done]", "A box for two weeks.")
    pantry.get_by_role("button", name="Complete referral").click()
    navigator.locator("#referral-state").get_by_text("A box for two weeks.").wait_for()

    navigator.goto(referral)
    navigator.get_by_role("button", name="I have seen what was done").click()
    navigator.goto(person)
    assert navigator.get_by_text("Resolved").first.is_visible()


def consent(page, name: str) -> None:
    """Ask in place, because the receiver may not see the person yet; signed on the page."""
    page.check("input[name=how][value=electronic]")
    page.fill("input[name=signed_name]", name)
    page.check("input[name=agreed]")
    page.get_by_role("button", name="Record consent and go on").click()


def send(page) -> None:
    """Send; a caution (no room, say) wants a tick."""
    page.get_by_role("heading", name="Send a referral").wait_for()
    anyway = page.locator("input[name=anyway]")
    if anyway.count():
        anyway.check()
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(re.compile(r"/referrals/[0-9a-f-]{36}/"))


def test_a_pantry_without_accounts_answers_from_an_e_mail(sign_in) -> None:
    navigator, volunteer = sign_in("navigator"), sign_in(None, viewport={"width": 360, "height": 740})
    register(navigator, "Otis", "Letter")
    begin_referral(navigator)
    navigator.get_by_role("row", name=re.compile("Harvest Pantry")).first.get_by_role("link").first.click()
    consent(navigator, "Otis Letter")
    send(navigator)

    volunteer.goto("/outbox/")
    volunteer.locator("main li a").first.click()
    letter = volunteer.locator("main").inner_text()
    assert "Otis" not in letter and "Letter" not in letter, "an e-mail names nobody"
    volunteer.locator('main a[href*="/referrals/link/"]').first.click()
    # A scanner that follows the link sees a closed envelope; a person opens it.
    assert not volunteer.get_by_text("Otis Letter").count()
    volunteer.locator("main form button[type=submit]").first.click()
    volunteer.get_by_text("Otis Letter").first.wait_for()
    assert volunteer.get_by_text("Otis Letter").first.is_visible()
    volunteer.locator("input[name=name]").first.fill("Volunteer")
    volunteer.get_by_role("button", name="Accept referral").click()
    navigator.locator("#referral-state").get_by_text("Accepted").wait_for()
