"""Chance with a seed: the same seed, size and day give the same alliance, to the byte."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

T = TypeVar("T")


class Dice(random.Random):
    """Choices as the county's tables give them."""

    def uid(self, at: datetime) -> UUID:
        """An identifier of version 7 (RFC 9562) for a row recorded at this instant."""
        milliseconds = int(at.timestamp() * 1000)
        value = (milliseconds & 0xFFFFFFFFFFFF) << 80 | 0x7 << 76 | self.getrandbits(12) << 64
        return UUID(int=value | 0b10 << 62 | self.getrandbits(62))

    def pick(self, table: Sequence[tuple[T, float]]) -> T:
        """One entry of a table of shares."""
        return self.choices([entry for entry, _ in table], [share for _, share in table])[0]

    def hours(self, median: float, spread: float = 1.0) -> timedelta:
        """A waiting time: log-normal around a median."""
        return timedelta(hours=median * self.lognormvariate(0, spread))
