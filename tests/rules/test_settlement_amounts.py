"""Numbers and rates as people write them, and as they are shown."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from commonweal.settlement import amounts
from commonweal.settlement.division.apportion import CannotDivide, largest_remainder


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("(1,234.50)", "-1234.50"),
        ("−5", "-5"),
        ("$ 7", "7"),
        (" 1,000 ", "1000"),
        (".5", "0.5"),
    ],
)
def test_numbers_as_people_write_them(text: str, number: str) -> None:
    assert amounts.read_number(text) == Decimal(number)


@pytest.mark.parametrize("text", ["1,00", "12,34,567", "0x10", "1_000", "٣", "--1", "1.2.3", "()"])
def test_numbers_nobody_should_guess(text: str) -> None:
    with pytest.raises(amounts.NotANumber):
        amounts.read_number(text)


def test_rates() -> None:
    assert amounts.read_rate("0.5 of 1") == amounts.read_rate("50%") == Decimal("0.5")
    for text, words in ((" %", "no number"), ("of 1", "no number"), ("", "no rate"), ("7", "7 % or 700 %")):
        with pytest.raises(amounts.NotANumber, match=words):
            amounts.read_rate(text)


def test_amounts_as_they_are_shown() -> None:
    assert amounts.money(Decimal("-1234.5")) == "−$1,234.50"
    assert amounts.money(Decimal("2.005")) == "$2.01"
    assert amounts.fine_money(Decimal("-1.5")) == "−$1.50"
    assert amounts.fine_money(Decimal("1.1234567")) == "$1.123457"
    assert amounts.percent(Decimal("-0.123")) == "−12.3 %"


def test_quotas_that_are_no_whole_cents_together() -> None:
    with pytest.raises(CannotDivide, match="whole cents"):
        largest_remainder({"a": Fraction(1, 2)})
