"""Simulations of plain contracts whose results are known, and plans nothing can be drawn from."""

from __future__ import annotations

from pathlib import Path

import pytest

from commonweal.settlement.contracts.contract import parse
from commonweal.settlement.contracts.reader import ContractFaults
from commonweal.settlement.documents import as_text
from commonweal.settlement.simulation import plan, report
from commonweal.settlement.simulation.charts import charts
from commonweal.settlement.steps import NeedsInput
from tests.factories.settlement_contracts import DIVIDED, FIGURES, HEAD, SAVINGS


def simulated(model: str, table: str, simulation: str, folder: Path) -> report.Simulated:
    (folder / "f.csv").write_text(table)
    contract = parse(HEAD + model + '[simulation]\nfigures = "f.csv"\n' + simulation, "c.toml")
    return report.simulate(contract, plan.read(contract, folder, "c.toml"), trials=100)


def test_simulating_what_a_contract_may_also_say(tmp_path: Path) -> None:
    extra = (
        'savings_cap = "50 %"\ntwo_sided = true\nloss_rate = "40 %"\nloss_cap_of_revenue = "1 %"\n'
        'adjustments = ["late"]\n'
    )
    table = FIGURES + "participant_revenue,1000000,\nlate,100,\n"
    draws = "[simulation.draws]\nexpenditure = { low = 1200000, usual = 1200000, high = 1200000 }\n"
    found = simulated(SAVINGS + extra, table, draws, tmp_path)
    assert {line.party: line.worst for line in found.summaries}["a"] == -9900
    draws = draws.replace("1200000", "800000")
    found = simulated(SAVINGS + extra, table, draws, tmp_path)
    assert {line.party: line.median for line in found.summaries}["a"] == 100100


def test_simulating_too_few_members_and_caps_with_nowhere_to_go(tmp_path: Path) -> None:
    by_size = SAVINGS.replace('"1 %"', '"by size"')
    with pytest.raises(NeedsInput, match=r"fewer than 5,000"):
        simulated(by_size, FIGURES + "members,4000,\n", "", tmp_path)
    lives = DIVIDED.format(terms="", rule='rule = "figure"\nfigure = "lives"')
    with pytest.raises(NeedsInput, match="zero for everybody"):
        simulated(lives, FIGURES + "lives,0,a\nlives,0,b\n", "", tmp_path)


def test_a_pool_is_left_out_of_a_simulation_and_said_to_be(tmp_path: Path) -> None:
    pool = '[[model]]\nid = "p"\nkind = "funding_pool"\n[[model.contribution]]\nparty = "a"\namount = 5\n'
    found = simulated(SAVINGS + pool, FIGURES, "", tmp_path)
    assert "Funding pools are left out" in as_text(report.document([found]))


@pytest.mark.parametrize(
    ("months", "words"),
    [
        ("member_months,cost,large_claims\n1,2,3\n", "large claims above the cost"),
        ("member_months,cost\nx,2\n", "line 2: “x” is not a number"),
        ("member_months,cost\n1,2\n", "at least six"),
    ],
)
def test_months_nothing_can_be_drawn_from(tmp_path: Path, months: str, words: str) -> None:
    (tmp_path / "m.csv").write_text(months)
    with pytest.raises(ContractFaults) as found:
        simulated(SAVINGS, FIGURES, 'months = "m.csv"\n', tmp_path)
    assert words in str(found.value)


def test_plans_that_are_none(tmp_path: Path) -> None:
    large = (
        '[simulation.cost]\nper_member_month = 1\nspread = "1 %"\n'
        "large_claims_per_1000 = 1\nlarge_claim_from = 10\nlarge_claim_tail = 0.5\nlarge_claims_cut_off = 5\n"
    )
    for table, simulation, words in ((FIGURES, large, "a tail above 1"), ("a,b\n", "", "no column figure")):
        with pytest.raises(ContractFaults, match=words):
            simulated(SAVINGS, table, simulation, tmp_path)


def test_a_simulation_whose_caps_leave_money_over(tmp_path: Path) -> None:
    terms = "gain_caps = { a = 10, b = 10 }\ngains_beyond_caps_to = 'payer'"
    found = simulated(DIVIDED.format(terms=terms, rule='rule = "equal"'), FIGURES, "", tmp_path)
    assert {line.party: line.median for line in found.summaries}["payer"] == -20


def test_simulating_a_bundle_without_stops_and_history_without_region_or_risk(tmp_path: Path) -> None:
    bundle = (
        '[[model]]\nid="j"\nkind="bundle"\npaid_by="payer"\npaid_to="a"\ntarget_price=100\n'
        'share_of_gain="100 %"\nshare_of_loss="100 %"\n'
    )
    found = simulated(bundle, "figure,value\nepisodes,10\nspend,2500\n", "", tmp_path)
    assert {line.party: line.median for line in found.summaries}["a"] == -1500
    history = SAVINGS + 'benchmark = "history"\nhistory_weights = ["100 %"]\n'
    table = (
        FIGURES + "base_year_1,100,\ntrend,0 %,\nmember_months,10000,\nrisk_score,2,\nbase_risk_score,1,\n"
    )
    found = simulated(history, table, "", tmp_path)
    assert {line.party: line.median for line in found.summaries}["a"] == 50000
    found = simulated(history + "risk_adjusted = true\n", table, "", tmp_path)
    assert {line.party: line.median for line in found.summaries}["a"] == 550000


def test_a_cost_with_a_bell_curve_alone_and_a_plan_without_figures(tmp_path: Path) -> None:
    cost = '[simulation.cost]\nper_member_month = 9\nspread = "0 %"\n'
    found = simulated(SAVINGS, FIGURES + "member_months,100000,\n", cost, tmp_path)
    assert {line.party: line.median for line in found.summaries}["a"] == 50000
    contract = parse(
        HEAD + SAVINGS + '[simulation]\nfigures = "nowhere.csv"\n[simulation.draws]\nx = 3\n', "c"
    )
    with pytest.raises(ContractFaults) as faults:
        plan.read(contract, tmp_path, "c.toml")
    assert "no file nowhere.csv" in str(faults.value) and "x: a table is needed" in str(faults.value)


def test_charts_of_a_contract_that_divides_nothing(tmp_path: Path) -> None:
    assert set(charts([simulated(SAVINGS, FIGURES, "", tmp_path)])) == {"ranges"}
