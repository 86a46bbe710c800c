"""Reads a package of the Human Services Data Specification, whatever its version and shape, record by
record."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from commonweal.directory.records import Directory, Record, Service, Tally, Taxonomy
from commonweal.interchange.hsds import values
from commonweal.interchange.hsds.failures import PackageRefused
from commonweal.interchange.hsds.interpreter import Interpreter, Known
from commonweal.interchange.hsds.layout import AnyTable, Layout, open_layout
from commonweal.interchange.hsds.quarantine import Quarantine
from commonweal.interchange.hsds.tables import SPECS
from commonweal.interchange.hsds.text import BrokenRow, Row

_MOST = 0.5
"""Above this share of services without an organization, the package's links as a whole are broken."""


@dataclass
class Package:
    """A package being read. `records` may be gone through once; after that the counts are complete."""

    name: str
    layout: Layout
    known: Known
    quarantine: Quarantine = field(default_factory=Quarantine)
    tallies: list[Tally] = field(default_factory=list)
    notes: Counter[tuple[str, str]] = field(default_factory=Counter)
    """(file, sentence) and how many rows it holds for: what was read otherwise than it stands."""
    _used: int = 0

    @property
    def not_kept(self) -> dict[str, str]:
        """Files of the package that the directory has no use for, and what they hold."""
        return self.layout.not_kept

    def records(self) -> Iterator[Record]:
        """Every usable record; a record comes after all it links to, except a parent of its own kind.

        Raises `PackageRefused` when the package as a whole cannot be used. That may be noticed only when some
        records have been given out already, so whoever stores them does so in one transaction.
        """
        self._check()
        self.known.owner_of_service = self._owner_of_service
        yield from self._schemes()
        eligibility = self._eligibility()
        for kind in SPECS:
            table = self.layout.tables.get(kind)
            if table is None:
                continue
            for record in self._table(kind, table):
                if isinstance(record, Service) and (extra := eligibility.get(record.id)):
                    texts = [record.eligibility_description, *(text for _, text in extra)]
                    joined = "\n".join(filter(None, texts))[: values.LONGEST_TEXT]
                    yield replace(record, eligibility_description=joined.strip())
                else:
                    yield record
            if kind == "service":
                self._judge_services()
                self._settle_eligibility(eligibility)

    def _check(self) -> None:
        for kind in ("organization", "service"):
            table = self.layout.tables.get(kind)
            expected = SPECS[kind].files[0]
            if table is None:
                found = ", ".join(self.layout.files[:8]) or "no file at all"
                raise PackageRefused(
                    f"{self.name} is no HSDS package: it has no {expected} (it has {found}). "
                    f"Nothing was imported."
                )
            if missing := Interpreter(kind, table, self.known).missing:
                raise PackageRefused(
                    f"{table.name} has no column {' and no column '.join(missing)}"
                    f"{' (it is empty)' if not table.columns else ''}. Nothing was imported."
                )

    def _table(self, kind: str, table: AnyTable) -> Iterator[Record]:
        self.notes.update({(table.name, note): 1 for note in table.remarks})
        parents = self._first_pass(kind, table)
        interpreter = Interpreter(
            kind,
            table,
            self.known,
            quarantine=self.quarantine,
            notes=self.notes,
            terms_have_scheme=not self._names_schemes_only,
            parents=parents,
            older=self.layout.older,
        )
        ids = self.known.ids[kind]
        keep_ids = SPECS[kind].referred_to and parents is None
        rows = used = 0
        for row in table.rows():
            rows += 1
            if isinstance(row, BrokenRow):
                self.quarantine.add(table.name, row.number, "", row.reason, "row left out", content=row.cells)
                continue
            record = interpreter.read(row)
            if record is not None:
                used += 1
                if keep_ids:
                    ids.add(record.id)
                yield record
        self.tallies.append(Tally(table.name, kind, rows, used, rows - used))

    def _first_pass(self, kind: str, table: AnyTable) -> dict[str, str] | None:
        """Rows that may name a later row of their own table: which of them will be used, and who is above
        whom."""
        column = {"organization": "parent_organization_id", "taxonomy_term": "parent_id"}.get(kind)
        if column is None or column not in table.columns:
            return None
        silent = Interpreter(kind, table, self.known)
        parents: dict[str, str] = {}
        for row in table.rows():
            if isinstance(row, Row) and (record := silent.read(row)) is not None:
                self.known.ids[kind].add(record.id)
                if above := (row.cells.get(column) or "").strip():
                    parents[record.id] = values.identity(kind, above, self.known.namespace)
        return parents

    @property
    def _names_schemes_only(self) -> bool:
        """Before 3.0 a scheme of terms is only a name beside each term."""
        return self.layout.older and "taxonomy" not in self.layout.tables

    def _schemes(self) -> Iterator[Taxonomy]:
        table = self.layout.tables.get("taxonomy_term")
        if table is None or not self._names_schemes_only:
            return
        names: dict[str, None] = {}
        for row in table.rows():
            if isinstance(row, Row):
                name = values.text(row.cells.get("taxonomy") or row.cells.get("vocabulary") or "")
                if name:
                    names[name] = None
        for name in names:
            scheme = Taxonomy(id=values.identity("taxonomy", name, self.known.namespace), name=name)
            self.known.ids["taxonomy"].add(scheme.id)
            yield scheme

    _owners: dict[str, str] | None = None

    def _owner_of_service(self, raw: str) -> str | None:
        if self._owners is None:
            self._owners = {}
            for row in self.layout.tables["service"].rows():
                if isinstance(row, Row):
                    owner = (row.cells.get("organization_id") or "").strip()
                    self._owners.setdefault((row.cells.get("id") or "").strip(), owner)
        return self._owners.get(raw)

    def _eligibility(self) -> dict[str, list[tuple[Row, str]]]:
        found: dict[str, list[tuple[Row, str]]] = {}
        if (table := self.layout.eligibility) is None:
            return found
        self.notes.update({(table.name, note): 1 for note in table.remarks})
        rows = kept = 0
        for row in table.rows():
            rows += 1
            if isinstance(row, BrokenRow):
                self.quarantine.add(table.name, row.number, "", row.reason, "row left out", content=row.cells)
                continue
            service = (row.cells.get("service_id") or "").strip()
            text = values.text(values.repaired(row.cells.get("eligibility") or ""))
            if len(text) > values.LONGEST_TEXT:
                reason = f"eligibility is longer than {values.LONGEST_TEXT:,} characters"
                self.quarantine.add(
                    table.name, row.number, "eligibility", reason, "row left out", content=row.cells
                )
                continue
            if not service or not text:
                column = "service_id" if not service else "eligibility"
                self.quarantine.add(
                    table.name, row.number, column, f"has no {column}", "row left out", content=row.cells
                )
                continue
            kept += 1
            target = values.identity("service", service, self.known.namespace)
            found.setdefault(target, []).append((row, text))
        self._eligibility_rows = rows
        return found

    _eligibility_rows: int = 0

    def _settle_eligibility(self, found: dict[str, list[tuple[Row, str]]]) -> None:
        """Once the services are known: whose eligibility was given to nobody."""
        if (table := self.layout.eligibility) is None:
            return
        used = 0
        for service, texts in found.items():
            if service in self.known.ids["service"]:
                used += len(texts)
                continue
            for row, _ in texts:
                reason = "service_id names a service that is not in the package or was left out"
                self.quarantine.add(
                    table.name, row.number, "service_id", reason, "row left out", content=row.cells
                )
        rows = self._eligibility_rows
        self.tallies.append(Tally(table.name, "eligibility", rows, used, rows - used))

    def _judge_services(self) -> None:
        tally = self.tallies[-1]
        file = tally.file
        if tally.rows == 0:
            raise PackageRefused(f"{file} has a header but no service. Nothing was imported.")
        dangling = [
            trouble
            for trouble in self.quarantine.troubles()
            if trouble.file == file
            and trouble.column == "organization_id"
            and trouble.outcome == "row left out"
        ]
        count = sum(trouble.count for trouble in dangling)
        if count > _MOST * tally.rows:
            first = min(trouble.first_row for trouble in dangling)
            raise PackageRefused(
                f"{count:,} of the {tally.rows:,} services in {file} name an organization that is "
                f"not in the package "
                f"(first in row {first:,}). Are services and organizations from the same export? "
                f"Nothing was imported."
            )
        if tally.used == 0:
            worst = next(trouble for trouble in self.quarantine.troubles() if trouble.file == file)
            raise PackageRefused(
                f"none of the {tally.rows:,} services in {file} can be used: the {worst.column or 'row'} "
                f"in row {worst.first_row:,}, for one: {worst.reason}. Nothing was imported."
            )


@contextmanager
def open_package(path: Path, *, source: str = "") -> Iterator[Package]:
    """Open a zip archive, a folder of CSV files or a JSON file for reading.

    `source` names where the package comes from. Identifiers that are no UUIDs are made into UUIDs with it, so
    that number 136 of one county is not number 136 of another; give the same source each time.

    Raises `PackageRefused`.
    """
    namespace = uuid.uuid5(values.NAMESPACE, source)
    with open_layout(path) as layout:
        package = Package(name=path.name, layout=layout, known=Known(namespace))
        try:
            yield package
        finally:
            package.quarantine.close()


def read_directory(package: Package) -> Directory:
    """All usable records of an opened package, in memory."""
    directory = Directory()
    for record in package.records():
        directory.add(record)
    return directory
