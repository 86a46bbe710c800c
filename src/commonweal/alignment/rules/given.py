"""What somebody answers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Given:
    """An answer from 1 up, and how important the topic is; None: not answered (any more). Or what was written."""

    value: int | None
    importance: int | None = None
    words: str = ""
