"""Constants that stand in a statement themselves."""

from __future__ import annotations

import pytest
from django.db.models import Q

from commonweal.clients.models import Need
from commonweal.database.written import Written, written


@pytest.mark.parametrize("word", ["", "Open", "a'b", "open; drop", "%s", "a\nb", "é"])
def test_only_words_of_enumerations_are_written(word: str) -> None:
    with pytest.raises(ValueError, match="no word"):
        Written(word)


def test_the_same_condition_without_its_parameters() -> None:
    condition = Q(status="open") & ~Q(urgency__in=["urgent", "soon"]) | Q(closed_at__isnull=True)
    sql, parameters = Need.objects.filter(condition).query.sql_with_params()
    plain, none = Need.objects.filter(written(condition)).query.sql_with_params()
    assert none == ()
    assert plain == sql % tuple(f"'{one}'" for one in parameters)
