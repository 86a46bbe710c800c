"""How both sides see the relationship: rounds, and the answers of closed ones."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from commonweal.technology.models import Answer, Partnership, Round
from commonweal.technology.rules.relationship import Seen, side_by_side


def rounds(partnership: Partnership) -> list[Round]:
    """All rounds, the newest first."""
    return list(Round.mine().filter(partnership=partnership))


def answers(several: Iterable[Round]) -> dict[UUID, list[Answer]]:
    """Answers one may see, by round; one query."""
    found: dict[UUID, list[Answer]] = {}
    for one in Answer.objects.filter(round__in=list(several)).order_by("created_at"):
        found.setdefault(one.round_id, []).append(one)
    return found


def seen(partnership: Partnership, given: Iterable[Answer]) -> list[Seen]:
    """Both sides beside each other."""
    return side_by_side((partnership.side_of(one.organisation_id), one.item, one.score) for one in given)
