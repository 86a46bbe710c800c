"""From the care network to figures: own needs and referrals become the tables of the contract, and those a run."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from commonweal.access import Refused
from commonweal.access.models import Person
from commonweal.access.rules import NotAllowed
from commonweal.audit.events import EXPORTED
from commonweal.audit.models import Act
from commonweal.clients.models import Need
from commonweal.database.identity import maintenance
from commonweal.evidence.tables import TABLES
from commonweal.performance import actions
from commonweal.performance.models import Run
from commonweal.performance.network_tables import tables_of
from commonweal.referrals.models import Referral
from commonweal.referrals.rules import Outcome
from tests.factories import World

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def uploads(settings, tmp_path: Path) -> None:
    settings.UPLOADS_DIR = tmp_path / "uploads"


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def lead(world: World):
    return world.seat(world.organisation("Riverside Health"), "partner_lead", "navigator")


def sent(world: World, lead, count: int) -> None:
    """So many referrals that were sent, taken on two days later and helped; and one that another sent."""
    with maintenance():
        own, pantry = (world.organisation(name) for name in ("Own", "Harvest Pantry"))
    with maintenance():
        own = type(own).objects.get(pk=lead.organisation_id)
        for number in range(count + 1):
            by = own if number < count else pantry
            need = world.need(world.client(by))
            row = world.referral(need, pantry, sender=by, status="completed")
            now = timezone.now() - timedelta(days=70)
            Need.objects.filter(pk=need.pk).update(created_at=now, status="resolved", closed_at=now)
            Referral.objects.filter(pk=row.pk).update(
                sent_at=now,
                answered_at=now + timedelta(days=2),
                closed_at=now + timedelta(days=9),
                outcome="helped",
            )


def test_own_records_become_tables_and_the_tables_figures(
    world, lead, django_capture_on_commit_callbacks
) -> None:
    sent(world, lead, 15)
    with world.as_(lead):
        tables = tables_of(lead.organisation_id, "Riverside Health")
    read = list(csv.DictReader(io.StringIO(tables["referral.csv"][0].decode())))
    assert len(read) == tables["referral.csv"][1] == 15, "what another sent is not counted here"
    assert set(read[0]) == {column.name for column in TABLES["referral"].columns}
    assert {(row["outcome"], row["status"]) for row in read} == {("helped", "completed")}
    today = timezone.localdate()
    with django_capture_on_commit_callbacks(execute=True), world.as_(lead):
        run = actions.feed_network(by=lead, first=date(today.year - 1, 1, 1), last=today.replace(day=1))
    with world.as_(lead):
        run = Run.objects.get(pk=run.pk)
        assert (run.status, run.problem) == ("done", "")
        assert not run.findings.filter(severity="severe").exists()
        closed = run.part.series.get(measure="closed_loop_rate", group_by="all").points
        assert [(row[2], row[3]) for row in closed] == [(15, 15)]
        assert run.part.series.filter(measure="needs_resolved").exists()
        assert run.part.series.filter(measure="time_to_accept_median").exists()


def test_every_outcome_is_one_of_the_contract() -> None:
    allowed = next(one for one in TABLES["referral"].columns if one.name == "outcome").values
    assert {one.value.replace("-", " ") for one in Outcome} == set(allowed)


def test_who_recorded_nothing_is_told_and_others_may_not(world, lead) -> None:
    with world.as_(lead), pytest.raises(Refused, match="no need"):
        actions.feed_network(by=lead, first=date(2026, 1, 1), last=date(2026, 2, 1))
    viewer = world.seat(world.organisation("Valley Clinic"), "viewer")
    with world.as_(viewer), pytest.raises(NotAllowed):
        actions.feed_network(by=viewer, first=date(2026, 1, 1), last=date(2026, 2, 1))


def test_the_pages(world, lead) -> None:
    sent(world, lead, 2)
    browser = Client()
    with maintenance():
        browser.force_login(Person.objects.get(pk=lead.person_id))
    browser.get(reverse("home"))
    assert browser.get(reverse("performance:feed-network")).status_code == 200
    told = {"first": "2025-01", "last": "2025-12"}
    assert browser.post(reverse("performance:feed-network"), told)["Location"].startswith("/figures/feed/")
    assert browser.post(reverse("performance:feed-network"), {"first": "2025-01"}).status_code == 422
    answer = browser.get(reverse("performance:network-export"))
    with zipfile.ZipFile(io.BytesIO(answer.getvalue())) as archive:
        assert archive.namelist() == ["need.csv", "referral.csv"]
        assert len(archive.read("need.csv").splitlines()) == 3
    with world.as_(lead):
        assert Act.objects.filter(kind=EXPORTED.name).exists()
