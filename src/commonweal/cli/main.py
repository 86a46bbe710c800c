"""The command `commonweal`: what there is, grouped, in plain words.

The table below is all that is read to print the help. The module behind a command is imported
when the command is run, so that `commonweal --help` starts without Django, DuckDB or NumPy.
"""

from __future__ import annotations

import importlib
import sys
from dataclasses import dataclass

import click

from commonweal import __version__


@dataclass(frozen=True)
class Entry:
    """A command: where it lives and what it does, in one line."""

    target: str
    """`module:attribute` of a click command or group."""
    summary: str


GROUPS: dict[str, dict[str, Entry]] = {
    "Run it": {
        "demo": Entry("commonweal.cli.demo:demo", "fill a believable alliance and serve it on this machine"),
        "serve": Entry("commonweal.cli.serve:serve", "serve the pages"),
        "worker": Entry("commonweal.cli.serve:worker", "do the background work"),
        "manage": Entry("commonweal.cli.manage:manage", "Django's own commands (migrate, shell, …)"),
    },
    "Look after it": {
        "backup": Entry("commonweal.cli.upkeep:backup", "write everything into one file"),
        "restore": Entry("commonweal.cli.upkeep:restore", "bring everything back from such a file"),
        "audit": Entry("commonweal.cli.audit:audit", "check that the record of acts is whole"),
    },
    "The care network": {
        "directory": Entry("commonweal.cli.directory:directory", "bring a directory of services in or out"),
    },
    "The four capabilities": {
        "charter": Entry("commonweal.cli.charter:charter", "what every group accepts, and whom it is for"),
        "alignment": Entry(
            "commonweal.cli.alignment:alignment", "how far people agree, and how they are tied"
        ),
        "governance": Entry(
            "commonweal.cli.governance:governance", "count a vote by its rule, from its ballots"
        ),
    },
    "Tell and equip": {
        "website": Entry("commonweal.cli.website:website", "the public website as files"),
        "technology": Entry(
            "commonweal.cli.technology:technology", "messages to the service desk in, the ladder watched"
        ),
    },
    "Figures and money": {
        "evidence": Entry("commonweal.cli.evidence:evidence", "from partners' files to indicators"),
        "spc": Entry("commonweal.cli.spc:spc", "a process chart's limits and special causes, as JSON"),
        "settlement": Entry("commonweal.cli.settlement:settlement", "who earned what, to the cent"),
    },
}

ENTRIES: dict[str, Entry] = {name: entry for group in GROUPS.values() for name, entry in group.items()}


class House(click.Group):
    """A group whose commands are looked up in the table and imported when they are run."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(ENTRIES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if (entry := ENTRIES.get(cmd_name)) is None:
            return None
        module, _, attribute = entry.target.partition(":")
        command = getattr(importlib.import_module(module), attribute)
        if not isinstance(command, click.Command):
            raise TypeError(f"{entry.target} is no command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for title, entries in GROUPS.items():
            with formatter.section(title):
                formatter.write_dl([(name, entry.summary) for name, entry in entries.items()])


@click.group(cls=House, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="commonweal")
def commonweal() -> None:
    """Commonweal runs cross-sector health alliances: agreements the software enforces, closed-loop
    referrals, indicators from partners' own data, savings divided to the cent."""


def main() -> None:
    """Run the command; anything planned for ends as one plain sentence and exit code 1."""
    from commonweal.cli.failures import plain

    with plain():
        commonweal(prog_name="commonweal")
    sys.exit(0)
