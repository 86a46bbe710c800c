"""Bundle: a target price for an episode, reconciled with what the episodes cost."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from commonweal.settlement.amounts import ONE, ZERO, cents, money, percent, plain_number
from commonweal.settlement.contracts.figures import Figures
from commonweal.settlement.contracts.models.base import Head, Result, names, plain
from commonweal.settlement.contracts.reader import Reader
from commonweal.settlement.steps import Steps


@dataclass(frozen=True, slots=True)
class Bundle:
    """Target per episode less a discount; the difference to actual spend is shared within stop-gain
    and stop-loss.
    """

    head: Head
    figures: dict[str, str]
    target_price: Decimal
    discount: Decimal
    risk_adjusted: bool
    share_of_gain: Decimal
    share_of_loss: Decimal
    stop_gain: Decimal | None
    stop_loss: Decimal | None

    def settle(self, figures: Figures, *, gate_open: bool, steps: Steps) -> Result:
        """Paid to the providers when the episodes cost less than the target, repaid when they cost more."""
        source = self.head.source
        episodes = figures.count(self.figures["episodes"], rule="target")
        spend = figures.amount(self.figures["spend"], rule="reconciliation")
        ratio = figures.amount(self.figures["case_mix"], rule="case mix") if self.risk_adjusted else ONE
        target = cents(episodes * self.target_price * (ONE - self.discount) * ratio)
        steps.add(
            "Target",
            f"{episodes:,} episodes × {money(self.target_price)} × (1 − {percent(self.discount)})"
            + (f" × case mix {plain_number(ratio)}" if self.risk_adjusted else ""),
            money(target),
            rule="target price less the discount, times episodes",
            source=source,
        )
        difference = target - spend
        held = difference
        if self.stop_loss is not None:
            held = max(held, cents(-self.stop_loss * target))
        if self.stop_gain is not None:
            held = min(held, cents(self.stop_gain * target))
        steps.add(
            "Difference",
            f"{money(target)} − {money(spend)} = {money(difference)}"
            + ("" if held == difference else ", held at the stop"),
            money(held),
            rule="target minus spend, held between stop-loss and stop-gain (shares of the target)",
            source=source,
        )
        share = self.share_of_gain if held >= 0 else self.share_of_loss
        amount = cents(share * held)
        steps.add(
            "Reconciliation",
            f"{percent(share)} × {money(held)}",
            money(amount),
            rule="the share of a gain, or of a loss",
            source=source,
        )
        if amount > 0 and not gate_open:
            amount = cents(ZERO)
            steps.add(
                "Quality gate",
                f"gate {self.head.gate} is closed",
                money(amount),
                rule="a gain is paid only behind an open gate; a loss is owed all the same",
                source=source,
            )
        return Result(amount, plain(self.head, amount, f"reconciliation of {episodes:,} episodes"))


def read(head: Head, reader: Reader) -> Bundle:
    """The terms of a `bundle` model; faults are noted in the reader."""
    return Bundle(
        head=head,
        figures=names(reader, "episodes", "spend", "case_mix"),
        target_price=reader.amount("target_price"),
        discount=reader.rate("discount", ZERO),
        risk_adjusted=reader.flag("risk_adjusted", False),
        share_of_gain=reader.rate("share_of_gain"),
        share_of_loss=reader.rate("share_of_loss", ZERO),
        stop_gain=reader.optional_rate("stop_gain"),
        stop_loss=reader.optional_rate("stop_loss"),
    )
