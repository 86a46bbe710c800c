"""A contract in sentences: what its terms say, for whoever signs it and reads no TOML.

Every sentence is worked out from the parsed terms, so it cannot say anything else than what is settled.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import singledispatch

from commonweal.settlement.amounts import ONE, ZERO, money, percent, plain_number
from commonweal.settlement.contracts.contract import Contract
from commonweal.settlement.contracts.models.base import ALLIANCE, Model
from commonweal.settlement.contracts.models.bundle import Bundle
from commonweal.settlement.contracts.models.fee_at_risk import FeeAtRisk
from commonweal.settlement.contracts.models.funding_pool import FundingPool
from commonweal.settlement.contracts.models.total_cost import TotalCost
from commonweal.settlement.contracts.models.unitary import Unitary
from commonweal.settlement.contracts.sharing import Bound, Part, Sharing

Names = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Passage:
    """What a clause is about, the clause where the contract names it, and its sentences."""

    title: str
    clause: str
    sentences: tuple[str, ...]


def passages(contract: Contract) -> list[Passage]:
    """The whole contract: each model, each gate, the division, the window for disputes."""
    names = {party.id: party.name for party in contract.parties} | {ALLIANCE: "the partners together"}
    found = [
        Passage(
            _title(model),
            model.head.clause,
            (*model_sentences(model, names), *_gated(model)),
        )
        for model in contract.models
    ]
    found += [
        Passage(
            f"Quality gate “{gate.id}”",
            gate.clause,
            (
                f"It is open when {'all' if gate.needs_all else 'any'} of these hold: "
                + "; ".join(one.text for one in gate.conditions)
                + ".",
            ),
        )
        for gate in contract.gates.values()
    ]
    if contract.division is not None:
        found.append(Passage("Who shares how", contract.division.clause, _division(contract.division, names)))
    if contract.disputes_days:
        to = f" to {contract.disputes_by}" if contract.disputes_by else ""
        found.append(
            Passage(
                "Disputes",
                "",
                (f"A statement can be disputed{to} within {contract.disputes_days} days of its sending.",),
            )
        )
    return [
        Passage(one.title, one.clause, tuple(line[0].upper() + line[1:] for line in one.sentences))
        for one in found
    ]


def _title(model: Model) -> str:
    return model.head.kind.replace("_", " ").capitalize()


def _gated(model: Model) -> Iterable[str]:
    return [f"Nothing is earned unless the gate “{model.head.gate}” is open."] if model.head.gate else []


def _between(model: Model, names: Names) -> str:
    return f"{names[model.head.paid_by]} pays {names[model.head.paid_to]}"


@singledispatch
def model_sentences(model: object, names: Names) -> list[str]:
    """A model's terms in sentences, parties by their names. Raises TypeError for a model without words."""
    raise TypeError(f"there are no words for {type(model).__name__}")


@model_sentences.register
def _(model: TotalCost, names: Names) -> list[str]:
    said = [
        f"{_between(model, names)} {percent(model.sharing_rate)} of what the care of the population costs less than "
        "its benchmark.",
        _benchmark(model),
    ]
    if model.minimum_savings_rate is None:
        said.append("The least rate of savings that counts follows the number of people.")
    elif model.minimum_savings_rate:
        how = (
            "from the first dollar"
            if model.counting.value == "first_dollar"
            else "only by what lies beyond it"
        )
        said.append(
            f"Savings count when they reach {percent(model.minimum_savings_rate)} of the benchmark, then {how}."
        )
    if model.two_sided:
        rate = "a rate that follows quality" if model.loss_rate is None else percent(model.loss_rate)
        said.append(
            f"When it costs more, {rate} of the loss is paid back by {names[model.head.paid_to]}."
            if model.loss_rate is not None
            else f"When it costs more, {names[model.head.paid_to]} pays back the loss at {rate}, between "
            f"{percent(model.loss_rate_between[0])} and {percent(model.loss_rate_between[1])}."
        )
    else:
        said.append("When it costs more, nobody pays anything back.")
    if model.quality == "multiplies":
        said.append("The sharing rate is multiplied by the quality score.")
    if model.quality_threshold:
        said.append(f"Quality must reach {percent(model.quality_threshold)}.")
    if model.savings_cap is not None:
        said.append(f"No more than {percent(model.savings_cap)} of the benchmark can be earned.")
    if model.two_sided and model.loss_cap is not None:
        said.append(f"No more than {percent(model.loss_cap)} of the benchmark can be owed.")
    if model.two_sided and model.loss_cap_of_revenue is not None:
        said.append(f"Nor can more than {percent(model.loss_cap_of_revenue)} of their revenue be owed.")
    if model.withheld:
        said.append(f"{percent(model.withheld)} is withheld before the cap.")
    return said


def _benchmark(model: TotalCost) -> str:
    if model.benchmark in {"given", "per_member"}:
        how = "for each member, as given" if model.benchmark == "per_member" else "given as a sum"
        return f"The benchmark is {how}{', adjusted for risk' if model.risk_adjusted else ''}."
    weights = ", ".join(percent(one) for one in model.history_weights)
    region = f", blended {percent(model.regional_weight)} with the region" if model.regional_weight else ""
    risk = ", adjusted for risk" if model.risk_adjusted else ""
    return f"The benchmark is the cost of earlier years, weighted {weights}, trended{region}{risk}."


