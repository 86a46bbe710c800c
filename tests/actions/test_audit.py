"""The record of acts: the database refuses to change it, and finds what was changed all the same."""

from __future__ import annotations

import threading

import psycopg
import pytest
from click.testing import CliRunner
from django.db import connection, transaction
from django.db.utils import DatabaseError

from commonweal.access.actor import NOBODY
from commonweal.agreements import events as agreement_events
from commonweal.audit import queries, record, record_viewing, rules
from commonweal.audit.models import Act
from commonweal.cli import audit as command
from commonweal.database.embedded import OWNER
from commonweal.database.identity import Identity, acting, maintenance
from commonweal.partners import events
from tests.factories import World


@pytest.fixture
def world(db) -> World:
    return World()


def some_acts(world: World, number: int = 5):
    convenor = world.seat(world.organisation("Ünï “Office”\x1f"), "convenor")
    with world.as_(convenor):
        for n in range(number):
            details = {
                "organisation": f"Pañtry {n} \u202e 𝔘",
                "reason": 'a "quoted"\nline',
                "n": n,
                "x": None,
                "f": 1.50,
            }
            record(convenor, events.MEMBERSHIP_ENDED, on=world.alliance, **details)
    return convenor


def verdicts() -> dict:
    with maintenance():
        return {
            alliance: rules.verify(queries.in_order(alliance, upto=number), number=number, digest=digest)
            for alliance, _name, number, digest in queries.chains()
        }


def test_python_finds_the_same_digests_as_the_database(world: World) -> None:
    some_acts(world, 7)
    with acting(Identity()):
        record(NOBODY, events.ALLIANCE_OPENED, alliance="x", invited="y")
    found = verdicts()
    assert found[world.alliance.pk] == rules.Verdict(7)
    assert found[None].broken_at is None and found[None].whole >= 1


@pytest.mark.parametrize(
    ("role", "statement"),
    [
        ("application", "update audit_act set person_name = 'Eve'"),
        ("application", "delete from audit_act"),
        ("application", "truncate audit_act"),
        ("application", "update audit_head set number = 0"),
        ("application", "delete from audit_head"),
        ("owner", "update audit_act set person_name = 'Eve'"),
        ("owner", "delete from audit_act"),
        ("owner", "truncate audit_act"),
    ],
)
def test_nobody_changes_or_removes_an_act(world: World, role: str, statement: str) -> None:
    convenor = some_acts(world)
    inside = world.as_(convenor) if role == "application" else maintenance()
    with inside:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)
                touched = cursor.rowcount
        except DatabaseError:
            touched = 0
        assert touched == 0
    assert verdicts()[world.alliance.pk] == rules.Verdict(5)


@pytest.mark.parametrize(
    ("tampering", "broken_at", "words"),
    [
        ("update audit_act set person_name = 'Eve' where number = 3", 3, "changed"),
        ("update audit_act set details = '{}' where number = 1", 1, "changed"),
        ("update audit_act set at = at + interval '1 microsecond' where number = 4", 4, "changed"),
        ("delete from audit_act where number = 2", 2, "missing"),
        ("delete from audit_act where number = 5", 5, "missing"),
        ("update audit_act set digest = sha256('x') where number = 5", 5, "changed"),
    ],
)
def test_tampering_by_the_owner_of_the_machine_is_found(world: World, tampering, broken_at, words) -> None:
    some_acts(world)
    with maintenance(), connection.cursor() as cursor:
        # Only who owns the table can do this; a superuser can do it everywhere.
        cursor.execute("set constraints all immediate")
        cursor.execute("alter table audit_act disable trigger append_only")
        cursor.execute(f"{tampering} and alliance_id = %s", [world.alliance.pk])
        cursor.execute("alter table audit_act enable trigger append_only")
    verdict = verdicts()[world.alliance.pk]
    assert verdict.broken_at == broken_at
    assert words in verdict.reason


def test_an_act_put_in_behind_the_trigger_is_found(world: World) -> None:
    some_acts(world)
    with maintenance(), connection.cursor() as cursor:
        assert queries.strays() == 0
        cursor.execute("set constraints all immediate")
        cursor.execute("alter table audit_act disable trigger chain")
        cursor.execute(
            "insert into audit_act (alliance_id, number, person_name, organisation_name, kind, subject_type, details, "
            "previous, digest) values (%s, 6, 'Eve', '', 'x', '', '{}', '', '')",
            [world.alliance.pk],
        )
        cursor.execute("alter table audit_act enable trigger chain")
        assert queries.strays() == 1


