"""Bringing a directory in and out: where the packages' formats meet the directory's rows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from commonweal import access
from commonweal.access import Actor, Permission, Refused
from commonweal.directory import actions, queries
from commonweal.directory.models import Import
from commonweal.interchange.hsds.failures import PackageRefused
from commonweal.interchange.hsds.reader import open_package
from commonweal.interchange.hsds.writer import write_package


def import_directory(
    *,
    by: Actor,
    path: Path,
    source: str,
    shrink: bool = False,
    step: Callable[[str, int], None] = lambda _kind, _count: None,
    into: Import | None = None,
) -> Import:
    """Read an HSDS package and make the directory's rows of this source what it says.

    `into`: the import that waited for this, where a page took the package.

    Raises Refused with a sentence when the package cannot be used; then nothing has changed.
    """
    access.require(by, Permission.MANAGE_DIRECTORY)
    try:
        with open_package(path, source=source) as package:
            return actions.take_in(by=by, package=package, source=source, shrink=shrink, step=step, into=into)
    except PackageRefused as refusal:
        raise Refused(str(refusal)) from refusal


def export_directory(*, by: Actor, path: Path) -> dict[str, int]:
    """Write the alliance's directory as an HSDS 3.0 package. Gives back how many records of each kind it holds."""
    access.require(by, Permission.VIEW_DIRECTORY)
    directory = queries.whole_directory(by)
    write_package(path, directory, name="directory", title=f"Directory of services of {by.alliance_name}")
    return directory.counts()
