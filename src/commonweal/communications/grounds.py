"""Documents as evidence beside a proposal: those one may read, as they stand now."""

from __future__ import annotations

from collections.abc import Collection

from django.urls import reverse

from commonweal.communications.queries.inside import documents
from commonweal.governance.grounds import Ground, uuids


def documents_to_rest_on() -> list[tuple[str, str]]:
    """Documents that everybody in the alliance may read: evidence is for all who decide."""
    rows = documents().filter(access="alliance")
    return [(str(pk), title) for pk, title in rows.values_list("pk", "title")]


def documents_now(references: Collection[str]) -> dict[str, Ground]:
    """Documents by their title today, with whose they are."""
    return {
        str(row.pk): Ground(
            row.title, row.organisation.name, reverse("communications:document", args=[row.pk])
        )
        for row in documents().filter(pk__in=uuids(references))
    }
