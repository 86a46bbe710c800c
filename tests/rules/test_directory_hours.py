"""Opening hours as people write them."""

from __future__ import annotations

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonweal.directory.hours import DAYS, Opening, read_hours, write_hours

WEEK = ("MO", "TU", "WE", "TH", "FR")


@pytest.mark.parametrize(
    ("line", "days", "opens", "closes"),
    [
        ("Mon-Fri 9:00-17:00", WEEK, time(9), time(17)),
        ("monday to friday: 9am - 5 pm", WEEK, time(9), time(17)),
        ("Tue, Thu & Sat 10.30–14", ("TU", "TH", "SA"), time(10, 30), time(14)),
        ("Sat-Mon 12am-12pm", ("MO", "SA", "SU"), time(0), time(12)),
        ("Fri 20:00-02:00", ("FR",), time(20), time(2)),
    ],
)
def test_lines_that_people_write(line: str, days: tuple[str, ...], opens: time, closes: time) -> None:
    assert read_hours(f"\n{line}\n") == [Opening(days, opens, closes)]


@pytest.mark.parametrize(
    "line", ["always", "Mon 9-25", "Mon 9-9", "M 9-17", "Mon 13pm-14pm", "Mon-Tue-Wed 9-10", "9-17"]
)
def test_lines_that_say_nothing_are_named(line: str) -> None:
    with pytest.raises(ValueError, match="cannot be read"):
        read_hours(f"Mon 9-17\n{line}")


minutes = st.times().map(lambda at: at.replace(second=0, microsecond=0))
openings = st.builds(
    Opening,
    st.sets(st.sampled_from(DAYS), min_size=1).map(lambda some: tuple(day for day in DAYS if day in some)),
    minutes,
    minutes,
).filter(lambda one: one.opens_at != one.closes_at)


@given(st.lists(openings, max_size=4))
def test_what_is_written_is_read_again(hours: list[Opening]) -> None:
    assert read_hours(write_hours(hours)) == hours
