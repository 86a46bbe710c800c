"""Contract years, their figures and settlements."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, Max, OuterRef, Prefetch, QuerySet

from commonweal.access import Actor, Permission, may
from commonweal.database import clock
from commonweal.payments import rules
from commonweal.payments.models import (
    ContractParty,
    ContractYear,
    Dispute,
    Figure,
    FigureSource,
    Settlement,
    Statement,
    YearSignature,
)
from commonweal.payments.settling import Given
from commonweal.performance.models import measure_of


def years() -> QuerySet[ContractYear]:
    """Contract years with all that their state follows from, in six queries."""
    disputes = Dispute.objects.select_related("answer").order_by("created_at")
    return (
        ContractYear.objects.select_related("alliance")
        .prefetch_related(
            Prefetch("parties", ContractParty.objects.select_related("organisation")),
            Prefetch("signatures", YearSignature.objects.select_related("organisation")),
            "settlements",
            Prefetch("settlements__disputes", disputes),
        )
        .order_by("-starts", "title")
    )


def today(year: ContractYear) -> date:
    """The day it is where the alliance works."""
    return clock.now().astimezone(ZoneInfo(year.alliance.timezone)).date()


def organisations(year: ContractYear) -> frozenset[UUID]:
    """The partners that are parties, each of which must sign."""
    return frozenset(one.organisation_id for one in year.parties.all() if one.organisation_id)


def own_parties(by: Actor, year: ContractYear) -> frozenset[str]:
    """Which of the parties the actor's organisation is."""
    mine = by.organisation_id
    return frozenset(one.party for one in year.parties.all() if mine and one.organisation_id == mine)


def latest(year: ContractYear) -> Settlement | None:
    """The settlement that counts: the last one."""
    return max(year.settlements.all(), key=lambda one: one.number, default=None)


def answer(dispute: Dispute) -> str:
    """How a dispute ended; empty while it is open."""
    return dispute.answer.outcome if hasattr(dispute, "answer") else ""


def signed(year: ContractYear) -> frozenset[UUID]:
    """The organisations that signed what the terms say now."""
    digest = year.digest()
    return frozenset(one.organisation_id for one in year.signatures.all() if one.digest_seen == digest)


def facts(year: ContractYear, day: date | None = None) -> rules.Year:
    """What the rules need to know of a year."""
    last = latest(year)
    outcomes = [answer(one) for one in last.disputes.all()] if last else []
    return rules.Year(
        today=day or today(year),
        starts=year.starts,
        ends=year.ends,
        offered=year.offered_at is not None,
        all_signed=rules.signed_by_all(
            frozenset(organisations(year)),
            [(one.organisation_id, one.digest_seen) for one in year.signatures.all()],
            digest=year.digest(),
        ),
        figures_in=year.figures_in_at is not None,
        settled=last is not None,
        open_disputes=outcomes.count(""),
        upheld="upheld" in outcomes,
        disputes_until=last.disputes_until if last else None,
        closed=year.closed_at is not None,
    )


def figures(year: ContractYear) -> list[Figure]:
    """The figures that hold, as far as one may see them: the latest of each name, party and period."""
    rows = (
        Figure.objects.filter(year=year)
        .select_related("source", "indicator__version", "indicator__organisation")
        .order_by("figure", "party", "period", "-id")
        .distinct("figure", "party", "period")
    )
    return [row for row in rows if not row.withdrawn]


def figure_counts(years_: Iterable[ContractYear]) -> dict[UUID, int]:
    """How many figures one can see were given for each year."""
    rows = Figure.objects.filter(year__in=years_).values("year").annotate(count=Count("pk")).order_by()
    return {row["year"]: row["count"] for row in rows}


def given(year: ContractYear, rows: Iterable[Figure]) -> list[Given]:
    """Figures for the library, each with where it came from."""
    zone = ZoneInfo(year.alliance.timezone)
    return [Given(row.figure, row.party, row.period, row.value, origin(row, zone)) for row in rows]


def origin(row: Figure, zone: ZoneInfo) -> str:
    """Where a figure came from, in words."""
    source = row.source
    if source.kind == "indicator":
        one = row.indicator
        measure = measure_of(one.measure)
        whose = one.organisation.name if one.organisation else "all partners"
        said = f"indicator “{measure.title if measure else one.measure}” of {whose}, version {one.version.number}"
    elif source.kind == "upload":
        said = f"{source.file_name}, line {row.line} (SHA-256 {source.digest[:12]})"
    else:
        said = (
            f"entered by {source.person_name} on {rules.spelled(source.created_at.astimezone(zone).date())}"
        )
    return f"{said}: {row.note}" if row.note else said


def is_withdrawn(row: Figure) -> bool:
    """Was the version withdrawn from which the figure was taken?"""
    return hasattr(row, "indicator") and row.indicator.version.withdrawn_at is not None


def on_withdrawn_figures() -> QuerySet[Figure, Any]:
    """Each open year (`year`) that rests on a figure of a withdrawn version: since when (`since`)."""
    newer = Figure.objects.filter(
        year=OuterRef("year"), figure=OuterRef("figure"), party=OuterRef("party"), period=OuterRef("period"),
        id__gt=OuterRef("id"),
    )  # fmt: skip
    rows = Figure.objects.filter(
        ~Exists(newer), year__closed_at=None, indicator__version__withdrawn_at__isnull=False
    )
    return rows.values("year").annotate(since=Max("indicator__version__withdrawn_at")).order_by()


def withdrawn_since() -> dict[UUID, datetime]:
    """The same by year. One query."""
    return {row["year"]: row["since"] for row in on_withdrawn_figures()}


def from_indicators(settlement: Settlement) -> list[Figure]:
    """The figures of a settlement that came from published indicators, as far as one may see them."""
    rows = Figure.objects.filter(pk__in=settlement.used.values("figure"), indicator__isnull=False)
    return list(
        rows.select_related("indicator__version", "indicator__organisation").order_by(
            "figure", "party", "period"
        )
    )


def sources(year: ContractYear) -> QuerySet[FigureSource]:
    """Files and entries through which figures came, newest first."""
    rows = FigureSource.objects.filter(year=year).select_related("organisation")
    return rows.annotate(count=Count("figures")).filter(count__gt=0).order_by("-created_at")


def statements(settlement: Settlement | None) -> QuerySet[Statement]:
    """The statements of a settlement that one may see, without their contents."""
    rows = Statement.objects.select_related("party", "organisation").defer("pdf", "document")
    return rows.filter(settlement=settlement).order_by("party__position")


def has_signed(by: Actor, year: ContractYear) -> bool:
    """Has the actor's organisation signed what the terms say now?"""
    return by.organisation_id in signed(year)


def waits_for(by: Actor, year: ContractYear) -> bool:
    """Do the terms wait for the actor's signature?"""
    return (
        may(by, Permission.SIGN_AGREEMENTS)
        and year.offered_at is not None
        and by.organisation_id in organisations(year)
        and not has_signed(by, year)
    )
