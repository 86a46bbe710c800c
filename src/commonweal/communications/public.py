"""A stranger on an alliance's website: what the database shows them, and nothing of who may be signed in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.http import Http404

from commonweal.communications.models import Site
from commonweal.database.identity import Identity, acting


@dataclass(frozen=True)
class Visit:
    """The site that is visited, and what strangers may know of its alliance."""

    site: Site
    alliance_id: UUID
    name: str
    purpose: str
    area: str
    timezone: str


@contextmanager
def visiting(slug: str) -> Iterator[Visit]:
    """Inside, the database sees a stranger on this site, whoever is signed in. Raises Http404 where there is none."""
    with acting(Identity()), connection.cursor() as cursor:
        cursor.execute("select * from commonweal.site_at(%s)", [slug])
        row = cursor.fetchone()
        if row is None:
            raise Http404
        site, alliance, name, purpose, area, timezone = row
        cursor.execute("select set_config('commonweal.site', %s, true)", [str(site)])
        try:
            yield Visit(Site.objects.get(pk=site), alliance, name, purpose, area, timezone)
        finally:
            if not connection.needs_rollback:
                cursor.execute("select set_config('commonweal.site', '', true)")
