"""The command `commonweal directory`: a directory of services in, out, or only looked at."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commonweal.cli.boot import boot, data_folder
from commonweal.cli.failures import Failure

if TYPE_CHECKING:
    from commonweal.access import Actor

_FILE = click.Path(path_type=Path)
_SHOWN = 15
_COMMAND_LINE = "The command line"
_SAID = ("COMMONWEAL_DATA_DIR", "COMMONWEAL_CONNINFO", "DATABASE_URL", "DATABASE_OWNER_URL")


@click.group()
def directory() -> None:
    """Bring a directory of services in or out, as a package of the Human Services Data Specification (HSDS)."""


def _whose(command: Callable[..., None]) -> Callable[..., None]:
    options = (
        click.option("--alliance", help="The alliance's name; not needed while there is only one."),
        click.option(
            "--as", "email", help="Act as this person, by e-mail address, with their seat's rights."
        ),
        click.option("--data-dir", type=_FILE, help="The folder of the embedded database."),
    )
    for option in options:
        command = option(command)
    return command


@directory.command("import")
@click.argument("file", type=_FILE)
@click.option("--source", help="Where the package comes from; the same each time. Otherwise the file's name.")
@click.option(
    "--allow-shrinking", is_flag=True, help="Import although more than half of the services are gone."
)
@click.option("--quarantine", type=_FILE, help="Also write the rows that could not be used to this CSV file.")
@_whose
def import_(
    file: Path,
    source: str | None,
    allow_shrinking: bool,
    quarantine: Path | None,
    alliance: str | None,
    email: str | None,
    data_dir: Path | None,
) -> None:
    """Make the directory's entries of one source what FILE says.

    FILE is an HSDS package of version 1.1, 2.x or 3.0: a zip archive or a folder of CSV files, or JSON. Importing it
    again changes nothing; a changed file changes only what changed; a service gone from it is marked, not deleted.
    """
    begun = time.perf_counter()
    if not file.exists():
        raise Failure(f"There is no file {file}.")
    name = source or _source_of(file)
    boot(owner=email is None, data_dir=_folder(data_dir))
    from commonweal.access import NotAllowed, Refused
    from commonweal.interchange.actions import import_directory

    if email is None:
        _prepare(alliance)
    with _acting(alliance, email) as by:
        try:
            done = import_directory(by=by, path=file, source=name, shrink=allow_shrinking, step=_step)
        except (Refused, NotAllowed) as refusal:
            raise Failure(str(refusal)) from refusal
    _print_tallies(done.tallies, done.not_kept)
    _print_troubles(done.troubles, done.notes)
    _print_changes(done.changes)
    if quarantine is not None:
        import gzip

        quarantine.write_bytes(gzip.decompress(bytes(done.quarantine)))
        click.echo(f"What could not be used is in {quarantine}.")
    click.echo(f"Imported {name} into {by.alliance_name} in {time.perf_counter() - begun:.1f} s.")


@directory.command("export")
@click.argument("file", type=_FILE)
@_whose
def export(file: Path, alliance: str | None, email: str | None, data_dir: Path | None) -> None:
    """Write the alliance's directory to FILE, a zip archive: an HSDS 3.0 package of CSV tables and JSON documents."""
    if file.suffix.lower() != ".zip":
        raise Failure(f"The package is a zip archive: give a name like {file.with_suffix('.zip').name}.")
    boot(owner=email is None, data_dir=_folder(data_dir))
    from commonweal.access import NotAllowed
    from commonweal.interchange.actions import export_directory

    with _acting(alliance, email) as by:
        try:
            counts = export_directory(by=by, path=file)
        except NotAllowed as refusal:
            raise Failure(str(refusal)) from refusal
    for kind, count in counts.items():
        if count:
            click.echo(f"{count:>9,}  {_plural(kind)}")
    click.echo(f"Wrote {file}.")


@directory.command("check")
@click.argument("file", type=_FILE)
@click.option("--quarantine", type=_FILE, help="Write the rows that could not be used to this CSV file.")
def check(file: Path, quarantine: Path | None) -> None:
    """Only look at FILE: say what of it could be used and what not, and change nothing. Needs no database."""
    from dataclasses import asdict

    from commonweal.interchange.hsds.failures import PackageRefused
    from commonweal.interchange.hsds.reader import open_package

    try:
        with open_package(file, source=_source_of(file)) as package:
            for _ in package.records():
                pass
            _print_tallies([asdict(tally) for tally in package.tallies], package.not_kept)
            notes = [
                {"file": name, "sentence": sentence, "count": count}
                for (name, sentence), count in package.notes.items()
            ]
            _print_troubles([asdict(trouble) for trouble in package.quarantine.troubles()], notes)
            if quarantine is not None:
                with quarantine.open("wb") as target:
                    package.quarantine.copy_to(target)
                click.echo(f"What could not be used is in {quarantine}.")
    except PackageRefused as refusal:
        raise Failure(str(refusal)) from refusal


def _source_of(file: Path) -> str:
    return re.sub(r"[^a-z0-9]+", "-", file.stem.lower()).strip("-")[:80] or "directory"


def _folder(data_dir: Path | None) -> Path | None:
    """The folder asked for; where nothing is said and only the demo has data, the demo's."""
    if data_dir is not None or any(os.environ.get(name) for name in _SAID):
        return data_dir
    default = data_folder()
    demo = default / "demo"
    if (default / "postgres").exists() or not (demo / "postgres").exists():
        return None
    click.echo(f"Using the data of the demo ({demo}).", err=True)
    return demo


