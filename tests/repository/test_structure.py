"""The structure that new databases are laid from is the one that migrations make."""

from __future__ import annotations

import ast
import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db.models.signals import post_migrate

from commonweal.database import structure


def test_the_structure_is_of_the_migrations_that_are_here() -> None:
    assert structure.kept() is not None, "write it anew: python -m commonweal.database.structure"


@pytest.mark.night
def test_migrations_make_the_same_structure() -> None:
    """From nothing, one after the other; they are what a database with data in it will go through.

    By day the fingerprint says the same: the structure was written by these migrations and has not been touched.
    """
    text = structure.kept()
    assert text is not None
    assert text.rstrip("\n").splitlines() == structure.migrated().splitlines()


def test_what_migrations_use_is_in_the_fingerprint() -> None:
    """Else a change of it would change what migrations make, and nobody would be told."""
    root = Path(structure.__file__).parent.parent

    def used() -> Iterator[str]:
        for file in root.glob("*/migrations/[0-9]*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                yield from [one.name for one in node.names] if isinstance(node, ast.Import) else []
                yield from [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        # What is done after each migration, such as granting what it made.
        yield from (receiver().__module__ for _key, receiver, *_ in post_migrate.receivers)

    known = {f"commonweal.{name.removesuffix('.py').replace('/', '.')}" for name in structure.USED}
    assert {one for one in used() if one.startswith("commonweal.")} - known == set()
    assert all((root / name).is_file() for name in structure.USED)


def test_a_structure_that_somebody_touched_is_not_used(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    text = gzip.decompress(structure.FILE.read_bytes())
    touched = tmp_path / "structure.sql.gz"
    touched.write_bytes(gzip.compress(text.replace(b"CREATE POLICY", b"-- CREATE POLICY", 1)))
    monkeypatch.setattr(structure, "FILE", touched)
    assert structure.kept() is None


def test_a_database_with_something_in_it_is_left_alone(
    django_db_setup: None, application_conninfo: str
) -> None:
    assert structure.lay(application_conninfo) is False


def test_a_structure_of_other_migrations_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(structure, "fingerprint", lambda: "another")
    assert structure.kept() is None
