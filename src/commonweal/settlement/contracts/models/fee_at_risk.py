"""Fee at risk: a part of a fee depends on indicators reaching their targets."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from commonweal.settlement.amounts import (
    HUNDRED,
    ONE,
    ZERO,
    NotANumber,
    cents,
    fine,
    held_between,
    money,
    percent,
    plain_number,
    read_number,
    read_rate,
)
from commonweal.settlement.contracts.figures import Figures
from commonweal.settlement.contracts.models.base import Head, Result, plain
from commonweal.settlement.contracts.reader import Reader
from commonweal.settlement.steps import Steps

_SHAPES = ("linear", "step", "gate")


@dataclass(frozen=True, slots=True)
class Indicator:
    """What is measured, from where it starts to count, and where it counts in full."""

    figure: str
    weight: Decimal
    shape: str
    starts: Decimal
    target: Decimal
    steps: int
    is_rate: bool

    def attained(self, value: Decimal) -> Decimal:
        """How much of its weight an indicator earns, 0 to 1, to six decimals. A target below the start
        means lower is
        better.
        """
        if self.shape == "gate" or self.target == self.starts:
            better = value >= self.target if self.target >= self.starts else value <= self.target
            return ONE if better else ZERO
        way = self.target - self.starts
        if self.shape == "linear":
            return fine(held_between((value - self.starts) / way, ZERO, ONE))
        # Multiplied before divided: a step that is reached exactly must come out whole.
        reached = held_between((value - self.starts) * self.steps / way, ZERO, Decimal(self.steps))
        return fine(Decimal(int(reached)) / self.steps)


@dataclass(frozen=True, slots=True)
class FeeAtRisk:
    """A fee of which a part is paid only as far as the indicators are attained."""

    head: Head
    fee: Decimal
    at_risk: Decimal
    indicators: tuple[Indicator, ...]

    def settle(self, figures: Figures, *, gate_open: bool, steps: Steps) -> Result:
        """The secure part, and of the part at risk what was attained; a closed gate takes the whole
        part at risk.
        """
        source = self.head.source
        exposed = cents(self.at_risk * self.fee)
        secure = self.fee - exposed
        steps.add(
            "Secure part",
            f"{money(self.fee)} − {percent(self.at_risk)} × {money(self.fee)}",
            money(secure),
            rule="paid whatever the indicators say",
            source=source,
        )
        attained = ZERO
        for indicator in self.indicators:
            value = (
                figures.rate(indicator.figure, rule="indicator", most=HUNDRED)
                if indicator.is_rate
                else figures.amount(indicator.figure, rule="indicator", below_zero=True)
            )
            part = indicator.attained(value)
            attained += indicator.weight * part
            steps.add(
                f"Indicator {indicator.figure}",
                _working(indicator, value),
                f"{percent(part)} attained",
                rule={
                    "linear": "in a straight line from start to target",
                    "step": f"in {indicator.steps} equal steps from start to target, a step counts "
                    f"when reached",
                    "gate": "all or nothing at the target",
                }[indicator.shape],
                source=source,
            )
        attained = fine(attained) if gate_open else ZERO
        amount = secure + cents(exposed * attained)
        steps.add(
            "Fee",
            f"{money(secure)} + {percent(attained)} × {money(exposed)}"
            + ("" if gate_open else f" (gate {self.head.gate} is closed)"),
            money(amount),
            rule="the secure part and what was attained of the part at risk",
            source=source,
        )
        return Result(amount, plain(self.head, amount, "fee"))


def _working(indicator: Indicator, value: Decimal) -> str:
    show = percent if indicator.is_rate else plain_number
    weight = f"weight {percent(indicator.weight)}"
    if indicator.shape == "gate":
        return f"{show(value)} against {show(indicator.target)}, {weight}"
    return f"{show(value)} on the way from {show(indicator.starts)} to {show(indicator.target)}, {weight}"


def read(head: Head, reader: Reader) -> FeeAtRisk:
    """The terms of a `fee_at_risk` model; faults are noted in the reader."""
    indicators = tuple(_indicator(item) for item in reader.tables("indicator"))
    total = sum((indicator.weight for indicator in indicators), ZERO)
    if total != 1:
        reader.fault("indicator", f"the weights add up to {percent(total)}, not 100 %")
    return FeeAtRisk(
        head=head, fee=reader.amount("fee"), at_risk=reader.rate("at_risk"), indicators=indicators
    )


def _indicator(reader: Reader) -> Indicator:
    shape = reader.choice("shape", _SHAPES, "linear")
    target_text, starts_text = reader.scalar("target"), reader.scalar("starts", "") or reader.scalar("target")
    is_rate = target_text.endswith("%")
    if starts_text.endswith("%") != is_rate:
        reader.fault(
            "starts", "start and target are not of one kind; write both with a percent sign or neither"
        )
        starts_text = target_text
    if shape != "gate" and not reader.has("starts"):
        reader.fault("starts", "where the indicator starts to count is missing")
    steps = reader.count("steps") if shape == "step" else 1
    if not steps:
        reader.fault("steps", "at least one step is needed")
    found = Indicator(
        figure=reader.text("figure"),
        weight=reader.rate("weight"),
        shape=shape,
        starts=_value(reader, "starts", starts_text),
        target=_value(reader, "target", target_text),
        steps=steps or 1,
        is_rate=is_rate,
    )
    reader.done()
    return found


def _value(reader: Reader, key: str, text: str) -> Decimal:
    try:
        value = read_rate(text) if text.endswith("%") else read_number(text)
    except NotANumber as why:
        reader.fault(key, str(why))
        return ZERO
    if value is None:
        reader.fault(key, "a value is missing")
        return ZERO
    return value
