"""Where every dollar of the claims went: counted, or left out and why. A run with a residue fails."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import ibis

from commonweal.evidence.cohorts.time import whole
from commonweal.evidence.engines.world import World
from commonweal.evidence.quality.finding import Finding, Severity
from commonweal.evidence.results import ALL, ResultRow
from commonweal.evidence.tables import Type
from commonweal.evidence.tables.claims import MEDICAL_CLAIM, PHARMACY_CLAIM

COUNTED = "counted"
OUTSIDE_PERIOD = "outside period"
OUTSIDE_COVERAGE = "outside coverage"


class UnexplainedDollarsError(Exception):
    """Dollars that came in are neither in the figures nor shown as left out."""


@dataclass(frozen=True)
class Entry:
    """Claim lines of one table and category that had the same fate. Amounts in cents."""

    table: str
    form: str
    category: str
    fate: str
    lines: int
    paid: int
    allowed: int
    lacks_allowed: int
    lacks_paid: int


def ledger(world: World) -> list[Entry]:
    """All claim lines of the run by what became of them. Without eligibility every line is outside
    coverage.
    """
    rows = world.claim_dollars
    if rows is None:
        return []
    if world.covered is not None:
        covered = world.covered.select("person_id", "month", covered=ibis.literal(1, type="int64"))
        rows = rows.left_join(covered, ["person_id", "month"])
    else:
        rows = rows.mutate(covered=ibis.null("int64"))
    outside = (rows.month < world.period.first) | (rows.month > world.period.last)
    fate = ibis.cases(
        (rows.left_out.notnull(), rows.left_out),
        (outside, OUTSIDE_PERIOD),
        (rows.covered.isnull(), OUTSIDE_COVERAGE),
        else_=COUNTED,
    )
    rows = rows.mutate(fate=fate)
    sums = {
        name: whole(rows[name].sum()) for name in ("lines", "paid", "allowed", "lacks_allowed", "lacks_paid")
    }
    grouped = rows.group_by("kind", "form", "category", "fate").aggregate(**sums)
    return sorted(
        (Entry(*row) for row in world.backend.rows(grouped, "ledger")),
        key=lambda entry: (entry.table, entry.form, entry.category, entry.fate),
    )


def dollars_in(world: World) -> dict[str, tuple[int, int]]:
    """Paid and allowed cents in the files themselves, by table, added up without any of the cohorts."""
    came: dict[str, tuple[int, int]] = {}
    for table in (MEDICAL_CLAIM, PHARMACY_CLAIM):
        if table.name not in world.present:
            continue
        rows = ibis.table(
            {column.name: "int64" for column in table.columns if column.type is Type.MONEY}, name=table.name
        )
        query = rows.aggregate(paid=whole(rows.paid_amount.sum()), allowed=whole(rows.allowed_amount.sum()))
        paid, allowed = world.backend.rows(query, "counting dollars")[0]
        came[table.name] = (paid, allowed)
    return came


def check_conservation(
    came: dict[str, tuple[int, int]], entries: Iterable[Entry], rows: Iterable[ResultRow]
) -> None:
    """What came in is what the ledger shows, and what it shows as counted is what the cost measures add up
    to.

    Raises UnexplainedDollarsError with the cents that are left over.
    """
    entries = list(entries)
    for table, (paid, allowed) in came.items():
        shown_paid = sum(entry.paid for entry in entries if entry.table == table)
        shown_allowed = sum(entry.allowed for entry in entries if entry.table == table)
        _compare(f"paid in {table}", paid, shown_paid)
        _compare(f"allowed in {table}", allowed, shown_allowed)
    totals: dict[str, int] = {}
    for row in rows:
        if row.group_by == ALL and row.measure.startswith("cost_") and row.numerator is not None:
            totals[row.measure] = totals.get(row.measure, 0) + round(row.numerator * 100)
    for measure, cents in totals.items():
        basis = "paid" if "_paid_" in measure else "allowed"
        category = measure.rpartition("pmpm")[2].strip("_")
        counted = sum(
            getattr(entry, basis)
            for entry in entries
            if entry.fate == COUNTED and (measure.endswith(("_total", "_pmpm")) or entry.category == category)
        )
        _compare(f"{basis} in {measure}", counted, cents)


def _compare(what: str, came: int, shown: int) -> None:
    if came != shown:
        raise UnexplainedDollarsError(
            f"Dollars do not add up ({what}): {came / 100:,.2f} came in, {shown / 100:,.2f} are accounted "
            f"for, "
            f"{(came - shown) / 100:,.2f} are unexplained. No result was written."
        )


def money_findings(entries: Iterable[Entry]) -> list[Finding]:
    """Findings that only the dollars show: amounts that are empty, lines outside coverage, lines left out."""
    entries = list(entries)
    findings = []
    for form in sorted({entry.form for entry in entries}):
        of_form = [entry for entry in entries if entry.form == form]
        findings += _amounts_empty(form, of_form)
    for table in sorted({entry.table for entry in entries}):
        of_table = [entry for entry in entries if entry.table == table]
        lines = sum(entry.lines for entry in of_table)
        for fate in sorted({entry.fate for entry in of_table} - {COUNTED, OUTSIDE_PERIOD}):
            left = [entry for entry in of_table if entry.fate == fate]
            count = sum(entry.lines for entry in left)
            paid = sum(entry.paid for entry in left)
            grave = fate == OUTSIDE_COVERAGE and count > 0.2 * lines
            findings.append(
                Finding(
                    check="lines_" + fate.replace(" ", "_"),
                    severity=Severity.WARNING if grave or fate == "no date" else Severity.NOTE,
                    table=table,
                    columns=("person_id",) if fate == OUTSIDE_COVERAGE else ("claim_id",),
                    count=count,
                    total=lines,
                    message=f"{count} of {lines} lines with {paid / 100:,.2f} paid dollars are left out: "
                    f"{fate}.",
                )
            )
    return findings


def _amounts_empty(form: str, entries: list[Entry]) -> list[Finding]:
    lines = sum(entry.lines for entry in entries)
    found = []
    for basis, other in (("allowed", "paid"), ("paid", "allowed")):
        count = sum(getattr(entry, f"lacks_{basis}") for entry in entries)
        if not count:
            continue
        found.append(
            Finding(
                check=f"{basis}_amount_empty_{form}",
                severity=Severity.SEVERE if count > 0.01 * lines else Severity.WARNING,
                table=entries[0].table,
                columns=(f"{basis}_amount",),
                count=count,
                total=lines,
                message=f"{count} of {lines} {form} lines have a {other} amount and no {basis} amount.",
            )
        )
    return found
