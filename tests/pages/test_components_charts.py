"""Charts, flows and maps: pictures that a strict policy lets pass, with a table that has everything."""

from __future__ import annotations

import math
import re
from datetime import date
from xml.etree import ElementTree as ET

import altair as alt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonweal.components import example_pictures
from commonweal.components.charts import (
    PALETTE,
    ROLES,
    Bar,
    Drawing,
    Flow,
    Limits,
    Note,
    Place,
    Point,
    bars,
    flows,
    from_altair,
    place_map,
    trend,
)
from commonweal.components.charts.flows import _gathered
from commonweal.components.examples import HOSTILE
from tests.examples import by_day
from tests.pages.component_pages import Elements, part

WORDS = {"title": "A finding", "subtitle": "A measure"}
FEBRUARY = date(2026, 2, 1)
KEPT = {"svg", "g", "path", "text", "tspan", "title", "rect", "circle", "line", "clipPath", "defs"}


def drawings() -> list[Drawing]:
    return [
        *example_pictures.charts(),
        *example_pictures.flow_examples(),
        *example_pictures.map_examples(),
        bars([Bar(HOSTILE, 3, 4)], title=HOSTILE, subtitle=HOSTILE),
        trend([Point(date(2026, 1, 1), None), Point(FEBRUARY, 2)], note=Note(FEBRUARY, HOSTILE), **WORDS),
        trend([], target=3, limits=Limits(1, 2, 3), **WORDS),
        trend([Point(date(1900, 1, 1), 1), Point(date(2100, 1, 1), -1e9)], **WORDS),
        place_map([Place(HOSTILE, 25, -80, HOSTILE, needs=True)], outline=[[(-81, 24), (-79, 24), (-80, 26)]], **WORDS),
        place_map([], **WORDS),
    ]  # fmt: skip


def test_a_strict_policy_lets_every_picture_pass() -> None:
    for drawing in drawings():
        for picture in (drawing.wide, drawing.narrow):
            root = ET.fromstring(picture)
            assert root.get("role") == "img"
            assert root.get("aria-label") == str(drawing.title)
            for node in root.iter():
                assert node.tag.rpartition("}")[2] in KEPT, node.tag
                names = {name.rpartition("}")[2] for name in node.attrib}
                assert not names & {"style", "href", "onclick", "onload"}, node.attrib
                for paint in ("fill", "stroke"):
                    colour = node.get(paint, "none")
                    assert (
                        colour in ("none", "transparent") or colour in ROLES or colour.startswith("url(#")
                    ), colour


def test_hostile_words_stay_words() -> None:
    for drawing in drawings():
        html = part('<c-chart :chart="c" />', c=drawing)
        assert "<script" not in html
        assert Elements(html).depth == []


def test_ids_of_two_pictures_do_not_meet() -> None:
    ids = [
        node.get("id")
        for drawing in drawings()
        for picture in {drawing.wide, drawing.narrow}
        for node in ET.fromstring(picture).iter()
        if node.get("id")
    ]
    assert len(ids) == len(set(ids))


def test_a_course_has_its_labels_on_the_line_and_its_table() -> None:
    drawing = trend(
        [Point(date(2026, 1, 1), 0.5, 40), Point(date(2026, 2, 1), None, 3), Point(date(2026, 3, 1), 0.75, 52)],
        unit="percent", target=0.8, limits=Limits(0.4, 0.5, 0.6), note=Note(date(2026, 3, 1), "Doors open"), **WORDS,
    )  # fmt: skip
    said = [text.text for text in ET.fromstring(drawing.wide).iter("{http://www.w3.org/2000/svg}text")]
    assert {"target 80\u202f%", "upper 60\u202f%", "lower 40\u202f%", "Doors open", "75\u202f%"} <= set(said)
    assert [row[1:] for row in drawing.rows] == [("50\u202f%", "40"), ("not shown", "3"), ("75\u202f%", "52")]


