"""Contracts of one's own: every example in the documentation is settled, and what a bad contract is told."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from commonweal.settlement.contracts import figures, statement
from commonweal.settlement.contracts.contract import Contract, parse
from commonweal.settlement.contracts.reader import ContractFaults
from commonweal.settlement.contracts.run import Settlement, settle
from commonweal.settlement.documents import as_pdf, as_text

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples" / "settlement"
METHODS = EXAMPLES.parents[1] / "methods"


def terms(name: str) -> str:
    return (EXAMPLES / f"{name}.toml").read_text("utf-8")


def numbers(name: str) -> str:
    return (EXAMPLES / f"{name}.csv").read_text("utf-8")


def settled(contract: str | Contract, table: str) -> Settlement:
    read = parse(contract, "contract.toml") if isinstance(contract, str) else contract
    return settle(read, figures.parse(table, "figures.csv"))


def amount(result: Settlement, model: str) -> Decimal:
    outcome = next(outcome for outcome in result.outcomes if outcome.head.id == model)
    assert outcome.result is not None, outcome.question
    return outcome.result.amount


# Each figure was recomputed apart from the engine, from the worked table on the page of its method.
@pytest.mark.parametrize(
    ("example", "model", "expected", "method"),
    [
        ("shared-savings", "total-cost", "1647860.53", "settlement-shared-savings"),
        ("unitary-payment", "platform", "579088.02", "settlement-unitary-payment"),
        ("bundle", "joints", "238919.41", "settlement-bundle"),
        ("fee-at-risk", "navigation", "437760.00", "settlement-fee-at-risk"),
        ("funding-pool", "pool", "60000.00", "settlement-funding-pool"),
        ("combined", "total-cost", "4182019.33", "settlement-contracts"),
    ],
)
def test_the_examples_of_the_documentation(example: str, model: str, expected: str, method: str) -> None:
    result = settled(terms(example), numbers(example))
    assert not result.questions
    assert amount(result, model) == Decimal(expected)
    assert sum(result.net().values()) == 0
    shown = f"{Decimal(expected):,.2f}".removesuffix(".00")
    assert shown in (METHODS / f"{method}.md").read_text("utf-8")


def test_each_example_gives_the_same_statement_byte_for_byte() -> None:
    for example in ("shared-savings", "combined", "funding-pool"):
        first, second = (settled(terms(example), numbers(example)) for _ in range(2))
        assert as_text(statement.whole(first)) == as_text(statement.whole(second))
        assert statement.as_csv(first) == statement.as_csv(second)
        assert as_pdf(statement.whole(first)) == as_pdf(statement.whole(second))
        assert as_pdf(statement.whole(first)).startswith(b"%PDF")


def test_the_division_conserves_every_cent() -> None:
    result = settled(terms("combined"), numbers("combined"))
    assert result.pool == Decimal("3511793.93")
    assert sum(line.amount for line in result.lines) == result.pool
    assert {line.party: line.amount for line in result.lines if line.why == "community fund"} == {
        "fund": Decimal("351179.39")
    }


def test_losses_follow_their_own_rule_and_nobody_pays_more_than_they_signed() -> None:
    table = numbers("shared-savings").replace("78104233.17", "86000000.00")
    result = settled(terms("shared-savings"), table)
    # 30 % of 4,000,115.46, below 4 % of the benchmark; the clinic signed 60,000 at most, the hospital
    # has the rest
    assert result.pool == Decimal("-1200034.64")
    assert {line.party: line.amount for line in result.lines} == {
        "clinic": Decimal("-60000.00"),
        "hospital": Decimal("-1140034.64"),
        "pantry": Decimal("0.00"),
    }


def test_what_every_cap_leaves_over_goes_where_the_contract_says() -> None:
    contract = (
        terms("shared-savings")
        .replace(
            "loss_caps = { clinic = 60000, pantry = 0 }",
            "loss_caps = { clinic = 60000, pantry = 0, hospital = 100000 }",
        )
        .replace('losses_beyond_caps_to = "hospital"', 'losses_beyond_caps_to = "reserve"')
    )
    table = numbers("shared-savings").replace("78104233.17", "86000000.00")
    result = settled(contract, table)
    beyond = [line for line in result.lines if line.why == "beyond the caps"]
    assert [(line.party, line.amount) for line in beyond] == [("reserve", Decimal("-1040034.64"))]


def test_a_closed_gate_takes_the_share_of_savings_but_forgives_no_loss() -> None:
    late = numbers("shared-savings").replace(",5.5,", ",9,")
    assert settled(terms("shared-savings"), late).pool == 0
    worse = late.replace("78104233.17", "86000000.00")
    assert settled(terms("shared-savings"), worse).pool == Decimal("-1200034.64")


def test_a_closed_gate_takes_the_gain_of_a_bundle_and_the_part_at_risk() -> None:
    assert amount(settled(terms("bundle"), numbers("bundle").replace("3.9 %", "5 %")), "joints") == 0
    gated = (
        terms("fee-at-risk")
        .replace("[[model]]", '[[gate]]\nid = "g"\nall_of = ["loops_closed at least 80 %"]\n\n[[model]]', 1)
        .replace('clause = "6"', 'clause = "6"\ngate = "g"')
    )
    assert amount(settled(gated, numbers("fee-at-risk")), "navigation") == Decimal(384000)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('["95 %", "105 %"]', '["90 %", "110 %"]', "571680.00"),  # inside the corridor the sum stays
        ("indexed = true", "indexed = false", "561584.10"),
        ('beyond_corridor = "60 %"', 'beyond_corridor = "0 %"', "571680.00"),
    ],
)
def test_unitary_payment_terms(old: str, new: str, expected: str) -> None:
    result = settled(terms("unitary-payment").replace(old, new), numbers("unitary-payment"))
    assert amount(result, "platform") == Decimal(expected)
    table = next(found for heading, found in result.outcomes[0].result.tables if heading == "Instalments")  # type: ignore[union-attr]
    parts = [Decimal(cell.strip("$").replace(",", "")) for _, cell in table.rows]
    assert sum(parts) == Decimal(expected) and max(parts) - min(parts) <= Decimal("0.01")


def test_the_funding_pool_pays_within_budget_floor_and_approval() -> None:
    def paid(table: str, contract: str = "") -> dict[str, Decimal]:
        result = settled(contract or terms("funding-pool"), table)
        assert result.outcomes[0].result is not None and result.outcomes[0].result.ledger is not None
        assert sum(result.outcomes[0].result.ledger.balances().values()) == 0
        return {
            transfer.what_for: transfer.amount for transfer in result.transfers if transfer.paid_by == "pool"
        }

    table = numbers("funding-pool")
    assert paid(table)["food-referrals"] == Decimal(109650)
    assert paid(table.replace(",692,", ",2000,"))["food-referrals"] == Decimal(120000)
    assert "housing-pathways" not in paid(table.replace("evergreen,,yes", "evergreen,,no"))
    poor = terms("funding-pool").replace("amount = 200000", "amount = 50000")
    # 18,250 + 200,000 come in, 109,650 go out for food, 25,000 stay
    assert paid(table, poor)["housing-pathways"] == Decimal(83600)


def test_a_missing_figure_holds_up_its_model_and_what_waits_for_it_and_nothing_else() -> None:
    table = numbers("combined").replace("spend,,,3102450.80,claims", "spend,,,,claims")
    result = settled(terms("combined"), table)
    assert amount(result, "total-cost") == Decimal("4182019.33")
    assert amount(result, "platform") == Decimal(624000)
    assert result.pool is None
    assert result.questions == (
        "joints: figure spend: line 8 has no value (rule: reconciliation)",
        "division: it waits for joints",
    )
    text = as_text(statement.whole(result))
    assert "Not settled" in text and "Not divided" in text
    assert "needs_input" in statement.as_csv(result)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("84.6 %", "84.6", ["line 12", "quality_score", "84.6 % or 8460 %"]),
        ("84.6 %", "0.846", ["0.846 % or 84.6 %"]),
        ("84.6 %", "184 %", ["outside 0 to 100 %"]),
        ("78104233.17", "-78104233.17", ["line 11", "below zero"]),
        ("78104233.17", "7.8E7", ["scientific notation"]),
        ("78104233.17", "n.a.", ["not a number"]),
        ("78104233.17", "78104233170000000", ["too large"]),
        ("1.021", "0", ["base_risk_score", "zero"]),
        ("member_months,,2026-H2", "member_months,,2026-H1", ["lines 9, 10", "which of them"]),
        ("referrals_completed,pantry,,1290", "referrals_completed,pantry,,-1", ["below zero"]),
        (
            "attributed_lives,hospital,,7120",
            "attributed_lives,hospitl,,7120",
            ["attributed_lives of hospital"],
        ),
    ],
)
def test_figures_that_must_be_asked_about(old: str, new: str, words: list[str]) -> None:
    table = numbers("shared-savings")
    assert old in table
    (question, *_) = settled(terms("shared-savings"), table.replace(old, new, 1)).questions
    for word in words:
        assert word in question


@pytest.mark.parametrize(
    ("example", "old", "new", "words"),
    [
        ("shared-savings", 'sharing_rate = "50 %"', "sharing_rate = 50", "“50” could mean 50 % or 5000 %"),
        ("shared-savings", 'sharing_rate = "50 %"', "sharing_rate = 0.5", "“0.5” could mean 0.5 % or 50 %"),
        ("shared-savings", 'sharing_rate = "50 %"', 'sharing_rate = "150 %"', "outside 0 to 100 %"),
        (
            "shared-savings",
            'sharing_rate = "50 %"',
            'shearing_rate = "50 %"',
            "shearing_rate: this term is unknown",
        ),
        (
            "shared-savings",
            '["10 %", "30 %", "60 %"]',
            '["10 %", "30 %", "50 %"]',
            "add up to 90 %, not 100 %",
        ),
        ("shared-savings", 'part = "30 %"', 'part = "40 %"', "gains: the parts add up to 110 %"),
        ("shared-savings", 'hospital = "75 %"', 'hospital = "70 %"', "shares: they add up to 95 %"),
        (
            "shared-savings",
            'all_of = ["third_next_appointment at most 7"]',
            'all_of = ["gate quality"]',
            "circle",
        ),
        ("shared-savings", '"gate access"', '"gate acess"', "there is no gate acess"),
        ("shared-savings", '"quality_score at least 60 %"', '"quality_score over 60 %"', "is not understood"),
        ("shared-savings", 'gate = "quality"', 'gate = "qualty"', "there is no gate qualty"),
        ("shared-savings", 'paid_by = "evergreen"', 'paid_by = "everblue"', "there is no party everblue"),
        ("shared-savings", 'paid_to = "alliance"', 'paid_to = "evergreen"', "nobody pays themselves"),
        ("shared-savings", 'id = "clinic"', 'id = "hospital"', "two parties hospital"),
        ("shared-savings", "ends = 2026-12-31", "ends = 2025-12-31", "before it starts"),
        ("shared-savings", "ends = 2026-12-31", 'ends = "2026-12-31"', "is no date"),
        (
            "shared-savings",
            'disputes = { days = 30, to = "the finance committee" }',
            "",
            "window for disputes",
        ),
        (
            "shared-savings",
            'losses_beyond_caps_to = "hospital"',
            "",
            "losses_beyond_caps_to: a text is missing",
        ),
        ("shared-savings", 'of = ["total-cost"]', "of = []", "it must name the models paid to the alliance"),
        ("shared-savings", 'reserve = "5 %"', 'reserve = "98 %"', "take more than there is"),
        ("shared-savings", 'loss_rate = "30 %"', 'loss_rate = "one minus sharing"', "loss_rate_between"),
        ("shared-savings", "two_sided = true", "two_sided = false", "two_sided is not true"),
        ("shared-savings", "[division]", "[devision]", "- devision: this term is unknown"),
        ("bundle", "target_price = 24800", "target_price = -24800", "no amount of zero or more"),
        ("bundle", 'kind = "bundle"', 'kind = "bundel"', "“bundel” is none of"),
        ("bundle", "target_price = 24800", 'target_price = "24.800,00"', "not a number"),
        ("unitary-payment", '["95 %", "105 %"]', '["105 %", "110 %"]', "around 100 %"),
        ("unitary-payment", "instalments = 12", "instalments = 0", "at least one"),
        ("fee-at-risk", 'weight = "50 %"', 'weight = "40 %"', "weights add up to 90 %"),
        ("fee-at-risk", "starts = 10", 'starts = "10 %"', "not of one kind"),
        ("fee-at-risk", "steps = 3", "steps = 0", "at least one step"),
        ("funding-pool", 'budget = "food"', 'budget = "foood"', "there is no budget foood"),
        ("funding-pool", 'to = "pantry"', 'to = "pantri"', "there is no party pantri"),
        ("funding-pool", "amount = 200000\n", "", "either an amount or a figure"),
        ("bundle", "[contract]", "[contract", "not valid TOML"),
        ("bundle", '[contract]\nid = "joints-2026"', '[contract]\nid = ""', "a text is needed"),
    ],
)
def test_what_a_contract_is_told(example: str, old: str, new: str, words: str) -> None:
    text = terms(example)
    assert old in text
    with pytest.raises(ContractFaults) as told:
        parse(text.replace(old, new, 1), "contract.toml")
    assert words in str(told.value)


def test_a_fee_of_38_dollars_10_is_not_a_binary_float() -> None:
    contract = parse(terms("unitary-payment").replace("fee = 3.85", "fee = 38.10"), "contract.toml")
    assert contract.models[0].fee == Decimal("38.10")  # type: ignore[attr-defined]


def test_a_party_sees_its_own_lines_and_the_totals() -> None:
    result = settled(terms("combined"), numbers("combined"))
    own = as_text(statement.for_party(result, "clinic"))
    assert "$1,025,650.40" in own and "$3,511,793.93" in own
    assert "1,663,350.87" not in own and "471,613.27" not in own
    with pytest.raises(KeyError):
        statement.for_party(result, "nobody")


def test_the_window_for_disputes() -> None:
    contract = parse(terms("bundle"), "contract.toml")
    assert contract.disputes_until(date(2027, 3, 1)) == date(2027, 4, 15)


def test_by_size_needs_five_thousand_members() -> None:
    result = settled(terms("combined"), numbers("combined").replace("members,,,21510", "members,,,4200"))
    assert "4,200 members are fewer" in result.questions[0]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no column figure and no column value"),
        ("figure,value\n", "no figures"),
        ("figure,value\nx,1,234\n", "quotation marks"),
    ],
)
def test_figures_that_are_none(text: str, words: str) -> None:
    with pytest.raises(figures.UnreadableFigures, match=words):
        figures.parse(text, "figures.csv")
