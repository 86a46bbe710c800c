"""The simulation: on the same draws it agrees with the exact engine; the same seed gives the same years."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonweal.settlement.contracts.contract import Contract, parse
from commonweal.settlement.contracts.figures import Cell, Figures
from commonweal.settlement.contracts.reader import ContractFaults
from commonweal.settlement.contracts.run import settle
from commonweal.settlement.documents import as_text
from commonweal.settlement.simulation import plan, report
from commonweal.settlement.simulation.charts import charts
from commonweal.settlement.simulation.draws import Draws, draw
from commonweal.settlement.simulation.evaluate import evaluate
from tests.examples import by_day

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples" / "settlement"
SAVINGS = (EXAMPLES / "shared-savings.toml").read_text("utf-8")
WIDE = 'bring_forward = "8 %"'

PLANS = {
    "unitary-payment": '[simulation]\nfigures = "unitary-payment.csv"\n[simulation.draws]\n'
    'volume = { mean = 144000, spread = "8 %" }\nindex = { low = "0 %", usual = "2 %", high = "5 %" }\n',
    "bundle": '[simulation]\nfigures = "bundle.csv"\n[simulation.draws]\n'
    "episodes = { low = 150, usual = 210, high = 260 }\nspend = "
    "{ low = 4000000, usual = 4900000, high = 6200000 }\n"
    'readmissions = { low = "2 %", usual = "4 %", high = "7 %" }\n',
    "fee-at-risk": '[simulation]\nfigures = "fee-at-risk.csv"\n[simulation.draws]\n'
    'loops_closed = { low = "50 %", usual = "75 %", high = "95 %" }\n'
    "days_to_first_contact = { low = 2, usual = 6, high = 14 }\n"
    'partner_satisfaction = { low = "60 %", usual = "74 %", high = "90 %" }\n',
    "combined": '[simulation]\nfigures = "combined.csv"\n[simulation.draws]\n'
    "members = { low = 15000, usual = 21000, high = 24000 }\n"
    "expenditure = { low = 105000000, usual = 122000000, high = 140000000 }\n"
    'quality_score = { low = "60 %", usual = "82 %", high = "95 %" }\n'
    "spend = { low = 2500000, usual = 3000000, high = 3600000 }\nvolume = "
    "{ low = 200000, usual = 260000, high = 330000 }\n",
}


def with_draws(expected: Figures, drawn: Draws, trial: int) -> Figures:
    """The expected figures with one year's drawn ones in their place, written as a person would write
    them.
    """
    cells = dict(expected.cells)
    for figure, values in drawn.items():
        value = Decimal(repr(float(values[trial])))
        before = expected.cells.get((figure, ""), [Cell(0, "", "", "")])[0].value
        written = f"{value * 100} %" if before.strip().endswith("%") else f"{value:f}"
        cells[figure, ""] = [Cell(0, written, "", "drawn")]
    if "member_months" in drawn and ("members", "") not in drawn:
        members = round(float(drawn["member_months"][trial]) / 12)
        cells["members", ""] = [Cell(0, str(members), "", "drawn")]
    return Figures("drawn", cells)


def agree(contract: Contract, planned: plan.Plan, seed: int, trials: int = 30) -> set[str]:
    """Compare every party's net in every trial; the signs that occurred are returned."""
    drawn = draw(planned, trials, seed)
    years = evaluate(contract, planned, drawn, trials)
    signs = set()
    for trial in range(trials):
        exact = settle(contract, with_draws(planned.expected, drawn, trial))
        assert not exact.questions
        for party, amount in exact.net().items():
            if party == "alliance":
                continue
            assert abs(float(amount) - float(years.net[party][trial])) <= 0.05, (party, trial)
        if exact.pool is not None:
            signs.add("gain" if exact.pool > 0 else "loss" if exact.pool < 0 else "nothing")
    return signs


def savings(*changes: tuple[str, str]) -> Contract:
    text = SAVINGS
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return parse(text, "contract.toml")


def planned(contract: Contract) -> plan.Plan:
    return plan.read(contract, EXAMPLES, "contract.toml")


@pytest.mark.parametrize(
    "changes",
    [
        (),
        (('two_sided = true', 'two_sided = false'), ('loss_rate = "30 %"', "")),
        (('counting = "first_dollar"', 'counting = "above_minimum"'),),
        (
            ('"multiplies"', '"full_or_scaled"\nquality_threshold = "82 %"'),
            ("loss_cap =", 'withheld = "2 %"\nloss_cap ='),
        ),
        (('loss_rate = "30 %"', 'loss_rate = "one minus sharing"\nloss_rate_between = ["40 %", "70 %"]'),),
        (('loss_cap = "4 %"', 'loss_cap = "1 %"'), ('savings_cap = "10 %"', 'savings_cap = "1 %"')),
        (('minimum_savings_rate = "2 %"', 'minimum_savings_rate = "by size"'),),
        (("gain_floors = { pantry = 20000 }", "gain_floors = { pantry = 400000, clinic = 100000 }"),),
        (('gain_caps = { hospital = "55 %" }',
          'gain_caps = { hospital = "30 %", clinic = 90000, pantry = "10 %" }'),
         ("gain_floors = { pantry = 20000 }", "")),
    ],
)  # fmt: skip
def test_shared_savings_agree_with_the_exact_engine(changes: tuple[tuple[str, str], ...]) -> None:
    signs = set()
    for forward in ('bring_forward = "3 %"', WIDE, 'bring_forward = "14 %"'):
        contract = savings(*changes, (WIDE, forward))
        signs |= agree(contract, planned(contract), seed=5, trials=15)
    assert "gain" in signs and ("loss" in signs or "nothing" in signs)


