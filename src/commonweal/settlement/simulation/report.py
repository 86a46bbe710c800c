"""What the drawn years say: per party the 10th, 50th and 90th percentile, how often it loses, the
worst year.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from commonweal.settlement.contracts.contract import Contract
from commonweal.settlement.contracts.models.funding_pool import FundingPool
from commonweal.settlement.contracts.models.total_cost import TotalCost
from commonweal.settlement.documents import Document, Section, Table
from commonweal.settlement.simulation.draws import Draws, draw
from commonweal.settlement.simulation.evaluate import Years, evaluate
from commonweal.settlement.simulation.plan import Floats, Plan

POOL = "all partners together"


@dataclass(frozen=True, slots=True)
class Summary:
    """One party's years in a few numbers, in the contract's currency."""

    party: str
    tenth: float
    median: float
    ninetieth: float
    mean: float
    chance_of_loss: float
    worst: float


@dataclass(frozen=True, slots=True)
class Worth:
    """What one point more is worth to a party, on average over the drawn years."""

    of_what: str
    party: str
    change: float


@dataclass(frozen=True, slots=True)
class Simulated:
    """A contract variant and what its drawn years say."""

    contract: Contract
    plan: Plan
    trials: int
    seed: int
    years: Years
    summaries: tuple[Summary, ...]
    worths: tuple[Worth, ...]


def simulate(contract: Contract, plan: Plan, *, trials: int, seed: int | None = None) -> Simulated:
    """Draw `trials` years and work them out; the same seed gives the same answer. Raises NeedsInput."""
    used = plan.seed if seed is None else seed
    drawn = draw(plan, trials, used)
    years = evaluate(contract, plan, drawn, trials)
    rows = _rows(years)
    summaries = tuple(summary(party, values) for party, values in rows.items())
    return Simulated(
        contract, plan, trials, used, years, summaries, _worths(contract, plan, drawn, trials, rows)
    )


def summary(party: str, values: Floats) -> Summary:
    """A party's years in a few numbers. Percentiles interpolate between order statistics (type 7)."""
    tenth, median, ninetieth = (float(value) for value in np.percentile(values, (10, 50, 90)))
    return Summary(
        party,
        tenth,
        median,
        ninetieth,
        float(values.mean()),
        float((values < -0.005).mean()),
        float(values.min()),
    )


def _rows(years: Years) -> dict[str, Floats]:
    return years.net if years.pool is None else {POOL: years.pool, **years.net}


def _worths(
    contract: Contract, plan: Plan, drawn: Draws, trials: int, rows: dict[str, Floats]
) -> tuple[Worth, ...]:
    found = []
    for what, changed in _one_point(contract, drawn):
        other = _rows(evaluate(contract, plan, changed, trials))
        found += [Worth(what, party, float((other[party] - values).mean())) for party, values in rows.items()]
    return tuple(found)


def _one_point(contract: Contract, drawn: Draws) -> list[tuple[str, Draws]]:
    """The same draws with one percent less cost, and with one point more quality."""
    cost, quality = set(), set()
    for model in contract.models:
        if isinstance(model, TotalCost):
            cost.add(model.figures["expenditure"])
            if model.quality != "none":
                quality.add(model.figures["quality_score"])
    found = []
    for figure in sorted(cost & drawn.keys()):
        found.append((f"1 % less {figure}", {**drawn, figure: drawn[figure] * 0.99}))
    for figure in sorted(quality & drawn.keys()):
        found.append((f"1 point more {figure}", {**drawn, figure: np.minimum(drawn[figure] + 0.01, 1.0)}))
    return found


def dollars(value: float) -> str:
    """Whole units of the currency: a simulated amount has no cents worth showing."""
    rounded = round(value)
    return f"−${-rounded:,}" if rounded < 0 else f"${rounded:,}"


def document(variants: Sequence[Simulated]) -> Document:
    """One variant, or two or three side by side, with assumptions, results and what one point is worth."""
    first = variants[0]
    sections = []
    for variant in variants:
        rows = tuple(
            (
                line.party,
                dollars(line.tenth),
                dollars(line.median),
                dollars(line.ninetieth),
                dollars(line.mean),
                f"{line.chance_of_loss * 100:.1f} %",
                dollars(line.worst),
            )
            for line in variant.summaries
        )
        headings = ("Party", "10th", "Median", "90th", "Mean", "Chance of loss", "Worst year")
        sections.append(
            Section(
                f"{variant.contract.title} (version {variant.contract.version})",
                sentences=tuple(f"{text[0].upper()}{text[1:]}." for text in variant.plan.assumptions),
                table=Table(headings, rows, frozenset(range(1, 7))),
            )
        )
        if variant.worths:
            worth = tuple((line.of_what, line.party, dollars(line.change)) for line in variant.worths)
            sections.append(
                Section(
                    "What one point is worth",
                    table=Table(("One point", "Party", "Mean"), worth, frozenset({2})),
                )
            )
    if len(variants) > 1:
        sections.append(_side_by_side(variants))
    notes = [
        "Estimates in binary floating point, for deciding; no amount here is ever paid.",
        "The weights of the division are those of the expected figures; they are not drawn.",
        f"{first.trials:,} years from seed {first.seed}; the same seed gives the same years, for "
        f"every variant.",
    ]
    if any(isinstance(model, FundingPool) for variant in variants for model in variant.contract.models):
        notes.append("Funding pools are left out: nothing that is drawn moves them.")
    return Document(
        title="Simulation",
        subtitle="What the contract may bring in a year",
        facts=(("Variants", str(len(variants))), ("Years drawn", f"{first.trials:,}")),
        sections=tuple(sections),
        notes=tuple(notes),
    )


def _side_by_side(variants: Sequence[Simulated]) -> Section:
    parties = list(dict.fromkeys(line.party for variant in variants for line in variant.summaries))
    rows = []
    for party in parties:
        row = [party]
        for variant in variants:
            line = next((line for line in variant.summaries if line.party == party), None)
            row += ["", ""] if line is None else [dollars(line.median), f"{line.chance_of_loss * 100:.1f} %"]
        rows.append(tuple(row))
    headings = ["Party"]
    for number in range(1, len(variants) + 1):
        headings += [f"Median {number}", f"Loss {number}"]
    return Section(
        "Side by side",
        sentences=tuple(
            f"{number}: {variant.contract.title} (version {variant.contract.version})."
            for number, variant in enumerate(variants, 1)
        ),
        table=Table(tuple(headings), tuple(rows), frozenset(range(1, len(headings)))),
    )
