"""`commonweal audit`: is the record of acts whole?"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from commonweal.cli.boot import boot


@click.group()
def audit() -> None:
    """Check that the record of acts is whole."""


@audit.command()
@click.option("--data-dir", type=click.Path(path_type=Path), help="Folder of the embedded database.")
def verify(data_dir: Path | None) -> None:
    """Work out every chain of acts anew and compare.

    Prints each alliance with its number of acts and “whole”, or the first act that does not fit. Exit code 1 when
    one is broken: somebody with the database's own rights has changed, removed or put in an act.
    """
    boot(owner=True, data_dir=data_dir)
    from commonweal.audit import queries, rules
    from commonweal.database.identity import maintenance

    broken = acts = 0
    with maintenance():
        chains = queries.chains()
        for alliance_id, name, number, digest in chains:
            title = name or (
                "the deployment" if alliance_id is None else f"alliance {alliance_id} (no longer there)"
            )
            verdict = rules.verify(queries.in_order(alliance_id, upto=number), number=number, digest=digest)
            acts += verdict.whole
            if verdict.broken_at is None:
                click.echo(f"{title}: {verdict.whole:,} acts, whole")
            else:
                broken += 1
                click.echo(
                    f"{title}: {verdict.whole:,} acts fit, then act {verdict.broken_at:,} {verdict.reason}"
                )
        stray = queries.strays()
    if stray:
        broken += 1
        click.echo(
            f"{stray:,} acts lie beyond the end of their chain: they were put in behind the database's back"
        )
    if not chains and not stray:
        click.echo("No acts are recorded yet.")
    elif broken:
        click.echo(
            f"{broken} broken. Compare with a backup, and find out who had the database's own rights.",
            err=True,
        )
    else:
        click.echo(f"{acts:,} acts in {len(chains)} chains, all whole")
    sys.exit(1 if broken else 0)
