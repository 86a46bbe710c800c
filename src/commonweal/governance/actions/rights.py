"""Decision rights: assigning parts in kinds of decision, and ending that."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction

from commonweal import audit
from commonweal.access import ROLES, Actor, Permission, Refused, require
from commonweal.access.rules import Conflict
from commonweal.database import clock, live
from commonweal.database.ranges import closed, period
from commonweal.governance import events
from commonweal.governance.actions.common import canonical_quorum, canonical_rule
from commonweal.governance.models import Body, Right
from commonweal.governance.queries.bodies import holder_name
from commonweal.governance.rules.rights import KINDS, Part
from commonweal.partners.queries import members


def assign(
    *,
    by: Actor,
    kind: str,
    part: str,
    body: Body | None = None,
    role: str = "",
    organisation: UUID | None = None,
    over: Decimal | None = None,
    rule: str = "",
    quorum: str = "",
) -> Right:
    """Give a body, a role or an organisation a part in a kind of decision from now on.

    Raises NotAllowed; Refused where somebody else is accountable for it already, or the holder is not there.
    """
    require(by, Permission.KEEP_BODIES)
    if kind not in KINDS:
        raise Refused("Choose one of the kinds of decision.")
    if sum((body is not None, bool(role), organisation is not None)) != 1:
        raise Refused("Choose one body, or one role, or one organisation.")
    if role and role not in ROLES:
        raise Refused("There is no such role.")
    if body is not None and body.ended_at is not None:
        raise Refused(f"{body.name} has ended and holds no right.")
    if organisation is not None and not members(by).filter(pk=organisation).exists():
        raise Refused("Only organisations that belong to the alliance now can hold a right.")
    if part == Part.RESERVED.key and organisation is None:
        raise Refused("Consent is reserved to an organisation; choose which.")
    try:
        with transaction.atomic():
            right = Right.objects.create(
                alliance_id=by.own_alliance_id, kind=kind, part=part, body=body, role=role,
                organisation_id=organisation, over=over, rule=canonical_rule(rule) if rule.strip() else "",
                quorum=canonical_quorum(quorum) if quorum.strip() else "", period=period(clock.now()),
            )  # fmt: skip
            audit.record(
                by,
                events.RIGHT_ASSIGNED,
                on=right,
                holder=holder_name(right),
                part=part,
                kind=KINDS[kind].lower(),
            )
            live.notify("governance", alliance=by.alliance_id)
    except IntegrityError as error:
        raise Refused(
            f"Somebody is accountable for {KINDS[kind].lower()} already. Exactly one can be: end that first."
        ) from error
    return right


def withdraw(*, by: Actor, right: Right) -> Right:
    """End a right now. Raises NotAllowed; Conflict when it has ended."""
    require(by, Permission.KEEP_BODIES, on=right)
    with transaction.atomic():
        at = clock.now()
        row = (
            Right.objects.filter(pk=right.pk, period__contains=at)
            .select_related("body", "organisation")
            .first()
        )
        if row is None:
            raise Conflict("This right has ended already.")
        row.period = closed(row.period, at)
        row.save(update_fields=["period"])
        audit.record(
            by,
            events.RIGHT_WITHDRAWN,
            on=row,
            holder=holder_name(row),
            part=row.part,
            kind=KINDS[row.kind].lower(),
        )
        live.notify("governance", alliance=by.alliance_id)
    return row
