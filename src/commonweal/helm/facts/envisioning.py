"""A vision that everybody shaped: statements, the charter, goals, success for each partner."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonweal.access import Actor
from commonweal.charter.models import CharterVersion, Contribution, Goal, Ratification, Statement, Success
from commonweal.helm.facts.counting import Counted, HowMany, Limits, latest
from commonweal.helm.rules import Capability, Cause, Fact
from commonweal.partners.models import Membership


def wanted(alliance_id: UUID, now: datetime, limits: Limits) -> dict[str, Any]:
    """What is counted."""
    members = Membership.objects.current().filter(alliance_id=alliance_id)
    spoke = Statement.objects.filter(
        withdrawn_at=None, alliance_id=alliance_id, organisation_id=OuterRef("organisation_id")
    )
    put_out = CharterVersion.objects.filter(set_aside_at=None, put_out_at__isnull=False).order_by("-number")
    goals = Goal.objects.filter(parent=None, ended_at=None)
    accepted = goals.filter(accepted_at__isnull=False)
    alone = ~Exists(Contribution.objects.filter(goal_id=OuterRef("pk")))
    return {
        "members": HowMany(members.values("pk")),
        "silent": HowMany(members.filter(~Exists(spoke)).values("pk")),
        "charter": latest(put_out, "number"),
        "ratified": HowMany(
            Ratification.objects.filter(version_id=latest(put_out, "pk"), ratified=True)
            .values("organisation_id")
            .distinct()
        ),
        "goals": HowMany(goals.values("pk")),
        "accepted": HowMany(accepted.values("pk")),
        "alone": HowMany(accepted.filter(alone).values("pk")),
        "successes": HowMany(Success.objects.values("organisation_id").distinct()),
    }


def facts(by: Actor, now: datetime, limits: Limits, n: Counted) -> list[Fact]:
    """What shows a vision, and what is missing."""
    of, spoke = n["members"], n["members"] - n["silent"]
    found = [
        Fact(Capability.ENVISION, not n["silent"],
             _("%(n)d of %(of)d partners added a statement about the future") % {"n": spoke, "of": of},
             reverse("charter:statements"), frozenset({Cause.VISION})),
    ]  # fmt: skip
    both = frozenset({Cause.VISION, Cause.PURPOSE})
    page = reverse("charter:charter")
    if n["charter"] is None:
        text = _("No charter has been put out for ratification")
        found.append(Fact(Capability.ENVISION, False, text, page, both))
    else:
        text = _("Charter, version %(v)d: ratified by %(n)d of %(of)d")
        told = text % {"v": n["charter"], "n": n["ratified"], "of": of}
        found.append(Fact(Capability.ENVISION, n["ratified"] >= of, told, page, both))
    page = reverse("charter:goals")
    whole = bool(n["goals"]) and n["accepted"] == n["goals"]
    many = {"n": n["accepted"], "of": n["goals"]}
    text = _("%(n)d of %(of)d goals are specific, measured, owned and dated") % many
    found.append(Fact(Capability.ENVISION, whole, text, page, frozenset({Cause.PURPOSE})))
    if n["accepted"]:
        alone = n["alone"]
        text = (
            ngettext(
                "%(n)d goal has no partner that contributes",
                "%(n)d goals have no partner that contributes",
                alone,
            )
            % {"n": alone}
            if alone
            else _("Every goal has a partner that contributes")
        )
        found.append(Fact(Capability.ENVISION, not alone, text, page, frozenset({Cause.LEARNING})))
    text = _("%(n)d of %(of)d partners said what success is for themselves")
    found.append(
        Fact(Capability.ENVISION, n["successes"] >= of, text % {"n": n["successes"], "of": of},
             reverse("charter:success"), frozenset({Cause.PURPOSE}))
    )  # fmt: skip
    return found
