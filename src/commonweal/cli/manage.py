"""Django's own commands, connected as the database's owner."""

from __future__ import annotations

import click

from commonweal.cli.boot import boot


@click.command(context_settings={"ignore_unknown_options": True}, add_help_option=False)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Run a Django management command: `commonweal manage migrate`, `… shell`."""
    boot(owner=True)
    from django.core.management import execute_from_command_line

    execute_from_command_line(["commonweal manage", *arguments])
