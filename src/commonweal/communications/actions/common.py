"""What all actions share: locking a row, approving a text."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from commonweal import audit
from commonweal.access import Actor, Permission, Refused, require
from commonweal.access.held import require_decision
from commonweal.communications import events
from commonweal.communications.models import Approval
from commonweal.communications.models.common import ours
from commonweal.communications.rules import approval

M = TypeVar("M", bound=Model)


def locked(row: M) -> M:
    """The row as it is now, held until the transaction ends."""
    found: M = type(row)._default_manager.select_for_update().get(pk=row.pk)
    return found


def state_of(row: Any) -> approval.State:
    """How a text stands with those who approve."""
    answers = [
        approval.Answer(one.digest, one.approved, one.person_id, one.created_at, one.note)
        for one in Approval.objects.filter(subject_id=row.pk)
    ]
    return approval.state(row.digest(), answers)


def answer(*, by: Actor, row: Any, digest: str, approved: bool, note: str = "") -> Approval:
    """Say yes or no to the text that was read: `digest` is of what the page showed.

    Raises Refused where the text has changed since, was written by the one who approves, or a no has no reason;
    also where the alliance named who decides on what goes out, and it was not decided.
    """
    require(by, Permission.APPROVE_COMMUNICATIONS, on=row)
    with transaction.atomic():
        # Not locked: whoever approves may not be one who writes, and the answer holds for this digest only.
        row = type(row)._default_manager.get(pk=row.pk)
        if row.digest() != digest:
            raise Refused(_("The text was changed while you read it. Read it again; nothing was approved."))
        if approved and (refusal := approval.refusal(row.person_id, by.person_id)):
            raise Refused(refusal)
        if not approved and not note.strip():
            raise Refused(_("Say what should be changed."))
        if approved:
            require_decision(by, "communication", on=row, label=str(row)[:300])
        given = Approval.objects.create(
            subject_type=row._meta.label_lower,
            subject_id=row.pk,
            digest=digest,
            approved=approved,
            note=note.strip(),
            **ours(by),
        )
        words: dict[str, Any] = {"what": str(row._meta.verbose_name), "name": str(row)[:120]}
        if approved:
            audit.record(by, events.APPROVED, on=row, digest=digest[:12], **words)
        else:
            audit.record(by, events.DECLINED, on=row, note=note.strip(), **words)
    return given
