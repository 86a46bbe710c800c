"""Ties that need somebody: a question to answer, a round to close, a link on one person, trust far apart."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Avg, Exists, OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from commonweal.access import Actor, Permission, may
from commonweal.alignment.attention.facts import Facts
from commonweal.alignment.models import Rating, Report, Score, Tie, TieRound
from commonweal.alignment.rules import trust
from commonweal.components.attention import Attention
from commonweal.database.together import Question, question, whole
from commonweal.database.together import row as as_row

ROUND = "tie-round"


def parts(by: Actor, now: datetime) -> list[Question]:
    """The last two rounds, with what belongs to the actor's organisation in each."""
    if not may(by, Permission.ANSWER_SURVEYS):
        return []
    own = Report.objects.filter(round=OuterRef("pk"), organisation_id=by.own_organisation_id)
    newest = question(
        ROUND, TieRound.objects.all(), row=whole(TieRound), told=Exists(own), fragile=_fragile_ties(by),
        own_scores=_scores(by),
    )  # fmt: skip
    return [newest.first(2, "-number")]


def attention(by: Actor, now: datetime, facts: Facts) -> list[Attention]:
    """What the actor's organisation, or who runs the round, can do something about."""
    rows = sorted((_round(one) for one in facts.rows[ROUND]), key=lambda row: row.number, reverse=True)
    asking = next((row for row in rows if row.closed_at is None), None)
    closed = next((row for row in rows if row.closed_at is not None), None)
    page = reverse("alignment:network")
    found: list[Attention] = []
    if asking is not None:
        if asking.closes_at <= now and may(by, Permission.RUN_SURVEYS):
            why = _("The time to say who works with whom is over; the map waits for you.")
            found.append(
                Attention(
                    "align",
                    f"ties-over:{asking.pk}",
                    why,
                    asking.closes_at,
                    page,
                    _("Close the round"),
                    page,
                    "alliance",
                )
            )
        elif asking.closes_at > now and not asking.told:
            why = _("Your organisation is asked whom it works with, until %(day)s.") % {
                "day": date_format(timezone.localtime(asking.closes_at), "j F")
            }
            url = reverse("alignment:network-tell", args=[asking.pk])
            found.append(
                Attention(
                    "align",
                    f"ties-wait:{asking.pk}",
                    why,
                    asking.created_at,
                    page,
                    _("Say whom we work with"),
                    url,
                    "organisation",
                )
            )
    if closed is not None and closed.closed_at is not None:
        found += _fragile(closed) + _far_apart(closed)
    return found


def _round(told: dict[str, Any]) -> Any:
    row: Any = as_row(TieRound, told["row"])
    row.told, row.fragile, row.own_scores = told["told"], told["fragile"], told["own_scores"]
    return row


def _fragile_ties(by: Actor) -> ArraySubquery:
    """The organisation's own ties of a round that hang on one person."""
    own = Tie.objects.filter(report__round=OuterRef("pk"), organisation_id=by.own_organisation_id, people=1)
    return ArraySubquery(own.order_by("to__name").values(json=JSONObject(pk="pk", partner="to__name")))


def _scores(by: Actor) -> ArraySubquery:
    """What the organisation was given in a round by dimension, beside what it gave others."""
    given = (
        Rating.objects.filter(
            report__round=OuterRef("round"), organisation_id=by.own_organisation_id, dimension=OuterRef("dimension")
        )
        .exclude(about_id=by.organisation_id)
        .order_by()
        .values("dimension")
        .annotate(mean=Avg("value"))
        .values("mean")
    )  # fmt: skip
    own = Score.objects.filter(round=OuterRef("pk"), organisation_id=by.own_organisation_id)
    told = JSONObject(dimension="dimension", raters="raters", total="total", given="given")
    return ArraySubquery(own.annotate(given=Subquery(given)).order_by("dimension").values(json=told))


def _fragile(row: Any) -> list[Attention]:
    page = reverse("alignment:network") + "?fragile=1"
    return [
        Attention(
            "align",
            f"fragile-tie:{tie['pk']}",
            _("Your work with %(partner)s hangs on one person of yours.") % {"partner": tie["partner"]},
            row.closed_at or row.created_at,
            page,
            _("See who else could know them"),
            page,
            "organisation",
        )
        for tie in row.fragile
    ]


def _far_apart(row: Any) -> list[Attention]:
    held = {
        one["dimension"]: one["total"] / one["raters"] if one["raters"] else None for one in row.own_scores
    }
    received = trust.score(held, "trust")
    gives = trust.score({one["dimension"]: one["given"] for one in row.own_scores}, "trust")
    if received is None or gives is None or not trust.far_apart(gives, received):
        return []
    why = _("Your organisation trusts others %(given)s and is trusted %(received)s (of 4).") % {
        "given": f"{gives:.1f}",
        "received": f"{received:.1f}",
    }
    page = reverse("alignment:network")
    since, label = row.closed_at or row.created_at, _("See trust given and received")
    return [Attention("align", f"trust-apart:{row.pk}", why, since, page, label, page, "organisation")]
