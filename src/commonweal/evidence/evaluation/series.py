"""A series in time with its gaps: what was observed, what was suppressed, by which method."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from commonweal.evidence.evaluation.periods import PeriodError, Step, step_of


class Better(StrEnum):
    """Which way is better."""

    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"

    def judged(self, change: float) -> str:
        """A change in words: better, worse, or only higher or lower."""
        if self is Better.NEITHER or change == 0:
            return "higher" if change > 0 else "lower"
        return "better" if (change > 0) is (self is Better.HIGHER) else "worse"


@dataclass(frozen=True)
class Series:
    """Observed values by period, ascending. `times`, `values` (and `denominators`, `versions` where known)
    run side by side; `suppressed` are periods whose figure was too small to show."""

    name: str
    step: Step
    times: tuple[int, ...]
    values: tuple[float, ...]
    suppressed: tuple[int, ...] = ()
    denominators: tuple[float, ...] | None = None
    versions: tuple[str, ...] = ()

    @property
    def missing(self) -> tuple[int, ...]:
        """Periods between first and last without a figure and without a word that it was suppressed."""
        if not self.times:
            return ()
        known = set(self.times) | set(self.suppressed)
        return tuple(time for time in range(self.times[0], self.times[-1] + 1) if time not in known)

    def by_time(self) -> dict[int, float]:
        """The values by the number of their period."""
        return dict(zip(self.times, self.values, strict=True))


def series(
    name: str,
    values: Mapping[str, float | None],
    *,
    denominators: Mapping[str, float] | None = None,
    versions: Mapping[str, str] | None = None,
    suppressed: Sequence[str] = (),
) -> Series:
    """A series from values by period as written in files; None is a suppressed figure.

    Raises PeriodError for text that is no period or for periods of several lengths, ValueError for a value
    that is no finite number.
    """
    if not values:
        raise PeriodError(f"{name} has no figures.")
    step = step_of([*values, *suppressed])
    seen: dict[int, tuple[str, float | None]] = {}
    for text, value in values.items():
        number = step.number(text)
        if number in seen:
            raise PeriodError(f"{name} has {seen[number][0]} twice. One figure a period is needed.")
        if value is not None and not math.isfinite(value):
            raise ValueError(f"{name}, {text}: {value} is no finite number.")
        seen[number] = (text, value)
    hidden = {step.number(text) for text in suppressed} | {at for at, row in seen.items() if row[1] is None}
    kept = [
        (at, text, value)
        for at, (text, value) in sorted(seen.items())
        if value is not None and at not in hidden
    ]
    return Series(
        name=name,
        step=step,
        times=tuple(at for at, _, _ in kept),
        values=tuple(value for _, _, value in kept),
        suppressed=tuple(sorted(hidden)),
        denominators=None
        if denominators is None or any(text not in denominators for _, text, _ in kept)
        else tuple(denominators[text] for _, text, _ in kept),
        versions=() if versions is None else tuple(versions.get(text, "") for _, text, _ in kept),
    )
