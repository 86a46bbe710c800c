"""Signed links of surveys, and the key that leads a person to their own sheet while a round is open.

The key is worked out from who was asked and this deployment's secret; the database holds it on the sheet alone, and
not after the round has closed.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from uuid import UUID

from django.core.signing import BadSignature, TimestampSigner
from django.utils.crypto import salted_hmac

_SALT = "commonweal.alignment.survey"
_LENGTH = 48


@dataclass(frozen=True)
class Link:
    """What a genuine link says: who was asked, on which seat."""

    asked_id: UUID
    seat_id: UUID
    person_id: UUID


def sign(link: Link) -> str:
    """The link's secret part, for an address. It ends with the round, not by age."""
    packed = base64.urlsafe_b64encode(
        link.asked_id.bytes + link.seat_id.bytes + link.person_id.bytes
    ).decode()
    return TimestampSigner(salt=_SALT).sign(packed)


def read(token: str) -> Link | None:
    """What the link opens; None for one that is not ours or lost a letter on its way."""
    try:
        raw = base64.urlsafe_b64decode(TimestampSigner(salt=_SALT).unsign(token))
    except (BadSignature, binascii.Error, ValueError):
        return None
    if len(raw) != _LENGTH:
        return None
    return Link(UUID(bytes=raw[:16]), UUID(bytes=raw[16:32]), UUID(bytes=raw[32:]))


def key_of(asked_id: UUID) -> bytes:
    """The key of the sheet of whoever was asked."""
    return salted_hmac(f"{_SALT}.sheet", str(asked_id), algorithm="sha256").digest()
