"""Who is acting: a person on a seat, for an organisation, in an alliance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID
from zoneinfo import ZoneInfo

from commonweal.access.permissions import Permission
from commonweal.access.roles import ROLES


@dataclass(frozen=True)
class Actor:
    """The `by` of every act. Without a seat (an operator, or nobody yet) most permissions are missing."""

    person_id: UUID | None = None
    person_name: str = ""
    seat_id: UUID | None = None
    organisation_id: UUID | None = None
    organisation_name: str = ""
    alliance_id: UUID | None = None
    alliance_name: str = ""
    timezone: str = "America/New_York"
    """The alliance's."""
    roles: frozenset[str] = field(default_factory=frozenset)
    only_client: UUID | None = None
    """Where set, the actor holds the signed link of one referral and sees only this person."""
    numbers: Mapping[str, int] = field(default_factory=dict, repr=False, compare=False)
    """What the actor's alliance chose in the place of defaults (`partners.thresholds`), by name."""

    @property
    def permissions(self) -> frozenset[Permission]:
        """What the actor's roles allow."""
        return frozenset().union(*(ROLES[name].permissions for name in self.roles))

    @property
    def zone(self) -> ZoneInfo:
        """The alliance's time zone."""
        return ZoneInfo(self.timezone)

    @property
    def role_titles(self) -> str:
        """The roles in words, for the page's head."""
        return ", ".join(role.title for name, role in ROLES.items() if name in self.roles)

    @property
    def is_operator(self) -> bool:
        """Does the actor look after the deployment?"""
        return "operator" in self.roles


NOBODY = Actor()
"""Somebody who has not signed in."""
