"""How many cases a property is tried on: few by day, many by night."""

from __future__ import annotations

import os

TIMES = float(os.environ.get("COMMONWEAL_EXAMPLES", "1"))
"""`make test-night` sets 20."""


def by_day(count: int) -> int:
    """So many cases by day, and more where more are asked for."""
    return max(1, round(count * TIMES))
