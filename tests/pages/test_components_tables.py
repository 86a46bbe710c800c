"""Tables: filtered, sorted and paged on the server; exported so that no spreadsheet can be tricked."""

from __future__ import annotations

import asyncio
import csv
import io
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from commonweal.components import status, tables
from commonweal.components.examples import HOSTILE
from commonweal.components.status import Shape
from commonweal.components.tables import Choice, Column, Days, Empty, Table, Words, guarded
from tests.pages.component_pages import Elements, get, part


@dataclass(frozen=True)
class Visit:
    pk: int
    name: str
    need: str
    on: date | None


VISITS = [
    Visit(1, "Zoë", "food", date(2026, 1, 5)),
    Visit(2, "ana", "food", date(2026, 3, 1)),
    Visit(3, "Bela", "ride", None),
    Visit(4, "Carl", "food", date(2026, 2, 1)),
    Visit(5, HOSTILE, "home", date(2026, 2, 2)),
]


class Visits(Table):
    name = "visits"
    caption = "Visits"
    columns = (
        Column("name", "Name", sort="name", link=lambda row: f"/v/{row.pk}/"),
        Column("need", "Need", under="name"),
        Column("on", "Day", sort="on"),
    )
    filters = (
        Words("q", "Name", paths=("name",)),
        Choice("need", "Need", choices=[("food", "Food"), ("ride", "A ride")]),
        Days("from", "From", path="on"),
    )
    page_size = 2
    empty = Empty("No visits yet", "Visits will be here.", "/new/", "Plan a visit")


def table(query: str = "", rows=VISITS, of: type[Table] = Visits) -> Table:
    return of(get("/visits/", query), rows)


def names(made: Table) -> list[str]:
    return [row.row.name for row in made.rows]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?sort=name", [HOSTILE, "ana", "Bela", "Carl", "Zoë"]),
        ("?sort=-name", ["Zoë", "Carl", "Bela", "ana", HOSTILE]),
        ("?sort=on", ["Zoë", "Carl", HOSTILE, "ana", "Bela"]),
        ("?sort=-on", ["ana", HOSTILE, "Carl", "Zoë", "Bela"]),  # what has no day stays last
        ("?sort=nothing", ["Zoë", "ana", "Bela", "Carl", HOSTILE]),
        ("?sort=need", ["Zoë", "ana", "Bela", "Carl", HOSTILE]),  # a column that does not sort
    ],
)
def test_sorting(query, expected) -> None:
    class Whole(Visits):
        page_size = 10

    assert names(table(query, of=Whole)) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?need=food", ["Zoë", "ana", "Carl"]),
        ("?q=A", ["ana", "Bela", "Carl", HOSTILE]),
        ("?q=be+la", ["Bela"]),
        ("?need=food&q=zo", ["Zoë"]),
        ("?from=2026-02-02", ["ana", HOSTILE]),
        ("?from=yesterday", ["Zoë", "ana", "Bela", "Carl", HOSTILE]),  # no date: as if not there
        ("?need=nonsense", ["Zoë", "ana", "Bela", "Carl", HOSTILE]),
    ],
)
def test_filtering(query, expected) -> None:
    assert [row.name for row in table(query).narrowed] == expected


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("1", 2),
        ("2", 2),
        ("3", 1),
        ("99", 1),
        ("0", 2),
        ("-1", 2),
        ("x", 2),
        ("²", 2),
        ("9" * 400, 2),
        ("", 2),
    ],
)
def test_any_page_number_gives_a_page(page, expected) -> None:
    assert len(names(table(f"?page={page}"))) == expected


def test_pages_together_are_all_rows_once() -> None:
    seen, query = [], "?sort=-on"
    while query:
        made = table(query)
        seen += names(made)
        query = made.address_following
    assert sorted(seen) == sorted(v.name for v in VISITS)


def test_the_state_is_in_the_address_and_a_new_filter_begins_at_the_first_page() -> None:
    made = table("?need=food&sort=name&page=2&tab=open")
    assert QueryDict(made.address_export[1:]).dict() == {
        "need": "food", "sort": "name", "tab": "open", "format": "csv",
    }  # fmt: skip
    assert ("page", "2") not in made.kept
    assert ("tab", "open") in made.kept
    assert QueryDict(made.address_unfiltered[1:]).dict() == {"sort": "name", "tab": "open"}
    assert made.heads[0].sorted == "ascending"
    assert QueryDict(made.heads[0].href[1:])["sort"] == "-name"


def test_two_tables_on_a_page_do_not_meet() -> None:
    class Other(Visits):
        name = "other"
        prefix = "o-"

    query = "?o-need=ride&need=food&o-page=1"
    assert [row.name for row in table(query, of=Other).narrowed] == ["Bela"]
    assert len(table(query).narrowed) == 3
    assert QueryDict(table(query, of=Other).address(page="2")[1:]).dict() == {
        "o-need": "ride", "need": "food", "o-page": "2",
    }  # fmt: skip


