"""What a page on two organisations may say of both: that they assessed themselves, and how each sees the other.

Readiness stays with its organisation: of two it is told only whether both answered every question. Ratings stay with
whoever gave them: shown are the ties that each side told in a closed round, which are open to all, and the published
scores, which exist from three raters on (`rules/trust.py`).
"""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from commonweal.alignment.models import Score, Tie, TieRound
from commonweal.alignment.rules import readiness, trust
from commonweal.components.words import number


def assessed(both: Collection[UUID]) -> bool:
    """Have these organisations, two or more, all answered every question on their own readiness?"""
    with connection.cursor() as cursor:
        cursor.execute(
            "select commonweal.readiness_assessed(%s::uuid[], %s::text[])",
            [list(both), list(readiness.ITEMS)],
        )
        (found,) = cursor.fetchone()
    return bool(found)


def health(one: UUID, other: UUID) -> list[str]:
    """How each of two sides tells of the other and is trusted by others, in the newest closed round; else nothing."""
    newest = TieRound.objects.filter(closed_at__isnull=False).order_by("-number").values("pk")[:1]
    sides = (one, other)
    told: dict[UUID, Tie] = {}
    names: dict[UUID, str] = {}
    means: dict[UUID, dict[str, float | None]] = {one: {}, other: {}}
    ties = Tie.objects.filter(report__round=newest, organisation_id__in=sides, to_id__in=sides)
    for tie in ties.select_related("organisation", "to"):
        told[tie.organisation_id] = tie
        names |= {tie.organisation_id: tie.organisation.name, tie.to_id: tie.to.name}
    scores = Score.objects.filter(round=newest, organisation_id__in=sides)
    for score in scores.select_related("organisation"):
        means[score.organisation_id][score.dimension] = score.mean
        names[score.organisation_id] = score.organisation.name
    found = []
    for side in sides:
        words = {"one": names.get(side, ""), "other": names.get(other if side == one else one, "")}
        if side not in told:
            if told:
                found.append(_("%(one)s named no tie to %(other)s.") % words)
            continue
        tie = told[side]
        words |= {
            "depth": trust.DEPTH[tie.depth],
            "often": trust.FREQUENCY[tie.frequency].lower(),
            "people": trust.PEOPLE[tie.people].lower(),
        }
        found.append(_("%(one)s on %(other)s: “%(depth)s”; %(often)s; %(people)s.") % words)
    for side in sides:
        trusted = trust.score(means[side], "trust")
        if trusted is not None:
            found.append(
                _("%(one)s is trusted %(mean)s of 4 by all who rated it, three or more.")
                % {"one": names.get(side, ""), "mean": number(trusted, 1)}
            )
    return found
