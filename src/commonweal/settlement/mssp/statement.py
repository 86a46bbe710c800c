"""The answer as a table, and the sentences that say how far it agrees with what was published."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import TextIO

from commonweal.settlement.amounts import EXACT, cents, money, plain_number
from commonweal.settlement.mssp.settlement import Comparison, Settled

COLUMNS = (
    "aco_id",
    "status",
    "benchmark",
    "expenditure",
    "savings",
    "savings_rate",
    "minimum_savings_rate",
    "counted_savings",
    "sharing_rate",
    "loss_rate",
    "earned",
    "reason",
)
_RATE_DIGITS = Decimal("0.00000001")


def write(settled: Iterable[Settled], out: TextIO) -> None:
    """One row per row of the file. Money to the cent, rates as fractions to eight decimals, empty
    where unknown.
    """
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for item in settled:
        ruling = item.ruling
        known = item.benchmark is not None and item.expenditure is not None
        savings = item.benchmark - item.expenditure if known else None  # type: ignore[operator]
        writer.writerow(
            (
                item.row.aco_id,
                item.status,
                _amount(item.benchmark),
                _amount(item.expenditure),
                _amount(savings),
                _rate(ruling.savings_rate),
                _rate(ruling.minimum),
                _amount(ruling.counted),
                _rate(ruling.sharing_rate),
                _rate(ruling.loss_rate),
                _amount(ruling.earned),
                item.reason,
            )
        )


def _amount(value: Decimal | None) -> str:
    return "" if value is None else plain_number(cents(value))


def _rate(value: Decimal | None) -> str:
    if value is None:
        return ""
    return plain_number(value.quantize(_RATE_DIGITS, rounding=ROUND_HALF_UP, context=EXACT))


def agreement(settled: Sequence[Settled], comparisons: Sequence[Comparison]) -> Iterator[str]:
    """The lines printed after settling: counts first, then every row that does not agree or needs an
    input.
    """
    asked = [item for item in settled if item.status == "needs_input"]
    apart = [item for item in comparisons if item.explanation]
    rounding = [item for item in apart if item.explained]
    unexplained = [item for item in apart if not item.explained]
    yield f"{len(settled)} organisations: {len(settled) - len(asked)} settled, {len(asked)} need an input"
    if not comparisons:
        yield "No published result to compare with"
    else:
        agree = len(comparisons) - len(apart)
        yield f"{agree} of {len(comparisons)} agree with the published result within $2"
        if apart:
            yield (
                f"{len(rounding)} more agree as far as the printed, rounded quality score can tell; "
                f"{len(unexplained)} differ for another reason"
            )
    if unexplained:
        yield "\nDiffer, unexplained:"
        yield from map(_line, unexplained)
    if rounding:
        yield "\nDiffer within the rounding of a printed input:"
        yield from map(_line, rounding)
    if asked:
        yield "\nNeed an input:"
        yield from (f"  {item.row.aco_id or '(no id)'}: {item.reason}" for item in asked)


def _line(item: Comparison) -> str:
    earned = item.settled.ruling.earned
    assert earned is not None
    return (
        f"  {item.settled.row.aco_id}: settled {money(earned)}, published {money(item.published)}, "
        f"difference {money(item.difference)}; {item.explanation}"
    )
