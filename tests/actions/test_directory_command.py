"""The command `commonweal directory`, as somebody at a terminal uses it."""

from __future__ import annotations

import zipfile

import pytest
from click.testing import CliRunner

from commonweal.access.models import Person
from commonweal.cli import directory as command
from commonweal.cli.failures import Failure
from commonweal.directory.models import Service
from tests.factories import World
from tests.factories.hsds import OLD, Reading, pack

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(monkeypatch):
    monkeypatch.setattr(command, "boot", lambda **_: None)

    def run(*arguments: object) -> str:
        result = CliRunner().invoke(
            command.directory, [str(argument) for argument in arguments], standalone_mode=False
        )
        if result.exception is not None:
            raise result.exception
        return result.output

    return run


def test_check_needs_no_database_and_adds_up(run, tmp_path):
    path = pack(
        tmp_path, OLD | {"phones.csv": OLD["phones.csv"] + "51,10,call us\n", "funding.csv": "id\n1\n"}
    )
    said = run("check", path, "--quarantine", tmp_path / "quarantine.csv")
    assert "2 =         1 +           1  phones.csv" in said
    assert "22 =        21 +           1  in all" in said
    assert "Not read: funding.csv (sources of funding)." in said
    assert "row left out: number has no digit to dial (phones.csv, first in row 3)" in said
    assert (tmp_path / "quarantine.csv").read_text().splitlines()[1].startswith("phones.csv,3,number,")


def test_import_twice_and_export(run, tmp_path):
    world = World()
    world.organisation()
    path = pack(tmp_path, OLD)
    said = run("import", path, "--alliance", world.alliance.name, "--source", "county")
    assert "21 =        21 +           0  in all" in said
    assert "        3         0         0         0  services" in said
    again = run("import", path, "--alliance", world.alliance.name, "--source", "county")
    assert "        0         0         0         3  services" in again
    target = tmp_path / "out.zip"
    assert "3  services" in run("export", target, "--alliance", world.alliance.name)
    assert zipfile.is_zipfile(target)
    assert Reading(target).directory.counts()["service"] == 3


def test_as_a_person_with_a_seat(run, tmp_path):
    world = World()
    office = world.organisation()
    convenor, navigator = world.seat(office, "convenor"), world.seat(office, "navigator")
    addresses = {by: Person.objects.get(pk=by.person_id).email for by in (convenor, navigator)}
    run("import", pack(tmp_path, OLD), "--as", addresses[convenor])
    with world.as_(convenor):
        assert Service.objects.count() == 3
    with pytest.raises(Failure, match="may not import the directory"):
        run("import", pack(tmp_path, OLD), "--as", addresses[navigator])
    with pytest.raises(Failure, match=r"Nobody signs in with nobody@example\.org"):
        run("import", pack(tmp_path, OLD), "--as", "nobody@example.org")


def test_plain_failures(run, tmp_path):
    with pytest.raises(Failure, match="There is no file"):
        run("import", tmp_path / "nothing.zip")
    world = World()
    with pytest.raises(Failure, match="There is no alliance called Nowhere"):
        run("import", pack(tmp_path, OLD), "--alliance", "Nowhere")
    with pytest.raises(Failure, match=r"give a name like out\.zip"):
        run("export", tmp_path / "out.csv")
    broken = pack(tmp_path, {"../evil.csv": "x"}, "evil.zip")
    with pytest.raises(Failure, match="outside it"):
        run("check", broken)
    with pytest.raises(Failure, match="outside it"):
        run("import", broken, "--alliance", world.alliance.name)


def test_on_a_database_nobody_has_used_an_alliance_is_opened(run, tmp_path):
    said = run("import", pack(tmp_path, OLD))
    assert "There was no alliance yet: opened “Our alliance”." in said
    assert "Imported package into Our alliance" in said
    assert "opened" not in run("import", pack(tmp_path, OLD))


def test_where_nothing_is_said_the_demo_is_found(tmp_path, monkeypatch):
    for name in command._SAID:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(command, "data_folder", lambda: tmp_path)
    assert command._folder(None) is None
    (tmp_path / "demo" / "postgres").mkdir(parents=True)
    assert command._folder(None) == tmp_path / "demo"
    assert command._folder(tmp_path / "other") == tmp_path / "other"
    (tmp_path / "postgres").mkdir()
    assert command._folder(None) is None
