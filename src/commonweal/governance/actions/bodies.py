"""Bodies: setting them up, giving seats, seating people, chairing, ending; interests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from commonweal import audit
from commonweal.access import Actor, Permission, Refused, may, require
from commonweal.access.rules import Conflict, NotAllowed
from commonweal.database import clock, live
from commonweal.database.ranges import closed, period
from commonweal.governance import events
from commonweal.governance.actions.common import canonical_quorum, canonical_rule, person_of, refuse
from commonweal.governance.models import Body, BodySeat, Chair, Interest, Proposal, Tenure
from commonweal.governance.queries.proposals import method_of
from commonweal.governance.rules.proposals import refusal_of_secret
from commonweal.partners.queries import members


def set_up(
    *,
    by: Actor,
    kind: str,
    name: str,
    purpose: str = "",
    authority: str = "",
    delegated_from: Body | None = None,
    rule: str = "majority of cast",
    quorum: str = "more than half",
    tie: str = "",
    secret: bool = False,
    skills: Sequence[str] = (),
) -> Body:
    """Set up a body. Raises NotAllowed; Refused when the name is taken or the rule cannot be read."""
    require(by, Permission.KEEP_BODIES)
    facts = _facts(rule, quorum, secret) | {
        "kind": kind, "name": name.strip(), "purpose": purpose.strip(), "authority": authority.strip(),
        "delegated_from": delegated_from, "tie": tie, "secret": secret, "skills": _words(skills),
    }  # fmt: skip
    try:
        with transaction.atomic():
            body = Body.objects.create(alliance_id=by.own_alliance_id, **facts)
            audit.record(by, events.BODY_SET_UP, on=body, body=body.name)
            live.notify("governance", alliance=by.alliance_id)
    except IntegrityError as error:
        raise Refused(f"There is a body called {name.strip()} already.") from error
    return body


def change(*, by: Actor, body: Body, **facts: Any) -> Body:
    """Change what a body is for and how it decides from now on; votes that are open keep their rule.

    Raises NotAllowed; Refused as `set_up`, and when authority would go round in a circle.
    """
    require(by, Permission.KEEP_BODIES, on=body)
    facts = dict(facts) | _facts(str(facts["rule"]), str(facts["quorum"]), bool(facts.get("secret")))
    if "skills" in facts:
        facts["skills"] = _words(facts["skills"])
    try:
        with transaction.atomic():
            row = Body.objects.select_for_update().get(pk=body.pk)
            for name, value in facts.items():
                setattr(row, name, value)
            _no_circle(row)
            row.save(update_fields=list(facts))
            audit.record(by, events.BODY_CHANGED, on=row, body=row.name)
            live.notify("governance", alliance=by.alliance_id)
    except IntegrityError as error:
        raise Refused("There is a body of this name already.") from error
    return row


def _facts(rule: str, quorum: str, secret: bool) -> dict[str, object]:
    stored = canonical_rule(rule)
    if secret:
        refuse(refusal_of_secret(method_of(stored), reserved=False))
    return {"rule": stored, "quorum": canonical_quorum(quorum)}


def _words(skills: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(one.strip()[:80] for one in skills if one.strip()))


def _no_circle(body: Body) -> None:
    seen, above = {body.pk}, body.delegated_from
    while above is not None:
        if above.pk in seen:
            raise Refused("A body cannot have its authority from a body that has it from this one.")
        seen.add(above.pk)
        above = above.delegated_from


def end(*, by: Actor, body: Body, reason: str) -> Body:
    """End a body now, with its seats. Raises NotAllowed; Refused while it votes."""
    require(by, Permission.KEEP_BODIES, on=body)
    with transaction.atomic():
        row = Body.objects.select_for_update().get(pk=body.pk)
        at = clock.now()
        if row.ended_at is not None:
            raise Conflict(f"{row.name} has ended already.")
        if Proposal.objects.filter(
            body=row, opened_at__isnull=False, closed_at=None, withdrawn_at=None
        ).exists():
            raise Refused(f"{row.name} has an open vote. Count it or withdraw it first.")
        for seat in BodySeat.objects.current().filter(body=row):
            _close_seat(seat, at)
        row.ended_at = at
        row.save(update_fields=["ended_at"])
        audit.record(by, events.BODY_ENDED, on=row, body=row.name, reason=reason)
        live.notify("governance", alliance=by.alliance_id)
    return row


def add_seat(
    *,
    by: Actor,
    body: Body,
    organisation: UUID,
    label: str = "",
    community: bool = False,
    weight: Decimal = Decimal(1),
    until: datetime | None = None,
) -> BodySeat:
    """Give a member a seat. Raises NotAllowed; Refused for one who is no member, or a seat that is there already."""
    require(by, Permission.KEEP_BODIES, on=body)
    member = members(by).filter(pk=organisation).first()
    if member is None:
        raise Refused("Only organisations that belong to the alliance now can have a seat.")
    if body.ended_at is not None:
        raise Refused(f"{body.name} has ended.")
    at = clock.now()
    if until is not None and until <= at:
        raise Refused("The term must end later than now.")
    try:
        with transaction.atomic():
            seat = BodySeat.objects.create(
                alliance_id=body.alliance_id, body=body, organisation=member, label=label.strip(),
                community=community, weight=weight, period=period(at, until),
            )  # fmt: skip
            audit.record(by, events.BODY_SEAT_ADDED, on=body, body=body.name, organisation=member.name)
            live.notify("governance", alliance=by.alliance_id)
    except IntegrityError as error:
        raise Refused(
            f"{member.name} has a seat of this name on {body.name}. Give a second one a name of its own."
        ) from error
    return seat


def end_seat(*, by: Actor, seat: BodySeat) -> BodySeat:
    """End a seat now, with the time of those on it. Open votes keep it in their electorate, without a voter."""
    require(by, Permission.KEEP_BODIES, on=seat.body)
    with transaction.atomic():
        row = (
            BodySeat.objects.select_for_update(of=("self",))
            .select_related("body", "organisation")
            .get(pk=seat.pk)
        )
        _close_seat(row, clock.now())
        audit.record(
            by, events.BODY_SEAT_ENDED, on=row.body, body=row.body.name, organisation=row.organisation.name
        )
        live.notify("governance", alliance=by.alliance_id)
    return row


def _close_seat(seat: BodySeat, at: datetime) -> None:
    for tenure in Tenure.objects.filter(seat=seat, period__contains=at):
        tenure.period = closed(tenure.period, at)
        tenure.save(update_fields=["period"])
    for chair in Chair.objects.filter(seat=seat, period__contains=at):
        chair.period = closed(chair.period, at)
        chair.save(update_fields=["period"])
    seat.period = closed(seat.period, at)
    seat.save(update_fields=["period"])


def seat_person(
    *,
    by: Actor,
    seat: BodySeat,
    person: UUID,
    capacity: str = "holder",
    organisation: UUID | None = None,
    skills: Sequence[str] = (),
    until: datetime | None = None,
) -> Tenure:
    """Seat somebody as holder, alternate or proxy; whoever had that capacity before leaves now.

    The convenor seats anybody; an organisation its own seats. A holder or alternate is of the seat's organisation; a
    proxy may be of another. Raises NotAllowed; Refused.
    """
    require(by, Permission.VOTE)
    if not may(by, Permission.KEEP_BODIES, on=seat.body) and seat.organisation_id != by.organisation_id:
        raise NotAllowed(by, Permission.KEEP_BODIES)
    acting_for = organisation or seat.organisation_id
    if capacity != "proxy" and acting_for != seat.organisation_id:
        raise Refused(
            "A holder or alternate is of the organisation that has the seat; choose a proxy instead."
        )
    with transaction.atomic():
        row = BodySeat.objects.select_related("body", "organisation").get(pk=seat.pk)
        at = clock.now()
        if not BodySeat.objects.current().filter(pk=row.pk).exists():
            raise Refused("This seat has ended.")
        if until is not None and until <= at:
            raise Refused("The time must end later than now.")
        somebody = person_of(by, person, acting_for)
        held = Tenure.objects.current().filter(seat=row)
        if held.filter(person=somebody).exclude(capacity=capacity).exists():
            raise Refused(f"{somebody.name} sits on this seat in another capacity already.")
        for before in Tenure.objects.filter(seat=row, capacity=capacity, period__contains=at):
            before.period = closed(before.period, at)
            before.save(update_fields=["period"])
        tenure = Tenure.objects.create(
            alliance_id=row.alliance_id, seat=row, organisation_id=acting_for, person=somebody,
            person_name=somebody.name, capacity=capacity, skills=_words(skills), period=period(at, until),
        )  # fmt: skip
        audit.record(
            by, events.TENURE_BEGUN, on=row.body, body=row.body.name, person=somebody.name, capacity=capacity,
            organisation=row.organisation.name,
        )  # fmt: skip
        live.notify("governance", alliance=by.alliance_id)
    return tenure


def end_tenure(*, by: Actor, tenure: Tenure) -> Tenure:
    """Somebody leaves a seat now. Raises NotAllowed; Conflict when they have."""
    require(by, Permission.VOTE)
    seat = tenure.seat
    if not may(by, Permission.KEEP_BODIES, on=seat.body) and seat.organisation_id != by.organisation_id:
        raise NotAllowed(by, Permission.KEEP_BODIES)
    with transaction.atomic():
        at = clock.now()
        row = Tenure.objects.filter(pk=tenure.pk, period__contains=at).first()
        if row is None:
            raise Conflict("They have left this seat already.")
        row.period = closed(row.period, at)
        row.save(update_fields=["period"])
        audit.record(
            by, events.TENURE_ENDED, on=seat.body, body=seat.body.name, person=row.person_name,
            capacity=row.capacity, organisation=seat.organisation.name,
        )  # fmt: skip
        live.notify("governance", alliance=by.alliance_id)
    return row


def appoint_chair(*, by: Actor, seat: BodySeat) -> Chair:
    """Make a seat the chair of its body from now on. Raises NotAllowed; Refused."""
    require(by, Permission.KEEP_BODIES, on=seat.body)
    with transaction.atomic():
        body = Body.objects.select_for_update().get(pk=seat.body_id)
        at = clock.now()
        if not BodySeat.objects.current().filter(pk=seat.pk).exists():
            raise Refused("This seat has ended.")
        for before in Chair.objects.filter(body=body, period__contains=at):
            if before.seat_id == seat.pk:
                raise Conflict("This seat is the chair already.")
            before.period = closed(before.period, at)
            before.save(update_fields=["period"])
        chair = Chair.objects.create(alliance_id=body.alliance_id, body=body, seat=seat, period=period(at))
        audit.record(by, events.CHAIR_CHANGED, on=body, body=body.name, organisation=seat.organisation.name)
        live.notify("governance", alliance=by.alliance_id)
    return chair


def declare_interest(
    *, by: Actor, kind: str, text: str, about: UUID | None = None, organisation: UUID | None = None
) -> Interest:
    """Declare an interest of one's own organisation; the convenor writes one down for any. Raises NotAllowed."""
    require(by, Permission.VOTE)
    whose = organisation or by.own_organisation_id
    if whose != by.organisation_id:
        require(by, Permission.KEEP_BODIES)
    with transaction.atomic():
        interest = Interest.objects.create(
            alliance_id=by.own_alliance_id, organisation_id=whose, kind=kind, text=text.strip(), about_id=about,
            person_id=by.person_id if whose == by.organisation_id else None,
            person_name=by.person_name if whose == by.organisation_id else "", declared_by=by.person_name,
            period=period(clock.now()),
        )  # fmt: skip
        audit.record(
            by,
            events.INTEREST_DECLARED,
            on=interest,
            organisation=interest.organisation.name,
            text=interest.text,
        )
    return interest


def end_interest(*, by: Actor, interest: Interest) -> Interest:
    """An interest is over. It stays in the register. Raises NotAllowed; Conflict."""
    require(by, Permission.VOTE)
    if interest.organisation_id != by.organisation_id:
        require(by, Permission.KEEP_BODIES)
    with transaction.atomic():
        at = clock.now()
        row = Interest.objects.filter(pk=interest.pk, period__contains=at).first()
        if row is None:
            raise Conflict("This interest has ended already.")
        row.period = closed(row.period, at)
        row.save(update_fields=["period"])
        audit.record(
            by, events.INTEREST_ENDED, on=row, organisation=interest.organisation.name, text=row.text
        )
    return row