def test_who_reads_which_acts(world: World) -> None:
    convenor = some_acts(world, 3)
    pantry = world.organisation()
    navigator = world.seat(pantry, "navigator")
    client = world.client(pantry)
    with world.as_(navigator):
        record_viewing(navigator, client_id=client.pk, what="the record")
        assert [act.kind for act in Act.objects.all()] == ["person.viewed"]
    with world.as_(convenor):
        assert Act.objects.count() == 4
    other = World("Other")
    with other.as_(other.seat(other.organisation(), "convenor")):
        assert not Act.objects.exists()


def test_nobody_writes_into_another_alliances_chain(world: World) -> None:
    other = World("Other")
    convenor = some_acts(world, 1)
    with world.as_(convenor), pytest.raises(DatabaseError), transaction.atomic():
        record(NOBODY, events.ALLIANCE_CHANGED, on=other.alliance)


def test_every_kind_of_act_has_a_sentence_that_can_be_said() -> None:
    for event in queries.Event.known.values():
        assert event.say({}).strip(), event.name
    assert "(not recorded)" in agreement_events.SIGNED.say({})


ADD = (
    "insert into audit_act (alliance_id, number, person_name, organisation_name, kind, subject_type, details, "
    "previous, digest) values (null, 0, 'Ana', '', 'x.y', '', %s, '', '')"
)


@pytest.fixture
def own_database(server, worker_id: str):
    """A database of its own: what is written here cannot be taken back, which is the point."""
    name = f"tampered_{worker_id}"
    with psycopg.connect(server.superuser, autocommit=True) as admin:
        admin.execute(f"drop database if exists {name} with (force)")
        admin.execute(f"create database {name} template commonweal_template")
    yield name
    with psycopg.connect(server.superuser, autocommit=True) as admin:
        admin.execute(f"drop database {name} with (force)")


def verdict_in(connected: psycopg.Connection) -> rules.Verdict:
    cursor = connected.execute(queries._FACTS + " where alliance_id is null order by number")
    rows = [
        queries.Row(row[0], row[:12], row[1], bytes(row[12]), bytes(row[13])) for row in cursor.fetchall()
    ]
    number, digest = connected.execute("select number, digest from audit_head").fetchone()
    return rules.verify(rows, number=number, digest=bytes(digest))


def test_concurrent_writers_leave_no_gap(server, own_database: str) -> None:
    """Six writers at once, each act in a transaction of its own, some of which are rolled back."""
    info = server.conninfo(OWNER, own_database)
    writers, each, failures = 6, 15, []

    def write() -> None:
        try:
            with psycopg.connect(info) as mine:
                for number in range(each):
                    mine.execute("set commonweal.maintenance = 'on'")
                    mine.execute(ADD, ["{}"])
                    if number % 5 == 4:
                        mine.rollback()
                    else:
                        mine.commit()
        except psycopg.Error as error:
            failures.append(error)

    threads = [threading.Thread(target=write) for _ in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    with psycopg.connect(psycopg.conninfo.make_conninfo(server.superuser, dbname=own_database)) as reading:
        assert verdict_in(reading) == rules.Verdict(writers * each * 4 // 5)


def test_a_superuser_who_writes_past_everything_is_found(server, own_database: str) -> None:
    info = psycopg.conninfo.make_conninfo(server.superuser, dbname=own_database)
    with psycopg.connect(info, autocommit=True) as superuser:
        for number in range(3):
            superuser.execute(ADD, [f'{{"n": {number}}}'])
        superuser.execute("set session_replication_role = replica")
        superuser.execute("update audit_act set person_name = 'Eve' where number = 2")
        assert verdict_in(superuser) == rules.Verdict(1, 2, "was changed after it was recorded")


@pytest.fixture
def owner_of_this_database(monkeypatch):
    """The command connects by itself; in a test it is connected already."""
    monkeypatch.setattr(command, "boot", lambda **_: None)


def test_the_command_says_which_chain_is_whole(world: World, owner_of_this_database) -> None:
    some_acts(world)
    answer = CliRunner().invoke(command.audit, ["verify"])
    assert answer.exit_code == 0, answer.output
    assert f"{world.alliance.name}: 5 acts, whole" in answer.output
    with maintenance(), connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("alter table audit_act disable trigger append_only")
        cursor.execute(
            "update audit_act set kind = 'x' where number = 2 and alliance_id = %s", [world.alliance.pk]
        )
        cursor.execute("alter table audit_act enable trigger append_only")
    answer = CliRunner().invoke(command.audit, ["verify"])
    assert answer.exit_code == 1
    assert f"{world.alliance.name}: 1 acts fit, then act 2 was changed after it was recorded" in answer.output
