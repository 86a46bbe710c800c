"""`commonweal governance`: count a vote from a file."""

from __future__ import annotations

import json
from pathlib import Path

import click

from commonweal.cli.failures import Failure

LARGEST = 20_000_000


@click.group()
def governance() -> None:
    """Count votes by stated rules, in exact fractions."""


@governance.command()
@click.argument("ballots", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def tally(ballots: Path) -> None:
    """Print the outcome of BALLOTS (TOML) as JSON.

    BALLOTS says the rule, the quorum and the votes, one by one or as counts:

    \b
        rule = "majority of cast"
        quorum = "51 %"
        seats = 22
        present = 18
        for = 9
        against = 5

    The format, and every rule it knows: docs/methods/decisions.md.
    """
    from commonweal.governance.rules import documents
    from commonweal.governance.rules.votes import BadVote

    if ballots.stat().st_size > LARGEST:
        raise Failure(f"{ballots.name} is larger than {LARGEST:,} bytes. Nothing was counted.")
    try:
        question = documents.read(ballots.read_text(encoding="utf-8-sig"))
        outcome = question.outcome().as_json()
    except UnicodeDecodeError as error:
        raise Failure(
            f"{ballots.name} is not text in UTF-8 (byte {error.start}). Save it as UTF-8."
        ) from error
    except BadVote as bad:
        lines = "".join(f"\n  - {fault}." for fault in bad.faults)
        raise Failure(f"{ballots.name} cannot be counted, and nothing was:{lines}") from bad
    if question.unknown:
        outcome["passed_over"] = list(question.unknown)
    click.echo(json.dumps(outcome, indent=2, ensure_ascii=False))
