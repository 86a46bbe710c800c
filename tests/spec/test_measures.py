"""Every example of the manual, worked out by the engine; every measure has one and a page."""

from __future__ import annotations

from pathlib import Path

import pytest

from commonweal.evidence.engines.ibis_engine import compute
from commonweal.evidence.measures.catalogue import MEASURES
from commonweal.evidence.writing import number
from tests.spec.example import Example
from tests.spec.examples_claims import EXAMPLES as CLAIMS
from tests.spec.examples_other import EXAMPLES as OTHER
from tests.spec.examples_stays import EXAMPLES as STAYS

EXAMPLES = (*STAYS, *CLAIMS, *OTHER)
METHODS = Path(__file__).resolve().parents[2] / "docs" / "methods"


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.title)
def test_the_example_is_what_the_engine_says(example: Example) -> None:
    expected = example.expected()
    measures = {row[0] for row in expected} | set(example.nothing)
    groups = {row[2].split("=")[0] for row in expected}
    found = sorted(
        (
            row.measure,
            f"{row.period_start:%Y-%m}",
            f"{row.group_by}={row.group}",
            number(row.numerator),
            number(row.denominator),
            number(row.value),
        )
        for row in compute(example.held(), *example.period)
        if row.measure in measures and row.group_by in groups
    )
    assert found == expected


@pytest.mark.parametrize("name", MEASURES)
def test_every_measure_has_an_example(name: str) -> None:
    assert any(name == row[0] for example in EXAMPLES for row in example.expected())


@pytest.mark.parametrize("name", MEASURES)
def test_every_measure_has_a_method_page_that_names_it(name: str) -> None:
    page = METHODS / f"{MEASURES[name].page}.md"
    text = page.read_text(encoding="utf-8")
    # A family of measures is named once: `cost_paid_pmpm`, then `_inpatient` and so on, "and the same for".
    family = name.replace("allowed", "paid").replace("procedure_", "visit_")
    assert f"`{family}`" in text or f"`{family.removeprefix('cost_paid_pmpm')}`" in text
    for heading in (
        "**Purpose.**",
        "**Definition.**",
        "**Worked example.**",
        "**Known weakness.**",
        "**Source.**",
    ):
        assert heading in text


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.title)
def test_every_example_belongs_to_a_page(example: Example) -> None:
    assert (METHODS / f"{example.page}.md").exists()
