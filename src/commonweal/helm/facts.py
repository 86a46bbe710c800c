"""The facts behind the four capabilities: what shows each result in this alliance, and what is missing.

Each fact is worked out from rows that the actor may see, and leads to the page where it stands. None is a score:
a sentence with its figures says more, and nobody can raise it by typing.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonweal.access import Actor
from commonweal.agreements.models import Agreement
from commonweal.alignment.models import FollowUp, Meeting, Round, Score, TieRound
from commonweal.charter.models import CharterVersion, Goal, Ratification, Statement, Success
from commonweal.governance.models import Body, Decision, Right, Risk
from commonweal.governance.queries import conflicts as quarrels
from commonweal.helm import queries
from commonweal.helm.rules import Capability, Cause, Fact
from commonweal.helm.thresholds import Threshold
from commonweal.partners.models import Membership
from commonweal.payments.models import ContractYear
from commonweal.performance.models import Version
from commonweal.plans.models import Action, Lesson, Review, Test
from commonweal.referrals.models import Referral

YEAR = timedelta(days=365)
Limits = dict[Threshold, int]


def facts(by: Actor, now: datetime) -> list[Fact]:
    """All facts about the actor's alliance, by capability."""
    members = set(
        Membership.objects.current()
        .filter(alliance_id=by.alliance_id)
        .values_list("organisation_id", flat=True)
    )
    limits = queries.thresholds_of(by)
    return [*_envision(members), *_align(now, limits), *_boundaries(now, limits), *_act(now, limits)]


def _envision(members: set) -> list[Fact]:
    spoke = set(Statement.objects.filter(withdrawn_at=None).values_list("organisation_id", flat=True))
    silent = len(members - spoke)
    of = len(members)
    found = [
        Fact(
            Capability.ENVISION,
            not silent,
            _("%(n)d of %(of)d partners added a statement about the future") % {"n": of - silent, "of": of},
            reverse("charter:statements"),
            frozenset({Cause.VISION}),
        )
    ]
    version = (
        CharterVersion.objects.filter(set_aside_at=None, put_out_at__isnull=False).order_by("-number").first()
    )
    if version is None:
        found.append(
            Fact(Capability.ENVISION, False, _("No charter has been put out for ratification"),
                 reverse("charter:charter"), frozenset({Cause.VISION, Cause.PURPOSE}))
        )  # fmt: skip
    else:
        yes = (
            Ratification.objects.filter(version=version, ratified=True)
            .values("organisation_id")
            .distinct()
            .count()
        )
        found.append(
            Fact(Capability.ENVISION, yes >= of, _("Charter, version %(v)d: ratified by %(n)d of %(of)d")
                 % {"v": version.number, "n": yes, "of": of},
                 reverse("charter:charter"), frozenset({Cause.VISION, Cause.PURPOSE}))
        )  # fmt: skip
    goals = list(
        Goal.objects.filter(parent=None, ended_at=None).values_list("pk", "accepted_at", "contributions")
    )
    total = {pk for pk, _at, _one in goals}
    accepted = {pk for pk, at, _one in goals if at is not None}
    alone = accepted - {pk for pk, _at, one in goals if one is not None}
    found.append(
        Fact(Capability.ENVISION, bool(total) and accepted == total,
             _("%(n)d of %(of)d goals are specific, measured, owned and dated")
             % {"n": len(accepted), "of": len(total)},
             reverse("charter:goals"), frozenset({Cause.PURPOSE}))
    )  # fmt: skip
    if accepted:
        found.append(
            Fact(Capability.ENVISION, not alone,
                 _("Every goal has a partner that contributes") if not alone else ngettext(
                     "%(n)d goal has no partner that contributes", "%(n)d goals have no partner that contributes",
                     len(alone)) % {"n": len(alone)},
                 reverse("charter:goals"), frozenset({Cause.LEARNING}))
        )  # fmt: skip
    said = Success.objects.values("organisation_id").distinct().count()
    found.append(
        Fact(Capability.ENVISION, said >= of, _("%(n)d of %(of)d partners said what success is for themselves")
             % {"n": said, "of": of}, reverse("charter:success"), frozenset({Cause.PURPOSE}))
    )  # fmt: skip
    return found


