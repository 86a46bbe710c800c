"""Writing audiences, messages with evidence, the calendar, names, and releasing figures."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from commonweal import audit
from commonweal.access import Actor, Permission, Refused, require
from commonweal.communications import events
from commonweal.communications.actions.common import locked
from commonweal.communications.models import (
    Audience,
    Evidence,
    Message,
    Naming,
    PlanEntry,
    PublicFigure,
)
from commonweal.communications.models.common import ours, who
from commonweal.database import clock
from commonweal.partners.models import Organisation
from commonweal.performance.models import measure_of


def keep_audience(*, by: Actor, audience: Audience | None = None, **facts: Any) -> Audience:
    """Write an audience, or change it. Raises Refused for a name that another one has."""
    require(by, Permission.DRAFT_COMMUNICATIONS, on=audience)
    with transaction.atomic():
        row = locked(audience) if audience is not None else Audience(alliance_id=by.own_alliance_id)
        if Audience.objects.filter(name=facts["name"]).exclude(pk=row.pk).exists():
            raise Refused(_("There is an audience of this name already."))
        _fill(row, facts | who(by))
        audit.record(by, events.AUDIENCE_KEPT, on=row, name=row.name)
    return row


def keep_message(*, by: Actor, message: Message | None = None, **facts: Any) -> Message:
    """Write a message, or change it: a changed text needs approval anew."""
    require(by, Permission.DRAFT_COMMUNICATIONS, on=message)
    with transaction.atomic():
        row = locked(message) if message is not None else Message(alliance_id=by.own_alliance_id)
        key = facts.get("key", row.key)
        if Message.objects.filter(key=key).exclude(pk=row.pk).exists():
            raise Refused(_("There is a message with this key already."))
        before = row.digest() if message is not None else ""
        for name, value in facts.items():
            setattr(row, name, value)
        if row.digest() != before:
            _fill(row, who(by))
        else:
            row.save()
        audit.record(by, events.MESSAGE_KEPT, on=row, key=row.key)
    return row


def _fill(row: Any, facts: dict[str, Any]) -> None:
    for name, value in facts.items():
        setattr(row, name, value)
    row.save()


def add_evidence(*, by: Actor, message: Message, kind: str, **facts: Any) -> Evidence:
    """Add what shows that a message is true. Raises Refused for a story without permission, an unknown indicator."""
    require(by, Permission.DRAFT_COMMUNICATIONS, on=message)
    if kind == "story" and not facts.get("permission", "").strip():
        raise Refused(
            _("A story needs the permission of whoever it is about: who gave it, and where it is kept.")
        )
    if kind == "indicator" and measure_of(facts.get("measure", "")) is None:
        raise Refused(_("There is no indicator of this name."))
    if kind != "indicator" and not facts.get("text", "").strip():
        raise Refused(_("Say what the evidence is."))
    with transaction.atomic():
        row = Evidence.objects.create(message=message, kind=kind, **facts, **ours(by))
        audit.record(by, events.EVIDENCE_ADDED, on=row, key=message.key, kind=row.get_kind_display().lower())
    return row


def end_evidence(*, by: Actor, evidence: Evidence) -> Evidence:
    """Take evidence off, because it no longer holds."""
    require(by, Permission.DRAFT_COMMUNICATIONS, on=evidence)
    with transaction.atomic():
        row = locked(evidence)
        row.ended_at = clock.now()
        row.save(update_fields=["ended_at"])
        audit.record(by, events.EVIDENCE_ENDED, on=row, key=row.message.key)
    return row


def plan_entry(
    *,
    by: Actor,
    audience: Audience,
    message: Message,
    channel: str,
    on: date,
    owner_name: str,
    note: str = "",
) -> PlanEntry:
    """Put a message for an audience into the calendar."""
    require(by, Permission.DRAFT_COMMUNICATIONS, on=message)
    with transaction.atomic():
        row = PlanEntry.objects.create(
            audience=audience, message=message, channel=channel, on=on, owner_name=owner_name, note=note, **ours(by)
        )  # fmt: skip
        audit.record(
            by, events.PLANNED, on=row, key=message.key, audience=audience.name,
            channel=row.get_channel_display(), day=str(on),
        )  # fmt: skip
    return row


def end_entry(*, by: Actor, entry: PlanEntry, done: bool) -> PlanEntry:
    """Mark an entry as done, or take it off the calendar. Raises Refused where it is over already."""
    require(by, Permission.DRAFT_COMMUNICATIONS, on=entry)
    with transaction.atomic():
        row = locked(entry)
        if row.done_at or row.cancelled_at:
            raise Refused(_("This entry is over already."))
        if done:
            row.done_at = clock.now()
        else:
            row.cancelled_at = clock.now()
        row.save(update_fields=["done_at", "cancelled_at"])
        event = events.ENTRY_DONE if done else events.ENTRY_CANCELLED
        audit.record(by, event, on=row, key=row.message.key, audience=row.audience.name)
    return row


def keep_name(*, by: Actor, old: str, current: str, why: str = "") -> Naming:
    """From now on the old name is not said any more. Raises Refused where both are the same."""
    require(by, Permission.DRAFT_COMMUNICATIONS)
    if old.strip().casefold() == current.strip().casefold():
        raise Refused(_("Both names are the same."))
    with transaction.atomic():
        row = Naming.objects.create(old=old.strip(), current=current.strip(), why=why, **ours(by))
        audit.record(by, events.NAME_KEPT, on=row, old=row.old, current=row.current or "—")
    return row


def end_name(*, by: Actor, naming: Naming) -> Naming:
    """The rule about a name no longer holds."""
    require(by, Permission.DRAFT_COMMUNICATIONS, on=naming)
    with transaction.atomic():
        row = locked(naming)
        row.ended_at = clock.now()
        row.save(update_fields=["ended_at"])
        audit.record(by, events.NAME_ENDED, on=row, old=row.old)
    return row


def release_figure(*, by: Actor, measure: str, organisation: Organisation | None = None) -> PublicFigure:
    """A published figure may be told to the public from now on."""
    require(by, Permission.APPROVE_COMMUNICATIONS)
    known = measure_of(measure)
    if known is None:
        raise Refused(_("There is no indicator of this name."))
    with transaction.atomic():
        if PublicFigure.objects.filter(measure=measure, organisation=organisation, ended_at=None).exists():
            raise Refused(_("This figure is released already."))
        row = PublicFigure.objects.create(measure=measure, organisation=organisation, **ours(by))
        audit.record(by, events.FIGURE_RELEASED, on=row, measure=known.title)
    return row


def take_figure_back(*, by: Actor, figure: PublicFigure) -> PublicFigure:
    """The public no longer sees a figure."""
    require(by, Permission.APPROVE_COMMUNICATIONS, on=figure)
    with transaction.atomic():
        row = locked(figure)
        row.ended_at = clock.now()
        row.save(update_fields=["ended_at"])
        audit.record(by, events.FIGURE_TAKEN_BACK, on=row, measure=row.measure)
    return row
