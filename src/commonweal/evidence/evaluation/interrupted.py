"""Interrupted time series: one series, a known start, segmented regression."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from commonweal.evidence.evaluation import screening
from commonweal.evidence.evaluation.outcome import (
    Check,
    DesignRefused,
    Estimate,
    Evaluation,
    Point,
    Sensitivity,
    Sureness,
    how_sure,
    said,
    sureness,
)
from commonweal.evidence.evaluation.regression import Fit, Floats, exact, fit, usual_lags
from commonweal.evidence.evaluation.series import Better, Series

METHOD = (
    "interrupted time series 1: segmented regression (level, trend, change of level, change of trend), ordinary "
    "least squares, Newey–West errors"
)


@dataclass(frozen=True)
class Choices:
    """What can be chosen. `delay`: periods after the start that are left out because the change was coming in.
    `lags`: of the Newey–West errors, None for the usual number. `seasons`: pairs of yearly waves, None for as
    many as the data allow."""

    start: int
    delay: int = 0
    lags: int | None = None
    seasons: int | None = None
    slope: bool = True


@dataclass(frozen=True)
class _Model:
    """A fitted segmented regression: its times, its design without the change, its main contrast."""

    fit: Fit
    times: list[int]
    expected_rows: Floats
    after: list[int]
    weights: Floats
    seasons: int


def seasons_allowed(step_a_year: int, before: int, after: int) -> int:
    """How many pairs of yearly waves the points can carry: none without a year on both sides.

    One with 12 points a year asks for 12 before, 12 after and 30 in all; two for 24 before and 48 in all. Fewer
    points a year than 4 have no seasons.
    """
    if step_a_year < 4 or min(before, after) < step_a_year:
        return 0
    if step_a_year >= 12 and before >= 2 * step_a_year and before + after >= 4 * step_a_year:
        return 2
    return 1 if before + after >= 2.5 * step_a_year else 0


def interrupted(
    subject: Series,
    start: str,
    *,
    better: Better = Better.NEITHER,
    delay: int = 0,
    lags: int | None = None,
) -> Evaluation:
    """Did the level or the trend of a series change at `start`, against the course it was on?

    The model is y = b0 + b1·t + b2·after + b3·(t − start)·after + yearly waves where the data carry them. The effect is
    the mean over the time after the start of the fitted value less the value expected without b2 and b3. `delay`
    leaves out the first periods after the start.

    Raises DesignRefused (too few points on a side, start outside, constant, suppressed or missing figures,
    a method that
    changed with the start, no noise at all), PeriodError for a start that is no period. Sources: Wagner 2002, Bernal
    2017, Penfold and Zhang 2013, Newey and West 1987.
    """
    begin = subject.step.number(start)
    chosen = Choices(start=begin, delay=delay, lags=lags)
    before, after = screening.split(subject, begin, screening.FEWEST_EACH_SIDE, delay=delay)
    screening.refuse_constant(subject, before, "before")
    new_method = screening.refuse_new_method(subject, begin)
    model = _model(subject, chosen)
    if exact(np.asarray(subject.values), model.fit.residuals):
        raise DesignRefused(
            "no-noise",
            f"{subject.name} lies exactly on straight lines. Real figures never do: is this a plan, a forecast or a "
            "made-up series? There is nothing to judge a change by.",
        )
    effect = _effect(model)
    choices = _sensitivities(subject, chosen, model)
    placebos = _placebos(subject, model, begin, lags)
    checks = _checks(subject, model, effect, choices, placebos)
    grade = sureness(effect, checks)
    expected = float((model.expected_rows[model.after] @ model.fit.coefficients).mean())
    relative = effect.value / expected if expected and abs(expected) > 1e-12 else None
    warnings = [
        line
        for line in (
            new_method,
            screening.gap_warning(subject),
            "The time after the start is longer than the time before it: what is expected lies far from what was seen."
            if len(after) > 1.5 * len(before)
            else None,
            f"With fewer than 12 {subject.step}s before the start the earlier course is known only roughly."
            if len(before) < 12
            else None,
        )
        if line
    ]
    return Evaluation(
        design="interrupted time series",
        subject=subject.name,
        start=subject.step.said(begin),
        method=f"{METHOD} with {model.fit.lags} lags, {model.seasons} pairs of yearly waves",
        effect=effect,
        relative=relative,
        estimates=(effect, *_parts(subject, model)),
        checks=checks,
        sensitivities=tuple(choices),
        points=_points(subject, model, begin),
        sureness=grade,
        changed=_changed(subject, begin, delay, effect, expected, relative, better),
        how_sure=how_sure(effect, grade, checks),
        explanations=_explanations(subject, model, begin, better, effect, grade),
        warnings=tuple(warnings),
        facts={"before": len(before), "after": len(after), "lags": model.fit.lags, "seasons": model.seasons},
    )


def _model(subject: Series, chosen: Choices) -> _Model:
    known = subject.by_time()
    settled = chosen.start + chosen.delay
    times = [time for time in subject.times if not chosen.start <= time < settled]
    t = np.asarray(times, dtype=np.float64)
    after = (t >= settled).astype(np.float64)
    before = int(len(times) - after.sum())
    seasons = (
        seasons_allowed(subject.step.a_year, before, len(times) - before)
        if chosen.seasons is None
        else chosen.seasons
    )
    columns = [np.ones_like(t), t - times[0], after]
    if chosen.slope:
        columns.append((t - settled) * after)
    for wave in range(1, seasons + 1):
        turn = 2 * math.pi * wave * t / subject.step.a_year
        columns += [np.cos(turn), np.sin(turn)]
    design = np.column_stack(columns)
    changing = [2, 3] if chosen.slope else [2]
    expected = design.copy()
    expected[:, changing] = 0.0
    at = [place for place, flag in enumerate(after) if flag]
    weights = (design[at] - expected[at]).mean(axis=0)
    fitted = fit(
        design,
        np.asarray([known[time] for time in times]),
        usual_lags(len(times)) if chosen.lags is None else chosen.lags,
    )
    return _Model(fitted, times, expected, at, weights, seasons)


def _effect(model: _Model) -> Estimate:
    return model.fit.contrast(
        model.weights,
        "effect",
        "average difference after the start from what was expected without the change",
    )


def _parts(subject: Series, model: _Model) -> list[Estimate]:
    size = model.fit.design.shape[1]
    unit = np.eye(size)
    last = model.fit.design[-1] - model.expected_rows[-1]
    return [
        model.fit.contrast(unit[1], "trend", f"change a {subject.step} before the start"),
        model.fit.contrast(unit[2], "level", "step at the start"),
        model.fit.contrast(unit[3], "slope", f"change of the trend, a {subject.step}"),
        model.fit.contrast(last, "last", f"difference in the last {subject.step} from what was expected"),
    ]


def _again(subject: Series, chosen: Choices) -> Estimate | None:
    """The effect under other choices; None where a side would have too few points or nothing is left over."""
    try:
        screening.split(subject, chosen.start, screening.FEWEST_EACH_SIDE, delay=chosen.delay)
    except DesignRefused:
        return None
    return _effect(_model(subject, chosen))


def _sensitivities(subject: Series, chosen: Choices, model: _Model) -> list[Sensitivity]:
    step = subject.step
    rows: list[Sensitivity] = []
    for moved in (-3, -2, -1, 1, 2, 3):
        way = "earlier" if moved < 0 else "later"
        rows.append(
            Sensitivity(
                f"start {step.counted(abs(moved))} {way}",
                _again(subject, replace(chosen, start=chosen.start + moved)),
            )
        )
    for delay in (1, 2, 3):
        if delay != chosen.delay:
            rows.append(
                Sensitivity(
                    f"first {step.counted(delay)} after the start left out",
                    _again(subject, replace(chosen, delay=delay)),
                )
            )
    for lags in (0, 1, 2, 4, 6):
        if lags != model.fit.lags:
            rows.append(Sensitivity(f"errors with {lags} lags", _again(subject, replace(chosen, lags=lags))))
    rows.append(
        Sensitivity("change of level only, no change of trend", _again(subject, replace(chosen, slope=False)))
    )
    if model.seasons:
        rows.append(Sensitivity("without seasons", _again(subject, replace(chosen, seasons=0))))
    return rows


def _placebos(subject: Series, model: _Model, start: int, lags: int | None) -> list[Estimate]:
    """The effect at every pretended start in the time before the real one that leaves enough points.

    That time is too short to estimate seasons anew, so the seasons of the whole model are taken out of it.
    """
    waves = model.fit.design[:, 4:] @ model.fit.coefficients[4:]
    season = dict(zip(model.times, waves, strict=True))
    past = sum(time < start for time in subject.times)
    earlier = replace(
        subject,
        times=subject.times[:past],
        values=tuple(subject.values[at] - float(season[subject.times[at]]) for at in range(past)),
        suppressed=(),
        denominators=None,
        versions=(),
    )
    found = (_again(earlier, Choices(start=time, lags=lags, seasons=0)) for time in earlier.times)
    return [estimate for estimate in found if estimate is not None]


def _checks(
    subject: Series, model: _Model, effect: Estimate, choices: list[Sensitivity], placebos: list[Estimate]
) -> tuple[Check, ...]:
    result = model.fit
    # Newey–West errors cover autocorrelation up to their lags; what worries is what is strong even so.
    follow = result.first_order
    tested = result.breusch_godfrey(min(result.lags + 1, len(model.times) // 4))
    checks = [
        Check(
            "neighbours follow each other",
            follow,
            abs(follow) < 0.5,
            f"correlation of neighbouring deviations {said(follow)}, Durbin–Watson {said(result.durbin_watson)}, "
            f"Breusch–Godfrey p {tested:.2f}; "
            + (
                "the errors allow for this"
                if abs(follow) < 0.5
                else "so strong that the range is likely too narrow"
            ),
        )
    ]
    others = [row.estimate for row in choices if row.estimate is not None]
    turned = [e for e in others if e.value * effect.value < 0]
    lost = [e for e in others if e.shows is not effect.shows]
    holds = not turned and len(lost) <= len(others) // 4
    checks.append(
        Check(
            "other choices give the same",
            float(len(others) - len(lost)),
            holds,
            f"{len(others) - len(lost)} of {len(others)} other choices of start, delay, errors and "
            "model lead to the same "
            f"answer; the effect ranges from {said(min(e.value for e in others))} to "
            f"{said(max(e.value for e in others))}",
        )
    )
    if placebos:
        as_large = [e for e in placebos if abs(e.value) >= abs(effect.value) and e.shows]
        checks.append(
            Check(
                "pretended starts show less",
                float(len(as_large)),
                not as_large,
                f"{len(as_large)} of {len(placebos)} pretended starts in the time before show a change as large",
            )
        )
    without, name = _most_moving_point(subject, model, effect)
    moved = abs(without - effect.value) / abs(effect.value) if effect.value else 0.0
    checks.append(
        Check(
            "no single point carries it",
            moved,
            moved < 0.5,
            f"without {name} the effect would be {said(without)} instead of {said(effect.value)}",
        )
    )
    return tuple(checks)


def _most_moving_point(subject: Series, model: _Model, effect: Estimate) -> tuple[float, str]:
    """The effect without the one point whose absence moves it most, and that point (leave-one-out in closed form)."""
    x, residuals = model.fit.design, model.fit.residuals
    inverse = np.linalg.pinv(x.T @ x)
    leverage = np.einsum("ij,jk,ik->i", x, inverse, x)
    moves = (model.weights @ inverse @ x.T) * residuals / np.maximum(1 - leverage, 1e-9)
    at = int(np.argmax(np.abs(moves)))
    return effect.value - float(moves[at]), subject.step.said(model.times[at])


def _points(subject: Series, model: _Model, start: int) -> tuple[Point, ...]:
    expected, low, high = model.fit.band(model.expected_rows)
    fitted = model.fit.design @ model.fit.coefficients
    where = {time: at for at, time in enumerate(model.times)}
    rows = []
    for time, value in zip(subject.times, subject.values, strict=True):
        at = where.get(time)
        inside = at is not None and time >= start
        rows.append(
            Point(
                period=subject.step.written(time),
                observed=value,
                fitted=None if at is None else float(fitted[at]),
                expected=float(expected[at]) if inside and at is not None else None,
                expected_low=float(low[at]) if inside and at is not None else None,
                expected_high=float(high[at]) if inside and at is not None else None,
                after=time >= start,
            )
        )
    return tuple(rows)


def _changed(
    subject: Series,
    start: int,
    delay: int,
    effect: Estimate,
    expected: float,
    relative: float | None,
    better: Better,
) -> str:
    since = subject.step.said(start + delay)
    way = "higher" if effect.value > 0 else "lower"
    verdict = "" if better is Better.NEITHER else f", which is {better.judged(effect.value)}"
    part = "" if relative is None or expected <= 0 else f", {abs(relative):.0%} {way}"
    if not effect.shows:
        return (
            f"Since {since}, “{subject.name}” was on average {said(expected + effect.value)}; without the change "
            f"{said(expected)} would have been expected from its earlier course. That difference is within what the "
            "series does by itself."
        )
    return (
        f"Since {since}, “{subject.name}” was on average {said(expected + effect.value)} where its "
        "earlier course led one to "
        f"expect {said(expected)}: {said(abs(effect.value))} {way}{part}{verdict} (95 % range of the difference "
        f"{said(effect.low)} to {said(effect.high)})."
    )


def _explanations(
    subject: Series, model: _Model, start: int, better: Better, effect: Estimate, grade: Sureness
) -> tuple[str, ...]:
    lines = [
        f"Something else that happened around {subject.step.said(start)}: a rule, a price, an "
        "outbreak, another project. One "
        "series alone cannot tell it apart; a comparison group could."
    ]
    if not model.seasons and subject.step.a_year >= 4:
        lines.append("The season: there are not enough years on both sides of the start to take it out.")
    if (mix := screening.mix_warning(subject, start)) is not None:
        lines.append(mix)
    if screening.extreme_before(subject, start, better, effect.value):
        lines.append(
            "A return to the usual: the last figures before the start were unusual, and such figures "
            "come back by themselves."
        )
    if grade is Sureness.NONE:
        lines.append("A change too small, or too late, for this number of figures to show.")
    lines.append("A change in what is recorded, by whom, or who is counted.")
    return tuple(lines)
