"""A population by rule: the catalogue's own target population as one rule among many, and a plain second working."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner

from commonweal.cli.charter import charter
from commonweal.evidence.cohorts import population
from commonweal.evidence.cohorts.population import CannotCount
from commonweal.evidence.cohorts.population_rule import PopulationRule
from commonweal.evidence.cohorts.visits import MONTHS_BACK
from commonweal.evidence.engines.backend import DuckDBBackend
from commonweal.evidence.engines.ibis_engine import _fill
from commonweal.evidence.engines.period import Period
from commonweal.evidence.engines.world import World
from tests.properties.evidence_worlds import FIRST, LAST, world

SEEDS = (2, 4, 12)


@pytest.fixture(params=SEEDS)
def tables(request: pytest.FixtureRequest) -> Iterator[World]:
    with duckdb.connect(config={"threads": 1}) as connection:
        rows = world(Random(request.param), people=4, rows=4)
        present = {name: _fill(connection, name, several) for name, several in rows.items()}
        yield World(DuckDBBackend(connection), present, Period.of(FIRST, LAST))


def months(one: World, rule: PopulationRule) -> set[tuple[str, int]]:
    fitting, _ = population._fitting(one, rule)
    return {(person, month) for person, month in one.backend.rows(fitting.select("person_id", "month"))}


def rows(one: World, table: Any, *columns: str) -> list[tuple[Any, ...]]:
    return one.backend.rows(table.select(*columns))


def test_two_visits_and_a_housing_code_are_the_target_population(tables: World) -> None:
    target = {
        (person, month)
        for person, month, group in rows(tables, tables.member_month, "person_id", "month", "population")
        if group == "target"
    }
    assert months(tables, PopulationRule.of({"emergency_visits": 2, "diagnoses": ["Z59"]})) == target


def test_use_and_age_as_by_hand(tables: World) -> None:
    covered = set(rows(tables, tables.covered, "person_id", "month"))
    born = dict(rows(tables, tables.people, "person_id", "birth"))
    events = rows(tables, tables.events, "person_id", "month", "emergency_visits", "admissions")
    for visits, stays, low, high in (
        (1, 0, None, None),
        (0, 1, None, None),
        (1, 1, None, None),
        (0, 0, 18, 64),
    ):
        expected = set()
        for person, month in covered:
            year = [one for one in events if one[0] == person and month - MONTHS_BACK <= one[1] <= month]
            if sum(one[2] for one in year) < visits or sum(one[3] for one in year) < stays:
                continue
            if low is not None and high is not None:
                if born.get(person) is None:
                    continue
                age = (month // 12 * 10000 + (month % 12 + 1) * 100 + 1 - born[person]) // 10000
                if not low <= age <= high:
                    continue
            expected.add((person, month))
        given = {"emergency_visits": visits, "admissions": stays, "age_from": low, "age_to": high}
        assert months(tables, PopulationRule.of(given)) == expected


def test_few_people_are_not_shown_and_everybody_costs_what_was_paid(tables: World) -> None:
    hidden = population.count(tables, PopulationRule())
    assert hidden.hidden and hidden.people is hidden.member_months is hidden.paid is None
    tables.backend.rows(tables.covered.count().as_table())
    lines = rows(tables, tables.claim_dollars, "person_id", "month", "left_out", "paid")
    covered = set(rows(tables, tables.covered, "person_id", "month"))
    cents = sum(paid for person, month, out, paid in lines if out is None and (person, month) in covered)
    tables.backend.connection.execute("drop table population_month")
    shown = population.count(tables, PopulationRule(), threshold=1)
    assert shown.member_months == len(covered) and shown.paid == Decimal(cents) / 100


def test_what_the_files_cannot_answer_is_said() -> None:
    with duckdb.connect(config={"threads": 1}) as connection:
        given = world(Random(2), people=4, rows=4)
        spans = [
            {name: value for name, value in row.items() if name != "zip_code"} for row in given["eligibility"]
        ]
        present = {"eligibility": _fill(connection, "eligibility", spans)}
        bare = World(DuckDBBackend(connection), present, Period.of(FIRST, LAST))
        rule = PopulationRule.of({"postcodes": ["45401"], "emergency_visits": 2})
        said = " ".join(population.count(bare, rule, threshold=1).left_out)
        assert "no `zip_code`" in said and "no medical claims" in said and "no claims" in said
        with pytest.raises(CannotCount, match="eligibility"):
            population.count(World(DuckDBBackend(connection), {}, Period.of(FIRST, LAST)), rule)


def test_place_is_the_postcode_of_the_enrolment_span(tmp_path: Path) -> None:
    files = tmp_path / "files"
    files.mkdir()
    homes = ["46202", "46202-1234", " 46202 ", "46203", ""]
    spans = [f"p{n},2017-01-01,2017-12-31,Prairie,Valley,{homes[n % 5]}" for n in range(60)]
    # Sixty-first: moved in April.
    spans += [
        "p60,2017-01-01,2017-03-31,Prairie,Valley,46203",
        "p60,2017-04-01,2017-12-31,Prairie,Valley,46202",
    ]
    heads = "person_id,enrollment_start_date,enrollment_end_date,payer,data_source,zip_code\n"
    (files / "eligibility.csv").write_text(heads + "\n".join(spans) + "\n")
    rule = tmp_path / "rule.toml"
    rule.write_text('postcodes = ["46202"]\n')
    call = ["population", str(rule), str(files), "--source", "tuva", "--partner", "Valley"]
    for first, people, months_ in (("2017-01", 36, 36 * 3), ("2017-03", 37, 36 * 3 + 2)):
        last = f"2017-{int(first[-2:]) + 2:02}"
        count = json.loads(CliRunner().invoke(charter, [*call, "--from", first, "--to", last]).stdout)
        assert (count["people"], count["member_months"]) == (people, months_)
        assert count["left_out"] == ["What they cost is not known: the files hold no claims."]


def test_the_command_writes_three_figures_and_no_person(tmp_path: Path) -> None:
    files = tmp_path / "files"
    files.mkdir()
    (files / "eligibility.csv").write_text(
        "person_id,enrollment_start_date,enrollment_end_date,birth_date,payer,data_source\n"
        + "".join(f"p{n},2017-01-01,2017-12-31,{1940 + n}-01-01,Prairie,Valley\n" for n in range(30))
    )
    rule = tmp_path / "rule.toml"
    rule.write_text('age_from = 50\npayers = ["PRAIRIE"]\n')
    call = ["population", str(rule), str(files), "--source", "tuva", "--partner", "Valley"]
    result = CliRunner().invoke(charter, [*call, "--from", "2017-01", "--to", "2017-03"])
    count = json.loads(result.stdout)
    # Born on the first of January of 1940 to 1967: 50 or older on 1 January 2017; the last two are younger.
    assert (count["people"], count["member_months"], count["paid"]) == (28, 28 * 3, None)
    assert count["left_out"] == ["What they cost is not known: the files hold no claims."]
    assert "p1" not in result.stdout.replace("partner", "")
    for extra, words in (
        (["--from", "2017-05", "--to", "2017-03"], "is after"), (["--from", "May", "--to", "2017-03"], "is no month"),
    ):  # fmt: skip
        failed = CliRunner().invoke(charter, [*call, *extra])
        assert failed.exit_code == 1 and words in failed.output
    rule.write_text("age_from = 'fifty'\n")
    failed = CliRunner().invoke(charter, [*call, "--from", "2017-01", "--to", "2017-03"])
    assert failed.exit_code == 1 and "rule.toml: age_from" in failed.output
