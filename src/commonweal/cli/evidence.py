"""`commonweal evidence`: from partners' files to indicators that can be defended."""

from __future__ import annotations

import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commonweal.cli.evaluate import evaluate
from commonweal.cli.failures import Failure

if TYPE_CHECKING:
    import duckdb

    from commonweal.evidence.engines.period import Period
    from commonweal.evidence.measures.spec import Measure
    from commonweal.evidence.sources.model import Readings

SOURCES = ("tuva", "synthea", "files")


class Month(click.ParamType):  # type: ignore[type-arg,unused-ignore]
    """A month, written YYYY-MM."""

    name = "month"

    def get_metavar(self, param: click.Parameter, ctx: click.Context | None = None) -> str:
        return "YYYY-MM"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            year, month = str(value).split("-")
            return date(int(year), int(month), 1)
        except ValueError:
            self.fail(f"{value} is no month; write it as 2017-05.", param, ctx)


@click.group()
def evidence() -> None:
    """From partners' files to indicators by month and partner, every figure explained down to its rows."""


evidence.add_command(evaluate)


def _source_options(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in (
        click.option(
            "--threads", type=click.IntRange(1), default=2, show_default=True, help="Processors to use."
        ),
        click.option(
            "--memory",
            default="700MB",
            show_default=True,
            help="What DuckDB may hold before it spills to disk.",
        ),
        click.option(
            "--source",
            type=click.Choice(SOURCES),
            required=True,
            help="The layout of PATH: a folder of the Tuva input layer, a folder of Synthea's CSV, or a "
            "mapping file.",
        ),
        click.argument("path", type=click.Path(exists=True, path_type=Path)),
    ):
        command = option(command)
    return command


@evidence.command()
@_source_options
@click.option("--from", "first", type=Month(), required=True, help="The first month.")
@click.option("--to", "last", type=Month(), required=True, help="The last month.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="The folder to write into.")
@click.option(
    "--share",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write suppressed partial sums for the alliance into this file.",
)
@click.option("--partner", help="Your name in the file of --share.")
@click.option("--measure", "names", multiple=True, help="Only this measure (may be given several times).")
@click.option(
    "--threshold",
    type=click.IntRange(1),
    default=11,
    show_default=True,
    help="Counts below it are suppressed.",
)
@click.option("--engine", type=click.Choice(("duckdb", "spark")), default="duckdb", show_default=True)
@click.option("--master", default="local[2]", show_default=True, help="The Spark cluster.")
@click.option("--report/--no-report", default=True, help="Write report.html, too.")
@click.option(
    "--tables",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write the tables between input and measures (stays, visits, member months …) into this folder, "
    "as Parquet. "
    "They are about people: keep them where the files are.",
)
@click.option("--steps", is_flag=True, help="Print how long each step took.")
def run(
    source: str,
    path: Path,
    first: date,
    last: date,
    out: Path | None,
    share: Path | None,
    partner: str | None,
    names: tuple[str, ...],
    threshold: int,
    engine: str,
    master: str,
    report: bool,
    tables: Path | None,
    steps: bool,
    threads: int,
    memory: str,
) -> None:
    """Read PATH, check it, compute every measure its tables allow, and write the results.

    Writes results.parquet, results.csv, quality.csv and report.html into the folder of --out. Results
    and report hold sums, with small numbers suppressed. quality.csv shows sample rows of what the checks
    found: it may name people and stays where the files are.
    """
    if out is None and share is None:
        raise Failure("Say where the results go: --out FOLDER, or --share FILE for the alliance.")
    if share is not None and not partner:
        raise Failure("--share needs your name, so that nobody is counted twice: --partner NAME.")
    # Half a second of imports that nothing needs before the files are read: begun here, they cost none of it.
    threading.Thread(target=import_module, args=("commonweal.evidence.computing",), daemon=True).start()
    from commonweal.evidence.run import run as run_evidence
    from commonweal.evidence.writing import facts, write_quality, write_results

    measures = _measures(names)
    period = _period(first, last)
    started = time.perf_counter()
    connection = _connect(threads, memory)
    elsewhere = _spark(master) if engine == "spark" else None
    outcome = _failing(
        lambda: run_evidence(
            connection,
            _readings(connection, source, path),
            period,
            measures=measures,
            progress=_progress,
            elsewhere=elsewhere,
        )
    )
    ended = time.perf_counter()
    _progress("suppressing small numbers")
    rows = outcome.shown(threshold)
    if share is not None and partner:
        from commonweal.evidence.share import shared
        from commonweal.evidence.writing import replace

        replace(share, shared(partner, rows, outcome.fingerprint, threshold))
    if out is not None:
        _progress("writing")
        out.mkdir(parents=True, exist_ok=True)
        versions = {measure.name: measure.version for measure in outcome.measures}
        months = (f"{first:%Y-%m}", f"{last:%Y-%m}")
        write_results(connection, out, rows, facts(outcome.fingerprint, versions, months, threshold))
        write_quality(out, outcome.findings)
        if report:
            from commonweal.evidence.report import write_report

            _progress("drawing the report")
            write_report(out / "report.html", outcome, rows, threshold)
    if tables is not None:
        from commonweal.evidence.writing import write_tables

        tables.mkdir(parents=True, exist_ok=True)
        write_tables(connection, tables)
    _progress("")
    from commonweal.evidence.summary import summary_lines

    for line in summary_lines(outcome, rows):
        click.echo(line)
    rest = time.perf_counter() - ended
    written = [str(place) for place in (out, share) if place is not None]
    click.echo(f"Written to {' and '.join(written)} in {time.perf_counter() - started:.1f} s.")
    if steps:
        for name, seconds in outcome.seconds.items():
            click.echo(f"  {seconds:7.3f} s  {name}")
        click.echo(f"  {rest:7.3f} s  suppressing, writing and the rest")


@evidence.command()
@click.option("--domain", help="Only this domain (access, finance, …).")
def measures(domain: str | None) -> None:
    """List the catalogue: every measure, what it asks and what it needs."""
    from commonweal.evidence.measures.catalogue import MEASURES

    domains = list(dict.fromkeys(measure.domain.value for measure in MEASURES.values()))
    if domain is not None and domain not in domains:
        raise Failure(f"There is no domain {domain}. The domains are {', '.join(domains)}.")
    for name in domains:
        if domain not in (None, name):
            continue
        click.echo(name.capitalize())
        for measure in MEASURES.values():
            if measure.domain.value == name:
                better = (
                    "" if measure.direction.value == "neither" else f", {measure.direction.value} is better"
                )
                click.echo(f"  {measure.name}")
                click.echo(f"      {measure.question} ({measure.unit}{better})")
                click.echo(f"      needs {', '.join(_needs(measure))}")
        click.echo()


def _needs(measure: Measure) -> list[str]:
    needed = list(measure.needs)
    if measure.any_of:
        needed.append(" or ".join(dict.fromkeys(name for branch in measure.any_of for name in branch)))
    return list(dict.fromkeys(needed))


@evidence.command()
@click.argument("measure")
@_source_options
@click.option("--period", "month", type=Month(), required=True, help="The month to explain.")
@click.option(
    "--rows", "limit", type=click.IntRange(0), default=20, show_default=True, help="How many rows to show."
)
def explain(
    measure: str, source: str, path: Path, month: date, limit: int, threads: int, memory: str
) -> None:
    """Show how the figure of one MEASURE and month comes about: definition, steps with counts, the rows
    behind it.

    The rows are about people. They are for whoever holds the files, and are not suppressed.
    """
    from commonweal.evidence.explain import explanation

    (wanted,) = _measures((measure,))
    connection = _connect(threads, memory)
    lines = _failing(
        lambda: explanation(connection, _readings(connection, source, path), wanted, month, limit)
    )
    for line in lines:
        click.echo(line)


@evidence.command("add-up")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The CSV file to write."
)
def add_up(files: tuple[Path, ...], out: Path) -> None:
    """Add up the partial sums that partners wrote with `run --share`."""
    from commonweal.evidence import share
    from commonweal.evidence.writing import write_sums

    try:
        sums = share.add_up([share.read_shared(path) for path in files])
    except share.ShareError as error:
        raise Failure(str(error)) from error
    write_sums(out, sums)
    hidden = sum(1 for added in sums if added.partners_suppressed)
    click.echo(f"{len(sums)} figures of {len(files)} partners written to {out}.")
    if hidden:
        click.echo(f"In {hidden} of them a partner had to suppress its part: they are sums of the others.")


@evidence.command()
@click.option("--people", type=click.IntRange(1), required=True, help="How many people.")
@click.option("--months", type=click.IntRange(1), default=36, show_default=True, help="How many months.")
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), required=True, help="The folder to write into."
)
@click.option("--seed", type=int, default=1, show_default=True, help="The same number gives the same files.")
def synthesize(people: int, months: int, out: Path, seed: int) -> None:
    """Write made-up but believable files of every table, any size."""
    from commonweal.evidence.synthetic import synthesize as write

    write(people=people, months=months, out=out, seed=seed, progress=_progress)
    _progress("")
    click.echo(f"{people} made-up people over {months} months written to {out}.")


