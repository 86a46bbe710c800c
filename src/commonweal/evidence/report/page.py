"""The page: what was read, found, counted and not computed, then each measure with chart and tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

from commonweal.evidence.measures.spec import Measure
from commonweal.evidence.quality.finding import Finding
from commonweal.evidence.report.drawing import svg
from commonweal.evidence.report.series import Series, series_of
from commonweal.evidence.results import ALL, ResultRow
from commonweal.evidence.run import Outcome
from commonweal.evidence.summary import money_by_fate, without
from commonweal.evidence.writing import replace

STYLE = """
:root{--ink:#1f2937;--soft:#6b7280;--line:#d1d5db;--paper:#fff;--band:#f3f4f6;--link:#1f6fb2}
*{box-sizing:border-box}body{margin:0;color:var(--ink);background:var(--paper);font:16px/1.5
system-ui,sans-serif}
main{max-width:56rem;margin:0 auto;padding:1.5rem 1rem
4rem}h1{font-size:1.7rem;line-height:1.2;margin:.2rem 0}
h2{font-size:1.3rem;margin:2.4rem 0 .6rem;padding-top:.6rem;border-top:2px solid var(--line)}
h3{font-size:1.08rem;margin:1.8rem 0 .1rem}p{margin:.3rem 0}.soft{color:var(--soft);font-size:.9rem}
.value{font-size:1.25rem;font-weight:600}a{color:var(--link)}nav
ul{columns:2;padding-left:1.1rem;margin:.4rem 0}
table{border-collapse:collapse;width:100%;font-size:.88rem;margin:.4rem
0}caption{text-align:left;font-weight:600}
th,td{padding:.22rem .5rem;text-align:left;border-bottom:1px solid var(--line);vertical-align:top}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}thead
th{background:var(--band)}
svg{width:100%;height:auto;display:block;margin:.4rem 0}details{margin:.3rem
0}summary{cursor:pointer;color:var(--link)}
.severe{font-weight:600;color:#9a3412}.scroll{overflow-x:auto}
@media(max-width:40rem){nav ul{columns:1}}@media
print{details{display:block}summary{display:none}h3{break-after:avoid}svg{break-inside:avoid}}
"""


def write_report(path: Path, outcome: Outcome, rows: Sequence[ResultRow], threshold: int) -> None:
    """Write the report of a run. `rows`: suppressed figures; no other is in it."""
    replace(path, page(outcome, rows, threshold))


def page(outcome: Outcome, rows: Sequence[ResultRow], threshold: int) -> str:
    """The HTML of the report."""
    by_measure: dict[str, list[ResultRow]] = defaultdict(list)
    for row in rows:
        by_measure[row.measure].append(row)
    first, last = outcome.period.months[0], outcome.period.months[-1]
    months = f"{_month(first)} to {_month(last)}"
    domains: dict[str, list[Measure]] = defaultdict(list)
    for measure in outcome.measures:
        domains[measure.domain.value].append(measure)
    suppressed = sum(row.suppressed for row in rows)
    parts = [
        '<!doctype html><html lang="en"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width,initial-scale=1">',
        f"<title>Evidence, {months}</title><style>{STYLE}</style></head><body><main>",
        f"<h1>Evidence, {months}</h1>",
        f'<p class="soft">Input fingerprint {outcome.fingerprint[:16]}. {len(outcome.measures)} measures, '
        f"{len(rows):,} figures. Counts from 1 to {threshold - 1} are suppressed, and what would let them "
        f"be worked "
        f"out: {suppressed:,} figures.</p>",
        "<nav aria-label='Contents'><ul>",
        *(f'<li><a href="#{_anchor(name)}">{escape(name.capitalize())}</a></li>' for name in domains),
        '<li><a href="#dollars">Where every dollar went</a></li>' if outcome.ledger else "",
        '<li><a href="#checks">Checks of the files</a></li>',
        '<li><a href="#lacking">Not computed</a></li></ul></nav>',
    ]
    for name, measures in domains.items():
        parts.append(f'<h2 id="{_anchor(name)}">{escape(name.capitalize())}</h2>')
        parts += [_measure(measure, by_measure[measure.name]) for measure in measures]
    parts += [_dollars(outcome), _checks(outcome.findings), _lacking(outcome), _read(outcome)]
    parts.append("</main></body></html>\n")
    return "\n".join(part for part in parts if part)


def _measure(measure: Measure, rows: Sequence[ResultRow]) -> str:
    everybody = [row for row in rows if row.group_by == ALL]
    series = series_of(measure, everybody)
    better = {"neither": "neither way is better by itself"}.get(
        measure.direction.value, f"{measure.direction.value} is better"
    )
    parts = [
        f'<section><h3 id="{measure.name}">{escape(measure.title)}</h3>',
        f'<p class="soft">{escape(measure.question)} {escape(measure.unit)}; {better}.</p>',
    ]
    if not everybody:
        return "".join((*parts, "<p>Nothing was counted in these months.</p></section>"))
    if not series.months:
        return "".join((*parts, f"<p>{_why_no_value(everybody)}</p></section>"))
    last = series.months[-1].row
    parts.append(
        f'<p><span class="value">{_shown(last.value)}</span> {escape(measure.unit)} '
        f"in {last.period_start:%B %Y}. "
        f"{escape(series.verdict)}</p>"
    )
    if len(series.months) > 1:
        parts.append(svg(measure, series.months))
    parts += [f'<p class="soft">{escape(warning)}</p>' for warning in series.warnings]
    if missing := len(everybody) - len(series.months):
        parts.append(f'<p class="soft">{missing} months are not drawn: {_why_no_value(everybody)}</p>')
    parts.append(_months_table(measure, series))
    parts.append(_groups_table(measure, rows))
    parts.append(
        f"<details><summary>Definition</summary><p>Numerator: {escape(measure.numerator)}.<br>Denominator: "
        f"{escape(measure.denominator)}.<br>Source: {escape(measure.source)}.<br>Method: "
        f"{escape(measure.page)}, version {escape(measure.version)}.</p></details></section>"
    )
    return "".join(parts)


def _why_no_value(rows: Iterable[ResultRow]) -> str:
    return (
        "The counts are small, so that figures are suppressed."
        if any(row.suppressed for row in rows)
        else "Fewer units than the measure needs."
    )


def _months_table(measure: Measure, series: Series) -> str:
    header = ("Month", "Numerator", "Denominator", "Value", "Centre", "Limits", "Signal")
    cells = [
        (
            f"{month.row.period_start:%Y-%m}",
            _shown(month.row.numerator),
            _shown(month.row.denominator),
            _shown(month.row.value),
            _shown(month.centre),
            "" if month.lower is None else f"{_shown(month.lower)} to {_shown(month.upper)}",
            f"{month.flag}: {month.signal}" if month.signal else "",
        )
        for month in series.months
    ]
    return _details("The numbers of the chart", _table(header, cells, numbers=range(1, 6)))


def _groups_table(measure: Measure, rows: Sequence[ResultRow]) -> str:
    groups = [row for row in rows if row.group_by != ALL]
    if not groups:
        return ""
    last = max(row.period_start for row in groups)
    cells = [
        (
            row.group_by.replace("_", " "),
            row.group,
            _shown(row.numerator),
            _shown(row.denominator),
            "suppressed" if row.suppressed else _shown(row.value),
        )
        for row in groups
        if row.period_start == last
    ]
    header = ("By", "Group", "Numerator", "Denominator", "Value")
    return _details(f"By group, {last:%B %Y}", _table(header, cells, numbers=range(2, 5)))


def _dollars(outcome: Outcome) -> str:
    if not outcome.ledger:
        return ""
    cells = [
        (fate, f"{lines:,}", f"{paid / 100:,.2f}", f"{allowed / 100:,.2f}")
        for fate, lines, paid, allowed in money_by_fate(outcome.ledger)
    ]
    total = [sum(column) for column in zip(*(row[1:] for row in money_by_fate(outcome.ledger)), strict=True)]
    cells.append(("in the files", f"{total[0]:,}", f"{total[1] / 100:,.2f}", f"{total[2] / 100:,.2f}"))
    table = _table(("What became of them", "Claim lines", "Paid $", "Allowed $"), cells, numbers=range(1, 4))
    head = '<h2 id="dollars">Where every dollar went</h2>'
    return f"{head}<p>All dollars of the files are accounted for.</p>{table}"


def _checks(findings: Sequence[Finding]) -> str:
    head = '<h2 id="checks">Checks of the files</h2>'
    if not findings:
        return f"{head}<p>Nothing was found.</p>"
    cells = [
        (
            found.severity.value,
            found.table,
            found.message,
            f"{len(found.spoils)} measures" + (" stopped" if found.severity.value == "severe" else ""),
        )
        for found in findings
    ]
    # Sample rows are in quality.csv, which stays with the partner: they may name people.
    return head + _table(("Severity", "Table", "What was found", "Concerns"), cells)


def _lacking(outcome: Outcome) -> str:
    head = '<h2 id="lacking">Not computed</h2>'
    cells = [(reason, ", ".join(names)) for reason, names in without(outcome)]
    return head + (_table(("Because", "Measures"), cells) if cells else "<p>Every measure was computed.</p>")


def _read(outcome: Outcome) -> str:
    cells = [
        (table, f"{count:,}", ", ".join(sorted({path.name for path in outcome.loaded.files[table]})))
        for table, count in outcome.loaded.rows.items()
    ]
    return '<h2 id="read">What was read</h2>' + _table(("Table", "Rows", "Files"), cells, numbers=range(1, 2))


def _details(summary: str, content: str) -> str:
    return f"<details><summary>{escape(summary)}</summary>{content}</details>"


def _table(header: Sequence[str], rows: Iterable[Sequence[str]], numbers: range = range(0)) -> str:
    def cells(tag: str, values: Sequence[str]) -> str:
        extra = ' scope="col"' if tag == "th" else ""
        return "".join(
            f'<{tag}{extra} class="n">{escape(value)}</{tag}>'
            if at in numbers
            else f"<{tag}{extra}>{escape(value)}</{tag}>"
            for at, value in enumerate(values)
        )

    body = "".join(f"<tr>{cells('td', row)}</tr>" for row in rows)
    return (
        f'<div class="scroll" tabindex="0"><table><thead><tr>{cells("th", header)}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _shown(value: float | None) -> str:
    """A figure for people: as many decimals as its size makes useful."""
    if value is None:
        return ""
    if value == int(value) and abs(value) < 1e15:
        return f"{int(value):,}"
    return f"{value:,.0f}" if abs(value) >= 10_000 else f"{value:,.2f}"


def _month(number: int) -> str:
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def _anchor(name: str) -> str:
    return name.replace(" ", "-")
