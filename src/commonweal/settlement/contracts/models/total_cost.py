"""Shared savings and losses on the cost of a population: the model `shared_savings`."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from commonweal.settlement import shared_savings as rules
from commonweal.settlement.amounts import (
    ONE,
    ZERO,
    cents,
    fine,
    fine_money,
    held_between,
    money,
    percent,
    plain_number,
)
from commonweal.settlement.contracts.figures import Figures
from commonweal.settlement.contracts.models.base import Head, Result, names, plain
from commonweal.settlement.contracts.reader import Reader
from commonweal.settlement.minimum_rate import SMALLEST, minimum_rate_by_size
from commonweal.settlement.minimum_rate import working as size_working
from commonweal.settlement.steps import NeedsInput, Steps

_BENCHMARKS = ("given", "per_member", "history")
_QUALITY = ("none", "multiplies", "full_or_scaled")


@dataclass(frozen=True, slots=True)
class TotalCost:
    """The terms, rates as fractions. Figures are looked up under the names in `figures`."""

    head: Head
    figures: dict[str, str]
    benchmark: str
    history_weights: tuple[Decimal, ...]
    regional_weight: Decimal
    risk_adjusted: bool
    risk_cap: Decimal | None
    minimum_savings_rate: Decimal | None
    """None: by size."""
    minimum_loss_rate: Decimal | None
    """None: the same as for savings."""
    two_sided: bool
    counting: rules.Counting
    sharing_rate: Decimal
    quality: str
    quality_threshold: Decimal
    loss_rate: Decimal | None
    """None: one minus the sharing rate applied, between two bounds."""
    loss_rate_between: tuple[Decimal, Decimal]
    withheld: Decimal
    savings_cap: Decimal | None
    loss_cap: Decimal | None
    loss_cap_of_revenue: Decimal | None
    adjustments: tuple[str, ...]

    def settle(self, figures: Figures, *, gate_open: bool, steps: Steps) -> Result:
        """Savings shared, or losses owed; a closed gate takes the share of savings, never a loss."""
        source = self.head.source
        benchmark = self._benchmark(figures, steps)
        expenditure = figures.amount(self.figures["expenditure"], rule="savings = benchmark − expenditure")
        if benchmark <= 0:
            raise NeedsInput(
                self.figures["benchmark"], "the benchmark must be above zero", rule="savings rate"
            )
        found = rules.difference(benchmark, expenditure, steps, source=source)
        minimum, minimum_loss = self._minimum(figures, steps)
        counted = rules.counted_savings(
            found,
            minimum_savings_rate=minimum,
            minimum_loss_rate=minimum_loss if self.two_sided else None,
            counting=self.counting,
            steps=steps,
            source=source,
        )
        amount = cents(ZERO)
        if counted > 0:
            amount = self._earn(figures, counted, benchmark, gate_open=gate_open, steps=steps)
        elif counted < 0:
            amount = self._owe(figures, counted, benchmark, steps)
        for figure in self.adjustments:
            change = cents(figures.amount(figure, rule="adjustments", below_zero=True))
            steps.add(
                "Adjustment",
                f"{money(amount)} + {figure} {money(change)}",
                money(amount + change),
                rule="agreed adjustments are added last",
                source=source,
            )
            amount += change
        return Result(amount, plain(self.head, amount, "shared savings" if amount >= 0 else "shared losses"))

    def _benchmark(self, figures: Figures, steps: Steps) -> Decimal:
        rule = f"benchmark: {self.benchmark}"
        if self.benchmark == "given":
            return figures.amount(self.figures["benchmark"], rule=rule)
        months = figures.amount(self.figures["member_months"], rule=rule)
        if self.benchmark == "per_member":
            each = figures.amount(self.figures["benchmark_per_member"], rule=rule)
        else:
            each = self._from_history(figures, steps)
        total = cents(each * months)
        steps.add(
            "Benchmark",
            f"{fine_money(each)} × {plain_number(months)} member months",
            money(total),
            rule="benchmark per member and month times member months",
            source=self.head.source,
        )
        return total

    def _from_history(self, figures: Figures, steps: Steps) -> Decimal:
        source, rule = self.head.source, "benchmark: history"
        years = [
            figures.amount(f"{self.figures['base_year']}_{number}", rule=rule)
            for number in range(1, len(self.history_weights) + 1)
        ]
        each = fine(
            sum((weight * cost for weight, cost in zip(self.history_weights, years, strict=True)), ZERO)
        )
        steps.add(
            "Historical cost per member and month",
            " + ".join(
                f"{percent(weight)} × {fine_money(cost)}"
                for weight, cost in zip(self.history_weights, years, strict=True)
            ),
            fine_money(each),
            rule="base years, weighted, oldest first",
            source=source,
        )
        if self.regional_weight:
            region = figures.amount(self.figures["regional_per_member"], rule="regional blend")
            blended = fine((ONE - self.regional_weight) * each + self.regional_weight * region)
            steps.add(
                "Blend with the region",
                f"{percent(ONE - self.regional_weight)} × {fine_money(each)} + "
                f"{percent(self.regional_weight)} × {fine_money(region)}",
                fine_money(blended),
                rule="own history and the region's cost, weighted",
                source=source,
            )
            each = blended
        trend = ONE + figures.rate(self.figures["trend"], rule="trend", most=ONE)
        before, each = each, fine(each * trend)
        steps.add(
            "Trend",
            f"{fine_money(before)} × {plain_number(trend)}",
            fine_money(each),
            rule="brought forward to the contract year by the agreed trend",
            source=source,
        )
        if self.risk_adjusted:
            base = figures.amount(self.figures["base_risk_score"], rule="risk adjustment")
            now = figures.amount(self.figures["risk_score"], rule="risk adjustment")
            if not base:
                raise NeedsInput(
                    self.figures["base_risk_score"], "a risk score of zero", rule="risk adjustment"
                )
            ratio = now / base
            held = (
                ratio
                if self.risk_cap is None
                else held_between(ratio, ONE - self.risk_cap, ONE + self.risk_cap)
            )
            moved = fine(each * held)
            steps.add(
                "Risk adjustment",
                f"{fine_money(each)} × {plain_number(now)} ÷ {plain_number(base)}"
                + ("" if held == ratio else f", held at {percent(held)}"),
                fine_money(moved),
                rule="the population's risk score against that of the base years"
                + ("" if self.risk_cap is None else f", at most {percent(self.risk_cap)} up or down"),
                source=source,
            )
            each = moved
        return each

    def _minimum(self, figures: Figures, steps: Steps) -> tuple[Decimal, Decimal]:
        minimum = self.minimum_savings_rate
        if minimum is None:
            people = figures.count(self.figures["members"], rule="minimum savings rate by size")
            by_size = minimum_rate_by_size(people)
            if by_size is None:
                raise NeedsInput(
                    self.figures["members"],
                    f"{people:,} members are fewer than the {SMALLEST:,} the table begins with; "
                    f"agree on a rate",
                    rule="minimum savings rate by size",
                )
            minimum = by_size
            steps.add(
                "Minimum rate",
                size_working(people),
                percent(minimum),
                rule="by size, in a straight line inside each band of the table",
                source=f"{self.head.source}; 42 CFR 425.604(b)",
            )
        return minimum, minimum if self.minimum_loss_rate is None else self.minimum_loss_rate

    def _sharing(self, figures: Figures, steps: Steps) -> Decimal:
        if self.quality == "none":
            return self.sharing_rate
        score = figures.rate(self.figures["quality_score"], rule="sharing rate")
        full = self.quality == "full_or_scaled" and score >= self.quality_threshold
        applied = self.sharing_rate if full else self.sharing_rate * score
        steps.add(
            "Sharing rate",
            f"quality {percent(score)} reaches {percent(self.quality_threshold)}"
            if full
            else f"{percent(self.sharing_rate)} × quality {percent(score)}",
            percent(applied),
            rule="sharing rate times quality score"
            if self.quality == "multiplies"
            else f"the full sharing rate from a quality score of {percent(self.quality_threshold)} on, "
            "below it the rate times the score",
            source=self.head.source,
        )
        return applied

    def _earn(
        self, figures: Figures, counted: Decimal, benchmark: Decimal, *, gate_open: bool, steps: Steps
    ) -> Decimal:
        if not gate_open:
            steps.add(
                "Share of savings",
                f"gate {self.head.gate} is closed",
                money(ZERO),
                rule="savings are shared only behind an open gate",
                source=self.head.source,
            )
            return cents(ZERO)
        return rules.earned_savings(
            counted,
            sharing_rate=self._sharing(figures, steps),
            withheld=self.withheld,
            benchmark=benchmark,
            cap=self.savings_cap,
            steps=steps,
            source=self.head.source,
            cap_source=self.head.source,
        )

    def _owe(self, figures: Figures, counted: Decimal, benchmark: Decimal, steps: Steps) -> Decimal:
        rate = self.loss_rate
        if rate is None:
            applied = self._sharing(figures, steps)
            low, high = self.loss_rate_between
            rate = rules.loss_rate_from_sharing(applied, low, high)
            steps.add(
                "Loss rate",
                f"1 − {percent(applied)}, held between {percent(low)} and {percent(high)}",
                percent(rate),
                rule="one minus the sharing rate, between two bounds",
                source=self.head.source,
            )
        ceilings = []
        if self.loss_cap is not None:
            ceilings.append((f"{percent(self.loss_cap)} of the benchmark", cents(self.loss_cap * benchmark)))
        if self.loss_cap_of_revenue is not None:
            revenue = figures.amount(self.figures["participant_revenue"], rule="loss cap on revenue")
            ceilings.append(
                (f"{percent(self.loss_cap_of_revenue)} of revenue", cents(self.loss_cap_of_revenue * revenue))
            )
        return rules.owed_loss(
            counted,
            loss_rate=rate,
            ceilings=tuple(ceilings),
            adjustment=ZERO,
            steps=steps,
            source=self.head.source,
        )


def read(head: Head, reader: Reader) -> TotalCost:
    """The terms of a `shared_savings` model; faults are noted in the reader."""
    benchmark = reader.choice("benchmark", _BENCHMARKS, "given")
    weights = reader.rates("history_weights") if benchmark == "history" else ()
    if benchmark == "history" and sum(weights, ZERO) != 1:
        reader.fault("history_weights", f"they add up to {percent(sum(weights, ZERO))}, not 100 %")
    two_sided = reader.flag("two_sided", False)
    by_size = reader.is_word("minimum_savings_rate", "by size")
    minimum = None if by_size else reader.rate("minimum_savings_rate")
    loss_rate = None
    between = (ZERO, ONE)
    if two_sided:
        if reader.is_word("loss_rate", "one minus sharing"):
            bounds = reader.rates("loss_rate_between")
            if len(bounds) != 2 or bounds[0] > bounds[1]:
                reader.fault("loss_rate_between", "two rates are needed, the lower first")
            else:
                between = (bounds[0], bounds[1])
        else:
            loss_rate = reader.rate("loss_rate")
    elif reader.has("loss_rate"):
        reader.fault("loss_rate", "there is a loss rate and two_sided is not true; which of them holds?")
        reader.scalar("loss_rate")
    quality = reader.choice("quality", _QUALITY, "none")
    return TotalCost(
        head=head,
        figures=names(
            reader,
            "benchmark",
            "benchmark_per_member",
            "base_year",
            "regional_per_member",
            "trend",
            "risk_score",
            "base_risk_score",
            "member_months",
            "members",
            "expenditure",
            "quality_score",
            "participant_revenue",
        ),
        benchmark=benchmark,
        history_weights=weights,
        regional_weight=reader.rate("regional_weight", ZERO),
        risk_adjusted=reader.flag("risk_adjusted", False),
        risk_cap=reader.optional_rate("risk_cap"),
        minimum_savings_rate=minimum,
        minimum_loss_rate=reader.optional_rate("minimum_loss_rate"),
        two_sided=two_sided,
        counting=rules.Counting(
            reader.choice("counting", tuple(rules.Counting), rules.Counting.FIRST_DOLLAR)
        ),
        sharing_rate=reader.rate("sharing_rate"),
        quality=quality,
        quality_threshold=reader.rate("quality_threshold") if quality == "full_or_scaled" else ZERO,
        loss_rate=loss_rate,
        loss_rate_between=between,
        withheld=reader.rate("withheld", ZERO),
        savings_cap=reader.optional_rate("savings_cap"),
        loss_cap=reader.optional_rate("loss_cap"),
        loss_cap_of_revenue=reader.optional_rate("loss_cap_of_revenue"),
        adjustments=reader.texts("adjustments", ()),
    )
