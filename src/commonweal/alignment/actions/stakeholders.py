"""Writing down who has a stake, where they stand, and who spoke with them."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from commonweal import audit
from commonweal.access import Actor, Permission, Refused, require
from commonweal.alignment import events
from commonweal.alignment.models import Stakeholder, StakeholderContact, StakeholderReading
from commonweal.database import clock, live
from commonweal.partners.models import Organisation
from commonweal.partners.queries import alliance_day, current_seats


def add(
    *, by: Actor, name: str, kind: str, organisation: Organisation | None = None, **reading: Any
) -> Stakeholder:
    """Put somebody on the list with what is held of them now.

    Raises NotAllowed; Refused for a name that is there, and for a member that is not named.
    """
    require(by, Permission.KEEP_STAKEHOLDERS)
    with transaction.atomic():
        if (kind == "member") != (organisation is not None):
            raise Refused("A member is one of the alliance's organisations: choose which. Others are named.")
        name = organisation.name if organisation is not None else name.strip()
        if not name:
            raise Refused("Give the stakeholder a name.")
        try:
            with transaction.atomic():
                row = Stakeholder.objects.create(
                    alliance_id=by.own_alliance_id, name=name, kind=kind, organisation=organisation,
                    added_by_id=by.own_person_id,
                )  # fmt: skip
        except IntegrityError as error:
            raise Refused(f"{name} is on the list already.") from error
        _read(by, row, **reading)
        audit.record(by, events.STAKEHOLDER_ADDED, on=row, stakeholder=row.name)
        live.notify("stakeholders", alliance=row.alliance_id)
    return row


def read_anew(*, by: Actor, stakeholder: Stakeholder, **reading: Any) -> StakeholderReading:
    """Write down where a stakeholder stands from a day on; what was held before stays. Raises NotAllowed; Refused."""
    require(by, Permission.KEEP_STAKEHOLDERS, on=stakeholder)
    with transaction.atomic():
        row = _open(stakeholder)
        new = _read(by, row, **reading)
        audit.record(by, events.STAKEHOLDER_READ, on=row, stakeholder=row.name)
        live.notify("stakeholders", alliance=row.alliance_id)
    return new


def contact(*, by: Actor, stakeholder: Stakeholder, on: date, what: str) -> StakeholderContact:
    """Somebody spoke with them. Raises NotAllowed; Refused for a day that lies ahead."""
    require(by, Permission.KEEP_STAKEHOLDERS, on=stakeholder)
    with transaction.atomic():
        row = _open(stakeholder)
        _refuse_ahead(by, on)
        made = StakeholderContact.objects.create(
            stakeholder=row, on=on, what=what.strip(), person_id=by.own_person_id, person_name=by.person_name
        )
        audit.record(by, events.STAKEHOLDER_CONTACT, on=row, stakeholder=row.name)
    return made


def take_off(*, by: Actor, stakeholder: Stakeholder, why: str) -> None:
    """They have no stake any more; what was written down stays. Raises NotAllowed; Refused without a reason."""
    require(by, Permission.KEEP_STAKEHOLDERS, on=stakeholder)
    with transaction.atomic():
        row = _open(stakeholder)
        if not why.strip():
            raise Refused("Say why, so that nobody has to wonder later.")
        row.ended_at, row.ended_why = clock.now(), why.strip()
        row.save(update_fields=["ended_at", "ended_why"])
        audit.record(by, events.STAKEHOLDER_ENDED, on=row, stakeholder=row.name, why=row.ended_why)
        live.notify("stakeholders", alliance=row.alliance_id)


def _open(stakeholder: Stakeholder) -> Stakeholder:
    row = Stakeholder.objects.select_for_update().get(pk=stakeholder.pk)
    if row.ended_at is not None:
        raise Refused(f"{row.name} was taken off the list. Put them on again to go on.")
    return row


def _refuse_ahead(by: Actor, on: date) -> None:
    if on > alliance_day(by):
        raise Refused("That day lies ahead. Write down what has happened.")


def _read(
    by: Actor,
    row: Stakeholder,
    *,
    on: date,
    interest: int,
    influence: int,
    support: int,
    support_needed: int,
    cares_about: str = "",
    keeper: UUID | None = None,
    why: str = "",
) -> StakeholderReading:
    _refuse_ahead(by, on)
    last = row.readings.order_by("-on").first()
    if last is not None and on < last.on:
        raise Refused(f"There is a newer entry, of {last.on:%-d %B %Y}. Entries follow each other in time.")
    if keeper is not None and not current_seats(by).filter(person_id=keeper).exists():
        raise Refused("Whoever keeps the contact must have a seat in the alliance now.")
    return StakeholderReading.objects.create(
        stakeholder=row, on=on, interest=interest, influence=influence, support=support,
        support_needed=support_needed, cares_about=cares_about.strip(), keeper_id=keeper, why=why.strip(),
        person_id=by.own_person_id, person_name=by.person_name,
    )  # fmt: skip
