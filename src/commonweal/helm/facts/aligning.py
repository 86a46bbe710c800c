"""A shared purpose, with the trust to go on: surveys, where views lie apart, the network, meetings."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, Func, IntegerField
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonweal.access import Actor
from commonweal.alignment.models import FollowUp, Meeting, Report, Round, Score, TieRound
from commonweal.alignment.queries import surveys
from commonweal.helm.facts.counting import Counted, HowMany, Limits, latest
from commonweal.helm.rules import Capability, Cause, Fact
from commonweal.helm.thresholds import MEETING, RESPONSE, TIES


def _last_round() -> Any:
    return Round.objects.filter(closed_at__isnull=False).order_by("-closed_at")


def _response(what: str) -> Func:
    """How many were asked, or answered, in the round that was closed last, as the database counts them for all."""
    return Func(
        latest(_last_round(), "pk"),
        template=f"(select sum({what})::int from commonweal.survey_response(%(expressions)s))",  # noqa: S608 – a name of this module
        output_field=IntegerField(),
    )


def wanted(alliance_id: UUID, now: datetime, limits: Limits) -> dict[str, Any]:
    """What is counted."""
    ties = TieRound.objects.filter(closed_at__isnull=False).order_by("-number")
    since = now - timedelta(days=limits[MEETING])
    return {
        "survey": latest(_last_round(), "pk"),
        "survey_of": latest(_last_round(), "survey_id"),
        "survey_title": latest(_last_round(), "survey__title"),
        "survey_asked": _response("asked"),
        "survey_answered": _response("answered"),
        "followed": Exists(FollowUp.objects.filter(round_id=latest(_last_round(), "pk"))),
        "ties": latest(ties, "pk"),
        "tie_members": latest(ties, "members"),
        "tie_reports": HowMany(Report.objects.filter(round_id=latest(ties, "pk")).values("pk")),
        "trust": HowMany(
            Score.objects.filter(round_id=latest(ties, "pk"), raters__isnull=False)
            .values("organisation_id")
            .distinct()
        ),
        "met": HowMany(
            Meeting.objects.filter(starts_at__gte=since, starts_at__lt=now, cancelled_at=None).values("pk")
        ),
    }


def facts(by: Actor, now: datetime, limits: Limits, n: Counted) -> list[Fact]:
    """What shows a shared purpose and trust, and what is missing."""
    page = reverse("alignment:surveys")
    if n["survey"] is None:
        text = _("No survey has been held")
        found = [Fact(Capability.ALIGN, False, text, page, frozenset({Cause.PURPOSE}))]
    else:
        found = _survey(limits, n)
    page = reverse("alignment:network")
    if n["ties"] is None:
        text = _("Partners have not said whom they work with and whom they trust")
        found.append(Fact(Capability.ALIGN, False, text, page))
    else:
        told = {"n": n["tie_reports"], "of": n["tie_members"]}
        enough = told["n"] * 100 >= limits[TIES] * told["of"]
        text = _("Network: %(n)d of %(of)d partners reported their ties") % told
        found.append(Fact(Capability.ALIGN, enough, text, page))
        text = _("Trust can be shown for %(n)d partners") % {"n": n["trust"]}
        found.append(Fact(Capability.ALIGN, bool(n["trust"]), text, page))
    days = limits[MEETING]
    met = ngettext(
        "%(n)d meeting in the last %(days)d days", "%(n)d meetings in the last %(days)d days", n["met"]
    )
    told = {"n": n["met"], "days": days}
    found.append(Fact(Capability.ALIGN, bool(n["met"]), met % told, reverse("alignment:meetings")))
    return found


def _survey(limits: Limits, n: Counted) -> list[Fact]:
    """Of the round that was closed last: how many answered, where sectors lie apart, what was said of it."""
    row = Round(pk=n["survey"], survey_id=n["survey_of"])
    answered, asked = n["survey_answered"] or 0, n["survey_asked"] or 0
    told = {"title": n["survey_title"], "n": answered, "of": asked}
    page = reverse("alignment:surveys")
    found = [
        Fact(Capability.ALIGN, bool(asked) and answered * 100 >= limits[RESPONSE] * asked,
             _("“%(title)s”: %(n)d of %(of)d answered") % told, page, frozenset({Cause.PURPOSE})),
        Fact(Capability.ALIGN, n["followed"],
             _("Everybody was told what follows from the last survey") if n["followed"]
             else _("Nobody has said what follows from the last survey"), page, frozenset({Cause.LEARNING})),
    ]  # fmt: skip
    collisions = [one for one in surveys.collisions(surveys.results(row)) if one.one.level == "sector"]
    if collisions:
        widest = collisions[0]
        text = _("Widest between %(one)s and %(other)s, %(apart).1f apart: “%(question)s”") % {
            "one": widest.one.name,
            "other": widest.other.name,
            "apart": widest.apart,
            "question": widest.question.text,
        }
        found.append(Fact(Capability.ALIGN, False, text, page, frozenset({Cause.PURPOSE, Cause.CONFLICTS})))
    else:
        text = _("No two sectors answered the last survey far apart")
        found.append(Fact(Capability.ALIGN, True, text, page, frozenset({Cause.PURPOSE})))
    return found
