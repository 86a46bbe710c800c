"""Did it change, and because of what we did? Designs that would convince a sceptic, or a refusal in words.

`interrupted` asks one series, `differences` a group beside comparison groups, `matched` people beside
people like them. Each gives an `Evaluation`: what changed, how sure, what else could explain it, with the
diagnostics and the sensitivity behind these words, or raises `DesignRefused`. Methods, choices and sources:
docs/methods/evaluation-*.md.
"""

from commonweal.evidence.evaluation.differences import differences
from commonweal.evidence.evaluation.interrupted import interrupted
from commonweal.evidence.evaluation.matched import Person, matched
from commonweal.evidence.evaluation.outcome import (
    Check,
    DesignRefused,
    Estimate,
    Evaluation,
    Point,
    Sensitivity,
    Sureness,
)
from commonweal.evidence.evaluation.periods import PeriodError, Step
from commonweal.evidence.evaluation.reading import FileRefused, read_people, read_series
from commonweal.evidence.evaluation.series import Better, Series, series

__all__ = [
    "Better",
    "Check",
    "DesignRefused",
    "Estimate",
    "Evaluation",
    "FileRefused",
    "PeriodError",
    "Person",
    "Point",
    "Sensitivity",
    "Series",
    "Step",
    "Sureness",
    "differences",
    "interrupted",
    "matched",
    "read_people",
    "read_series",
    "series",
]
