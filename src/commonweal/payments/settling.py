"""The library called with a year's facts: what goes in as text, what comes out as documents and digests.

Everything here follows from its arguments alone, so a closed year settled again gives the same bytes.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import commonweal.settlement
from commonweal.payments import terms as reading
from commonweal.settlement.contracts import figures as table
from commonweal.settlement.contracts import statement
from commonweal.settlement.contracts.models.base import ALLIANCE
from commonweal.settlement.contracts.run import Settlement, settle
from commonweal.settlement.documents import Document, Section, Table, as_pdf

COLUMNS = ("figure", "party", "period", "value", "source")
FILE = "figures of this contract year"
DIRECT = ("unitary_payment", "fee_at_risk", "bundle", "shared_savings")
"""Kinds of models whose steps name nobody but the two sides."""


@dataclass(frozen=True)
class Given:
    """A figure as it holds: what it is, its value, and where it came from in words."""

    figure: str
    party: str
    period: str
    value: str
    source: str


@dataclass(frozen=True)
class Sent:
    """One party's statement, ready to be stored."""

    party: str
    net: Decimal
    document: dict[str, Any]
    pdf: bytes

    @property
    def digest(self) -> str:
        """SHA-256 of the PDF."""
        return hashlib.sha256(self.pdf).hexdigest()


@dataclass(frozen=True)
class Run:
    """A settlement with all that is stored of it."""

    settlement: Settlement
    terms: str
    figures: str
    method: str
    document: dict[str, Any]
    lines: str
    pdf: bytes
    statements: tuple[Sent, ...]

    @property
    def fingerprint(self) -> str:
        """SHA-256 of terms, figures, method, payments and every document's bytes, in a fixed order."""
        parts = [self.terms, self.figures, self.method, self.lines, hashlib.sha256(self.pdf).hexdigest()]
        parts += [f"{one.party} {one.net} {one.digest}" for one in self.statements]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def as_table(given: Sequence[Given]) -> str:
    """Figures as the library's CSV, sorted, so that the order in which they were entered changes nothing."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in ordered(given):
        writer.writerow((one.figure, one.party, one.period, one.value, one.source))
    return out.getvalue()


def ordered(given: Sequence[Given]) -> list[Given]:
    """The order in which figures stand in the table: the first of them stands on line 2."""
    return sorted(given, key=lambda one: (one.figure, one.party, one.period))


def trial(terms: str, figures: str) -> Settlement:
    """Settle as far as the figures allow. Raises BadTerms, and UnreadableFigures for a table without figures."""
    return settle(reading.read(terms), table.parse(figures, FILE))


def run(terms: str, figures: str) -> Run:
    """Settle and write every document. Raises BadTerms, UnreadableFigures; check `settlement.questions`."""
    settled = trial(terms, figures)
    whole = statement.whole(settled)
    net = settled.net()
    statements = []
    for party in settled.contract.parties:
        document = for_party(settled, party.id)
        statements.append(Sent(party.id, net[party.id], as_data(document), as_pdf(document)))
    return Run(
        settled,
        terms,
        figures,
        method(),
        as_data(whole),
        statement.as_csv(settled),
        as_pdf(whole),
        tuple(statements),
    )


def for_party(settled: Settlement, party: str) -> Document:
    """The library's statement of a party, with the steps and figures from which it can be recomputed by hand.

    Added are only steps that name nobody but the party and the alliance as a whole, and figures about either.
    """
    document = statement.for_party(settled, party)
    sections = list(document.sections)
    own = {party, ALLIANCE}
    worked = [
        Section(f"How {outcome.head.id} comes about", steps=outcome.steps)
        for outcome in settled.outcomes
        if outcome.result is not None
        and outcome.head.kind in DIRECT
        and (
            ALLIANCE in (outcome.head.paid_by, outcome.head.paid_to)
            or own & {outcome.head.paid_by, outcome.head.paid_to}
        )
    ]
    sections[1:1] = worked
    rows = tuple(
        (figure, about or "the whole", cell.period, cell.value.strip(), cell.source)
        for (figure, about), cells in sorted(settled.figures.used.items())
        if not about or party in about.split("+")
        for cell in cells
    )
    if rows:
        headings = ("Figure", "About", "Period", "Value", "Where it came from")
        sections.append(Section("Figures this rests on", table=Table(headings, rows, frozenset({3}))))
    return replace(document, sections=tuple(sections))


def as_data(document: Document) -> dict[str, Any]:
    """A document as plain JSON values, as it is stored and shown."""
    data = asdict(document)
    for section in data["sections"]:
        if section["table"] is not None:
            section["table"]["right"] = sorted(section["table"]["right"])
    plain: dict[str, Any] = json.loads(json.dumps(data))
    return plain


@cache
def method() -> str:
    """Which code settled: the digest of the settling sources, which names their version exactly."""
    folder = Path(commonweal.settlement.__file__).parent
    digest = hashlib.sha256()
    for path in sorted([*folder.rglob("*.py"), *folder.rglob("*.toml"), *folder.rglob("*.typ")]):
        name = path.relative_to(folder).as_posix()
        if not name.startswith("simulation/"):
            digest.update(name.encode() + b"\0" + path.read_bytes() + b"\0")
    digest.update(Path(__file__).read_bytes())
    return f"settlement {digest.hexdigest()[:16]}"
