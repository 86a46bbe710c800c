"""Entries of the directory by hand: a service added, changed, and what to do when its source says otherwise."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from commonweal import access, audit
from commonweal.access import Actor, NotAllowed, Permission, Refused
from commonweal.access.rules import Conflict
from commonweal.database import clock
from commonweal.database.live import notify
from commonweal.directory import events, following
from commonweal.directory.domains import NeedDomain
from commonweal.directory.hours import Opening
from commonweal.directory.languages import LANGUAGES
from commonweal.directory.models import (
    Address,
    HandEdit,
    Language,
    Location,
    Phone,
    Provider,
    Schedule,
    Service,
    ServiceArea,
    ServiceAtLocation,
)
from commonweal.directory.parts import COLUMNS, ROWS, TITLES, said


@dataclass(frozen=True)
class Called:
    """A number to call, and what for."""

    number: str
    extension: str = ""
    description: str = ""


@dataclass(frozen=True)
class Spot:
    """Where a service is."""

    address_1: str = ""
    city: str = ""
    state_province: str = ""
    postal_code: str = ""


@dataclass(frozen=True)
class Entry:
    """What is said of a service. Only what is not None is said."""

    columns: dict[str, Any] = field(default_factory=dict)
    """Values of `parts.COLUMNS`."""
    needs: Sequence[NeedDomain] | None = None
    phones: Sequence[Called] | None = None
    hours: Sequence[Opening] | None = None
    languages: Sequence[str] | None = None
    """Codes of `languages.LANGUAGES`."""
    areas: Sequence[str] | None = None
    place: Spot | None = None
    """Where it is; for an entry made here only."""


def may_edit(by: Actor, service: Service) -> bool:
    """Is the entry the actor's to keep: their own organisation's, or the whole directory is?"""
    return access.may(by, Permission.REPORT_CAPACITY, on=service) or access.may(
        by, Permission.MANAGE_DIRECTORY, on=service
    )


def own_provider(by: Actor) -> Provider:
    """The actor's organisation as the directory knows it; made when it is first needed."""
    access.require(by, Permission.REPORT_CAPACITY)
    mine = Provider.objects.filter(alliance_id=by.own_alliance_id, partner_id=by.organisation_id)
    found = mine.order_by("gone_at", "pk").first()
    if found is None:
        found = Provider.objects.create(
            alliance_id=by.own_alliance_id, partner_id=by.organisation_id, name=by.organisation_name
        )
    return found


def add_service(*, by: Actor, provider: Provider | None, entry: Entry) -> Service:
    """A service that no source lists: of `provider`, or (None) of one's own organisation.

    Raises NotAllowed, Refused.
    """
    if provider is not None:
        access.require(by, Permission.MANAGE_DIRECTORY, on=provider)
    with transaction.atomic():
        service = Service(alliance_id=by.own_alliance_id, provider=provider or own_provider(by))
        _columns(service, entry)
        service.confirmed_at, service.confirmed_by = clock.now(), by.person_name
        service.domains = _domains(entry.needs or ())
        service.domains_by_hand = True
        service.save()
        _beside(service, entry)
        if entry.place is not None:
            _place(service, entry.place)
        audit.record(by, events.SERVICE_ADDED, on=service, service=service.name)
        notify("directory", alliance=by.alliance_id)
    return service


def edit_service(*, by: Actor, service: Service, entry: Entry) -> list[str]:
    """Change what `entry` says, and confirm the whole. Returns the names of the parts that changed.

    A part of an imported entry that was changed here is left alone by imports from then on. Raises NotAllowed, Refused.
    """
    if not may_edit(by, service):
        raise NotAllowed(by, Permission.REPORT_CAPACITY)
    if not set(entry.columns) <= set(COLUMNS):
        raise Refused(_("This is no part of an entry."))
    with transaction.atomic():
        row = Service.objects.select_for_update(of=("self",)).select_related("provider").get(pk=service.pk)
        changed = [name for name, value in entry.columns.items() if getattr(row, name) != value]
        changed += [kind for kind, given in _given(entry).items() if given is not None]
        costs_change = "fees_description" in changed and row.cost_options.exists()
        # Costs listed one by one would contradict the words that somebody writes in their place.
        changed += ["cost_option"] if costs_change else []
        if row.source:
            for part in changed:
                _remember(by, row, part)
        if costs_change:
            row.cost_options.all().delete()
        _columns(row, entry)
        row.confirmed_at, row.confirmed_by = clock.now(), by.person_name
        if entry.needs is not None:
            row.domains, row.domains_by_hand = _domains(entry.needs), True
        row.save()
        _beside(row, entry)
        if entry.place is not None and not row.source:
            _place(row, entry.place)
        titles = [str(TITLES[part]) for part in changed]
        titles += [str(_("Needs"))] if entry.needs is not None else []
        audit.record(
            by, events.SERVICE_EDITED, on=row, service=row.name, parts=", ".join(titles) or "nothing"
        )
        notify("directory", alliance=by.alliance_id)
    return titles


