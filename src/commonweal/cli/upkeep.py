"""Everything into one file, and back."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import click

from commonweal.cli.boot import boot
from commonweal.cli.failures import Failure


def _owner_environment() -> dict[str, str]:
    # Row security is forced on the owner too; only this setting, named on purpose, lets a copy be whole.
    return os.environ | {"PGOPTIONS": "-c commonweal.maintenance=on"}


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--data-dir", type=click.Path(path_type=Path), help="The folder of the embedded database.")
def backup(file: Path, data_dir: Path | None) -> None:
    """Write the whole database into FILE (pg_dump's custom format, which pg_restore reads too)."""
    boot(owner=True, data_dir=data_dir)
    from commonweal.database.embedded import program

    if not file.resolve().parent.is_dir():
        raise Failure(f"There is no folder {file.resolve().parent} to write into.")
    unfinished = file.with_name(file.name + ".unfinished")
    click.echo(f"Writing {file} …")
    try:
        _run(
            [
                program("pg_dump"),
                "--format=custom",
                "--enable-row-security",
                # Extensions are the superuser's, and stand in every prepared database.
                "--exclude-extension=*",
                f"--file={unfinished}",
                f"--dbname={os.environ['COMMONWEAL_CONNINFO']}",
            ],
            "The backup was not made; an earlier file of this name is as it was.",
        )
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)
    click.echo(f"Done: {file.stat().st_size / 1e6:.1f} MB.")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--data-dir", type=click.Path(path_type=Path), help="The folder of the embedded database.")
@click.option("--replace", is_flag=True, help="Replace what is there.")
def restore(file: Path, data_dir: Path | None, replace: bool) -> None:
    """Bring everything back from FILE into an empty database, or in the place of what is there (--replace).

    One transaction: either all of it is there afterwards, or nothing has changed.
    """
    boot(owner=True, data_dir=data_dir)
    import psycopg

    from commonweal.database.embedded import program

    conninfo = os.environ["COMMONWEAL_CONNINFO"]
    _run(
        [program("pg_restore"), "--list", str(file)],
        f"{file} is no backup of Commonweal. Nothing was changed.",
    )
    with psycopg.connect(conninfo) as connection:
        filled = connection.execute("select to_regclass('partners_alliance') is not null").fetchone()
    if filled and filled[0] and not replace:
        raise Failure(
            "The database is not empty. Add --replace to put this backup in the place of what is there."
        )
    command = [
        program("pg_restore"),
        "--single-transaction",
        "--exit-on-error",
        "--no-owner",
        f"--dbname={conninfo}",
    ]
    if replace:
        command += ["--clean", "--if-exists"]
    click.echo(f"Reading {file} …")
    _run([*command, str(file)], "The backup could not be brought back; nothing was changed.")
    click.echo("Done.")


def _run(command: list[str], otherwise: str) -> None:
    result = subprocess.run(command, env=_owner_environment(), capture_output=True, text=True, check=False)  # noqa: S603
    if result.returncode:
        last = result.stderr.strip().splitlines()
        raise Failure(f"{otherwise} PostgreSQL says: {last[0] if last else 'nothing'}")
