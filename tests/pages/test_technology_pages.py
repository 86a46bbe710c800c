"""The pages of technology partnerships, as people on both sides use them."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from commonweal.database import clock
from commonweal.database.identity import maintenance
from commonweal.technology import actions
from commonweal.technology import models as rows
from tests.factories.attention import attention_of
from tests.factories.browsers import signed_in, text
from tests.factories.technology import Desk
from tests.factories.town import Town

attention = attention_of("technology")

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert('x')</script> \u202e “Ünïcødé” 𝔘 {{ 7*7 }}"


@pytest.fixture
def desk() -> Desk:
    return Desk()


PAGES = (
    "partnership", "plan", "training", "delivery", "service", "money", "analytics", "goals", "health", "calendar",
    "report", "maintenance",
)  # fmt: skip


def asked(browser: Client, name: str, **given: object) -> int:
    """How many questions a page puts to the database; those of the test's own savepoint are not its."""
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(reverse(f"technology:{name}", kwargs=given)).status_code == 200, name
    own = ("SAVEPOINT", "act_as", "select current_user")
    return sum(not any(word in one["sql"] for word in own) for one in queries.captured_queries)


def test_every_page_is_shown_with_few_questions_to_the_database() -> None:
    town = Town()
    addresses = town.rows
    browser = signed_in(town.lead)
    pk = addresses["technology:"]["pk"]
    counts = {name: asked(browser, name) for name in ("partnerships", "tickets", "innovation", "status")}
    counts |= {name: asked(browser, name, pk=pk) for name in PAGES}
    for name in ("asset", "step", "session", "project", "milestone", "ticket", "idea"):
        counts[name] = asked(browser, name, **addresses[f"technology:{name}"])
    assert {name: count for name, count in counts.items() if count > 14} == {}, "15 with the identity"
    results = reverse("technology:results", args=[pk, 2025, 1])
    assert "Shared accountability" in text(browser.get(results))
    assert browser.get(f"{results}?as=pdf").content.startswith(b"%PDF")


def test_what_needs_somebody_in_three_queries(django_assert_max_num_queries) -> None:
    town = Town()
    now = clock.now()
    with town.world.as_(town.lead), django_assert_max_num_queries(3):
        found = {one.key.partition(":")[0] for one in attention(town.lead, now)}
    assert found == {"escalation", "support-ends", "training-expired", "idea-waits", "champion-gone"}
    other = town.world.seat(town.world.organisation(), "partner_lead")
    with town.world.as_(other), django_assert_max_num_queries(1):
        assert attention(other, now) == []


def test_a_partnership_from_its_opening_to_its_plan(desk: Desk) -> None:
    browser = signed_in(desk.customer)
    form = {
        "title": "Pharmacy", "customer": str(desk.hospital.pk), "supplier": str(desk.supplier.pk),
        "starts": "2026-01-01", "ends": "2028-12-31", "timezone": "Mars/Olympus",
    }  # fmt: skip
    assert "There is no time zone called Mars/Olympus" in text(browser.post(reverse("technology:open"), form))
    answer = browser.post(reverse("technology:open"), form | {"timezone": "America/Chicago"})
    page = browser.get(answer.url)
    assert "Pharmacy" in text(page) and "delivery manager" in text(page)
    pk = answer.url.strip("/").split("/")[-1]
    add = reverse("technology:add", args=[pk, "asset"])
    assert "Fill this in" in text(browser.post(add, {"name": HOSTILE}))
    asset = {"kind": "Pump", "name": HOSTILE, "variant": "A", "units": "3", "yearly_cost": "90"}
    assert browser.post(add, asset).status_code == 302
    shown = text(browser.get(reverse("technology:plan", args=[pk])))
    assert (
        "&lt;script&gt;" in shown
        and "<script>alert" not in shown
        and "49" not in shown.partition("{{")[2][:8]
    )
    level = {"severity": "1", "respond_minutes": "30", "resolve_minutes": "20"}
    levels = reverse("technology:add", args=[pk, "level"])
    assert "at least as long" in text(browser.post(levels, level))
    assert browser.post(levels, level | {"resolve_minutes": "240"}).status_code == 302
    assert "This is there already" in text(browser.post(levels, level | {"resolve_minutes": "240"}))
    assert browser.get(reverse("technology:add", args=[pk, "nonsense"])).status_code == 404


