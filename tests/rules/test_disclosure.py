"""Small numbers: what is hidden, and that nobody who adds and subtracts can find it again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonweal.evidence.disclosure import protect_counts, protect_table, suppress
from commonweal.evidence.results import ResultRow
from tests.examples import by_day

JANUARY = (date(2017, 1, 1), date(2017, 1, 31))


def row(group_by: str, group: str, numerator: float, denominator: float, **more: object) -> ResultRow:
    kept = ResultRow(
        measure="visits",
        period_start=JANUARY[0],
        period_end=JANUARY[1],
        group_by=group_by,
        group=group,
        numerator=numerator,
        denominator=denominator,
        value=numerator / denominator if denominator else None,
        suppressed=False,
        method_version="1",
        counts=("numerator", "denominator"),
    )
    return replace(kept, **more)  # type: ignore[arg-type]


def hidden(rows: list[ResultRow]) -> set[str]:
    return {f"{r.group_by}:{r.group}" for r in rows if r.suppressed}


def test_a_small_count_hides_every_figure_of_its_row() -> None:
    (shown,) = suppress([row("partner", "north", 10, 500)])
    assert (shown.numerator, shown.denominator, shown.value, shown.suppressed) == (None, None, None, True)


@pytest.mark.parametrize(
    ("numerator", "denominator", "suppressed"),
    [(11, 500, False), (10, 500, True), (1, 500, True), (0, 500, False), (0, 10, True), (0, 0, False)],
)
def test_the_threshold_is_the_least_count_shown_and_zero_is_shown(
    numerator: int, denominator: int, suppressed: bool
) -> None:
    assert suppress([row("all", "all", numerator, denominator)])[0].suppressed is suppressed


def test_the_threshold_can_be_chosen() -> None:
    rows = [row("all", "all", 6, 500)]
    assert not suppress(rows, threshold=6)[0].suppressed
    assert suppress(rows, threshold=7)[0].suppressed
    with pytest.raises(ValueError, match="at least 1"):
        suppress(rows, threshold=0)


def test_money_is_no_count() -> None:
    dollars = row("all", "all", 5.0, 400.0, counts=("denominator",))
    assert not suppress([dollars])[0].suppressed


def test_the_smallest_other_group_is_hidden_with_a_single_small_one() -> None:
    rows = [
        row("all", "all", 133, 1000),
        row("partner", "north", 3, 200),
        row("partner", "south", 30, 300),
        row("partner", "west", 100, 500),
    ]
    assert hidden(suppress(rows)) == {"partner:north", "partner:south"}


def test_two_small_groups_hide_each_other_only_if_they_add_up_to_enough() -> None:
    enough = [
        row("all", "all", 111, 1000),
        row("partner", "north", 5, 200),
        row("partner", "south", 6, 300),
        row("partner", "west", 100, 500),
    ]
    assert hidden(suppress(enough)) == {"partner:north", "partner:south"}
    too_few = [replace(enough[0], numerator=110), replace(enough[1], numerator=4), *enough[2:]]
    assert hidden(suppress(too_few)) == {"partner:north", "partner:south", "partner:west"}


def test_groups_of_one_each_hide_the_total_although_it_is_large_enough() -> None:
    # Eleven hidden groups that each count at least one, and eleven in all: each is one.
    rows = [row("all", "all", 11, 1100), *(row("partner", f"p{at}", 1, 100) for at in range(11))]
    assert len(hidden(suppress(rows))) == 12


def test_a_small_total_hides_all_that_it_is_made_of() -> None:
    rows = [row("all", "all", 5, 700), row("sex", "female", 5, 300), row("sex", "male", 0, 400)]
    assert hidden(suppress(rows)) == {"all:all", "sex:female", "sex:male"}


def test_measures_with_the_same_denominators_hide_the_same_groups() -> None:
    visits = [
        row("all", "all", 300, 1000),
        row("partner", "north", 20, 8),
        row("partner", "south", 30, 492),
        row("partner", "west", 250, 500),
    ]
    # By its own numerators this measure would rather hide west, and south's denominator would give north's.
    stays = [replace(r, measure="stays") for r in visits]
    stays[2], stays[3] = replace(stays[2], numerator=250), replace(stays[3], numerator=30)
    published = suppress([*visits, *stays])
    assert hidden(published[:4]) == hidden(published[4:]) == {"partner:north", "partner:south"}


def test_a_longer_period_does_not_give_away_a_month() -> None:
    year = (date(2017, 1, 1), date(2017, 2, 28))
    february = (date(2017, 2, 1), date(2017, 2, 28))
    rows = []
    for (start, end), counts in {JANUARY: (3, 40, 60), february: (30, 40, 60), year: (33, 80, 120)}.items():
        dates = {"period_start": start, "period_end": end}
        rows.append(row("all", "all", sum(counts), 1000, **dates))
        rows += [row("partner", name, n, 300, **dates) for name, n in zip("abc", counts, strict=True)]
    published = suppress(rows)
    by_period = {
        start_end: hidden([r for r in published if (r.period_start, r.period_end) == start_end])
        for start_end in (JANUARY, february, year)
    }
    assert by_period == {
        JANUARY: {"partner:a", "partner:b"},
        february: set(),
        year: {"partner:a", "partner:b"},
    }


def test_what_is_left_of_a_proportion_is_a_count_too() -> None:
    rows = [row("all", "all", 95, 100)]
    assert not suppress(rows)[0].suppressed
    assert suppress(rows, proportions={"visits"})[0].suppressed


def test_a_numerator_needs_people_on_the_other_side_among_the_hidden() -> None:
    # South has nine of nine. Were the denominators known, north's numerator could only be nine or more.
    rows = [row("all", "all", 18, 38), row("partner", "north", 9, 29), row("partner", "south", 9, 9)]
    assert hidden(suppress(rows, proportions={"visits"})) == {"all:all", "partner:north", "partner:south"}
    rows = [replace(rows[0], numerator=38, denominator=78), *rows[1:], row("partner", "west", 20, 40)]
    assert hidden(suppress(rows, proportions={"visits"})) == {
        "partner:north",
        "partner:south",
        "partner:west",
    }


def test_a_measure_that_has_no_longer_period_is_left_alone_by_it() -> None:
    year = {"period_end": date(2017, 12, 31)}
    other = row("all", "all", 500, 900, measure="stays", **year)
    assert hidden(suppress([row("all", "all", 5, 900), other])) == {"all:all"}
    assert [r.suppressed for r in suppress([row("all", "all", 5, 900), other])] == [True, False]


def test_groups_that_share_people_cannot_be_subtracted() -> None:
    rows = [row("all", "all", 100, 900), row("program", "x", 5, 500), row("program", "y", 99, 800)]
    assert hidden(suppress(rows)) == {"program:x"}


def test_counts_by_one_dimension() -> None:
    assert protect_counts({"a": 0, "b": 50}).counts == {"a": 0, "b": 50}
    mixed = protect_counts({"a": 4, "b": 50, "c": 20})
    assert (mixed.counts, mixed.total) == ({"a": None, "b": 50, "c": None}, 74)
    ones = protect_counts({str(at): 1 for at in range(11)})
    assert (set(ones.counts.values()), ones.total) == ({None}, None)
    alone = protect_counts({"a": 4, "b": 0})
    assert (alone.counts, alone.total) == ({"a": None, "b": 0}, None)
    with pytest.raises(ValueError, match="negative"):
        protect_counts({"a": -1})


def test_counts_by_two_dimensions_hide_the_corners_of_a_rectangle() -> None:
    counts = {
        ("r1", "c1"): 2,
        ("r1", "c2"): 20,
        ("r2", "c1"): 30,
        ("r2", "c2"): 40,
        ("r3", "c1"): 70,
        ("r3", "c2"): 80,
    }
    table = protect_table(counts)
    assert {pair for pair, n in table.counts.items() if n is None} == {
        ("r1", "c1"),
        ("r1", "c2"),
        ("r2", "c1"),
        ("r2", "c2"),
    }
    assert table.row_totals == {"r1": 22, "r2": 70, "r3": 150}
    assert (table.column_totals, table.total) == ({"c1": 102, "c2": 140}, 242)


def test_a_table_without_a_partner_for_a_small_count_loses_totals() -> None:
    table = protect_table({("r1", "c1"): 2, ("r2", "c2"): 90})
    assert table.counts[("r1", "c1")] is None
    assert table.row_totals["r1"] is None
    assert table.column_totals["c1"] is None
    assert table.total is None or table.row_totals["r2"] is None


@given(st.lists(st.integers(0, 40), min_size=1, max_size=8), st.integers(1, 15))
@settings(max_examples=by_day(200))
def test_nothing_is_hidden_where_nothing_is_small(counts: list[int], threshold: int) -> None:
    large = {str(at): n + threshold for at, n in enumerate(counts)}
    assert protect_counts(large, threshold).counts == large
    pairs = {(name, side): n for name, n in large.items() for side in ("x", "y")}
    assert protect_table(pairs, threshold).counts == pairs
