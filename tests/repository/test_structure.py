"""The structure that new databases are laid from is the one that migrations make."""

from __future__ import annotations

import pytest

from commonweal.database import structure


def test_the_structure_is_of_the_migrations_that_are_here() -> None:
    assert structure.kept() is not None, "write it anew: python -m commonweal.database.structure"


def test_migrations_make_the_same_structure() -> None:
    """From nothing, one after the other; they are what a database with data in it will go through."""
    text = structure.kept()
    assert text is not None
    assert text.partition("\n")[2].rstrip("\n").splitlines() == structure.migrated().splitlines()


def test_a_database_with_something_in_it_is_left_alone(
    django_db_setup: None, application_conninfo: str
) -> None:
    assert structure.lay(application_conninfo) is False


def test_a_structure_of_other_migrations_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(structure, "fingerprint", lambda: "another")
    assert structure.kept() is None