@model_sentences.register
def _(model: Unitary, names: Names) -> list[str]:
    volume = f"{model.expected_volume:,f} {model.unit}"
    said = [
        f"{_between(model, names)} {money(model.fee)} for each of {volume}, in {model.instalments} instalments: "
        f"{money(model.fee * model.expected_volume)} in all."
    ]
    low, high = model.corridor
    said.append(
        f"The sum stays the same while the volume lies between {percent(low)} and {percent(high)} of what is expected; "
        f"units beyond change it by {percent(model.beyond)} of the fee."
    )
    if model.indexed:
        said.append(
            f"The fee follows the index, between {percent(model.index_between[0])} and "
            f"{percent(model.index_between[1])}."
        )
    return said


@model_sentences.register
def _(model: Bundle, names: Names) -> list[str]:
    said = [
        f"{_between(model, names)} for each episode by a target price of {money(model.target_price)}"
        + (f" less {percent(model.discount)}" if model.discount else "")
        + (", adjusted for risk." if model.risk_adjusted else ".")
    ]
    said.append(
        f"Of what episodes cost less, {percent(model.share_of_gain)} is earned; of what they cost more, "
        f"{percent(model.share_of_loss)} is owed."
    )
    if model.stop_gain is not None:
        said.append(f"Gains end at {percent(model.stop_gain)} of the target.")
    if model.stop_loss is not None:
        said.append(f"Losses end at {percent(model.stop_loss)} of the target.")
    return said


@model_sentences.register
def _(model: FeeAtRisk, names: Names) -> list[str]:
    weights = ", ".join(
        f"{one.figure.replace('_', ' ')} ({percent(one.weight)}: from "
        f"{percent(one.starts) if one.is_rate else plain_number(one.starts)} to "
        f"{percent(one.target) if one.is_rate else plain_number(one.target)})"
        for one in model.indicators
    )
    return [
        f"{_between(model, names)} a fee of {money(model.fee)}, of which {percent(model.at_risk)} depends on results.",
        f"The results that count are {weights}.",
    ]


@model_sentences.register
def _(model: FundingPool, names: Names) -> list[str]:
    said = [
        f"{names[one.party]} pays {money(one.amount) if not one.figure else one.figure.replace('_', ' ')} in."
        for one in model.contributions
    ]
    said += [f"The budget for {name} is {money(amount)}." for name, amount in model.budgets.items()]
    said += [
        f"{names[one.to]} is paid {money(one.price)} for each of {one.figure.replace('_', ' ')}"
        + (f", approved by {_and(names[who] for who in one.approved_by)}." if one.approved_by else ".")
        for one in model.payouts
    ]
    if model.floor:
        said.append(f"The pool never holds less than {money(model.floor)}.")
    return said


def _division(terms: Sharing, names: Names) -> tuple[str, ...]:
    said = []
    for rate, party, what in (
        (terms.reserve, terms.reserve_to, "reserve"),
        (terms.community, terms.community_to, "community fund"),
    ):
        if rate:
            said.append(f"{percent(rate)} of a gain goes first to {names[party]} ({what}).")
    said += [f"Of gains, {_part(part, names)}" for part in terms.gains]
    said += [f"Of losses, {_part(part, names)}" for part in terms.losses]
    said += _bounds(terms.gain_floors, names, "receives at least {} of a gain")
    said += _bounds(terms.gain_caps, names, "receives at most {} of a gain")
    said += _bounds(terms.loss_caps, names, "carries at most {} of a loss")
    for party, what in ((terms.gains_beyond_caps_to, "gains"), (terms.losses_beyond_caps_to, "losses")):
        if party:
            said.append(f"What lies beyond the caps on {what} falls to {names[party]}.")
    return tuple(said)


def _part(part: Part, names: Names) -> str:
    share = "everything is" if part.part == ONE else f"{percent(part.part)} is"
    among = f" among {_and(names[one] for one in part.among)}" if part.among else ""
    match part.rule:
        case "equal":
            return f"{share} divided equally{among}."
        case "fixed":
            shares = _and(f"{names[one]} {percent(rate)}" for one, rate in part.shares.items())
            return f"{share} divided as agreed: {shares}."
        case "figure":
            return f"{share} divided by {part.figure.replace('_', ' ')}{among}."
    return f"{share} divided by what each partner's joining adds (Shapley){among}."


def _bounds(bounds: Mapping[str, Bound], names: Names, words: str) -> list[str]:
    return [
        f"{names[party]} {words.format(_bound(bound))}."
        if bound.amount != ZERO
        else f"{names[party]} {words.format('nothing')}.".replace("at most nothing", "nothing")
        for party, bound in bounds.items()
    ]


def _bound(bound: Bound) -> str:
    return percent(bound.amount) if bound.of_the_whole else money(Decimal(bound.amount))


def _and(words: Iterable[str]) -> str:
    *many, last = words
    return f"{', '.join(many)} and {last}" if many else last
