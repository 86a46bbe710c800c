"""Evaluation: effects that are known because they were put in, and designs that must be refused."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from commonweal.cli.evaluate import evaluate
from commonweal.evidence import evaluation
from commonweal.evidence.evaluation import (
    Better,
    DesignRefused,
    Person,
    Series,
    Step,
    Sureness,
    differences,
    interrupted,
    matched,
)
from commonweal.evidence.evaluation.regression import fit, usual_lags
from tests.examples import by_day

FIRST = 2015 * 12
START = 30


def monthly(values: np.ndarray, name: str = "readmission", **more: object) -> Series:
    return Series(
        name, Step.MONTH, tuple(range(FIRST, FIRST + len(values))), tuple(map(float, values)), **more
    )  # type: ignore[arg-type]


def made(
    seed: int, *, level: float = 0.0, slope: float = 0.0, follow: float = 0.0, points: int = 60
) -> np.ndarray:
    """20 and rising by 0.05 a month, a season of ± 1.5, noise of 0.6; from July 2017 the effect."""
    dice, t = np.random.default_rng(seed), np.arange(points)
    noise = dice.normal(0, 0.6, points)
    for at in range(1, points):
        noise[at] += follow * noise[at - 1]
    after = t >= START
    return 20 + 0.05 * t + 1.5 * np.cos(2 * np.pi * t / 12) + noise + after * (level + slope * (t - START))


def newey_west(x: np.ndarray, y: np.ndarray, lags: int) -> tuple[np.ndarray, np.ndarray]:
    """Coefficients and covariance by the formulas of the paper, loop by loop."""
    n, k = x.shape
    inverse = np.linalg.inv(x.T @ x)
    b = inverse @ x.T @ y
    u = y - x @ b
    middle = np.zeros((k, k))
    for i in range(n):
        middle += u[i] ** 2 * np.outer(x[i], x[i])
    for lag in range(1, lags + 1):
        weight = 1 - lag / (lags + 1)
        for i in range(lag, n):
            cross = u[i] * u[i - lag] * np.outer(x[i], x[i - lag])
            middle += weight * (cross + cross.T)
    return b, inverse @ middle @ inverse * n / (n - k)


@settings(max_examples=by_day(25))
@given(seed=st.integers(0, 10_000), points=st.integers(16, 60), lags=st.integers(0, 6))
def test_the_regression_is_that_of_a_plain_second_implementation(seed: int, points: int, lags: int) -> None:
    dice = np.random.default_rng(seed)
    x = np.column_stack(
        [np.ones(points), np.arange(points), dice.normal(size=points), np.arange(points) > points / 2]
    )
    y = dice.normal(size=points).cumsum()
    found = fit(x.astype(float), y, lags)
    b, covariance = newey_west(x.astype(float), y, lags)
    assert np.allclose(found.coefficients, b, atol=1e-8)
    weights = dice.normal(size=4)
    estimate = found.contrast(weights, "w", "w")
    assert estimate.value == pytest.approx(weights @ b, abs=1e-7)
    assert estimate.standard_error == pytest.approx(float(np.sqrt(weights @ covariance @ weights)), rel=1e-6)


def test_usual_lags() -> None:
    assert [usual_lags(n) for n in (8, 16, 24, 60, 100, 200)] == [2, 2, 2, 3, 4, 4]


def test_a_step_that_was_put_in_is_found_with_its_season_and_counterfactual() -> None:
    found = interrupted(monthly(made(1, level=-4)), "2017-07", better=Better.LOWER)
    assert found.effect.low < -4 < found.effect.high
    assert found.effect.value == pytest.approx(-4, abs=0.7)
    assert found.relative == pytest.approx(found.effect.value / 22.2, abs=0.03)
    assert found.facts["seasons"] == 2
    assert found.sureness is Sureness.STRONG
    assert "better" in found.changed and "July 2017" in found.changed
    assert any("comparison group" in line for line in found.explanations)
    after = [point for point in found.points if point.after]
    assert len(after) == 30 and all(point.expected is not None for point in after)
    average = np.mean([point.fitted - point.expected for point in after])  # type: ignore[operator]
    assert average == pytest.approx(found.effect.value)
    assert all(p.expected_low < p.expected < p.expected_high for p in after)  # type: ignore[operator]
    assert found.points[0].expected is None


def test_a_change_of_trend_that_was_put_in_is_found() -> None:
    found = interrupted(monthly(made(2, slope=0.2)), "2017-07")
    slope = next(e for e in found.estimates if e.name == "slope")
    assert slope.low < 0.2 < slope.high and slope.shows
    assert found.effect.value == pytest.approx(0.2 * 14.5, abs=1.2)


def test_ranges_hold_what_was_put_in_about_as_often_as_they_say() -> None:
    runs = [interrupted(monthly(made(seed, level=-2)), "2017-07").effect for seed in range(60)]
    held = sum(e.low < -2 < e.high for e in runs)
    assert held >= 48  # 95 % would be 57; Newey–West ranges of 60 points are known to be a little narrow
    nothing = [interrupted(monthly(made(seed)), "2017-07") for seed in range(60, 90)]
    assert sum(found.sureness is Sureness.STRONG for found in nothing) <= 2
    assert sum(found.effect.shows for found in nothing) <= 7


def test_strong_autocorrelation_is_said() -> None:
    found = interrupted(monthly(made(5, follow=0.9)), "2017-07")
    check = next(check for check in found.checks if check.name == "neighbours follow each other")
    assert not check.holds and "too narrow" in check.reading


def test_a_figure_that_carries_everything_is_said() -> None:
    values = made(4)
    values[59] += 25
    found = interrupted(monthly(values), "2017-07")
    assert not next(check for check in found.checks if check.name == "no single point carries it").holds


def test_short_series_say_that_seasons_are_not_taken_out() -> None:
    found = interrupted(monthly(made(3, level=-5, points=48)[15:45]), "2016-04")
    assert found.facts["seasons"] == 0 or found.facts["before"] >= 12
    short = interrupted(monthly(made(3, level=-5)[20:44]), "2015-11")
    assert short.facts["seasons"] == 0
    assert any("season" in line for line in short.explanations)
    assert any("roughly" in line for line in short.warnings)


def code(work: object) -> str:
    with pytest.raises(DesignRefused) as refused:
        work()  # type: ignore[operator]
    assert str(refused.value)[-1] in ".?" and len(str(refused.value)) > 30
    return refused.value.code


def test_designs_that_cannot_answer_are_refused_with_the_reason() -> None:
    values = made(1, level=-4)
    assert code(lambda: interrupted(monthly(values), "2014-12")) == "start-outside"
    assert code(lambda: interrupted(monthly(values), "2015-01")) == "start-outside"
    assert code(lambda: interrupted(monthly(values), "2020-01")) == "start-outside"
    assert code(lambda: interrupted(monthly(values), "2015-06")) == "too-few-before"
    assert code(lambda: interrupted(monthly(values), "2019-08")) == "too-few-after"
    flat = values.copy()
    flat[:START] = 7
    assert code(lambda: interrupted(monthly(flat), "2017-07")) == "constant"
    line = np.arange(60.0) + (np.arange(60) >= START) * 3
    assert code(lambda: interrupted(monthly(line), "2017-07")) == "no-noise"
    hidden = tuple(range(FIRST + 5, FIRST + 14))
    kept = [at for at in range(60) if FIRST + at not in hidden]
    rest = Series("x", Step.MONTH, tuple(FIRST + at for at in kept), tuple(values[kept]), suppressed=hidden)
    assert code(lambda: interrupted(rest, "2017-07")) == "suppressed"
    gaps = Series("x", Step.MONTH, tuple(FIRST + at for at in kept), tuple(values[kept]))
    assert code(lambda: interrupted(gaps, "2017-07")) == "gaps"
    nothing = Series("x", Step.MONTH, (), (), suppressed=hidden)
    assert code(lambda: interrupted(nothing, "2017-07")) == "no-figures"
    versions = ("1",) * START + ("2",) * (60 - START)
    assert code(lambda: interrupted(monthly(values, versions=versions), "2017-07")) == "method-changed"


def test_a_gap_stays_a_gap() -> None:
    values = made(1, level=-4)
    kept = [at for at in range(60) if at not in (10, 40)]
    series = Series(
        "x", Step.MONTH, tuple(FIRST + at for at in kept), tuple(values[kept]), suppressed=(FIRST + 10,)
    )
    found = interrupted(series, "2017-07")
    assert found.effect.value == pytest.approx(-4, abs=0.7)
    assert any("2 months" in line and "1 of them suppressed" in line for line in found.warnings)


def neighbour(seed: int, of: np.ndarray, name: str, *, drift: float = 0.0) -> Series:
    dice = np.random.default_rng(seed)
    return monthly(of - 2 + dice.normal(0, 0.5, len(of)) + drift * np.arange(len(of)), name)


def test_a_difference_that_was_put_in_is_found_beside_comparison_groups() -> None:
    common = made(7)
    subject = monthly(
        common + (np.arange(60) >= START) * -3.0 + np.random.default_rng(1).normal(0, 0.5, 60), "A"
    )
    found = differences(
        subject, [neighbour(2, common, "B"), neighbour(3, common, "C")], "2017-07", better=Better.LOWER
    )
    assert found.effect.low < -3 < found.effect.high
    assert found.sureness is Sureness.STRONG
    assert {check.name for check in found.checks} >= {
        "parallel before the start",
        "pretended groups show less",
    }
    before = np.mean([p.observed - p.compared for p in found.points if not p.after])  # type: ignore[operator]
    after = np.mean([p.observed - p.compared for p in found.points if p.after])  # type: ignore[operator]
    assert found.effect.value == pytest.approx(after - before)


def test_the_worked_example_of_the_page() -> None:
    gaps = np.array([2, 3, 2, 3, 2, 3, 0, -1, 0, -1, 0, -1.0])
    found = differences(monthly(gaps + 5, "A"), [monthly(np.full(12, 5.0), "B")], "2015-07")
    assert found.effect.value == pytest.approx(-3)


def test_a_shock_that_reaches_both_is_no_difference() -> None:
    shocked = made(8, level=-5)
    found = differences(
        monthly(shocked + np.random.default_rng(4).normal(0, 0.4, 60), "A"),
        [neighbour(5, shocked, "B")],
        "2017-07",
    )
    assert found.sureness is Sureness.NONE
    assert "within" in found.changed


def test_comparisons_that_cannot_answer_are_refused() -> None:
    common = made(9)
    subject = monthly(common, "A")
    assert code(lambda: differences(subject, [], "2017-07")) == "no-comparison"
    assert code(lambda: differences(subject, [monthly(common, "A")], "2017-07")) == "no-comparison"
    later = Series("B", Step.MONTH, tuple(range(FIRST + 100, FIRST + 160)), tuple(common))
    assert code(lambda: differences(subject, [later], "2017-07")) == "no-overlap"
    yearly = Series("B", Step.YEAR, tuple(range(2000, 2060)), tuple(common))
    assert code(lambda: differences(subject, [yearly], "2017-07")) == "no-overlap"
    short = Series("B", Step.MONTH, subject.times[27:], subject.values[27:])
    assert code(lambda: differences(subject, [short], "2017-07")) == "too-few-before"
    apart = neighbour(6, common, "B", drift=0.2)
    assert code(lambda: differences(subject, [apart], "2017-07")) == "not-parallel"
    same = monthly(common - 2, "B")
    assert code(lambda: differences(subject, [same], "2017-07")) in ("constant", "no-noise")


def crowd(seed: int, effect: float, count: int = 120, apart: float = 0.0) -> list[Person]:
    """People whose figure falls back to their usual; those reached are the sicker ones by `apart`."""
    dice = np.random.default_rng(seed)
    people = []
    for at in range(count * 4):
        reached = at < count
        usual = dice.normal(10 + (apart if reached else 0), 2)
        before = usual + dice.normal(2, 1)
        after = usual + dice.normal(0, 1) + (effect if reached else 0)
        people.append(Person(reached, before, after, (float(dice.integers(20, 80)),), (str(at % 2),)))
    return people


def test_matched_people_take_the_return_to_the_usual_out() -> None:
    found = matched("visits", crowd(1, -1.5), "2017", better=Better.LOWER, number_names=("age",))
    assert found.effect.low < -1.5 < found.effect.high
    raw = next(e for e in found.estimates if e.name == "reached")
    assert raw.value < -2.5  # the naive before–after counts the return to the usual as success
    assert found.sureness is Sureness.MODERATE
    assert matched("visits", crowd(2, 0), "2017").sureness is Sureness.NONE


def test_people_who_do_not_overlap_are_refused() -> None:
    assert code(lambda: matched("x", crowd(1, 0, apart=30), "2017")) == "no-overlap"
    assert code(lambda: matched("x", crowd(1, 0, count=10), "2017")) == "no-overlap"
    assert code(lambda: matched("x", [p for p in crowd(1, 0) if p.reached], "2017")) == "no-comparison"


@pytest.mark.parametrize(
    ("text", "named", "said"),
    [
        ("2017-05", "2017-05", "May 2017"),
        ("2017-05-01", "2017-05", "May 2017"),
        ("2017-Q2", "2017-Q2", "quarter 2 of 2017"),
        ("2020-W53", "2020-W53", "week 53 of 2020"),
        ("2017", "2017", "2017"),
    ],
)
def test_periods(text: str, named: str, said: str) -> None:
    series = evaluation.series("x", {text: 1.0})
    assert series.step.written(series.times[0]) == named
    assert series.step.said(series.times[0]) == said


def run(*options: str) -> Result:
    return CliRunner().invoke(evaluate, list(options), catch_exceptions=False)


@pytest.fixture
def results(tmp_path: Path) -> Path:
    """results.csv as `evidence run` writes it: two organisations and everybody, a suppressed month."""
    lines = [
        "measure,period_start,period_end,group_by,group,numerator,denominator,value,suppressed,method_version"
    ]
    a, b = made(1, level=-4), made(11)
    for at in range(60):
        month = Step.MONTH.written(FIRST + at)
        for by, group, value in (
            ("all", "all", a[at]),
            ("organization", "A", a[at]),
            ("organization", "B", b[at]),
        ):
            cells = ",,,true" if at == 10 else f"{value * 10:.1f},1000,{value:.4f},false"
            lines.append(f"readmission_30_day_all_cause,{month}-01,{month}-28,{by},{group},{cells},1")
    path = tmp_path / "results.csv"
    path.write_text("\n".join(lines) + "\n")
    return path


def test_the_command_reads_results_and_prints_words_and_json(results: Path) -> None:
    said = run(str(results), "--start", "2017-07", "--measure", "readmission_30_day_all_cause")
    assert said.exit_code == 0
    for heading in ("What changed", "How sure", "What else could explain it", "Checks"):
        assert heading in said.stdout
    assert "which is better" in said.stdout  # the catalogue knows that fewer readmissions are better
    shown = run(str(results), "--start", "2017-07", "--json")
    assert shown.exit_code == 0
    found = json.loads(shown.stdout)
    assert found["effect"]["value"] == pytest.approx(-4, abs=0.7)
    assert len(found["points"]) == 59 and found["sureness"] == "strong"
    compared = run(str(results), "--start", "2017-07", "--group", "A", "--comparison", "B", "--json")
    assert json.loads(compared.stdout)["design"] == "difference in differences"


def test_the_command_says_what_is_wrong(results: Path, tmp_path: Path) -> None:
    def wrong(*options: str) -> str:
        result = run(*options)
        assert result.exit_code == 1 and "Traceback" not in result.output
        return result.stderr

    assert "This design cannot answer" in wrong(str(results), "--start", "2015-03")
    assert "no period" in wrong(str(results), "--start", "last May")
    assert "no measure readmisson" in wrong(str(results), "--start", "2017-07", "--measure", "readmisson")
    assert "no group Z" in wrong(str(results), "--start", "2017-07", "--group", "Z")
    assert "--group NAME" in wrong(str(results), "--start", "2017-07", "--comparison", "B")
    bad = tmp_path / "bad.csv"
    for content, expected in (
        ("", "no rows"),
        ("period,value\n2017-01,many\n", "row 2, column value: “many” is no number"),
        ("period,value\n2017-01,\n", "the cell is empty"),
        ("period,value\n2017-01,1\n2017-01,2\n", "already in row 2"),
        ("period,value\n2017-01,1\n2017-Q2,2\n", "several lengths"),
        ("when,value\n2017-01,1\n", "no column `period`"),
        ("period,value,group\n2017-01,1,A\n2017-01,2,B\n", "several groups"),
    ):
        bad.write_text(content)
        assert expected in wrong(str(bad), "--start", "2017-07")


def test_people_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    rows = [
        f"{int(p.reached)},{p.before:.2f},{p.after:.2f},{p.numbers[0]},{p.categories[0]}x"
        for p in crowd(1, -1.5)
    ]
    path.write_text("reached,before,after,age,sex\n" + "\n".join(rows) + "\n")
    said = run(str(path), "--start", "2017", "--people", "--direction", "lower")
    assert said.exit_code == 0 and "people like them" in said.stdout
    path.write_text("reached,before,after\nmaybe,1,2\n")
    assert "column reached" in run(str(path), "--start", "2017", "--people").stderr