def _measures(names: tuple[str, ...]) -> list[Measure]:
    from commonweal.evidence.measures.catalogue import MEASURES

    for name in names:
        if name not in MEASURES:
            import difflib

            near = difflib.get_close_matches(name, MEASURES, n=3, cutoff=0.5)
            hint = f" Did you mean {' or '.join(near)}?" if near else ""
            raise Failure(f"There is no measure {name}.{hint} `commonweal evidence measures` lists them.")
    return [MEASURES[name] for name in names] if names else list(MEASURES.values())


def _period(first: date, last: date) -> Period:
    from commonweal.evidence.engines.period import Period

    if last < first:
        raise Failure(f"--from {first:%Y-%m} is after --to {last:%Y-%m}.")
    return Period.of(first, last)


def _connect(threads: int, memory: str) -> duckdb.DuckDBPyConnection:
    import duckdb

    connection = duckdb.connect(config={"threads": threads, "preserve_insertion_order": False})
    connection.execute("set enable_progress_bar = false")
    # What does not fit into memory goes where temporary files belong, not into the folder one happens to be in.
    spill = Path(tempfile.gettempdir()) / f"commonweal-{os.getpid()}"
    connection.execute("set temp_directory = ?", [str(spill)])
    try:
        connection.execute("set memory_limit = ?", [memory])
    except duckdb.Error as error:
        raise Failure(f"--memory {memory}: write it as 700MB or 4GB.") from error
    return connection


