"""The pages on settlement say what the engine does: generated tables are current, worked tables are
the engine's.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from commonweal.settlement.contracts import figures
from commonweal.settlement.contracts.contract import parse
from commonweal.settlement.contracts.models import KINDS
from commonweal.settlement.contracts.run import settle
from commonweal.settlement.mssp import reference

DOCS = Path(__file__).parents[2] / "docs"
EXAMPLES = DOCS / "examples" / "settlement"
METHODS = [
    *(f"settlement-{kind.replace('_', '-')}" for kind in KINDS),
    "settlement-division",
    "settlement-simulation",
    "settlement-mssp",
]
PARTS = ("## What it guarantees", "## Steps", "## Rounding", "## Worked table", "## Where it is weak")


def test_the_page_of_parameter_sets_is_current() -> None:
    written = (DOCS / "reference" / "settlement-parameter-sets.md").read_text("utf-8")
    assert written == reference.page(), "run python -m commonweal.settlement.mssp.reference"


@pytest.mark.parametrize("method", METHODS)
def test_every_method_has_a_page_with_the_same_five_parts(method: str) -> None:
    text = (DOCS / "methods" / f"{method}.md").read_text("utf-8")
    places = [text.index(part) for part in PARTS]
    assert places[0] == min(places) and places[-1] == max(places)


@pytest.mark.parametrize(
    ("example", "method", "only"),
    [
        ("shared-savings", "settlement-shared-savings", ""),
        ("unitary-payment", "settlement-unitary-payment", ""),
        ("bundle", "settlement-bundle", ""),
        ("fee-at-risk", "settlement-fee-at-risk", ""),
        ("funding-pool", "settlement-funding-pool", ""),
        ("combined", "settlement-contracts", "total-cost"),
        ("combined", "settlement-division", "division"),
    ],
)
def test_worked_tables_are_what_the_engine_says(example: str, method: str, only: str) -> None:
    text = (DOCS / "methods" / f"{method}.md").read_text("utf-8")
    contract = parse((EXAMPLES / f"{example}.toml").read_text("utf-8"), example)
    settled = settle(contract, figures.read(EXAMPLES / f"{example}.csv"))
    steps = [step for outcome in settled.outcomes if only in ("", outcome.head.id) for step in outcome.steps]
    for step in settled.division_steps if only == "division" else steps:
        assert f"| {step.title} | {step.working} | {step.result} |" in text
