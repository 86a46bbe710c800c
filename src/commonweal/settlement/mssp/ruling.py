"""One organisation's year: from its inputs to what it earned or owes, step by step."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from commonweal.settlement import shared_savings as rules
from commonweal.settlement.amounts import ONE, ZERO, cents, money, percent
from commonweal.settlement.minimum_rate import minimum_rate_by_size
from commonweal.settlement.minimum_rate import working as size_working
from commonweal.settlement.mssp.inputs import Inputs
from commonweal.settlement.mssp.tracks import CHOICES, Quality
from commonweal.settlement.steps import NeedsInput, Steps

_SIZE_RULE = "by size, in a straight line inside each band of the table"
_SIZE_SOURCE = "42 CFR 425.604(b)"
_WITHIN_PRINT = Decimal("0.0001")
_HIGH_REVENUE_SHARE = Decimal("0.35")
_DOLLAR = ONE


@dataclass(slots=True)
class Ruling:
    """What was worked out so far; fields stay None where an input is missing. Rates are fractions."""

    savings_rate: Decimal | None = None
    minimum: Decimal | None = None
    counted: Decimal | None = None
    sharing_rate: Decimal | None = None
    loss_rate: Decimal | None = None
    earned: Decimal | None = None
    why: str = ""
    steps: Steps = field(default_factory=Steps)


def rule(inputs: Inputs, ruling: Ruling) -> None:
    """Fill `ruling` from `inputs`. Raises NeedsInput where an amount hangs on something the file does
    not give.
    """
    terms, steps = inputs.terms, ruling.steps
    found = rules.difference(inputs.benchmark, inputs.expenditure, steps, source=terms.source)
    ruling.savings_rate = found.rate
    minimum, unit = _minimum(inputs, steps)
    ruling.minimum = minimum
    reduced = _reduced(inputs, found.rate, minimum)
    if inputs.guardrail and abs(found.savings) <= _WITHIN_PRINT * inputs.benchmark:
        ruling.counted = ZERO
        ruling.why = "the guardrail held: neither savings nor losses"
        steps.add(
            "Counted savings",
            f"the guardrail applies; {money(found.savings)}",
            money(ZERO),
            rule="where the guardrail turned a loss into a saving, neither is shared",
            source="42 CFR 425.652(b)",
        )
    elif reduced:
        ruling.counted = found.savings
        steps.add(
            "Counted savings",
            f"{percent(found.rate)} is above zero and below {percent(minimum)}; reduced sharing applies",
            money(found.savings),
            rule="a low-revenue organisation below the minimum rate shares from the first dollar at "
            "half the rate",
            source="42 CFR 425.605(h)",
        )
    else:
        _decidable(inputs, found, minimum, unit)
        ruling.counted = rules.counted_savings(
            found,
            minimum_savings_rate=minimum,
            minimum_loss_rate=minimum if terms.two_sided else None,
            counting=rules.Counting.FIRST_DOLLAR,
            steps=steps,
            source=terms.source,
        )
        ruling.why = steps.lines[-1].working
    _rates(inputs, ruling, half=reduced)
    if ruling.counted > 0:
        _earn(inputs, ruling, reduced=reduced)
    elif ruling.counted < 0:
        _owe(inputs, ruling)
    else:
        ruling.earned = cents(ZERO)
        steps.add(
            "Earned or owed", "nothing counts", money(ZERO), rule="no counted savings", source=terms.source
        )


def _minimum(inputs: Inputs, steps: Steps) -> tuple[Decimal, Decimal]:
    """The minimum rate and by how much its print may have been rounded (0 where it is exact)."""
    terms, printed = inputs.terms, inputs.printed_minimum
    by_size = None if inputs.people is None else minimum_rate_by_size(inputs.people)
    if isinstance(terms.minimum, Decimal):
        steps.add(
            "Minimum rate", "fixed", percent(terms.minimum), rule="the same for all", source=terms.source
        )
        return terms.minimum, ZERO
    if terms.minimum == "chosen":
        if printed is None:
            raise NeedsInput(
                "MinSavPerc", "the minimum rate the organisation chose is missing", rule="chosen minimum"
            )
        if printed in CHOICES:
            steps.add(
                "Minimum rate",
                f"{percent(printed)}, chosen before the year began",
                percent(printed),
                rule="0, 0.5, 1, 1.5 or 2 %, or by size; the same for losses",
                source=terms.source,
            )
            return printed, ZERO
        if by_size is not None and abs(by_size - printed) > inputs.minimum_unit:
            raise NeedsInput(
                "MinSavPerc",
                f"{percent(printed)} is neither a rate that may be chosen (0, 0.5, 1, 1.5, 2 %) nor the "
                f"{percent(by_size)} of the table for {inputs.people:,} people",
                rule="chosen minimum",
            )
    if inputs.people is None:
        raise NeedsInput("N_AB", "the number of assigned people is missing", rule=_SIZE_RULE)
    if by_size is not None:
        steps.add(
            "Minimum rate",
            size_working(inputs.people),
            percent(by_size),
            rule=_SIZE_RULE,
            source=_SIZE_SOURCE,
        )
        return by_size, ZERO
    if printed is None:
        raise NeedsInput(
            "MinSavPerc",
            f"{inputs.people:,} people are fewer than the table begins with, and no rate set by "
            f"Medicare is given",
            rule=_SIZE_RULE,
        )
    steps.add(
        "Minimum rate",
        f"{inputs.people:,} assigned people, fewer than 5,000; {percent(printed)} as set by Medicare",
        percent(printed),
        rule="below 5,000 people Medicare sets the rate",
        source=_SIZE_SOURCE,
    )
    return printed, inputs.minimum_unit


def _decidable(inputs: Inputs, found: rules.Difference, minimum: Decimal, unit: Decimal) -> None:
    """Refuse to decide when the printed minimum rate is too coarse to say on which side of it the
    savings lie.
    """
    if unit and abs(abs(found.rate) - minimum) <= unit and (found.savings > 0 or inputs.terms.two_sided):
        raise NeedsInput(
            "MinSavPerc",
            f"the savings rate {percent(found.rate)} lies within the rounding of the printed minimum "
            f"{percent(minimum)}; the unrounded rate is needed",
            rule="savings count when they reach the minimum rate",
        )


def _reduced(inputs: Inputs, rate: Decimal, minimum: Decimal) -> bool:
    below = 0 < rate < minimum
    if below and inputs.reduced is None and inputs.may_share_reduced:
        raise NeedsInput(
            "ReducedSS",
            "a low-revenue organisation of the BASIC track, in an agreement begun in 2024 or later, "
            "saved less than "
            "its minimum rate; whether reduced sharing applies is missing",
            rule="reduced sharing, 42 CFR 425.605(h)",
        )
    return below and bool(inputs.reduced)


def _rates(inputs: Inputs, ruling: Ruling, *, half: bool) -> None:
    """The rates that apply. A missing quality figure is asked for only when an amount hangs on it."""
    terms = inputs.terms
    losing = ruling.counted is not None and ruling.counted < 0
    try:
        sharing, working = _sharing(inputs)
    except NeedsInput:
        if ruling.counted and not (losing and isinstance(terms.loss_rate, Decimal)):
            raise
        ruling.loss_rate = terms.loss_rate if isinstance(terms.loss_rate, Decimal) else None
        return
    if half:
        sharing, working = sharing / 2, f"half of {percent(sharing)}"
    ruling.sharing_rate = sharing
    rule_text = {
        Quality.MULTIPLIES: "the track's highest rate times the quality score; nothing without the standard",
        Quality.STANDARD: "the track's highest rate when the quality standard is met, otherwise nothing",
        Quality.OR_ALTERNATIVE: "the highest rate with the quality standard; highest × quality "
        "score with only "
        "the alternative standard; otherwise nothing",
    }[terms.quality]
    ruling.steps.add("Sharing rate", working, percent(sharing), rule=rule_text, source=terms.source)
    if isinstance(terms.loss_rate, Decimal):
        ruling.loss_rate = terms.loss_rate
    elif terms.loss_rate is not None:
        ruling.loss_rate = _loss_rate(inputs, needed=losing)
    if losing and ruling.loss_rate is not None:
        _show_loss_rate(inputs, ruling.loss_rate, ruling.steps)


def _show_loss_rate(inputs: Inputs, loss_rate: Decimal, steps: Steps) -> None:
    terms = inputs.terms
    if isinstance(terms.loss_rate, Decimal):
        working, text = terms.name, "fixed, whatever the quality"
    else:
        low, high = terms.loss_rate_low or ZERO, terms.loss_rate_high or ONE
        text = "1 − highest rate × quality score, between two bounds; without a quality standard the higher"
        between = f"held between {percent(low)} and {percent(high)}"
        if inputs.quality is None or not _some_standard_met(inputs):
            working = f"no quality standard is met: {percent(high)}"
        else:
            working = f"1 − {percent(terms.sharing_rate)} × {percent(inputs.quality)}, {between}"
    steps.add("Loss rate", working, percent(loss_rate), rule=text, source=terms.source)


def _sharing(inputs: Inputs) -> tuple[Decimal, str]:
    terms = inputs.terms
    highest = terms.sharing_rate
    if inputs.standard_met is None:
        raise NeedsInput("Met_QPS", "whether the quality standard was met is missing", rule="sharing rate")
    if inputs.standard_met:
        if terms.quality is not Quality.MULTIPLIES:
            return highest, f"the quality standard is met: {percent(highest)}"
        quality = _score(inputs)
        return highest * quality, f"{percent(highest)} × quality {percent(quality)}"
    if terms.quality is Quality.OR_ALTERNATIVE:
        if inputs.alternative_met is None:
            raise NeedsInput(
                "Met_AltQPS",
                "whether the alternative quality standard was met is missing",
                rule="sharing rate",
            )
        if inputs.alternative_met:
            quality = _score(inputs)
            return highest * quality, f"alternative standard: {percent(highest)} × quality {percent(quality)}"
    return ZERO, "the quality standard is not met"


def _score(inputs: Inputs) -> Decimal:
    if inputs.quality is None:
        raise NeedsInput("QualScore", "the quality score is missing", rule="rate times quality score")
    return inputs.quality


def _some_standard_met(inputs: Inputs) -> bool:
    alternative = inputs.terms.quality is Quality.OR_ALTERNATIVE and inputs.alternative_met
    return bool(inputs.standard_met or alternative)


def _loss_rate(inputs: Inputs, *, needed: bool) -> Decimal | None:
    terms = inputs.terms
    low, high = terms.loss_rate_low, terms.loss_rate_high
    assert low is not None and high is not None, "tracks.toml gives both bounds with from_sharing"
    if not _some_standard_met(inputs):
        return high
    if inputs.quality is None and not needed:
        return None
    return rules.loss_rate_from_sharing(terms.sharing_rate * _score(inputs), low, high)


def _earn(inputs: Inputs, ruling: Ruling, *, reduced: bool) -> None:
    terms = inputs.terms
    assert ruling.counted is not None and ruling.sharing_rate is not None
    earned = rules.earned_savings(
        ruling.counted,
        sharing_rate=ruling.sharing_rate,
        withheld=terms.sequestration,
        benchmark=inputs.benchmark,
        cap=terms.savings_cap,
        steps=ruling.steps,
        source=terms.source,
        cap_source=f"{terms.source}; Budget Control Act of 2011",
    )
    if earned == 0:
        ruling.why = "savings, but the quality standard is not met"
    elif reduced:
        ruling.why = "below the minimum rate: half the sharing rate"
    elif earned == cents(terms.savings_cap * inputs.benchmark):
        ruling.why += f"; held at the cap of {percent(terms.savings_cap)} of the benchmark"
    ruling.earned = _part_of_year(inputs, earned, ruling)


def _owe(inputs: Inputs, ruling: Ruling) -> None:
    terms = inputs.terms
    assert ruling.counted is not None and ruling.loss_rate is not None
    if inputs.part_of_losses:
        raise NeedsInput(
            "Prorate_Shared_Losses",
            "the organisation left during the year; the number of months it took part is in no public file",
            rule="losses of a part of a year are prorated by months",
        )
    share = ruling.loss_rate * -ruling.counted
    adjustment = _adjustment(inputs, share)
    ceilings = _ceilings(inputs, share, adjustment)
    owed = rules.owed_loss(
        ruling.counted,
        loss_rate=ruling.loss_rate,
        ceilings=ceilings,
        adjustment=adjustment,
        steps=ruling.steps,
        source=terms.source,
    )
    if adjustment and not owed:
        ruling.why += "; the loss is forgiven as an extreme and uncontrollable circumstance"
    ruling.earned = _part_of_year(inputs, owed, ruling)


def _adjustment(inputs: Inputs, share: Decimal) -> Decimal:
    if inputs.adjustment is not None:
        return inputs.adjustment
    if inputs.year <= 2017:
        return ZERO  # relief began with 2017, and the files before have no column for it
    if inputs.year == 2020:
        return share  # the public health emergency covered all twelve months and everybody (42 CFR 425.611)
    raise NeedsInput(
        "DisAdj", f"a loss of {money(share)} and no column for disaster relief", rule="disaster relief"
    )


def _ceilings(inputs: Inputs, share: Decimal, adjustment: Decimal) -> tuple[tuple[str, Decimal], ...]:
    """The loss caps that may hold. Raises NeedsInput when an unknown revenue could change the whole
    dollars owed.
    """
    terms = inputs.terms
    listed: list[tuple[str, Decimal]] = []
    rates = terms.loss_cap_benchmark
    if len(rates) > 1 and inputs.year_of_agreement is None and share > rates[0] * inputs.benchmark:
        raise NeedsInput(
            "Current_Start_Date",
            "the loss cap depends on the year of the agreement period",
            rule="loss cap",
        )
    rate = rates[min(max(inputs.year_of_agreement or 1, 1), len(rates)) - 1]
    listed.append((f"{percent(rate)} of the benchmark", rate * inputs.benchmark))
    if terms.loss_cap_revenue is None:
        return tuple(listed)
    if inputs.revenue is not None:
        return (
            *listed,
            (
                f"{percent(terms.loss_cap_revenue)} of the participants' revenue",
                terms.loss_cap_revenue * inputs.revenue,
            ),
        )
    known = min([share, *(ceiling for _, ceiling in listed)])
    # “High revenue” means at least 35 % of the expenditure (42 CFR 425.20): a lower bound on the
    # missing figure.
    least = _HIGH_REVENUE_SHARE * inputs.expenditure if inputs.high_revenue else ZERO
    lowest = min(known, terms.loss_cap_revenue * least)
    if _whole(known - adjustment) == _whole(lowest - adjustment):
        return tuple(listed)
    raise NeedsInput(
        "Participant_Revenue_AB",
        f"the loss is capped at {percent(terms.loss_cap_revenue)} of the participants' Part A and B "
        f"revenue, which "
        f"is in no public file; without it the loss is between {money(_whole(lowest - adjustment))} and "
        f"{money(_whole(known - adjustment))}. Add the revenue in a column of this name",
        rule="loss cap: the smaller of a share of revenue and a share of the benchmark",
    )


def _whole(owed: Decimal) -> Decimal:
    return max(ZERO, owed).quantize(_DOLLAR)


def _part_of_year(inputs: Inputs, amount: Decimal, ruling: Ruling) -> Decimal:
    if inputs.half_year is None:
        raise NeedsInput(
            "Participation_Six_Months",
            "whether the organisation took part for 6 or 12 months of 2019 is missing",
            rule="the two performance periods of 2019 count half a year each",
        )
    if not inputs.half_year:
        return amount
    half = cents(amount / 2)
    ruling.steps.add(
        "Six months",
        f"{money(amount)} ÷ 2",
        money(half),
        rule="the calendar year is settled and half of it paid",
        source="42 CFR 425.609",
    )
    return half
