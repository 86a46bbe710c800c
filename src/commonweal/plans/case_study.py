"""A lesson as a case study to hand on: Markdown, or PDF by Typst. It names partners, never people."""

from __future__ import annotations

from commonweal.plans.models import Lesson
from commonweal.settlement.documents import Document, Section, as_pdf


def parts(row: Lesson) -> list[tuple[str, str]]:
    """Headings and texts in the order in which a stranger asks."""
    test = row.test
    found = [
        ("What was done", row.what),
        ("For whom, and where", row.for_whom),
    ]
    if test is not None:
        found.append(("What was expected", test.prediction))
        found.append(("What happened", test.result))
    found += [("What was learned", row.learned), ("What shows it", row.evidence)]
    if row.evaluated is not None and row.evaluated.found:
        answer = row.evaluated.found
        other = "; ".join(str(line).rstrip(".") for line in answer["explanations"])
        found.append(
            ("Evaluation", f"{answer['changed']} {answer['how_sure']} What else could explain it: {other}.")
        )
        found.append(("Method of the evaluation", str(answer["method"])))
    if row.conditions:
        found.append(("What it takes elsewhere", row.conditions))
    return [(heading, text) for heading, text in found if text]


def facts(row: Lesson) -> list[tuple[str, str]]:
    """What a reader wants to know first."""
    told = [
        ("Alliance", row.alliance.name),
        ("Partner", row.organisation.name),
        ("Did it work?", str(row.get_verdict_display())),
        ("Kept on", f"{row.created_at:%-d %B %Y}"),
    ]
    if row.goal is not None:
        told.append(("Goal", row.goal.title))
    if row.test is not None:
        told.append(("Tested", f"cycle {row.test.cycle}, from {row.test.starts:%-d %B %Y}"))
    if row.set_aside_at is not None:
        told.append(("Set aside", f"{row.set_aside_at:%-d %B %Y}: {row.set_aside_reason}"))
    return told


def markdown(row: Lesson) -> str:
    """The case study as Markdown. What people typed cannot become markup: its special characters are escaped."""
    lines = [f"# {_plain(row.title)}", ""]
    lines += [f"- **{label}**: {_plain(value)}" for label, value in facts(row)]
    for heading, text in parts(row):
        lines += ["", f"## {heading}", "", _plain(text)]
    return "\n".join(lines) + "\n"


def pdf(row: Lesson) -> bytes:
    """The case study as PDF; the same lesson gives the same bytes."""
    document = Document(
        title=row.title,
        subtitle=f"Case study of {row.alliance.name}",
        facts=tuple(facts(row)),
        sections=tuple(
            Section(heading, tuple(line for line in text.splitlines() if line.strip()))
            for heading, text in parts(row)
        ),
    )
    return as_pdf(document)


def _plain(text: str) -> str:
    escaped = "".join(f"\\{letter}" if letter in "\\`*_[]<>#|" else letter for letter in text)
    return "\n\n".join(line.strip() for line in escaped.splitlines() if line.strip())
