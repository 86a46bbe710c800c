"""What may be fed, shown and said: uploads, months, small counts, decisions. Plain Python, no clock."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from commonweal.evidence.disclosure import THRESHOLD, is_small
from commonweal.evidence.measures.spec import Chart, Measure, Statistic

MEGABYTE = 1024 * 1024
MOST_UPLOADED = 512 * MEGABYTE
"""Bytes of one upload as it arrives."""
MOST_UNPACKED = 4096 * MEGABYTE
"""Bytes of one upload when everything in it is unpacked; what is beyond it is a bomb or needs the command."""
MOST_FILES = 200
MOST_AGGREGATES = 64 * MEGABYTE
MOST_MONTHS = 120
STUCK_AFTER = timedelta(minutes=15)
"""A run that has not moved for so long has lost its worker."""

TABLE_ENDINGS = (".parquet", ".csv", ".csv.gz", ".tsv", ".txt", ".txt.gz")
_SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,118}")


class _Words(StrEnum):
    """Members with a value that is stored and a title that is shown."""

    title_text: str

    def __new__(cls, value: str, title: str = "") -> _Words:
        member = str.__new__(cls, value)
        member._value_ = value
        member.title_text = title
        return member

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """For fields of rows and forms."""
        return [(member.value, member.title_text) for member in cls]


class Layout(_Words):
    """How the uploaded files are laid out."""

    TUVA = ("tuva", "Tuva input layer: files named as its tables")
    SYNTHEA = ("synthea", "Synthea's CSV files")
    FILES = ("files", "Another layout, described in a mapping file (MAPPING.toml)")
    AGGREGATES = ("aggregates", "Only sums, made at home by the command beside this")


class RunStatus(_Words):
    """How far a run is."""

    WAITING = ("waiting", "Waiting for its turn")
    RUNNING = ("running", "Running")
    DONE = ("done", "Done")
    FAILED = ("failed", "Stopped")


class DecisionKind(_Words):
    """What can be decided about an indicator."""

    TARGET = ("target", "Target")
    GOAL = ("goal", "Goal")
    OWNER = ("owner", "Owner")
    REBASE = ("rebase", "New phase")
    REBASE_UNDONE = ("rebase_undone", "New phase undone")


class UploadError(ValueError):
    """An upload that is not taken; the message says why and what to do. Nothing of it was kept."""


@dataclass(frozen=True)
class RunFacts:
    """How a run stands."""

    status: RunStatus
    moved_at: datetime

    def stuck(self, now: datetime) -> bool:
        """Has it lost its worker?"""
        return self.status in (RunStatus.WAITING, RunStatus.RUNNING) and now - self.moved_at > STUCK_AFTER

    def may_start_again(self, now: datetime) -> bool:
        """Can it be started again? Its files are kept until it is done."""
        return self.status is RunStatus.FAILED or self.stuck(now)


def safe_name(name: str) -> str:
    """The name under which an uploaded file is kept: its last part, if it is harmless.

    Raises UploadError.
    """
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    if not _SAFE.fullmatch(last) or ".." in last:
        raise UploadError(
            f"The file name “{last[:60]}” cannot be kept. Use letters, digits, dots, dashes and underscores."
        )
    return last


def is_table(name: str) -> bool:
    """Does the name end as a table's file does?"""
    return name.lower().endswith(TABLE_ENDINGS)


def check_months(first: date, last: date) -> None:
    """Raises UploadError when the months cannot be a period of a run."""
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    if months < 1:
        raise UploadError("The last month lies before the first.")
    if months > MOST_MONTHS:
        raise UploadError(f"{months} months are too many for one run; the most are {MOST_MONTHS}.")


