"""Rules of technology partnerships: what follows from the facts."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonweal.technology.rules import (
    delivery,
    innovation,
    money,
    plan,
    relationship,
    service,
    standardisation,
    training,
)
from commonweal.technology.rules.innovation import Facts, Stage
from commonweal.technology.rules.money import Course
from commonweal.technology.rules.standardisation import Holding
from commonweal.technology.rules.training import Standing
from tests.examples import by_day

DAY = date(2026, 6, 15)


def test_standardisation_as_on_its_method_page() -> None:
    (pumps,) = standardisation.kinds(
        [
            Holding("pump", "A", 60, Decimal(24_000)),
            Holding("pump", "B", 30, Decimal(15_000)),
            Holding("pump", "C", 10, Decimal(2_000)),
        ]
    )
    assert (pumps.index, pumps.reference, pumps.excess) == (Fraction(46, 100), "A", Decimal(3_000))
    assert standardisation.index([pumps]) == pumps.index and standardisation.excess([pumps]) == 3_000
    assert standardisation.index([]) is None and standardisation.kinds([Holding("pump", "A", 0)]) == []


@settings(max_examples=by_day(60))
@given(
    st.lists(
        st.tuples(st.sampled_from("ABCD"), st.integers(1, 50), st.none() | st.integers(0, 9000)), min_size=1
    )
)
def test_merging_two_variants_never_makes_an_inventory_less_standardised(
    rows: list[tuple[str, int, int | None]],
) -> None:
    def kind(merge: bool) -> standardisation.Kind:
        return standardisation.kinds(
            Holding(
                "k",
                "A" if merge and variant == "B" else variant,
                units,
                None if cost is None else Decimal(cost),
            )
            for variant, units, cost in rows
        )[0]

    apart, together = kind(False), kind(True)
    assert Fraction(1, apart.variants) <= apart.index <= together.index <= 1
    assert (apart.index == 1) == (apart.variants == 1)
    assert apart.excess >= 0 and apart.units == sum(units for _v, units, _c in rows)
    assert 0 <= apart.unknown <= apart.units


@pytest.mark.parametrize(
    ("signed", "months", "wanted"),
    [
        (None, 12, Standing.MISSING),
        (date(2020, 1, 1), None, Standing.VALID),
        (date(2025, 6, 15), 12, Standing.EXPIRED),
        (date(2025, 6, 16), 12, Standing.SOON),
        (date(2026, 6, 1), 12, Standing.VALID),
    ],
)
def test_training_runs_out(signed: date | None, months: int | None, wanted: Standing) -> None:
    assert training.standing(signed, months, DAY) is wanted


def test_a_shorter_month_ends_on_its_last_day_and_coverage_counts() -> None:
    assert training.after_months(date(2025, 8, 31), 6) == date(2026, 2, 28)
    assert training.after_months(date(2023, 12, 31), 2) == date(2024, 2, 29)
    one, two, three = uuid4(), uuid4(), uuid4()
    lines = training.coverage(
        [(one, "ICU"), (two, "ICU"), (three, "Wards")], {one: Standing.SOON, two: Standing.EXPIRED}
    )
    assert lines == [training.Coverage("ICU", 2, 1, 1), training.Coverage("Wards", 1, 0, 0)]


FULL = {
    "has_owner": True,
    "rated": True,
    "planned_cycles": 1,
    "finished_cycles": 1,
    "measured_cycles": 1,
    "agreed_by_both": True,
}
ASKED = {
    Stage.TEST: ("has_owner", "rated", "planned_cycles"),
    Stage.PILOT: ("finished_cycles", "agreed_by_both"),
    Stage.SPREAD: ("finished_cycles", "measured_cycles"),
}


def test_every_gate_asks_for_each_of_its_criteria_and_for_nothing_else() -> None:
    for stage, to in zip(innovation.ORDER, innovation.ORDER[1:], strict=False):
        assert innovation.refusal(Facts(stage, **FULL), to, "why") is None
        assert innovation.refusal(Facts(stage, **FULL), to, "  ") is not None
        for name in FULL:
            refused = innovation.refusal(Facts(stage, **(FULL | {name: 0})), to, "why")
            assert (refused is not None) == (name in ASKED[to]), (to, name)
        for other in set(innovation.ORDER) - {to}:
            assert innovation.refusal(Facts(stage, **FULL), other, "why") is not None
        assert innovation.refusal(Facts(stage), Stage.STOPPED, "why") is None
    assert Stage.choices()[0] == ("idea", "Idea") and Stage.of("test") is Stage.TEST
    assert innovation.refusal(Facts(Stage.SPREAD), Stage.IDEA, "why")
    assert innovation.refusal(Facts(Stage.STOPPED, **FULL), Stage.TEST, "why") is not None


def test_spend_as_on_its_method_page() -> None:
    forecast = {date(2026, month, 1): Decimal(10_000) for month in (1, 2, 3, 6)}
    paid = [
        (date(2026, 1, 20), Decimal(10_500)),
        (date(2026, 3, 1), Decimal(12_000)),
        (date(2026, 6, 1), Decimal(9)),
    ]
    compared = money.compare(forecast, paid, DAY)
    assert (compared.forecast, compared.actual, compared.course) == (20_000, 22_500, Course.ABOVE)
    assert compared.missing == (date(2026, 2, 1),) and compared.difference == 2_500
    assert money.compare(forecast, [], DAY).course is Course.NONE
    assert money.compare(forecast, [(date(2026, 1, 1), Decimal(11_000))], DAY).course is Course.ON
    assert money.compare(forecast, [(date(2026, 1, 1), Decimal("8999.99"))], DAY).course is Course.BELOW
    assert money.compare({}, [(date(2026, 1, 1), Decimal(1))], DAY).course is Course.ABOVE


def test_support_that_ends_within_a_year_needs_a_chosen_step_to_come() -> None:
    def unplanned(days: int, *steps: tuple[str, bool], retired: bool = False) -> bool:
        return plan.unplanned(plan.Support(DAY + timedelta(days=days), retired, steps), DAY)

    assert unplanned(365) and not unplanned(366) and unplanned(-10) and not unplanned(10, retired=True)
    assert not unplanned(10, ("chosen", False))
    assert (
        unplanned(10, ("chosen", True)) and unplanned(10, ("deferred", False)) and unplanned(10, ("", False))
    )
    assert not plan.unplanned(plan.Support(None), DAY)


def test_sides_champions_and_what_too_much_hangs_on() -> None:
    answers = [
        ("customer", "value", 2),
        ("customer", "value", 3),
        ("customer", "value", 2),
        ("supplier", "value", 4),
    ]
    seen = {one.item: one for one in relationship.side_by_side(answers)}
    assert seen["value"].gap == Fraction(5, 3) and seen["value"].apart
    assert seen["service"].gap is None and not seen["service"].apart
    edge = relationship.side_by_side([("customer", "value", 3), ("supplier", "value", 4)])
    assert next(one for one in edge if one.item == "value").apart, "one point is apart"

    def champion(name: str, since: int, until: int | None = None) -> relationship.Champion:
        left = None if until is None else DAY - timedelta(days=until)
        return relationship.Champion("customer", "sponsor", name, DAY - timedelta(days=since), left)

    gone = relationship.changes([champion("A", 900, 20)], DAY)
    assert [(one.gone, one.successor) for one in gone] == [("A", "")]
    replaced = relationship.changes([champion("A", 900, 20), champion("B", 19)], DAY)
    assert [(one.gone, one.successor) for one in replaced] == [("A", "B")]
    assert relationship.changes([champion("A", 900, 120), champion("B", 119)], DAY) == []
    chain = relationship.changes([champion("A", 900, 60), champion("B", 59, 20)], DAY)
    assert [one.gone for one in chain] == ["B"], "only the last one gone is missing"
    holds = [
        relationship.Hold(str(n), "S" if n < 2 else f"T{n}", "cloud", "P" if n == 3 else "") for n in range(4)
    ]
    found = relationship.concentrations(holds)
    assert [(one.kind, one.services, one.of) for one in found] == [("cloud", 4, 4), ("supplier", 2, 4)]
    assert relationship.concentrations(holds[:3]) == []


def test_milestones_wait_for_late_ones_and_circles_are_seen() -> None:
    a, b, c, d = (UUID(int=number) for number in range(4))
    late = delivery.Milestone(a, DAY - timedelta(days=1))
    after = delivery.Milestone(b, DAY + timedelta(days=9), needs=frozenset({a}))
    further = delivery.Milestone(c, DAY + timedelta(days=30), needs=frozenset({b}))
    reached = delivery.Milestone(d, DAY, DAY)
    at = delivery.standings([further, after, late, reached], DAY)
    assert [at[key].key for key in (a, b, c, d)] == ["late", "blocked", "blocked", "done"]
    assert delivery.standings([delivery.Milestone(b, DAY)], DAY)[b] is delivery.Standing.OPEN
    assert delivery.circle({a: [b], b: [c], c: [a]}) and not delivery.circle({a: [b], b: [c]})
    assert delivery.refusal_to_reach(after, [late]) and not delivery.refusal_to_reach(late, [])
    assert delivery.refusal_to_reach(reached, []) is not None
    assert delivery.refusal_to_accept(unreached=0, unready=0, unchecked=0) is None
    assert "checks not made" in (delivery.refusal_to_accept(unreached=0, unready=0, unchecked=2) or "")
    assert delivery.kept(Decimal(1), Decimal(4), Decimal("1.2")) == Decimal("0.93")
    assert delivery.kept(Decimal(1), Decimal(1), Decimal(3)) is None


def test_the_whole_table_of_a_tickets_steps() -> None:
    now = datetime(2026, 6, 15, tzinfo=UTC)
    for what, (allowed, to) in service.STEPS.items():
        for state in service.State:
            assert (service.refusal(state, what) is None) == (state in allowed)
        if to is not None:
            assert service.state([service.Step(what, now)]) is to
    hours = [now + timedelta(hours=number) for number in range(6)]
    steps = [
        service.Step(what, at)
        for what, at in zip(("respond", "pause", "resume", "resolve", "reopen", "pause"), hours, strict=True)
    ]
    assert service.pauses(steps) == [(hours[1], hours[2]), (hours[3], hours[4]), (hours[5], None)]
    assert (
        service.pauses(steps[:4]) == [(hours[1], hours[2]), (hours[3], None)]
        and service.pauses(steps[:1]) == []
    )
    assert service.pauses(
        [*steps[:2], service.Step("resolve", hours[2]), service.Step("reopen", hours[3])]
    ) == [(hours[1], hours[3])]
    assert service.State.of("new") is service.State.NEW
    assert service.levels_due(Fraction(3, 4), []) == [1] and service.levels_due(Fraction(2), [1]) == [2, 3]
    assert service.levels_due(Fraction(1, 2), []) == []
    cases = {
        "down": ([1, 3], True),
        "degraded": ([2], False),
        "maintenance": ([4], True),
        "running": ([], False),
    }
    for wanted, (several, work) in cases.items():
        assert service.health(several, work).key == wanted