def _readings(connection: duckdb.DuckDBPyConnection, source: str, path: Path) -> Readings:
    from commonweal.evidence.sources import mapping, synthea, tuva

    if source == "files":
        if path.is_dir():
            raise Failure(f"{path} is a folder; --source files wants the mapping file (MAPPING.toml).")
        try:
            return mapping.readings(connection, path)
        except mapping.MappingError as error:
            raise Failure(str(error)) from error
    if not path.is_dir():
        raise Failure(f"{path} is no folder; --source {source} wants the folder with its files.")
    readings = tuva.readings(connection, path) if source == "tuva" else synthea.readings(connection, path)
    if not readings.tables and not readings.findings:
        raise Failure(
            f"{path} has no file that --source {source} knows. Is it the right folder? For other layouts "
            f"write a "
            "mapping: --source files MAPPING.toml."
        )
    return readings


def _spark(master: str) -> Callable[..., Any]:
    try:
        from commonweal.evidence.engines.spark import SparkBackend
    except ImportError as error:
        raise Failure("Spark is not installed. Install it with: pip install 'commonweal[spark]'.") from error
    return lambda connection, loaded: SparkBackend.start(master, connection, loaded.present)


def _failing(work: Callable[[], Any]) -> Any:
    import duckdb

    from commonweal.evidence.money import UnexplainedDollarsError

    try:
        return work()
    except UnexplainedDollarsError as error:
        raise Failure(str(error)) from error
    except duckdb.OutOfMemoryException as error:
        raise Failure(
            "The memory was not enough. Nothing was written. Give more with --memory, or less with --from "
            "and --to."
        ) from error


def _progress(what: str) -> None:
    """One line that is written over, on a terminal only."""
    if sys.stderr.isatty() and not os.environ.get("NO_PROGRESS"):
        sys.stderr.write(f"\r\x1b[K{what}" + (" …" if what else ""))
        sys.stderr.flush()
