"""Feeding: from files to suppressed figures; who sees what; what is not taken."""

from __future__ import annotations

import gzip
import io
import json
import re
import zipfile
from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import Error, connection, transaction

from commonweal.access import Refused
from commonweal.access.rules import Conflict, NotAllowed
from commonweal.evidence.measures.catalogue import MEASURES
from commonweal.performance import actions, engine, files, queries, rules
from commonweal.performance.models import Finding, Part, PartSeries, Run, Version
from commonweal.performance.rules import Layout
from tests.factories import World
from tests.factories.figures import no_shows, sums

pytestmark = pytest.mark.django_db
JAN, MAR = date(2026, 1, 1), date(2026, 3, 1)


@pytest.fixture(autouse=True)
def uploads(settings, tmp_path: Path) -> Path:
    settings.UPLOADS_DIR = tmp_path / "uploads"
    return settings.UPLOADS_DIR


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def lead(world: World):
    return world.seat(world.organisation("Riverside Health"), "partner_lead")


@pytest.fixture
def other(world: World):
    return world.seat(world.organisation("Valley Clinic"), "partner_lead", "analyst")


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def run_of(world: World, actor, capture, *uploaded, layout=Layout.TUVA, first=JAN, last=MAR) -> Run:
    with capture(execute=True), world.as_(actor):
        made = actions.feed(by=actor, layout=layout, uploads=list(uploaded), first=first, last=last)
    with world.as_(actor):
        return Run.objects.get(pk=made.pk)


def test_files_become_suppressed_figures_and_are_removed(
    world, lead, uploads, django_capture_on_commit_callbacks
) -> None:
    content = no_shows({"01": (40, 20), "02": (40, 3), "03": (60, 30)})
    run = run_of(world, lead, django_capture_on_commit_callbacks, upload("appointment.csv", content))
    assert (run.status, run.problem) == ("done", "")
    assert run.fingerprint and run.files == [["appointment.csv", run.files[0][1]]]
    assert not files.folder_of(run.pk).exists()
    with world.as_(lead):
        rows = PartSeries.objects.get(measure="no_show_rate", group_by="all").points
        points = [rules.Point.of(row) for row in rows]
        assert [(one.numerator, one.denominator) for one in points] == [(20, 40), (None, None), (30, 60)]
        for series in PartSeries.objects.all():
            kept = [rules.Point.of(row) for row in series.points]
            assert rules.shown_too_much(MEASURES[series.measure], kept) is None


def test_only_the_feeding_organisation_sees_runs_and_checks(
    world, lead, other, django_capture_on_commit_callbacks
) -> None:
    broken = no_shows({"01": (40, 20)}) + b"a9,p9,,not-a-date,noshow,C\n"
    run = run_of(world, lead, django_capture_on_commit_callbacks, upload("appointment.csv", broken))
    with world.as_(lead):
        assert queries.runs().count() == 1
        assert Finding.objects.filter(run=run).exists()
        assert Part.objects.count() == 1
    with world.as_(other):
        for model in (Run, Finding, Part, PartSeries):
            assert model.objects.count() == 0
    with world.as_(lead):
        actions.hand_on(by=lead, part=Part.objects.get())
    with world.as_(other):
        assert (Run.objects.count(), Finding.objects.count()) == (0, 0)
        assert Part.objects.count() == 1 and PartSeries.objects.exists()
        assert Part.objects.filter(pk=run.part.pk).update(handed_on_by="somebody else") == 0
        with pytest.raises(Error), transaction.atomic():
            PartSeries.objects.create(
                part=Part.objects.get(), measure="x", group_by="all", group="x", points=[]
            )
    outsider = World()
    stranger = outsider.seat(outsider.organisation(), "partner_lead")
    with outsider.as_(stranger):
        assert Part.objects.count() == PartSeries.objects.count() == 0


def test_a_colleague_without_the_permission_feeds_nothing(world, lead) -> None:
    navigator = world.seat(world.organisation(), "navigator")
    with world.as_(navigator), pytest.raises(NotAllowed):
        actions.feed(by=navigator, layout=Layout.TUVA, uploads=[], first=JAN, last=MAR)


