"""Signed, expiring links to one ballot: one vote, one seat of the body, one person, acting on one seat of theirs."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from uuid import UUID

from django.core.signing import BadSignature, SignatureExpired, TimestampSigner

from commonweal.governance.rules.proposals import LONGEST

_SALT = "commonweal.governance.ballot"
_LENGTH = 64


@dataclass(frozen=True)
class Link:
    """What a genuine link says."""

    proposal_id: UUID
    body_seat_id: UUID
    person_id: UUID
    seat_id: UUID


class Expired(Exception):
    """The link was genuine; its time is over."""


class Forged(Exception):
    """No link of ours, or one that lost a letter on its way."""


def sign(link: Link) -> str:
    """The link's secret part, for an address."""
    parts = (link.proposal_id, link.body_seat_id, link.person_id, link.seat_id)
    packed = base64.urlsafe_b64encode(b"".join(one.bytes for one in parts)).decode()
    return TimestampSigner(salt=_SALT).sign(packed)


def read(token: str) -> Link:
    """What the link opens. Raises Expired or Forged. A vote lasts no longer than a link."""
    try:
        packed = TimestampSigner(salt=_SALT).unsign(token, max_age=LONGEST)
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
    return Link(*(UUID(bytes=raw[start : start + 16]) for start in range(0, _LENGTH, 16)))
