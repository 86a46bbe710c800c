"""On a phone: statements marked without scripts, and a survey answered by its e-mail link, bit by bit."""

from __future__ import annotations

import re

import pytest

pytestmark = pytest.mark.journey

PHONE = {"viewport": {"width": 360, "height": 740}}


def fits(page) -> bool:
    """Does the page fit the phone without being pushed sideways?"""
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_statements_are_marked_one_at_a_time_without_scripts(sign_in) -> None:
    pantry = sign_in("pantry", **PHONE, java_script_enabled=False)
    pantry.goto("/charter/statements/")
    wait = pantry.get_by_role("link", name=re.compile("Mark .*statement"))
    wait.click()
    seen = set()
    for name in ("Agree", "Pass, or not sure", "Disagree", "Agree", "Agree", "Agree", "Agree", "Agree"):
        statement = pantry.locator("blockquote strong")
        if not statement.count():
            break
        assert statement.inner_text() not in seen, "one after the other, each once"
        seen.add(statement.inner_text())
        pantry.get_by_role("button", name=name, exact=True).click()
    assert len(seen) >= 3
    pantry.get_by_role("heading", name="You have marked everything").wait_for()
    pantry.goto("/charter/statements/")
    assert pantry.get_by_text("you have marked it").count() == len(seen)
    assert pantry.get_by_text("Sector by sector").count() and not wait.count()
    assert not pantry.get_by_text(re.compile(r"\d+ agree")).count(), (
        "marks stay secret while the round is open"
    )


def test_a_survey_is_answered_by_its_link_in_several_sittings(sign_in) -> None:
    convenor = sign_in("convenor")
    convenor.goto("/alignment/surveys/build/")
    convenor.fill("input[name=title]", "Before the winter")
    convenor.fill("textarea[name=purpose]", "To hear in time what stands in the way.")
    convenor.get_by_role("checkbox", name=re.compile("Power and decisions")).check()
    convenor.get_by_role("button", name="Build the survey").click()
    convenor.get_by_role("link", name="Add a question").first.click()
    convenor.fill("textarea[name=text]", "What stands in the way?")
    convenor.fill("input[name=topic]", "In the way")
    convenor.fill("input[name=section]", "In your own words")
    convenor.select_option("select[name=concept]", "other")
    convenor.select_option("select[name=kind]", "words")
    convenor.get_by_role("button", name="Add the question").click()
    convenor.get_by_role("link", name="Send it").click()
    convenor.get_by_role("button", name="Send the survey").click()
    convenor.get_by_role("heading", name="Before the winter").wait_for()
    sent = convenor.url
    assert convenor.get_by_text("Who has answered").count()

    convenor.goto("/outbox/")
    convenor.get_by_role("link", name=re.compile("Before the winter")).first.click()
    link = re.search(r"/alignment/surveys/a/[^\s\"<&]+", convenor.content())
    assert link is not None
    phone = sign_in(None, **PHONE)
    phone.goto(link.group(0))
    phone.get_by_role("button", name="Open the survey").click()
    assert fits(phone)
    phone.locator("input[type=radio][value='4']").first.check()
    phone.get_by_role("button", name="Save and go on").click()
    phone.get_by_role("heading", name="In your own words").wait_for()

    # Another day, another browser: what was said is there.
    again = sign_in(None, **PHONE)
    again.goto(link.group(0))
    again.get_by_role("button", name="Open the survey").click()
    assert again.locator("input[type=radio][value='4']").first.is_checked()
    again.get_by_role("button", name="Save and go on").click()
    again.locator("textarea").fill("Nobody says who decides.")
    again.get_by_role("button", name="Save and go on").click()
    again.get_by_role("button", name="Hand in my answers").click()
    again.get_by_role("heading", name="Thank you").wait_for()

    # The link shows nothing any more, to nobody.
    for page in (phone, again):
        page.goto(link.group(0))
        if page.get_by_role("button", name="Open the survey").count():
            page.get_by_role("button", name="Open the survey").click()
        assert page.get_by_text("handed in your answers").count() and not page.locator("textarea").count()
    convenor.goto(sent)
    assert convenor.get_by_text(re.compile("1 of")).count()
    assert not convenor.get_by_text("Nobody says who decides").count(), "nothing before the round is closed"
