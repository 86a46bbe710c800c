"""Writes the pages of docs/reference that follow from the code, and the picture in docs/architecture.md.
`python -m docs.check` fails when they differ.

A page is added by adding its function to PAGES: it takes nothing and gives the page's Markdown.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

from tests.spec.example import Example, cells_of
from tests.spec.examples_claims import EXAMPLES as CLAIMS
from tests.spec.examples_other import EXAMPLES as OTHER
from tests.spec.examples_stays import EXAMPLES as STAYS

from commonweal.evidence.measures.catalogue import MEASURES
from commonweal.evidence.measures.spec import Measure, Statistic
from commonweal.evidence.tables import TABLES, Table
from commonweal.referrals.lifecycle_table import as_markdown as referral_lifecycle

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "docs" / "reference"
ARCHITECTURE = ROOT / "docs" / "architecture.md"
NOTE = "<!-- Written by `python -m docs.generate`; change the code, not this page. -->\n"


def rows_of(header: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """A Markdown table."""
    lines = [" | ".join(header), " | ".join("---" for _ in header), *(" | ".join(row) for row in rows)]
    return "\n".join(f"| {line} |" for line in lines) + "\n"


def layers() -> list[str]:
    """The rooms from top to bottom, from `.importlinter`."""
    text = (ROOT / ".importlinter").read_text(encoding="utf-8")
    return re.findall(
        r"^    \(?commonweal\.(\w+)\)?$", text.partition("[importlinter:contract:libraries]")[0], re.M
    )


def picture() -> str:
    """The rooms and the order in which they may use each other, as a Mermaid diagram."""
    arrows = (f"    {one} --> {other}" for one, other in pairwise(layers()))
    return "\n".join(("```mermaid\nflowchart TD", *arrows, "```\n"))


def house() -> str:
    """The picture, and what each room is in its package's own words."""
    parts = [
        "# The house\n",
        "Each room may use those below it, never those above. `make check` holds it.\n",
        picture(),
        rows_of(("room", "what it is"), [(f"`{name}/`", _doc(name)) for name in layers()]),
    ]
    return "\n".join(parts)


def architecture() -> str:
    """docs/architecture.md with the picture as it should be, between its marks."""
    before, begin, rest = ARCHITECTURE.read_text(encoding="utf-8").partition("<!-- the house, drawn -->\n")
    _old, end, after = rest.partition("<!-- drawn -->\n")
    return f"{before}{begin}\n{picture()}\n{end}{after}"


def _doc(name: str) -> str:
    module = ast.parse((ROOT / "src" / "commonweal" / name / "__init__.py").read_text(encoding="utf-8"))
    return (ast.get_docstring(module) or "").partition("\n\n")[0].replace("\n", " ")


def data_dictionary() -> str:
    """The input contract."""
    parts = [
        "# Data dictionary\n",
        "The tables a partner may bring. Every table is optional; a measure that lacks one says so. A "
        "column in "
        "**bold** must be there and filled. Money is written in dollars and held in whole cents; empty "
        "means unknown.\n",
    ]
    parts += [_table(table) for table in TABLES.values()]
    return "\n".join(parts)


def _table(table: Table) -> str:
    rows = []
    for column in table.columns:
        name = f"**`{column.name}`**" if column.required else f"`{column.name}`"
        limits = ", ".join(column.values) or ("" if column.minimum is None else f"at least {column.minimum}")
        rows.append((name, column.type.value, column.meaning, limits))
    used = [f"`{measure.name}`" for measure in MEASURES.values() if _uses(measure, table.name)]
    parts = [
        f"## `{table.name}`\n",
        f"{table.meaning}\n",
        f"Grain: one row per {', '.join(f'`{name}`' for name in table.grain)}.\n",
        rows_of(("column", "type", "meaning", "allowed"), rows),
    ]
    if table.constraints:
        parts.append("Constraints: " + "; ".join(constraint.text for constraint in table.constraints) + ".\n")
    parts.append(f"Used by: {', '.join(used) if used else 'no measure yet'}.\n")
    return "\n".join(parts)


def _uses(measure: Measure, table: str) -> bool:
    return table in measure.needs or any(table in branch for branch in measure.any_of)


