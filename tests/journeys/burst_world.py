"""Fills the database of the burst: as the owner, `python -m tests.journeys.burst_world HOW_MANY`."""

from __future__ import annotations

import sys

from commonweal.cli.boot import boot


def main(count: int) -> None:
    """One sender with so many people who need food, one pantry, one agreement, consents of all."""
    boot(owner=True)
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from commonweal.access.models import Person
    from commonweal.database.identity import maintenance
    from commonweal.directory.domains import NeedDomain
    from tests.factories import World

    world = World("Burst")
    sender, pantry = world.organisation("Sender"), world.organisation("Pantry")
    world.sharing(sender, pantry)
    with maintenance():
        person = Person.objects.create_user("burst@example.org", "x" * 14, name="Burst")
    world.seat(sender, "navigator", person=person)
    world.seat(pantry, "intake_worker")
    world.service(pantry, NeedDomain.FOOD, name="Pantry")
    for _ in range(count):
        client = world.client(sender)
        world.need(client)
        with maintenance():
            world.consent(client, network=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
