"""Background work of packages."""

from __future__ import annotations

from uuid import UUID

from procrastinate.contrib.django import app

from commonweal.database.identity import Identity, acting
from commonweal.interchange import actions
from commonweal.partners.models import Seat
from commonweal.partners.queries import actor_for


@app.task(name="interchange.carry_out", queue="default")
def carry_out(done: str, person: str, seat: str) -> None:
    """Bring a package in as whoever uploaded it, if they still have the seat."""
    with acting(Identity(person=UUID(person), seat=UUID(seat))):
        held = (
            Seat.objects.current()
            .select_related("person", "organisation", "alliance")
            .filter(pk=seat)
            .first()
        )
        by = actor_for(held.person, held) if held is not None and held.person is not None else None
    if by is not None:
        actions.carry_out(by=by, pk=UUID(done))
