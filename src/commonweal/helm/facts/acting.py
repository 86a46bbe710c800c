"""Progress: actions, tests, indicators, referrals, money, reviews and lessons."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonweal.access import Actor, Permission, may
from commonweal.components.status import Shape
from commonweal.database.together import answered, question, row, whole
from commonweal.evidence.measures.catalogue import MEASURES
from commonweal.helm.facts.counting import Counted, HowMany, Limits, latest
from commonweal.helm.rules import Capability, Cause, Fact
from commonweal.helm.thresholds import REFERRAL
from commonweal.payments.models import ContractYear
from commonweal.performance import queries as figures
from commonweal.performance import readings
from commonweal.performance.models import Decision, Version
from commonweal.performance.rules import Steering
from commonweal.plans.models import Action, Lesson, Review, Test
from commonweal.plans.thresholds import REVIEW
from commonweal.referrals.network.queries import everybody

YEAR = timedelta(days=365)


def wanted(alliance_id: UUID, now: datetime, limits: Limits) -> dict[str, Any]:
    """What is counted."""
    running = Action.objects.filter(done_at=None, dropped_at=None)
    held = Review.objects.filter(closed_at__isnull=False).order_by("-closed_at")
    return {
        "actions": HowMany(running.values("pk")),
        "actions_late": HowMany(running.filter(due__lt=now.date()).values("pk")),
        "tests": HowMany(Test.objects.filter(result_at=None, starts__lte=now.date()).values("pk")),
        "learned": HowMany(Test.objects.filter(decided_at__gte=now - YEAR).values("pk")),
        "reviewed": latest(held, "closed_at"),
        "settled": HowMany(ContractYear.objects.exclude(settlements=None).values("pk").distinct()),
        "lessons": HowMany(Lesson.objects.filter(set_aside_at=None).values("pk")),
    }


def facts(by: Actor, now: datetime, limits: Limits, n: Counted) -> list[Fact]:
    """What shows progress, and what is missing."""
    days = {"days": limits[REVIEW]}
    reviewed = n["reviewed"] is not None and n["reviewed"] >= now - timedelta(days=days["days"])
    learning = frozenset({Cause.LEARNING})
    return [
        Fact(Capability.ACT, bool(n["actions"]) and not n["actions_late"],
             _("%(n)d open actions, %(late)d of them past their day") % {"n": n["actions"], "late": n["actions_late"]},
             reverse("plans:actions"), learning),
        Fact(Capability.ACT, bool(n["tests"] or n["learned"]),
             _("%(n)d tests of change run; %(m)d were decided in the last year") % {"n": n["tests"], "m": n["learned"]},
             reverse("plans:tests"), learning),
        Fact(Capability.ACT, reviewed,
             (_("A review with everybody was held in the last %(days)d days") if reviewed
             else _("No review with everybody was held in the last %(days)d days")) % days,
             reverse("plans:reviews"), learning),
        *_indicators(by),
        *_referrals(by, now, limits),
        *_settled(by, n["settled"]),
        Fact(Capability.ACT, bool(n["lessons"]), ngettext("%(n)d lesson is kept", "%(n)d lessons are kept",
             n["lessons"]) % {"n": n["lessons"]}, reverse("plans:lessons"), learning),
    ]  # fmt: skip


def _settled(by: Actor, count: int) -> list[Fact]:
    """Contract years that were settled; that there are none is told to those only who would see them."""
    if not count and not may(by, Permission.MANAGE_ALLIANCE):
        return []
    text = ngettext(
        "%(n)d contract year that you may see has been settled",
        "%(n)d contract years that you may see have been settled",
        count,
    )
    learning = frozenset({Cause.LEARNING})
    return [Fact(Capability.ACT, bool(count), text % {"n": count}, reverse("payments:years"), learning)]


def _indicators(by: Actor) -> list[Fact]:
    """How many indicators changed beyond chance, by the process chart of each."""
    if not may(by, Permission.VIEW_INDICATORS):
        return []
    page = reverse("performance:scorecard")
    told = answered(
        [
            question("version", Version.objects.filter(withdrawn_at=None), number="number").first(
                1, "-number"
            ),
            question("series", figures.shown_series(), measure="measure", points="points"),
            question("decision", Decision.objects.all(), row=whole(Decision)),
        ]
    )
    if not told["version"]:
        return [Fact(Capability.ACT, False, _("No indicator is published"), page)]
    decided = sorted((row(Decision, one["row"]) for one in told["decision"]), key=lambda one: one.pk)
    steered = figures.steered(decided)
    read = [
        readings.read(
            MEASURES[one["measure"]], figures.months(one["points"]), steered.get(one["measure"], Steering())
        )
        for one in told["series"]
        if one["measure"] in MEASURES
    ]
    better, worse = (
        sum(one.signal is not None and one.shape is shape for one in read)
        for shape in (Shape.DONE, Shape.NEEDS)
    )
    counted = {"of": len(read), "better": better, "worse": worse}
    text = _(
        "Of %(of)d indicators %(better)d changed for the better and %(worse)d for the worse, beyond chance"
    )
    return [Fact(Capability.ACT, bool(better) and better >= worse, text % counted, page)]


def _referrals(by: Actor, now: datetime, limits: Limits) -> list[Fact]:
    """What became of referrals, for all partners together and protected like the network page."""
    if not may(by, Permission.VIEW_NETWORK) or by.alliance_id is None:
        return []
    days = limits[REFERRAL]
    counts = everybody(by.alliance_id, now - timedelta(days=days), now)
    told = {"n": counts.sent, "days": days, "closed": counts.closed}
    if not counts.sent:
        text = _("Too few referrals were sent in the last %(days)d days to be counted")
    elif counts.closed is None:
        text = _("%(n)d referrals were sent in the last %(days)d days")
    else:
        text = _("%(n)d referrals were sent in the last %(days)d days; %(closed)d loops are closed")
    return [Fact(Capability.ACT, bool(counts.sent), text % told, reverse("network:show"))]
