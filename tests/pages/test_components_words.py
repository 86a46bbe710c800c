"""Dates, spans and figures are said as people say them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from commonweal.components import words

NOW = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _in_utc_and_english():
    with timezone.override(UTC), translation.override("en-us"):
        yield


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (NOW, "today"),
        (NOW - timedelta(hours=13), "yesterday"),
        (NOW + timedelta(days=1), "tomorrow"),
        (date(2026, 3, 3), "Tuesday, 3 March"),
        (date(2025, 3, 3), "Monday, 3 March 2025"),
        (date(1900, 1, 1), "Monday, 1 January 1900"),
        (datetime(2100, 12, 31, 23, 59, tzinfo=UTC), "Friday, 31 December 2100"),
    ],
)
def test_a_day_is_said_with_no_more_than_it_needs(moment, said) -> None:
    assert words.day(moment, now=NOW) == said


@pytest.mark.parametrize(
    ("span", "said"),
    [
        (timedelta(seconds=59), "less than a minute"),
        (timedelta(minutes=1), "1 minute"),
        (timedelta(minutes=59, seconds=59), "59 minutes"),
        (timedelta(hours=23), "23 hours"),
        (timedelta(days=1), "1 day"),
        (timedelta(days=13), "13 days"),
        (timedelta(days=14), "2 weeks"),
        (timedelta(days=60), "8 weeks"),
        (timedelta(days=61), "2 months"),
        (timedelta(days=730), "23 months"),
        (timedelta(days=731), "2 years"),
        (-timedelta(days=2), "2 days"),
    ],
)
def test_a_span_is_said_in_its_largest_unit(span, said) -> None:
    assert words.duration(span) == said


def test_past_and_future_are_told_apart() -> None:
    assert words.ago(NOW - timedelta(days=2), now=NOW) == "2 days ago"
    assert words.ago(NOW + timedelta(hours=3), now=NOW) == "in 3 hours"
    assert words.ago(NOW - timedelta(seconds=5), now=NOW) == "just now"
    assert words.ago(date(2026, 3, 4), now=NOW) == "yesterday"
    assert words.ago(date(2026, 3, 1), now=NOW) == "4 days ago"


def test_a_figure_has_its_denominator() -> None:
    assert words.figure(41, 52, "got help") == "41 of 52 got help, 79\u202f%"
    assert words.figure(9123, 12000) == "9,123 of 12,000, 76\u202f%"


def test_nobody_to_count_is_never_nought_per_cent() -> None:
    assert words.figure(0, 0, "got help") == "nobody to count yet: got help"
    assert words.figure(None, 18, "got help") == "got help: too few of 18 to show"
    assert words.figure(0, 18, "got help") == "0 of 18 got help, 0\u202f%"


def test_per_cent_is_rounded_half_up() -> None:
    assert words.percent(Decimal("0.125")) == "13\u202f%"
    assert words.percent(0.285) == "29\u202f%"
    assert words.percent(Decimal("0.1255"), 1) == "12.6\u202f%"


@given(st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=80_000)))
def test_a_longer_wait_is_never_said_to_be_shorter(span) -> None:
    unit = {"minute": 60, "hour": 3600, "day": 86400, "week": 7 * 86400, "month": 30.44 * 86400}
    said = words.duration(span)
    if said == "less than a minute":
        assert span < timedelta(minutes=1)
        return
    amount, name = said.split()
    length = int(amount) * unit.get(name.rstrip("s"), 365.25 * 86400)
    assert length <= span.total_seconds() + 1 < length * 2 + 2


def test_the_exact_time_is_there_for_hover_and_screen_readers() -> None:
    moment = datetime(2026, 3, 3, 14, 5, 7, tzinfo=UTC)
    html = Template("{% load plain %}{{ m|day }}|{{ d|day }}|{{ n|day }}").render(
        Context({"m": moment, "d": date(2026, 3, 3), "n": None})
    )
    with_time, without, nothing = html.split("|")
    assert 'datetime="2026-03-03T14:05:07+00:00"' in with_time
    assert 'title="Tuesday, 3 March 2026, 14:05 UTC"' in with_time
    assert 'datetime="2026-03-03" title="Tuesday, 3 March 2026"' in without
    assert nothing == ""


@pytest.mark.parametrize(
    ("moment", "way", "added"),
    [
        (date(2026, 3, 3), "day", " 2026"),
        (date(2025, 3, 3), "day", None),
        (date(2026, 3, 5), "day", ", 5 March 2026"),
        (datetime(2026, 3, 4, 23, tzinfo=UTC), "day", ", 4 March 2026"),
        (date(2026, 3, 1), "ago", ", 1 March 2026"),
    ],
)
def test_paper_says_what_a_day_leaves_out(moment, way, added, monkeypatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    html = Template("{% load plain %}{{ m|" + way + " }}").render(Context({"m": moment}))
    if added is None:
        assert "data-paper" not in html
    else:
        assert f'data-paper="{added}"' in html
