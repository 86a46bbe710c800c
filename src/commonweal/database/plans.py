"""How many planned statements a connection keeps."""

from __future__ import annotations

from typing import Any

KEPT = 250
"""Going once through all pages asks about 170 different questions; psycopg by itself keeps a hundred plans, so that
whoever goes round would have every question planned again and again. A plan with row policies takes about a megabyte
of the backend's memory."""


def keep(connection: Any, **_signal: Any) -> None:
    """Tell a new connection of Django's how many to keep."""
    connection.connection.prepared_max = KEPT
