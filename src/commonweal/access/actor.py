"""Who is acting: a person on a seat, for an organisation, in an alliance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID
from zoneinfo import ZoneInfo

from commonweal.access.permissions import Permission
from commonweal.access.roles import ROLES


class Unseated(Exception):
    """An id was asked of an actor who has none: a fault of the code, which should have asked a permission first."""


@dataclass(frozen=True)
class Actor:
    """The `by` of every act. Without a seat (an operator, or nobody yet) most permissions are missing.

    Each id may be missing: an operator and whoever has not signed in have no seat, a signed link has no person, and
    what happens by itself or by a command has an alliance at most. Where an act or a list cannot be without one
    (permissions come with seats), it asks for the `own_` id.
    """

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
    def own_person_id(self) -> UUID:
        """The person, who is there for certain. Raises Unseated."""
        return self._certain(self.person_id, "person")

    @property
    def own_seat_id(self) -> UUID:
        """The seat, which is there for certain. Raises Unseated."""
        return self._certain(self.seat_id, "seat")

    @property
    def own_organisation_id(self) -> UUID:
        """The organisation, which is there for certain. Raises Unseated."""
        return self._certain(self.organisation_id, "organisation")

    @property
    def own_alliance_id(self) -> UUID:
        """The alliance, which is there for certain. Raises Unseated."""
        return self._certain(self.alliance_id, "alliance")

    def _certain(self, found: UUID | None, what: str) -> UUID:
        if found is None:
            raise Unseated(f"{self.person_name or 'Nobody'} acts here without any {what}.")
        return found

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
