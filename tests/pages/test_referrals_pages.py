"""Pages of referrals as people use them: board, one referral, sending with consent in place, several at once."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.urls import reverse

from commonweal.audit.models import Act
from commonweal.clients.models import Consent
from commonweal.database.identity import maintenance
from commonweal.directory.domains import NeedDomain
from commonweal.referrals.models import Attachment, Message, Referral
from tests.factories import World
from tests.factories.browsers import signed_in

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert('x')</script>\"'><img src=x onerror=alert(1)>"
BOARD = "/referrals/"


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def care(world: World) -> dict[str, Any]:
    hospital, pantry, shelter = (world.organisation(name) for name in ("Hospital", "Pantry", "Shelter"))
    world.sharing(hospital, pantry, shelter)
    client = world.client(hospital, given_name="Zoë", family_name="Nuñez")
    world.consent(client, network=True)
    return {
        "hospital": hospital,
        "pantry": pantry,
        "shelter": shelter,
        "client": client,
        "need": world.need(client),
        "service": world.service(pantry, NeedDomain.FOOD, name="Weekly box", capacity="capacity"),
        "navigator": world.seat(hospital, "navigator"),
        "volunteer": world.seat(pantry, "intake_worker"),
    }


def text(response: Any) -> str:
    return str(response.content.decode())


def state(row: Referral) -> Referral:
    with maintenance():
        return Referral.objects.get(pk=row.pk)


def test_a_referral_from_the_need_to_the_closed_loop(world: World, care: dict[str, Any]) -> None:
    sender, receiver = signed_in(care["navigator"]), signed_in(care["volunteer"])
    address = f"{BOARD}send/?client={care['client'].pk}&need={care['need'].pk}"
    assert "Weekly box" in text(sender.get(address))
    page = text(sender.get(f"{address}&service={care['service'].pk}"))
    assert "Send referral" in page
    facts = {"submission": uuid.uuid4(), "urgency": "soon", "note": "Two children."}
    first = sender.post(f"{address}&service={care['service'].pk}", facts)
    again = sender.post(f"{address}&service={care['service'].pk}", facts)
    assert first.status_code == again.status_code == 302
    with maintenance():
        row = Referral.objects.get()
    board = text(receiver.get(BOARD))
    assert "Zoë Nuñez" in board
    assert "Hospital" in board
    show = row.get_absolute_url()
    assert "Accept referral" in text(receiver.get(show))
    assert "Accept referral" not in text(sender.get(show))
    assert receiver.post(f"{show}acts/accept/").status_code == 302
    assert receiver.post(f"{show}acts/complete/", {"outcome": "helped"}).status_code == 200
    done = receiver.post(f"{show}acts/complete/", {"outcome": "helped", "what_was_done": "A box each week."})
    assert done.status_code == 302
    assert "A box each week." in text(sender.get(f"{BOARD}?tab=back"))
    assert sender.post(f"{show}confirm/").status_code == 302
    with maintenance():
        care["need"].refresh_from_db()
    assert care["need"].status == "resolved"
    assert "Zoë Nuñez" not in text(sender.get(f"{BOARD}?tab=back"))
    with maintenance():
        assert Act.objects.filter(kind="person.viewed", client_id=care["client"].pk).count() >= 4


@pytest.mark.parametrize(
    "tab", ["answer", "work", "open", "sent", "back", "received", "all-sent", "nonsense"]
)
def test_the_board_asks_the_same_whatever_its_rows(
    world: World, care: dict[str, Any], tab: str, django_assert_max_num_queries
) -> None:
    clients = [world.client(care["hospital"]) for _ in range(40)]
    world.rework()
    for number, client in enumerate(clients):
        world.consent(client, network=True)
        need = world.need(client)
        status = ("requested", "accepted", "rejected", "completed", "on-hold")[number % 5]
        world.referral(need, care["pantry"], status=status, service=care["service"])
        world.referral(need, None)
        world.referral(need, care["hospital"], sender=care["hospital"])
    for who in ("navigator", "volunteer"):
        browser = signed_in(care[who])
        with django_assert_max_num_queries(15):
            assert browser.get(f"{BOARD}?tab={tab}").status_code == 200


def test_one_referral_asks_at_most_fifteen_questions(
    world: World, care: dict[str, Any], django_assert_max_num_queries
) -> None:
    row = world.referral(care["need"], care["pantry"], status="accepted", service=care["service"])
    with maintenance():
        for number in range(30):
            Message.objects.create(
                referral=row, organisation=care["pantry"], person_name="P", text=f"Line {number}"
            )
    for who in ("navigator", "volunteer"):
        browser = signed_in(care[who])
        with django_assert_max_num_queries(15):
            response = browser.get(row.get_absolute_url())
        assert "Line 29" in text(response)


def test_others_and_those_without_the_role_find_nothing(world: World, care: dict[str, Any]) -> None:
    row = world.referral(care["need"], care["pantry"])
    outsider = signed_in(world.seat(world.organisation("Elsewhere"), "navigator"))
    viewer = signed_in(world.seat(care["pantry"], "viewer"))
    for browser in (outsider, viewer):
        assert browser.get(row.get_absolute_url()).status_code == 404
        assert browser.post(f"{row.get_absolute_url()}acts/accept/").status_code == 404
        assert browser.post(f"{row.get_absolute_url()}messages/", {"text": "Hi"}).status_code == 404
    assert viewer.get(BOARD).status_code == 404
    assert Browser().get(BOARD).status_code == 302
    sees = signed_in(world.seat(care["shelter"], "navigator"))
    assert sees.get(row.get_absolute_url()).status_code == 200
    assert sees.post(f"{row.get_absolute_url()}acts/accept/").status_code == 404
    assert sees.post(f"{row.get_absolute_url()}messages/", {"text": "Hi"}).status_code == 404
    assert state(row).status == "requested"


def test_from_a_service_one_comes_to_the_people_who_need_it(world: World, care: dict[str, Any]) -> None:
    other = world.client(care["hospital"], given_name="Not", family_name="Hungry")
    world.need(other, NeedDomain.LEGAL_HELP)
    browser = signed_in(care["navigator"])
    page = text(browser.get(f"{BOARD}send/?service={care['service'].pk}"))
    assert "Zoë Nuñez" in page
    assert "Hungry" not in page
    assert "Food" in text(browser.get(f"{BOARD}send/?client={care['client'].pk}"))
    for wrong in ("", "?client=nonsense", f"?client={uuid.uuid4()}", f"?service={uuid.uuid4()}"):
        assert browser.get(f"{BOARD}send/{wrong}").status_code == 404


def test_consent_is_asked_for_in_place(world: World, care: dict[str, Any]) -> None:
    client = world.client(care["hospital"])
    need = world.need(client)
    browser = signed_in(care["navigator"])
    address = f"{BOARD}send/?client={client.pk}&need={need.pk}&service={care['service'].pk}"
    page = text(browser.get(address))
    assert "Pantry would not see this referral" in page
    assert "They may share it with: Pantry." in page
    typed = {"submission": uuid.uuid4(), "how": "electronic", "signed_name": "", "agreed": "on"}
    assert "Write the name" in text(browser.post(address, typed))
    assert browser.post(address, typed | {"signed_name": "Ana"}).status_code == 302
    with maintenance():
        consent = Consent.objects.get(client=client)
        assert sorted(consent.categories) == ["identity", "social"]
        assert [one.organisation for one in consent.named.all()] == [care["pantry"]]
    assert "Send referral" in text(browser.get(address))


def test_a_sensitive_need_asks_for_a_yes_by_itself(world: World, care: dict[str, Any]) -> None:
    world.sharing(care["hospital"], care["pantry"], categories=("identity", "violence"))
    need = world.need(care["client"], NeedDomain.INTIMATE_PARTNER_VIOLENCE)
    safe = world.service(care["pantry"], NeedDomain.INTIMATE_PARTNER_VIOLENCE)
    browser = signed_in(care["navigator"])
    address = f"{BOARD}send/?client={care['client'].pk}&need={need.pk}&service={safe.pk}"
    typed = {"submission": uuid.uuid4(), "how": "electronic", "signed_name": "Zoë", "agreed": "on"}
    assert "by itself" in text(browser.post(address, typed))
    assert browser.post(address, typed | {"yes": "on"}).status_code == 302
    assert "Send referral" in text(browser.get(address))


def test_without_an_agreement_no_consent_is_asked(world: World, care: dict[str, Any]) -> None:
    stranger = world.organisation("Stranger")
    service = world.service(stranger, NeedDomain.FOOD)
    browser = signed_in(care["navigator"])
    address = f"{BOARD}send/?client={care['client'].pk}&need={care['need'].pk}&service={service.pk}"
    assert "An agreement is missing" in text(browser.get(address))


def test_a_second_one_needs_a_tick_and_keeps_what_was_typed(world: World, care: dict[str, Any]) -> None:
    world.referral(care["need"], care["pantry"], service=care["service"])
    browser = signed_in(care["navigator"])
    address = f"{BOARD}send/?client={care['client'].pk}&need={care['need'].pk}&service={care['service'].pk}"
    typed = {"submission": uuid.uuid4(), "urgency": "soon", "note": "Kept words"}
    page = text(browser.post(address, typed))
    assert "Kept words" in page
    assert "already an open referral" in page
    assert browser.post(address, typed | {"anyway": "on"}).status_code == 302


def test_rerouting_takes_two_clicks(world: World, care: dict[str, Any]) -> None:
    kitchen = world.service(care["shelter"], NeedDomain.FOOD, name="Kitchen", capacity="capacity")
    old = world.referral(care["need"], care["pantry"], status="rejected", note="Two children.")
    browser = signed_in(care["navigator"])
    address = f"{old.get_absolute_url()}reroute/"
    page = text(browser.get(address))
    assert "Kitchen" in page
    assert "Weekly box" not in page
    number = uuid.uuid4()
    for _ in range(2):
        assert browser.post(address, {"service": kitchen.pk, "submission": number}).status_code == 302
    with maintenance():
        new = Referral.objects.select_related("receiver").get(reroutes=old)
    assert (new.receiver, new.note, state(old).status) == (care["shelter"], "Two children.", "rejected")


def test_a_draft_is_kept_and_sent_later(world: World, care: dict[str, Any]) -> None:
    browser, other = signed_in(care["navigator"]), signed_in(care["volunteer"])
    address = f"{BOARD}send/?client={care['client'].pk}&need={care['need'].pk}&service={care['service'].pk}"
    typed = {"submission": uuid.uuid4(), "urgency": "soon", "note": "", "act": "draft"}
    assert browser.post(address, typed).status_code == 302
    with maintenance():
        row = Referral.objects.get()
    assert row.status == "draft"
    assert other.get(row.get_absolute_url()).status_code == 404
    assert browser.post(f"{row.get_absolute_url()}acts/send/").status_code == 302
    assert state(row).status == "requested"
    assert other.get(row.get_absolute_url()).status_code == 200


def test_several_are_answered_and_reported_one_by_one(world: World, care: dict[str, Any]) -> None:
    browser = signed_in(care["volunteer"])
    rows = [world.referral(care["need"], care["pantry"]) for _ in range(2)]
    gone = world.referral(care["need"], care["pantry"], status="cancelled")
    chosen = {"selected": [str(one.pk) for one in (*rows, gone)] + ["nonsense"]}
    page = text(browser.post(f"{BOARD}several/", chosen | {"act": "accept"}, follow=True))
    assert "2 referrals accepted" in page
    assert "was not accepted" in page
    more = world.referral(care["need"], care["pantry"])
    form = text(browser.post(f"{BOARD}several/", {"selected": [str(more.pk)], "act": "decline"}))
    assert "Decline one referral" in form
    answer = {"selected": [str(more.pk)], "act": "decline", "code": "no-capacity", "reason": "Full."}
    assert browser.post(f"{BOARD}several/", answer).status_code == 302
    assert (state(more).status, state(more).outcome) == ("rejected", "no-capacity")


def test_hostile_words_are_shown_as_words(world: World, care: dict[str, Any]) -> None:
    client = world.client(care["hospital"], given_name=HOSTILE[:60], family_name="O’Brien 李 \u202ex")
    world.consent(client, network=True)
    row = world.referral(world.need(client), care["pantry"], note=HOSTILE, status="on-hold", reason=HOSTILE)
    browser = signed_in(care["volunteer"])
    assert (
        browser.post(f"{row.get_absolute_url()}messages/", {"text": HOSTILE + "a" * 9_000}).status_code == 302
    )
    for address in (row.get_absolute_url(), f"{BOARD}?tab=work", f"{row.get_absolute_url()}acts/fail/"):
        page = text(browser.get(address))
        assert "<script>alert" not in page
        assert "<img src=x" not in page
    too_long = browser.post(f"{row.get_absolute_url()}messages/", {"text": "b" * 10_001})
    assert too_long.status_code == 200
    assert "b" * 10_001 in text(too_long)


def zipped(*names: str) -> bytes:
    import io
    import zipfile

    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return made.getvalue()


GOOD = {
    "letter.pdf": b"%PDF-1.7 ...",
    "photo.PNG": b"\x89PNG\r\n\x1a\n....",
    "note.txt": "Zoë’s note".encode(),
    "form.docx": zipped("[Content_Types].xml", "word/document.xml"),
}
BAD = {
    "page.html": b"<html></html>",
    "run.exe": b"MZ....",
    "fake.pdf": b"<html><script>alert(1)</script>",
    "page.txt": b"  <!DOCTYPE html><script>",
    "empty.pdf": b"",
    "large.pdf": b"%PDF-" + b"x" * (10 * 1024 * 1024),
    "macros.docx": zipped("[Content_Types].xml", "word/vbaProject.bin"),
    "bad.docx": b"PK\x03\x04 not a zip",
    "image.svg": b"<svg onload=alert(1)>",
    "noname": b"%PDF-1.7",
    "nul.txt": b"a\x00b",
}


@pytest.mark.parametrize("name", GOOD)
def test_files_come_back_as_downloads(world: World, care: dict[str, Any], name: str) -> None:
    row = world.referral(care["need"], care["pantry"])
    browser = signed_in(care["volunteer"])
    upload = {"file": SimpleUploadedFile(f"../../{name}", GOOD[name], content_type="text/html")}
    assert browser.post(f"{row.get_absolute_url()}files/", upload).status_code == 302
    with maintenance():
        file = Attachment.objects.get()
    assert file.name == name
    assert "html" not in file.content_type
    answer = signed_in(care["navigator"]).get(f"{BOARD}files/{file.pk}/")
    assert answer.content == GOOD[name]
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    third = signed_in(world.seat(care["shelter"], "navigator"))
    assert third.get(f"{BOARD}files/{file.pk}/").status_code == 404


@pytest.mark.parametrize("name", BAD)
def test_files_that_are_not_what_they_say_are_refused(world: World, care: dict[str, Any], name: str) -> None:
    row = world.referral(care["need"], care["pantry"])
    browser = signed_in(care["volunteer"])
    upload = {"file": SimpleUploadedFile(name, BAD[name], content_type="application/pdf")}
    assert browser.post(f"{row.get_absolute_url()}files/", upload).status_code == 200
    with maintenance():
        assert not Attachment.objects.exists()


@pytest.mark.parametrize("day", ["1900-01-01", "2100-01-01", "not a day", ""])
def test_a_day_out_of_reach_is_refused_and_kept(world: World, care: dict[str, Any], day: str) -> None:
    row = world.referral(care["need"], care["pantry"], status="accepted")
    browser = signed_in(care["volunteer"])
    answer = browser.post(f"{row.get_absolute_url()}due/", {"due": day})
    assert answer.status_code == 200
    assert state(row).finish_due_at is None


def test_a_get_changes_nothing(world: World, care: dict[str, Any]) -> None:
    row = world.referral(care["need"], care["pantry"])
    browser = signed_in(care["volunteer"])
    for name in ("acts/accept/", "acts/decline/", "confirm/", "messages/", "assign/", "due/", "link/"):
        browser.get(row.get_absolute_url() + name)
        browser.head(row.get_absolute_url() + name)
    assert state(row).status == "requested"
    assert browser.get(reverse("referrals:several")).status_code == 405


def test_a_board_is_narrowed_to_a_partner_and_to_whose_work_it_is(world: World, care: dict[str, Any]) -> None:
    pantry, shelter = care["pantry"], care["shelter"]
    mine, colleague = care["volunteer"], world.seat(pantry, "intake_worker")
    theirs = world.client(shelter, given_name="Olu", family_name="Shelterperson")
    world.consent(theirs, network=True)
    with maintenance():
        Referral.objects.all().delete()
    for need, who in ((care["need"], mine), (world.need(theirs), colleague)):
        world.referral(need, pantry, status="accepted", assigned_to_id=who.person_id)
    browser = signed_in(mine)
    work = f"{BOARD}?tab=work"
    for query, found, hidden in (
        (f"&partner={shelter.pk}", "Shelterperson", "Nuñez"),
        ("&who=me", "Nuñez", "Shelterperson"),
        (f"&who={colleague.person_id}", "Shelterperson", "Nuñez"),
    ):
        page = text(browser.get(work + query))
        assert found in page and hidden not in page, query
    nobody = text(browser.get(f"{work}&who=nobody"))
    assert "Nuñez" not in nobody and "Shelterperson" not in nobody
    sent = text(signed_in(care["navigator"]).get(f"{BOARD}?tab=sent&partner={shelter.pk}"))
    assert "Nothing matches" in sent


def test_after_several_answers_one_is_back_where_one_was(world: World, care: dict[str, Any]) -> None:
    browser = signed_in(care["volunteer"])
    row = world.referral(care["need"], care["pantry"])
    narrowed = f"?tab=answer&partner={care['hospital'].pk}"
    assert f"several/{narrowed}".replace("&", "&amp;") in text(browser.get(BOARD + narrowed))
    form = browser.post(f"{BOARD}several/{narrowed}", {"selected": [str(row.pk)], "act": "decline"})
    assert f"/referrals/{narrowed}".replace("&", "&amp;") in text(form)
    done = browser.post(f"{BOARD}several/{narrowed}", {"selected": [str(row.pk)], "act": "accept"})
    assert done["Location"] == BOARD + narrowed


def test_what_was_reported_waits_for_a_page_that_shows_it(world: World, care: dict[str, Any]) -> None:
    """The old page renews itself between the answer and the page that follows; it shows no messages."""
    browser = signed_in(care["volunteer"])
    row = world.referral(care["need"], care["pantry"])
    browser.post(f"{BOARD}several/", {"selected": [str(row.pk)], "act": "accept"})
    for script in ("live", "beside"):
        assert "1 referral accepted" not in text(browser.get(BOARD, headers={"X-Requested-With": script}))
    assert "1 referral accepted" in text(browser.get(BOARD))


def test_a_referral_is_given_to_a_colleague_before_it_is_answered(world: World, care: dict[str, Any]) -> None:
    colleague = world.seat(care["pantry"], "intake_worker")
    row = world.referral(care["need"], care["pantry"])
    browser = signed_in(care["volunteer"])
    assert "Change who works on it" in text(browser.get(row.get_absolute_url()))
    browser.post(f"{row.get_absolute_url()}assign/", {"person": colleague.person_id})
    assert state(row).assigned_to_id == colleague.person_id
    assert "Nuñez" in text(signed_in(colleague).get(f"{BOARD}?who=me"))
