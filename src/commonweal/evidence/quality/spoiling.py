"""Which measures a finding concerns, and which of them it stops."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from commonweal.evidence.measures.spec import Measure
from commonweal.evidence.quality.finding import Finding, Severity
from commonweal.evidence.tables import TABLES


def columns_used(measure: Measure, present: Mapping[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    """The columns of each table that a measure rests on: those it names and those the table must have.

    Of alternatives the first whose tables are there counts, or the first of all when none is.
    """
    used = dict(measure.needs)
    if measure.any_of:
        there = [branch for branch in measure.any_of if all(name in present for name in branch)]
        for name, columns in (there or list(measure.any_of))[0].items():
            used[name] = (*used.get(name, ()), *columns)
    return {name: frozenset((*columns, *TABLES[name].required)) for name, columns in used.items()}


def name_spoiled(
    findings: Iterable[Finding], measures: Iterable[Measure], present: Mapping[str, frozenset[str]]
) -> list[Finding]:
    """The findings, each naming the measures it concerns.

    A check that some measure names in its `checks` concerns just those measures; any other concerns all
    that rest
    on its table and, when it names columns, on one of them.
    """
    catalogue = list(measures)
    used = {measure.name: columns_used(measure, present) for measure in catalogue}
    explicit = {check for measure in catalogue for check in measure.checks}

    def concerns(finding: Finding, measure: Measure) -> bool:
        if finding.check in explicit:
            return finding.check in measure.checks
        if finding.table not in used[measure.name]:
            return False
        return not finding.columns or not used[measure.name][finding.table].isdisjoint(finding.columns)

    return [
        finding.spoiling(tuple(measure.name for measure in catalogue if concerns(finding, measure)))
        for finding in findings
    ]


def stopped(findings: Iterable[Finding]) -> dict[str, tuple[Finding, ...]]:
    """The measures that severe findings stop, with those findings."""
    stops: dict[str, tuple[Finding, ...]] = {}
    for finding in findings:
        if finding.severity is Severity.SEVERE:
            for measure in finding.spoils:
                stops[measure] = (*stops.get(measure, ()), finding)
    return stops
