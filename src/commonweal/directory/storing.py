"""Puts the records of a package into the database, touching only the rows that differ.

Records go through COPY into temporary tables, one per kind; there they are compared with what is stored, all at
once. A row's key is derived from the alliance and the record's identifier, so that nothing need be looked up.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby
from typing import Any

from django.db import connection, models

from commonweal.directory import languages, parts
from commonweal.directory import models as rows
from commonweal.directory.keys import derived
from commonweal.directory.models.base import Lasting
from commonweal.directory.records import KIND_OF, KINDS, Record, field_names


@dataclass(frozen=True)
class Shelf:
    """Where the records of a kind are kept."""

    model: type[models.Model]
    columns: dict[str, str] = field(default_factory=dict)
    """Fields of the record whose column has another name."""
    links: dict[str, str] = field(default_factory=dict)
    """Fields that name another record, and its kind."""
    derived: dict[str, Callable[[Any], Any]] = field(default_factory=dict)
    """Columns worked out from the record."""

    @property
    def table(self) -> str:
        """The table's name."""
        return self.model._meta.db_table

    @property
    def lasts(self) -> bool:
        """Whether a row gone from its source is marked rather than deleted."""
        return issubclass(self.model, Lasting)


_OF_SERVICE = {"service_id": "service"}
_OF_LOCATION = {"location_id": "location"}
_ANYWHERE = {**_OF_SERVICE, **_OF_LOCATION, "service_at_location_id": "service_at_location"}

SHELVES: dict[str, Shelf] = {
    "taxonomy": Shelf(rows.Taxonomy),
    "taxonomy_term": Shelf(
        rows.Term, {"taxonomy": "scheme"}, {"parent_id": "taxonomy_term", "taxonomy_id": "taxonomy"}
    ),
    "organization": Shelf(
        rows.Provider, {"parent_organization_id": "parent_id"}, {"parent_organization_id": "organization"}
    ),
    "service": Shelf(rows.Service, {"organization_id": "provider_id"}, {"organization_id": "organization"}),
    "location": Shelf(rows.Location, {"organization_id": "provider_id"}, {"organization_id": "organization"}),
    "service_at_location": Shelf(rows.ServiceAtLocation, {}, {**_OF_SERVICE, **_OF_LOCATION}),
    "address": Shelf(rows.Address, {}, _OF_LOCATION),
    "phone": Shelf(
        rows.Phone,
        {"organization_id": "provider_id", "service_at_location_id": "at_id"},
        {**_ANYWHERE, "organization_id": "organization"},
    ),
    "schedule": Shelf(
        rows.Schedule,
        {"service_at_location_id": "at_id"},
        _ANYWHERE,
        {"days": lambda record: [day for day in record.byday.split(",") if day]},
    ),
    "language": Shelf(
        rows.Language,
        {},
        {**_OF_SERVICE, **_OF_LOCATION, "phone_id": "phone"},
        {"codes": lambda record: languages.codes_in(record.name, record.code)},
    ),
    "cost_option": Shelf(rows.CostOption, {}, _OF_SERVICE),
    "required_document": Shelf(rows.RequiredDocument, {}, _OF_SERVICE),
    "service_area": Shelf(rows.ServiceArea, {}, _OF_SERVICE),
    "accessibility": Shelf(rows.Accessibility, {}, _OF_LOCATION),
    "attribute": Shelf(
        rows.ServiceTerm,
        {"taxonomy_term_id": "term_id"},
        {**_OF_SERVICE, "taxonomy_term_id": "taxonomy_term"},
    ),
}


@dataclass
class Change:
    """What an import did to the rows of one kind."""

    new: int = 0
    changed: int = 0
    gone: int = 0
    unchanged: int = 0


class Keys:
    """From a record's identifier to the key of its row in one alliance.

    Rows made here, which have no identifier of a source, leave an export under their own key; when they come
    back they are themselves.
    """

    def __init__(self, alliance_id: uuid.UUID) -> None:
        self._alliance = alliance_id
        self._own = {
            kind: {
                str(key)
                for key in shelf.model._default_manager.filter(
                    alliance_id=alliance_id, hsds_id__isnull=True
                ).values_list("pk", flat=True)
            }
            for kind, shelf in SHELVES.items()
        }
        self._derive = lru_cache(maxsize=300_000)(self._derived)

    def of(self, kind: str, identifier: str) -> str:
        """The key of the row of this record."""
        return identifier if identifier in self._own[kind] else self._derive(identifier)

    def _derived(self, identifier: str) -> str:
        return derived(self._alliance, identifier)


def store(
    records: Iterable[Record], *, alliance_id: uuid.UUID, source: str, step: Callable[[str, int], None]
) -> dict[str, Change]:
    """Make the rows of this source what the records say. Must run inside a transaction.

    `step` hears of each kind once its records have arrived, with their number. Records must come grouped by
    kind. Gives back what changed, by kind.
    """
    keys = Keys(alliance_id)
    arrived = dict.fromkeys(KINDS, 0)
    for kind, group in groupby(records, key=lambda record: KIND_OF[type(record)]):
        if not arrived[kind]:
            _open(kind)
        arrived[kind] += _copy(kind, group, keys)
        step(kind, arrived[kind])
    changes = {kind: Change() for kind in KINDS}
    if arrived["service"] and (edited := parts.edited_parts()):
        parts.set_aside(edited, {kind for kind in KINDS if arrived[kind]})
    for kind in KINDS:
        if arrived[kind]:
            _bring_in(kind, changes[kind], alliance_id, source)
            # What stayed away because it was changed by hand is unchanged, too.
            changes[kind].unchanged = arrived[kind] - changes[kind].new - changes[kind].changed
    for kind in reversed(KINDS):
        changes[kind].gone = _take_out(kind, bool(arrived[kind]), alliance_id, source)
    with connection.cursor() as cursor:
        for kind in KINDS:
            cursor.execute(f"drop table if exists incoming_{kind}")
    return changes