@pytest.mark.parametrize("example", sorted(PLANS))
def test_the_other_models_agree_with_the_exact_engine(example: str) -> None:
    contract = parse(
        (EXAMPLES / f"{example}.toml").read_text("utf-8") + "\n" + PLANS[example], "contract.toml"
    )
    agree(contract, planned(contract), seed=8)


@settings(max_examples=by_day(15))
@given(seed=st.integers(0, 10**6), forward=st.integers(0, 200))
def test_any_seed_agrees_and_conserves(seed: int, forward: int) -> None:
    contract = savings((WIDE, f'bring_forward = "{forward / 10} %"'))
    plan_ = planned(contract)
    agree(contract, plan_, seed, trials=5)
    years = evaluate(contract, plan_, draw(plan_, 200, seed), 200)
    assert np.abs(sum(years.net.values())).max() < 0.01


def test_the_same_seed_gives_the_same_years_and_another_seed_others() -> None:
    contract = savings()
    first, again = (report.simulate(contract, planned(contract), trials=500) for _ in range(2))
    other = report.simulate(contract, planned(contract), trials=500, seed=4)
    assert first.summaries == again.summaries and first.worths == again.worths
    assert first.summaries != other.summaries


def test_variants_see_the_same_years() -> None:
    two_sided = savings()
    one_sided = savings(("two_sided = true", "two_sided = false"), ('loss_rate = "30 %"', ""))
    first, second = (
        report.simulate(variant, planned(variant), trials=2_000) for variant in (two_sided, one_sided)
    )
    assert first.years.pool is not None and second.years.pool is not None
    gains = first.years.pool > 0
    assert np.array_equal(first.years.pool[gains], second.years.pool[gains])
    assert (second.years.pool[~gains] == 0).all()
    text = as_text(report.document([first, second]))
    assert "Side by side" in text and "Chance of loss" in text


def test_summaries_are_what_they_say() -> None:
    line = report.summary("x", np.arange(-10.0, 91.0))
    assert (line.tenth, line.median, line.ninetieth, line.mean, line.worst) == (0.0, 40.0, 80.0, 40.0, -10.0)
    assert line.chance_of_loss == 10 / 101


def test_one_percent_less_cost_is_worth_its_share_where_savings_always_count() -> None:
    contract = savings(
        ('minimum_savings_rate = "2 %"', 'minimum_savings_rate = "0 %"'), (WIDE, 'bring_forward = "0 %"')
    )
    plan_ = planned(contract)
    drawn = draw(plan_, 1_000)
    simulated = report.simulate(contract, plan_, trials=1_000)
    worth = next(
        line for line in simulated.worths if line.party == report.POOL and "expenditure" in line.of_what
    )
    expected = 0.01 * drawn["expenditure"] * 0.5 * drawn["quality_score"]
    assert worth.change == pytest.approx(float(expected.mean()), rel=1e-3)


def test_large_claims_are_cut_off() -> None:
    text = SAVINGS[: SAVINGS.index("[simulation]")]
    cost = (
        '[simulation]\nfigures = "shared-savings.csv"\n'
        '[simulation.cost]\nper_member_month = 480\nspread = "1 %"\n'
        "large_claims_per_1000 = 4\nlarge_claim_from = 100000\nlarge_claim_tail = "
        "1.6\nlarge_claims_cut_off = {}\n"
    )
    means = []
    for cut_off in (100000, 250000, 2000000):
        contract = parse(text + cost.format(cut_off), "contract.toml")
        plan_ = planned(contract)
        means.append(draw(plan_, 2_000, 1)["expenditure"].mean() / 144094)
    assert means[0] == pytest.approx(480 + 4 * 100000 / 12_000, rel=0.01)
    assert means[0] < means[1] < means[2]
    agree(contract, plan_, seed=2, trials=10)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("[simulation]", "[simulacion]", "simulacion: this term is unknown"),
        ("northside-months.csv", "nowhere.csv", "no file nowhere.csv"),
        ("northside-months.csv", "bundle.csv", "no column member_months, cost"),
        ('high = "92 %"', "high = 92", "two ways"),
        ('low = "70 %"', 'low = "90 %"', "must rise"),
        ('usual = "84 %"', 'usual = "x"', "not a number"),
        ("seed = 2026", "sead = 2026", "sead"),
    ],
)
def test_what_a_simulation_is_told(old: str, new: str, words: str) -> None:
    assert old in SAVINGS
    with pytest.raises(ContractFaults) as told:
        planned(parse(SAVINGS.replace(old, new), "contract.toml"))
    assert words in str(told.value)


def test_a_contract_that_says_nothing_about_what_may_vary() -> None:
    with pytest.raises(ContractFaults, match="no table"):
        planned(parse(SAVINGS[: SAVINGS.index("[simulation]")], "contract.toml"))


def test_charts_carry_their_tables() -> None:
    contract = savings()
    found = charts([report.simulate(contract, planned(contract), trials=300)])
    assert set(found) == {"ranges", "years"}
    for svg, table in found.values():
        assert svg.startswith("<svg") and "northside-2026" in table
    assert sum(int(line.rsplit(",", 1)[1]) for line in found["years"][1].splitlines()[1:]) == 300
