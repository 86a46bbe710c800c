"""Surveys that need somebody: an answer, a reminder, closing, what follows; and results that are a warning."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, FloatField, Func, OuterRef
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from commonweal.access import Actor, Permission, may
from commonweal.alignment.attention.facts import Facts, part
from commonweal.alignment.models import Asked, FollowUp, Result, Round
from commonweal.alignment.rules import agreement, rounds
from commonweal.alignment.rules.instruments import HEARD
from commonweal.components.attention import Attention, Audience
from commonweal.database.together import Question, question, whole
from commonweal.database.together import row as as_row
from commonweal.partners.rules import Sector

LASTS = timedelta(days=365)
"""Results older than this warn of nothing any more."""
WAITS, ROUND = "survey-waits", "survey-round"
RATE = Func(
    "pk",
    template="(select sum(answered)::float / nullif(sum(asked), 0) from commonweal.survey_response(%(expressions)s))",
    output_field=FloatField(),
)
"""The share of those asked who answered."""


def parts(by: Actor, now: datetime) -> list[Question]:
    """What waits for the actor's own answers; and for those who run surveys all their rounds."""
    if not may(by, Permission.ANSWER_SURVEYS):
        return []
    waiting = Asked.objects.filter(
        person_id=by.own_person_id, handed_in_on=None, round__closed_at=None, round__closes_at__gt=now
    )
    found = [
        part(
            waiting, WAITS, page="round_id", name="round__survey__title", since="created_at",
            until="round__closes_at",
        )
    ]  # fmt: skip
    if may(by, Permission.RUN_SURVEYS):
        follows = FollowUp.objects.filter(round=OuterRef("pk"))
        found.append(
            question(
                ROUND, Round.objects.all(), row=whole(Round), title="survey__title", follows=Exists(follows), rate=RATE,
                told=_told(now),
            )
        )  # fmt: skip
    return found


def attention(by: Actor, now: datetime, facts: Facts) -> list[Attention]:
    """What the actor can do something about."""
    found = [
        _item(
            f"{WAITS}:{one.pk}",
            _("“%(survey)s” waits for your answers until %(day)s.")
            % {"survey": one.name, "day": date_format(timezone.localtime(one.until), "j F")},
            one.since or now,
            _("Answer the survey"),
            reverse("alignment:answer", args=[one.page]),
            "me",
        )
        for one in facts[WAITS]
    ]
    return found + _running(now, facts)


def _item(
    key: str, why: str, since: datetime, label: str, url: str, audience: Audience, evidence: str = ""
) -> Attention:
    return Attention("align", key, why, since, evidence or url, label, url, audience)


def _round(told: dict[str, Any]) -> Any:
    row: Any = as_row(Round, told["row"])
    row.title, row.follows, row.rate, row.told = told["title"], told["follows"], told["rate"], told["told"]
    return row


def _running(now: datetime, facts: Facts) -> list[Attention]:
    found: list[Attention] = []
    newest: dict[object, Any] = {}
    rows = sorted((_round(one) for one in facts.rows[ROUND]), key=lambda row: row.number)
    for row in rows:
        page = reverse("alignment:round", args=[row.pk])
        words = {"survey": row.title}
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
        elif _low(row) and rounds.late_enough(row.created_at, row.closes_at, now):
            why = _("Only %(share)s have answered “%(survey)s”.") % (words | {"share": _share(row)})
            label = _("Remind those who have not answered")
            found.append(_item(f"low-response:{row.pk}", why, row.created_at, label, page, "alliance"))
    asking = {row.survey_id for row in rows if row.closed_at is None}
    fresh = [row for row in newest.values() if row.closed_at and now - row.closed_at <= LASTS]
    for row in fresh:
        if _low(row) and row.survey_id not in asking:
            why = _("Only %(share)s answered “%(survey)s”: its results are the view of those who did.") % {
                "survey": row.title, "share": _share(row),
            }  # fmt: skip
            page, again = (
                reverse("alignment:round", args=[row.pk]),
                reverse("alignment:survey", args=[row.survey_id]),
            )
            since = row.closed_at or row.created_at
            found.append(_item(f"low-result:{row.pk}", why, since, _("Ask again"), again, "alliance", page))
    return found + _warnings(fresh)


def _low(row: Any) -> bool:
    return row.rate is not None and row.rate < rounds.LOW_RESPONSE


def _share(row: Any) -> str:
    return f"{row.rate * 100:.0f} %"


def _told(now: datetime) -> ArraySubquery:
    """The published counts by which a closed round may warn, in all and by sector."""
    results = Result.objects.filter(
        round=OuterRef("pk"), round__closed_at__gt=now - LASTS, about="answer", level__in=["all", "sector"],
        counts__isnull=False, question__concept__in={"benefits", "costs", *HEARD},
    ).order_by("question__position", "level", "sector")  # fmt: skip
    told = JSONObject(
        sector="sector", concept="question__concept", points="question__points", counts="counts"
    )
    return ArraySubquery(results.values(json=told))


def _warnings(fresh: list[Any]) -> list[Attention]:
    """Benefit felt below cost, in all or in a sector; a sector that feels unheard."""
    found = []
    for row in fresh:
        means: dict[tuple[str, str], list[float]] = defaultdict(list)
        for one in row.told:
            if (mean := agreement.mean(one["counts"])) is not None:
                # On a scale of its own: 0 the lowest answer, 1 the highest.
                concept = "heard" if one["concept"] in HEARD else one["concept"]
                means[one["sector"], concept].append((mean - 1) / (one["points"] - 1))
        page, since = reverse("alignment:round", args=[row.pk]), row.closed_at or row.created_at
        for (sector, concept), values in means.items():
            share, costs = sum(values) / len(values), means.get((sector, "costs"))
            if concept == "heard" and sector and share < 0.5:
                why = _("%(who)s feel unheard: power and decisions in “%(survey)s”.")
            elif concept == "benefits" and costs and share < sum(costs) / len(costs):
                why = _("For %(who)s taking part costs more than it brings, says “%(survey)s”.")
            else:
                continue
            who = Sector.titled(sector) if sector else _("the alliance as a whole")
            why = why % {"who": who, "survey": row.title}
            key = f"{concept}:{row.pk}:{sector}"
            found.append(_item(key, why, since, _("See the results"), page, "alliance"))
    return found
