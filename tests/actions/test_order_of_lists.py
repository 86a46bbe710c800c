"""Lists that count something beside each row are in an order: a model's own does not hold where rows are counted."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commonweal.communications.queries import inside
from commonweal.performance import queries as figures
from commonweal.plans.queries import learning
from tests.factories.communications import Voice

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("rows", [inside.threads, figures.runs, learning.doors, learning.tests])
def test_what_is_counted_beside_is_in_an_order(rows) -> None:
    assert rows().ordered


def test_announcements_and_teams_are_in_an_order() -> None:
    voice = Voice()
    with (
        voice.world.as_(voice.lead),
        CaptureQueriesContext(
            connection,
        ) as asked,
    ):
        inside.announcements(voice.lead, date(2026, 3, 5))
        inside.teams()
    lists = [one["sql"] for one in asked if "COUNT(" in one["sql"]]
    assert len(lists) == 2
    assert all("ORDER BY" in sql for sql in lists)
