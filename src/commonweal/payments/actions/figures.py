"""Giving figures: by hand, from a file; taking one out; declaring them complete."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from commonweal import audit
from commonweal.access import Actor, Permission, Refused, may, require
from commonweal.database import clock, live
from commonweal.payments import events, rules, settling
from commonweal.payments.actions.common import held_year, refuse
from commonweal.payments.models import ContractYear, Figure, FigureFile, FigureSource
from commonweal.payments.queries import years
from commonweal.settlement.amounts import NotANumber, read_number, read_rate
from commonweal.settlement.contracts.figures import UnreadableFigures, has_value
from commonweal.settlement.texts import decode

MOST_ROWS = 5000
LARGEST_FILE = 2_000_000
"""Bytes."""


@dataclass(frozen=True)
class Cell:
    """A figure somebody gives. `line` 0: by hand."""

    figure: str
    value: str
    party: str = ""
    period: str = ""
    note: str = ""
    line: int = 0

    @property
    def place(self) -> str:
        """How a message begins that is about this figure."""
        return f"Line {self.line}, {self.figure}" if self.line else self.figure


def enter(*, by: Actor, year: ContractYear, cell: Cell) -> Figure:
    """Give one figure by hand; it takes the place of one with the same name, party and period.

    Raises NotAllowed; Refused with what is wrong with it.
    """
    require(by, Permission.ENTER_FIGURES, on=year)
    with transaction.atomic():
        row, (cell,) = checked(by, year, [cell])
        source = source_of(by, row, "entry")
        figure = figure_of(row, source, cell)
        figure.save()
        audit.record(by, events.ENTERED, on=row, year=row.title, count=1, source="by hand")
        live.notify("payments", alliance=row.alliance_id)
    return figure


def upload(*, by: Actor, year: ContractYear, name: str, content: bytes) -> FigureSource:
    """Give all figures of a CSV file (figure, value, party, period, source); all of them, or none.

    Raises NotAllowed; Refused with the line and what is wrong there.
    """
    require(by, Permission.ENTER_FIGURES, on=year)
    cells = read(name, content)
    with transaction.atomic():
        row, cells = checked(by, year, cells)
        source = source_of(
            by, row, "upload", file_name=name[:255], digest=hashlib.sha256(content).hexdigest()
        )
        FigureFile.objects.create(source=source, content=content)
        _store(row, source, cells)
        audit.record(by, events.ENTERED, on=row, year=row.title, count=len(cells), source=source.file_name)
        live.notify("payments", alliance=row.alliance_id)
    return source


def withdraw(*, by: Actor, figure: Figure) -> Figure:
    """Take a figure out; that it was given stays recorded. Raises NotAllowed; Refused."""
    require(by, Permission.ENTER_FIGURES, on=figure.year)
    with transaction.atomic():
        row, _cells = checked(by, figure.year, [Cell(figure.figure, "0", figure.party, figure.period)])
        out = Figure.objects.create(
            year=row, source=source_of(by, row, "entry"), figure=figure.figure, party=figure.party,
            period=figure.period, withdrawn=True,
        )  # fmt: skip
        audit.record(by, events.WITHDRAWN, on=row, year=row.title, figure=figure.figure)
        live.notify("payments", alliance=row.alliance_id)
    return out


def declare_complete(*, by: Actor, year: ContractYear) -> ContractYear:
    """Say that the figures are complete; the library must have no open question. Raises NotAllowed; Refused."""
    require(by, Permission.SETTLE, on=year)
    with transaction.atomic():
        row = held_year(year.pk)
        refuse(rules.refusal_to_declare(years.facts(row), [*withdrawn(row), *questions(row)]))
        row.figures_in_at = clock.now()
        row.save(update_fields=["figures_in_at"])
        audit.record(by, events.DECLARED, on=row, year=row.title)
        live.notify("payments", alliance=row.alliance_id)
    return row


def reopen(*, by: Actor, year: ContractYear) -> ContractYear:
    """Open the figures again, to correct some. Raises NotAllowed; Refused."""
    require(by, Permission.SETTLE, on=year)
    with transaction.atomic():
        row = held_year(year.pk)
        refuse(rules.refusal_to_reopen(years.facts(row)))
        row.figures_in_at = None
        row.save(update_fields=["figures_in_at"])
        audit.record(by, events.REOPENED, on=row, year=row.title)
        live.notify("payments", alliance=row.alliance_id)
    return row


def questions(year: ContractYear) -> tuple[str, ...]:
    """What the library asks before it can settle all, from the figures one may see."""
    given = settling.as_table(years.given(year, years.figures(year)))
    try:
        return settling.trial(year.terms, given).questions
    except UnreadableFigures:
        return ("no figure has been given yet",)


def withdrawn(year: ContractYear) -> list[str]:
    """Figures that hold though the version they were taken from was withdrawn since, each in a sentence."""
    return [
        f"the figure {one.figure} was taken from version {one.indicator.version.number} of the indicators, which was "
        f"withdrawn ({one.indicator.version.withdrawn_reason.rstrip('. ')}); take it from another version or enter it"
        for one in years.figures(year)
        if years.is_withdrawn(one)
    ]


def read(name: str, content: bytes) -> list[Cell]:
    """The figures of a CSV file. Raises Refused with the line and what to mend; nothing is kept then."""
    if len(content) > LARGEST_FILE:
        raise Refused(f"{name} is larger than {LARGEST_FILE // 1_000_000} MB. Nothing was kept.")
    reader = csv.reader(io.StringIO(decode(content), newline=""))
    try:
        records = [(reader.line_num, record) for record in reader]
    except csv.Error as why:
        raise Refused(f"{name} cannot be read as CSV: {why}. Nothing was kept.") from None
    heads = [cell.strip().casefold() for cell in records[0][1]] if records else []
    if missing := [column for column in ("figure", "value") if column not in heads]:
        raise Refused(
            f"{name} has no column {' and no column '.join(missing)}. The first line names the columns: "
            "figure, value, and if needed party, period, source. Nothing was kept."
        )
    cells = []
    for line, record in records[1:]:
        if not any(cell.strip() for cell in record):
            continue
        if len(record) > len(heads):
            raise Refused(f"Line {line} of {name} has more cells than the first line. Nothing was kept.")
        row = dict(zip(heads, (cell.strip() for cell in record), strict=False))
        cells.append(
            Cell(
                row.get("figure", ""), row.get("value", ""), row.get("party", ""), row.get("period", ""),
                row.get("source", ""), line,
            )
        )  # fmt: skip
    if not cells or len(cells) > MOST_ROWS:
        raise Refused(
            f"{name} has {len(cells)} figures; between 1 and {MOST_ROWS} are expected. Nothing was kept."
        )
    return cells


def checked(by: Actor, year: ContractYear, cells: Sequence[Cell]) -> tuple[ContractYear, list[Cell]]:
    """The year, held until the transaction ends, and the figures in order; Refused with what is wrong with one."""
    row = held_year(year.pk)
    known = {one.party for one in row.parties.all()}
    tidy: dict[tuple[str, str, str], Cell] = {}
    for cell in cells:
        parts = sorted(part.strip() for part in cell.party.split("+") if part.strip())
        if strange := [part for part in parts if part not in known]:
            raise Refused(f"{cell.place}: the contract has no party {strange[0]}. Nothing was kept.")
        _check_value(cell)
        key = (cell.figure, "+".join(parts), cell.period)
        if key in tidy:
            raise Refused(
                f"{cell.place} stands on lines {tidy[key].line} and {cell.line}; which of them holds? "
                "Nothing was kept."
            )
        tidy[key] = Cell(cell.figure, cell.value, key[1], cell.period, cell.note, cell.line)
    refuse(
        rules.refusal_to_enter(
            years.facts(row),
            settles=may(by, Permission.SETTLE),
            parties=[cell.party for cell in tidy.values()],
            own=years.own_parties(by, row),
        )
    )
    return row, list(tidy.values())


def _check_value(cell: Cell) -> None:
    if not cell.figure:
        raise Refused(f"Line {cell.line} names no figure. Nothing was kept.")
    for name, value, most in (
        ("figure", cell.figure, 120),
        ("value", cell.value, 60),
        ("period", cell.period, 60),
        ("source", cell.note, 500),
    ):
        if len(value) > most or "\x00" in value:
            raise Refused(
                f"{cell.place[:200]}: its {name} has more than {most} characters. Nothing was kept."
            )
    if not has_value(cell.value):
        raise Refused(f"{cell.place} has no value. Nothing was kept.")
    if cell.value.casefold() in {"yes", "no"}:
        return
    try:
        read_rate(cell.value) if "%" in cell.value or " of " in cell.value else read_number(cell.value)
    except NotANumber as why:
        raise Refused(f"{cell.place}: {why}. Nothing was kept.") from None


def source_of(by: Actor, year: ContractYear, kind: str, **facts: str) -> FigureSource:
    """Written down: through what and by whom figures come."""
    return FigureSource.objects.create(
        year=year,
        kind=kind,
        organisation_id=by.own_organisation_id,
        person_id=by.own_person_id,
        person_name=by.person_name,
        **facts,
    )


def _store(year: ContractYear, source: FigureSource, cells: Sequence[Cell]) -> None:
    Figure.objects.bulk_create(figure_of(year, source, cell) for cell in cells)


def figure_of(year: ContractYear, source: FigureSource, cell: Cell) -> Figure:
    """A figure as it will be stored."""
    return Figure(
        year=year, source=source, line=cell.line, figure=cell.figure, party=cell.party, period=cell.period,
        value=cell.value, note=cell.note,
    )  # fmt: skip
