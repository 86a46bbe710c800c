"""Surveys that need somebody: an answer, a reminder, closing, what follows; and results that are a warning."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from commonweal.access import Actor, Permission, may
from commonweal.alignment.models import Asked, FollowUp, Result, Round
from commonweal.alignment.rules import agreement
from commonweal.alignment.rules.instruments import HEARD
from commonweal.alignment.rules.rounds import LOW_RESPONSE
from commonweal.components.attention import Attention, Audience
from commonweal.partners.rules import Sector

LAST_DAYS = timedelta(days=5)
"""So long before a round closes a low response can still be mended."""
LASTS = timedelta(days=365)
"""Results older than this warn of nothing any more."""


def attention(by: Actor, now: datetime) -> list[Attention]:
    """What the actor can do something about."""
    found = _mine(by, now) if may(by, Permission.ANSWER_SURVEYS) else []
    return found + (_running(by, now) if may(by, Permission.RUN_SURVEYS) else [])


def _item(
    key: str, why: str, since: datetime, label: str, url: str, audience: Audience, evidence: str = ""
) -> Attention:
    return Attention("align", key, why, since, evidence or url, label, url, audience)


def _mine(by: Actor, now: datetime) -> list[Attention]:
    waiting = Asked.objects.filter(
        person_id=by.person_id, handed_in_on=None, round__closed_at=None, round__closes_at__gt=now
    ).select_related("round__survey")
    return [
        _item(
            f"survey-waits:{one.pk}",
            _("“%(survey)s” waits for your answers until %(day)s.")
            % {
                "survey": one.round.survey.title,
                "day": date_format(timezone.localtime(one.round.closes_at), "j F"),
            },
            one.created_at,
            _("Answer the survey"),
            reverse("alignment:answer", args=[one.round_id]),
            "me",
        )
        for one in waiting
    ]


def _running(by: Actor, now: datetime) -> list[Attention]:
    found: list[Attention] = []
    newest: dict[object, Round] = {}
    follows = FollowUp.objects.filter(round=OuterRef("pk"))
    rows = (
        Round.objects.select_related("survey")
        .annotate(follows=Exists(follows))
        .order_by("survey_id", "number")
    )
    for row in rows:
        page = reverse("alignment:round", args=[row.pk])
        words = {"survey": row.survey.title}
        if row.closed_at is not None:
            newest[row.survey_id] = row
            if not row.follows:
                why = _("Nobody has said what will be done about “%(survey)s”.") % words
                label, url = _("Say what will be done"), reverse("alignment:follow-up", args=[row.pk])
                found.append(
                    _item(f"no-follow-up:{row.pk}", why, row.closed_at, label, url, "alliance", page)
                )
        elif row.closes_at <= now:
            why = _("The time to answer “%(survey)s” is over; everybody waits for its results.") % words
            found.append(
                _item(f"survey-over:{row.pk}", why, row.closes_at, _("Close the round"), page, "alliance")
            )
        elif row.closes_at - now <= LAST_DAYS and (rate := _rate(row)) is not None and rate < LOW_RESPONSE:
            share = f"{rate * 100:.0f} %"
            why = _("Only %(share)s have answered “%(survey)s”.") % (words | {"share": share})
            label = _("Remind those who have not answered")
            found.append(_item(f"low-response:{row.pk}", why, row.created_at, label, page, "alliance"))
    fresh = {row.pk: row for row in newest.values() if row.closed_at and now - row.closed_at <= LASTS}
    return found + (_warnings(fresh) if fresh else [])


def _rate(row: Round) -> float | None:
    with connection.cursor() as cursor:
        cursor.execute("select sum(answered), sum(asked) from commonweal.survey_response(%s)", [row.pk])
        answered, asked = cursor.fetchone()
    return float(answered / asked) if asked else None


def _warnings(fresh: dict[object, Round]) -> list[Attention]:
    """Benefit felt below cost, in all or in a sector; a sector that feels unheard."""
    means: dict[tuple[object, str, str], list[float]] = defaultdict(list)
    results = Result.objects.filter(
        round__in=fresh, about="answer", level__in=["all", "sector"], counts__isnull=False,
        question__concept__in={"benefits", "costs", *HEARD},
    ).select_related("question")  # fmt: skip
    for one in results:
        if (mean := agreement.mean(one.counts or ())) is not None:
            # On a scale of its own: 0 the lowest answer, 1 the highest.
            concept = "heard" if one.question.concept in HEARD else one.question.concept
            means[one.round_id, one.sector, concept].append((mean - 1) / (one.question.points - 1))
    found = []
    for (pk, sector, concept), values in means.items():
        row, share = fresh[pk], sum(values) / len(values)
        who = Sector.titled(sector) if sector else _("the alliance as a whole")
        page = reverse("alignment:round", args=[pk])
        since = row.closed_at or row.created_at
        if concept == "heard" and sector and share < 0.5:
            why = _("%(who)s feel unheard: power and decisions in “%(survey)s”.")
        elif (
            concept == "benefits"
            and (costs := means.get((pk, sector, "costs")))
            and share < sum(costs) / len(costs)
        ):
            why = _("For %(who)s taking part costs more than it brings, says “%(survey)s”.")
        else:
            continue
        why = why % {"who": who, "survey": row.survey.title}
        found.append(_item(f"{concept}:{pk}:{sector}", why, since, _("See the results"), page, "alliance"))
    return found
