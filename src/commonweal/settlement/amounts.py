"""Exact numbers: how they are read, rounded and printed.

Money is a `Decimal` in the currency's main unit. A rate is a `Decimal` fraction (0.5 is 50 %). Nothing here
accepts a binary float: `EXACT` traps any mixture of the two.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import (
    ROUND_HALF_UP,
    Context,
    Decimal,
    DivisionByZero,
    FloatOperation,
    InvalidOperation,
    Overflow,
    localcontext,
)

EXACT = Context(
    prec=40, rounding=ROUND_HALF_UP, traps=[DivisionByZero, FloatOperation, InvalidOperation, Overflow]
)
"""Forty digits: a benchmark of 10^12 divided and multiplied a dozen times keeps its cents many times over."""

CENT = Decimal("0.01")
SIXTH = Decimal("0.000001")
ZERO = Decimal(0)
ONE = Decimal(1)
HUNDRED = Decimal(100)
NOTHING = frozenset({"", "*", "-", "–", "—", ".", "N/A", "NA", "n/a"})
"""How public files and partners' files write “no value”: suppressed, not applicable, not reported."""

_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)")
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?")


class NotANumber(ValueError):
    """What was written cannot be read as one number; the message says why."""


@contextmanager
def exact() -> Iterator[None]:
    """Arithmetic at forty digits in which a binary float is an error."""
    with localcontext(EXACT):
        yield


def read_number(text: str) -> Decimal | None:
    """The number in a cell, or None for an empty or suppressed one.

    Understands `$`, thousands separators, a typographic minus and accountants' brackets. Raises NotANumber
    for words, NaN, infinities and scientific notation (a spreadsheet that wrote 6.7E+08 has lost the digits).
    """
    cell = text.strip().strip('"').strip()
    if cell in NOTHING:
        return None
    bracketed = cell.startswith("(") and cell.endswith(")")
    plain = (cell[1:-1] if bracketed else cell).replace("−", "-").replace("$", "").strip()
    if _GROUPED.fullmatch(plain):
        plain = plain.replace(",", "")
    if not _NUMBER.fullmatch(plain):
        if re.fullmatch(r"[+-]?\d+(\.\d*)?[eE][+-]?\d+", plain):
            raise NotANumber(
                f"“{cell}” is in scientific notation, so digits were lost; the full number is needed"
            )
        raise NotANumber(f"“{cell}” is not a number")
    number = Decimal(plain)
    return -number if bracketed else number


def read_rate(text: str) -> Decimal:
    """A rate that says itself what it is: `50 %` or `0.5 of 1`, never a bare `50` or `0.5`.

    Returns the fraction. Raises NotANumber with the question to ask when the unit is missing.
    """
    cell = text.strip()
    if cell.endswith("%"):
        number = read_number(cell[:-1])
        if number is None:
            raise NotANumber(f"“{cell}” has a percent sign and no number")
        return number / HUNDRED
    if cell.endswith("of 1"):
        number = read_number(cell[: -len("of 1")])
        if number is None:
            raise NotANumber(f"“{cell}” has no number")
        return number
    bare = read_number(cell)
    if bare is None:
        raise NotANumber("no rate is given")
    other = f"{plain_number(bare * HUNDRED)} %"
    raise NotANumber(
        f"“{cell}” could mean {plain_number(bare)} % or {other}; write “{plain_number(bare)} %” or “{other}”"
    )


def cents(amount: Decimal) -> Decimal:
    """The amount rounded to the cent, halves away from zero."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP, context=EXACT)


def fine(value: Decimal) -> Decimal:
    """A per-member amount or an attainment rounded to six decimals, halves away from zero."""
    return value.quantize(SIXTH, rounding=ROUND_HALF_UP, context=EXACT)


def held_between(value: Decimal, low: Decimal, high: Decimal) -> Decimal:
    """The value, or the bound it passed."""
    return max(low, min(high, value))


def plain_number(value: Decimal) -> str:
    """The shortest ordinary way to write a number: no exponent, no trailing zeros."""
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def money(amount: Decimal, *, sign: str = "$") -> str:
    """Money as people read it: `$1,234.50`, `−$12` for whole amounts."""
    value = cents(amount)
    body = f"{abs(value):,.2f}".removesuffix(".00")
    return f"−{sign}{body}" if value < 0 else f"{sign}{body}"


def fine_money(amount: Decimal, *, sign: str = "$") -> str:
    """A per-member amount with as many of its six decimals as it has, at least two."""
    body = f"{abs(fine(amount)):,.6f}".rstrip("0")
    body += "0" * max(0, 2 - len(body.partition(".")[2]))
    return f"−{sign}{body}" if amount < 0 else f"{sign}{body}"


def percent(rate: Decimal, *, digits: int = 4) -> str:
    """A fraction as a percentage with at most `digits` decimals."""
    value = (rate * HUNDRED).quantize(ONE.scaleb(-digits), rounding=ROUND_HALF_UP, context=EXACT)
    return f"{plain_number(value).replace('-', '−')} %"
