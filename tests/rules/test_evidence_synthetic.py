"""Made-up data: in the contract's form, the same from the same seed, and believable."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest

from commonweal.evidence.synthetic import synthesize
from commonweal.evidence.synthetic.columns import Tables, same
from commonweal.evidence.synthetic.world import BLOCK
from commonweal.evidence.tables import TABLES, Order, Reference


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("made")
    synthesize(3_000, 26, out, seed=3)
    return out


def ask(made: Path, question: str) -> list[tuple[Any, ...]]:
    """The answer to SQL in which `{table}` stands for a table's file."""
    files = {name: f"'{made / name}.parquet'" for name in TABLES}
    with duckdb.connect() as connection:
        return connection.execute(question.format(**files)).fetchall()


def test_every_table_of_the_contract_is_there_but_one(made: Path) -> None:
    # Nothing counts observations yet.
    assert {path.stem for path in made.iterdir()} == set(TABLES) - {"observation"}


@pytest.mark.parametrize("name", sorted(set(TABLES) - {"observation"}))
def test_rows_keep_the_contract(made: Path, name: str) -> None:
    table = TABLES[name]
    there = set(pq.read_schema(made / f"{name}.parquet").names)
    assert set(table.required) <= there <= {column.name for column in table.columns}
    (rows,) = ask(made, f"select count(*) from {{{name}}}")[0]
    assert rows > 0
    for column in table.columns:
        if column.required:
            assert ask(made, f"select count(*) from {{{name}}} where {column.name} is null") == [(0,)]
        if column.values and column.name in there:
            values = {value for (value,) in ask(made, f"select distinct {column.name} from {{{name}}}")}
            assert values <= {None, *column.values}
        if column.minimum is not None and column.name in there:
            assert ask(made, f"select count(*) from {{{name}}} where {column.name} < {column.minimum}") == [
                (0,)
            ]
    for constraint in table.constraints:
        if isinstance(constraint, Order) and {constraint.earlier, constraint.later} <= there:
            wrong = f"{constraint.earlier} > {constraint.later}"
            assert ask(made, f"select count(*) from {{{name}}} where {wrong}") == [(0,)]
        if isinstance(constraint, Reference):
            lost = f"{constraint.column} not in (select {constraint.column} from {{{constraint.table}}})"
            assert ask(made, f"select count(*) from {{{name}}} where {lost}") == [(0,)]


@pytest.mark.parametrize(
    "name", ["eligibility", "encounter", "appointment", "need", "device_day", "capacity_day"]
)
def test_keys_are_not_repeated(made: Path, name: str) -> None:
    grain = ", ".join(TABLES[name].grain)
    assert ask(
        made, f"select count(*) from (select {grain} from {{{name}}} group by all having count(*) > 1)"
    ) == [(0,)]


def digest(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    for name, seed in (("a", 5), ("b", 5), ("c", 6)):
        synthesize(400, 6, tmp_path / name, seed=seed)
    assert digest(tmp_path / "a") == digest(tmp_path / "b")
    assert digest(tmp_path / "a")["medical_claim.parquet"] != digest(tmp_path / "c")["medical_claim.parquet"]


def test_the_first_people_are_the_same_however_many_follow(tmp_path: Path, made: Path) -> None:
    few = tmp_path / "few"
    told: list[str] = []
    synthesize(1_000, 26, few, seed=3, progress=told.append)
    assert told == ["1,000 of 1,000 people"]
    assert BLOCK > 1_000  # so that both are cut out of the same block
    for name in (
        "eligibility",
        "medical_claim",
        "pharmacy_claim",
        "appointment",
        "referral",
        "program_enrolment",
    ):
        first = f"select * from {{{name}}} where person_id < 'P000001000' order by all"
        assert ask(few, first) == ask(made, first), name


def test_it_is_believable(made: Path) -> None:
    months = 3_000 * 26 * 0.9
    ((paid,),) = ask(made, "select sum(allowed_amount) from {medical_claim}")
    ((drugs,),) = ask(made, "select sum(allowed_amount) from {pharmacy_claim}")
    assert 200 < float(paid + drugs) / months < 700
    ((winter, summer),) = ask(
        made,
        "select count(*) filter (month(claim_start_date) in (12, 1, 2)), "
        "count(*) filter (month(claim_start_date) in (6, 7, 8)) from {medical_claim} "
        "where year(claim_start_date) = 2022",
    )
    assert winter > 1.1 * summer
    ((homeless, others),) = ask(
        made,
        "with homeless as (select distinct person_id from {medical_claim} where diagnosis_code_2 = 'Z5900') "
        "select count(*) filter (person_id in (from homeless)) / (select count(*) from homeless), "
        "count(*) filter (person_id not in (from homeless)) / 3000 from {encounter}",
    )
    assert homeless > 4 * others


@pytest.mark.parametrize(
    ("people", "months", "seed", "message"),
    [(0, 1, 1, "0 people"), (1, 0, 1, "0 months"), (1, 601, 1, "601 months"), (1, 1, -1, "seed is -1")],
)
def test_what_cannot_be_made(tmp_path: Path, people: int, months: int, seed: int, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        synthesize(people, months, tmp_path, seed)


@pytest.mark.parametrize("months", [1, 2, 5])
def test_short_periods(tmp_path: Path, months: int) -> None:
    rows = synthesize(1, months, tmp_path)
    assert rows["eligibility"] >= 1


def test_half_a_table_is_not_left_behind(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), Tables(tmp_path) as tables:
        tables.add("need", {"need_id": same("n", 1)})
        raise RuntimeError
    assert not list(tmp_path.iterdir())
