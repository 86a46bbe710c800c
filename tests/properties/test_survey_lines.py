"""Where one or two lines lead out of a connected set of parts: the database finds every such set, and no other."""

from __future__ import annotations

from itertools import chain, combinations

import pytest
from django.db import connection
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.examples import by_day

pytestmark = pytest.mark.django_db

# A line: the part of this round (0: in none that is shown), that of the earlier round, and how many people go along it.
Line = tuple[int, int, int]
NETS = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(1, 4)).filter(
        lambda line: line[0] or line[1]
    ),
    max_size=11,
    unique_by=lambda line: line[:2],
)


def together(parts: frozenset[int], lines: list[tuple[int, int, int]]) -> bool:
    """Do lines within these parts hold all of them together?"""
    reached, ahead = set(), [min(parts)]
    while ahead:
        one = ahead.pop()
        if one not in reached:
            reached.add(one)
            ahead += [b if a == one else a for a, b, _ in lines if one in (a, b) and {a, b} <= parts]
    return reached == parts


def few_lines_out(net: list[Line]) -> set[tuple[frozenset[int], int, int]]:
    """Every set of parts tried: connected ones with one or two lines out; how many of these came, and are gone."""
    lines = [(now, -then, n) for now, then, n in net]
    parts = sorted({end for line in lines for end in line[:2]} - {0})
    found = set()
    for some in chain.from_iterable(combinations(parts, size) for size in range(1, len(parts) + 1)):
        inside = frozenset(some)
        came = sum(n for a, b, n in lines if a in inside and b not in inside)
        gone = sum(n for a, b, n in lines if b in inside and a not in inside)
        if came + gone in (1, 2) and together(inside, lines):
            found.add((inside, came, gone))
    return found


@settings(max_examples=by_day(120), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(net=NETS)
@example(net=[])
@example(net=[(1, 1, 5), (1, 2, 1), (2, 2, 5)]).via("one who moved between two parts that nobody else left")
@example(net=[(1, 1, 3), (1, 2, 1), (2, 2, 3), (2, 3, 1), (3, 3, 3)]).via("a chain that hangs on nothing")
@example(net=[(1, 0, 1), (1, 2, 1), (2, 2, 1), (2, 0, 1), (0, 2, 1)]).via(
    "a ring through those who are not shown"
)
def test_every_connected_set_with_one_or_two_lines_out_is_found(net: list[Line]) -> None:
    now, then, people = ([line[at] for line in net] for at in range(3))
    with connection.cursor() as cursor:
        cursor.execute(
            "select parts, came, gone from commonweal.survey_few_lines(%s::int[], %s::int[], %s::int[])",
            [now, [-at for at in then], people],
        )
        rows = [(frozenset(parts), came, gone) for parts, came, gone in cursor.fetchall()]
    assert len(rows) == len(set(rows)), "each once"
    assert set(rows) == few_lines_out(net)
