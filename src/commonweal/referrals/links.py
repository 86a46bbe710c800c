"""Signed, expiring links: one referral, one organisation's seat, one person served. Nothing else opens with them."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from uuid import UUID

from django.core.signing import BadSignature, SignatureExpired, TimestampSigner

from commonweal.referrals.rules import LINK_LASTS

_SALT = "commonweal.referrals.link"
_LENGTH = 48


@dataclass(frozen=True)
class Link:
    """What a genuine link says."""

    referral_id: UUID
    seat_id: UUID
    client_id: UUID


class Expired(Exception):
    """The link was genuine; its time is over."""


class Forged(Exception):
    """No link of ours, or one that lost a letter on its way."""


def sign(*, referral_id: UUID, seat_id: UUID, client_id: UUID) -> str:
    """The link's secret part, for an address."""
    packed = base64.urlsafe_b64encode(referral_id.bytes + seat_id.bytes + client_id.bytes).decode()
    return TimestampSigner(salt=_SALT).sign(packed)


def read(token: str) -> Link:
    """What the link opens. Raises Expired or Forged."""
    try:
        packed = TimestampSigner(salt=_SALT).unsign(token, max_age=LINK_LASTS)
    except SignatureExpired as error:
        raise Expired from error
    except BadSignature as error:
        raise Forged from error
    try:
        raw = base64.urlsafe_b64decode(packed)
    except (binascii.Error, ValueError) as error:
        raise Forged from error
    if len(raw) != _LENGTH:
        raise Forged
    return Link(UUID(bytes=raw[:16]), UUID(bytes=raw[16:32]), UUID(bytes=raw[32:]))
