"""From an empty alliance to savings divided, by six people in real browsers who see only pages and e-mails.

With COMMONWEAL_TOUR=1 each chapter leaves the picture that docs/tour.md shows.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from tests.factories.figures import no_shows
from tests.journeys.story import COUNCIL, NAMES, PARTNERS, PASSWORD, Story, fill, press, reads, send, soon
from tests.journeys.test_referral_loop import begin_referral, consent, register
from tests.journeys.test_referral_loop import send as send_referral

pytestmark = pytest.mark.journey

LAST_YEAR = int(soon(0)[:4]) - 1
EXAMPLES = Path(__file__).resolve().parents[2] / "docs" / "examples" / "settlement"
SAID = {
    "convenor": "Partners hear of each other's plans before they are made.",
    "hospital": "Nobody is admitted because there was no food or bed at home.",
    "clinic": "Whoever needs a visit gets one within a week.",
    "pantry": "Those who cannot come to us are reached at home.",
    "plan": "What is saved by helping goes to those who helped.",
}
CHARTER = {
    "purpose": "We exist because none of us alone can keep Harbor County well fed, housed and cared for.",
    "mission": "We find those who need help early, and see to it together that they get it.",
    "vision": "Those who cannot come to us are reached at home.",
    "values": "We tell each other our plans before they are made.",
}
COMMENTS = {
    "pantry": "The first referrals came with all we needed to know.",
    "hospital": "We want to see missed visits fall before the spring.",
}
MISSED = {f"{month:02}": (120, 40 - 2 * month) for month in range(1, 13)}
"""Appointments of each month, and how many of them were missed."""


def package(tables: dict[str, str]) -> bytes:
    """An HSDS package with these tables."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, lines in tables.items():
            archive.writestr(name, lines)
    return packed.getvalue()


DIRECTORY = {
    "name": "harbor.zip",
    "mimeType": "application/zip",
    "buffer": package(
        {
            "organizations.csv": "id,name,description\n1,Northside Food Pantry,Food for all\n",
            "services.csv": "id,organization_id,name,status,fees\n10,1,Food boxes,active,Free\n",
            "locations.csv": "id,organization_id,name,latitude,longitude\n20,1,Main Street,39.76,-84.19\n",
            "services_at_location.csv": "id,service_id,location_id\n30,10,20\n",
            "physical_addresses.csv": (
                "id,location_id,address_1,city,state_province,postal_code,country\n"
                "40,20,1 Main Street,Dayton,OH,45402,US\n"
            ),
            "taxonomy.csv": "id,name,parent_id,vocabulary\nBD,Food,,AIRS\nBD-1800,Emergency Food,BD,AIRS\n",
            "services_taxonomy.csv": "id,service_id,taxonomy_id\n80,10,BD-1800\n",
        }
    ),
}
"""What the county's 211 lists, as a page takes it."""


def opens_an_alliance(story: Story) -> None:
    operator = story.enter("operator", "operator@laurel.example")
    operator.goto("/alliances/")
    press(operator, "Open an alliance")
    fill(
        operator,
        name="Harbor Alliance for Health",
        area="Harbor County",
        organisation=COUNCIL,
        convenor_name=NAMES["convenor"],
        convenor_email="convenor@harbor.example",
    )
    send(operator)
    operator.goto("/alliances/")
    reads(operator, "Harbor Alliance for Health")
    story.picture(operator, "01-alliance")


def joins(story: Story, who: str) -> None:
    """Somebody opens the link of an invitation and takes the seat."""
    page = story.somebody(who)
    story.letter_to(page, f"{who}@harbor.example", "")
    page.locator("main a[href*='/invitation/']").first.click()
    fill(page, password=PASSWORD, again=PASSWORD)
    send(page)
    page.goto("/")


def begins(story: Story) -> None:
    joins(story, "convenor")
    convenor = story.somebody("convenor")
    convenor.goto("/home/start/")
    reads(convenor, "Say what the alliance is for")
    story.picture(convenor, "02-first-hour")
    convenor.goto("/charter/begin/")
    convenor.locator("main form button[type=submit]").first.click()
    convenor.goto("/home/start/")
    reads(convenor, "The challenge is described")


def invites_partners(story: Story) -> None:
    convenor = story.somebody("convenor")
    for who, (organisation, name, title, roles) in PARTNERS.items():
        convenor.goto("/partners/bring-in/")
        sector = {"hospital": "Hospital", "clinic": "linic", "pantry": "ood", "plan": "ayer"}[who]
        fill(convenor, name=organisation, sector=sector)
        send(convenor)
        convenor.goto("/seats/invite/")
        fill(
            convenor,
            organisation=organisation,
            name=name,
            email=f"{who}@harbor.example",
            title=title,
            roles=roles,
        )
        send(convenor)
    for who in PARTNERS:
        joins(story, who)
    convenor.goto("/partners/")
    for organisation, *_rest in PARTNERS.values():
        reads(convenor, organisation)
    story.picture(convenor, "03-partners")


