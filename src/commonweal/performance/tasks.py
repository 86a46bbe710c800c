"""Background work of figures."""

from __future__ import annotations

from uuid import UUID

from procrastinate.contrib.django import app

from commonweal.database.identity import Identity, acting
from commonweal.partners.models import Seat
from commonweal.partners.queries import actor_for
from commonweal.performance import actions


@app.task(name="performance.carry_out", queue="default")
def carry_out(run: str, person: str, seat: str) -> None:
    """Do a run as whoever fed it, if they still have the seat."""
    with acting(Identity(person=UUID(person), seat=UUID(seat))):
        held = (
            Seat.objects.current()
            .select_related("person", "organisation", "alliance")
            .filter(pk=seat)
            .first()
        )
        by = actor_for(held.person, held) if held is not None and held.person is not None else None
    if by is not None:
        actions.carry_out(by=by, run_id=UUID(run))
