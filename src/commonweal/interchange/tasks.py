"""Background work of packages."""

from __future__ import annotations

from uuid import UUID

from procrastinate.contrib.django import app

from commonweal.database.identity import Identity, acting
from commonweal.interchange import actions
from commonweal.partners.queries import actor_on


@app.task(name="interchange.carry_out", queue="default")
def carry_out(done: str, person: str, seat: str) -> None:
    """Bring a package in as whoever uploaded it, if they still have the seat."""
    with acting(Identity(person=UUID(person), seat=UUID(seat))):
        by = actor_on(seat)
    if by is not None:
        actions.carry_out(by=by, pk=UUID(done))