def speaks_of_the_future(story: Story) -> None:
    convenor = story.somebody("convenor")
    convenor.goto("/charter/statements/")
    press(convenor, "Open a round")
    fill(convenor, question="What should be true here in five years?", closes=soon(14))
    send(convenor)
    for who, words in SAID.items():
        page = story.somebody(who)
        page.goto("/charter/statements/add/")
        fill(page, text=words)
        send(page)
    for who in NAMES:
        page = story.somebody(who)
        page.goto("/charter/statements/mark/")
        while page.locator("main button[name=value]").count():
            press(page, "Agree", exact=True)
        reads(page, "Thank you")
    convenor.goto("/charter/statements/")
    press(convenor, "Close the round and show the results")
    convenor.goto("/charter/statements/rounds/1/")
    reads(convenor, SAID["pantry"])
    story.picture(convenor, "04-statements")


def ratifies_a_charter(story: Story) -> None:
    convenor = story.somebody("convenor")
    convenor.goto("/charter/charter/begin/")
    fill(convenor, reason="Our first charter, from the statements that everybody accepts.")
    send(convenor)
    for part, words in CHARTER.items():
        convenor.goto("/charter/charter/1/sentence/")
        fill(convenor, part=part, text=words)
        convenor.locator("main [name=statements]").first.check()
        send(convenor)
    convenor.goto("/charter/charter/1/put-out/")
    fill(convenor, answer_by=soon(30))
    send(convenor)
    for who, name in NAMES.items():
        page = story.somebody(who)
        page.goto("/charter/charter/1/ratify/")
        fill(page, signed_name=name, entitled=True)
        send(page)
    convenor.goto("/charter/charter/")
    reads(convenor, "ratified by 5 organisations")
    story.picture(convenor, "05-charter")


def agrees_what_is_shared(story: Story) -> None:
    convenor = story.somebody("convenor")
    convenor.goto("/agreements/draft/?from=sharing")
    for box in convenor.locator("main [name=parties]").all():
        box.check()
    send(convenor)
    agreement = convenor.url
    press(convenor, "Put it out for signature")
    for who, name in NAMES.items():
        page = story.somebody(who)
        page.goto(agreement)
        press(page, "Read and sign")
        fill(page, signed_name=name, entitled=True)
        page.get_by_role("button", name="Sign this version").click()
        page.wait_for_url(agreement)
    convenor.goto(agreement)
    reads(convenor, "In force")
    story.picture(convenor, "06-agreement")


def decides(story: Story) -> None:
    convenor = story.somebody("convenor")
    convenor.goto("/governance/bodies/set-up/")
    fill(
        convenor, kind="oard", name="Board", purpose="Steers the alliance.", authority="Grants from the fund."
    )
    send(convenor)
    body = convenor.url
    for _organisation, who in ((COUNCIL, "convenor"), *((one[0], who) for who, one in PARTNERS.items())):
        convenor.goto(body)
        press(convenor, "Give a seat")
        fill(convenor, organisation=_organisation)
        send(convenor)
        convenor.goto(body)
        seat = convenor.locator("li[data-row]", has_text=_organisation)
        convenor.goto(seat.locator("a[href$='/person/']").get_attribute("href"))
        fill(convenor, person=NAMES[who])
        send(convenor)
    convenor.goto(body)
    press(convenor, "Put a proposal")
    fill(
        convenor,
        question="Shall the pantry's delivery van be paid from the community fund?",
        background="One van brings boxes to 400 homes that cannot come.",
        body="Board",
        in_meeting=True,
    )
    send(convenor)
    proposal = convenor.url
    press(convenor, "Open the vote")
    fill(convenor, closes=f"{soon(1)}T12:00")
    send(convenor)
    press(convenor, "Mark who is present")
    for box in convenor.locator("main [name=seats]").all():
        box.check()
    send(convenor)
    for who in NAMES:
        page = story.somebody(who)
        page.goto(proposal)
        press(page, "Vote")
        fill(page, choice="against" if who == "plan" else "for")
        send(page)
    convenor.goto(proposal)
    press(convenor, "Count the votes")
    fill(convenor, reason="Those who cannot come are those who need it most.")
    send(convenor)
    convenor.goto(proposal)
    reads(convenor, "Carried")
    story.picture(convenor, "07-vote")


def closes_a_referral(story: Story) -> None:
    convenor, navigator, pantry = (story.somebody(who) for who in ("convenor", "clinic", "pantry"))
    convenor.goto("/directory/import/")
    convenor.set_input_files("main input[name=file]", [DIRECTORY])
    fill(convenor, source="harbor-211")
    send(convenor)
    convenor.goto("/directory/providers/")
    convenor.get_by_role("link", name="Northside Food Pantry").first.click()
    fill(convenor, partner="Northside Food Pantry")
    send(convenor)
    register(navigator, "Otis", "Grey")
    begin_referral(navigator)
    navigator.get_by_role("row", name="Food boxes").first.get_by_role("link").first.click()
    consent(navigator, "Otis Grey")
    send_referral(navigator)
    referral = navigator.url
    pantry.goto("/referrals/")
    pantry.get_by_role("link", name="Otis Grey").first.click()
    press(pantry, "Accept referral")
    press(pantry, "Begin work")
    press(pantry, "Complete referral")
    fill(pantry, outcome="helped", what_was_done="A box for two weeks, brought to the door.")
    press(pantry, "Complete referral")
    navigator.goto(referral)
    press(navigator, "I have seen what was done")
    reads(navigator, "A box for two weeks")
    story.picture(navigator, "08-referral")