def _prepare(alliance: str | None) -> None:
    """On a database nobody has used yet: make its tables, and open an alliance to hold the directory."""
    from django.db import connection

    from commonweal import audit
    from commonweal.access import Actor
    from commonweal.database.identity import maintenance
    from commonweal.database.structure import migrate

    if "partners_alliance" not in connection.introspection.table_names():
        click.echo("Preparing the database (once).", err=True)
        migrate(os.environ["COMMONWEAL_CONNINFO"])
    from commonweal.partners.events import ALLIANCE_OPENED
    from commonweal.partners.models import Alliance

    with maintenance():
        if not Alliance.objects.exists():
            opened = Alliance.objects.create(name=alliance or "Our alliance")
            audit.record(
                Actor(person_name=_COMMAND_LINE), ALLIANCE_OPENED, alliance=opened.name, invited="nobody"
            )
            click.echo(f"There was no alliance yet: opened “{opened.name}”.", err=True)


@contextmanager
def _acting(alliance: str | None, email: str | None) -> Iterator[Actor]:
    """The actor of a command: the person named, or whoever may use the database's owner on this machine."""
    from django.db import ProgrammingError
    from psycopg.errors import UndefinedColumn, UndefinedTable

    from commonweal.database.identity import Identity, acting, maintenance

    try:
        with maintenance() if email is None else acting(Identity()):
            by = _actor(alliance, email)
    except ProgrammingError as error:
        match error.__cause__:
            case UndefinedTable():
                what = "has no tables yet"
            case UndefinedColumn():
                what = "was laid by an older version"
            case _:
                raise
        raise Failure(
            f"The database {what}. Run `commonweal demo`, or `commonweal manage migrate`."
        ) from error
    with maintenance() if email is None else acting(Identity(person=by.person_id, seat=by.seat_id)):
        yield by


def _actor(alliance: str | None, email: str | None) -> Actor:
    from commonweal.access import Actor
    from commonweal.partners.models import Alliance

    if email is not None:
        return _person(alliance, email)
    found = list(Alliance.objects.filter(name=alliance) if alliance else Alliance.objects.all()[:2])
    if len(found) == 1:
        return Actor(
            person_name=_COMMAND_LINE,
            alliance_id=found[0].pk,
            alliance_name=found[0].name,
            roles=frozenset({"convenor"}),
        )
    if alliance:
        raise Failure(f"There is no alliance called {alliance}.")
    if found:
        raise Failure("There are several alliances: say which by --alliance NAME.")
    raise Failure(
        "There is no alliance yet that could have a directory. Run `commonweal demo`, or open one on the pages."
    )


def _person(alliance: str | None, email: str) -> Actor:
    from commonweal.access.models import Person
    from commonweal.database.identity import Identity, acting
    from commonweal.partners.queries import actor_for, seats_of

    person = Person.objects.filter(email__iexact=email, is_active=True).first()
    if person is None:
        raise Failure(f"Nobody signs in with {email}.")
    with acting(Identity(person=person.pk)):
        seats = [seat for seat in seats_of(person) if alliance in (None, seat.alliance.name)]
    if len(seats) != 1:
        where = f" in {alliance}" if alliance else ""
        raise Failure(
            f"{email} has {'no seat' if not seats else 'several seats'}{where}."
            + (" Say for which alliance by --alliance NAME." if seats else "")
        )
    return actor_for(person, seats[0])


def _step(kind: str, count: int) -> None:
    click.echo(f"  read {count:>9,}  {_plural(kind)}", err=True)


def _plural(kind: str) -> str:
    from commonweal.interchange.hsds.tables import SPECS

    return SPECS[kind].files[0].replace("_", " ") if kind != "attribute" else "terms of services"


def _print_tallies(tallies: Sequence[Mapping[str, Any]], not_kept: Mapping[str, str]) -> None:
    click.echo(f"{'rows':>9} = {'used':>9} + {'quarantined':>11}")
    for tally in tallies:
        click.echo(
            f"{tally['rows']:>9,} = {tally['used']:>9,} + {tally['quarantined']:>11,}  {tally['file']}"
        )
    rows, used, quarantined = (
        sum(tally[name] for tally in tallies) for name in ("rows", "used", "quarantined")
    )
    click.echo(f"{rows:>9,} = {used:>9,} + {quarantined:>11,}  in all")
    for file, what in not_kept.items():
        click.echo(f"Not read: {file} ({what}).")


def _print_troubles(troubles: Sequence[Mapping[str, Any]], notes: Sequence[Mapping[str, Any]]) -> None:
    if troubles:
        click.echo("What could not be used as it stands:")
    ordered = sorted(troubles, key=lambda trouble: -int(trouble["count"]))
    for trouble in ordered[:_SHOWN]:
        click.echo(
            f"{trouble['count']:>9,}  {trouble['outcome']}: {trouble['reason']} "
            f"({trouble['file']}, first in row {trouble['first_row']:,})"
        )
    if len(ordered) > _SHOWN:
        click.echo(
            f"           and {len(ordered) - _SHOWN} kinds more, each with file, row and column in the quarantine"
        )
    for note in notes:
        click.echo(f"{note['count']:>9,}  {note['file']}: {note['sentence']}")


def _print_changes(changes: Mapping[str, Mapping[str, int]]) -> None:
    click.echo(f"{'new':>9} {'changed':>9} {'gone':>9} {'unchanged':>9}")
    for kind, change in changes.items():
        if any(change.values()):
            numbers = " ".join(f"{change[name]:>9,}" for name in ("new", "changed", "gone", "unchanged"))
            click.echo(f"{numbers}  {_plural(kind)}")
