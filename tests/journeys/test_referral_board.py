"""A board in two hands: several answers at once, a colleague, somebody else instead, and a link that stays true."""

from __future__ import annotations

import re

import pytest

from tests.journeys.test_referral_loop import begin_referral, consent, register, send

pytestmark = pytest.mark.journey
FAMILY = "Board"
FOOD_BANK = re.compile("Food boxes.*Laurel Food Bank")


def sent_to(page, given: str, service: re.Pattern[str]) -> str:
    """A person of this name is sent to a service; the referral's address."""
    register(page, given, FAMILY)
    begin_referral(page)
    page.get_by_role("row", name=service).first.get_by_role("link").first.click()
    consent(page, f"{given} {FAMILY}")
    send(page)
    return str(page.url)


def chosen(page, *given: str) -> None:
    """Tick the boxes of these people."""
    for name in given:
        row = page.get_by_role("row", name=re.compile(f"{name} {FAMILY}"))
        row.wait_for()
        row.locator("input[name=selected]").check()


def test_several_are_answered_given_to_a_colleague_and_sent_on_in_two_clicks(sign_in) -> None:
    navigator, pantry = sign_in("navigator"), sign_in("pantry")
    pantry.goto("/referrals/?sort=-due")
    accepted = sent_to(navigator, "Ada", FOOD_BANK)
    sent_to(navigator, "Bea", FOOD_BANK)
    declined = sent_to(navigator, "Cem", FOOD_BANK)
    navigator.evaluate("window.here = true")

    chosen(pantry, "Ada", "Bea")
    pantry.get_by_role("button", name="Accept chosen referrals").click()
    pantry.get_by_text("2 referrals accepted").wait_for()
    chosen(pantry, "Cem")
    pantry.get_by_role("button", name="Decline chosen referrals").click()
    pantry.get_by_role("heading", name="Decline one referral").wait_for()
    pantry.check("input[name=code][value=no-capacity]")
    pantry.fill("textarea[name=reason]", "Every box of this week is promised.")
    pantry.get_by_role("button", name="Decline these referrals").click()
    pantry.get_by_text("1 referral declined").wait_for()

    # The sender looks on: why, and what can be done next, without a reload.
    navigator.locator("#referral-state").get_by_text("Every box of this week is promised.").wait_for()
    again = navigator.locator("#referral-primary").get_by_role("link", name="Send it to somebody else")
    again.wait_for()
    assert navigator.evaluate("window.here"), "the page was not loaded anew"
    again.click()
    here = navigator.get_by_role("button", name=re.compile("Send it here"))
    if here.count():
        here.first.click()
    else:
        # No service that may see the person says it has room: a word is asked for first.
        navigator.locator("tbody").get_by_role("link").first.click()
        if navigator.locator("input[name=signed_name]").count():
            consent(navigator, f"Cem {FAMILY}")
        navigator.get_by_role("button", name="Send referral").wait_for()
        if navigator.locator("input[name=anyway]").count():
            navigator.check("input[name=anyway]")
        navigator.get_by_role("button", name="Send referral").click()
    navigator.wait_for_url(lambda url: "/reroute/" not in url)
    assert navigator.url != declined
    assert navigator.locator("#referral-chain").get_by_text("came before this one").is_visible()

    navigator.goto(accepted)
    pantry.goto(accepted)
    pantry.get_by_text("Change who works on it and by when").click()
    choice = pantry.locator("select[name=person]")
    colleague = choice.locator("option").nth(1)
    name = colleague.inner_text()
    choice.select_option(colleague.get_attribute("value"))
    pantry.get_by_role("button", name="Assign").click()
    pantry.get_by_text("It is noted who works on it.").wait_for()
    navigator.locator("#referral-state").get_by_text(name).wait_for()
    pantry.get_by_text("Change who works on it and by when").click()
    pantry.locator("select[name=person]").select_option("")
    pantry.get_by_role("button", name="Assign").click()
    pantry.get_by_text("It is noted who works on it.").wait_for()
    assert not pantry.locator("#referral-state").get_by_text("Works on it").count()


def test_a_link_page_renews_what_can_be_answered_and_keeps_what_is_typed(sign_in) -> None:
    navigator = sign_in("navigator")
    sent_to(navigator, "Dov", re.compile("Harvest Pantry"))
    one = sign_in(None, viewport={"width": 360, "height": 740})
    one.goto("/outbox/")
    one.locator("main li a").first.click()
    link = one.locator('main a[href*="/referrals/link/"]').first.get_attribute("href")
    two = one.context.new_page()
    for page in (one, two):
        page.goto(link)
        if page.get_by_role("button", name="Open the referral").count():
            page.get_by_role("button", name="Open the referral").click()
        page.get_by_role("button", name="Accept referral").wait_for()

    one.get_by_text("Decline referral", exact=True).first.click()
    typing = one.locator("textarea[name=reason]").first
    typing.fill("Half a sentence that must not be lost")
    two.locator("#name-answer").fill("Volunteer")
    two.get_by_role("button", name="Accept referral").click()
    two.get_by_role("button", name="Begin work").wait_for()
    one.locator("#link-state").get_by_text("Accepted").wait_for()
    assert typing.input_value() == "Half a sentence that must not be lost"

    typing.fill("")
    typing.blur()
    one.get_by_role("button", name="Begin work").wait_for()
    assert not one.get_by_role("button", name="Accept referral").count()

    navigator.get_by_role("link", name="Withdraw referral").click()
    navigator.check("input[name=code][value=no-answer]")
    navigator.fill("textarea[name=reason]", "Found somebody nearer.")
    navigator.get_by_role("button", name="Withdraw referral").click()
    for page in (one, two):
        page.get_by_role("heading", name="This referral is finished").wait_for()
