"""What an evaluation gives back: estimates, checks, sensitivity, points, and the words for a board."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class DesignRefused(ValueError):
    """The design cannot answer the question with these figures. The message says why and what could help.

    `code` names the reason for programs.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class Sureness(StrEnum):
    """How far the figures carry the claim that something changed."""

    STRONG = "strong"
    MODERATE = "moderate"
    WEAK = "weak"
    NONE = "none"


@dataclass(frozen=True)
class Estimate:
    """A number with its 95 % range and the chance of one at least as far from 0 if nothing had changed."""

    name: str
    meaning: str
    value: float
    low: float
    high: float
    standard_error: float
    p: float

    @property
    def shows(self) -> bool:
        """Whether the range leaves 0 out."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True)
class Check:
    """A diagnostic: its number, whether it holds, and the reading in words."""

    name: str
    value: float | None
    holds: bool
    reading: str


@dataclass(frozen=True)
class Sensitivity:
    """The main estimate again under one other choice. `estimate` is None where that choice cannot be
    computed."""

    choice: str
    estimate: Estimate | None


@dataclass(frozen=True)
class Point:
    """A period of the picture: what was seen, what the model fits, what it expects without the change (with
    its 95 % range, after the start only)."""

    period: str
    observed: float
    fitted: float | None
    expected: float | None = None
    expected_low: float | None = None
    expected_high: float | None = None
    compared: float | None = None
    after: bool = False


@dataclass(frozen=True)
class Evaluation:
    """An answered design.

    `effect` is the main estimate: the average over the time after the start of observed less expected, in
    the unit of the series (of the measured change per person for matched people).
    """

    design: str
    subject: str
    start: str
    method: str
    effect: Estimate
    relative: float | None
    """The effect as a part of what was expected; None where that is 0 or changes sign."""
    estimates: tuple[Estimate, ...]
    checks: tuple[Check, ...]
    sensitivities: tuple[Sensitivity, ...]
    points: tuple[Point, ...]
    sureness: Sureness
    changed: str
    how_sure: str
    explanations: tuple[str, ...]
    warnings: tuple[str, ...] = ()
    facts: dict[str, str | int | float] = field(default_factory=dict)

    def lines(self) -> list[str]:
        """The whole as text for a board, then the tables behind it."""
        out = [f"{self.subject}: {self.design}, start {self.start}", ""]
        out += ["What changed", f"  {self.changed}", "", "How sure", f"  {self.how_sure}", ""]
        out += ["What else could explain it", *(f"  - {line}" for line in self.explanations), ""]
        if self.warnings:
            out += ["To keep in mind", *(f"  - {line}" for line in self.warnings), ""]
        out += ["Estimates (95 % range)"]
        out += [
            f"  {e.meaning}: {said(e.value)} ({said(e.low)} to {said(e.high)}), p {said_p(e.p)}"
            for e in self.estimates
        ]
        out += ["", "Checks"]
        out += [
            f"  [{'holds' if check.holds else 'LOOK'}] {check.name}: {check.reading}" for check in self.checks
        ]
        if self.sensitivities:
            out += ["", "The same under other choices"]
            for row in self.sensitivities:
                e = row.estimate
                shown = (
                    "cannot be computed"
                    if e is None
                    else f"{said(e.value)} ({said(e.low)} to {said(e.high)})"
                )
                out.append(f"  {row.choice}: {shown}")
        return [*out, "", f"Method: {self.method}"]


def said(value: float) -> str:
    """A number with three significant figures, a true minus sign, and an exponent only where it cannot be helped."""
    return _digits(value).replace("-", "−")


def _digits(value: float) -> str:
    if value == 0:
        return "0"
    size = abs(value)
    if size >= 1000:
        return f"{value:,.0f}"
    if size >= 1:
        text = f"{value:.{max(0, 3 - len(str(int(size))))}f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return f"{value:.3g}" if size >= 1e-4 else f"{value:.2e}"


def said_p(p: float) -> str:
    """A chance as it is usually written."""
    return "below 0.001" if p < 0.001 else f"{p:.3f}".rstrip("0")


def chance(p: float) -> str:
    """A p value as a frequency: what one would see were there no change."""
    if p < 0.001:
        return "in fewer than 1 of 1,000 such series"
    if p < 0.095:
        return f"in about 1 of {round(1 / p):,} such series"
    return f"in about {round(p * 100)} of 100 such series"


def sureness(effect: Estimate, checks: tuple[Check, ...]) -> Sureness:
    """An ordered list of questions: does the range leave 0 out; how many checks fail; how small is p."""
    failing = sum(not check.holds for check in checks)
    if not effect.shows:
        return Sureness.NONE
    if failing >= 2:
        return Sureness.WEAK
    return Sureness.STRONG if failing == 0 and effect.p < 0.01 else Sureness.MODERATE


OPENINGS = {
    Sureness.STRONG: "Quite sure that the course changed.",
    Sureness.MODERATE: "Fairly sure that the course changed, with a reservation.",
    Sureness.WEAK: "Not sure: the figures point this way, but checks speak against relying on it.",
    Sureness.NONE: "No change can be shown. That is not the same as showing that nothing changed.",
}


def how_sure(effect: Estimate, grade: Sureness, checks: tuple[Check, ...]) -> str:
    """The sentence on sureness: grade, range, chance, and the checks that do not hold."""
    parts = [
        OPENINGS[grade],
        f"If nothing had changed, a difference at least as large would be seen {chance(effect.p)}.",
    ]
    if grade is Sureness.NONE:
        parts.append(
            f"The figures are compatible with anything from {said(effect.low)} to {said(effect.high)}."
        )
    failing = [check.name for check in checks if not check.holds]
    parts.append(
        "All checks hold."
        if not failing
        else f"{len(failing)} of {len(checks)} checks do not hold: {'; '.join(failing)}."
    )
    return " ".join(parts)
