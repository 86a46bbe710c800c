"""Boundaries and obstacles: who decides, what was agreed, conflicts and risks."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import DateTimeField, Exists
from django.db.models.expressions import RawSQL
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from commonweal.access import Actor, Permission, may
from commonweal.agreements.models import Agreement
from commonweal.agreements.rules.life import Kind
from commonweal.governance.models import Body, Decision, Right, Risk
from commonweal.governance.queries import conflicts
from commonweal.governance.thresholds import CONFLICT
from commonweal.helm.facts.counting import Counted, HowMany, Limits
from commonweal.helm.rules import Capability, Cause, Fact

YEAR = timedelta(days=365)
AGREED = (
    (Kind.DATA_SHARING, lazy("Data sharing is in force"), lazy("No data-sharing agreement is in force")),
    (Kind.PAYMENT, lazy("A payment agreement is in force"), lazy("No payment agreement is in force")),
    (Kind.EXIT, lazy("Exit terms are agreed"), lazy("No exit terms are agreed")),
)


def wanted(alliance_id: UUID, now: datetime, limits: Limits) -> dict[str, Any]:
    """What is counted."""
    day = now.date()
    running = Agreement.objects.filter(in_force__contains=now)
    return {
        "raised": RawSQL("commonweal.conflict_last_raised()", [], output_field=DateTimeField()),
        "bodies": HowMany(Body.objects.filter(ended_at=None).values("pk")),
        "rights": HowMany(Right.objects.filter(period__contains=now).values("kind").distinct()),
        "decided": HowMany(Decision.objects.filter(decided_at__gte=now - YEAR).values("pk")),
        "overdue": HowMany(Decision.objects.filter(review_on__lt=day, reviewed_at=None).values("pk")),
        "risks_late": HowMany(Risk.objects.filter(review_on__lt=day, closed_at=None).values("pk")),
        **{f"agreed_{kind.key}": Exists(running.filter(kind=kind.key)) for kind, _yes, _no in AGREED},
    }


def facts(by: Actor, now: datetime, limits: Limits, n: Counted) -> list[Fact]:
    """What shows that boundaries are managed, and what is missing."""
    bodies, overdue, late = n["bodies"], n["overdue"], n["risks_late"]
    found = [
        Fact(Capability.BOUNDARIES, bool(bodies and n["rights"]),
             ngettext("%(n)d body; decision rights assigned for %(m)d kinds of decision",
             "%(n)d bodies; decision rights assigned for %(m)d kinds of decision", bodies)
             % {"n": bodies, "m": n["rights"]}, reverse("governance:bodies")),
        Fact(Capability.BOUNDARIES, bool(n["decided"]), _("%(n)d decisions in the last year") % {"n": n["decided"]},
             reverse("governance:decisions")),
        Fact(Capability.BOUNDARIES, not overdue,
             _("No decision is past its review") if not overdue else ngettext("%(n)d decision is past its review",
             "%(n)d decisions are past their review", overdue) % {"n": overdue}, reverse("governance:decisions"),
             frozenset({Cause.LEARNING})),
        Fact(Capability.BOUNDARIES, not late,
             _("Every risk was reviewed in time") if not late else ngettext("%(n)d risk is past its review",
             "%(n)d risks are past their review", late) % {"n": late}, reverse("governance:risks"),
             frozenset({Cause.LEARNING})),
    ]  # fmt: skip
    for kind, yes, no in AGREED:
        holds = n[f"agreed_{kind.key}"]
        found.append(
            Fact(Capability.BOUNDARIES, holds, str(yes if holds else no), reverse("agreements:list"))
        )
    # The database counts conflicts for those who may handle them; to others their number is nobody's business.
    if may(by, Permission.HANDLE_CONFLICTS):
        found += _conflicts(now, limits, n["raised"])
    return found


def _conflicts(now: datetime, limits: Limits, last: datetime | None) -> list[Fact]:
    quiet = limits[CONFLICT]
    page, cause = reverse("governance:conflicts"), frozenset({Cause.CONFLICTS})
    if last is None or last < now - timedelta(days=quiet):
        text = _("No conflict was raised in %(days)d days, which is a warning rather than peace") % {
            "days": quiet
        }
        return [Fact(Capability.BOUNDARIES, False, text, page, cause)]
    steps = [one for one in conflicts.patterns() if one.kind == "step"]
    still, late = sum(one.still_open for one in steps), sum(one.past_clock for one in steps)
    raised = _("Conflicts come to the table: one was raised in the last %(days)d days") % {"days": quiet}
    found = [Fact(Capability.BOUNDARIES, True, raised, page, cause)]
    if still:
        text = ngettext("%(n)d open conflict", "%(n)d open conflicts", still)
        text += _(", %(late)d past its clock") if late else _(", none past its clock")
        found.append(Fact(Capability.BOUNDARIES, not late, text % {"n": still, "late": late}, page, cause))
    return found