def _align(now: datetime, limits: Limits) -> list[Fact]:
    found = []
    last = Round.objects.filter(closed_at__isnull=False).order_by("-closed_at").first()
    if last is None:
        found.append(
            Fact(Capability.ALIGN, False, _("No survey has been held"), reverse("alignment:surveys"),
                 frozenset({Cause.PURPOSE}))
        )  # fmt: skip
    else:
        asked = last.asked.count()
        answered = last.asked.filter(handed_in_on__isnull=False).count()
        share = answered / asked if asked else 0
        found.append(
            Fact(Capability.ALIGN, share * 100 >= limits[Threshold.RESPONSE], _("Last survey: %(n)d of %(of)d answered")
                 % {"n": answered, "of": asked}, reverse("alignment:surveys"), frozenset({Cause.PURPOSE}))
        )  # fmt: skip
        followed = FollowUp.objects.filter(round=last).exists()
        found.append(
            Fact(Capability.ALIGN, followed,
                 _("Everybody was told what follows from the last survey") if followed
                 else _("Nobody has said what follows from the last survey"),
                 reverse("alignment:surveys"), frozenset({Cause.LEARNING}))
        )  # fmt: skip
    ties = TieRound.objects.filter(closed_at__isnull=False).order_by("-number").first()
    if ties is None:
        found.append(
            Fact(Capability.ALIGN, False, _("Partners have not said whom they work with and whom they trust"),
                 reverse("alignment:network"))
        )  # fmt: skip
    else:
        reports = ties.reports.count()
        found.append(
            Fact(Capability.ALIGN, reports * 100 >= limits[Threshold.TIES] * ties.members,
                 _("Network: %(n)d of %(of)d partners reported their ties") % {"n": reports, "of": ties.members},
                 reverse("alignment:network"))
        )  # fmt: skip
        scored = (
            Score.objects.filter(round=ties, raters__isnull=False)
            .values("organisation_id")
            .distinct()
            .count()
        )
        found.append(
            Fact(Capability.ALIGN, bool(scored), _("Trust can be shown for %(n)d partners") % {"n": scored},
                 reverse("alignment:network"))
        )  # fmt: skip
    days = limits[Threshold.MEETING]
    met = Meeting.objects.filter(
        starts_at__gte=now - timedelta(days=days), starts_at__lt=now, cancelled_at=None
    ).count()
    found.append(
        Fact(Capability.ALIGN, bool(met), ngettext("%(n)d meeting in the last %(days)d days",
             "%(n)d meetings in the last %(days)d days", met) % {"n": met, "days": days}, reverse("alignment:meetings"))
    )  # fmt: skip
    return found