def test_no_two_lines_of_an_axis_say_the_same_number() -> None:
    drawing = trend([Point(date(2026, m, 1), m // 2) for m in (2, 3, 4)], **WORDS)
    texts = ET.fromstring(drawing.wide).iter("{http://www.w3.org/2000/svg}text")
    said = [one.text for one in texts if one.get("text-anchor") == "end"]
    assert said == ["1", "2", "2"], "two lines of the axis, and the last point's own value"


def test_a_day_is_drawn_as_that_day_wherever_the_machine_stands(monkeypatch) -> None:
    monkeypatch.setenv("TZ", "Pacific/Honolulu")
    drawing = trend([Point(date(2026, m, 1), m) for m in (1, 2)], **WORDS)
    assert "Dec 2025" not in drawing.wide


def test_the_same_chart_is_the_same_picture() -> None:
    first, again = (bars([Bar("Food", 1), Bar("Ride", 2)], **WORDS) for _ in range(2))
    assert first == again


def test_any_altair_chart_can_be_drawn() -> None:
    def build(width: int) -> alt.Chart:
        rows = [{"x": 1, "y": 2, "k": "a"}, {"x": 2, "y": 3, "k": "b"}]
        return alt.Chart(alt.Data(values=rows)).mark_point().encode(x="x:Q", y="y:Q", color="k:N")

    drawing = from_altair(build, made_from="k", heads=["x", "y"], rows=[(1, 2), (2, 3)], **WORDS)
    assert PALETTE[0] in drawing.wide and PALETTE[1] in drawing.wide
    assert "c1-" in drawing.wide and "c2-" in drawing.wide


FLOWS = st.lists(
    st.builds(
        Flow,
        source=st.sampled_from([f"S{n}" for n in range(14)]),
        target=st.sampled_from([f"T{n}" for n in range(14)]),
        amount=st.integers(0, 5000),
    ),
    max_size=60,
)


@given(FLOWS, st.integers(2, 12))
@settings(max_examples=by_day(60))
def test_what_is_drawn_together_is_conserved(given_flows, most) -> None:
    kept = _gathered(given_flows, "S3", most)
    assert sum(flow.amount for flow in kept) == sum(flow.amount for flow in given_flows)
    assert len({flow.source for flow in kept}) <= most
    assert len({flow.target for flow in kept}) <= most
    if any(flow.source == "S3" and flow.amount for flow in given_flows):
        assert any(flow.source == "S3" for flow in kept)


@given(FLOWS)
@settings(max_examples=by_day(25))
def test_every_flow_is_in_the_table_and_within_the_picture(given_flows) -> None:
    drawing = flows(given_flows, **WORDS)
    assert len(drawing.rows) == len(given_flows)
    root = ET.fromstring(drawing.wide)
    width, height = (float(number) for number in root.get("viewBox").split()[2:])
    for rect in root.iter("{http://www.w3.org/2000/svg}rect"):
        assert float(rect.get("y")) >= 0 and float(rect.get("y")) + float(rect.get("height")) <= height + 0.5
        assert 0 <= float(rect.get("x")) <= width


def test_a_fragile_tie_is_marked_by_more_than_colour() -> None:
    drawing = flows([Flow("A", "B", 5, fragile=True), Flow("A", "C", 5)], **WORDS)
    assert drawing.wide.count("▲") == 1
    assert [row[3] for row in drawing.rows] == ["fragile", ""]
    assert "fragile" in drawing.note


POSITIONS = st.tuples(st.floats(-80, 80), st.floats(-179, 179))


@given(st.lists(POSITIONS, min_size=1, max_size=30))
@settings(max_examples=by_day(40))
def test_every_place_lies_within_the_map(positions) -> None:
    drawing = place_map([Place(f"P{n}", *at) for n, at in enumerate(positions)], **WORDS)
    for picture in (drawing.wide, drawing.narrow):
        root = ET.fromstring(picture)
        width, height = (float(number) for number in root.get("viewBox").split()[2:])
        for circle in root.iter("{http://www.w3.org/2000/svg}circle"):
            x, y = float(circle.get("cx")), float(circle.get("cy"))
            assert math.isfinite(x) and 0 <= x <= width and 0 <= y <= height


def test_places_without_coordinates_are_counted() -> None:
    drawing = place_map([Place("A", 25, -80), Place("B", 0, 0), Place("C", 900, 1)], **WORDS)
    assert "2 of 3 have no coordinates" in drawing.note
    assert [row[1] for row in drawing.rows] == ["A"]


def test_north_is_up_and_the_scale_is_right() -> None:
    drawing = place_map([Place("South", 25.0, -80.0), Place("North", 25.5, -80.0)], **WORDS)
    south, north = ET.fromstring(drawing.wide).iter("{http://www.w3.org/2000/svg}circle")
    down = float(south.get("cy")) - float(north.get("cy"))
    bracket, label = re.search(r'h([\d.]+)v-5".*?>([\d.]+) mi<', drawing.wide).groups()
    # Half a degree of latitude is 55.66 km, 34.6 miles.
    assert float(label) / float(bracket) * down == pytest.approx(34.6, abs=0.2)


def test_another_library_that_draws_does_not_spoil_our_pictures() -> None:
    """A QR code enters a prefix for SVG into ElementTree's table, which the whole process shares."""
    import io

    import qrcode
    from qrcode.image.svg import SvgPathFillImage

    qrcode.make("https://example.org", image_factory=SvgPathFillImage).save(io.BytesIO())
    for drawing in drawings():
        assert drawing.wide.startswith("<svg ") and "svg:" not in drawing.wide