def zipped(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("layout", "uploaded", "why"),
    [
        (Layout.TUVA, [], "at least one file"),
        (Layout.TUVA, [("../../etc/passwd", b"x")], "no table"),
        (Layout.TUVA, [("..csv", b"x")], "cannot be kept"),
        (Layout.TUVA, [("run me.sh", b"#!/bin/sh")], "cannot be kept"),
        (Layout.TUVA, [("script.html", b"<script>")], "no table"),
        (Layout.TUVA, [("a.csv", b"x"), ("A.csv", b"x")], "which one counts"),
        (Layout.TUVA, [("files.zip", b"PK\x03\x04 this is no zip")], "cannot be unpacked"),
        (Layout.TUVA, [("files.zip", zipped(**{"readme__evil.exe": b"x"}))], "no table"),
        (Layout.TUVA, [("claims.csv.gz", b"no gzip")], "cannot be unpacked"),
        (Layout.TUVA, [("claims.csv.gz", gzip.compress(b"x" * 5_000_000))], "larger than one run"),
        (Layout.TUVA, [("bomb.zip", zipped(**{"appointment.csv": b"0" * 5_000_000}))], "larger than one run"),
        (Layout.FILES, [("appointment.csv", b"a\n1\n")], "mapping file"),
        (Layout.FILES, [("m.toml", b"[appointment]\nfile='/etc/passwd'"), ("a.csv", b"a")], "without folders"),
        (Layout.FILES, [("m.toml", b"[appointment]\nfile='..'"), ("a.csv", b"a")], "without folders"),
        (Layout.FILES, [("m.toml", b"\xff\xfe"), ("a.csv", b"a")], "no TOML"),
        (Layout.AGGREGATES, [("rows.csv", b"a\n1\n")], "exactly one file"),
    ],
)  # fmt: skip
def test_what_is_not_taken_leaves_nothing_behind(
    world, lead, uploads, monkeypatch, layout, uploaded, why
) -> None:
    monkeypatch.setattr(files, "MOST_UNPACKED", 1_000_000)
    with world.as_(lead):
        with pytest.raises(Refused, match=why):
            actions.feed(
                by=lead,
                layout=layout,
                uploads=[upload_named(name, content) for name, content in uploaded],
                first=JAN,
                last=MAR,
            )
        assert Run.objects.count() == 0
    assert list(uploads.glob("*")) == []


def upload_named(name: str, content: bytes) -> SimpleUploadedFile:
    """Past Django's own cleaning of names, which is not ours to lean on."""
    made = SimpleUploadedFile("x", content)
    made._name = name
    return made


@pytest.mark.parametrize(
    ("first", "last", "why"),
    [
        (MAR, JAN, "before the first"),
        (date(1900, 1, 1), date(2100, 1, 1), "too many"),
        (None, None, "which months"),
    ],
)
def test_months_that_cannot_be(world, lead, first, last, why) -> None:
    with world.as_(lead), pytest.raises(Refused, match=why):
        actions.feed(by=lead, layout=Layout.TUVA, uploads=[upload("a.csv", b"a")], first=first, last=last)


def test_a_script_as_csv_and_a_wrong_encoding_are_findings_not_failures(
    world, lead, django_capture_on_commit_callbacks
) -> None:
    run = run_of(
        world,
        lead,
        django_capture_on_commit_callbacks,
        upload("appointment.csv", b"<script>alert('x')</script>\n<img src=x onerror=alert(1)>\n"),
        upload("encounter.csv", "encounter_id,person_id\né,ü\n".encode("utf-16")),
    )
    assert run.status == "done", run.problem
    with world.as_(lead):
        found = {(one.check_name, one.table_name, one.severity) for one in Finding.objects.all()}
        assert ("column_missing", "appointment", "severe") in found
        assert any(table == "encounter" and grave == "severe" for _, table, grave in found)
        assert Part.objects.get().methods == {} or not PartSeries.objects.exists()


def test_a_mapping_cannot_read_what_was_not_uploaded(tmp_path: Path) -> None:
    """Were the first check passed, the engine itself opens nothing outside the folder."""
    secret = tmp_path / "secret.csv"
    secret.write_text("a\n1\n")
    folder = tmp_path / "run"
    folder.mkdir()
    connected = engine._connect(folder)
    with pytest.raises(Exception, match=r"(?i)permission|access|disabled"):
        connected.execute(f"select * from read_csv('{secret}')")
    connected.close()


def test_a_run_that_stops_says_why_and_can_be_started_again(
    world, lead, monkeypatch, django_capture_on_commit_callbacks
) -> None:
    def broken(*_args: object) -> None:
        raise RuntimeError("secret detail")

    with monkeypatch.context() as patch:
        patch.setattr(engine, "work", broken)
        content = upload("appointment.csv", no_shows({"01": (40, 20)}))
        run = run_of(world, lead, django_capture_on_commit_callbacks, content)
    assert run.status == "failed" and "secret" not in run.problem
    assert files.folder_of(run.pk).is_dir()
    with django_capture_on_commit_callbacks(execute=True), world.as_(lead):
        actions.start_again(by=lead, run=run)
    with world.as_(lead):
        run.refresh_from_db()
        assert run.status == "done"
        with pytest.raises(Conflict):
            actions.start_again(by=lead, run=run)


def test_where_a_worker_runs_the_run_is_a_job_that_passes_ids(world, lead, uploads) -> None:
    from commonweal.performance import tasks

    with connection.cursor() as cursor:
        cursor.execute("insert into procrastinate_workers default values")
    with world.as_(lead):
        run = actions.feed(
            by=lead,
            layout=Layout.TUVA,
            uploads=[upload("appointment.csv", no_shows({"01": (40, 20)}))],
            first=JAN,
            last=MAR,
        )
    with connection.cursor() as cursor:
        cursor.execute("select args from procrastinate_jobs where task_name = 'performance.carry_out'")
        (args,) = cursor.fetchone()
    args = args if isinstance(args, dict) else json.loads(args)
    assert args == {"run": str(run.pk), "person": str(lead.person_id), "seat": str(lead.seat_id)}
    tasks.carry_out.func(**args)
    with world.as_(lead):
        run.refresh_from_db()
        assert run.status == "done"


