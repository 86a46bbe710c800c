"""Shared savings and losses: the arithmetic every such contract is made of.

Each function takes exact numbers, adds the step it took, and returns a number. The Medicare tracks
(`mssp/`) and a contract of one's own (`contracts/`) differ only in which terms they pass.
Amounts are in the contract's currency; rates are fractions. Every amount is rounded to the cent where it is
shown, and the next step starts from the rounded amount, so that the steps can be recomputed by hand.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from commonweal.settlement.amounts import ONE, ZERO, cents, held_between, money, percent
from commonweal.settlement.steps import Steps


class Counting(StrEnum):
    """Which part of a saving counts once the minimum is reached."""

    FIRST_DOLLAR = "first_dollar"
    ABOVE_MINIMUM = "above_minimum"


@dataclass(frozen=True, slots=True)
class Difference:
    """What was saved (or, negative, overspent) against the benchmark."""

    benchmark: Decimal
    expenditure: Decimal
    savings: Decimal
    rate: Decimal


def difference(benchmark: Decimal, expenditure: Decimal, steps: Steps, *, source: str) -> Difference:
    """Savings = benchmark − expenditure, and their rate on the benchmark (which must be above zero)."""
    savings = benchmark - expenditure
    rate = savings / benchmark
    steps.add(
        "Savings",
        f"{money(benchmark)} − {money(expenditure)}",
        money(savings),
        rule="benchmark minus expenditure; negative means more was spent than the benchmark",
        source=source,
    )
    steps.add(
        "Savings rate",
        f"{money(savings)} ÷ {money(benchmark)}",
        percent(rate),
        rule="savings divided by the benchmark",
        source=source,
    )
    return Difference(benchmark, expenditure, savings, rate)


def counted_savings(
    found: Difference,
    *,
    minimum_savings_rate: Decimal,
    minimum_loss_rate: Decimal | None,
    counting: Counting,
    steps: Steps,
    source: str,
) -> Decimal:
    """The savings (or losses) that count. `minimum_loss_rate` None means losses are not shared."""
    beyond = counting is Counting.ABOVE_MINIMUM
    if found.savings >= 0 and found.rate >= minimum_savings_rate:
        counted = found.savings - (cents(minimum_savings_rate * found.benchmark) if beyond else ZERO)
        working = f"{percent(found.rate)} reaches {percent(minimum_savings_rate)}"
    elif minimum_loss_rate is not None and found.savings < 0 and found.rate <= -minimum_loss_rate:
        counted = found.savings + (cents(minimum_loss_rate * found.benchmark) if beyond else ZERO)
        working = f"{percent(found.rate)} reaches −{percent(minimum_loss_rate)}"
    elif found.savings >= 0:
        counted, working = ZERO, f"{percent(found.rate)} is below {percent(minimum_savings_rate)}"
    elif minimum_loss_rate is None:
        counted, working = ZERO, f"{percent(found.rate)}: a loss, and losses are not shared"
    else:
        counted, working = ZERO, f"{percent(found.rate)} does not reach −{percent(minimum_loss_rate)}"
    part = "only the part beyond the minimum counts" if beyond else "from the first dollar"
    steps.add(
        "Counted savings",
        working,
        money(counted),
        rule=f"once the minimum rate is reached the savings count, {part}; otherwise nothing counts",
        source=source,
    )
    return counted


def earned_savings(
    counted: Decimal,
    *,
    sharing_rate: Decimal,
    withheld: Decimal,
    benchmark: Decimal,
    cap: Decimal | None,
    steps: Steps,
    source: str,
    cap_source: str,
) -> Decimal:
    """The share of counted savings: rate, then what is withheld, then the cap.

    The withholding comes before the cap: with the two the other way round a capped partner would receive
    less than the cap. `cap` is a fraction of the benchmark, None for no cap.
    """
    share = cents(sharing_rate * counted)
    steps.add(
        "Share of savings",
        f"{percent(sharing_rate)} × {money(counted)}",
        money(share),
        rule="sharing rate times counted savings",
        source=source,
    )
    kept = cents(share * (ONE - withheld))
    if withheld:
        steps.add(
            "After withholding",
            f"{percent(ONE - withheld)} × {money(share)}",
            money(kept),
            rule=f"{percent(withheld)} is withheld before the cap is applied",
            source=cap_source,
        )
    if cap is None:
        return kept
    ceiling = cents(cap * benchmark)
    earned = min(kept, ceiling)
    steps.add(
        "Cap on savings",
        f"the smaller of {money(kept)} and {percent(cap)} × {money(benchmark)} = {money(ceiling)}",
        money(earned),
        rule="no more than the cap times the benchmark is paid",
        source=cap_source,
    )
    return earned


def loss_rate_from_sharing(applied: Decimal, low: Decimal, high: Decimal) -> Decimal:
    """One minus the sharing rate, held between two bounds: better quality, smaller share of a loss."""
    return held_between(ONE - applied, low, high)


def owed_loss(
    counted: Decimal,
    *,
    loss_rate: Decimal,
    ceilings: tuple[tuple[str, Decimal], ...],
    adjustment: Decimal,
    steps: Steps,
    source: str,
) -> Decimal:
    """What is owed on a counted loss (negative), as a negative amount rounded to the cent; never above zero.

    `ceilings` are named amounts of which the smallest holds; `adjustment` (zero or more) is then forgiven.
    """
    share = cents(loss_rate * -counted)
    steps.add(
        "Share of losses",
        f"{percent(loss_rate)} × {money(-counted)}",
        money(share),
        rule="loss rate times counted losses",
        source=source,
    )
    owed = share
    if ceilings:
        owed = min(share, *(ceiling for _, ceiling in ceilings))
        listed = ", ".join(f"{name} = {money(ceiling)}" for name, ceiling in ceilings)
        steps.add(
            "Cap on losses",
            f"the smallest of {money(share)}, {listed}",
            money(owed),
            rule="no more than the loss cap is owed",
            source=source,
        )
    if adjustment:
        forgiven = max(ZERO, owed - adjustment)
        steps.add(
            "Adjustment",
            f"{money(owed)} − {money(adjustment)}, not below zero",
            money(forgiven),
            rule="the adjustment reduces what is owed after the cap",
            source=source,
        )
        owed = forgiven
    return -cents(owed)
