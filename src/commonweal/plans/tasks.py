"""Background work of plans: the weekly letter to owners of whom nothing was heard."""

from __future__ import annotations

from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef
from procrastinate.contrib.django import app

from commonweal.database import clock
from commonweal.database.identity import Identity, acting, maintenance
from commonweal.partners.models import Seat
from commonweal.partners.queries import actor_on
from commonweal.plans import actions
from commonweal.plans.models import Action
from commonweal.plans.rules import check_ins


@app.periodic(cron="25 * * * *")
@app.task(name="plans.check_in", queueing_lock="plans.check_in")
def check_in(timestamp: int) -> int:
    """Ask owners how their actions stand, each in a transaction of their own sight; gives the number of letters."""
    return sum(bool(ask(*one)) for one in owners())


def owners() -> list[tuple[UUID, UUID]]:
    """Seat and person of everybody who answers for an open action, where it is time to ask."""
    with maintenance():
        now = clock.now()
        open_ones = Action.objects.filter(
            alliance_id=OuterRef("alliance_id"),
            owner_id=OuterRef("person_id"),
            owner_organisation_id=OuterRef("organisation_id"),
            done_at=None,
            dropped_at=None,
        )
        seats = Seat.objects.current().filter(Exists(open_ones), person__is_active=True).order_by("pk")
        found = list(seats.values_list("pk", "person_id", "alliance__timezone"))
    return [
        (seat, person) for seat, person, zone in found if check_ins.is_time(now.astimezone(ZoneInfo(zone)))
    ]


def ask(seat: UUID, person: UUID) -> int:
    """Ask one owner, if anything is to be asked; gives about how many actions."""
    with acting(Identity(person=person, seat=seat)):
        by = actor_on(seat, person_id=person)
        return actions.check_in(by=by) if by is not None else 0
