"""`commonweal charter`: what every group accepts, and how many people the population's rule fits."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from commonweal.cli.failures import Failure

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def charter() -> None:
    """A vision that everybody shaped: what every group accepts, and whom the alliance is for."""


@charter.command()
@click.option("--statements", "said", type=_FILE, required=True, help="Statements: comment-id,comment-body.")
@click.option(
    "--votes", "marked", type=_FILE, required=True, help="A row a participant, a column a statement."
)
@click.option(
    "--groups", "grouped", type=_FILE, help="Groups: participant,group. Else from the votes' group-id."
)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write the JSON here.")
def consensus(said: Path, marked: Path, grouped: Path | None, out: Path | None) -> None:
    """What every group accepts, what divides, and the map of opinions, as JSON.

    The files have the layout that Polis exports (docs/methods/votes-files.md). What cannot be used is named
    under `problems` and on the error stream, and the rest is counted. Without any group the groups of the
    opinion map are used.
    """
    from commonweal.charter.rules import votes_file
    from commonweal.charter.rules.votes_report import report

    problems = votes_file.Problems()
    try:
        statements = votes_file.statements(_read(said), said.name, problems)
        people = votes_file.votes(_read(marked), marked.name, statements, problems)
        if grouped is not None:
            groups = votes_file.groups(_read(grouped), grouped.name, people, problems)
        else:
            groups = {one.id: one.group for one in people if one.group}
    except votes_file.UnusableFile as why:
        raise Failure(f"{why} Nothing was counted.") from why
    told = problems.told()
    _write(report(statements, people, groups, told), out)
    for sentence in told:
        click.echo(f"commonweal: {sentence}", err=True)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Failure(f"{path} cannot be read ({error.strerror}).") from error


def _write(content: dict[str, Any], out: Path | None) -> None:
    text = json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False)
    if out is None:
        click.echo(text)
        return
    if not out.parent.is_dir():
        raise Failure(
            f"There is no folder {out.parent}, so {out.name} was not written. Make the folder first."
        )
    out.write_text(text + "\n", encoding="utf-8")
    click.echo(f"Written to {out}", err=True)
