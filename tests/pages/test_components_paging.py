"""Paging by key, in the database: any depth, either direction, with equal and empty values."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, models
from django.db.models.functions import Lower
from django.test.utils import CaptureQueriesContext, isolate_apps

from commonweal.components.tables import Choice, Column, Paging, Table, Words
from commonweal.components.tables.paging import COUNT_CAP
from tests.pages.component_pages import get

pytestmark = pytest.mark.django_db
START = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def parcels() -> Iterator[type[models.Model]]:
    """A table of 40 rows with equal, empty and finely different values."""
    with isolate_apps("commonweal.components"):

        class Parcel(models.Model):
            label = models.CharField(max_length=20)
            weight = models.DecimalField(max_digits=6, decimal_places=2, null=True)
            sent = models.DateTimeField()

            class Meta:
                app_label = "components"
                db_table = "test_parcel"

        with connection.schema_editor() as editor:
            editor.create_model(Parcel)
        Parcel.objects.bulk_create(
            Parcel(
                label=f"{'aAbB'[i % 4]}{i // 8}",
                weight=None if i % 5 == 0 else i % 7,
                sent=START + timedelta(microseconds=i // 3),
            )
            for i in range(40)
        )
        yield Parcel


class Parcels(Table):
    columns = (
        Column("label", "Label", sort=Lower("label")),
        Column("weight", "Weight", sort="weight"),
        Column("sent", "Sent", sort="sent"),
        Column("id", "No.", sort="pk"),
    )
    filters = (
        Words("q", "Label", lookups=("label__icontains",)),
        Choice("weight", "W", choices=[("3", "3")]),
    )
    paging = Paging.KEY
    page_size = 7


class Numbered(Parcels):
    paging = Paging.OFFSET


def walk(model, query: str, way: str) -> list[list[int]]:
    pages = []
    while query:
        made = Parcels(get("/p/", query), model.objects.all())
        pages.append([row.pk for row in made.rows])
        query = getattr(made, f"address_{way}")
        last = made
    if way == "previous":
        assert not last.address_previous
    return pages


@pytest.mark.parametrize("sort", ["sent", "-sent", "weight", "-weight", "label", "-label", "id", "-id"])
def test_pages_by_key_are_the_pages_by_number(parcels, sort) -> None:
    forward = walk(parcels, f"?sort={sort}", "following")
    whole = Numbered(get("/p/", f"?sort={sort}"), parcels.objects.all())._sorted()
    assert [pk for page in forward for pk in page] == [row.pk for row in whole]
    assert [len(page) for page in forward] == [7, 7, 7, 7, 7, 5]


@pytest.mark.parametrize("sort", ["sent", "-sent", "weight", "-weight", "label", "-label", "id"])
def test_the_way_back_is_the_way_there(parcels, sort) -> None:
    query = f"?sort={sort}"
    while following := Parcels(get("/p/", query), parcels.objects.all()).address_following:
        query = following
    forward = walk(parcels, f"?sort={sort}", "following")
    backward = walk(parcels, query, "previous")
    assert [pk for page in reversed(backward) for pk in page] == [pk for page in forward for pk in page]


@pytest.mark.parametrize(
    "token",
    ["x", "====", "é", "A" * 5000, base64.urlsafe_b64encode(b"[1]").decode(),
     base64.urlsafe_b64encode(b'["no date", 1]').decode(), base64.urlsafe_b64encode(b'{"a": 1}').decode(),
     base64.urlsafe_b64encode(json.dumps([START.isoformat(), "no number"]).encode()).decode(),
     base64.urlsafe_b64encode(json.dumps([None, None]).encode()).decode()],
)  # fmt: skip
def test_a_key_that_cannot_be_read_gives_the_first_page(parcels, token) -> None:
    made = Parcels(get("/p/", f"?sort=sent&after={token}"), parcels.objects.all())
    assert [row.pk for row in made.rows] == walk(parcels, "?sort=sent", "following")[0]


def test_a_page_is_one_question_however_deep(parcels) -> None:
    query = Parcels(get("/p/", "?sort=-sent"), parcels.objects.all()).address_following
    with CaptureQueriesContext(
        connection,
    ) as asked:
        made = Parcels(get("/p/", query), parcels.objects.all())
        assert len(list(made.rows)) == 7
        assert made.address_following
    assert len(asked) == 1
    assert "OFFSET" not in asked[0]["sql"]
    assert "COUNT" not in asked[0]["sql"]


def test_counting_stops_at_the_cap(parcels, monkeypatch) -> None:
    monkeypatch.setattr("commonweal.components.tables.paging.COUNT_CAP", 10)
    monkeypatch.setattr("commonweal.components.tables.paging.count.__defaults__", (10,))
    with CaptureQueriesContext(connection) as asked:
        made = Numbered(get("/p/", "?page=3"), parcels.objects.all())
        assert made.amount == "more than 10"
        assert len(list(made.rows)) == 7
    assert len(asked) == 2
    assert "LIMIT 11" in asked[0]["sql"]
    assert COUNT_CAP == 10_000


def test_filters_reach_the_database(parcels) -> None:
    made = Numbered(get("/p/", "?q=a0+A&weight=3"), parcels.objects.all())
    expected = parcels.objects.filter(label__icontains="a0", weight=3)
    assert sorted(row.pk for row in made.narrowed) == sorted(row.pk for row in expected)
    assert made.said == ["Label: a0 A", "W: 3"]
