"""Signed links: a pantry without accounts answers by e-mail, and nobody else can."""

from __future__ import annotations

import json
import re
import time
from typing import Any

import pytest
from django.test import Client as Browser

from commonweal.access import Refused
from commonweal.access.actor import Actor
from commonweal.audit.models import Act
from commonweal.clients.models import Client
from commonweal.database.identity import Identity, acting, maintenance
from commonweal.directory.domains import NeedDomain
from commonweal.partners.models import Seat
from commonweal.referrals import actions, links
from commonweal.referrals.models import Message, Referral
from commonweal.referrals.rules import LINK_LASTS
from tests.factories import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def care(world: World) -> dict[str, Any]:
    """A hospital with a navigator; a pantry with an address and nobody who signs in to answer."""
    hospital = world.organisation("Hospital")
    pantry = world.organisation("Pantry", contact_email="pantry@example.org")
    world.seat(pantry, "viewer")
    world.sharing(hospital, pantry)
    client = world.client(hospital, given_name="Zoë", family_name="Nuñez")
    world.consent(client, network=True)
    other = world.client(hospital, given_name="Other", family_name="Somebody")
    world.consent(other, network=True)
    return {
        "hospital": hospital,
        "pantry": pantry,
        "client": client,
        "other": world.referral(world.need(other), pantry),
        "need": world.need(client),
        "service": world.service(pantry, NeedDomain.FOOD, name="Weekly box"),
        "navigator": world.seat(hospital, "navigator"),
    }


@pytest.fixture
def sent(
    world: World, care: dict[str, Any], mailoutbox: list, django_capture_on_commit_callbacks
) -> tuple[Referral, str]:
    """A referral sent to the pantry, and the address in the e-mail."""
    by = care["navigator"]
    with django_capture_on_commit_callbacks(execute=True), world.as_(by):
        row = actions.send(
            by=by,
            client=care["client"],
            need=care["need"],
            service=care["service"],
            note="Lives with two children",
        )
    (message,) = mailoutbox
    assert message.to == ["pantry@example.org"]
    (address,) = set(re.findall(r"http://127.0.0.1:8000(/referrals/link/\S+/)", message.body))
    for part in (message.subject, message.body, message.alternatives[0].content):
        told = part.replace(address, "")  # Its letters are as good as chance and may spell anything.
        for secret in ("Zoë", "Nuñez", "food", "Food", "Weekly", "children"):
            assert secret not in told
    assert address in message.alternatives[0].content
    return row, address


def text(response: Any) -> str:
    return str(response.content.decode())


def opened(address: str) -> Browser:
    browser = Browser()
    assert browser.post(address, {"act": "open"}).status_code == 302
    return browser


def now(row: Referral) -> Referral:
    with maintenance():
        return Referral.objects.get(pk=row.pk)


def test_a_mail_scanner_that_opens_the_address_changes_and_learns_nothing(sent: tuple[Referral, str]) -> None:
    row, address = sent
    before = Act.objects.count()
    for ask in (Browser().get, Browser().head):
        page = text(ask(address))
        assert "Nuñez" not in page
        assert "Food" not in page
    assert "Hospital asks whether you can help" in text(Browser().get(address))
    # Not even a button works in a browser that did not open the referral.
    Browser().post(address, {"act": "accept", "name": "Maria"})
    assert now(row).status == "requested"
    with maintenance():
        assert Act.objects.count() >= before
        assert not Act.objects.filter(kind="person.viewed").exists()


def test_the_pantry_sees_accepts_writes_and_completes(
    sent: tuple[Referral, str], care: dict[str, Any]
) -> None:
    row, address = sent
    browser = opened(address)
    page = text(browser.get(address))
    for shown in ("Zoë Nuñez", "Lives with two children", "Accept referral", "Weekly box"):
        assert shown in page
    assert "Somebody" not in page
    assert "Your name" in text(browser.post(address, {"act": "accept"}))
    assert now(row).status == "requested"
    assert browser.post(address, {"act": "accept", "name": "Maria"}).status_code == 302
    assert now(row).status == "accepted"
    assert "Begin work" in text(browser.get(address))
    browser.post(address, {"act": "message", "name": "Maria", "text": "Come on Friday."})
    missing = text(browser.post(address, {"act": "complete", "name": "Maria", "outcome": "helped"}))
    assert "required" in missing
    done = {"act": "complete", "name": "Maria", "outcome": "helped", "what_was_done": "A box."}
    page = text(browser.post(address, done, follow=True))
    assert "This referral is finished" in page
    assert "Nuñez" not in page
    with maintenance():
        row = Referral.objects.get(pk=row.pk)
        assert (row.status, row.outcome, row.what_was_done) == ("completed", "helped", "A box.")
        assert Message.objects.get().person_name == "Maria, by signed link"
        assert set(row.moves.values_list("person_name", flat=True)) >= {"Maria, by signed link"}
        viewing = Act.objects.get(kind="person.viewed")
        assert (viewing.client_id, viewing.organisation_id) == (care["client"].pk, care["pantry"].pk)


def test_declining_by_link_says_why(sent: tuple[Referral, str]) -> None:
    row, address = sent
    browser = opened(address)
    browser.post(address, {"act": "decline", "name": "Maria", "code": "no-capacity", "reason": "Full"})
    row = now(row)
    assert (row.status, row.reason_code, row.reason) == ("rejected", "no-capacity", "Full")


