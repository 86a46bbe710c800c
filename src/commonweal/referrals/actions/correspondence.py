"""Messages and files between the two sides."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from commonweal import audit
from commonweal.access import Actor, NotAllowed, Permission, Refused
from commonweal.database import clock
from commonweal.referrals import events
from commonweal.referrals.actions.steps import locked, require_side, tell, words
from commonweal.referrals.files import checked
from commonweal.referrals.models import Attachment, Message, Referral

SENT_TWICE = timedelta(minutes=1)
"""The same words or file of one person within this time came from a form that was sent twice."""


def write(*, by: Actor, referral: Referral, text: str) -> Message:
    """Write to the other side. Also after the end: questions come late. Raises Refused for an empty text."""
    _require_part(by, referral)
    text = words(text)
    if not text:
        raise Refused(_("There is nothing in the message. Write it and send it again."))
    with transaction.atomic():
        theirs = _theirs(by, referral)
        if again := Message.objects.filter(**theirs, **_just_now(), text=text).first():
            return again
        message = Message.objects.create(**theirs, text=text)
        audit.record(by, events.WROTE, on=referral)
        tell(referral)
    return message


def attach(*, by: Actor, referral: Referral, name: str, content: bytes) -> Attachment:
    """Put a file beside the referral. Raises Refused when it is too large, empty or not what its name says."""
    _require_part(by, referral)
    file = checked(name, content)
    with transaction.atomic():
        theirs = _theirs(by, referral)
        if again := Attachment.objects.filter(
            **theirs, **_just_now(), name=file.name, size=len(content), content=content
        ).first():
            return again
        attachment = Attachment.objects.create(
            **theirs,
            name=file.name,
            content_type=file.content_type,
            size=len(content),
            content=content,
        )
        audit.record(by, events.ATTACHED, on=referral)
        tell(referral)
    return attachment


def _theirs(by: Actor, referral: Referral) -> dict[str, Any]:
    """What says whose it is. The referral is held, so that of two at the same instant one comes after the other."""
    locked(referral)
    return {
        "referral": referral,
        "organisation_id": by.organisation_id,
        "person_name": by.person_name[:200],
    }


def _just_now() -> dict[str, Any]:
    return {"created_at__gte": clock.now() - SENT_TWICE}


def _require_part(by: Actor, referral: Referral) -> None:
    """Somebody who could take an open referral is no side of it yet, and a draft has no other side."""
    require_side(by, referral)
    if by.organisation_id not in {referral.recorded_by_id, referral.receiver_id}:
        raise NotAllowed(by, Permission.ANSWER_REFERRALS)
    if referral.status == "draft":
        raise Refused(_("Send the referral first: nobody reads a draft."))