def _boundaries(now: datetime, limits: Limits) -> list[Fact]:
    bodies = Body.objects.filter(ended_at=None).count()
    rights = Right.objects.filter(period__contains=now).values("kind").distinct().count()
    taken = Decision.objects.filter(decided_at__gte=now - YEAR).count()
    overdue = Decision.objects.filter(review_on__lt=now.date(), reviewed_at=None).count()
    running = Agreement.objects.filter(in_force__contains=now)
    kinds = set(running.values_list("kind", flat=True))
    conflict = quarrels.last_raised()
    quiet = limits[Threshold.CONFLICT]
    recent = conflict is not None and conflict >= now - timedelta(days=quiet)
    late = Risk.objects.filter(review_on__lt=now.date(), closed_at=None).count()
    return [
        Fact(Capability.BOUNDARIES, bool(bodies and rights),
             ngettext("%(n)d body; decision rights assigned for %(m)d kinds of decision",
             "%(n)d bodies; decision rights assigned for %(m)d kinds of decision", bodies) % {"n": bodies, "m": rights},
             reverse("governance:bodies")),
        Fact(Capability.BOUNDARIES, bool(taken), _("%(n)d decisions in the last year") % {"n": taken},
             reverse("governance:decisions")),
        Fact(Capability.BOUNDARIES, not overdue,
             _("No decision is past its review") if not overdue else ngettext("%(n)d decision is past its review",
             "%(n)d decisions are past their review", overdue) % {"n": overdue}, reverse("governance:decisions"),
             frozenset({Cause.LEARNING})),
        Fact(Capability.BOUNDARIES, "data_sharing" in kinds,
             _("Data sharing is in force") if "data_sharing" in kinds
             else _("No data-sharing agreement is in force"), reverse("agreements:list")),
        Fact(Capability.BOUNDARIES, "exit" in kinds,
             _("Exit terms are agreed") if "exit" in kinds else _("No exit terms are agreed"),
             reverse("agreements:list")),
        Fact(Capability.BOUNDARIES, recent,
             (_("Conflicts come to the table: one was raised in the last %(days)d days") if recent
             else _("No conflict was raised in %(days)d days, which is a warning rather than peace")) % {"days": quiet},
             reverse("governance:conflicts"), frozenset({Cause.CONFLICTS})),
        Fact(Capability.BOUNDARIES, not late,
             _("Every risk was reviewed in time") if not late else ngettext("%(n)d risk is past its review",
             "%(n)d risks are past their review", late) % {"n": late}, reverse("governance:risks"),
             frozenset({Cause.LEARNING, Cause.CONFLICTS})),
    ]  # fmt: skip


def _act(now: datetime, limits: Limits) -> list[Fact]:
    open_actions = Action.objects.filter(done_at=None, dropped_at=None)
    counted = open_actions.count()
    late = open_actions.filter(due__lt=now.date()).count()
    running = Test.objects.filter(result_at=None, starts__lte=now.date()).count()
    learned = Test.objects.filter(decided_at__gte=now - YEAR).count()
    review = Review.objects.filter(closed_at__isnull=False).order_by("-closed_at").first()
    reviewed = (
        review is not None
        and review.closed_at is not None
        and review.closed_at >= now - timedelta(days=limits[Threshold.REVIEW])
    )
    published = Version.objects.order_by("-number").first()
    shared = ContractYear.objects.exclude(settlements=None).count()
    sent = Referral.objects.filter(sent_at__gte=now - timedelta(days=limits[Threshold.REFERRAL])).exists()
    lessons = Lesson.objects.filter(set_aside_at=None).count()
    return [
        Fact(Capability.ACT, bool(counted) and not late,
             _("%(n)d open actions, %(late)d of them past their day") % {"n": counted, "late": late},
             reverse("plans:actions"), frozenset({Cause.LEARNING})),
        Fact(Capability.ACT, bool(running or learned),
             _("%(n)d tests of change run; %(m)d were decided in the last year") % {"n": running, "m": learned},
             reverse("plans:tests"), frozenset({Cause.LEARNING})),
        Fact(Capability.ACT, reviewed,
             (_("A review with everybody was held in the last %(days)d days") if reviewed
             else _("No review with everybody was held in the last %(days)d days"))
             % {"days": limits[Threshold.REVIEW]}, reverse("plans:reviews"),
             frozenset({Cause.LEARNING})),
        Fact(Capability.ACT, published is not None,
             _("Indicators are published, version %(n)d") % {"n": published.number} if published
             else _("No indicator is published"), reverse("performance:scorecard")),
        Fact(Capability.ACT, sent, (_("Referrals were sent in the last %(days)d days") if sent
             else _("No referral that you may see was sent in the last %(days)d days"))
             % {"days": limits[Threshold.REFERRAL]}, reverse("network:show")),
        Fact(Capability.ACT, bool(shared), _("%(n)d contract years have been settled") % {"n": shared},
             reverse("payments:years"), frozenset({Cause.LEARNING})),
        Fact(Capability.ACT, bool(lessons), _("%(n)d lessons are kept") % {"n": lessons},
             reverse("plans:lessons"), frozenset({Cause.LEARNING})),
    ]  # fmt: skip