@pytest.mark.parametrize("what", ["send", "error", "nonsense", "", "confirm"])
def test_other_acts_are_none_of_a_link(sent: tuple[Referral, str], what: str) -> None:
    row, address = sent
    opened(address).post(address, {"act": what, "name": "Maria", "note": "x"})
    assert now(row).status == "requested"


def test_forged_and_changed_links_open_nothing(sent: tuple[Referral, str], care: dict[str, Any]) -> None:
    row, address = sent
    token = address.split("/")[-2]
    told = links.read(token)
    payload, stamp, signature = token.split(":")
    for wrong in (
        "nonsense",
        token[:-1] + ("A" if token[-1] != "A" else "B"),
        f"{payload[:-4]}AAAA:{stamp}:{signature}",
        f"{payload}:{stamp}:{signature[::-1]}",
    ):
        answer = opened_or_not(f"/referrals/link/{wrong}/")
        assert answer.status_code == 404
        assert "not complete" in text(answer)
    # Genuine signatures over combinations that belong to nobody.
    other = care["other"]
    for referral, client in ((other.pk, told.client_id), (told.referral_id, other.client_id)):
        mixed = links.sign(referral_id=referral, seat_id=told.seat_id, client_id=client)
        assert "shown to you no more" in text(opened_or_not(f"/referrals/link/{mixed}/"))
    somebody = links.sign(
        referral_id=told.referral_id, seat_id=care["navigator"].seat_id, client_id=told.client_id
    )
    assert "shown to you no more" in text(opened_or_not(f"/referrals/link/{somebody}/"))


def opened_or_not(address: str) -> Any:
    browser = Browser()
    browser.post(address, {"act": "open"})
    return browser.get(address)


def test_an_old_link_says_that_it_is_old(sent: tuple[Referral, str], monkeypatch: pytest.MonkeyPatch) -> None:
    _row, address = sent
    later = time.time() + LINK_LASTS.total_seconds() + 60
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)
    answer = Browser().get(address)
    assert answer.status_code == 410
    assert "too old" in text(answer)


def test_a_withdrawn_consent_closes_the_link(
    world: World, sent: tuple[Referral, str], care: dict[str, Any]
) -> None:
    from commonweal.clients.actions import revoke_consent

    row, address = sent
    browser = opened(address)
    by = care["navigator"]
    with world.as_(by):
        revoke_consent(by=by, consent=care["client"].consents.get())
    page = text(browser.get(address))
    assert "Nuñez" not in page
    assert "shown to you no more" in page
    browser.post(address, {"act": "accept", "name": "Maria"})
    assert now(row).status == "cancelled"


def test_the_seat_behind_links_sees_one_person_or_nobody(
    world: World, sent: tuple[Referral, str], care: dict[str, Any]
) -> None:
    told = links.read(sent[1].split("/")[-2])
    with maintenance():
        seat = Seat.objects.get(pk=told.seat_id)
        assert (seat.person_id, seat.roles, seat.purposes) == (None, ["link"], ["care"])
    with acting(Identity(seat=told.seat_id, only_client=told.client_id)):
        assert list(Client.objects.values_list("pk", flat=True)) == [care["client"].pk]
        assert list(Referral.objects.values_list("pk", flat=True)) == [told.referral_id]
    with acting(Identity(seat=told.seat_id)):
        assert not Client.objects.exists()
        assert not Referral.objects.exists()


def test_where_somebody_signs_in_no_link_is_sent(
    world: World, care: dict[str, Any], mailoutbox: list, django_capture_on_commit_callbacks
) -> None:
    world.seat(care["pantry"], "intake_worker")
    by = care["navigator"]
    with django_capture_on_commit_callbacks(execute=True), world.as_(by):
        row = actions.send(by=by, client=care["client"], need=care["need"], service=care["service"])
        with pytest.raises(Refused):
            actions.email_link(by=by, referral=row)
    assert not mailoutbox
    assert now(row).link_sent_at is None


def test_a_link_is_sent_again_on_the_same_seat(
    world: World,
    sent: tuple[Referral, str],
    care: dict[str, Any],
    mailoutbox: list,
    django_capture_on_commit_callbacks,
) -> None:
    row, _address = sent
    by: Actor = care["navigator"]
    with django_capture_on_commit_callbacks(execute=True), world.as_(by):
        actions.email_link(by=by, referral=row)
    assert len(mailoutbox) == 2
    with maintenance():
        assert Seat.objects.filter(person__isnull=True).count() == 1


def test_where_a_worker_runs_the_email_is_a_job(
    world: World, care: dict[str, Any], mailoutbox: list, django_capture_on_commit_callbacks
) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("insert into procrastinate_workers default values")
    by = care["navigator"]
    with django_capture_on_commit_callbacks(execute=True), world.as_(by):
        actions.send(by=by, client=care["client"], need=care["need"], service=care["service"])
    assert not mailoutbox
    with connection.cursor() as cursor:
        cursor.execute("select task_name, args from procrastinate_jobs")
        ((name, args),) = cursor.fetchall()
    assert name == "components.deliver"
    from commonweal.components import tasks

    tasks.deliver(**(json.loads(args) if isinstance(args, str) else args))
    assert mailoutbox[0].to == ["pantry@example.org"]
