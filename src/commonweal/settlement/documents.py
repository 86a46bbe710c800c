"""A settlement as a document: the same content as plain text and as PDF.

A document is data (headings, facts, steps, tables, notes). The same document always gives the same text and
the same bytes of PDF, so that a closed year settled again can be compared with what was sent out.
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.resources import files

from commonweal.settlement.steps import Step

_WIDTH = 100


@dataclass(frozen=True, slots=True)
class Table:
    """Columns with headings; those named in `right` hold numbers and are set to the right."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    right: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with any of: sentences, numbered steps, a table."""

    heading: str
    sentences: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """What a statement or an explanation says, in order."""

    title: str
    subtitle: str
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    notes: tuple[str, ...] = ()


def as_text(document: Document) -> str:
    """The document as plain text of a hundred columns."""
    lines = [document.title, "=" * len(document.title), *_wrapped(document.subtitle), ""]
    width = max((len(label) for label, _ in document.facts), default=0)
    for label, value in document.facts:
        lines += _wrapped(value, f"{label:<{width}}  ")
    for section in document.sections:
        lines += ["", section.heading, "-" * len(section.heading)]
        for sentence in section.sentences:
            lines += _wrapped(sentence)
        for number, step in enumerate(section.steps, 1):
            lines += _wrapped(f"{step.title}: {step.result}", f"{number:>2}. ")
            lines += _wrapped(step.working, "      = ")
            lines += _wrapped(f"Rule: {step.rule} ({step.source})", "      ", hang=12)
        if section.table is not None:
            lines += _text_table(section.table)
    if document.notes:
        lines += ["", "Notes", "-----"]
        for note in document.notes:
            lines += _wrapped(note, "- ")
    return "\n".join(lines) + "\n"


def _wrapped(text: str, lead: str = "", hang: int | None = None) -> list[str]:
    indent = " " * (len(lead) if hang is None else hang)
    return textwrap.wrap(text, _WIDTH, initial_indent=lead, subsequent_indent=indent) or [lead.rstrip()]


def _text_table(table: Table) -> Iterator[str]:
    rows: Sequence[tuple[str, ...]] = (table.headings, *table.rows)
    widths = [max(len(row[column]) for row in rows) for column in range(len(table.headings))]

    def line(row: tuple[str, ...]) -> str:
        cells = (
            f"{cell:>{width}}" if column in table.right else f"{cell:<{width}}"
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        return "  ".join(cells).rstrip()

    yield line(table.headings)
    yield "  ".join("-" * width for width in widths)
    for row in table.rows:
        yield line(row)


def as_pdf(document: Document) -> bytes:
    """The document as PDF. The text travels as data, never as markup, so no name or note can alter the
    page.
    """
    data = asdict(document)
    for section in data["sections"]:
        if section["table"] is not None:
            section["table"]["right"] = sorted(section["table"]["right"])
    return laid_out(files("commonweal.settlement").joinpath("documents.typ").read_bytes(), data)


def laid_out(template: bytes, data: object) -> bytes:
    """PDF by a Typst template, which finds the data as JSON in `sys.inputs.document`; the same bytes each time."""
    import typst

    pdf = typst.compile(
        template,
        format="pdf",
        sys_inputs={"document": json.dumps(data, ensure_ascii=False)},
        # A fixed instant: the date of making would make two runs differ.
        timestamp=int(datetime(2000, 1, 1, tzinfo=UTC).timestamp()),
        ignore_system_fonts=True,
    )
    assert isinstance(pdf, bytes)
    return pdf
