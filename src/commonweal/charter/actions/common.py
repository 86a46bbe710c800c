"""What acts of this room share."""

from __future__ import annotations

from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model

from commonweal.access import Actor, Refused
from commonweal.charter.rules.statements import plain
from commonweal.database import live
from commonweal.partners.queries import members

M = TypeVar("M", bound=Model)
TOPIC = "charter"


def who(by: Actor) -> dict[str, Any]:
    """Of which alliance, organisation and person a new row is."""
    return {
        "alliance_id": by.alliance_id,
        "organisation_id": by.organisation_id,
        "person_id": by.person_id,
        "person_name": by.person_name,
    }


def words(text: str, longest: int, missing: str) -> str:
    """One line that says something. Raises Refused."""
    return _bounded(plain(text), longest, missing)


def text_of(text: str, longest: int, missing: str) -> str:
    """Text of several lines that says something. Raises Refused."""
    return _bounded("\n".join(line.rstrip() for line in text.strip().splitlines()), longest, missing)


def _bounded(said: str, longest: int, missing: str) -> str:
    if not said:
        raise Refused(missing)
    if len(said) > longest:
        raise Refused(f"{len(said)} characters are too many; the most are {longest}.")
    return said


def locked(row: M) -> M:
    """The row as it stands, held until the transaction ends."""
    return type(row)._default_manager.select_for_update(of=("self",)).get(pk=row.pk)


def check(refusal: str | None) -> None:
    """Raise Refused where a rule gives a reason."""
    if refusal is not None:
        raise Refused(refusal)


def member_ids(by: Actor) -> frozenset[UUID]:
    """The members of the alliance now."""
    return frozenset(members(by).values_list("pk", flat=True))


def tell(by: Actor) -> None:
    """Open pages of the alliance ask for what changed."""
    live.notify(TOPIC, alliance=by.alliance_id)