def publishes_figures(story: Story) -> None:
    clinic, analyst = story.somebody("clinic"), story.somebody("plan")
    clinic.goto("/figures/feed/")
    year = LAST_YEAR
    clinic.set_input_files(
        "main input[name=files]",
        [{"name": "appointment.csv", "mimeType": "text/csv", "buffer": no_shows(MISSED, year)}],
    )
    fill(clinic, layout="tuva", first=f"{year}-01", last=f"{year}-12")
    send(clinic)
    press(clinic, "Hand the figures on to the alliance")
    analyst.goto("/figures/versions/")
    fill(analyst, note="The clinic's first year. The others follow.")
    analyst.get_by_role("button", name="Publish the figures").click()
    reads(analyst, "Version 1")
    analyst.goto("/figures/indicator/no_show_rate/")
    reads(analyst, "January")
    story.picture(analyst, "09-indicator")


def reviews(story: Story) -> None:
    convenor = story.somebody("convenor")
    convenor.goto("/plans/reviews/new/")
    fill(
        convenor,
        title="First review",
        first=soon(-90),
        last=soon(0),
        meets_on=soon(0),
        comments_until=soon(0),
    )
    send(convenor)
    review = convenor.url
    press(convenor, "Gather the facts")
    for who, words in COMMENTS.items():
        page = story.somebody(who)
        page.goto(f"{review}comment/")
        fill(page, text=words)
        send(page)
    convenor.goto(f"{review}conclude/decision/")
    fill(convenor, text="Reminders by text message begin at the clinic in January.")
    send(convenor)
    convenor.goto(f"{review}conclude/close/")
    fill(convenor, text="The partners work together; missed visits are what we turn to next.")
    send(convenor)
    convenor.goto(review)
    reads(convenor, "What this review changed")
    story.picture(convenor, "10-review")


def divides_savings(story: Story) -> None:
    convenor = story.somebody("convenor")
    year = LAST_YEAR
    terms = (EXAMPLES / "shared-savings-one-sided.toml").read_text().replace("2026", str(year))
    convenor.goto("/money/draft/")
    fill(convenor, terms=terms)
    send(convenor)
    contract = convenor.url.removesuffix("parties/")
    convenor.goto(f"{contract}parties/")
    fill(
        convenor,
        evergreen=PARTNERS["plan"][0],
        hospital=PARTNERS["hospital"][0],
        clinic=PARTNERS["clinic"][0],
        pantry=PARTNERS["pantry"][0],
    )
    send(convenor)
    convenor.goto(contract)
    press(convenor, "Put the terms out for signature")
    for who in PARTNERS:
        page = story.somebody(who)
        page.goto(contract)
        press(page, "Read and sign")
        fill(page, signed_name=NAMES[who], entitled=True)
        page.get_by_role("button", name="Sign these terms").click()
        page.wait_for_url(contract)
    convenor.goto(f"{contract}figures/")
    figures = (EXAMPLES / "shared-savings.csv").read_text().replace("2026", str(year))
    convenor.set_input_files(
        "main input[type=file]",
        [{"name": "figures.csv", "mimeType": "text/csv", "buffer": figures.encode()}],
    )
    convenor.get_by_role("button", name="Upload the figures").click()
    convenor.goto(contract)
    press(convenor, "Declare the figures complete")
    press(convenor, "Settle the year")
    reads(convenor, "Divided between the partners")
    story.picture(convenor, "11-savings")
    pantry = story.somebody("pantry")
    pantry.goto(contract)
    pantry.get_by_role("link", name="Northside Food Pantry").first.click()
    reads(pantry, r"\$")


def reads_the_letter(story: Story) -> None:
    convenor = story.somebody("convenor")
    convenor.goto("/home/letter/")
    press(convenor, "Send me this week’s letter")
    story.letter_to(convenor, "convenor@harbor.example", "what needs you this week")
    reads(convenor, "Missed appointments")
    story.picture(convenor, "12-letter")


def test_from_an_empty_alliance_to_savings_divided(story: Story) -> None:
    for chapter in (
        opens_an_alliance, begins, invites_partners, speaks_of_the_future, ratifies_a_charter,
        agrees_what_is_shared, decides, closes_a_referral, publishes_figures, reviews, divides_savings,
        reads_the_letter,
    ):  # fmt: skip
        chapter(story)
