"""The public website as files: fast to serve from anywhere, and there when this machine is not."""

from __future__ import annotations

from pathlib import Path

import click

from commonweal.cli.failures import Failure


@click.group()
def website() -> None:
    """The alliance's public website."""


@website.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--site", "slug", help="Which website, where there are several: the part after /site/.")
@click.option("--data-dir", type=click.Path(path_type=Path), help="The folder of the embedded database.")
def export(folder: Path, slug: str | None, data_dir: Path | None) -> None:
    """Write all published pages, feeds, calendars, pictures and documents into FOLDER (made anew, or empty).

    Links between pages are relative, so that the files work in any folder of any web server. Forms and the search
    for services lead to the living website.
    """
    from commonweal.cli.boot import boot

    boot(data_dir=data_dir)
    from commonweal.communications.export import NoSite, write

    if folder.exists() and any(folder.iterdir()):
        raise Failure(f"{folder} is not empty. Choose a new folder; nothing was written.")
    unfinished = folder.with_name(folder.name + ".unfinished")
    if unfinished.exists():
        raise Failure(f"{unfinished} is left from an export that broke off. Remove it and try again.")
    unfinished.mkdir(parents=True)
    try:
        count = write(unfinished, slug)
    except NoSite as error:
        unfinished.rmdir()
        raise Failure(str(error)) from error
    if folder.exists():
        folder.rmdir()
    unfinished.rename(folder)
    click.echo(f"{count:,} files written into {folder}.")
