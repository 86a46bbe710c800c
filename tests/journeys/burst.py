"""A client that sends referrals one after the other and says of each that it was acknowledged.

Run as a process of its own, signed on as the application: `python -m tests.journeys.burst FIRST LAST`. The form's
number of the n-th referral is always the same, so sending again what was not acknowledged makes nothing twice.
"""

from __future__ import annotations

import sys
from uuid import UUID, uuid5

from commonweal.cli.boot import boot

FORMS = UUID("6f1d3c1e-0000-4000-8000-000000000000")


def form_number(number: int) -> UUID:
    """The number of the n-th form."""
    return uuid5(FORMS, str(number))


def main(first: int, last: int) -> None:
    """Send the referrals of these numbers; print each number when the database has acknowledged it."""
    boot()
    from commonweal.access.models import Person
    from commonweal.clients.models import Need
    from commonweal.database.identity import Identity, acting
    from commonweal.directory.models import Service
    from commonweal.partners.queries import actor_for, seats_of
    from commonweal.referrals import actions

    person = Person.objects.get(email="burst@example.org")
    with acting(Identity(person=person.pk)):
        actor = actor_for(person, seats_of(person).first())
    for number in range(first, last):
        with acting(Identity(person=actor.person_id, seat=actor.seat_id)):
            need = Need.objects.select_related("client").order_by("pk")[number]
            actions.send(
                by=actor,
                client=need.client,
                need=need,
                service=Service.objects.get(name="Pantry"),
                submission=form_number(number),
                anyway=True,
            )
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