def _columns(kind: str) -> list[str]:
    shelf = SHELVES[kind]
    kept = [shelf.columns.get(name, name) for name in field_names(kind) if name != "id"]
    return [*kept, *shelf.derived]


def _open(kind: str) -> None:
    columns = ", ".join(f'"{name}"' for name in ("id", "hsds_id", *_columns(kind)))
    with connection.cursor() as cursor:
        cursor.execute(f"drop table if exists incoming_{kind}")
        cursor.execute(
            f"create temporary table incoming_{kind} on commit drop as "
            f"select {columns} from {SHELVES[kind].table} with no data"
        )


def _copy(kind: str, records: Iterator[Record], keys: Keys) -> int:
    shelf = SHELVES[kind]
    names = [name for name in field_names(kind) if name != "id"]
    columns = ", ".join(f'"{name}"' for name in ("id", "hsds_id", *_columns(kind)))
    count = 0
    with connection.cursor() as cursor, cursor.copy(f"copy incoming_{kind} ({columns}) from stdin") as copy:
        for record in records:
            values = [keys.of(kind, record.id), record.id]
            for name in names:
                value = getattr(record, name)
                if value is not None and name in shelf.links:
                    value = keys.of(shelf.links[name], value)
                values.append(value)
            values.extend(work_out(record) for work_out in shelf.derived.values())
            copy.write_row(values)
            count += 1
    return count


def _bring_in(kind: str, change: Change, alliance_id: uuid.UUID, source: str) -> None:
    """Update the rows that differ, add those that are new."""
    shelf, columns = SHELVES[kind], _columns(kind)
    quoted = [f'"{name}"' for name in columns]
    here = ", ".join(f"t.{name}" for name in quoted)
    there = ", ".join(f"i.{name}" for name in quoted)
    defaults = _defaults(shelf.model, {"id", "alliance_id", "source", "hsds_id", *columns})
    with connection.cursor() as cursor:
        # Row security hides from the planner how many rows there are, so it may choose to look up one by one.
        cursor.execute(f"create unique index on incoming_{kind} (id)")
        cursor.execute(f"analyze incoming_{kind}")
        cursor.execute(
            f"update {shelf.table} t set "
            + ", ".join(f"{name} = i.{name}" for name in quoted)
            + (", gone_at = null" if shelf.lasts else "")
            + f" from incoming_{kind} i where t.id = i.id and (row({here}) is distinct from row({there})"
            + (" or t.gone_at is not null)" if shelf.lasts else ")")
        )
        change.changed = cursor.rowcount
        cursor.execute(
            f"insert into {shelf.table} (id, alliance_id, source, hsds_id, {', '.join(quoted)}"
            + "".join(f', "{name}"' for name in defaults)
            + f") select i.id, %s, %s, i.hsds_id, {there}"
            + ", %s" * len(defaults)
            + f" from incoming_{kind} i where not exists (select from {shelf.table} t where t.id = i.id)",
            [alliance_id, source, *defaults.values()],
        )
        change.new = cursor.rowcount


def _defaults(model: type[models.Model], given: set[str]) -> dict[str, Any]:
    """What Django would put into columns that a package does not fill."""
    found: dict[str, Any] = {}
    for one in model._meta.concrete_fields:
        if one.column in given or one.generated or one.null or one.has_db_default():
            continue
        found[str(one.column)] = one.get_db_prep_save(one.get_default(), connection)
    return found


def _take_out(kind: str, some_arrived: bool, alliance_id: uuid.UUID, source: str) -> int:
    """Mark or delete the rows of the source that no longer came."""
    shelf = SHELVES[kind]
    missing = f"not exists (select from incoming_{kind} i where i.id = t.id)" if some_arrived else "true"
    where = f"where t.alliance_id = %s and t.source = %s and {missing}"
    with connection.cursor() as cursor:
        if shelf.lasts:
            cursor.execute(
                f"update {shelf.table} t set gone_at = now() {where} and t.gone_at is null",
                [alliance_id, source],
            )
        else:
            for table, column in _POINTING.get(kind, ()):
                # A row made by hand may point to one that goes; it stays, without that link.
                cursor.execute(
                    f"update {table} p set {column} = null from {shelf.table} t {where} and p.{column} = t.id",
                    [alliance_id, source],
                )
            cursor.execute(f"delete from {shelf.table} t {where}", [alliance_id, source])
        return int(cursor.rowcount)


_POINTING = {
    "service_at_location": (("directory_phone", "at_id"), ("directory_schedule", "at_id")),
    "phone": (("directory_language", "phone_id"),),
}
