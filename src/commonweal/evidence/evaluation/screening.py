"""What makes a design unable to answer, asked before anything is computed; and what is worth saying."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from commonweal.evidence.evaluation.outcome import DesignRefused, said
from commonweal.evidence.evaluation.series import Better, Series

FEWEST_EACH_SIDE = 8
"""Points an interrupted series needs before and after (Penfold and Zhang 2013)."""

FEWEST_COMPARED = 6
"""Shared points before and after that a comparison of groups needs here."""

MOST_MISSING = 0.2
"""The part of the periods on one side that may be without a figure."""


def refuse_empty(subject: Series) -> None:
    """Raises DesignRefused where there is no figure at all, and says whether all were suppressed."""
    step = subject.step
    if len(subject.times) == 0:
        hidden = len(subject.suppressed)
        raise DesignRefused(
            "no-figures",
            f"{subject.name} has no figure to work with"
            + (
                f"; all {step.counted(hidden)} are suppressed because the numbers are small."
                if hidden
                else "."
            ),
        )


def split(subject: Series, start: int, fewest: int, *, delay: int = 0) -> tuple[list[int], list[int]]:
    """The observed times before the start and from start + delay on. Raises DesignRefused."""
    step = subject.step
    refuse_empty(subject)
    first, last = subject.times[0], subject.times[-1]
    if not first < start <= last:
        side = "before the first figure or on it" if start <= first else "after the last figure"
        raise DesignRefused(
            "start-outside",
            f"The start, {step.said(start)}, is {side}: {subject.name} has figures from {step.said(first)} to "
            f"{step.said(last)}. A change can only be seen with figures on both sides of it.",
        )
    before = [time for time in subject.times if time < start]
    after = [time for time in subject.times if time >= start + delay]
    for side, times, span, word in (
        ("before", before, range(first, start), "earlier figures"),
        ("after", after, range(start + delay, last + 1), "patience, or figures by shorter periods"),
    ):
        without = len(span) - len(times)
        hidden = sum(1 for time in subject.suppressed if time in span)
        if len(times) < fewest:
            because = f" ({hidden} more are suppressed because the numbers are small)" if hidden else ""
            raise DesignRefused(
                f"too-few-{side}",
                f"{subject.name} has {step.counted(len(times))} {side} the start{because}; at least {fewest} are "
                f"needed to tell a change from the course it was on anyway. It takes {word}.",
            )
        if without > MOST_MISSING * len(span):
            reason = "suppressed because the numbers are small" if hidden * 2 >= without else "missing"
            raise DesignRefused(
                "suppressed" if hidden * 2 >= without else "gaps",
                f"{without} of {step.counted(len(span))} {side} the start are {reason}. Figures that are left out "
                "when they are small are not left out by chance, so what remains would mislead. Use longer "
                "periods, or a larger group.",
            )
    return before, after


def refuse_constant(subject: Series, times: list[int], side: str) -> None:
    """Raises DesignRefused where all figures of one side are the same: there is no noise to judge by."""
    known = subject.by_time()
    values = {known[time] for time in times}
    if len(values) == 1:
        raise DesignRefused(
            "constant",
            f"{subject.name} is {said(values.pop())} in every {subject.step} {side} the start. A series that never "
            "moves gives nothing to judge a change by; is the measure really recorded anew each time?",
        )


def refuse_new_method(subject: Series, start: int) -> str | None:
    """A warning where the method of the figures changes; DesignRefused where it changes with the start.

    Within two periods of the start the two changes cannot be told apart.
    """
    seen = [
        (time, version) for time, version in zip(subject.times, subject.versions, strict=False) if version
    ]
    changes = [time for (_, was), (time, version) in pairwise(seen) if was != version]
    if any(abs(time - start) <= 2 for time in changes):
        raise DesignRefused(
            "method-changed",
            f"The way {subject.name} is computed changed at the start itself. Nobody could tell the two apart: "
            "compute the earlier figures again by the new method first.",
        )
    if changes:
        when = subject.step.said(changes[0])
        return f"The way the figures are computed changed in {when}; a jump there would not be real."
    return None


def gap_warning(subject: Series) -> str | None:
    """How many periods are without a figure, if any."""
    inside = [time for time in subject.suppressed if subject.times[0] < time < subject.times[-1]]
    gone = len(subject.missing) + len(inside)
    if not gone:
        return None
    hidden = f", {len(inside)} of them suppressed because the numbers are small" if inside else ""
    return (
        f"{subject.name} lacks {subject.step.counted(gone)} between its first and last "
        f"figure{hidden}; they were left out."
    )


def mix_warning(subject: Series, start: int) -> str | None:
    """A warning where the number counted (the denominator) changed by a fifth or more after the start."""
    if subject.denominators is None:
        return None
    before = [n for time, n in zip(subject.times, subject.denominators, strict=True) if time < start]
    after = [n for time, n in zip(subject.times, subject.denominators, strict=True) if time >= start]
    if not before or not after or not float(np.mean(before)):
        return None
    change = float(np.mean(after)) / float(np.mean(before)) - 1
    if abs(change) < 0.2:
        return None
    way = "more" if change > 0 else "fewer"
    return (
        f"After the start {abs(change):.0%} {way} people or events were counted in a {subject.step}: "
        "who is counted may "
        "have changed, and with that the figure."
    )


def extreme_before(subject: Series, start: int, better: Better, effect: float) -> bool:
    """Whether the last three figures before the start were the worst of the time before, so that a return to the
    usual (regression to the mean) would look like the effect."""
    before = [value for time, value in zip(subject.times, subject.values, strict=True) if time < start]
    if len(before) < 6:
        return False
    rest = np.asarray(before[:-3])
    last = float(np.mean(before[-3:]))
    spread = float(rest.std(ddof=1))
    away = (last - float(rest.mean())) / spread if spread else 0.0
    return abs(away) > 1 and (away > 0) is (effect < 0)
