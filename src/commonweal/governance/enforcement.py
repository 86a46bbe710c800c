"""A decision opens an act, and is used up by it: what `access.held.require_decision` asks."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from commonweal import audit
from commonweal.access import ROLES, Actor, Refused
from commonweal.governance import events
from commonweal.governance.models import Body, Decision, DecisionUse, Right
from commonweal.governance.rules.rights import KINDS, Part, applying
from commonweal.settlement.amounts import money


def keep(by: Actor, kind: str, *, on: Any, amount: Decimal | None, label: str) -> bool:
    """Let an act go ahead where no right is assigned; otherwise only on the word of whoever is accountable.

    A role: the actor must hold it. A body: a carried decision of this kind must cover the act, which then uses it up.
    The answer is whether anybody is accountable. Raises Refused with the body's name.
    """
    right = accountable(by, kind, amount)
    if right is None:
        return False
    if right.role:
        if right.role not in by.roles:
            title = ROLES[right.role].title if right.role in ROLES else right.role
            raise Refused(f"{KINDS[kind]} is decided by the role “{title}” here. Ask somebody who holds it.")
        return True
    if right.organisation is not None:
        if right.organisation_id != by.organisation_id:
            raise Refused(f"{KINDS[kind]} is decided by {right.organisation.name} here.")
        return True
    decision = covering(by, right, label, amount).select_for_update().first()
    if decision is None:
        assert right.body is not None
        raise Refused(_refusal(right, right.body, amount, label))
    DecisionUse.objects.create(
        decision=decision, subject_type=on._meta.label_lower if on is not None else "",
        subject_id=on.pk if on is not None else None, label=label[:300], amount=amount,
        person_id=by.own_person_id, person_name=by.person_name,
    )  # fmt: skip
    audit.record(by, events.DECISION_USED, on=decision, number=decision.number, act=label or KINDS[kind])
    return True


def accountable(by: Actor, kind: str, amount: Decimal | None) -> Right | None:
    """Who is accountable now for a decision of this kind and amount; None where nobody was named."""
    rights = {
        one.over: one
        for one in Right.objects.current()
        .filter(alliance_id=by.own_alliance_id, kind=kind, part=Part.ACCOUNTABLE.key)
        .select_related("body", "organisation")
    }
    level = applying(rights, amount)
    return None if isinstance(level, bool) else rights[level]


def covering(by: Actor, right: Right, label: str, amount: Decimal | None) -> QuerySet[Decision]:
    """Decisions that cover an act: of the body that holds the right, carried, not superseded, not used, about this
    or about nothing in particular, and for at least the amount. The oldest comes first.
    """
    if right.body_id is None:
        return Decision.objects.none()
    found = Decision.objects.filter(
        alliance_id=by.own_alliance_id,
        body_id=right.body_id,
        kind=right.kind,
        carried=True,
        superseded_by=None,
        use=None,
    ).filter(Q(subject="") | Q(subject__iexact=label.strip()[:300]))
    if amount is not None:
        found = found.filter(amount__gte=amount)
    # The joins that ask for “none” cannot be locked, so the rows are found first.
    return Decision.objects.filter(pk__in=found.values("pk")).order_by("decided_at", "number")


def _refusal(right: Right, body: Body, amount: Decimal | None, label: str) -> str:
    what = KINDS[right.kind]
    about = f" (“{label}”)" if label else ""
    over = f" over {money(right.over)}" if right.over is not None and amount is not None else ""
    return (
        f"{what}{over} is decided by the {body.name} here. Nothing was done{about}: put a proposal to the "
        f"{body.name}; once it is carried, this goes ahead."
    )
