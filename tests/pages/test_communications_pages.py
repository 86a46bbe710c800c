"""The pages of communication: every one answers, in few queries; hostile words stay words."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image as Pixels

from commonweal.communications.actions import site
from commonweal.communications.models import Draft, Image, Page
from commonweal.database.identity import maintenance
from tests.factories.browsers import signed_in, text
from tests.factories.communications import PLAIN, Voice
from tests.factories.town import Town
from tests.repository.test_addresses import address_of, addresses

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert('x')</script><img src=x onerror=alert(1)> [go](javascript:alert(1)) \u202e “Ünï” 𝔘"


def test_every_page_answers_in_few_queries() -> None:
    town = Town()
    browser = signed_in(town.world.seat(town.hospital, "convenor"))
    browser.get("/")
    told = []
    for name, _entry, path in addresses():
        if not name.startswith(("communications:", "site:")):
            continue
        with CaptureQueriesContext(connection) as queries:
            answer = browser.get(address_of(town, name, path))
        asked = [
            one
            for one in queries.captured_queries
            if not any(word in one["sql"] for word in ("SAVEPOINT", "act_as", "select current_user"))
        ]
        if answer.status_code not in {200, 302, 405} or len(asked) > 15:
            told.append((name, answer.status_code, len(asked)))
    # A team of which one is no member shows nothing of itself.
    assert [one for one in told if one[0] != "communications:team-talk"] == []


@pytest.mark.usefixtures("contexts")
def test_two_people_edit_one_page_and_nothing_is_lost() -> None:
    voice = Voice().opened()
    office, lead = signed_in(voice.office), signed_in(voice.lead)
    with voice.world.as_(voice.office):
        page = Page.objects.get(slug="home")
    address = reverse("communications:draft", args=[page.pk, "en"])
    begin = office.get(address).context["form"].initial["revision"]
    first = {"revision": begin, "title": "Home", "body": "The office's words.\n\nSame."}
    assert office.post(address, first).status_code == 302
    answer = lead.post(
        address, {"revision": begin, "title": "Home", "body": f"The clinic's words. {HOSTILE}\n\nSame."}
    )
    said = text(answer)
    assert answer.status_code == 409
    assert "saved this text while you were writing" in said
    assert "The office&#x27;s words." in said and "The clinic&#x27;s words." in said, "both are there"
    assert "<script>alert" not in said
    with maintenance():
        assert Draft.objects.get(page=page, language="en").body.startswith("The office's")
    again = answer.context["form"].data.dict() | {"body": "Both together."}
    assert lead.post(address, again).status_code == 302
    with maintenance():
        assert Draft.objects.get(page=page, language="en").body == "Both together."


def test_hostile_words_are_shown_as_words_on_the_public_page() -> None:
    voice = Voice().opened()
    voice.page("hostile", en=f"{PLAIN}\n\n{HOSTILE}\n\n<iframe src='//evil.example'></iframe>")
    answer = signed_in(voice.viewer).get(reverse("site:page", args=[voice.site.slug, "en", "hostile"]))
    said = answer.content.decode()
    assert "<script>alert" not in said and "<iframe" not in said and "<img src=x" not in said
    assert 'href="javascript' not in said
    assert "&lt;script&gt;" in said


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("bomb.png", "bomb", "pixels"),
        ("page.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "no picture"),
        ("page.png", b"<html><script>1</script></html>", "no picture"),
        ("cut.png", "cut", "no picture"),
    ],
)
def test_giant_and_hostile_pictures_are_not_kept(name: str, content: bytes | str, why: str) -> None:
    voice = Voice()
    if content == "bomb":
        out = io.BytesIO()
        Pixels.new("1", (9000, 9000)).save(out, "PNG")
        content = out.getvalue()
        assert len(content) < 200_000, "small as a file, giant when unpacked"
    elif content == "cut":
        content = _photo()[:200]
    answer = signed_in(voice.office).post(
        reverse("communications:add-image"), {"file": SimpleUploadedFile(name, content), "alt": "A thing"}
    )
    assert answer.status_code == 422 and why in text(answer)
    with maintenance():
        assert not Image.objects.exists()


def _photo() -> bytes:
    out = io.BytesIO()
    exif = Pixels.Exif()
    exif[0x010E] = "taken at 12 Secret Street"
    Pixels.new("RGB", (2400, 800), "teal").save(out, "JPEG", exif=exif)
    return out.getvalue()


def test_a_picture_is_written_anew_without_where_it_was_taken() -> None:
    voice = Voice()
    photo = _photo()
    assert b"Secret Street" in photo
    with voice.world.as_(voice.office):
        row = site.add_image(by=voice.office, name="../../porch photo.JPG", content=photo, alt="A porch")
    assert (row.name, row.width, row.content_type) == ("porch-photo.jpg", 1600, "image/jpeg")
    assert b"Secret Street" not in bytes(row.content)


def test_whoever_approves_a_letter_can_read_it_as_it_arrives() -> None:
    voice = Voice().opened()
    letter = voice.newsletter(approve=False)
    page = text(signed_in(voice.office).get(reverse("communications:answer", args=["newsletter", letter.pk])))
    assert "The text, English" in page
    assert reverse("communications:as-mail", args=[letter.pk, "en"]) in page
