"""Capacity: reported in two taps, and moved by acceptances and outcomes where the service wants that."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from commonweal import access, audit
from commonweal.access import Actor, Permission, Refused
from commonweal.database import clock
from commonweal.database.live import notify
from commonweal.directory import events, rules
from commonweal.directory.models import CapacityReport, Service
from commonweal.directory.rules import Room


def report_capacity(
    *,
    by: Actor,
    service: Service,
    capacity: str,
    available: int | None = None,
    maximum: int | None = None,
    note: str = "",
) -> CapacityReport:
    """Somebody of the service says how much room there is.

    Without numbers, those known stay where the report leaves them true: no room means no place is free. Raises
    NotAllowed, and Refused when the report contradicts itself.
    """
    access.require(by, Permission.REPORT_CAPACITY, on=service)
    with transaction.atomic():
        service = _locked(service)
        if maximum is None:
            maximum = service.places_maximum
        if capacity == rules.NO_ROOM and available is None and maximum is not None:
            available = 0
        room = Room(capacity, available, maximum)
        if (reason := rules.refusal_to_report(room)) is not None:
            raise Refused(reason)
        report = _write_down(by, service, room, how="reported", note=note)
        audit.record(
            by,
            events.CAPACITY_REPORTED,
            on=service,
            service=service.name,
            capacity=_in_words(room),
        )
    return report


def let_referrals_move(*, by: Actor, service: Service, moves: bool) -> None:
    """Whether an acceptance takes one of the service's places and a final outcome gives it back."""
    access.require(by, Permission.REPORT_CAPACITY, on=service)
    with transaction.atomic():
        Service.objects.filter(pk=service.pk).update(moves_with_referrals=moves)
        audit.record(
            by,
            events.MOVES_CHANGED,
            on=service,
            service=service.name,
            whether="move" if moves else "no longer move",
        )


def take_place(*, by: Actor, service: Service) -> None:
    """A referral was accepted: one place less, where the service wants that and counts its places.

    Called by the act of accepting, inside its transaction; that act asks for permission and is the one recorded.
    """
    _move(by, service, how="accepted")


def give_back_place(*, by: Actor, service: Service) -> None:
    """A referral that had taken a place is closed: one place more. Called as `take_place` is."""
    _move(by, service, how="given-back")


def _move(by: Actor, service: Service, *, how: str) -> None:
    with transaction.atomic():
        service = _locked(service)
        if not service.moves_with_referrals or service.places_available is None:
            return
        before = Room(service.capacity, service.places_available, service.places_maximum)
        after = rules.after_acceptance(before) if how == "accepted" else rules.after_giving_back(before)
        if after != before:
            _write_down(by, service, after, how=how)


def _locked(service: Service) -> Service:
    """The row as it is now, held until the transaction ends: two acceptances must not take the same place."""
    return Service.objects.select_for_update(of=("self",)).select_related("provider").get(pk=service.pk)


def _write_down(by: Actor, service: Service, room: Room, *, how: str, note: str = "") -> CapacityReport:
    at = clock.now()
    report = CapacityReport.objects.create(
        alliance_id=service.alliance_id,
        service=service,
        capacity=room.capacity,
        available=room.available,
        maximum=room.maximum,
        how=how,
        note=note,
        person_id=by.person_id,
        person_name=by.person_name,
        at=at,
    )
    facts: dict[str, Any] = {
        "capacity": room.capacity,
        "places_available": room.available,
        "places_maximum": room.maximum,
    }
    if how == "reported":
        # A move by a referral is arithmetic: it does not make an old report any fresher.
        facts["capacity_at"] = at
    Service.objects.filter(pk=service.pk).update(**facts)
    notify("capacity", alliance=service.alliance_id)
    return report


def _in_words(room: Room) -> str:
    words = rules.CAPACITY_WORDS[room.capacity].lower()
    if room.available is None:
        return f"“{words}”"
    of = f" of {room.maximum}" if room.maximum is not None else ""
    return f"“{words}” ({room.available}{of} places free)"
