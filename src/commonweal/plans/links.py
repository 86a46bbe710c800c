"""Signed links: a check-in on one action, for one person, for a month; and the open door for ideas."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.core.signing import BadSignature, SignatureExpired, Signer, TimestampSigner

LASTS = timedelta(days=30)
_CHECK_IN = "commonweal.plans.check-in"
_DOOR = "commonweal.plans.idea-door"


class Expired(Exception):
    """The link was genuine; its time is over."""


class Forged(Exception):
    """No link of ours, or one that lost a letter on its way."""


@dataclass(frozen=True)
class CheckIn:
    """What a genuine link says."""

    action: UUID
    person: UUID
    seat: UUID


def sign_check_in(*, action: UUID, person: UUID, seat: UUID) -> str:
    """The link's secret part, for an address."""
    return TimestampSigner(salt=_CHECK_IN).sign(_packed(action, person, seat))


def read_check_in(token: str) -> CheckIn:
    """What the link opens. Raises Expired or Forged."""
    try:
        packed = TimestampSigner(salt=_CHECK_IN).unsign(token, max_age=LASTS)
    except SignatureExpired as error:
        raise Expired from error
    except BadSignature as error:
        raise Forged from error
    return CheckIn(*_unpacked(packed, 3))


def sign_door(door: UUID) -> str:
    """The secret part of an idea door's address. It carries no time: the door says until when it is open."""
    return Signer(salt=_DOOR).sign(_packed(door))


def read_door(token: str) -> UUID:
    """Which door. Raises Forged."""
    try:
        return _unpacked(Signer(salt=_DOOR).unsign(token), 1)[0]
    except BadSignature as error:
        raise Forged from error


def _packed(*ids: UUID) -> str:
    return base64.urlsafe_b64encode(b"".join(one.bytes for one in ids)).decode().rstrip("=")


def _unpacked(packed: str, count: int) -> list[UUID]:
    try:
        raw = base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4))
    except (binascii.Error, ValueError) as error:
        raise Forged from error
    if len(raw) != 16 * count:
        raise Forged
    return [UUID(bytes=raw[at : at + 16]) for at in range(0, len(raw), 16)]
