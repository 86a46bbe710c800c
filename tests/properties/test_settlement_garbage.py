"""Whatever stands in a cell or a term, the answer is a settlement or a sentence, never a crash."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commonweal.settlement.contracts import figures, statement
from commonweal.settlement.contracts.contract import parse
from commonweal.settlement.contracts.reader import ContractFaults
from commonweal.settlement.contracts.run import settle as settle_contract
from commonweal.settlement.documents import as_text
from commonweal.settlement.mssp.settlement import compare
from tests.examples import by_day
from tests.factories.settlement_files import DEFAULTS, recent, settle

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples" / "settlement"
NAMES = sorted(path.stem for path in EXAMPLES.glob("*.toml"))
quick = settings(max_examples=by_day(80), suppress_health_check=[HealthCheck.function_scoped_fixture])
cells = st.one_of(
    st.sampled_from(
        [
            "",
            "*",
            "-",
            ".",
            "0",
            "1",
            "-1",
            "50",
            "0.5",
            "50%",
            "%",
            "1e9",
            "NaN",
            "∞",
            "٣",
            "1,5",
            "$",
            "()",
            "P4R",
        ]
    ),
    st.text(max_size=8).filter(lambda text: not set(text) & set('"\r\n\0') and text.isprintable()),
    st.decimals(-(10**15), 10**15, places=3).map(str),
)


@quick
@given(st.sampled_from(sorted(set(DEFAULTS) - {"ACO_Name"})), cells, st.integers(2014, 2024))
def test_any_cell_of_a_public_file(tmp_path: Path, column: str, cell: str, year: int) -> None:
    first, second = settle(tmp_path, recent({column: cell}, {}), year)
    for row in (first, second):
        assert (row.ruling.earned is None) == (row.status == "needs_input")
        assert row.reason
        compare(row)
    if year in (2021, 2022):
        assert (
            second.ruling.earned == 7_350_000
            or "two ways" in second.reason
            or "lines" in second.reason
            or ("written" in second.reason)
        )


@quick
@given(st.sampled_from(NAMES), st.data())
def test_any_line_of_a_contract(name: str, data: st.DataObject) -> None:
    lines = (EXAMPLES / f"{name}.toml").read_text("utf-8").splitlines()
    at = data.draw(st.integers(0, len(lines) - 1))
    key = lines[at].partition("=")[0]
    changed = data.draw(
        st.sampled_from(
            ["", f"{key}= 7", f"{key}= -1.5", f'{key}= "x"', f"{key}= []", f"{key}= true", f"{key}= {{}}"]
        )
    )
    text = "\n".join([*lines[:at], changed, *lines[at + 1 :]])
    table = EXAMPLES / f"{name.removesuffix('-one-sided')}.csv"
    try:
        contract = parse(text, "contract.toml")
    except ContractFaults as told:
        assert told.faults
        return
    settled = settle_contract(contract, figures.read(table))
    assert sum(settled.net().values()) == 0 or settled.questions
    as_text(statement.whole(settled))


@quick
@given(st.sampled_from(NAMES), cells, st.data())
def test_any_figure_of_a_contract(name: str, cell: str, data: st.DataObject) -> None:
    contract = parse((EXAMPLES / f"{name}.toml").read_text("utf-8"), "contract.toml")
    rows = (EXAMPLES / f"{name.removesuffix('-one-sided')}.csv").read_text("utf-8").splitlines()
    at = data.draw(st.integers(1, len(rows) - 1))
    figure, party, period, *_ = rows[at].split(",")
    rows[at] = f'{figure},{party},{period},"{cell}",x'
    settled = settle_contract(contract, figures.parse("\n".join(rows), "f.csv"))
    assert sum(settled.net().values()) == 0 or settled.questions
    as_text(statement.whole(settled))
    statement.as_csv(settled)


@pytest.mark.parametrize("name", NAMES)
def test_the_examples_are_sound(name: str) -> None:
    assert parse((EXAMPLES / f"{name}.toml").read_text("utf-8"), name).models
