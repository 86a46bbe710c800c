"""A whole public use file: every row settled or asked about, and compared with what was published."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from decimal import Decimal

from commonweal.settlement.amounts import ONE, ZERO, NotANumber, exact, money, read_number
from commonweal.settlement.mssp import inputs as reading
from commonweal.settlement.mssp.inputs import Inputs
from commonweal.settlement.mssp.public_file import PublicFile, Row
from commonweal.settlement.mssp.ruling import Ruling, rule
from commonweal.settlement.steps import NeedsInput

TOLERANCE = Decimal(2)
"""Dollars within which two settlements agree: benchmark and expenditure are printed in whole dollars."""


@dataclass(frozen=True, slots=True)
class Settled:
    """A row of the answer. `earned` is None when an input is missing; `reason` then says which and why."""

    row: Row
    benchmark: Decimal | None
    expenditure: Decimal | None
    ruling: Ruling
    inputs: Inputs | None
    reason: str

    @property
    def status(self) -> str:
        """`settled` or `needs_input`."""
        return "needs_input" if self.ruling.earned is None else "settled"


@dataclass(frozen=True, slots=True)
class Comparison:
    """A settled row beside the published result."""

    settled: Settled
    published: Decimal
    difference: Decimal
    explanation: str
    """Empty when the two agree within $2."""
    explained: bool
    """Whether the rounding of a printed input accounts for the whole difference."""


def settle(file: PublicFile, year: int) -> list[Settled]:
    """Settle every row, in the order of the file. A row that cannot be settled does not hold up the
    others.
    """
    seen: Counter[tuple[str, ...]] = Counter(_key(row, year) for row in file.rows if row.aco_id)
    lines: dict[tuple[str, ...], list[int]] = {}
    for row in file.rows:
        lines.setdefault(_key(row, year), []).append(row.line)
    with exact():
        return [_settle(row, file, year, lines[_key(row, year)], seen[_key(row, year)]) for row in file.rows]


def _key(row: Row, year: int) -> tuple[str, ...]:
    # In 2019 an organisation may have ended one agreement in June and begun the next in July: two
    # honest rows.
    return (row.aco_id, row.cells.get("start", "").strip()) if year == 2019 else (row.aco_id,)


def _settle(row: Row, file: PublicFile, year: int, lines: list[int], times: int) -> Settled:
    ruling = Ruling()
    benchmark = expenditure = None
    given: Inputs | None = None
    try:
        _check_row(row, file, year, lines, times)
        benchmark, expenditure = reading.benchmark_and_expenditure(row, file)
        given = reading.read_inputs(row, file, year, benchmark, expenditure)
        rule(given, ruling)
        reason = ruling.why
    except NeedsInput as question:
        ruling.earned = None
        reason = f"line {row.line}, column {question}"
    return Settled(row, benchmark, expenditure, ruling, given, reason)


def _check_row(row: Row, file: PublicFile, year: int, lines: list[int], times: int) -> None:
    identifier = file.headers["aco_id"]
    if row.fault:
        raise NeedsInput(identifier, row.fault, rule="a row has one cell per column")
    if not row.aco_id:
        raise NeedsInput(identifier, "the row names no organisation", rule="one row per organisation")
    if times > 1:
        listed = ", ".join(str(line) for line in lines)
        raise NeedsInput(
            identifier,
            f"{row.aco_id} stands on lines {listed}; which of them holds?",
            rule="one row per organisation",
        )
    stated = row.cells.get("year", "").strip()
    if stated and stated != str(year):
        raise NeedsInput(
            file.headers["year"],
            f"the row says {stated}, the settlement is for {year}",
            rule="one year per file",
        )


def compare(settled: Settled) -> Comparison | None:
    """A settled row beside its published result; None when either is missing."""
    try:
        published = read_number(settled.row.published)
    except NotANumber:
        published = None
    if settled.ruling.earned is None or published is None:
        return None
    with exact():
        difference = settled.ruling.earned - published
        if abs(difference) <= TOLERANCE:
            return Comparison(settled, published, difference, "", explained=True)
        explanation, explained = _explain(settled, published)
    return Comparison(settled, published, difference, explanation, explained)


def _explain(settled: Settled, published: Decimal) -> tuple[str, bool]:
    """What the rounding of the printed quality score allows, and whether the published result lies inside."""
    given = settled.inputs
    assert given is not None
    ends = []
    for shift in (-given.quality_unit, given.quality_unit):
        other = Ruling()
        shifted = None if given.quality is None else max(ZERO, min(ONE, given.quality + shift))
        rule(replace(given, quality=shifted), other)
        assert other.earned is not None
        ends.append(other.earned)
    low, high = min(ends), max(ends)
    if low == high:
        return "no rounding of an input explains it", False
    span = f"the printed quality score is rounded; unrounded it gives {money(low)} to {money(high)}"
    if low - TOLERANCE <= published <= high + TOLERANCE:
        return span, True
    return f"{span}, which does not reach the published result", False
