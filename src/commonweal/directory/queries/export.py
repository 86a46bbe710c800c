"""The whole directory as neutral records, as an export needs it."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from commonweal.access import Actor
from commonweal.directory.models import Provider, Service
from commonweal.directory.records import KINDS, Directory, field_names
from commonweal.directory.storing import SHELVES


def whole_directory(by: Actor) -> Directory:
    """Every row of the actor's alliance that is still listed, and only links between such rows."""
    directory = Directory()
    public: dict[str, dict[Any, str]] = {}
    for kind in KINDS:
        shelf = SHELVES[kind]
        names = [name for name in field_names(kind) if name != "id"]
        columns = [shelf.columns.get(name, name) for name in names]
        required = _required(kind)
        ids = public.setdefault(kind, {})
        listed = _listed(kind, by).order_by("created_at", "hsds_id", "pk")
        found = list(listed.values_list("pk", "hsds_id", *columns))
        ids.update({row[0]: str(row[1] or row[0]) for row in found})
        for row in found:
            facts = dict(zip(names, row[2:], strict=True))
            for name, target in shelf.links.items():
                facts[name] = public[target].get(facts[name])
            if all(facts[name] is not None for name in required):
                directory.add(KINDS[kind](id=ids[row[0]], **facts))
            else:
                del ids[row[0]]
    return directory


def _listed(kind: str, by: Actor) -> QuerySet[Any]:
    shelf = SHELVES[kind]
    rows: QuerySet[Any] = shelf.model._default_manager.filter(alliance_id=by.alliance_id)
    if not shelf.lasts:
        return rows
    if shelf.model is Provider:
        # A provider that its source dropped stays while a service of it is still listed.
        in_use = Service.objects.filter(provider=OuterRef("pk"), gone_at__isnull=True)
        return rows.filter(Q(gone_at__isnull=True) | Exists(in_use))
    return rows.filter(gone_at__isnull=True)


def _required(kind: str) -> list[str]:
    """Links without which a record of this kind says nothing."""
    shelf = SHELVES[kind]
    return [
        name
        for name in shelf.links
        if not shelf.model._meta.get_field(shelf.columns.get(name, name).removesuffix("_id")).null
    ]
