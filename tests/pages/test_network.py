"""How the network does: counted over the whole alliance, small numbers suppressed, rows only where one may see them."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta

import pytest
from django.db import ProgrammingError, connection
from django.utils import timezone

from commonweal.audit.models import Act
from commonweal.database.identity import maintenance
from commonweal.directory.domains import NeedDomain
from commonweal.referrals.network import queries
from commonweal.referrals.network.rules import Dimension, Period, is_gap
from tests.factories import World
from tests.factories.browsers import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def town(world: World):
    """Forty referrals from a hospital: thirty to a pantry, ten to a church; twelve got help."""
    hospital, pantry, church = (world.organisation(name) for name in ("Hospital", "Pantry", "Church"))
    world.sharing(hospital, pantry, church)
    for number in range(40):
        client = world.client(hospital, postcode="45401", language="en" if number < 35 else "so")
        need = world.need(client, NeedDomain.FOOD)
        receiver = pantry if number < 30 else church
        sent = {"sent_at": timezone.now() - timedelta(hours=5)}
        if number < 12:
            world.referral(need, receiver, status="completed", answered_at=timezone.now(), **sent)
        elif number < 26:
            world.referral(
                need, receiver, status="rejected", reason_code="no-capacity", outcome="no-capacity",
                answered_at=timezone.now(), **sent,
            )  # fmt: skip
        else:
            world.referral(need, receiver, **sent)
    return hospital, pantry, church


def breakdown(world: World, actor, dimension: Dimension):
    now = timezone.now() + timedelta(minutes=1)
    with world.as_(actor):
        return queries.breakdown(now - timedelta(days=90), now, dimension)


def test_everybody_counts_the_whole_alliance(world: World, town) -> None:
    viewer = world.seat(world.organisation(), "viewer")
    total, lines = breakdown(world, viewer, Dimension.NEED)
    assert (total.sent, total.helped, total.declined, total.waiting) == (40, 12, 14, 14)
    assert [(line.name, line.counts.sent) for line in lines] == [(NeedDomain.FOOD.label, 40)]


def test_small_groups_and_what_would_give_them_away_are_hidden(world: World, town) -> None:
    viewer = world.seat(world.organisation(), "viewer")
    total, lines = breakdown(world, viewer, Dimension.LANGUAGE)
    by_name = {line.name: line.counts for line in lines}
    assert by_name["Somali"].hidden, "five people"
    assert by_name["English"].hidden or total.hidden, "or the five could be worked out by subtraction"


def test_another_alliance_counts_nothing_of_this_one(world: World, town) -> None:
    elsewhere = World("Elsewhere")
    total, lines = breakdown(elsewhere, elsewhere.seat(elsewhere.organisation(), "convenor"), Dimension.NEED)
    assert lines == [] and not total.sent


def test_the_page_shows_closed_and_helped_apart(world: World, town, django_assert_max_num_queries) -> None:
    browser = signed_in(world.seat(town[0], "navigator"))
    browser.get("/")
    with django_assert_max_num_queries(15):
        page = browser.get("/network/?by=need").content.decode()
    assert "12 of 40" in page and "26 of 40" in page
    for measure in ("answered", "accepted", "closed", "helped", "waiting"):
        assert f"&became={measure}" in page.replace("&amp;", "&")


def test_rows_behind_a_figure_are_those_one_may_see(world: World, town) -> None:
    sender = signed_in(world.seat(town[0], "navigator")).get("/network/rows/?need=food").content.decode()
    assert "40 shown" in sender
    stranger = signed_in(world.seat(world.organisation(), "navigator")).get("/network/rows/?need=food")
    assert (
        "0 shown" in stranger.content.decode() or "No referral that you may see" in stranger.content.decode()
    )


def test_the_export_hides_what_the_page_hides_and_is_recorded(world: World, town) -> None:
    browser = signed_in(world.seat(town[0], "partner_lead"))
    answer = browser.get("/network/export/?period=90")
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    small = next(row for row in rows if row["by"] == "language" and row["group"] == "Somali")
    assert small["sent"] == ""
    with maintenance():
        assert Act.objects.filter(kind="export.made").exists()


def test_an_unknown_period_or_dimension_is_the_usual_one(world: World, town) -> None:
    browser = signed_in(world.seat(town[0], "navigator"))
    assert browser.get("/network/?by=<script>&period=-1").status_code == 200
    assert Period.named("x") is Period.QUARTER and Dimension.named("x") is Dimension.RECEIVER


def test_a_gap_is_a_need_that_fewer_than_one_in_four_was_taken_on() -> None:
    assert is_gap(11, 2) and not is_gap(11, 3) and not is_gap(10, 0)


def test_an_identity_group_is_counted_and_never_read(world: World, town) -> None:
    """Neither side of a referral, nor anybody else in the application, reads it; the figures count it."""
    hospital = town[0]
    with maintenance(), connection.cursor() as cursor:
        cursor.execute("update referrals_referral set identity_group = 'black'")
    navigator = world.seat(hospital, "navigator")
    for asked in (
        "select identity_group from referrals_referral",
        "select 1 from referrals_referral where identity_group = 'black'",
        "select to_jsonb(r) from referrals_referral r",
        "update referrals_referral set area = identity_group",
    ):
        with pytest.raises(ProgrammingError, match="permission denied"), world.as_(navigator):
            connection.cursor().execute(asked)
    _total, lines = breakdown(world, navigator, Dimension.IDENTITY)
    assert {line.name for line in lines if line.counts.sent == 40} == {"Black or African American"}
    browser = signed_in(navigator)
    page = browser.get("/network/?by=identity").content.decode()
    assert "identity=" not in page.replace("by=identity", "")
    rows = browser.get("/network/rows/?identity=black").content.decode()
    assert "40 shown" in rows, "no filter of that name"


def links(page: str) -> list[tuple[str, str]]:
    """Addresses of rows behind a figure, each with the figure."""
    found = re.findall(r'<a href="(/network/rows/[^"]+)">([^<]+)</a>', page)
    return [(address.replace("&amp;", "&"), shown) for address, shown in found]


def test_each_figure_leads_to_exactly_its_rows(world: World, town) -> None:
    """The sender of all of them sees as many rows as each figure says."""
    browser = signed_in(world.seat(town[0], "navigator"))
    checked = 0
    for by in ("receiver", "sender", "need", "area"):
        for address, shown in links(browser.get(f"/network/?by={by}").content.decode()):
            figure = re.match(r"\s*(\d+)( of \d+)?", shown)
            if figure is None or shown == "45401":
                continue  # the name of a group, not a figure
            rows = list(csv.DictReader(io.StringIO(csv_of(browser.get(f"{address}&format=csv")))))
            assert len(rows) == int(figure[1]), (by, address, shown)
            checked += 1
    assert checked >= 20, "totals, parts, reasons, gaps and flows"
    row = browser.get("/network/rows/?became=helped").content.decode()
    assert row.count('href="/referrals/') >= 12, "and each row to its referral"


def csv_of(answer) -> str:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return body.decode("utf-8-sig")


def test_what_is_withdrawn_as_an_error_counts_nowhere_and_is_in_no_list(world: World, town) -> None:
    hospital, pantry, _church = town
    row = world.referral(world.need(world.client(hospital)), pantry, status="entered-in-error")
    browser = signed_in(world.seat(hospital, "navigator"))
    assert str(row.pk) not in browser.get("/network/rows/").content.decode()


def test_a_gap_and_a_flow_give_no_small_number_away(world: World) -> None:
    """By need all 40 are shown: a gap of 35 in one area would tell of the five people of the other."""
    hospital, pantry, church = (world.organisation(name) for name in ("Hospital", "Pantry", "Church"))
    declined = {"status": "rejected", "sent_at": timezone.now() - timedelta(hours=5)}
    for number in range(40):
        client = world.client(hospital, postcode="45401" if number < 35 else "45499")
        world.referral(world.need(client), pantry if number < 35 else church, **declined)
    now = timezone.now() + timedelta(minutes=1)
    with world.as_(world.seat(world.organisation(), "viewer")):
        (gap,) = queries.gaps(now - timedelta(days=90), now)
        assert (gap.area, gap.sent, gap.accepted) == ("45401", None, None)
        assert queries.ties(now - timedelta(days=90), now) == []
    for _ in range(6):
        client = world.client(hospital, postcode="45499")
        world.referral(world.need(client), church, **declined)
    with world.as_(world.seat(world.organisation(), "viewer")):
        shown = {(gap.area, gap.sent, gap.accepted) for gap in queries.gaps(now - timedelta(days=90), now)}
        assert shown == {("45401", 35, 0), ("45499", 11, 0)}
        assert [tie.sent for tie in queries.ties(now - timedelta(days=90), now)] == [35, 11]
    page = signed_in(world.seat(hospital, "navigator")).get("/network/").content.decode()
    assert "0 of 35" in page


@pytest.mark.parametrize("day", ["1900-01-01", "2100-12-31", "0001-01-01", "9999-12-31", "nonsense"])
def test_days_of_other_centuries_are_days(world: World, town, day: str) -> None:
    browser = signed_in(world.seat(town[0], "navigator"))
    for name in ("since", "until"):
        assert browser.get(f"/network/rows/?{name}={day}").status_code == 200
