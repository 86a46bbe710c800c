"""`commonweal settlement`: who earned what, to the cent."""

from __future__ import annotations

import io
from pathlib import Path

import click

from commonweal.cli.failures import Failure

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def settlement() -> None:
    """Who earned what, to the cent: Medicare's public files, contracts of your own, and what they may bring."""


@settlement.command()
@click.argument("file", type=_FILE)
@click.option("--year", type=int, required=True, help="Performance year of the file (2014 to 2024).")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the answer here (CSV), not to the screen.",
)
def mssp(file: Path, year: int, out: Path | None) -> None:
    """Settle every organisation of a Medicare Shared Savings Program public use file.

    Only the inputs are read (benchmark, expenditure, track, quality, size, flags); the published result is
    compared with afterwards. The table goes to --out, the comparison to the screen.
    """
    from commonweal.settlement.mssp import public_file, statement, tracks
    from commonweal.settlement.mssp import settlement as engine

    first, last = tracks.years()
    if not first <= year <= last:
        raise Failure(
            f"No parameter set holds in {year}; there are sets for {first} to {last}. Nothing was written. "
            "A new year is a few lines in settlement/mssp/tracks.toml."
        )
    try:
        table = public_file.read(file)
    except public_file.UnreadableFile as why:
        raise Failure(str(why)) from None
    settled = engine.settle(table, year)
    text = io.StringIO()
    statement.write(settled, text)
    if out is None:
        click.echo(text.getvalue(), nl=False)
    else:
        out.write_text(text.getvalue(), encoding="utf-8", newline="")
    comparisons = [found for item in settled if (found := engine.compare(item)) is not None]
    for line in statement.agreement(settled, comparisons):
        click.echo(line, err=out is None)
    if out is not None:
        click.echo(f"\nWritten to {out}")
