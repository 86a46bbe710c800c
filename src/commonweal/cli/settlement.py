"""`commonweal settlement`: who earned what, to the cent."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commonweal.cli.failures import Failure

if TYPE_CHECKING:
    from commonweal.settlement.contracts.contract import Contract
    from commonweal.settlement.documents import Document
    from commonweal.settlement.mssp.public_file import PublicFile
    from commonweal.settlement.mssp.settlement import Settled

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_OUT = click.Path(dir_okay=False, path_type=Path)


@click.group()
def settlement() -> None:
    """Who earned what, to the cent: Medicare's public files, contracts of your own, and what they may
    bring.
    """


@settlement.command()
@click.argument("file", type=_FILE)
@click.option("--year", type=int, required=True, help="Performance year of the file (2014 to 2024).")
@click.option("--out", type=_OUT, help="Write the answer here (CSV) instead of to the screen.")
def mssp(file: Path, year: int, out: Path | None) -> None:
    """Settle every organisation of a Medicare Shared Savings Program public use file.

    Only the inputs are read (benchmark, expenditure, track, quality, size, flags); the published result is
    compared with afterwards. The table goes to --out, the comparison to the screen.
    """
    from commonweal.settlement.mssp import settlement as engine
    from commonweal.settlement.mssp import statement

    _, settled = _settled(file, year)
    text = io.StringIO()
    statement.write(settled, text)
    if out is None:
        click.echo(text.getvalue(), nl=False)
    else:
        _write(out, text.getvalue().encode())
    comparisons = [found for item in settled if (found := engine.compare(item)) is not None]
    for line in statement.agreement(settled, comparisons):
        click.echo(line, err=out is None)
    if out is not None:
        click.echo(f"\nWritten to {out}")


@settlement.command()
@click.argument("file", type=_FILE)
@click.option("--aco", required=True, help="Identifier of the organisation, as in the file.")
@click.option("--year", type=int, required=True, help="Performance year of the file (2014 to 2024).")
@click.option("--pdf", type=_OUT, help="Also write the explanation here as PDF.")
def explain(file: Path, aco: str, year: int, pdf: Path | None) -> None:
    """Show how one organisation's result comes about: each step, its figures, its rule and the rule's
    source.
    """
    from commonweal.settlement.mssp import explanation
    from commonweal.settlement.mssp import settlement as engine

    table, settled = _settled(file, year)
    wanted = [item for item in settled if item.row.aco_id.casefold() == aco.strip().casefold()]
    if not wanted:
        near = sorted(item.row.aco_id for item in settled if item.row.aco_id.startswith(aco.strip()[:3]))[:5]
        hint = f" Identifiers that begin alike: {', '.join(near)}." if near else ""
        raise Failure(f"{table.name} has no organisation {aco}.{hint}")
    for item in wanted:
        _show(explanation.explain(item, engine.compare(item), table, year), pdf)


def _settled(file: Path, year: int) -> tuple[PublicFile, list[Settled]]:
    from commonweal.settlement.mssp import public_file, tracks
    from commonweal.settlement.mssp import settlement as engine

    first, last = tracks.years()
    if not first <= year <= last:
        raise Failure(
            f"No parameter set holds in {year}; there are sets for {first} to {last}. Nothing was settled. "
            "A new year is a few lines in settlement/mssp/tracks.toml."
        )
    try:
        table = public_file.read(file)
    except public_file.UnreadableFile as why:
        raise Failure(str(why)) from None
    return table, engine.settle(table, year)


def _write(path: Path, content: bytes) -> None:
    if not path.parent.is_dir():
        raise Failure(
            f"There is no folder {path.parent}, so {path.name} was not written. Make the folder first."
        )
    path.write_bytes(content)


def _show(document: Document, pdf: Path | None) -> None:
    from commonweal.settlement.documents import as_pdf, as_text

    click.echo(as_text(document), nl=False)
    if pdf is not None:
        _write(pdf, as_pdf(document))
        click.echo(f"\nWritten to {pdf}")


@settlement.command()
@click.argument("contract", type=_FILE)
@click.argument("figures", type=_FILE)
@click.option(
    "--party", help="Show one party's statement: its own lines and the totals, not the others' lines."
)
@click.option("--out", type=_OUT, help="Also write every payment here (CSV).")
@click.option("--pdf", type=_OUT, help="Also write the statement here as PDF.")
def run(contract: Path, figures: Path, party: str | None, out: Path | None, pdf: Path | None) -> None:
    """Settle a contract of your own: CONTRACT in TOML, FIGURES in CSV (figure, party, period, value, source).

    What cannot be settled is listed with the figure that is missing; the rest is settled all the same.
    """
    from commonweal.settlement.contracts import figures as table
    from commonweal.settlement.contracts import statement
    from commonweal.settlement.contracts.run import settle

    terms = _contract(contract)
    try:
        settled = settle(terms, table.read(figures))
    except table.UnreadableFigures as why:
        raise Failure(str(why)) from None
    if party is not None and party not in {entry.id for entry in terms.parties}:
        known = ", ".join(entry.id for entry in terms.parties)
        raise Failure(f"The contract has no party {party}. It has {known}.")
    _show(statement.for_party(settled, party) if party else statement.whole(settled), pdf)
    if out is not None:
        _write(out, statement.as_csv(settled).encode())
        click.echo(f"Written to {out}")
    if settled.questions:
        click.echo(f"\n{len(settled.questions)} open question(s); see the notes.", err=True)


def _contract(path: Path) -> Contract:
    from commonweal.settlement.contracts.contract import parse
    from commonweal.settlement.contracts.reader import ContractFaults
    from commonweal.settlement.texts import decode

    try:
        return parse(decode(path.read_bytes()), path.name)
    except ContractFaults as why:
        raise Failure(str(why)) from None


@settlement.command()
@click.argument("contracts", type=_FILE, nargs=-1, required=True)
@click.option(
    "--trials", type=click.IntRange(100, 1_000_000), default=10_000, show_default=True, help="Years drawn."
)
@click.option("--seed", type=click.IntRange(0), help="Another seed than the contract's.")
@click.option("--pdf", type=_OUT, help="Also write the report here as PDF.")
@click.option(
    "--charts",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write the charts into this folder: SVG, each with its table as CSV.",
)
def simulate(
    contracts: tuple[Path, ...], trials: int, seed: int | None, pdf: Path | None, charts: Path | None
) -> None:
    """Show what a contract may bring before anybody signs it; give two or three CONTRACTS to compare
    variants.

    What varies stands in the contract's table [simulation]. All variants see the same drawn years.
    """
    from commonweal.settlement.contracts.reader import ContractFaults
    from commonweal.settlement.simulation import plan, report
    from commonweal.settlement.steps import NeedsInput

    if len(contracts) > 3:
        raise Failure("At most three variants can be compared side by side.")
    variants: list[report.Simulated] = []
    for path in contracts:
        terms = _contract(path)
        try:
            planned = plan.read(terms, path.parent, path.name)
            used = seed if seed is not None else (variants[0].seed if variants else None)
            variants.append(report.simulate(terms, planned, trials=trials, seed=used))
        except ContractFaults as why:
            raise Failure(str(why)) from None
        except NeedsInput as why:
            raise Failure(f"{path.name} cannot be simulated: {why}.") from None
    _show(report.document(variants), pdf)
    if charts is not None:
        from commonweal.settlement.simulation.charts import charts as drawn

        charts.mkdir(parents=True, exist_ok=True)
        for name, (svg, table) in drawn(variants).items():
            (charts / f"{name}.svg").write_text(svg, encoding="utf-8")
            (charts / f"{name}.csv").write_text(table, encoding="utf-8")
        click.echo(f"\nCharts and their tables are in {charts}")
