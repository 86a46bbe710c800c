"""Evaluations of the published figures: from the series of performance to the designs of evidence/evaluation."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from commonweal.access import Refused
from commonweal.evidence.measures.spec import Measure
from commonweal.evidence.results import ALL
from commonweal.performance import queries
from commonweal.performance.models import Series


@dataclass(frozen=True)
class Question:
    """What is asked: of which measure, from which month on, of which partner (none: all together), beside which."""

    measure: Measure
    start: date
    group: str = ""
    comparisons: tuple[str, ...] = ()
    delay: int = 0


@dataclass(frozen=True)
class Answer:
    """What the figures say, or why the design cannot answer."""

    version: int
    fingerprint: str
    found: dict[str, Any] | None
    refused: str
    sureness: str
    changed: str


def title(asked: Question) -> str:
    """What was asked, in one line."""
    of = f" of {asked.group}" if asked.group else ""
    beside = f" beside {', '.join(asked.comparisons)}" if asked.comparisons else ""
    return f"{asked.measure.title}{of}, from {asked.start:%B %Y}{beside}"


def groups(measure: str) -> list[str]:
    """The partners of whom there is a published series of the measure."""
    version = queries.current_version()
    if version is None:
        return []
    rows = queries.all_series(version, measure)
    return [row.organisation.name for row in rows if row.organisation is not None and row.group_by == ALL]


def ask(asked: Question) -> Answer:
    """Work it out. Raises Refused where nothing is published of the measure or of a group."""
    from commonweal.evidence import evaluation

    version = queries.current_version()
    rows = queries.all_series(version, asked.measure.name) if version is not None else []
    if version is None or not rows:
        raise Refused("No figure of this indicator is published.")
    better = evaluation.Better(asked.measure.direction.value)
    start = f"{asked.start:%Y-%m}"
    try:
        subject = _series(asked.measure, rows, asked.group)
        if asked.comparisons:
            others = [_series(asked.measure, rows, name) for name in asked.comparisons]
            found = evaluation.differences(subject, others, start, better=better)
        else:
            found = evaluation.interrupted(subject, start, better=better, delay=asked.delay)
    except (evaluation.DesignRefused, evaluation.PeriodError) as refusal:
        return Answer(version.number, version.fingerprint, None, str(refusal), "", "")
    plain = json.loads(json.dumps(asdict(found)))
    return Answer(version.number, version.fingerprint, plain, "", found.sureness.value, found.changed)


def _series(measure: Measure, rows: list[Series], group: str) -> Any:
    """The published months of a partner, or of all together, as the library wants them."""
    from commonweal.evidence import evaluation

    for row in rows:
        name = row.organisation.name if row.organisation is not None else ""
        if row.group_by == ALL and name == group:
            break
    else:
        raise Refused(
            f"No figure of {group} is published." if group else "There is no figure of all partners together."
        )
    points = queries.months(row.points)
    values = {f"{point.start:%Y-%m}": None if point.suppressed else point.value for point in points}
    hidden = [f"{point.start:%Y-%m}" for point in points if point.suppressed]
    denominators = {
        f"{point.start:%Y-%m}": float(point.denominator) for point in points if point.denominator is not None
    }
    return evaluation.series(
        group or measure.title, values, denominators=denominators or None, suppressed=hidden
    )
