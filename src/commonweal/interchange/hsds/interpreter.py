"""From the cells of a row to a record, or to a reason why not."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable
from typing import Any, Protocol

from commonweal.directory.keys import derived
from commonweal.directory.records import KINDS, Outcome, Record
from commonweal.interchange.hsds import values
from commonweal.interchange.hsds.quarantine import Quarantine
from commonweal.interchange.hsds.tables import SPECS, Column, Link, Spec
from commonweal.interchange.hsds.text import Row


class Source(Protocol):
    """A table as the interpreter sees it: what it is called, and which headers it has."""

    name: str
    columns: list[str]


class LeftOut(Exception):
    """The row cannot be used."""

    def __init__(self, column: str, reason: str, value: str = "") -> None:
        super().__init__(reason)
        self.column, self.reason, self.value = column, reason, value


ORIGINAL_ID_REQUIRED = frozenset({"organization", "service", "location", "taxonomy", "taxonomy_term"})


class Known:
    """Identifiers of the rows used so far, by kind: what a link may name."""

    def __init__(self, namespace: uuid.UUID) -> None:
        self.namespace = namespace
        self.ids: dict[str, set[str]] = {kind: set() for kind in KINDS}
        self.owner_of_service: Callable[[str], str | None] = lambda _raw: None
        """The organization (as its source names it) of the service with this identifier."""

    def resolve(self, link: Link, raw: str) -> tuple[str | None, bool]:
        """The identifier a link names, if that row was used, and whether a detour led there.

        Some sources write the identifier of a service where that of its organization belongs. Such a link is
        followed through that service to its organization: nothing is guessed, the package itself says it.
        """
        target = values.identity(link.kind, raw, self.namespace)
        if target in self.ids[link.kind]:
            return target, False
        if link.kind == "organization":
            for _ in range(5):
                if (owner := self.owner_of_service(raw)) is None or owner == raw:
                    break
                target = values.identity("organization", owner, self.namespace)
                if target in self.ids["organization"]:
                    return target, True
                raw = owner
        return None, False


class Interpreter:
    """Reads the rows of one table; what it cannot use goes to the quarantine.

    Without a quarantine it judges silently, for a first pass over a table whose rows name each other.
    """

    def __init__(
        self,
        kind: str,
        source: Source,
        known: Known,
        *,
        quarantine: Quarantine | None = None,
        notes: Counter[tuple[str, str]] | None = None,
        terms_have_scheme: bool = True,
        parents: dict[str, str] | None = None,
        older: bool = False,
    ) -> None:
        self.spec: Spec = SPECS[kind]
        self._file = source.name
        self._known = known
        self._quarantine = quarantine
        self._notes = notes if notes is not None else Counter()
        self._terms_have_scheme = terms_have_scheme
        self._parents = parents
        self._older = older
        self._make = KINDS[kind]
        self._seen: dict[str, int] = {}
        self._pairs: set[tuple[str, str]] = set()
        present = set(source.columns)
        self._columns: list[tuple[Column, list[str]]] = []
        self._links: list[tuple[Link, str]] = []
        self.missing: list[str] = []
        for column in self.spec.columns:
            headers = [name for name in column.headers if name in present]
            if headers:
                self._columns.append((column, headers))
            elif column.required:
                self.missing.append(column.headers[0])
        for link in self.spec.links:
            header = next((name for name in link.headers if name in present), None)
            if header is not None:
                self._links.append((link, header))
            elif link.required:
                self.missing.append(link.headers[0])
        if kind in ORIGINAL_ID_REQUIRED and "id" not in present:
            self.missing.append("id")
        self._defaults = {column.field: column.default for column in self.spec.columns}

    def read(self, row: Row) -> Record | None:
        """The record of a row, or nothing; then the quarantine knows why."""
        try:
            return self._read(row)
        except LeftOut as reason:
            self._report(row, reason.column, reason.reason, "row left out", reason.value)
            return None

    def _report(self, row: Row, column: str, reason: str, outcome: Outcome, value: str) -> None:
        if self._quarantine is not None:
            self._quarantine.add(
                self._file, row.number, column, reason, outcome, value=value, content=row.cells
            )

    def _note(self, sentence: str) -> None:
        self._notes[(self._file, sentence)] += 1

    def _read(self, row: Row) -> Record:
        if self.missing:
            raise LeftOut(self.missing[0], f"the file has no column {self.missing[0]}")
        cells = row.cells
        raw_id = cells.get("id", "").strip()
        if not raw_id and self.spec.kind in ORIGINAL_ID_REQUIRED:
            raise LeftOut("id", "has no id")
        found = dict(self._defaults)
        for column, headers in self._columns:
            self._fill(found, column, headers, row)
        self._adjust(found, row, raw_id)
        if self.spec.says and not any(found[name] or found[name] == 0 for name in self.spec.says):
            raise LeftOut(self.spec.says[0], f"says nothing: {', '.join(self.spec.says[:4])} are empty")
        self._follow(found, row)
        found["id"] = self._identify(raw_id, found)
        return self._make(**found)

    def _fill(self, found: dict[str, Any], column: Column, headers: list[str], row: Row) -> None:
        cell, header = "", headers[0]
        for name in headers:
            cell = row.cells.get(name) or ""
            if cell and not cell.isspace():
                header = name
                break
        else:
            if column.required:
                raise LeftOut(header, f"has no {header}")
            return
        if self._older:
            repaired = values.repaired(cell)
            if repaired != cell:
                cell = repaired
                self._note("line breaks or quotation marks that an export had garbled were put right")
        try:
            if len(cell) > values.LONGEST_TEXT and column.field != "extent":
                raise values.Unreadable(f"is longer than {values.LONGEST_TEXT:,} characters")
            found[column.field] = column.read(cell)
        except values.Unreadable as reason:
            if column.required:
                raise LeftOut(header, f"{header} {reason}", cell) from None
            self._report(row, header, f"{header} {reason}", "value left out", cell)

    def _follow(self, found: dict[str, Any], row: Row) -> None:
        named = dangling = 0
        for link, header in self._links:
            raw = (row.cells.get(header) or "").strip()
            if not raw:
                if link.required:
                    raise LeftOut(header, f"has no {header}")
                continue
            named += 1
            target, detour = self._known.resolve(link, raw)
            if target is None:
                noun = SPECS[link.kind].noun
                article = "an" if noun[0] in "aeiou" else "a"
                reason = f"{header} names {article} {noun} that is not in the package or was left out"
                if link.required:
                    raise LeftOut(header, reason, raw)
                dangling += 1
                if not (self.spec.needs_link and dangling == len(self._links)):
                    self._report(row, header, reason, "value left out", raw)
                continue
            if detour:
                self._note(f"{header} names a service; the organization of that service was taken")
            found[link.field] = target
        if self.spec.needs_link and named == dangling:
            column = self._links[0][1] if self._links else self.spec.links[0].headers[0]
            if named:
                raise LeftOut(column, "is linked only to rows that are not in the package or were left out")
            raise LeftOut(column, "is linked to nothing: every column that would name its owner is empty")
        if self._parents is not None and self.spec.kind in ("taxonomy_term", "organization"):
            self._break_circle(found, row)

    def _break_circle(self, found: dict[str, Any], row: Row) -> None:
        field = "parent_id" if self.spec.kind == "taxonomy_term" else "parent_organization_id"
        start = values.identity(self.spec.kind, row.cells.get("id", "").strip(), self._known.namespace)
        above, steps = found.get(field), 0
        parents = self._parents or {}
        while above is not None and steps <= len(parents):
            if above == start:
                self._report(
                    row, field, f"{field} leads back to the row itself", "value left out", str(found[field])
                )
                found[field] = None
                parents.pop(start, None)
                return
            above, steps = parents.get(above), steps + 1

    def _adjust(self, found: dict[str, Any], row: Row, raw_id: str) -> None:
        """What one column means for another."""
        match self.spec.kind:
            case "location":
                self._check_coordinates(found, row)
            case "service":
                low, high = found["minimum_age"], found["maximum_age"]
                if low is not None and high is not None and low > high:
                    self._report(
                        row,
                        "minimum_age",
                        "minimum_age is above maximum_age; both were left out",
                        "value left out",
                        f"{low:g} > {high:g}",
                    )
                    found["minimum_age"] = found["maximum_age"] = None
            case "phone" if not found["extension"]:
                found["number"], found["extension"] = values.split_extension(found["number"])
            case "schedule":
                self._check_hours(found, row)
            case "taxonomy_term":
                if not found["code"] and values.identity("taxonomy_term", raw_id, self._known.namespace) != (
                    raw_id.lower()
                ):
                    found["code"] = raw_id
                if not self._terms_have_scheme and found["taxonomy"]:
                    found["taxonomy_id"] = values.identity(
                        "taxonomy", found["taxonomy"], self._known.namespace
                    )

    def _check_coordinates(self, found: dict[str, Any], row: Row) -> None:
        north, east = found["latitude"], found["longitude"]
        if north is None and east is None:
            return
        if north is None or east is None:
            # An unreadable half has been reported already; a half that was never there has not.
            if (
                not (row.cells.get("latitude") or "").strip()
                or not (row.cells.get("longitude") or "").strip()
            ):
                self._report(
                    row,
                    "latitude",
                    "has only one of latitude and longitude; it was left out",
                    "value left out",
                    str(north if north is not None else east),
                )
        elif north == 0 and east == 0:
            self._report(row, "latitude", "0, 0 lies in the ocean; it was left out", "value left out", "0, 0")
        else:
            return
        found["latitude"] = found["longitude"] = None

    def _check_hours(self, found: dict[str, Any], row: Row) -> None:
        if found["byday"] and not found["freq"]:
            found["freq"] = "WEEKLY"
        opens, closes = found["opens_at"], found["closes_at"]
        if opens is None or closes is None or closes > opens or closes.hour >= 12 or closes.hour == 0:
            return
        if values.names_half_of_day(row.cells.get("opens_at") or "") and not values.names_half_of_day(
            row.cells.get("closes_at") or ""
        ):
            self._report(
                row,
                "closes_at",
                "closes_at lies before opens_at and does not say am or pm",
                "value left out",
                row.cells.get("closes_at") or "",
            )
            found["closes_at"] = None

    def _identify(self, raw_id: str, found: dict[str, Any]) -> str:
        kind = self.spec.kind
        if kind == "attribute":
            pair = (found["service_id"], found["taxonomy_term_id"])
            if pair in self._pairs:
                raise LeftOut("taxonomy_term_id", "repeats a term the service already has")
            self._pairs.add(pair)
        content = hash(tuple(found.values()))
        if raw_id:
            given = values.identity(kind, raw_id, self._known.namespace)
            if given not in self._seen:
                self._seen[given] = content
                return given
            if self.spec.referred_to:
                raise LeftOut("id", "repeats the id of an earlier row", raw_id)
            if self._seen[given] == content:
                raise LeftOut("id", "repeats an earlier row", raw_id)
            self._note("shares its id with an earlier row and was given one of its own")
        else:
            self._note("has no id and was given one made from its content")
        text = "\x1f".join(f"{name}={value}" for name, value in found.items() if value not in ("", None))
        made = derived(self._known.namespace, f"{kind}\x1f{text}")
        if made in self._seen:
            raise LeftOut("id", "repeats an earlier row", raw_id)
        self._seen[made] = content
        return made
