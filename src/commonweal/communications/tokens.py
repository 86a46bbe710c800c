"""Signed links in e-mails: one row, one purpose. A GET of them changes nothing."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.core.signing import BadSignature, SignatureExpired, TimestampSigner

CONFIRM = "confirm"
LEAVE = "leave"
REGISTRATION = "registration"
LASTS: dict[str, timedelta | None] = {
    CONFIRM: timedelta(days=14),
    # A way out must work for as long as the e-mail lies in somebody's mailbox.
    LEAVE: None,
    REGISTRATION: timedelta(days=400),
}


class Invalid(Exception):
    """No link of ours, or one whose time is over."""


def sign(purpose: str, row: UUID) -> str:
    """The secret part of a link."""
    return TimestampSigner(salt=f"commonweal.communications.{purpose}").sign(row.hex)


def read(purpose: str, token: str) -> UUID:
    """The row that the link is about. Raises Invalid."""
    try:
        told = TimestampSigner(salt=f"commonweal.communications.{purpose}").unsign(
            token, max_age=LASTS[purpose]
        )
        return UUID(hex=told)
    except (SignatureExpired, BadSignature, ValueError) as error:
        raise Invalid from error