def test_the_other_side_reads_and_an_outsider_finds_nothing(desk: Desk) -> None:
    pk = desk.partnership.pk
    other, vendor = signed_in(desk.other), signed_in(desk.vendor)
    for name in PAGES:
        assert vendor.get(reverse(f"technology:{name}", args=[pk])).status_code == 200, name
        assert other.get(reverse(f"technology:{name}", args=[pk])).status_code == 404, name
    with maintenance():
        rows.Partnership.objects.filter(pk=pk).update(alliance_sees=True)
    for name in PAGES:
        wanted = 404 if name in ("report", "maintenance") else 200
        assert other.get(reverse(f"technology:{name}", args=[pk])).status_code == wanted, name
    assert other.get(reverse("technology:add", args=[pk, "asset"])).status_code == 404


@pytest.mark.usefixtures("contexts")
def test_a_form_sent_twice_is_one_ticket(desk: Desk) -> None:
    browser = signed_in(desk.nurse)
    page = reverse("technology:report", args=[desk.partnership.pk])
    key = browser.get(page).context["form"].initial["key"]
    sent = {"kind": "incident", "title": HOSTILE, "severity": "2", "text": HOSTILE, "key": key}
    first, second = browser.post(page, sent), browser.post(page, sent)
    assert first.url == second.url
    with maintenance():
        assert rows.Ticket.objects.filter(partnership=desk.partnership).count() == 1
    shown = text(browser.get(first.url))
    assert "<script>alert" not in shown and "\u202e" not in shown
    vendor = signed_in(desk.vendor)
    assert "It stands on the ticket" in text(vendor.post(first.url, {"what": "respond"}, follow=True))
    assert "cannot be done" in text(vendor.post(first.url, {"what": "close"}, follow=True))
    for problem in ("no such problem", str(desk.partnership.pk)):
        assert vendor.post(first.url, {"what": "problem", "problem": problem}).status_code == 404
    assert browser.post(first.url, {"what": "resolve", "text": "x"}).status_code == 404


def door(browser: Client, pk: object, kind: str) -> str:
    page = browser.post(reverse("technology:door", args=[pk]), {"kind": kind, "label": "Monitor"})
    return page.context["secret"]


def post(secret: str, body: object, **headers: str):
    content = body if isinstance(body, (str, bytes)) else json.dumps(body)
    return Client(enforce_csrf_checks=True).post(
        reverse("technology:api-messages"), content, content_type="application/json",
        headers={"Authorization": f"Bearer {secret}"} | headers,
    )  # fmt: skip


@pytest.mark.usefixtures("contexts")
def test_messages_by_api_once_each_and_refused_in_words(desk: Desk) -> None:
    browser = signed_in(desk.customer)
    secret = door(browser, desk.partnership.pk, "api")
    message = {"id": "m-1", "subject": "Archive down", "severity": 1}
    first, again = post(secret, message), post(secret, message)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["ticket"] == again.json()["ticket"] == 1
    assert post("wrong", message).status_code == 401
    assert post("", message).status_code == 401
    for body in (
        "no json",
        "[]",
        "{}",
        {"subject": 3},
        {"subject": "x", "severity": 9},
        b"\xff\xfe",
        "[" * 90_000,
    ):
        answer = post(secret, body)
        assert answer.status_code == 400 and "not taken" in answer.json()["error"], body
    assert Client().get(reverse("technology:api-messages")).status_code == 405
    with maintenance():
        rows.Door.objects.update(closed_at=clock.now())
    assert post(secret, message | {"id": "m-2"}).status_code == 401


@pytest.mark.usefixtures("contexts")
def test_the_door_closes_with_the_seat_of_whoever_opened_it(desk: Desk) -> None:
    from commonweal.database.ranges import closed
    from commonweal.partners.models import Seat

    secret = door(signed_in(desk.customer), desk.partnership.pk, "api")
    with maintenance():
        seat = Seat.objects.get(pk=desk.customer.seat_id)
        seat.period = closed(seat.period, clock.now() - timedelta(seconds=1))
        seat.save()
    assert post(secret, {"subject": "x"}).status_code == 401


