"""May this actor do that? Plain Python: the only place where a permission is compared with an object."""

from __future__ import annotations

from typing import Protocol, runtime_checkable
from uuid import UUID

from commonweal.access.actor import Actor
from commonweal.access.permissions import Permission, Reach


class NotAllowed(Exception):
    """The actor lacks the permission; the sentence says who, what and where to turn."""

    def __init__(self, by: Actor, permission: Permission) -> None:
        who = by.person_name or "Somebody who has not signed in"
        seat = f" ({by.role_titles}, {by.organisation_name})" if by.seat_id else ""
        super().__init__(f"{who}{seat} may not {permission.sentence} here.")
        self.by = by
        self.permission = permission


class Refused(Exception):
    """The act is not possible now, for a reason in words that the page shows; nothing was changed."""


class Conflict(Refused):
    """Somebody else was first."""


@runtime_checkable
class Belongs(Protocol):
    """An object that says which organisations hold a permission over it."""

    def held_by(self, permission: Permission) -> frozenset[UUID]:
        """The organisations whose people may use `permission` on this object."""
        ...


def may(by: Actor, permission: Permission, on: object | None = None) -> bool:
    """Does the actor hold the permission, and does it reach this object?

    Without `on` the answer is about the actor alone: may they do this to anything of their own at all?
    """
    if permission not in by.permissions:
        return False
    if permission.reach is Reach.DEPLOYMENT or on is None:
        return True
    alliance_id = getattr(on, "alliance_id", by.alliance_id)
    if by.alliance_id is None or alliance_id != by.alliance_id:
        return False
    if permission.reach is Reach.ALLIANCE:
        return True
    return by.organisation_id in _holders(on, permission)


def require(by: Actor, permission: Permission, on: object | None = None) -> None:
    """Raise NotAllowed unless `may`."""
    if not may(by, permission, on):
        raise NotAllowed(by, permission)


def _holders(on: object, permission: Permission) -> frozenset[UUID | None]:
    if isinstance(on, Belongs):
        return frozenset(on.held_by(permission))
    for name in ("recorded_by_id", "organisation_id"):
        if hasattr(on, name):
            return frozenset({getattr(on, name)})
    raise TypeError(f"{type(on).__name__} does not say to whom it belongs")
