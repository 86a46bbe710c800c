"""A settled contract year as documents: one for everybody who signed, one for each partner, and lines
as CSV.
"""

from __future__ import annotations

import csv
import io

from commonweal.settlement.amounts import money, plain_number
from commonweal.settlement.contracts.models.base import ALLIANCE
from commonweal.settlement.contracts.run import Settlement
from commonweal.settlement.documents import Document, Section, Table

CSV_COLUMNS = ("model", "status", "paid_by", "paid_to", "amount", "what_for", "reason")


def whole(settlement: Settlement) -> Document:
    """Everything: figures used, steps of each model, the division, who pays whom."""
    sections = [_figures(settlement)]
    for outcome in settlement.outcomes:
        sentence = (
            f"Not settled: {outcome.question}."
            if outcome.result is None
            else f"Result: {money(outcome.result.amount)}."
        )
        sections.append(
            Section(f"{outcome.head.id} ({outcome.head.kind.replace('_', ' ')})", (sentence,), outcome.steps)
        )
        if outcome.result is not None:
            sections += [Section(heading, table=table) for heading, table in outcome.result.tables]
    if settlement.contract.division is not None:
        sentences = (f"Not divided: {settlement.division_question}.",) if settlement.division_question else ()
        sections.append(Section("Division", sentences, settlement.division_steps))
    sections.append(_payments(settlement, None))
    sections.append(_net(settlement))
    return Document(
        title=f"Settlement: {settlement.contract.title}",
        subtitle=f"{settlement.contract.starts} to {settlement.contract.ends}; "
        f"{settlement.contract.population}",
        facts=_facts(settlement),
        sections=tuple(sections),
        notes=_notes(settlement),
    )


def for_party(settlement: Settlement, party: str) -> Document:
    """What one party may see: the models' results, the total divided, and its own lines; not the others'."""
    known = {entry.id: entry.name for entry in settlement.contract.parties}
    if party not in known:
        raise KeyError(party)
    results = tuple(
        (
            outcome.head.id,
            outcome.head.kind.replace("_", " "),
            money(outcome.result.amount) if outcome.result else f"waits: {outcome.question}",
        )
        for outcome in settlement.outcomes
        if ALLIANCE in (outcome.head.paid_by, outcome.head.paid_to)
        or party in (outcome.head.paid_by, outcome.head.paid_to)
    )
    shown = ("Amount divided", "Reserve", "Community fund", f"Share of {party}")
    own = tuple(step for step in settlement.division_steps if step.title in shown)
    sections = [
        Section("Results", table=Table(("Model", "Kind", "Result"), results, frozenset({2}))),
        Section("Your share", steps=own),
        _payments(settlement, party),
        Section("Together", (f"{known[party]}: {money(settlement.net()[party])}.",)),
    ]
    return Document(
        title=f"Statement for {known[party]}",
        subtitle=f"{settlement.contract.title}, {settlement.contract.starts} to {settlement.contract.ends}",
        facts=_facts(settlement),
        sections=tuple(sections),
        notes=_notes(settlement),
    )


def as_csv(settlement: Settlement) -> str:
    """Every payment as a row; a model or a division that is held up has one row with the reason."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(CSV_COLUMNS)
    for transfer in settlement.transfers:
        writer.writerow(
            (
                transfer.model,
                "settled",
                transfer.paid_by,
                transfer.paid_to,
                plain_number(transfer.amount),
                transfer.what_for,
                "",
            )
        )
    paid = {transfer.model for transfer in settlement.transfers}
    for outcome in settlement.outcomes:
        if outcome.result is None:
            writer.writerow((outcome.head.id, "needs_input", "", "", "", "", outcome.question))
        elif outcome.head.id not in paid:
            head = outcome.head
            writer.writerow((head.id, "settled", head.paid_by, head.paid_to, "0", "nothing is due", ""))
    if settlement.division_question:
        writer.writerow(("division", "needs_input", "", "", "", "", settlement.division_question))
    return out.getvalue()


def _facts(settlement: Settlement) -> tuple[tuple[str, str], ...]:
    contract = settlement.contract
    return (
        ("Contract", f"{contract.id}, version {contract.version}"),
        (
            "Parties",
            ", ".join(f"{party.name} ({party.role.replace('_', ' ')})" for party in contract.parties),
        ),
        ("Terms", f"SHA-256 {contract.fingerprint[:16]}…"),
        ("Figures", settlement.figures.name),
        (
            "Disputes",
            f"within {contract.disputes_days} days of this statement"
            + (f", to {contract.disputes_by}" if contract.disputes_by else ""),
        ),
    )


def _notes(settlement: Settlement) -> tuple[str, ...]:
    rounding = (
        "Every amount is rounded to the cent where it is shown (per-member amounts to six decimals), halves "
        "away from zero, and the next step starts from the rounded amount: the steps can be "
        "recomputed by hand."
    )
    return (rounding, *(f"Open question: {question}." for question in settlement.questions))


def _figures(settlement: Settlement) -> Section:
    rows = tuple(
        (figure, party, cell.period, cell.value.strip(), cell.source, str(cell.line))
        for (figure, party), cells in sorted(settlement.figures.used.items())
        for cell in cells
    )
    headings = ("Figure", "Party", "Period", "Value", "Source", "Line")
    return Section("Figures used", table=Table(headings, rows, frozenset({3, 5})))


def _payments(settlement: Settlement, party: str | None) -> Section:
    rows = tuple(
        (transfer.model, transfer.paid_by, transfer.paid_to, money(transfer.amount), transfer.what_for)
        for transfer in settlement.transfers
        if party is None or party in (transfer.paid_by, transfer.paid_to)
    )
    if not rows:
        return Section("Payments", ("Nothing is paid.",))
    return Section("Payments", table=Table(("Under", "From", "To", "Amount", "For"), rows, frozenset({3})))


def _net(settlement: Settlement) -> Section:
    rows = tuple((party, money(amount)) for party, amount in settlement.net().items())
    return Section(
        "Together",
        ("Positive receives, negative pays; the column adds up to zero.",),
        table=Table(("Party", "Net"), rows, frozenset({1})),
    )
