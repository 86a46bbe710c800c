"""Partial sums that several partners' runs give, and adding them up. No row about a person leaves the
partner.

What a partner hands on are the suppressed rows of its own run, not its unsuppressed ones: whoever adds up
learns of
each partner no more than the partner may publish. So a sum over partners is the sum of what they could
show; months in
which a partner had to suppress say so (`partners_suppressed`), because the sum is then too small.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from commonweal.evidence.measures.catalogue import MEASURES
from commonweal.evidence.measures.spec import Statistic
from commonweal.evidence.results import ResultRow

FORMAT = "commonweal-aggregates-1"


class ShareError(ValueError):
    """A file of partial sums that cannot be added; the message names it and says why."""


@dataclass(frozen=True)
class Sum:
    """The figure of several partners together, and how many of them had to suppress theirs."""

    row: ResultRow
    partners: int
    partners_suppressed: int


def shared(partner: str, rows: Iterable[ResultRow], fingerprint: str, threshold: int) -> str:
    """The content of a partner's file, from rows that are suppressed already.

    Only sums are shared: medians and percentiles of several partners cannot be had from theirs.
    """
    kept = [
        {
            "measure": row.measure,
            "period_start": row.period_start.isoformat(),
            "period_end": row.period_end.isoformat(),
            "group_by": row.group_by,
            "group": row.group,
            "numerator": row.numerator,
            "denominator": row.denominator,
            "suppressed": row.suppressed,
            "method_version": row.method_version,
        }
        for row in rows
        if MEASURES[row.measure].statistic in (Statistic.RATIO, Statistic.TOTAL)
    ]
    content = {
        "format": FORMAT,
        "partner": partner,
        "input_fingerprint": fingerprint,
        "suppression_threshold": threshold,
        "rows": kept,
    }
    return json.dumps(content, indent=1, sort_keys=True) + "\n"


def read_shared(path: Path) -> dict[str, Any]:
    """The content of a partner's file. Raises ShareError."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, UnicodeDecodeError) as error:
        raise ShareError(f"{path.name} is no JSON: {error}.") from error
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise ShareError(f"{path.name} was not written by `commonweal evidence run --share` ({FORMAT}).")
    for row in content["rows"]:
        measure = MEASURES.get(row["measure"])
        if measure is None:
            raise ShareError(f"{path.name}: this version knows no measure {row['measure']}.")
        if row["method_version"] != measure.version:
            raise ShareError(
                f"{path.name}: {row['measure']} was computed by method version {row['method_version']}, "
                f"here it is "
                f"{measure.version}. Figures of different methods are not added up; ask the partner to "
                f"run it again."
            )
    return content


def add_up(contents: Iterable[dict[str, Any]]) -> list[Sum]:
    """Everybody's rows added up by measure, month and group, in the order of their keys.

    The group `partner` keeps each partner apart. Raises ShareError when one partner is there twice.
    """
    contents = list(contents)
    names = [content["partner"] for content in contents]
    if twice := {name for name in names if names.count(name) > 1}:
        raise ShareError(f"The partner {min(twice)} is there twice; it would be counted twice.")
    parts: dict[tuple[str, str, str, str, str], list[dict[str, Any]]] = defaultdict(list)
    for content in contents:
        for row in content["rows"]:
            key = (row["measure"], row["period_start"], row["period_end"], row["group_by"], row["group"])
            parts[key].append(row)
    sums = [_added(key, rows) for key, rows in parts.items()]
    return sorted(sums, key=lambda added: added.row.key)


def _added(key: tuple[str, str, str, str, str], rows: list[dict[str, Any]]) -> Sum:
    name, start, end, group_by, group = key
    measure = MEASURES[name]
    told = [row for row in rows if not row["suppressed"]]
    above = sum((Fraction(row["numerator"]) for row in told), Fraction(0)) if told else None
    below = None
    if told and all(row["denominator"] is not None for row in told):
        below = sum((Fraction(row["denominator"]) for row in told), Fraction(0))
    value: Fraction | None = above
    if measure.statistic is Statistic.RATIO:
        enough = above is not None and below is not None and below >= measure.minimum_denominator
        value = above / below * measure.multiplier if enough and above is not None and below else None
    return Sum(
        ResultRow(
            measure=name,
            period_start=date.fromisoformat(start),
            period_end=date.fromisoformat(end),
            group_by=group_by,
            group=group,
            numerator=None if above is None else float(above),
            denominator=None if below is None else float(below),
            value=None if value is None else round(float(value), 6),
            suppressed=not told,
            method_version=measure.version,
            counts=measure.counts,
        ),
        partners=len(rows),
        partners_suppressed=len(rows) - len(told),
    )