def last_months(today: date, months: int) -> tuple[date, date]:
    """The first days of the first and last of so many whole months before the present one."""
    number = today.year * 12 + today.month - 1
    first, last = number - months, number - 1
    return date(first // 12, first % 12 + 1, 1), date(last // 12, last % 12 + 1, 1)


def check_pattern(pattern: object, table: str) -> None:
    """A mapping may only name files beside it. Raises UploadError."""
    if not isinstance(pattern, str) or "/" in pattern or "\\" in pattern or ".." in pattern:
        raise UploadError(
            f'The mapping\'s [{table}] must name files of this upload without folders, as file = "claims.csv".'
        )


@dataclass(frozen=True)
class Point:
    """One figure of a series. `numerator`, `denominator`, `value` are empty where it is suppressed.

    `partners`: how many partners' figures are in it; `hidden`: how many of theirs are missing, because too
    small to show.
    """

    start: date
    end: date
    numerator: float | None
    denominator: float | None
    value: float | None
    suppressed: bool
    partners: int = 1
    hidden: int = 0

    def row(self) -> list[object]:
        """As it is stored."""
        return [
            self.start.isoformat(), self.end.isoformat(), self.numerator, self.denominator, self.value,
            self.suppressed, self.partners, self.hidden,
        ]  # fmt: skip

    @classmethod
    def of(cls, row: Sequence[object]) -> Point:
        """From what is stored."""
        start, end, *rest = row
        return cls(date.fromisoformat(str(start)), date.fromisoformat(str(end)), *rest)  # type: ignore[arg-type]


def shown_too_much(measure: Measure, points: Iterable[Point], threshold: int = THRESHOLD) -> Point | None:
    """The first point that shows a count too small to be shown, or keeps a figure though it is suppressed.

    The library suppresses in its last step; this is asked again where figures enter rows that several
    partners can see, whoever made them.
    """
    for point in points:
        shown = (point.numerator, point.denominator, point.value)
        if point.suppressed:
            if any(figure is not None for figure in shown):
                return point
            continue
        counts = [point.numerator] if "numerator" in measure.counts else []
        if "denominator" in measure.counts:
            counts.append(point.denominator)
        if measure.chart is Chart.P and point.numerator is not None and point.denominator is not None:
            counts.append(point.denominator - point.numerator)
        if any(is_small(count, threshold) for count in counts):
            return point
    return None


def can_be_added(measure: Measure) -> bool:
    """Can several partners' figures be added up? Not medians and percentiles."""
    return measure.statistic in (Statistic.RATIO, Statistic.TOTAL)


def feed_is_late(last_fed: datetime | None, now: datetime, after: timedelta) -> bool:
    """Is somebody late who has fed before? `after`: the longest time without figures."""
    return last_fed is not None and now - last_fed > after


def newly_failing(
    now_failing: Iterable[tuple[str, str]], before: Iterable[tuple[str, str]]
) -> list[tuple[str, str]]:
    """Severe checks (check, table) of the last run that did not fail severely in the one before."""
    return sorted(set(now_failing) - set(before))


@dataclass(frozen=True)
class Decided:
    """One decision."""

    kind: DecisionKind
    value: float | None
    text: str
    owner: UUID | None
    month: date | None
    at: datetime


@dataclass(frozen=True)
class Steering:
    """What holds of an indicator after all decisions."""

    target: float | None = None
    goal: str = ""
    owner_name: str = ""
    owner: UUID | None = None
    phases: tuple[date, ...] = ()


def steering(decisions: Iterable[Decided]) -> Steering:
    """What holds now: the last decision of each kind; phases that were begun and not undone."""
    target: float | None = None
    goal = name = ""
    owner: UUID | None = None
    phases: set[date] = set()
    for one in sorted(decisions, key=lambda decided: decided.at):
        match one.kind:
            case DecisionKind.TARGET:
                target = one.value
            case DecisionKind.GOAL:
                goal = one.text
            case DecisionKind.OWNER:
                name, owner = one.text, one.owner
            case DecisionKind.REBASE:
                if one.month is not None:
                    phases.add(one.month)
            case DecisionKind.REBASE_UNDONE:
                if one.month is not None:
                    phases.discard(one.month)
    return Steering(target, goal, name, owner, tuple(sorted(phases)))
