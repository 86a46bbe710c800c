"""Periods as numbers, so that a gap in a series stays a gap: months, quarters, weeks, years."""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from datetime import date
from enum import StrEnum


class PeriodError(ValueError):
    """Text that names no period, or periods of several lengths; the message says what to write."""


class Step(StrEnum):
    """How long a period is."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"

    @property
    def a_year(self) -> int:
        """How many of them make a year, by which seasons are counted."""
        return {Step.WEEK: 52, Step.MONTH: 12, Step.QUARTER: 4, Step.YEAR: 1}[self]

    def number(self, text: str) -> int:
        """The period as a whole number; neighbours in time differ by 1. Raises PeriodError."""
        step, number = _read(text)
        if step is not self:
            raise PeriodError(f"“{text}” is a {step}, and the series counts by the {self}.")
        return number

    def written(self, number: int) -> str:
        """The period as it is written in files: 2017-05, 2017-Q2, 2017-W08, 2017."""
        if self is Step.MONTH:
            return f"{number // 12:04}-{number % 12 + 1:02}"
        if self is Step.QUARTER:
            return f"{number // 4:04}-Q{number % 4 + 1}"
        if self is Step.YEAR:
            return f"{number:04}"
        year, week, _ = date.fromordinal(number * 7 + 1).isocalendar()
        return f"{year:04}-W{week:02}"

    def said(self, number: int) -> str:
        """The period as people say it: May 2017."""
        if self is Step.MONTH:
            return f"{calendar.month_name[number % 12 + 1]} {number // 12}"
        if self is Step.QUARTER:
            return f"quarter {number % 4 + 1} of {number // 4}"
        return (
            f"week {self.written(number)[6:].lstrip('0')} of {self.written(number)[:4]}"
            if self is Step.WEEK
            else f"{number}"
        )

    def counted(self, count: int) -> str:
        """A number of periods in words: 1 month, 8 months."""
        return f"{count} {self}" + ("" if count == 1 else "s")


_SHAPES = (
    (Step.MONTH, re.compile(r"(\d{4})-(\d{2})")),
    (Step.MONTH, re.compile(r"(\d{4})-(\d{2})-01")),
    (Step.QUARTER, re.compile(r"(\d{4})-?[Qq]([1-4])")),
    (Step.WEEK, re.compile(r"(\d{4})-?[Ww](\d{2})")),
    (Step.YEAR, re.compile(r"(\d{4})")),
)


def _read(text: str) -> tuple[Step, int]:
    for step, shape in _SHAPES:
        if (found := shape.fullmatch(text.strip())) is None:
            continue
        year = int(found[1])
        if step is Step.YEAR:
            return step, year
        part = int(found[2])
        if step is Step.MONTH and 1 <= part <= 12:
            return step, year * 12 + part - 1
        if step is Step.QUARTER:
            return step, year * 4 + part - 1
        if step is Step.WEEK and year:
            try:
                return step, (date.fromisocalendar(year, part, 1).toordinal() - 1) // 7
            except ValueError:
                break
    raise PeriodError(
        f"“{text}” is no period. Write a month as 2017-05 (or its first day, 2017-05-01), a quarter as "
        "2017-Q2, a week as 2017-W08 or a year as 2017."
    )


def step_of(periods: Sequence[str]) -> Step:
    """The length that all these periods have. Raises PeriodError where they have several, or are none."""
    steps = {text: _read(text)[0] for text in periods}
    kinds = sorted(set(steps.values()))
    if len(kinds) != 1:
        examples = ", ".join(next(text for text, step in steps.items() if step is kind) for kind in kinds)
        raise PeriodError(f"The periods have several lengths ({examples}). One series needs one.")
    return kinds[0]
