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

from commonweal.alignment.models import Tie, TieRound
from commonweal.alignment.queries import network
from commonweal.alignment.rules import readiness, trust
from commonweal.components.words import number
from commonweal.partners.models import Organisation


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
    row = TieRound.objects.filter(closed_at__isnull=False).order_by("-number").first()
    if row is None:
        return []
    sides = (one, other)
    names = dict(Organisation.objects.filter(pk__in=sides).values_list("pk", "name"))
    ties = Tie.objects.filter(report__round=row, organisation_id__in=sides, to_id__in=sides)
    told = {tie.organisation_id: tie for tie in ties}
    scores = network.scores_of(row)
    found = []
    for side in sides:
        tie = told.get(side)
        words = {"one": names.get(side, ""), "other": names.get(other if side == one else one, "")}
        if tie is None:
            if told:
                found.append(_("%(one)s named no tie to %(other)s.") % words)
            continue
        words |= {
            "depth": trust.DEPTH[tie.depth],
            "often": trust.FREQUENCY[tie.frequency].lower(),
            "people": trust.PEOPLE[tie.people].lower(),
        }
        found.append(_("%(one)s on %(other)s: “%(depth)s”; %(often)s; %(people)s.") % words)
    for side in sides:
        means = {dimension: score.mean for dimension, score in scores.get(side, {}).items()}
        trusted = trust.score(means, "trust")
        if trusted is not None:
            found.append(
                _("%(one)s is trusted %(mean)s of 4 by all who rated it, three or more.")
                % {"one": names.get(side, ""), "mean": number(trusted, 1)}
            )
    return found
