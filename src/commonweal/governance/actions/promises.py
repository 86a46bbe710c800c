"""Accountability: promises outside agreements, reviews of partners with their own say, value between a pair."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db import transaction

from commonweal import audit
from commonweal.access import Actor, Permission, Refused, require
from commonweal.database import clock, live
from commonweal.governance import events
from commonweal.governance.models import PartnerReview, Promise, ValueEntry
from commonweal.governance.queries import promises as queries
from commonweal.governance.queries.conflicts import member_ids
from commonweal.partners.models import Organisation
from commonweal.partners.queries import alliance_day


def promise(
    *, by: Actor, organisation: Organisation, text: str, source: str, due: date, source_text: str = "",
    to: Organisation | None = None,
) -> Promise:  # fmt: skip
    """Record what an organisation said it would do: one's own; the convenor any member's.

    Raises NotAllowed; Refused for an organisation that is no member, or without words.
    """
    require(by, Permission.REVIEW_PARTNERS)
    if organisation.pk != by.organisation_id:
        require(by, Permission.MANAGE_ALLIANCE)
    if not text.strip() or source not in dict(Promise.SOURCES):
        raise Refused("Say what was promised, and where.")
    if {organisation.pk, *([to.pk] if to else [])} - member_ids(by):
        raise Refused("Only organisations that belong to the alliance now can promise something.")
    if to is not None and to.pk == organisation.pk:
        raise Refused("A promise is made to somebody else.")
    with transaction.atomic():
        row = Promise.objects.create(
            alliance_id=by.own_alliance_id, organisation=organisation, to=to, text=text.strip()[:300], source=source,
            source_text=source_text.strip()[:200], due=due, recorded_by_name=by.person_name,
        )  # fmt: skip
        audit.record(by, events.PROMISED, on=row, organisation=organisation.name, promise=row.text)
        live.notify("promises", alliance=by.alliance_id)
    return row


def keep(*, by: Actor, promise: Promise, done: date, note: str = "") -> Promise:
    """Say that one's organisation kept a promise. Raises NotAllowed; Refused for a day to come or a second time."""
    require(by, Permission.REVIEW_PARTNERS)
    if promise.organisation_id != by.organisation_id:
        require(by, Permission.MANAGE_ALLIANCE, on=promise)
    with transaction.atomic():
        row = Promise.objects.select_for_update(of=("self",)).get(pk=promise.pk)
        if row.done is not None or row.released_at is not None:
            raise Refused("This promise is settled already.")
        if done > alliance_day(by):
            raise Refused("The day on which it was kept lies in the future.")
        row.done, row.note, row.done_by_name = done, note.strip(), by.person_name
        row.save(update_fields=["done", "note", "done_by_name"])
        audit.record(by, events.PROMISE_KEPT, on=row, promise=row.text)
        live.notify("promises", alliance=by.alliance_id)
    return row


def release(*, by: Actor, promise: Promise, reason: str) -> Promise:
    """Release somebody from a promise: the convenor, or whoever it was made to. Raises NotAllowed; Refused."""
    require(by, Permission.REVIEW_PARTNERS)
    if promise.to_id is None or promise.to_id != by.organisation_id:
        require(by, Permission.MANAGE_ALLIANCE, on=promise)
    if not reason.strip():
        raise Refused("Say why.")
    with transaction.atomic():
        row = Promise.objects.select_for_update(of=("self",)).get(pk=promise.pk)
        if row.done is not None or row.released_at is not None:
            raise Refused("This promise is settled already.")
        row.released_at, row.released_reason = clock.now(), reason.strip()
        row.save(update_fields=["released_at", "released_reason"])
        audit.record(
            by, events.PROMISE_RELEASED, on=row, organisation=row.organisation.name, promise=row.text
        )
        live.notify("promises", alliance=by.alliance_id)
    return row


def review(
    *, by: Actor, organisation: Organisation, first: date, last: date, text: str, agreed: str = ""
) -> PartnerReview:
    """Review what a partner promised and kept between two days; the figures are counted from the facts now.

    Raises NotAllowed; Refused for one's own organisation, days out of order or nothing said.
    """
    require(by, Permission.REVIEW_PARTNERS)
    if organisation.pk == by.organisation_id:
        raise Refused("Others review your organisation; it has its own say then.")
    if organisation.pk not in member_ids(by):
        raise Refused("Only members are reviewed.")
    today = alliance_day(by)
    if not first < last <= today:
        raise Refused("The review covers days that have passed, the first before the last.")
    if not text.strip():
        raise Refused("Say what you saw.")
    with transaction.atomic():
        counts = queries.counted(queries.ledger(today, organisation=organisation.pk, since=first, until=last))
        row = PartnerReview.objects.create(
            alliance_id=by.own_alliance_id, organisation=organisation, first=first, last=last, kept=counts.kept,
            kept_late=counts.kept_late, late=counts.late, text=text.strip(), agreed=agreed.strip(),
            person_name=by.person_name, reviewed_for_id=by.own_organisation_id,
        )  # fmt: skip
        audit.record(by, events.PARTNER_REVIEWED, on=row, organisation=organisation.name)
        live.notify("promises", alliance=by.alliance_id)
    return row


def own_say(*, by: Actor, review: PartnerReview, text: str) -> PartnerReview:
    """The partner's own say on its review, once. Raises NotAllowed; Refused without words or a second time."""
    require(by, Permission.REVIEW_PARTNERS)
    require(by, Permission.EDIT_PARTNER, on=review)
    if not text.strip():
        raise Refused("Write what you want to say.")
    with transaction.atomic():
        row = PartnerReview.objects.select_for_update(of=("self",)).get(pk=review.pk)
        if row.own_say:
            raise Refused("Your organisation has had its say on this review.")
        row.own_say, row.own_say_by_name, row.own_say_at = text.strip(), by.person_name, clock.now()
        row.save(update_fields=["own_say", "own_say_by_name", "own_say_at"])
        audit.record(by, events.PARTNER_SAID, on=row, organisation=by.organisation_name)
        live.notify("promises", alliance=by.alliance_id)
    return row


def log_value(*, by: Actor, partner: Organisation, text: str, amount: Decimal | None = None) -> ValueEntry:
    """Record what one's organisation got out of working with another. Raises NotAllowed; Refused."""
    require(by, Permission.REVIEW_PARTNERS)
    if partner.pk == by.organisation_id or partner.pk not in member_ids(by):
        raise Refused("Choose another member of the alliance.")
    if not text.strip():
        raise Refused("Say what you got out of it.")
    if amount is not None and amount < 0:
        raise Refused("What was lost is no value: raise it as a conflict or a risk.")
    with transaction.atomic():
        row = ValueEntry.objects.create(
            alliance_id=by.own_alliance_id, organisation_id=by.own_organisation_id, partner=partner,
            text=text.strip()[:500], amount=amount, person_name=by.person_name,
        )  # fmt: skip
        audit.record(by, events.VALUE_LOGGED, on=row, organisation=by.organisation_name, partner=partner.name)
        live.notify("promises", alliance=by.alliance_id)
    return row