def test_sums_made_at_home_are_taken_and_added_up(
    world, lead, other, django_capture_on_commit_callbacks
) -> None:
    for actor, told in ((lead, {"2026-01": (20, 40)}), (other, {"2026-01": (30, 60), "2026-02": None})):
        run = run_of(
            world,
            actor,
            django_capture_on_commit_callbacks,
            upload("aggregates.json", sums(actor.organisation_name, told)),
            layout=Layout.AGGREGATES,
        )
        assert run.status == "done", run.problem
        with world.as_(actor):
            actions.hand_on(by=actor, part=Part.objects.get(run=run))
    with world.as_(other):
        version = actions.publish(by=other, note="first")
        (january, february) = queries.totals(version)["no_show_rate"]
    assert (january.numerator, january.denominator, january.value) == (50, 100, 50.0)
    assert (january.partners, january.hidden) == (2, 0)
    assert february.suppressed and february.value is None and february.hidden == 1


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"\xff\xfenothing", "no JSON"),
        (b"[1, 2]", "not written by"),
        (b'{"format": "commonweal-aggregates-1"}', "not its rows"),
        (b'{"format": "commonweal-aggregates-1", "rows": [{"measure": "no_show_rate"}]}', "not its rows"),
        (sums("x", {"2026-01": (3, 40)}), "below 11 is shown"),
        (sums("x", {"2026-01": (38, 40)}), "below 11 is shown"),
        (sums("x", {"2026-01": (20, 40)}, threshold=1), "threshold of 1"),
        (sums("x", {"2026-01": (float("inf"), 40)}), "not its rows|cannot be"),
        (sums("x", {}), "no figure"),
    ],
)
def test_sums_that_show_too_much_or_are_none_stop_the_run(
    world, lead, content, why, django_capture_on_commit_callbacks
) -> None:
    run = run_of(
        world, lead, django_capture_on_commit_callbacks, upload("a.json", content), layout=Layout.AGGREGATES
    )
    assert run.status == "failed"
    assert re.search(why, run.problem), run.problem
    with world.as_(lead):
        assert Part.objects.count() == PartSeries.objects.count() == 0


def test_publishing_needs_something_new_and_withdrawing_a_reason(
    world, lead, other, django_capture_on_commit_callbacks
) -> None:
    with world.as_(other), pytest.raises(Refused, match="No partner"):
        actions.publish(by=other)
    run = run_of(
        world,
        lead,
        django_capture_on_commit_callbacks,
        upload("a.json", sums("x", {"2026-01": (20, 40)})),
        layout=Layout.AGGREGATES,
    )
    with world.as_(lead):
        part = Part.objects.get(run=run)
        actions.hand_on(by=lead, part=part)
        with pytest.raises(Conflict):
            actions.hand_on(by=lead, part=part)
        with pytest.raises(NotAllowed):
            actions.publish(by=lead)
    with world.as_(other):
        version = actions.publish(by=other)
        assert version.inputs[0]["fingerprint"] == "f" * 64 and version.methods == {"no_show_rate": "1"}
        with pytest.raises(Refused, match="Nothing new"):
            actions.publish(by=other)
        with pytest.raises(Refused, match="Say why"):
            actions.withdraw(by=other, version=version, reason=" ")
        actions.withdraw(by=other, version=version, reason="the January file was cut short")
        assert queries.current_version() is None
        with pytest.raises(Conflict):
            actions.withdraw(by=other, version=version, reason="again")
        assert actions.publish(by=other).number == 2
    with world.as_(lead):
        with pytest.raises(Refused):
            actions.take_back(by=lead, part=part, reason="")
        actions.take_back(by=lead, part=part, reason="wrong file")
    with world.as_(other):
        actions.withdraw(by=other, version=Version.objects.get(number=2), reason="they took it back")
        with pytest.raises(Refused, match="No partner"):
            actions.publish(by=other)


def test_the_fixture_is_what_the_command_writes(tmp_path: Path) -> None:
    """The sums of these tests have the shape that `evidence run --share` gives."""
    from click.testing import CliRunner

    from commonweal.cli.evidence import evidence

    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "appointment.csv").write_bytes(no_shows({"01": (40, 20)}))
    out = tmp_path / "aggregates.json"
    done = CliRunner().invoke(
        evidence,
        f"run {folder} --source tuva --from 2026-01 --to 2026-01 --share {out} --partner x".split(),
    )
    assert done.exit_code == 0, done.output
    worked = engine.read_aggregates(out)
    assert worked.series[("no_show_rate", "all", "all")][0].numerator == 20
    shape = json.loads(sums("x", {"2026-01": (20, 40)}))
    real = json.loads(out.read_text())
    assert shape.keys() == real.keys() and shape["rows"][0].keys() == real["rows"][0].keys()
