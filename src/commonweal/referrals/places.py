"""Places of services that move with referrals: an acceptance takes one, a final outcome gives it back."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from commonweal.access import Actor
from commonweal.directory.actions import capacity
from commonweal.directory.models import Service


def lock(service_ids: Iterable[UUID | None]) -> dict[UUID, Service]:
    """Lock services in one order, so that two acts on several never wait for each other in a circle."""
    wanted = {one for one in service_ids if one is not None}
    rows = Service.objects.select_for_update().filter(pk__in=wanted, moves_with_referrals=True).order_by("pk")
    return {service.pk: service for service in rows}


def take(by: Actor, service_id: UUID | None) -> bool:
    """Take a place; True if there was one to take. A service that counts no places has none to take."""
    service = lock([service_id]).get(service_id) if service_id else None
    if service is None or not service.places_available:
        return False
    capacity.take_place(by=by, service=service)
    return True


def give_back(by: Actor, service_id: UUID | None) -> None:
    """Give a place back that was taken."""
    service = lock([service_id]).get(service_id) if service_id else None
    if service is not None:
        capacity.give_back_place(by=by, service=service)
