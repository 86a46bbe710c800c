"""Dividing money: conserved to the cent, fair to order and strangers, monotone, within floors and caps."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from commonweal.settlement.division import rules
from commonweal.settlement.division.apportion import CannotDivide, Shares, divide
from commonweal.settlement.division.many import divide_many
from commonweal.settlement.division.shapley import as_weights, shapley
from tests.examples import by_day

quick = settings(max_examples=by_day(60))
names = st.sampled_from([f"p{number}" for number in range(9)])
weight = st.fractions(min_value=0, max_value=1000, max_denominator=97)
weights = st.dictionaries(names, weight, min_size=1, max_size=8).filter(lambda found: any(found.values()))
amounts = st.integers(0, 10**12)


@st.composite
def bounded(draw: st.DrawFn) -> tuple[int, dict[str, Fraction], dict[str, int], dict[str, int]]:
    amount, found = draw(amounts), draw(weights)
    floors = {name: draw(st.integers(0, 10**10)) for name in found if draw(st.booleans())}
    caps = {name: floors.get(name, 0) + draw(st.integers(0, 10**11)) for name in found if draw(st.booleans())}
    return amount, found, floors, caps


@quick
@given(amounts, weights)
def test_shares_add_up_to_the_cent_and_lie_within_a_cent_of_the_quota(
    amount: int, found: dict[str, Fraction]
) -> None:
    shares = divide(amount, found)
    assert sum(shares.cents.values()) == amount and shares.left_over == 0
    total = sum(found.values())
    for name, part in found.items():
        assert abs(shares.cents[name] - amount * part / total) < 1


@quick
@given(bounded())
def test_with_bounds_nothing_is_lost_and_nobody_passes_a_bound(
    case: tuple[int, dict[str, Fraction], dict[str, int], dict[str, int]],
) -> None:
    amount, found, floors, caps = case
    shares = divide(amount, found, floors=floors, caps=caps)
    assert sum(shares.cents.values()) + shares.left_over == amount
    assert shares.left_over >= 0
    for name, cents in shares.cents.items():
        assert cents <= caps.get(name, amount)
        if sum(floors.values()) <= amount:
            assert cents >= floors.get(name, 0)
    if shares.left_over:
        assert all(shares.cents[name] == caps[name] for name, part in found.items() if part)


@quick
@given(bounded(), st.randoms(use_true_random=False))
def test_the_order_of_the_partners_does_not_matter(
    case: tuple[int, dict[str, Fraction], dict[str, int], dict[str, int]], random: object
) -> None:
    amount, found, floors, caps = case
    shuffled = list(found)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    again = divide(amount, {name: found[name] for name in shuffled}, floors=floors, caps=caps)
    assert again == divide(amount, found, floors=floors, caps=caps)


@quick
@given(bounded())
def test_a_partner_without_weight_changes_nobody(
    case: tuple[int, dict[str, Fraction], dict[str, int], dict[str, int]],
) -> None:
    amount, found, floors, caps = case
    with_stranger = divide(amount, {**found, "a-stranger": Fraction(0)}, floors=floors, caps=caps)
    without = divide(amount, found, floors=floors, caps=caps)
    assert with_stranger == Shares({**without.cents, "a-stranger": 0}, without.left_over)


@quick
@given(bounded(), st.fractions(min_value=0, max_value=500, max_denominator=89), st.data())
def test_more_of_ones_own_never_brings_less(
    case: tuple[int, dict[str, Fraction], dict[str, int], dict[str, int]], more: Fraction, data: st.DataObject
) -> None:
    amount, found, floors, caps = case
    name = data.draw(st.sampled_from(sorted(found)))
    before = divide(amount, found, floors=floors, caps=caps).cents[name]
    after = divide(amount, {**found, name: found[name] + more}, floors=floors, caps=caps).cents[name]
    assert after >= before


@quick
@given(bounded(), st.data())
def test_a_larger_pool_brings_nobody_more_than_a_cent_less(
    case: tuple[int, dict[str, Fraction], dict[str, int], dict[str, int]], data: st.DataObject
) -> None:
    # The largest-remainder method is not monotone in the amount (the Alabama paradox), but never by
    # over a cent.
    amount, found, floors, caps = case
    more = data.draw(st.integers(0, 10**9))
    before = divide(amount, found, floors=floors, caps=caps).cents
    after = divide(amount + more, found, floors=floors, caps=caps).cents
    assert all(after[name] >= before[name] - 1 for name in found)


def brute_force(amount: int, found: dict[str, Fraction], caps: dict[str, int]) -> dict[str, Fraction]:
    """Bisection for the one t with Σ min(cap, t × weight) = amount: another way to the same quotas."""
    low, high = Fraction(0), Fraction(amount + 1)
    smallest = min(part for part in found.values() if part)
    high = high / smallest + sum(Fraction(cap) for cap in caps.values()) / smallest
    for _ in range(200):
        middle = (low + high) / 2
        total = sum(min(Fraction(caps.get(name, 10**15)), middle * part) for name, part in found.items())
        low, high = (middle, high) if total < amount else (low, middle)
    return {name: min(Fraction(caps.get(name, 10**15)), high * part) for name, part in found.items()}


@settings(max_examples=by_day(25))
@given(bounded())
def test_caps_against_bisection(
    case: tuple[int, dict[str, Fraction], dict[str, int], dict[str, int]],
) -> None:
    amount, found, _, caps = case
    shares = divide(amount, found, caps=caps)
    assume(not shares.left_over)
    for name, quota in brute_force(amount, found, caps).items():
        assert abs(shares.cents[name] - quota) <= 1


@quick
@given(
    st.lists(st.integers(0, 10**13), min_size=1, max_size=12),
    st.lists(st.integers(0, 10**6), min_size=1, max_size=30).filter(any),
)
def test_thousands_of_pools_at_once_are_divided_as_one_by_one(pools: list[int], parts: list[int]) -> None:
    table = divide_many(pools, parts)
    keyed = {f"{number:03}": Fraction(part) for number, part in enumerate(parts)}
    for pool, row in zip(pools, table.tolist(), strict=True):
        assert row == list(divide(pool, keyed).cents.values())


@pytest.mark.parametrize(
    ("pools", "parts"),
    [([-1], [1]), ([1], [-1]), ([1], [0]), ([1], []), ([1], [2_000_000_000, 2_000_000_000])],
)
def test_what_cannot_be_divided_at_once(pools: list[int], parts: list[int]) -> None:
    with pytest.raises(CannotDivide):
        divide_many(pools, parts)


@pytest.mark.parametrize(
    ("amount", "found", "floors", "caps", "words"),
    [
        (-1, {"a": 1}, {}, {}, "below zero"),
        (1, {}, {}, {}, "nobody"),
        (1, {"a": -1}, {}, {}, "a has a weight below zero"),
        (1, {"a": 1}, {"b": 1}, {}, "b has a floor"),
        (1, {"a": 1}, {"a": -1}, {}, "below zero"),
        (1, {"a": 1}, {"a": 2}, {"a": 1}, "floor above its cap"),
        (5, {"a": 0, "b": 0}, {}, {}, "every weight is zero"),
    ],
)
def test_what_cannot_be_divided(
    amount: int, found: dict[str, int], floors: dict[str, int], caps: dict[str, int], words: str
) -> None:
    with pytest.raises(CannotDivide, match=words):
        divide(amount, {name: Fraction(part) for name, part in found.items()}, floors=floors, caps=caps)


def test_floors_that_ask_for_more_than_there_is_are_met_in_proportion() -> None:
    assert divide(100, {"a": Fraction(1), "b": Fraction(9)}, floors={"a": 150, "b": 50}).cents == {
        "a": 75,
        "b": 25,
    }


def by_all_orders(partners: list[str], worth: dict[frozenset[str], Decimal]) -> dict[str, Fraction]:
    """The Shapley value from its definition: every order, one by one."""
    orders = list(permutations(partners))
    total = dict.fromkeys(partners, Fraction(0))
    for order in orders:
        group: frozenset[str] = frozenset()
        for name in order:
            total[name] += Fraction(worth[group | {name}]) - Fraction(worth[group])
            group |= {name}
    return {name: value / len(orders) for name, value in total.items()}


@settings(max_examples=by_day(15))
@given(st.data())
def test_the_shapley_value_against_all_orders(data: st.DataObject) -> None:
    partners = [f"p{number}" for number in range(data.draw(st.integers(1, 5)))]
    groups = [
        frozenset(name for bit, name in enumerate(partners) if number >> bit & 1)
        for number in range(2 ** len(partners))
    ]
    worth = {group: Decimal(data.draw(st.integers(0, 10**6)) if group else 0) for group in groups}
    found = shapley(partners, worth.__getitem__)
    assert found.exact and found.values == by_all_orders(partners, worth)
    assert sum(found.values.values()) == worth[frozenset(partners)]


def test_the_sampled_shapley_value_states_its_error_and_still_adds_up() -> None:
    partners = [f"p{number:02}" for number in range(14)]
    own = {name: Decimal(number + 1) for number, name in enumerate(partners)}

    def worth(group: frozenset[str]) -> Decimal:
        # What each brings, and 30 more for every pair out of the first three.
        pairs = len(group & set(partners[:3]))
        return sum((own[name] for name in group), Decimal(0)) + 15 * pairs * (pairs - 1)

    found = shapley(partners, worth, orders=400, seed=3)
    assert not found.exact and found.orders == 400
    assert sum(found.values.values()) == worth(frozenset(partners))
    for number, name in enumerate(partners):
        true = Fraction(number + 1 + (30 if number < 3 else 0))
        assert abs(found.values[name] - true) <= 4 * Fraction(found.errors[name])
    assert found == shapley(partners[::-1], worth, orders=400, seed=3)
    assert any(found.errors.values()) is (max(found.errors.values()) > 0)


def test_groups_that_were_not_measured_are_worth_their_measured_parts() -> None:
    worth = rules.worth_of_groups(
        {frozenset("a"): Decimal(10), frozenset("b"): Decimal(4), frozenset("ab"): Decimal(20)}
    )
    assert worth(frozenset("abc")) == 20
    assert worth(frozenset("ac")) == 10
    assert worth(frozenset()) == 0


def test_rules_that_say_nothing() -> None:
    with pytest.raises(CannotDivide, match="90"):
        rules.fixed({"a": Decimal("0.9")})
    with pytest.raises(CannotDivide, match="below zero"):
        rules.fixed({"a": Decimal("1.5"), "b": Decimal("-0.5")})
    with pytest.raises(CannotDivide, match="lives is zero for everybody"):
        rules.by_figure({"a": Decimal(0)}, "lives")
    with pytest.raises(CannotDivide, match="below zero"):
        rules.by_figure({"a": Decimal(-1)}, "lives")
    with pytest.raises(CannotDivide, match="80"):
        rules.mixture([(Decimal("0.8"), rules.equal(["a"]))])
    with pytest.raises(CannotDivide, match="nobody"):
        rules.equal([])
    with pytest.raises(CannotDivide, match="below zero"):
        as_weights(shapley(["a", "b"], lambda group: Decimal(-5 if group == {"a"} else len(group))))
    with pytest.raises(CannotDivide, match="nobody adds"):
        as_weights(shapley(["a"], lambda group: Decimal(0)))
    with pytest.raises(CannotDivide, match="group of nobody"):
        shapley(["a"], lambda group: Decimal(1))
    with pytest.raises(CannotDivide, match="once each"):
        shapley(["a", "a"], lambda group: Decimal(len(group)))
    with pytest.raises(CannotDivide, match="four orders"):
        shapley([f"p{number}" for number in range(13)], lambda group: Decimal(len(group)), orders=2)
