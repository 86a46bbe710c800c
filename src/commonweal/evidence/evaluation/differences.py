"""Difference in differences: a group that changed beside groups that did not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

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
from commonweal.evidence.evaluation.regression import Fit, exact, fit, usual_lags
from commonweal.evidence.evaluation.series import Better, Series

METHOD = (
    "difference in differences 1: the gap between the group and the mean of its comparison groups, before and after; "
    "ordinary least squares, Newey–West errors"
)


def differences(
    subject: Series,
    comparisons: Sequence[Series],
    start: str,
    *,
    better: Better = Better.NEITHER,
    lags: int | None = None,
) -> Evaluation:
    """Did the gap between a group and its comparison groups change at `start`?

    Per period the comparison is the mean of the comparison groups that have a figure in every period used; the effect
    is the mean gap after less the mean gap before. Working with one gap a period, and with errors that allow for
    neighbours that follow each other, is what Bertrand, Duflo and Mullainathan (2004) ask for.

    Raises DesignRefused where there is no comparison, too little overlap, a start outside, a gap that never moves, or
    trends that were not parallel before by so much that they would make up half of the effect or more;
    PeriodError for a
    start that is no period.
    """
    if not comparisons:
        raise DesignRefused(
            "no-comparison", "There is no comparison group. Name at least one group that did not change."
        )
    for other in comparisons:
        if other.name == subject.name:
            raise DesignRefused("no-comparison", f"{subject.name} cannot be compared with itself.")
        if other.step is not subject.step:
            raise DesignRefused(
                "no-overlap",
                f"{subject.name} counts by the {subject.step}, {other.name} by the {other.step}.",
            )
    for each in (subject, *comparisons):
        screening.refuse_empty(each)
    begin = subject.step.number(start)
    gap, compared = _gap(subject, comparisons)
    before, after = screening.split(gap, begin, screening.FEWEST_COMPARED)
    screening.refuse_constant(gap, before, "before")
    for each in (subject, *comparisons):
        screening.refuse_new_method(each, begin)
    used = usual_lags(len(gap.times)) if lags is None else lags
    result = _fit(gap, begin, used)
    if exact(np.asarray(gap.values), result.residuals):
        raise DesignRefused(
            "no-noise", f"The gap between {subject.name} and its comparison never moves but at the start."
        )
    effect = _effect(result)
    drift, drifted = _parallel(gap, begin, before, after, used)
    if drift.p < 0.05 and abs(drifted) >= abs(effect.value) / 2:
        raise DesignRefused(
            "not-parallel",
            f"Before the start the gap between {subject.name} and its comparison was already moving, "
            f"by {said(drift.value)} a "
            f"{subject.step} (p {drift.p:.3f}). Going on like that, it alone would make {said(drifted)} of the "
            f"{said(effect.value)} seen after the start. Choose a comparison that moved in parallel, or ask the series "
            "alone (interrupted time series).",
        )
    choices = _sensitivities(gap, subject, comparisons, begin, used)
    checks = _checks(gap, subject, comparisons, begin, used, effect, drift, drifted, choices)
    grade = sureness(effect, checks)
    own = subject.by_time()
    expected = float(np.mean([own[time] for time in after])) - effect.value
    relative = effect.value / expected if expected > 0 else None
    warnings = [line for line in map(screening.gap_warning, (subject, *comparisons)) if line]
    return Evaluation(
        design="difference in differences",
        subject=subject.name,
        start=subject.step.said(begin),
        method=f"{METHOD} with {used} lags",
        effect=effect,
        relative=relative,
        estimates=(effect, drift, *_means(subject, compared, before, after, result)),
        checks=checks,
        sensitivities=tuple(choices),
        points=tuple(
            Point(
                period=subject.step.written(time),
                observed=own[time],
                fitted=None,
                expected=compared[time] + float(result.coefficients[0]) if time >= begin else None,
                compared=compared[time],
                after=time >= begin,
            )
            for time in gap.times
        ),
        sureness=grade,
        changed=_changed(subject, comparisons, begin, effect, expected, relative, better),
        how_sure=how_sure(effect, grade, checks),
        explanations=_explanations(subject, comparisons, begin, better, effect, grade),
        warnings=tuple(warnings),
        facts={"before": len(before), "after": len(after), "lags": used, "comparisons": len(comparisons)},
    )


def _gap(subject: Series, comparisons: Sequence[Series]) -> tuple[Series, dict[int, float]]:
    """The gap per period in which all have a figure, and the mean of the comparison groups."""
    own = subject.by_time()
    others = [other.by_time() for other in comparisons]
    shared = [time for time in subject.times if all(time in known for known in others)]
    if not shared:
        names = " and ".join(other.name for other in comparisons)
        raise DesignRefused(
            "no-overlap", f"{subject.name} and {names} have no {subject.step} in which both have a figure."
        )
    compared = {time: float(np.mean([known[time] for known in others])) for time in shared}
    hidden = {time for each in (subject, *comparisons) for time in each.suppressed}
    gap = Series(
        name=f"the gap between {subject.name} and its comparison",
        step=subject.step,
        times=tuple(shared),
        values=tuple(own[time] - compared[time] for time in shared),
        suppressed=tuple(sorted(hidden - set(shared))),
    )
    return gap, compared


def _fit(gap: Series, start: int, lags: int) -> Fit:
    after = np.asarray([float(time >= start) for time in gap.times])
    return fit(np.column_stack([np.ones_like(after), after]), np.asarray(gap.values), lags)


def _effect(result: Fit) -> Estimate:
    return result.contrast(
        np.asarray([0.0, 1.0]), "effect", "change of the gap between the group and its comparison"
    )


def _parallel(
    gap: Series, start: int, before: list[int], after: list[int], lags: int
) -> tuple[Estimate, float]:
    """The slope of the gap before the start, and what going on like that would make of the effect."""
    known = gap.by_time()
    t = np.asarray(before, dtype=np.float64)
    values = np.asarray([known[time] for time in before])
    trend = fit(np.column_stack([np.ones_like(t), t - t[0]]), values, min(lags, max(1, len(before) // 4)))
    slope = trend.contrast(
        np.asarray([0.0, 1.0]),
        "drift",
        f"movement of the gap before the start, a {gap.step} (parallel trends: 0)",
    )
    return slope, slope.value * (float(np.mean(after)) - float(np.mean(before)))


def _means(
    subject: Series, compared: dict[int, float], before: list[int], after: list[int], result: Fit
) -> list[Estimate]:
    """The gap before and after, each with its range."""
    return [
        result.contrast(np.asarray([1.0, 0.0]), "gap before", "mean gap before the start"),
        result.contrast(np.asarray([1.0, 1.0]), "gap after", "mean gap after the start"),
    ]


def _again(gap: Series, start: int, lags: int, fewest: int = screening.FEWEST_COMPARED) -> Estimate | None:
    before = sum(time < start for time in gap.times)
    if min(before, len(gap.times) - before) < fewest:
        return None
    return _effect(_fit(gap, start, lags))


def _sensitivities(
    gap: Series, subject: Series, comparisons: Sequence[Series], start: int, lags: int
) -> list[Sensitivity]:
    step = gap.step
    rows = [
        Sensitivity(
            f"start {step.counted(abs(moved))} {'earlier' if moved < 0 else 'later'}",
            _again(gap, start + moved, lags),
        )
        for moved in (-3, -2, -1, 1, 2, 3)
    ]
    rows += [
        Sensitivity(f"errors with {other} lags", _again(gap, start, other))
        for other in (0, 1, 2, 4)
        if other != lags
    ]
    if len(comparisons) > 1:
        for left_out in comparisons:
            kept = [other for other in comparisons if other is not left_out]
            rows.append(
                Sensitivity(
                    f"without {left_out.name} in the comparison", _again(_gap(subject, kept)[0], start, lags)
                )
            )
    return rows


def _checks(
    gap: Series,
    subject: Series,
    comparisons: Sequence[Series],
    start: int,
    lags: int,
    effect: Estimate,
    drift: Estimate,
    drifted: float,
    choices: list[Sensitivity],
) -> tuple[Check, ...]:
    parallel = drift.p >= 0.05 and abs(drifted) < max(abs(effect.value) / 2, effect.standard_error)
    checks = [
        Check(
            "parallel before the start",
            drift.value,
            parallel,
            f"the gap moved by {said(drift.value)} a {gap.step} before the start (p {drift.p:.2f}); "
            "going on like that it "
            f"would make {said(drifted)} of the effect of {said(effect.value)}",
        )
    ]
    past = tuple(time for time in gap.times if time < start)
    middle = past[len(past) // 2]
    earlier = replace(gap, times=past, values=gap.values[: len(past)])
    pretended = _again(earlier, middle, min(lags, max(1, len(past) // 4)), fewest=3)
    if pretended is not None:
        seen = pretended.shows and abs(pretended.value) >= abs(effect.value) / 2
        checks.append(
            Check(
                "a pretended start shows nothing",
                pretended.value,
                not seen,
                f"with {gap.step.said(middle)} as the start, in the time before, the gap would have changed by "
                f"{said(pretended.value)} ({said(pretended.low)} to {said(pretended.high)})",
            )
        )
    if len(comparisons) >= 2:
        swaps = [_swapped(other, comparisons, start, lags) for other in comparisons]
        known = [found for found in swaps if found is not None]
        larger = sum(abs(found.value) >= abs(effect.value) for found in known)
        checks.append(
            Check(
                "pretended groups show less",
                float(larger),
                larger == 0,
                f"treating each comparison group as if it had changed, {larger} of {len(known)} show a change as large",
            )
        )
    others = [row.estimate for row in choices if row.estimate is not None]
    same = sum(e.shows is effect.shows and e.value * effect.value >= 0 for e in others)
    if others:
        checks.append(
            Check(
                "other choices give the same",
                float(same),
                same >= 0.75 * len(others),
                f"{same} of {len(others)} other choices of start, errors and comparison lead to the same answer",
            )
        )
    return tuple(checks)


def _swapped(pretended: Series, comparisons: Sequence[Series], start: int, lags: int) -> Estimate | None:
    """One comparison group against the others, as if it had changed."""
    rest = [other for other in comparisons if other is not pretended]
    return _again(_gap(pretended, rest)[0], start, lags)


def _changed(
    subject: Series,
    comparisons: Sequence[Series],
    start: int,
    effect: Estimate,
    expected: float,
    relative: float | None,
    better: Better,
) -> str:
    names = comparisons[0].name if len(comparisons) == 1 else f"{len(comparisons)} comparison groups"
    since = subject.step.said(start)
    if not effect.shows:
        return (
            f"Since {since}, “{subject.name}” moved against {names} by {said(effect.value)} (95 % range "
            f"{said(effect.low)} to "
            f"{said(effect.high)}): within what the gap between them does by itself."
        )
    way = "higher" if effect.value > 0 else "lower"
    part = "" if relative is None else f", {abs(relative):.0%} {way}"
    verdict = "" if better is Better.NEITHER else f", which is {better.judged(effect.value)}"
    return (
        f"Since {since}, “{subject.name}” was on average {said(expected + effect.value)}. Had it moved "
        f"as {names} did, it would "
        f"have been {said(expected)}: {said(abs(effect.value))} {way}{part}{verdict} (95 % range of the difference "
        f"{said(effect.low)} to {said(effect.high)})."
    )


def _explanations(
    subject: Series,
    comparisons: Sequence[Series],
    start: int,
    better: Better,
    effect: Estimate,
    grade: Sureness,
) -> tuple[str, ...]:
    lines = [
        f"Something that happened around {subject.step.said(start)} to {subject.name} and not to its "
        "comparison, other than "
        "what is being judged.",
        "Something that happened to the comparison alone: then it is their change that shows.",
        "The change reaching the comparison too (people, staff and habits travel): then the effect is understated.",
    ]
    for each in (subject, *comparisons):
        if (mix := screening.mix_warning(each, start)) is not None:
            lines.append(f"{each.name}: {mix}")
    if screening.extreme_before(subject, start, better, effect.value):
        lines.append(
            "A return to the usual: the group was unusual just before the start, perhaps chosen "
            "because of it, and such "
            "figures come back by themselves."
        )
    if grade is Sureness.NONE:
        lines.append("A change too small for this number of figures to show.")
    return tuple(lines)
