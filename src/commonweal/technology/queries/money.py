"""Money of a partnership: what the linked terms fix for each month, what was paid, what risk has brought so far."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Sum
from django.db.models.functions import JSONObject

from commonweal.payments import terms
from commonweal.payments.forecast import forecast
from commonweal.payments.models import ContractParty, ContractYear, Posting, Statement
from commonweal.payments.queries import pools as pools_of_money
from commonweal.technology.models import MoneyLink, Paid, Partnership
from commonweal.technology.rules import money as rules


@dataclass(frozen=True)
class Linked:
    """A contract year or pool of the partnership, as far as one may see it."""

    link: MoneyLink
    year: ContractYear | None
    pool: pools_of_money.WithBalance | None
    to_supplier: Decimal | None
    """What a pool has paid the supplier so far."""
    parties: list[dict[str, str]]
    """Of a contract year: `party`, its name in the terms, and `of`, the organisation's identifier."""


@dataclass(frozen=True)
class Money:
    """Everything about money that a page shows."""

    links: list[Linked]
    hidden: int
    """Links to contract years or pools that one's organisation takes no part in."""
    comparison: rules.Comparison
    left_open: list[str]
    paid: list[Paid]
    statements: list[Statement]


def links(partnership: Partnership) -> tuple[list[Linked], int]:
    """Linked contract years and pools; three queries."""
    parties = ContractParty.objects.filter(year=OuterRef("year")).order_by("position")
    # The row policies of payments hold in the join, too: a year one takes no part in comes as none.
    rows = list(
        MoneyLink.objects.filter(partnership=partnership)
        .select_related("year")
        .annotate(parties=ArraySubquery(parties.values(told=JSONObject(party="party", of="organisation_id"))))
        .order_by("kind", "id")
    )
    years = {row.year_id: row.year for row in rows if row.year is not None}
    wanted = [row.pool_id for row in rows if row.pool_id]
    pools = {one.pk: one for one in pools_of_money.pools().filter(pk__in=wanted)} if wanted else {}
    postings = Posting.objects.filter(
        account__pool__in=pools,
        account__kind="organisation",
        account__organisation_id=partnership.supplier_id,
    )
    sums: dict[UUID, Decimal] = {
        row["account__pool_id"]: row["total"]
        for row in (
            postings.values("account__pool_id").annotate(total=Sum("amount")).order_by() if pools else ()
        )
    }
    found = [
        Linked(
            row, years.get(row.year_id), pools.get(row.pool_id),
            sums.get(row.pool_id, Decimal(0)) if row.pool_id in pools else None, row.parties,
        )
        for row in rows
        if row.year_id in years or row.pool_id in pools
    ]  # fmt: skip
    return found, len(rows) - len(found)


def forecast_of(partnership: Partnership, several: list[Linked]) -> tuple[dict[date, Decimal], list[str]]:
    """What the health system is to pay month by month by the terms of linked years, and what they leave open."""
    planned: dict[date, Decimal] = {}
    left_open: list[str] = []
    for one in several:
        if one.year is None:
            continue
        try:
            planned_by = forecast(terms.read(one.year.terms))
        except terms.BadTerms:
            left_open.append(f"The terms of {one.year.title} cannot be read yet")
            continue
        mine = {told["party"] for told in one.parties if told["of"] == str(partnership.customer_id)}
        for due in planned_by.due:
            if due.paid_by in mine:
                planned[due.month] = planned.get(due.month, Decimal(0)) + due.amount
        left_open += planned_by.open
    return planned, left_open


def of_both(partnership: Partnership, linked: Linked) -> bool:
    """Are both sides parties of a contract year, so that both may know its terms?"""
    parties = {told["of"] for told in linked.parties}
    return {str(partnership.customer_id), str(partnership.supplier_id)} <= parties


def money(partnership: Partnership, today: date, *, for_both: bool = False) -> Money:
    """Everything one may see; about seven queries.

    `for_both`: only what both sides may see whoever asks, for what is kept and shown to both: no statements, and
    no forecast from terms to which one side is no party.
    """
    several, hidden = links(partnership)
    dark = hidden > 0
    if for_both:
        dark = dark or any(one.year is not None and not of_both(partnership, one) for one in several)
    planned, left_open = ({}, []) if for_both and dark else forecast_of(partnership, several)
    paid = list(Paid.objects.filter(partnership=partnership).select_related("taken_back_by"))
    years = [] if for_both else [one.year for one in several if one.year is not None]
    statements = list(
        Statement.objects.filter(settlement__year__in=years)
        .select_related("settlement__year", "organisation", "party")
        .defer("pdf", "document")
        .order_by("settlement__year__starts", "party__position", "-settlement__number")
    )
    newest = {(one.settlement.year_id, one.party_id): one for one in reversed(statements)}
    comparison = rules.compare(planned, ((one.month, one.amount) for one in paid), today, hidden=dark)
    return Money(several, hidden, comparison, left_open, paid, list(newest.values()))
