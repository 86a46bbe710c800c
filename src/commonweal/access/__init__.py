"""Who may do what: permissions, roles, the actor, and fetching with permission in one call."""

from commonweal.access.actor import Actor
from commonweal.access.permissions import Permission
from commonweal.access.roles import ROLES, Role
from commonweal.access.rules import NotAllowed, Refused, may, require

__all__ = ["ROLES", "Actor", "NotAllowed", "Permission", "Refused", "Role", "may", "require"]
