"""Folders as feeds: what may be pointed at, what starts a run, what is refused and said."""

from __future__ import annotations

import os
import time
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from commonweal.access import Refused
from commonweal.access.models import Person
from commonweal.access.rules import Conflict, NotAllowed
from commonweal.database.identity import maintenance
from commonweal.partners.models import Seat
from commonweal.performance import actions, files, folders, queries, rules, tasks
from commonweal.performance.models import FolderFeed, Run
from commonweal.performance.rules import Layout, UploadError
from commonweal.performance.thresholds import FEED
from tests.factories import World
from tests.factories.attention import attention_of
from tests.factories.figures import no_shows

attention = attention_of("performance")

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def places(settings, tmp_path: Path) -> Path:
    settings.UPLOADS_DIR = tmp_path / "uploads"
    settings.FEEDS_DIR = tmp_path / "feeds"
    return tmp_path / "feeds"


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def lead(world: World):
    return world.seat(world.organisation("Riverside Health"), "partner_lead")


@pytest.fixture
def drop(places: Path, lead) -> Path:
    place = places / str(lead.organisation_id) / "monthly"
    place.mkdir(parents=True)
    return place


def put(path: Path, content: bytes, minutes: int = 60) -> None:
    """A file that has lain there for some minutes."""
    path.write_bytes(content)
    then = time.time() - minutes * 60
    os.utime(path, (then, then))


def pointed(world: World, lead) -> FolderFeed:
    with world.as_(lead):
        return actions.point_at(by=lead, folder="monthly", layout=Layout.TUVA, months=120)


def looked(capture, row: FolderFeed) -> bool:
    with capture(execute=True):
        return tasks.look_into(row.pk, row.person_id, row.seat_id)


def test_a_new_and_a_changed_file_start_runs_and_nothing_else_does(
    world, lead, drop, django_capture_on_commit_callbacks
) -> None:
    row = pointed(world, lead)
    assert not looked(django_capture_on_commit_callbacks, row), "an empty folder is no feed"
    year = timezone.localdate().year - 1
    put(drop / "appointment.csv", no_shows({"01": (40, 20)}, year))
    put(drop / "notes.pdf", b"not ours")
    assert looked(django_capture_on_commit_callbacks, row)
    assert not looked(django_capture_on_commit_callbacks, row), "nothing has changed"
    with world.as_(lead):
        run = Run.objects.get()
        assert (run.status, run.problem, [name for name, _ in run.files]) == ("done", "", ["appointment.csv"])
        assert run.part.methods and run.person_name == lead.person_name
    put(drop / "appointment.csv", no_shows({"01": (40, 20), "02": (50, 25)}, year), minutes=0)
    assert not looked(django_capture_on_commit_callbacks, row), "it may still be on its way"
    put(drop / "appointment.csv", no_shows({"01": (40, 20), "02": (50, 25)}, year), minutes=10)
    assert looked(django_capture_on_commit_callbacks, row)
    with world.as_(lead):
        assert Run.objects.count() == 2
        actions.let_be(by=lead, row=row)
    put(drop / "appointment.csv", no_shows({"03": (40, 20)}, year))
    assert not looked(django_capture_on_commit_callbacks, row)
    with world.as_(lead), pytest.raises(Conflict):
        actions.let_be(by=lead, row=row)


def test_only_ones_own_folders_and_no_links(world, lead, drop, places, tmp_path) -> None:
    other = places / "somebody-else" / "secret"
    other.mkdir(parents=True)
    (drop.parent / "link").symlink_to(other, target_is_directory=True)
    put(tmp_path / "appointment.csv", no_shows({"01": (40, 20)}))
    (drop / "appointment.csv").symlink_to(tmp_path / "appointment.csv")
    assert folders.names_of(lead.organisation_id) == ["monthly"]
    assert folders.files_of(lead.organisation_id, "monthly", Layout.TUVA) == []
    for name in ("link", "..", "../somebody-else/secret", str(other), "", "monthly/.."):
        with world.as_(lead), pytest.raises(Refused, match="no such drop folder"):
            actions.point_at(by=lead, folder=name, layout=Layout.TUVA, months=12)
        with pytest.raises(UploadError):
            folders.files_of(lead.organisation_id, name, Layout.TUVA)
    with world.as_(lead), pytest.raises(Refused, match="from 1 to"):
        actions.point_at(by=lead, folder="monthly", layout=Layout.TUVA, months=0)
    pointed(world, lead)
    with world.as_(lead), pytest.raises(Conflict):
        actions.point_at(by=lead, folder="monthly", layout=Layout.TUVA, months=12)
    viewer = world.seat(world.organisation("Valley Clinic"), "viewer")
    with world.as_(viewer), pytest.raises(NotAllowed):
        actions.point_at(by=viewer, folder="monthly", layout=Layout.TUVA, months=12)
    neighbour = world.seat(world.organisation("Hill Clinic"), "partner_lead")
    with world.as_(neighbour):
        assert FolderFeed.objects.count() == 0, "another organisation's feeds are not seen"


