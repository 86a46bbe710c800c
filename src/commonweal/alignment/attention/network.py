"""Ties that need somebody: a question to answer, a round to close, a link on one person, trust far apart."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Avg, Exists, OuterRef, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from commonweal.access import Actor, Permission, may
from commonweal.alignment.models import Rating, Report, Score, Tie, TieRound
from commonweal.alignment.rules import trust
from commonweal.components.attention import Attention


def attention(by: Actor, now: datetime) -> list[Attention]:
    """What the actor's organisation, or who runs the round, can do something about."""
    if not may(by, Permission.ANSWER_SURVEYS):
        return []
    own = Report.objects.filter(round=OuterRef("pk"), organisation_id=by.organisation_id)
    rows = list(TieRound.objects.annotate(told=Exists(own)).order_by("-number")[:2])
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
        found += _fragile(by, closed) + _far_apart(by, closed)
    return found


def _fragile(by: Actor, row: TieRound) -> list[Attention]:
    own = Tie.objects.filter(report__round=row, organisation_id=by.organisation_id, people=1).select_related(
        "to"
    )
    page = reverse("alignment:network") + "?fragile=1"
    return [
        Attention(
            "align",
            f"fragile-tie:{tie.pk}",
            _("Your work with %(partner)s hangs on one person of yours.") % {"partner": tie.to.name},
            row.closed_at or row.created_at,
            page,
            _("See who else could know them"),
            page,
            "organisation",
        )
        for tie in own
    ]


def _far_apart(by: Actor, row: TieRound) -> list[Attention]:
    given = (
        Rating.objects.filter(
            report__round=row, organisation_id=by.organisation_id, dimension=OuterRef("dimension")
        )
        .exclude(about_id=by.organisation_id)
        .values("dimension")
        .annotate(mean=Avg("value"))
        .values("mean")
    )
    scores = list(
        Score.objects.filter(round=row, organisation_id=by.organisation_id).annotate(given=Subquery(given))
    )
    received = trust.score({score.dimension: score.mean for score in scores}, "trust")
    gives = trust.score(
        {score.dimension: None if score.given is None else float(score.given) for score in scores}, "trust"
    )
    if received is None or gives is None or not trust.far_apart(gives, received):
        return []
    why = _("Your organisation trusts others %(given)s and is trusted %(received)s (of 4).") % {
        "given": f"{gives:.1f}",
        "received": f"{received:.1f}",
    }
    page = reverse("alignment:network")
    since, label = row.closed_at or row.created_at, _("See trust given and received")
    return [Attention("align", f"trust-apart:{row.pk}", why, since, page, label, page, "organisation")]