def measures() -> str:
    """The catalogue."""
    parts = [f"# Measures\n\n{len(MEASURES)} measures; each links to the page that says how it is counted.\n"]
    for domain in dict.fromkeys(measure.domain for measure in MEASURES.values()):
        parts.append(f"## {domain.value.capitalize()}\n")
        for measure in MEASURES.values():
            if measure.domain is domain:
                parts.append(_measure(measure))
    return "\n".join(parts)


def _measure(measure: Measure) -> str:
    needs = [_need(table, columns) for table, columns in measure.needs.items()]
    if measure.any_of:
        needs.append(
            " or ".join(" and ".join(_need(*item) for item in branch.items()) for branch in measure.any_of)
        )
    value = f"numerator ÷ denominator × {measure.multiplier:,}"
    facts = [
        ("question", measure.question),
        ("numerator", measure.numerator),
        ("denominator", measure.denominator),
        ("value", value if measure.statistic is Statistic.RATIO else measure.statistic.value),
        ("unit", measure.unit),
        ("better", measure.direction.value),
        ("band", measure.band.value),
        ("target", measure.target.value),
        ("process chart", measure.chart.value),
        ("counted in", f"`{measure.unit_table}`, by `{measure.month_of}`"),
        ("groups", ", ".join(measure.strata) or "everybody only"),
        ("least denominator", str(measure.minimum_denominator)),
        ("small counts hidden in", " and ".join(measure.counts) or "nothing: it counts no people"),
        ("needs", "; ".join(needs)),
        (
            "stopped by",
            ", ".join(f"`{check}`" for check in measure.checks) or "severe findings about what it needs",
        ),
        ("source", measure.source),
        ("method", f"[version {measure.version}](../methods/{measure.page}.md)"),
    ]
    return f"### `{measure.name}`\n\n{measure.title}.\n\n" + rows_of(("", ""), facts)


def _need(table: str, columns: tuple[str, ...]) -> str:
    return f"`{table}`" + (f" ({', '.join(columns)})" if columns else "")


def measures_by_example() -> str:
    """Every example: what goes in and what comes out. The same examples are run as tests."""
    parts = [
        "# Measures by example\n",
        "Small tables in, figures out. Every example is run as a test on each change, by the engine that "
        "computes the "
        "real figures. Columns that are not shown are empty; months without a row in the result have no "
        "figure.\n",
    ]
    parts += [_example(example) for example in (*STAYS, *CLAIMS, *OTHER)]
    return "\n".join(parts)


def _example(example: Example) -> str:
    parts = [
        f"## {example.title}\n",
        f"{example.says} ([{example.page}](../methods/{example.page}.md))\n",
    ]
    for name, written in example.tables.items():
        header = tuple(cell.strip() for cell in written.strip().splitlines()[0].split("|"))
        rows = [tuple(row.values()) for row in cells_of(written)]
        parts.append(f"`{name}`\n")
        parts.append(rows_of(header, rows) if rows else "(no rows)\n")
    out = cells_of(example.expect)
    parts.append(f"gives, from {example.months[0]} to {example.months[1]},\n")
    parts.append(rows_of(tuple(out[0]), [tuple(row.values()) for row in out]))
    if example.nothing:
        parts.append(f"and no figure of {', '.join(f'`{name}`' for name in example.nothing)}.\n")
    return "\n".join(parts)


PAGES: dict[str, Callable[[], str]] = {
    "house.md": house,
    "data-dictionary.md": data_dictionary,
    "measures.md": measures,
    "measures-by-example.md": measures_by_example,
    "referral-lifecycle.md": referral_lifecycle,
}
"""The generated pages by file name in docs/reference."""


def page(name: str) -> str:
    """The page called `name`, as it should be."""
    return NOTE + PAGES[name]()


def main() -> int:
    """Write all pages."""
    REFERENCE.mkdir(exist_ok=True)
    for name in PAGES:
        (REFERENCE / name).write_text(page(name), encoding="utf-8")
        sys.stdout.write(f"docs/reference/{name}\n")
    ARCHITECTURE.write_text(architecture(), encoding="utf-8")
    sys.stdout.write("docs/architecture.md\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
