"""Home's addresses need no row of their own: what is put aside is named by a key, and unknown keys are not found."""

from __future__ import annotations

from tests.factories.town import Rows, Town


def rows(_town: Town) -> Rows:
    """What the addresses of this room are filled with."""
    return {"helm:threshold": {"name": "response"}}
