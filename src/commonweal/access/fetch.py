"""Fetching and permission in one call: what one may not see does not exist."""

from __future__ import annotations

from typing import TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import Http404

from commonweal.access.actor import Actor
from commonweal.access.permissions import Permission
from commonweal.access.rules import may

M = TypeVar("M", bound=Model)


def fetch(by: Actor, permission: Permission, rows: QuerySet[M], pk: UUID | str) -> M:
    """The row with this identifier, if it is visible to the actor and the permission reaches it.

    Otherwise Http404: an outsider does not learn that it exists. So it is for words that are no identifier at all.
    """
    try:
        row = rows.filter(pk=pk).first()
    except ValidationError as error:
        raise Http404 from error
    if row is None or not may(by, permission, on=row):
        raise Http404
    return row


def demand(by: Actor, permission: Permission) -> None:
    """For pages without one row: Http404 unless the actor holds the permission."""
    if not may(by, permission):
        raise Http404
