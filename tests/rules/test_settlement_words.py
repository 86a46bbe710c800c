"""A contract said in sentences: every term that decides about money is said, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from commonweal.settlement.contracts.contract import parse
from commonweal.settlement.contracts.words import passages

EXAMPLES = Path(__file__).resolve().parents[2] / "docs" / "examples" / "settlement"


def said(name: str) -> list[str]:
    text = (EXAMPLES / f"{name}.toml").read_text(encoding="utf-8")
    return [line for one in passages(parse(text, name)) for line in one.sentences]


def test_a_two_sided_contract_is_said_in_full() -> None:
    lines = said("shared-savings")
    assert "Savings count when they reach 2 % of the benchmark, then from the first dollar." in lines
    assert "When it costs more, 30 % of the loss is paid back by the partners together." in lines
    assert "No more than 4 % of the benchmark can be owed." in lines
    assert "Riverside Community Clinic carries at most $60,000 of a loss." in lines
    assert "Northside Food Pantry carries nothing of a loss." in lines


def test_one_sided_says_that_nobody_owes() -> None:
    lines = said("shared-savings-one-sided")
    assert "When it costs more, nobody pays anything back." in lines
    assert not any("can be owed" in line for line in lines)


@pytest.mark.parametrize("name", sorted(file.stem for file in EXAMPLES.glob("*.toml")))
def test_every_example_has_words_and_names_its_parties_by_name(name: str) -> None:
    text = (EXAMPLES / f"{name}.toml").read_text(encoding="utf-8")
    contract = parse(text, name)
    found = passages(contract)
    assert len(found) >= len(contract.models)
    whole = " ".join(line for one in found for line in one.sentences)
    assert any(party.name in whole for party in contract.parties)
    assert all(line.endswith(".") and line[0] == line[0].upper() for one in found for line in one.sentences)