def test_a_link_that_takes_a_files_place_is_not_read(world, lead, drop, tmp_path) -> None:
    put(drop / "appointment.csv", no_shows({"01": (40, 20)}))
    (found,) = folders.files_of(lead.organisation_id, "monthly", Layout.TUVA)
    (drop / "appointment.csv").unlink()
    (drop / "appointment.csv").symlink_to(tmp_path / "elsewhere.csv")
    with pytest.raises(UploadError, match="can no longer be read"):
        list(found.chunks())


def test_what_cannot_be_taken_is_said_once_and_becomes_attention(
    world, lead, drop, django_capture_on_commit_callbacks
) -> None:
    row = pointed(world, lead)
    put(drop / "appointment.csv.gz", b"no gzip")
    assert not looked(django_capture_on_commit_callbacks, row)
    assert not looked(django_capture_on_commit_callbacks, row)
    with world.as_(lead):
        row.refresh_from_db()
        assert "damaged" in row.problem and Run.objects.count() == 0
        assert any("damaged" in one.why for one in attention(lead, timezone.now()))
    (drop / "appointment.csv.gz").unlink()
    drop.rmdir()
    looked(django_capture_on_commit_callbacks, row)
    with world.as_(lead):
        row.refresh_from_db()
        assert "is not there any more" in row.problem
    drop.mkdir()
    put(drop / "appointment.csv", no_shows({"01": (40, 20)}, timezone.localdate().year - 1))
    assert looked(django_capture_on_commit_callbacks, row)
    with world.as_(lead):
        row.refresh_from_db()
        assert row.problem == ""


def test_a_folder_from_which_nothing_ever_comes_is_late(world, lead, drop) -> None:
    pointed(world, lead)
    with world.as_(lead):
        now = timezone.now()
        assert not any("45 days" in one.why for one in attention(lead, now))
        assert any("45 days" in one.why for one in attention(lead, now + timedelta(days=FEED.default + 1)))


def test_without_the_seat_nothing_is_read_and_that_is_said(
    world, lead, drop, django_capture_on_commit_callbacks
) -> None:
    row = pointed(world, lead)
    put(drop / "appointment.csv", no_shows({"01": (40, 20)}))
    with maintenance():
        Seat.objects.filter(pk=lead.seat_id).update(roles=["viewer"])
    assert not looked(django_capture_on_commit_callbacks, row)
    with maintenance():
        row.refresh_from_db()
        assert row.problem == tasks.NOBODY_FEEDS and Run.objects.count() == 0


def test_the_months_of_a_run_end_with_the_last_whole_one() -> None:
    assert rules.last_months(date(2026, 3, 31), 3) == (date(2025, 12, 1), date(2026, 2, 1))
    assert rules.last_months(date(2026, 1, 1), 1) == (date(2025, 12, 1), date(2025, 12, 1))


def test_old_files_are_cleared_away_and_runs_stay(world, lead, settings) -> None:
    with world.as_(lead):
        runs = [
            Run.objects.create(
                alliance_id=lead.alliance_id, organisation_id=lead.organisation_id, person_name="A",
                layout="tuva", status=status, moved_at=timezone.now() - timedelta(days=days),
            )
            for status, days in (("failed", 20), ("failed", 1), ("running", 20))
        ]  # fmt: skip
    orphan = Path(settings.UPLOADS_DIR) / "0198c0de-0000-7000-8000-000000000000"
    for folder in (*(files.folder_of(run.pk) for run in runs), orphan, orphan.parent / "somebody's"):
        folder.mkdir(parents=True)
    os.utime(orphan, (0, 0))
    assert tasks.clear_away(0) == 2
    assert [files.folder_of(run.pk).exists() for run in runs] == [False, True, True]
    assert not orphan.exists() and (orphan.parent / "somebody's").exists()
    with world.as_(lead):
        assert Run.objects.count() == 3


def test_the_pages(world, lead, drop, django_assert_max_num_queries) -> None:
    browser = Client()
    with maintenance():
        browser.force_login(Person.objects.get(pk=lead.person_id))
    browser.get(reverse("home"))
    assert "monthly" in browser.get(reverse("performance:point-at")).content.decode()
    told = {"folder": "monthly", "layout": "tuva", "months": "24"}
    assert browser.post(reverse("performance:point-at"), told).status_code == 302
    assert browser.post(reverse("performance:point-at"), told).status_code == 422
    with django_assert_max_num_queries(15):
        page = browser.get(reverse("performance:feed")).content.decode()
    assert "monthly" in page and "Look now" in page
    with world.as_(lead):
        (row,) = queries.folder_feeds()
    put(drop / "appointment.csv", no_shows({"01": (40, 20)}, timezone.localdate().year - 1))
    assert browser.post(reverse("performance:look", args=[row.pk]))["Location"].startswith("/figures/feed/")
    assert browser.post(reverse("performance:let-be", args=[row.pk])).status_code == 302
    assert "Look now" not in browser.get(reverse("performance:feed")).content.decode()
