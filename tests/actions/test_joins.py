"""Where one room's facts open, hold up or fill another's: rights over acts, promises, reviews, lessons, letters."""

from __future__ import annotations

from datetime import timedelta

import pytest

from commonweal.access import Refused
from commonweal.charter import actions as charter
from commonweal.database import clock
from commonweal.governance import actions
from commonweal.governance.models import DecisionUse
from tests.factories.governance import Council

pytestmark = pytest.mark.django_db


@pytest.fixture
def council() -> Council:
    return Council()


def assign(council: Council, kind: str, **facts) -> None:
    facts = {"part": "accountable", "body": council.board} | facts
    with council.as_(council.office):
        actions.rights.assign(by=council.office, kind=kind, **facts)


def test_the_charter_is_put_out_only_with_the_boards_decision_where_it_holds_the_right(council: Council) -> None:
    with council.as_(council.office):
        row = charter.begin_version(by=council.office, reason="To begin.")
        for part in ("purpose", "mission", "vision", "values"):
            charter.write_sentence(by=council.office, version=row, part=part, text="We house.", statements=[])
    assign(council, "charter_change")
    until = (clock.now() + timedelta(days=30)).date()
    with council.as_(council.office), pytest.raises(Refused, match="Changing the charter is decided by the Board"):
        charter.put_out(by=council.office, version=row, answer_by=until)
    council.decided(kind="charter_change", question="Put it out?", subject="Version 1 of the charter")
    with council.as_(council.office):
        assert charter.put_out(by=council.office, version=row, answer_by=until).put_out_at is not None
        assert DecisionUse.objects.get().subject_id == row.pk
