"""One organisation's settlement as a document a finance officer can recompute by hand."""

from __future__ import annotations

from commonweal.settlement.amounts import money, percent
from commonweal.settlement.documents import Document, Section
from commonweal.settlement.mssp.public_file import PublicFile
from commonweal.settlement.mssp.settlement import Comparison, Settled

_READ_AS = {
    "aco_id": "Organisation",
    "people": "Assigned people",
    "benchmark": "Benchmark",
    "expenditure": "Expenditure",
    "track": "Track",
    "minimum": "Minimum savings rate, as printed",
    "quality": "Quality score",
    "standard": "Quality standard met",
    "alternative": "Alternative quality standard met",
    "adjustment": "Disaster relief on losses",
    "revenue_category": "Revenue category",
    "revenue": "Participants' Part A and B revenue",
    "guardrail": "Guardrail",
    "reduced": "Reduced sharing",
}


def explain(settled: Settled, comparison: Comparison | None, file: PublicFile, year: int) -> Document:
    """The document: inputs with their columns, every step, the result, and the published result beside it."""
    row = settled.row
    facts = [
        (_READ_AS[ours], f"{cell.strip() or '(empty)'}   [column {file.headers[ours]}]")
        for ours, cell in row.cells.items()
        if ours in _READ_AS
    ]
    facts += [("Track", f"{track}   [flag]") for track, cell in row.flags.items() if cell.strip() == "1"]
    earned = settled.ruling.earned
    if earned is None:
        outcome = (f"Not settled. {settled.reason}.",)
    elif earned > 0:
        outcome = (f"{row.aco_id} earned {money(earned)}.",)
    elif earned < 0:
        outcome = (f"{row.aco_id} owes {money(-earned)}.",)
    else:
        outcome = (
            f"{row.aco_id} neither earned nor owes anything: {settled.ruling.why or 'nothing counts'}.",
        )
    sections = [
        Section("Steps", steps=tuple(settled.ruling.steps)),
        Section("Result", sentences=outcome),
    ]
    if comparison is not None:
        verdict = comparison.explanation or "The two agree within $2."
        sections.append(
            Section(
                "Beside the published result",
                sentences=(
                    f"Published (column EarnSaveLoss): {money(comparison.published)}. Difference: "
                    f"{money(comparison.difference)}. {verdict[0].upper()}{verdict[1:].rstrip('.')}.",
                    "The published result was read after settling, for this comparison only.",
                ),
            )
        )
    terms = settled.inputs.terms if settled.inputs else None
    notes = ["Before recoupment of advance payments. The quality score is an input; it cannot be recomputed."]
    if terms is not None:
        notes.append(
            f"Terms: {terms.name}, highest sharing rate {percent(terms.sharing_rate)}, cap "
            f"{percent(terms.savings_cap)} of the benchmark; {terms.source}."
        )
    return Document(
        title=f"Settlement of {row.aco_id}, performance year {year}",
        subtitle=f"Medicare Shared Savings Program; {file.name}, line {row.line}",
        facts=tuple(facts),
        sections=tuple(sections),
        notes=tuple(notes),
    )