def test_the_page_is_a_real_table_and_harmless() -> None:
    class Chosen(Visits):
        page_size = 9
        selectable = True
        beside = True

    html = part('<c-table :table="table" action="/act/" />', table=table("?sort=name&q=a", of=Chosen))
    page = Elements(html)
    assert page.depth == []
    assert "<script" not in html
    assert [a.get("aria-sort") for a in page.named("th") if a.get("scope") == "col"] == [
        None,
        "ascending",
        None,
        None,
    ]
    assert {a["value"] for a in page.named("input") if a.get("name") == "selected"} == {"2", "3", "4", "5"}
    labels = [a["aria-label"] for a in page.named("input") if a.get("name") == "selected"]
    assert any(HOSTILE in label for label in labels)
    assert "4 in all" in page.text
    assert "Name: a" in page.text


def test_hostile_filters_are_harmless() -> None:
    html = part(
        '<c-table :table="table" />', table=table("?q=%3Cscript%3E%22&need=%22%3E&sort=%3Cb%3E&x=%3Cimg%3E")
    )
    assert "<script" not in html
    assert "<img" not in html
    assert Elements(html).depth == []


def test_an_empty_table_says_how_to_begin_and_a_filtered_one_how_to_widen() -> None:
    assert "Plan a visit" in part('<c-table :table="table" />', table=table(rows=[]))
    nothing = part('<c-table :table="table" />', table=table("?q=qqq"))
    assert "Nothing matches" in nothing
    assert "Plan a visit" not in nothing


def read(response) -> list[list[str]]:
    with closing(response.file_to_stream):
        content = b"".join(response.streaming_content)
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_the_export_has_all_rows_that_pass_in_the_order_shown() -> None:
    rows = read(table("?need=food&sort=-on&format=csv&page=2").respond("never.html"))
    assert rows == [
        ["Name", "Need", "Day"],
        ["ana", "food", "2026-03-01"],
        ["Carl", "food", "2026-02-01"],
        ["Zoë", "food", "2026-01-05"],
    ]


def test_an_asynchronous_server_sends_the_same_file() -> None:
    async def collect() -> bytes:
        return b"".join([bit async for bit in response])

    response = table("?format=csv").respond("never.html")
    with closing(response.file_to_stream):
        sent = asyncio.run(collect())
    assert list(csv.reader(io.StringIO(sent.decode("utf-8-sig")))) == read(
        table("?format=csv").respond("never.html")
    )


def test_the_export_of_nothing_has_its_heads() -> None:
    assert read(table("?q=qqq&format=csv").respond("never.html")) == [["Name", "Need", "Day"]]


def test_a_table_that_may_not_be_exported_is_not() -> None:
    class Kept(Visits):
        exportable = False

    assert not table("?format=csv", of=Kept).wants_export
    assert "format=csv" not in part('<c-table :table="table" />', table=table(of=Kept))


@pytest.mark.parametrize(
    "text",
    [
        "\u3000=1",
        "\x1c=1",
        "\u202e=1",
        "=1+1",
        "+1",
        "-1+2",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "  =1",
        "\u00a0=1",
        "＝1",
        "\ufeff=cmd|' /C calc'!A0",
    ],
)
def test_a_formula_is_guarded(text) -> None:
    assert guarded(text).startswith("'")


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (None, ""), (-5, -5), (Decimal("-0.50"), Decimal("-0.50")), (True, "yes"), ("plain", "plain"), ("", ""),
        (date(2026, 3, 1), "2026-03-01"), ("O’Neill, Ana", "O’Neill, Ana"), ("a\x00b", "ab"),
        (datetime(2026, 3, 1, 17, 0, tzinfo=UTC), "2026-03-01 12:00:00-05:00"),
    ],
)  # fmt: skip
def test_other_values_stay_what_they_are(value, cell, settings) -> None:
    settings.TIME_ZONE = "America/New_York"
    assert guarded(value) == cell


@given(st.lists(st.lists(st.text(), min_size=2, max_size=2), max_size=6))
def test_no_cell_of_any_export_begins_as_a_formula_and_nothing_is_lost(rows) -> None:
    spool = io.BytesIO()
    tables.write_csv(spool, ["a", "b"], rows)
    back = list(csv.reader(io.StringIO(spool.getvalue().decode("utf-8-sig"), newline="")))[1:]
    assert len(back) == len(rows)
    for row, given_row in zip(back, rows, strict=True):
        for cell, text in zip(row, given_row, strict=True):
            assert not cell.lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))
            kept = text.replace("\x00", "")
            assert cell in (kept, f"'{kept}")


@pytest.mark.parametrize("shape", list(Shape))
def test_a_status_in_a_table_is_the_status_of_every_page(shape) -> None:
    in_table = status.tag(shape, HOSTILE)
    on_page = part('<c-status :shape="s" :word="w" />', s=shape, w=HOSTILE)
    assert Elements(in_table).found == Elements(on_page).found
    assert Elements(in_table).text.strip() == Elements(on_page).text.strip() == HOSTILE
