"""Measures of agreement: the reference's worked values, a second plain implementation, and what must always hold."""

from __future__ import annotations

import itertools
import math
import statistics

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonweal.alignment.rules import agreement
from tests.examples import by_day

SKEWED = [30, 40, 210, 130, 530, 50, 10]
COUNTS = st.lists(st.integers(0, 9), min_size=2, max_size=8)


def test_the_worked_values_of_the_reference() -> None:
    assert agreement.consensus(SKEWED) == pytest.approx(0.7256876, abs=5e-8)
    assert agreement.agreement_a(SKEWED) == pytest.approx(0.6113333, abs=5e-8)
    assert agreement.leik_d(SKEWED) == pytest.approx(0.2866667, abs=5e-8)
    assert agreement.consensus([5, 0, 0, 0, 5]) == 0 and agreement.agreement_a([5, 0, 0, 0, 5]) == -1
    assert agreement.leik_d([5, 0, 0, 0, 5]) == 1
    assert agreement.consensus([2] * 5) == pytest.approx(0.4340, abs=5e-5)
    assert agreement.agreement_a([2] * 5) == 0
    assert agreement.kendall_w([[1, 1, 1, 2], [2, 2, 2, 3], [3, 3, 3, 1]]) == 0.4375


def test_everybody_alike_one_answer_and_none() -> None:
    for counts in ([0, 0, 7, 0, 0], [0, 0, 0, 0, 1]):
        assert agreement.consensus(counts) == agreement.agreement_a(counts) == 1
        assert agreement.leik_d(counts) == agreement.ad_m(counts) == 0
    assert agreement.rwg([0, 0, 7, 0, 0]) == 1 and agreement.rwg([0, 0, 0, 0, 1]) is None
    for measure in (agreement.mean, agreement.consensus, agreement.agreement_a, agreement.leik_d,
                    agreement.variance, agreement.rwg, agreement.ad_m):  # fmt: skip
        assert measure([0] * 5) is None
    assert agreement.sector_gap({"a": [1, 0], "b": [0, 0]}) is None
    assert agreement.kendall_w([]) is None and agreement.kendall_w([[1, 1], [1, 1]]) is None
    assert agreement.cronbach_alpha([]) is None and agreement.cronbach_alpha([[1, 2], [2, 1]]) is None
    assert agreement.overlap([0, 0], [1, 0]) is None and not agreement.collide([0, 0], [1, 0])


def test_figures_one_can_recompute_by_hand() -> None:
    counts = [1, 0, 0, 0, 3]  # 1, 5, 5, 5: mean 4, variance 12/3
    assert agreement.mean(counts) == 4 and agreement.variance(counts) == 4
    assert agreement.rwg(counts) == -1 and agreement.ad_m(counts) == 1.5
    assert agreement.sector_gap({"a": [1, 0, 0], "b": [0, 0, 1]}) == 2
    # Two groups of two: 1, 2 and 4, 5. Between 9, within 0.5: (9 − 0.5) / (9 + 0.5), (9 − 0.5) / 9.
    found = agreement.intraclass([[1, 1, 0, 0, 0], [0, 0, 0, 1, 1]])
    assert found.icc1 == pytest.approx(8.5 / 9.5) and found.icc2 == pytest.approx(8.5 / 9)
    assert agreement.intraclass([[2, 0], [0, 0]]) == agreement.Intraclass(None, None)
    assert agreement.intraclass([[1, 0], [0, 1]]) == agreement.Intraclass(None, None)
    same = agreement.intraclass([[2, 0], [2, 0]])
    assert same == agreement.Intraclass(None, None), "nothing varies: nothing to divide by"
    assert agreement.cronbach_alpha([[1, 1], [2, 2], [3, 3]]) == pytest.approx(1)
    assert agreement.alphas_without([[1, 1, 3], [2, 2, 1], [3, 3, 2]])[2] == pytest.approx(1)
    assert agreement.group_informed_consensus([(3, 4), (1, 2)]) == pytest.approx(math.sqrt(4 / 6 * 2 / 4))
    with pytest.raises(ValueError, match="no group"):
        agreement.group_informed_consensus([])
    assert agreement.collide([4, 1, 0, 0, 0], [0, 0, 0, 1, 4])
    assert not agreement.collide([1, 0, 0, 0, 3], [0, 1, 0, 0, 3]), "most say the same"


def slow_a(counts: list[int]) -> float:
    """Van der Eijk's A, one unit layer at a time, triples counted one by one."""
    k, rest, total = len(counts), list(counts), 0.0
    while any(rest):
        layer = [c > 0 for c in rest]
        tu = tdu = 0
        for one, two, three in itertools.combinations(layer, 3):
            tu += (one, two, three) in {(True, True, False), (False, True, True)}
            tdu += (one, two, three) == (True, False, True)
        u = ((k - 2) * tu - (k - 1) * tdu) / ((k - 2) * (tu + tdu)) if tu + tdu else 1.0
        total += sum(layer) * u * (1 - (sum(layer) - 1) / (k - 1))
        rest = [max(0, c - 1) for c in rest]
    return total / sum(counts)


@settings(max_examples=by_day(60))
@given(COUNTS)
def test_against_plain_implementations(counts: list[int]) -> None:
    answers = [float(k) for k, c in enumerate(counts, 1) for _ in range(c)]
    if not answers:
        return
    found = agreement.agreement_a(counts)
    assert found == pytest.approx(slow_a(counts)) and -1 - 1e-9 <= found <= 1 + 1e-9
    middle = statistics.mean(answers)
    assert agreement.mean(counts) == pytest.approx(middle)
    assert agreement.ad_m(counts) == pytest.approx(statistics.mean(abs(x - middle) for x in answers))
    if len(answers) > 1:
        assert agreement.variance(counts) == pytest.approx(statistics.variance(answers))
    width = len(counts) - 1
    plain = 1 + statistics.mean(math.log2(1 - abs(x - middle) / width) for x in answers)
    assert agreement.consensus(counts) == pytest.approx(min(1, max(0, plain)), abs=1e-9)
    assert 0 <= agreement.leik_d(counts) <= 1 + 1e-9
    turned = counts[::-1]
    for measure in (agreement.consensus, agreement.agreement_a, agreement.leik_d, agreement.ad_m):
        assert measure(turned) == pytest.approx(measure(counts)), "which end is which does not matter"


@settings(max_examples=by_day(40))
@given(st.integers(2, 5), st.integers(2, 5), st.data())
def test_kendalls_w_lies_between_nothing_and_one(items: int, raters: int, data: st.DataObject) -> None:
    row = st.lists(st.integers(1, 4), min_size=raters, max_size=raters)
    ratings = data.draw(st.lists(row, min_size=items, max_size=items))
    found = agreement.kendall_w(ratings)
    assert found is None or -1e-9 <= found <= 1
    if len({tuple(column) for column in zip(*ratings, strict=True)}) == 1 and found is not None:
        assert found == pytest.approx(1), "all rank alike"