def settle_edit(*, by: Actor, edit: HandEdit, take: bool) -> None:
    """Take what the source says of a part (imports then write it again), or keep what was said here.

    Kept, it is a conflict again only once the source says yet something else. Raises NotAllowed, Conflict.
    """
    with transaction.atomic():
        row = (
            HandEdit.objects.select_for_update(of=("self",))
            .select_related("service__provider")
            .get(pk=edit.pk)
        )
        if not may_edit(by, row.service):
            raise NotAllowed(by, Permission.REPORT_CAPACITY)
        theirs = row.theirs if row.differs_at is None else row.theirs_now
        if take:
            _take(row.service, row.part, theirs)
            row.delete()
        elif row.differs_at is None:
            raise Conflict(_("The source no longer says anything else."))
        else:
            row.theirs, row.theirs_now, row.differs_at = theirs, None, None
            row.save(update_fields=["theirs", "theirs_now", "differs_at"])
        event = events.SOURCE_TAKEN if take else events.HAND_KEPT
        audit.record(by, event, on=row.service, part=str(TITLES[row.part]), service=row.service.name)


def _given(entry: Entry) -> dict[str, Any]:
    return {
        "phone": entry.phones,
        "schedule": entry.hours,
        "language": entry.languages,
        "service_area": entry.areas,
    }


def _domains(needs: Sequence[NeedDomain]) -> list[str]:
    return sorted({need.value for need in needs})


def _columns(row: Service, entry: Entry) -> None:
    for name, value in entry.columns.items():
        setattr(row, name, value)


def _beside(row: Service, entry: Entry) -> None:
    """The rows beside a service become those given; of what is None nothing changes."""
    own: dict[str, Any] = {"alliance_id": row.alliance_id, "service": row}
    if entry.phones is not None:
        row.phones.all().delete()
        Phone.objects.bulk_create(
            Phone(
                **own, number=one.number, extension=one.extension, description=one.description, type="voice"
            )
            for one in entry.phones
        )
    if entry.hours is not None:
        row.schedules.all().delete()
        Schedule.objects.bulk_create(
            Schedule(
                **own,
                freq="WEEKLY",
                byday=",".join(one.days),
                days=list(one.days),
                opens_at=one.opens_at,
                closes_at=one.closes_at,
            )
            for one in entry.hours
        )
    if entry.languages is not None:
        row.languages.all().delete()
        Language.objects.bulk_create(
            Language(**own, name=LANGUAGES[code].name, code=code, codes=[code]) for code in entry.languages
        )
    if entry.areas is not None:
        row.service_areas.all().delete()
        ServiceArea.objects.bulk_create(ServiceArea(**own, name=one) for one in entry.areas)


def _place(row: Service, spot: Spot) -> None:
    """The one place of an entry made here."""
    at = ServiceAtLocation.objects.select_related("location").filter(service=row).order_by("pk").first()
    if at is None:
        location = Location.objects.create(
            alliance_id=row.alliance_id, provider_id=row.provider_id, name=row.name
        )
        ServiceAtLocation.objects.create(alliance_id=row.alliance_id, service=row, location=location)
    else:
        location = at.location
    location.addresses.all().delete()
    Address.objects.create(alliance_id=row.alliance_id, location=location, country="US", **vars(spot))
    following.points_of_places(row.alliance_id)


def _remember(by: Actor, row: Service, part: str) -> None:
    """What the source said, the first time that a part is changed by hand."""
    with connection.cursor() as cursor:
        if part in ROWS:
            cursor.execute(f"select {said(ROWS[part][0], '%s')}", [row.pk])
        else:
            cursor.execute(f"select to_jsonb({part}) from directory_service where id = %s", [row.pk])
        (written,) = cursor.fetchone()
    theirs = None if written is None else json.loads(written)
    HandEdit.objects.update_or_create(
        service=row,
        part=part,
        defaults={"edited_by": by.person_name, "edited_at": clock.now()},
        create_defaults={
            "alliance_id": row.alliance_id,
            "theirs": theirs,
            "edited_by": by.person_name,
            "edited_at": clock.now(),
        },
    )


def _take(row: Service, part: str, theirs: Any) -> None:
    """A part as its source says it."""
    with connection.cursor() as cursor:
        if part not in ROWS:
            cursor.execute(
                f"update directory_service s set {part} = "
                f"(jsonb_populate_record(null::directory_service, jsonb_build_object(%s::text, t.theirs))).{part} "
                "from (select %s::jsonb as theirs) t where s.id = %s",
                [part, json.dumps(theirs), row.pk],
            )
            return
        table = ROWS[part][0]
        cursor.execute(f"delete from {table} where service_id = %s", [row.pk])
        cursor.execute(
            f"insert into {table} select f.* from jsonb_array_elements(%s::jsonb) e, "
            f"jsonb_populate_record(null::{table}, e || jsonb_build_object('alliance_id', %s::uuid, "
            "'source', %s::text, 'created_at', now())) f",
            [json.dumps(theirs), row.alliance_id, row.source],
        )
