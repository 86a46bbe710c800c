"""Cells of a table whose totals stand elsewhere: what is left of a total is a count too."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonweal.evidence.disclosure import THRESHOLD, is_small
from commonweal.evidence.disclosure_of_cells import protect_cells

ROWS, COLUMNS = "abcd", "vwxyz"
TABLES = st.dictionaries(
    st.tuples(st.sampled_from(ROWS), st.sampled_from(COLUMNS)), st.integers(0, 60), min_size=1
)


def test_a_cell_that_would_give_a_small_rest_away_is_hidden() -> None:
    sent = {("food", "north"): 35, ("food", "south"): 5, ("housing", "south"): 40}
    assert protect_cells(sent, [("food", "north"), ("housing", "south")]) == set()
    alone = {("food", "north"): 35, ("food", "south"): 0, ("housing", "south"): 40}
    assert protect_cells(alone, [("food", "north")]) == {("food", "north")}
    enough = {("food", "north"): 35, ("food", "south"): 11}
    assert protect_cells(enough, [("food", "north")]) == {("food", "north")}


def test_the_smallest_of_those_shown_goes_first() -> None:
    sent = {("food", "north"): 35, ("food", "east"): 20, ("food", "south"): 5}
    assert protect_cells(sent, sent) == {("food", "north")}


@given(TABLES, st.sets(st.tuples(st.sampled_from(ROWS), st.sampled_from(COLUMNS))))
def test_no_rest_of_a_row_or_column_is_small(counts: dict[tuple[str, str], int], wanted: set) -> None:
    shown = protect_cells(counts, wanted)
    assert shown <= wanted
    assert not any(is_small(counts.get(cell, 0)) for cell in shown)
    for axis in (0, 1):
        for line in {cell[axis] for cell in counts}:
            of_the_line = [cell for cell in counts if cell[axis] == line]
            rest = sum(counts[cell] for cell in of_the_line if cell not in shown)
            beside = sum(counts[cell] for cell in of_the_line if cell in shown)
            assert rest == 0 or rest >= THRESHOLD or beside == 0, "or the whole line is small itself"


def test_a_threshold_that_hides_nothing_backwards_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        protect_cells({}, [], threshold=0)
