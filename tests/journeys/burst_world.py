"""Fills the database of the burst: as the owner, `python -m tests.journeys.burst_world HOW_MANY`."""

from __future__ import annotations

import os
import sys
from uuid import uuid4

from commonweal.cli.boot import boot


def main(count: int) -> None:
    """One sender with so many people who need food, one pantry, one agreement, consents of all."""
    boot(owner=True)
    from commonweal.database.structure import migrate

    migrate(os.environ["COMMONWEAL_CONNINFO"])
    from django.utils import timezone

    from commonweal.access.models import Person
    from commonweal.clients.models import Client, Consent, Need
    from commonweal.database.identity import maintenance
    from commonweal.database.ranges import period
    from commonweal.directory.domains import NeedDomain
    from tests.factories import World
    from tests.factories.world import LONG_AGO

    world = World("Burst")
    sender, pantry = world.organisation("Sender"), world.organisation("Pantry")
    world.sharing(sender, pantry)
    with maintenance():
        person = Person.objects.create_user("burst@example.org", "x" * 14, name="Burst")
    world.seat(sender, "navigator", person=person)
    world.seat(pantry, "intake_worker")
    world.service(pantry, NeedDomain.FOOD, name="Pantry")
    about = {"alliance": world.alliance, "recorded_by": sender}
    with maintenance():
        clients = Client.objects.bulk_create(
            Client(pk=uuid4(), given_name="Ana", family_name=f"Example{number}", **about)
            for number in range(count)
        )
        food = {"domain": NeedDomain.FOOD.value, "category": NeedDomain.FOOD.category}
        Need.objects.bulk_create(Need(client=client, **food, **about) for client in clients)
        Consent.objects.bulk_create(
            Consent(
                client=client, network=True, categories=["identity", "social"], purposes=["care"],
                period=period(timezone.now() - LONG_AGO), how="written", wording="I agree.", **about,
            )
            for client in clients
        )  # fmt: skip
        world.rework()


if __name__ == "__main__":
    main(int(sys.argv[1]))
