"""Background work of the room."""

from __future__ import annotations

from uuid import UUID

from procrastinate.contrib.django import app

from commonweal.access import NotAllowed, Refused
from commonweal.alignment import actions
from commonweal.alignment.models import Round
from commonweal.database.identity import Identity, acting
from commonweal.partners.queries import actor_on


@app.task(name="alignment.remind")
def remind(survey_round: str, person: str, seat: str) -> None:
    """Remind those who have not answered, as whoever opened the round, if they still hold the seat."""
    with acting(Identity(person=UUID(person), seat=UUID(seat))):
        by = actor_on(seat)
        row = Round.objects.filter(pk=survey_round).first()
        if by is None or row is None:
            return
        try:
            actions.remind(by=by, sent=row)
        except (Refused, NotAllowed):
            # Closed meanwhile, or everybody has answered: there is nothing to remind of.
            return
