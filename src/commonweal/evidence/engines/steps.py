"""What was done and how long it took."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

Done = TypeVar("Done")


@dataclass
class Steps:
    """What was done and how long it took, in order."""

    seconds: dict[str, float] = field(default_factory=dict)
    tell: Callable[[str], None] = lambda _: None

    def timed(self, name: str, work: Callable[[], Done]) -> Done:
        """Tell that `work` is being done, do it and remember its time."""
        self.tell(name)
        return self.measured(name, work)

    def measured(self, name: str, work: Callable[[], Done]) -> Done:
        """Do `work` and remember its time; nothing is told, so that another thread may do it."""
        start = time.perf_counter()
        try:
            return work()
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - start
