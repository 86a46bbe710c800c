"""Terms of a contract one by one: benchmarks, adjustments, bounds, faults, and numbers that are none."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from commonweal.settlement.contracts import figures, statement
from commonweal.settlement.contracts.contract import parse
from commonweal.settlement.contracts.reader import ContractFaults
from commonweal.settlement.contracts.run import Settlement, settle
from commonweal.settlement.documents import Document, Section, as_text
from tests.factories.settlement_contracts import DIVIDED, FIGURES, HEAD, SAVINGS

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples" / "settlement"


def run(model: str, table: str = FIGURES, head: str = HEAD) -> Settlement:
    return settle(parse(head + model, "c.toml"), figures.parse(table, "f.csv"))


def result(model: str, table: str = FIGURES) -> Decimal | str:
    outcome = run(model, table).outcomes[0]
    return outcome.question if outcome.result is None else outcome.result.amount


def told(model: str, head: str = HEAD) -> str:
    with pytest.raises(ContractFaults) as found:
        parse(head + model, "c.toml")
    return str(found.value)


@pytest.mark.parametrize(
    ("extra", "table", "amount"),
    [
        ("", "", "50000"),
        ('withheld = "2 %"', "", "49000"),
        ('savings_cap = "3 %"', "", "30000"),
        ('counting = "above_minimum"', "", "45000"),
        ('adjustments = ["late_claims"]', "late_claims,-1200.50,\n", "48799.50"),
        ('quality = "full_or_scaled"\nquality_threshold = "80 %"', "quality_score,60 %,\n", "30000"),
        ('figures = { expenditure = "paid" }', "paid,950000,\n", "25000"),
        (
            'two_sided = true\nloss_rate = "40 %"\nfigures = { expenditure = "paid" }',
            "paid,1100000,\n",
            "-40000",
        ),
        (
            'two_sided = true\nloss_rate = "40 %"\nloss_cap = "2 %"\nloss_cap_of_revenue = "3 %"\n'
            'figures = { expenditure = "paid" }',
            "paid,1100000,\nparticipant_revenue,500000,\n",
            "-15000",
        ),
        (
            'two_sided = true\nloss_rate = "40 %"\nminimum_loss_rate = "5 %"\n'
            'figures = { expenditure = "paid" }',
            "paid,1030000,\n",
            "0",
        ),
        (
            'benchmark = "history"\nhistory_weights = ["50 %", "50 %"]',
            "base_year_1,90,\nbase_year_2,110,\ntrend,0 %,\nmember_months,10000,\n",
            "50000",
        ),
        (
            'benchmark = "history"\nhistory_weights = ["100 %"]\nrisk_adjusted = true',
            "base_year_1,100,\ntrend,0 %,\nmember_months,10000,\nrisk_score,1.1,\nbase_risk_score,1,\n",
            "100000",
        ),
    ],
)
def test_terms_of_shared_savings(extra: str, table: str, amount: str) -> None:
    assert result(SAVINGS + extra, FIGURES + table) == Decimal(amount)


def test_a_benchmark_of_zero_is_asked_about() -> None:
    assert "above zero" in str(result(SAVINGS, FIGURES.replace("1000000", "0")))


@pytest.mark.parametrize(
    ("model", "words"),
    [
        (SAVINGS + "figures = { cost = 'x' }", "cost is no figure of this model"),
        (SAVINGS + "adjustments = 'x'", "a list of texts"),
        (SAVINGS + "two_sided = 'yes'", "neither true nor false"),
        (SAVINGS + "two_sided = true", "loss_rate: a rate"),
        (SAVINGS + "figures = 'x'", "a table is needed"),
        (SAVINGS + "benchmark = 'history'\nhistory_weights = '50 %'", "a list of rates"),
        (SAVINGS + "clause = 4", "clause: a text is needed"),
        (SAVINGS.replace('"m"', '"a"'), "names two things"),
        (SAVINGS.replace('"a"', '"alliance"'), "nobody divides it"),
        ("model = 3", "write each one as a table"),
        ("", "there is no model"),
        (SAVINGS + "[division]\nof = []", "there is no rule for gains"),
        (SAVINGS + "[division]\nof = []", "there is no rule for losses"),
        (
            SAVINGS + "[division]\nof = []\n[[division.gains]]\nrule = 'equal'\namong = ['z']",
            "there is no party z",
        ),
        (SAVINGS + "[division]\nof = []\ngain_caps = { z = 1 }", "there is no party z"),
        (SAVINGS + "[division]\nof = []\ngain_caps = { a = 'x' }", "“x” is not a number"),
        (SAVINGS + "[division]\nof = []\ngain_caps = { a = true }", "an amount is needed"),
        (
            SAVINGS + "[[gate]]\nid = 'g'\nall_of = ['x at least 1']\nany_of = ['x at least 1']",
            "either all_of or any_of",
        ),
        (SAVINGS + "[[gate]]\nid = 'g'\nall_of = ['x at least 5x']", "“5x” is not a number"),
        (SAVINGS + "[[gate]]\nid = 'g'\nall_of = ['x at least -']", "is not understood"),
        (SAVINGS + "[[gate]]\nid = 'g'\nall_of = ['x at least 1']\n" * 2, "two gates g"),
        (SAVINGS + "[[party]]\nid = 'x y'\nname = 'X'\nrole = 'payer'", "cannot be an identifier"),
        (
            "[[model]]\nid='u'\nkind='unitary_payment'\npaid_by='payer'\npaid_to='a'\nfee=1\nunit='visits'\n"
            "expected_volume=1\nindex_between=['3 %','1 %']",
            "the lower first",
        ),
        (
            "[[model]]\nid='f'\nkind='fee_at_risk'\npaid_by='payer'\npaid_to='a'\nfee=1\nat_risk='10 %'\n"
            "[[model.indicator]]\nfigure='x'\nweight='100 %'\ntarget='x'\n",
            "where the indicator starts to count is missing",
        ),
        (
            "[[model]]\nid='f'\nkind='fee_at_risk'\npaid_by='payer'\npaid_to='a'\nfee=1\nat_risk='10 %'\n"
            "[[model.indicator]]\nfigure='x'\nweight='100 %'\nshape='gate'\ntarget=' '\n",
            "a value is missing",
        ),
        (
            "[[model]]\nid='f'\nkind='fee_at_risk'\npaid_by='payer'\npaid_to='a'\nfee=1\nat_risk='10 %'\n"
            "[[model.indicator]]\nfigure='x'\nweight='100 %'\nshape='gate'\ntarget=true\n",
            "a value is needed",
        ),
        ("[[model]]\nid='p'\nkind='funding_pool'\n", "nobody pays in"),
        (
            "[[model]]\nid='p'\nkind='funding_pool'\n[[model.budget]]\nid='x'\namount=1\n[[model.budget]]\nid='x'\n"
            "amount=1\n",
            "two budgets x",
        ),
        ("division = 3\n", "a table is needed"),
    ],
)
def test_faults(model: str, words: str) -> None:
    head = "" if model.startswith(("model =", "division =")) else HEAD
    assert words in told(model + (HEAD if not head else ""), head)


def test_no_contract_at_all() -> None:
    assert "[contract]: the table is missing" in told("", "")


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("x,yes,\n", "“yes” is not a number"),
        ("x,1,\nx,2,\n", "which of them holds"),
        ("", "no row for it"),
    ],
)
def test_a_gate_whose_figure_cannot_be_read_is_asked_about(table: str, words: str) -> None:
    gated = SAVINGS + 'gate = "g"\n[[gate]]\nid = "g"\nany_of = ["x at most 5", "benchmark at least 1"]'
    assert words in str(result(gated, FIGURES + table))


def test_any_of_several_conditions_opens_a_gate() -> None:
    gated = SAVINGS + 'gate = "g"\n[[gate]]\nid = "g"\nany_of = ["x at most 5", "x at least 50"]'
    assert result(gated, FIGURES + "x,60,\n") == 50000
    assert result(gated, FIGURES + "x,20,\n") == 0


def test_a_rate_over_several_periods_and_a_count_with_decimals() -> None:
    quality = "quality_score,80 %,Q1\nquality_score,90 %,Q2\n\n"
    table = "figure,value,period\nbenchmark,100,\nexpenditure,90,\n" + quality
    assert "cannot be added up" in str(result(SAVINGS + 'quality = "multiplies"', table))
    by_size = SAVINGS.replace('"1 %"', '"by size"')
    assert "no whole number" in str(result(by_size, FIGURES + "members,5000.5,\n"))


def test_a_division_that_says_nothing_is_asked_about() -> None:
    lives = DIVIDED.format(terms="", rule='rule = "figure"\nfigure = "lives"')
    settled = run(lives, FIGURES + "lives,0,a\nlives,0,b\n")
    assert settled.pool == 50000 and "lives is zero for everybody" in settled.division_question
    assert "Not divided" in as_text(statement.whole(settled))
    assert "division,needs_input" in statement.as_csv(settled)


def test_nothing_to_divide_is_divided_between_nobody() -> None:
    settled = run(DIVIDED.format(terms="", rule='rule = "equal"'), FIGURES.replace("900000", "1000000"))
    assert settled.lines == () and not settled.questions
    assert "Nothing is paid" in as_text(statement.whole(settled))
    assert "nothing is due" in statement.as_csv(settled)


def test_marginal_contributions_of_many_partners_state_their_error() -> None:
    names = [f"p{number:02}" for number in range(14)]
    head = HEAD + "".join(f'[[party]]\nid = "{name}"\nname = "{name}"\nrole = "partner"\n' for name in names)
    rule = f'rule = "marginal_contribution"\nfigure = "worth"\norders = 50\namong = {names}'
    rows = "".join(f"worth,{number + 1},{name}\n" for number, name in enumerate(names)) + "worth,90,p00+p01\n"
    settled = run(DIVIDED.format(terms="", rule=rule), FIGURES + rows, head)
    assert sum(line.amount for line in settled.lines) == 50000
    assert any("50 sampled orders, largest standard error" in step.working for step in settled.division_steps)


def test_an_empty_pool_of_last_year_and_contributions_by_figure() -> None:
    pool = (
        '[[model]]\nid = "p"\nkind = "funding_pool"\ncarry_over = 0\n'
        '[[model.contribution]]\nparty = "a"\nfigure = "paid_in"\n'
        '[[model.contribution]]\nparty = "b"\nfigure = "paid_in"\n'
        '[[model.contribution]]\nparty = "payer"\namount = 0.01\n'
    )
    table = "figure,value,party\ncarried_in,0,\npaid_in,100,a\npaid_in,0,b\n"
    settled = run(pool, table)
    assert settled.net() == {"payer": 0, "a": 0, "b": 0, "p": 0}
    quiet = run(pool.replace("carry_over = 0", "carry_over = 500"), table)
    assert quiet.net()["p"] == Decimal("100.01")
    gated = pool.replace('kind = "funding_pool"', 'kind = "funding_pool"\ngate = "g"') + (
        '[[model.budget]]\nid = "x"\namount = 50\n'
        '[[model.payout]]\nid = "o"\nto = "b"\nbudget = "x"\nprice = 10\napproved_by = ["a"]\n'
        '[[gate]]\nid = "g"\nall_of = ["carried_in at least 1"]\n'
    )
    closed = run(gated, table)
    assert all(transfer.what_for != "o" for transfer in closed.transfers)
    maybe = run(gated.replace("at least 1", "at least 0"), table + "o_approved,perhaps,a\n")
    assert "neither yes nor no" in maybe.questions[0]


def test_caps_without_a_name_for_what_is_over_are_refused() -> None:
    terms = "gain_caps = { a = 10, b = 10 }\ngains_beyond_caps_to = ''"
    assert "gains_beyond_caps_to: a text is needed" in told(
        DIVIDED.format(terms=terms, rule='rule = "equal"')
    )


def test_faults_of_kinds_that_are_seldom_met(tmp_path: Path) -> None:
    terms = "community_fund = '3 %'\ncommunity_fund_to = 'nobody'"
    assert "there is no party nobody" in told(DIVIDED.format(terms=terms, rule='rule = "equal"'))
    whole = '[[model]]\nid="u"\nkind="unitary_payment"\npaid_by="payer"\npaid_to="a"\nfee=1\nunit="x"\n'
    assert "no whole number" in told(whole + "expected_volume = 1\ninstalments = 2.5")
    assert "no whole number" in told(whole + "expected_volume = 1\ninstalments = true")
    assert "kind: one of shared_savings" in told('[[model]]\nid = "x"')
    assert "days: a whole number is missing" in told("", HEAD.replace("{ days = 30 }", "{ to = 'x' }"))


def test_a_model_between_two_parties_beside_one_that_is_divided() -> None:
    other = SAVINGS.replace('"m"', '"n"') + 'figures = { expenditure = "paid" }\n'
    settled = run(other + DIVIDED.format(terms="", rule='rule = "equal"'), FIGURES + "paid,950000,\n")
    assert settled.pool == 50000
    assert settled.net() == {"payer": -75000, "a": 50000, "b": 25000, "alliance": 0}


def test_cents_too_few_to_go_round_when_a_pool_gives_back() -> None:
    pool = '[[model]]\nid = "p"\nkind = "funding_pool"\ncarry_over = "200.00"\n' + "".join(
        f'[[model.contribution]]\nparty = "{party}"\namount = 100\n' for party in ("a", "b")
    )
    settled = run(pool, "figure,value\ncarried_in,0.01\n")
    back = [transfer for transfer in settled.transfers if transfer.what_for == "given back"]
    assert [(transfer.paid_to, transfer.amount) for transfer in back] == [("a", Decimal("0.01"))]


def test_a_bundle_without_stops_and_with_a_stop_on_gains_only() -> None:
    bundle = (
        '[[model]]\nid="j"\nkind="bundle"\npaid_by="payer"\npaid_to="a"\ntarget_price=100\n'
        'share_of_gain="100 %"\nshare_of_loss="100 %"\n'
    )
    table = "figure,value\nepisodes,10\nspend,{}\n"
    assert result(bundle, table.format(2500)) == -1500
    assert result(bundle + 'stop_gain = "10 %"', table.format(500)) == 100


def test_a_document_without_notes() -> None:
    assert as_text(Document("T", "s", (), (Section("H", ("x",)),))) == "T\n=\ns\n\n\nH\n-\nx\n"


def test_a_pool_with_less_than_may_be_carried_over_gives_nothing_back() -> None:
    pool = (
        '[[model]]\nid = "p"\nkind = "funding_pool"\ncarry_over = 500\n'
        '[[model.contribution]]\nparty = "a"\namount = 1\n'
    )
    assert run(pool, "figure,value\ncarried_in,0\n").net()["p"] == 1
    assert run(pool.replace("carry_over = 500\n", ""), "figure,value\ncarried_in,0\n").net()["p"] == 1
