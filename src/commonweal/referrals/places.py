"""Places of services that move with referrals: an acceptance takes one, a final outcome gives it back."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from commonweal.database import clock
from commonweal.directory.models import Service


def lock(service_ids: Iterable[UUID | None]) -> dict[UUID, Service]:
    """Lock services in one order, so that two acts on several never wait for each other in a circle."""
    wanted = {one for one in service_ids if one is not None}
    rows = Service.objects.select_for_update().filter(pk__in=wanted, moves_with_referrals=True).order_by("pk")
    return {service.pk: service for service in rows}


def take(service_id: UUID | None) -> bool:
    """Take a place; True if there was one to take. A service that counts no places has none to take."""
    service = lock([service_id]).get(service_id) if service_id else None
    if service is None or not service.places_available:
        return False
    service.places_available -= 1
    if service.places_available == 0 and service.capacity == "capacity":
        service.capacity = "no-capacity"
    _save(service)
    return True


def give_back(service_id: UUID | None) -> None:
    """Give a place back, never beyond the places there are."""
    service = lock([service_id]).get(service_id) if service_id else None
    if service is None or service.places_available is None:
        return
    if service.places_maximum is not None and service.places_available >= service.places_maximum:
        return
    service.places_available += 1
    if service.capacity == "no-capacity":
        service.capacity = "capacity"
    _save(service)


def _save(service: Service) -> None:
    service.capacity_at = clock.now()
    service.save(update_fields=["places_available", "capacity", "capacity_at"])
