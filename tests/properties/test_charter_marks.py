"""Marks of a round: what the database publishes, against a plain second working; nothing is below three people."""

from __future__ import annotations

from collections import defaultdict
from random import Random

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from commonweal.charter.models import Mark, Statement, StatementRound
from commonweal.database.identity import maintenance
from tests.examples import by_day
from tests.factories import World

pytestmark = pytest.mark.django_db

SECTORS = ("hospital", "food", "payer", "housing")
LEAST = 3


def plain(marks: dict[int, tuple[str, dict[int, int]]]) -> dict[tuple[int, str], tuple[int, int, int]]:
    """What may be published of marks: person → (sector, statement → value)."""
    people: dict[str, set[int]] = defaultdict(set)
    for person, (sector, given_) in marks.items():
        if given_:
            people[sector].add(person)
    few = {sector for sector in people if len(people[sector]) < LEAST}
    if few and sum(len(people[sector]) for sector in few) < LEAST:
        large = sorted((len(people[one]), one) for one in people if one not in few)
        few |= {large[0][1]} if large else set()
    group = {sector: "others" if sector in few else sector for sector in people}
    members: dict[str, set[int]] = defaultdict(set)
    for sector, several in people.items():
        members[group[sector]] |= several
    cells: dict[tuple[int, str], list[int]] = defaultdict(list)
    for sector, given_ in marks.values():
        for statement, value in given_.items():
            if len(members[group[sector]]) >= LEAST:
                cells[statement, group[sector]].append(value)
    return {
        key: (values.count(1), values.count(-1), values.count(0))
        for key, values in cells.items()
        if len(values) >= LEAST
    }


@settings(max_examples=by_day(20))
@given(st.integers(0, 10_000), st.integers(0, 14), st.integers(1, 5), st.sampled_from([0.3, 0.8, 1.0]))
def test_what_is_published_is_never_below_three(seed: int, people: int, count: int, share: float) -> None:
    dice = Random(seed)
    world = World()
    organisations = {sector: world.organisation(sector=sector) for sector in SECTORS}
    convenor = world.seat(organisations["hospital"], "convenor")
    marks: dict[int, tuple[str, dict[int, int]]] = {}
    said = {"alliance": world.alliance, "person_name": "N"}
    with maintenance():
        who = {"organisation": organisations["hospital"], "person_id": convenor.person_id}
        row = StatementRound.objects.create(**said, **who, number=1, question="?", closes="2100-01-01")
        statements = [
            Statement.objects.create(**said, **who, round=row, text=f"Statement {number}")
            for number in range(count)
        ]
    for person in range(people):
        sector = dice.choice(SECTORS)
        actor = world.seat(organisations[sector], "viewer")
        marks[person] = (
            sector, {place: dice.choice([1, 1, -1, 0]) for place in range(count) if dice.random() < share},
        )  # fmt: skip
        with maintenance():
            Mark.objects.bulk_create(
                Mark(
                    **said, organisation=organisations[sector], person_id=actor.person_id, round=row,
                    statement=statements[place], sector=sector, value=value,
                )
                for place, value in marks[person][1].items()
            )  # fmt: skip
    places = {one.pk: place for place, one in enumerate(statements)}

    def published() -> dict[tuple[int, str], tuple[int, int, int]]:
        with world.as_(convenor), connection.cursor() as cursor:
            cursor.execute("select * from commonweal.statement_counts(%s)", [row.pk])
            return {(places[one], group): (a, d, p) for one, group, a, d, p in cursor.fetchall()}

    assert published() == {}, "while the round is open no two looks can be compared"
    with maintenance():
        StatementRound.objects.filter(pk=row.pk).update(closed_at="2026-01-01T00:00Z", closed_by="N")
    found = published()
    assert found == plain(marks)
    assert all(sum(counts) >= LEAST for counts in found.values())
    with world.as_(convenor), connection.cursor() as cursor:
        cursor.execute(
            "select number, count(*) from commonweal.statement_patterns(%s) group by number", [row.pk]
        )
        patterns = cursor.fetchall()
    spoke = sum(1 for _, given_ in marks.values() if given_)
    assert len(patterns) == (spoke if spoke >= 3 * LEAST else 0)