@pytest.mark.usefixtures("contexts")
def test_the_status_page_tells_partners_what_runs_and_nothing_else(desk: Desk) -> None:
    asset = desk.add(rows.Asset, kind="archive", name="Image archive", variant="A", on_status_page=True)
    desk.add(
        rows.Ticket, number=1, kind="incident", severity=1, title="Secret words", way="form", reporter="N",
        opened_at=clock.now(), asset=asset,
    )  # fmt: skip
    desk.said(rows.Notice, desk.vendor, text="We are on it", asset=asset)
    shown = text(signed_in(desk.other).get(reverse("technology:status")))
    assert (
        "Image archive" in shown
        and "Not working" in shown
        and "We are on it" in shown
        and "Secret words" not in shown
    )
    secret = door(signed_in(desk.customer), desk.partnership.pk, "status")
    by_link = text(Client().get(reverse("technology:status-by-link", args=[secret])))
    assert "Image archive" in by_link and "Not working" in by_link and "Secret words" not in by_link
    assert Client().get(reverse("technology:status-by-link", args=["guess"])).status_code == 404
    api = door(signed_in(desk.customer), desk.partnership.pk, "api")
    assert Client().get(reverse("technology:status-by-link", args=[api])).status_code == 404
    assert post(secret, {"subject": "x"}).status_code == 401


def test_both_sides_are_asked_and_see_each_other_only_once_it_is_closed(desk: Desk) -> None:
    customer, vendor = signed_in(desk.customer), signed_in(desk.vendor)
    page = reverse("technology:health", args=[desk.partnership.pk])
    assert "Nobody was asked yet" in text(customer.get(page))
    customer.post(reverse("technology:open-round", args=[desk.partnership.pk]))
    from commonweal.technology.rules.relationship import ITEMS

    assert "Choose one" in text(customer.post(page, {"value": "2"})) or "field is required" in text(
        customer.post(page, {"value": "2"})
    )
    customer.post(page, dict.fromkeys(ITEMS, "2") | {"value-words": "too little"})
    with maintenance():
        close = reverse("technology:close-round", args=[rows.Round.objects.get().pk])
    assert "One side has not answered" in text(customer.post(close, follow=True))
    assert "too little" not in text(vendor.get(page))
    vendor.post(page, dict.fromkeys(ITEMS, "5"))
    assert "Both sides see both" in text(vendor.post(close, follow=True))
    shown = text(vendor.get(page))
    assert "see it differently" in shown and "too little" in shown and "3.0 points apart" in shown


@pytest.mark.usefixtures("contexts")
def test_two_people_change_one_entry_and_nothing_is_lost(desk: Desk) -> None:
    asset = desk.add(rows.Asset, kind="pump", name="Pumps", variant="A", units=3, yearly_cost=5, owner="Ana")
    page = reverse("technology:edit", args=["asset", asset.pk])
    one, other = signed_in(desk.customer), signed_in(desk.vendor)
    form = one.get(page).context["form"]
    given = {name: form[name].value() for name in form.fields}
    given = {name: value for name, value in given.items() if value not in (None, False)}
    assert len(given["read"]) == 64
    assert other.post(page, given | {"owner": f"Ben {HOSTILE}"}).status_code == 302
    answer = one.post(page, given | {"owner": "Cleo", "units": "4"})
    said = text(answer)
    assert "Somebody saved this while you were writing" in said and "Nothing was overwritten" in said
    assert "“Owner” is now “Ben &lt;script&gt;" in said and "<script>alert" not in said
    assert 'value="Cleo"' in said, "what was typed is there"
    with maintenance():
        assert rows.Asset.objects.get(pk=asset.pk).owner.startswith("Ben")
    again = answer.context["form"].data.dict()
    assert one.post(page, again).status_code == 302
    with maintenance():
        kept = rows.Asset.objects.get(pk=asset.pk)
        assert (kept.owner, kept.units) == ("Cleo", 4)


def test_whoever_writes_an_idea_does_not_undo_what_was_decided_about_it(desk: Desk) -> None:
    group = desk.add(rows.Group, kind="clinical", name="Alarms", customer_lead="A", supplier_lead="B")
    problem = desk.said(rows.Problem, group=group, title="Alarms", who="nurses", evidence="900 a day")
    idea = desk.said(rows.Idea, problem=problem, title="Fewer", effort=2, value=4, moved_at=clock.now())
    with desk.world.as_(desk.customer):
        stale = rows.Idea.mine().get(pk=idea.pk)
    with maintenance():
        rows.Idea.objects.filter(pk=idea.pk).update(stage="stopped")
    with desk.world.as_(desk.customer):
        actions.write(
            by=desk.customer, kind="idea", partnership=desk.partnership, facts={"title": "Quieter"}, row=stale
        )
    with maintenance():
        kept = rows.Idea.objects.get(pk=idea.pk)
        assert (kept.title, kept.stage) == ("Quieter", "stopped")
