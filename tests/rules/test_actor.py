"""Who acts, and what of them is certain."""

from __future__ import annotations

from uuid import uuid4

import pytest

from commonweal.access import Actor
from commonweal.access.actor import NOBODY, Unseated

IDS = ("person", "seat", "organisation", "alliance")


@pytest.mark.parametrize("what", IDS)
def test_what_an_actor_has_is_certain(what: str) -> None:
    key = uuid4()
    assert getattr(Actor(**{f"{what}_id": key}), f"own_{what}_id") == key


@pytest.mark.parametrize("what", IDS)
def test_what_an_actor_lacks_is_never_taken_for_granted(what: str) -> None:
    with pytest.raises(Unseated, match=f"Nobody acts here without any {what}"):
        getattr(NOBODY, f"own_{what}_id")
    with pytest.raises(Unseated, match="By the clock acts here"):
        getattr(Actor(person_name="By the clock"), f"own_{what}_id")
