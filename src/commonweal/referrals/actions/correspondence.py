"""Messages and files between the two sides."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from commonweal import audit
from commonweal.access import Actor, NotAllowed, Permission, Refused
from commonweal.referrals import events
from commonweal.referrals.actions.steps import require_side, tell, words
from commonweal.referrals.files import checked
from commonweal.referrals.models import Attachment, Message, Referral


def write(*, by: Actor, referral: Referral, text: str) -> Message:
    """Write to the other side. Also after the end: questions come late. Raises Refused for an empty text."""
    _require_part(by, referral)
    text = words(text)
    if not text:
        raise Refused(_("There is nothing in the message. Write it and send it again."))
    with transaction.atomic():
        message = Message.objects.create(
            referral=referral,
            organisation_id=by.organisation_id,
            person_name=by.person_name[:200],
            text=text,
        )
        audit.record(by, events.WROTE, on=referral)
        tell(referral)
    return message


def attach(*, by: Actor, referral: Referral, name: str, content: bytes) -> Attachment:
    """Put a file beside the referral. Raises Refused when it is too large, empty or not what its name says."""
    _require_part(by, referral)
    file = checked(name, content)
    with transaction.atomic():
        attachment = Attachment.objects.create(
            referral=referral,
            organisation_id=by.organisation_id,
            person_name=by.person_name[:200],
            name=file.name,
            content_type=file.content_type,
            size=len(content),
            content=content,
        )
        audit.record(by, events.ATTACHED, on=referral)
        tell(referral)
    return attachment


def _require_part(by: Actor, referral: Referral) -> None:
    """Somebody who could take an open referral is no side of it yet, and a draft has no other side."""
    require_side(by, referral)
    if by.organisation_id not in {referral.recorded_by_id, referral.receiver_id}:
        raise NotAllowed(by, Permission.ANSWER_REFERRALS)
    if referral.status == "draft":
        raise Refused(_("Send the referral first: nobody reads a draft."))
