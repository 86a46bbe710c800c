"""One client of the loop benchmark: send, accept, start, complete; each act in its own durable transaction."""

from __future__ import annotations

import json
import sys
import time
from itertools import islice
from uuid import uuid4

from commonweal.cli.boot import boot

boot()

from commonweal.access import Actor  # noqa: E402
from commonweal.access.models import Person  # noqa: E402
from commonweal.clients.models import Need  # noqa: E402
from commonweal.database.identity import Identity, acting  # noqa: E402
from commonweal.directory.models import Service  # noqa: E402
from commonweal.partners.models import Seat  # noqa: E402
from commonweal.partners.queries import actor_for, seats_of  # noqa: E402
from commonweal.referrals import actions, reach  # noqa: E402
from commonweal.referrals.rules import Outcome  # noqa: E402


def seat_of(person: Person) -> Actor:
    with acting(Identity(person=person.pk)):
        return actor_for(person, seats_of(person).first())


def as_(actor: Actor) -> object:
    return acting(Identity(person=actor.person_id, seat=actor.seat_id))


def main(loops: int, number: int) -> float:
    sender = seat_of(Person.objects.get(email=["navigator@laurel.example", "lead@laurel.example"][number]))
    with as_(sender):  # type: ignore[attr-defined]
        service = Service.objects.filter(
            provider__name="Laurel Food Bank", domains__contains=["food"]
        ).first()
        receiving = Seat.objects.filter(
            organisation_id=service.provider.partner_id, person__isnull=False
        ).first()
        open_needs = (
            Need.objects.filter(recorded_by_id=sender.organisation_id, status="open", domain="food")
            .select_related("client")
            .order_by("pk")
            .iterator()
        )
        ours = islice(open_needs, number, None, 2)
        needs = list(islice((need for need in ours if _reaches(need, service)), loops + 5))
    receiver = seat_of(Person.objects.get(pk=receiving.person_id))
    assert len(needs) == loops + 5, f"only {len(needs)} open needs for food whose people consented"
    for need in needs[:5]:
        loop(sender, receiver, need, service)
    started = time.monotonic()
    for need in needs[5 : loops + 5]:
        loop(sender, receiver, need, service)
    return loops / (time.monotonic() - started)


def _reaches(need: Need, service: Service) -> bool:
    return reach.reaches(
        service.provider.partner_id,
        client_id=need.client_id,
        sender_id=need.recorded_by_id,
        category=need.category,
    )


def loop(sender: Actor, receiver: Actor, need: Need, service: Service) -> None:
    with as_(sender):  # type: ignore[attr-defined]
        referral = actions.send(
            by=sender, client=need.client, need=need, service=service, submission=uuid4(), anyway=True
        )
    with as_(receiver):  # type: ignore[attr-defined]
        actions.accept(by=receiver, referral=referral)
    with as_(receiver):  # type: ignore[attr-defined]
        actions.start(by=receiver, referral=referral)
    with as_(receiver):  # type: ignore[attr-defined]
        actions.complete(by=receiver, referral=referral, outcome=Outcome.HELPED, what_was_done="A food box.")


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]), int(sys.argv[2]))))
