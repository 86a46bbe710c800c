"""`commonweal alignment`: how far people agree, and how their organisations are tied, as JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from commonweal.cli.failures import Failure

_FILE = click.Path(path_type=Path)


@click.group()
def alignment() -> None:
    """How far people agree, and how their organisations are tied."""


@alignment.command()
@click.argument("answers", type=_FILE, metavar="ANSWERS.csv")
@click.option("--min", "lowest", type=int, required=True, help="The lowest answer of the scale.")
@click.option("--max", "highest", type=int, required=True, help="The highest answer of the scale.")
def agreement(answers: Path, lowest: int, highest: int) -> None:
    """Measures of agreement about each topic of ANSWERS.csv, as JSON.

    The file has the columns topic,respondent,group,value (group may be missing); values are whole numbers from
    --min to --max. Rows that cannot be used are named in `notes`, and the rest is used.
    """
    from commonweal.alignment.rules.answers import check_scale, describe, read_answers
    from commonweal.alignment.rules.files import BadFile

    try:
        check_scale(lowest, highest)
        read = read_answers(_content(answers), answers.name, lowest=lowest, highest=highest)
    except BadFile as fault:
        raise Failure(str(fault)) from fault
    _print(describe(read))


@alignment.command()
@click.argument("ties", type=_FILE, metavar="TIES.csv")
@click.option("--members", type=_FILE, required=True, help="CSV with one row a member.")
@click.option(
    "--tie-rule",
    "rule",
    type=click.Choice(["reported", "either", "confirmed"]),
    required=True,
    help="reported: as each side says; either: one side says so; confirmed: both say so.",
)
@click.option("--directed", is_flag=True, help="A tie leads from the one who reports it.")
def network(ties: Path, members: Path, rule: str, directed: bool) -> None:
    """Measures of the network of TIES.csv, as JSON.

    The file has the columns from,to[,weight]; `from` is who reports the tie. Rows that cannot be used are named
    in `notes`, and the rest is used.
    """
    from commonweal.alignment.rules.files import BadFile
    from commonweal.alignment.rules.network import describe
    from commonweal.alignment.rules.ties import TieRule, read_reports

    try:
        reports = read_reports(_content(ties), ties.name, _content(members), members.name)
    except BadFile as fault:
        raise Failure(str(fault)) from fault
    _print(describe(reports, TieRule(rule), directed=directed))


def _content(path: Path) -> bytes:
    if not path.exists():
        raise Failure(f"There is no file {path}.")
    if path.is_dir():
        raise Failure(f"{path} is a folder; name the file in it.")
    return path.read_bytes()


def _print(shown: dict[str, Any]) -> None:
    click.echo(json.dumps(shown, indent=2, ensure_ascii=False, allow_nan=False))
