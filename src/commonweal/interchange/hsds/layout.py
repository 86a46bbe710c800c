"""Which file of a package is which table."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, Protocol

from commonweal.interchange.hsds.containers import Container, FolderContainer, ZipContainer, reading
from commonweal.interchange.hsds.documents import load_json, tables_of
from commonweal.interchange.hsds.failures import PackageRefused
from commonweal.interchange.hsds.tables import ELIGIBILITY_FILES, KIND_OF_FILE, NOT_KEPT, OLDER_FILES, SPECS
from commonweal.interchange.hsds.text import BrokenRow, Row, Table


class AnyTable(Protocol):
    """A table of either shape; it can be gone through more than once."""

    name: str
    columns: list[str]

    @property
    def remarks(self) -> list[str]:
        """What a person should know about the file as a whole."""

    def rows(self) -> Iterator[Row | BrokenRow]:
        """The rows."""


@dataclass
class Layout:
    """The tables of a package by kind."""

    tables: dict[str, AnyTable] = field(default_factory=dict)
    eligibility: AnyTable | None = None
    older: bool = False
    """Whether its files are those of HSDS 1.1 or 2.x."""
    not_kept: dict[str, str] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)


@contextmanager
def open_layout(path: Path) -> Iterator[Layout]:
    """Find the tables of a package. Raises `PackageRefused`."""
    if not path.exists():
        raise PackageRefused(f"There is no file {path}.")
    if path.is_dir():
        container: Container = FolderContainer(path)
    elif path.suffix.lower() == ".json":
        with path.open("rb") as stream:
            yield _json_layout([(path.name, load_json(path.name, stream))])
        return
    elif path.stat().st_size == 0:
        raise PackageRefused(f"{path.name} is empty. Nothing was imported.")
    elif path.suffix.lower() in (".csv", ".txt", ".tsv"):
        raise PackageRefused(f"{path.name} is one table; a package is a zip archive or a folder of them.")
    else:
        container = ZipContainer(path)
    try:
        yield _layout(container)
    finally:
        container.close()


def _layout(container: Container) -> Layout:
    names = container.names()
    tables = [name for name in names if name.lower().endswith((".csv", ".tsv"))]
    if not tables:
        documents = [
            name
            for name in names
            if name.lower().endswith(".json") and PurePosixPath(name).name.lower() != "datapackage.json"
        ]
        layout = _json_layout([(name, _read_json(container, name)) for name in documents])
        layout.files = layout.files or names
        return layout
    layout = Layout(files=names)
    stems = {name: PurePosixPath(name).stem.lower() for name in tables}
    declared = _declared(container, names)
    layout.older = any(stem in OLDER_FILES for stem in stems.values())
    has_terms = any(stem in ("taxonomy_terms", "taxonomy_term") for stem in stems.values())
    for name, stem in stems.items():
        kind = KIND_OF_FILE.get(stem) or declared.get(PurePosixPath(name).name.lower())
        if stem == "taxonomy" and has_terms:
            kind = "taxonomy"
        if stem in ELIGIBILITY_FILES and layout.eligibility is None:
            layout.eligibility = Table(name, container.open)
        elif kind is None:
            layout.not_kept[name] = NOT_KEPT.get(stem, "no table of the standard")
        elif kind in layout.tables:
            layout.not_kept[name] = f"a second table like {layout.tables[kind].name}"
        else:
            layout.tables[kind] = Table(name, container.open)
    return layout


LONGEST_DESCRIPTOR = 16 * 1024**2
"""Bytes of a datapackage.json that are read; cut off, it is no JSON and takes nothing away."""


def _read_json(container: Container, name: str) -> Any:
    with reading(name), container.open(name) as stream:
        return load_json(name, stream)


def _declared(container: Container, names: list[str]) -> dict[str, str]:
    """What a datapackage.json says about files with names of their own: file name → kind."""
    found = next((name for name in names if PurePosixPath(name).name.lower() == "datapackage.json"), None)
    if found is None:
        return {}
    try:
        with reading(found), container.open(found) as stream:
            descriptor = json.loads(stream.read(LONGEST_DESCRIPTOR))
        resources = [item for item in descriptor["resources"] if isinstance(item, dict)]
    except (ValueError, KeyError, TypeError, RecursionError):
        # A broken descriptor takes nothing away: the tables have the standard's names or are not found.
        return {}
    kinds = KIND_OF_FILE | {kind: kind for kind in SPECS}
    return {
        PurePosixPath(str(item.get("path"))).name.lower(): kind
        for item in resources
        if (kind := kinds.get(str(item.get("name")).lower()))
    }


def _json_layout(documents: list[tuple[str, Any]]) -> Layout:
    tables, not_kept = tables_of(documents)
    return Layout(tables=dict(tables), not_kept=not_kept, files=[name for name, _ in documents])
