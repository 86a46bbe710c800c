"""Background work of figures."""

from __future__ import annotations

from uuid import UUID

from procrastinate.contrib.django import app

from commonweal.access import Permission, may
from commonweal.database.identity import Identity, acting, maintenance
from commonweal.partners.queries import actor_on
from commonweal.performance import actions
from commonweal.performance.models import FolderFeed

NOBODY_FEEDS = "Whoever pointed at this folder holds no seat any more that feeds figures. Point at it anew."


@app.task(name="performance.carry_out", queue="default")
def carry_out(run: str, person: str, seat: str) -> None:
    """Do a run as whoever fed it, if they still have the seat."""
    with acting(Identity(person=UUID(person), seat=UUID(seat))):
        by = actor_on(seat)
    if by is not None:
        actions.carry_out(by=by, run_id=UUID(run))


@app.periodic(cron="*/10 * * * *")
@app.task(name="performance.look", queueing_lock="performance.look")
def look(timestamp: int) -> int:
    """Look into the drop folders that partners point at; gives in how many something new lay."""
    with maintenance():
        feeds = list(FolderFeed.objects.filter(stopped_at=None).values_list("pk", "person_id", "seat_id"))
    return sum(look_into(*one) for one in feeds)


def look_into(feed: UUID, person: UUID, seat: UUID) -> bool:
    """Look into one folder as whoever pointed at it; without their seat it is let be, and that is said."""
    with acting(Identity(person=person, seat=seat)):
        by = actor_on(seat)
        row = FolderFeed.objects.filter(pk=feed).first() if by is not None else None
        if by is not None and row is not None and may(by, Permission.FEED_FIGURES):
            return actions.look(by=by, row=row) is not None
    with maintenance():
        FolderFeed.objects.filter(pk=feed).exclude(problem=NOBODY_FEEDS).update(problem=NOBODY_FEEDS)
    return False


@app.periodic(cron="40 3 * * *")
@app.task(name="performance.clear_away", queueing_lock="performance.clear_away")
def clear_away(timestamp: int) -> int:
    """Remove files of runs that stopped long ago; gives of how many."""
    return actions.clear_away()
