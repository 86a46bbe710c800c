"""What a run says when it is done."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from textwrap import wrap

from commonweal.evidence.money import COUNTED, Entry
from commonweal.evidence.quality.finding import Severity
from commonweal.evidence.results import ResultRow
from commonweal.evidence.run import Outcome


def money_by_fate(entries: Iterable[Entry]) -> list[tuple[str, int, int, int]]:
    """Lines, paid cents and allowed cents by what became of them, the counted ones first."""
    fates: dict[str, tuple[int, int, int]] = {}
    for entry in entries:
        lines, paid, allowed = fates.get(entry.fate, (0, 0, 0))
        fates[entry.fate] = (lines + entry.lines, paid + entry.paid, allowed + entry.allowed)
    return sorted(
        ((fate, *sums) for fate, sums in fates.items()), key=lambda row: (row[0] != COUNTED, row[0])
    )


def summary_lines(outcome: Outcome, rows: Sequence[ResultRow]) -> list[str]:
    """The summary: what was read, found, counted, left out and not computed."""
    lines = ["Read"]
    for table, count in outcome.loaded.rows.items():
        files = ", ".join(sorted({path.name for path in outcome.loaded.files[table]}))
        lines.append(f"  {table}: {count:,} rows ({files})")
    lines += _checks(outcome)
    if outcome.ledger:
        lines.append("Claims dollars (paid, allowed): all accounted for")
        for fate, count, paid, allowed in money_by_fate(outcome.ledger):
            lines.append(f"  {fate:<17}{paid / 100:>16,.2f}{allowed / 100:>16,.2f}  {count:,} lines")
    suppressed = sum(row.suppressed for row in rows)
    lines.append(
        f"{len(outcome.measures)} measures computed: {len(rows):,} figures, {suppressed:,} suppressed "
        f"because small"
    )
    for reason, names in without(outcome):
        lines.append(f"Not computed, {reason}")
        lines += wrap(", ".join(names), width=100, initial_indent="  ", subsequent_indent="  ")
    return lines


def without(outcome: Outcome) -> list[tuple[str, list[str]]]:
    """Why measures were not computed, and which: severe findings first, then what the files lack."""
    reasons: dict[str, list[str]] = {}
    for name, findings in outcome.stopped.items():
        why = "; ".join(dict.fromkeys(f"{found.table}: {found.message.rstrip('.')}" for found in findings))
        reasons.setdefault(f"stopped because of {why}", []).append(name)
    for name, lacks in outcome.lacking.items():
        reasons.setdefault(f"without {' and '.join(lacks)}", []).append(name)
    return list(reasons.items())


def _checks(outcome: Outcome) -> list[str]:
    if not outcome.findings:
        return ["Checks: nothing found"]
    counts = [
        f"{count} {severity.value}"
        for severity in (Severity.SEVERE, Severity.WARNING, Severity.NOTE)
        if (count := sum(found.severity is severity for found in outcome.findings))
    ]
    lines = [f"Checks: {', '.join(counts)} (quality.csv)"]
    for found in outcome.findings:
        if found.severity is not Severity.NOTE:
            lines.append(f"  {found.severity.value}: {found.table}: {found.message}")
    return lines
