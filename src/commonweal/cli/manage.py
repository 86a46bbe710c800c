"""Django's own commands, connected as the database's owner."""

from __future__ import annotations

import os

import click

from commonweal.cli.boot import boot


@click.command(context_settings={"ignore_unknown_options": True}, add_help_option=False)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Run a Django management command: `commonweal manage migrate`, `… shell`."""
    boot(owner=True)
    if arguments[:1] == ("migrate",):
        from commonweal.database.structure import lay

        lay(os.environ["COMMONWEAL_CONNINFO"])
    from django.core.management import execute_from_command_line

    execute_from_command_line(["commonweal manage", *arguments])
