"""What a contract asks for: at least every figure that its example needs."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from commonweal.settlement.contracts.asked import Written, asked
from commonweal.settlement.contracts.contract import parse

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples" / "settlement"
NAMES = ["bundle", "combined", "fee-at-risk", "funding-pool", "shared-savings", "unitary-payment"]


@pytest.mark.parametrize("name", NAMES)
def test_every_figure_of_an_example_is_asked_for_and_no_other(name: str) -> None:
    contract = parse((EXAMPLES / f"{name}.toml").read_text("utf-8"), name)
    with (EXAMPLES / f"{name}.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    groups = {row["figure"] for row in rows if "+" in row["party"]}
    given = {(row["figure"], "" if row["figure"] in groups else row["party"]) for row in rows}
    assert {(one.figure, one.party) for one in asked(contract)} == given


def test_how_each_is_written() -> None:
    contract = parse((EXAMPLES / "shared-savings.toml").read_text("utf-8"), "terms")
    written = {one.figure: one.written for one in asked(contract)}
    assert written["quality_score"] is Written.RATE and written["expenditure"] is Written.NUMBER
    pool = parse((EXAMPLES / "funding-pool.toml").read_text("utf-8"), "terms")
    assert Written.ANSWER in {one.written for one in asked(pool)}
