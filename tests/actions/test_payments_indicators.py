"""A published indicator as a figure of a contract year: exact, linked, and noticed when its version is withdrawn."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from commonweal.access import Refused
from commonweal.database import clock
from commonweal.database.identity import maintenance
from commonweal.evidence.measures.catalogue import MEASURES
from commonweal.payments import actions
from commonweal.payments.indicators import CannotTake, choose, take
from commonweal.payments.models import ContractYear, Figure, FigureIndicator
from commonweal.payments.queries import years
from commonweal.performance.models import Series, Version
from commonweal.performance.rules import Point
from tests.factories.attention import attention_of
from tests.factories.payments import Contract, figures

attention = attention_of("payments")

pytestmark = pytest.mark.django_db
RATE, MEDIAN = MEASURES["closed_loop_rate"], MEASURES["visit_wait_median"]


def month(number: int, above: float | None, below: float | None, value: float | None, **facts: Any) -> Point:
    last = 28 if number == 2 else 30
    facts = {"suppressed": value is None} | facts
    return Point(date(2025, number, 1), date(2025, number, last), above, below, value, **facts)


POINTS = [month(1, 21.0, 30.0, 70.0), month(2, 35.0, 60.0, 58.3), month(3, None, None, None)]


def test_sums_and_the_value_worked_out_from_them() -> None:
    both = choose(POINTS, date(2025, 1, 1), date(2025, 2, 1))
    assert take(RATE, both, "numerator") == "56" and take(RATE, both, "denominator") == "90"
    assert take(RATE, both, "value") == "62.222222 %", "of the sums, not the average of two percentages"
    tenths = [month(1, 0.1, 1.0, 10.0), month(2, 0.2, 1.0, 20.0)]
    assert take(RATE, tenths, "numerator") == "0.3", "decimals are added, not binary fractions"


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (date(2025, 1, 1), date(2025, 4, 1), "no figure for 2025-04"),
        (date(2025, 2, 1), date(2025, 3, 1), "2025-03 it, or a partner's part of it, is too small"),
        (date(2025, 2, 1), date(2025, 1, 1), "lies before the first"),
    ],
)
def test_what_is_missing_or_hidden_is_no_figure(first: date, last: date, said: str) -> None:
    with pytest.raises(CannotTake, match=said):
        choose(POINTS, first, last)
    partly = [month(1, 21.0, 30.0, 70.0, hidden=1)]
    with pytest.raises(CannotTake, match="too small"):
        choose(partly, date(2025, 1, 1), date(2025, 1, 1))


def test_a_median_is_that_of_one_month() -> None:
    waits = [month(1, None, 300.0, 11.5), month(2, None, 310.0, 12.0)]
    assert take(MEDIAN, waits[:1], "value") == "11.5"
    with pytest.raises(CannotTake, match="several months"):
        take(MEDIAN, waits, "value")
    with pytest.raises(CannotTake, match="neither numerator nor denominator"):
        take(MEDIAN, waits[:1], "numerator")
    total = MEASURES["cost_paid_total"]
    dollars = [month(1, 1000.1, None, 1000.1), month(2, 2000.2, None, 2000.2)]
    assert take(total, dollars, "value") == take(total, dollars, "numerator") == "3000.3"
    with pytest.raises(CannotTake, match="no denominator"):
        take(total, dollars, "denominator")
    assert take(MEASURES["emergency_visits_per_1000"], [month(1, 41.0, 12000.0, 41.0)], "value") == "41"
    with pytest.raises(CannotTake, match="denominator is zero"):
        take(RATE, [month(1, 0.0, 0.0, 0.0)], "value")


@pytest.fixture
def contract() -> Contract:
    return Contract()


@pytest.fixture
def version(contract: Contract) -> Version:
    with maintenance():
        row = Version.objects.create(
            alliance=contract.world.alliance, number=1, published_by="A", published_for="Alliance office",
            fingerprint="f" * 64, first=date(2025, 1, 1), last=date(2025, 3, 30), methods={RATE.name: "1"},
        )  # fmt: skip
        points = [one.row() for one in POINTS]
        Series.objects.create(version=row, measure=RATE.name, group_by="all", group="all", points=points)
    return row


def taken(contract: Contract, year: ContractYear, version: Version, **facts: Any) -> Figure:
    facts = {
        "figure": "quality_score", "party": "", "period": "", "measure": RATE.name, "organisation": None,
        "part": "value", "first": date(2025, 1, 1), "last": date(2025, 2, 1),
    } | facts  # fmt: skip
    with contract.world.as_(contract.office):
        return actions.take_indicator(by=contract.office, year=year, version=version, **facts)


def test_a_statement_leads_back_to_the_version(contract: Contract, version: Version) -> None:
    year = contract.signed()
    with contract.world.as_(contract.office):
        actions.upload(by=contract.office, year=year, name="figures.csv", content=figures())
    row = taken(contract, year, version)
    assert row.value == "62.222222 %"
    with contract.world.as_(contract.office):
        held = [one for one in years.figures(year) if one.figure == "quality_score"]
        assert [one.value for one in held] == ["62.222222 %"], "it takes the place of the uploaded one"
        assert "version 1" in years.given(year, held)[0].source
        actions.declare_complete(by=contract.office, year=year)
        settlement = actions.settle(by=contract.office, year=year)
        assert [one.indicator.measure for one in years.from_indicators(settlement)] == [RATE.name]
    with contract.world.as_(contract.leads["clinic"]):
        assert years.from_indicators(settlement), "a party sees where a figure of the whole came from"


def test_a_withdrawn_version_holds_up_the_year_and_is_seen(contract: Contract, version: Version) -> None:
    year = contract.signed()
    with contract.world.as_(contract.office):
        actions.upload(by=contract.office, year=year, name="figures.csv", content=figures())
    taken(contract, year, version)
    with maintenance():
        Version.objects.update(withdrawn_at=clock.now(), withdrawn_by="A", withdrawn_reason="Wrong file.")
        version.refresh_from_db()
    office = contract.office
    with contract.world.as_(office):
        assert year.pk in years.withdrawn_since()
        keys = [one.key.partition(":")[0] for one in attention(office, clock.now())]
        assert "figure-withdrawn" in keys
        with pytest.raises(
            Refused, match=r"quality_score was taken from version 1 .* withdrawn \(Wrong file\)"
        ):
            actions.declare_complete(by=office, year=year)
        with pytest.raises(Refused, match=r"was withdrawn: Wrong file\. Nothing was kept"):
            actions.take_indicator(
                by=office, year=year, version=version, figure="quality_score", party="", period="",
                measure=RATE.name, organisation=None, part="value", first=date(2025, 1, 1), last=date(2025, 1, 1),
            )  # fmt: skip
        actions.enter(
            by=office, year=year, cell=actions.Cell("quality_score", "84.6 %", note="checked by hand")
        )
        assert year.pk not in years.withdrawn_since(), "the figure that holds is another one now"
        actions.declare_complete(by=office, year=year)


def test_after_completion_a_withdrawal_still_holds_up_settling(contract: Contract, version: Version) -> None:
    year = contract.signed()
    with contract.world.as_(contract.office):
        actions.upload(by=contract.office, year=year, name="figures.csv", content=figures())
    taken(contract, year, version)
    with contract.world.as_(contract.office):
        actions.declare_complete(by=contract.office, year=year)
    with maintenance():
        Version.objects.update(withdrawn_at=clock.now(), withdrawn_by="A", withdrawn_reason="Wrong file.")
    with contract.world.as_(contract.office), pytest.raises(Refused, match="withdrawn"):
        actions.settle(by=contract.office, year=year)


def test_a_figure_about_another_party_is_not_seen_through_its_indicator(
    contract: Contract, version: Version
) -> None:
    year = contract.signed()
    taken(contract, year, version, figure="referrals_completed", party="hospital", part="numerator")
    with contract.world.as_(contract.leads["hospital"]):
        assert FigureIndicator.objects.count() == 1
        assert [one.value for one in years.figures(year)] == [str(Decimal(56))]
    with contract.world.as_(contract.leads["pantry"]):
        assert not FigureIndicator.objects.exists()
