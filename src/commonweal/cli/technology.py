"""The command `commonweal technology`: messages in, the ladder watched, the results of a quarter out."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commonweal.cli.boot import boot
from commonweal.cli.failures import Failure

if TYPE_CHECKING:
    from commonweal.access import Actor
    from commonweal.technology.models import Partnership

_FILE = click.Path(path_type=Path, allow_dash=True)


@click.group()
def technology() -> None:
    """Service between a health system and its technology partner."""


def _whose(command: Callable[..., None]) -> Callable[..., None]:
    options = (
        click.option("--partnership", required=True, help="The partnership's title."),
        click.option("--as", "email", required=True, help="Act as this person, by e-mail address."),
        click.option("--alliance", help="The alliance's name; not needed where the person has one seat."),
        click.option(
            "--data-dir", type=click.Path(path_type=Path), help="The folder of the embedded database."
        ),
    )
    for option in options:
        command = option(command)
    return command


@technology.command()
@click.argument("source", type=_FILE, default="-")
@_whose
def receive(source: Path, partnership: str, email: str, alliance: str | None, data_dir: Path | None) -> None:
    """Take e-mails in as tickets: SOURCE is a file, a folder of files (a maildir too), or - for standard input.

    Each message becomes exactly one record, however often the command is run over it. A message that cannot be read
    is named with the reason and left where it is; the others are taken.
    """
    messages = list(_messages(source))
    boot(data_dir=data_dir)
    from commonweal.access import NotAllowed, Refused
    from commonweal.database.identity import Identity, acting
    from commonweal.technology import actions
    from commonweal.technology.rules import incoming

    by = _person(email, alliance)
    counts = {"ticket": 0, "note": 0, "kept": 0, "again": 0}
    unread = 0
    for name, content in messages:
        try:
            message = incoming.from_email(content)
        except incoming.Unreadable as why:
            unread += 1
            click.echo(f"{name}: {why}. It was left where it is.", err=True)
            continue
        with acting(Identity(person=by.person_id, seat=by.seat_id)):
            try:
                taken = actions.receive(
                    by=by, partnership=_partnership(partnership), incoming=message, way="email"
                )
            except (Refused, NotAllowed) as refusal:
                raise Failure(f"{name}: {refusal}") from refusal
            counts[taken.message.outcome if taken.new else "again"] += 1
            if taken.new and taken.ticket is not None:
                click.echo(f"{name}: ticket {taken.ticket.number}, {taken.message.subject}")
    click.echo(
        f"{len(messages)} messages: {counts['ticket']} new tickets, {counts['note']} on tickets that were there, "
        f"{counts['again']} taken before, {counts['kept']} automatic answers kept without a ticket, "
        f"{unread} unreadable."
    )
    if unread:
        raise Failure(f"{unread} of {len(messages)} messages could not be read.")


@technology.command()
@_whose
def watch(partnership: str, email: str, alliance: str | None, data_dir: Path | None) -> None:
    """Take open tickets up the ladder whose clocks ask for it; meant to be run every few minutes by the machine."""
    boot(data_dir=data_dir)
    from commonweal.access import NotAllowed, Refused
    from commonweal.database.identity import Identity, acting
    from commonweal.technology import actions

    by = _person(email, alliance)
    with acting(Identity(person=by.person_id, seat=by.seat_id)):
        try:
            called = actions.watch(by=by, partnership=_partnership(partnership))
        except (Refused, NotAllowed) as refusal:
            raise Failure(str(refusal)) from refusal
        for one in called:
            click.echo(f"Ticket {one.ticket.number}, level {one.level}: {one.to_name}")
    click.echo(f"{len(called)} calls made.")


def _messages(source: Path) -> Iterator[tuple[str, bytes]]:
    """Names and contents; a folder's files by name, those of a maildir's `new` and `cur` among them."""
    if str(source) == "-":
        yield "standard input", sys.stdin.buffer.read()
        return
    if source.is_dir():
        files = sorted(
            path
            for folder in (source, source / "new", source / "cur")
            if folder.is_dir()
            for path in folder.iterdir()
            if path.is_file() and not path.name.startswith(".")
        )
        for path in files:
            yield path.name, path.read_bytes()
        return
    if not source.exists():
        raise Failure(f"There is no file or folder {source}.")
    yield source.name, source.read_bytes()


def _person(email: str, alliance: str | None) -> Actor:
    from commonweal.access.models import Person
    from commonweal.database.identity import Identity, acting
    from commonweal.partners.queries import actor_for, seats_of

    person = Person.objects.filter(email__iexact=email, is_active=True).first()
    if person is None:
        raise Failure(f"Nobody signs in with {email}.")
    with acting(Identity(person=person.pk)):
        seats = [seat for seat in seats_of(person) if alliance in (None, seat.alliance.name)]
    if len(seats) != 1:
        raise Failure(f"{email} has {'several seats: say --alliance NAME' if seats else 'no seat there'}.")
    return actor_for(person, seats[0])


def _partnership(title: str) -> Partnership:
    from commonweal.technology.models import Partnership

    row = Partnership.objects.select_related("customer", "supplier").filter(title=title).first()
    if row is None:
        raise Failure(f"There is no technology partnership called “{title}” that this person can see.")
    return row
