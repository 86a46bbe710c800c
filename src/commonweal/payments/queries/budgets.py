"""Budgets, rates and deliveries of pools."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection

from commonweal.payments import budgets as rules
from commonweal.payments.models import Pool, PoolBudget, PoolBudgetAmount, PoolPayment, PoolRate
from commonweal.payments.queries.pools import Movement, movements


@dataclass(frozen=True)
class Kept:
    """A budget with every amount it ever had, the first first."""

    row: PoolBudget
    amounts: list[PoolBudgetAmount]

    @property
    def holds(self) -> rules.Budget:
        """What holds now: the last amount."""
        row, last = self.row, self.amounts[-1]
        return rules.Budget(row.pk, row.purpose, row.starts, row.ends, last.amount, last.carries_over)


def history(pool: Pool) -> list[Kept]:
    """Every budget of a pool with all its amounts."""
    found: dict[UUID, Kept] = {}
    for one in (
        PoolBudgetAmount.objects.filter(budget__pool=pool)
        .select_related("budget")
        .order_by("budget__purpose", "budget__starts", "id")
    ):
        found.setdefault(one.budget_id, Kept(one.budget, [])).amounts.append(one)
    return list(found.values())


def lines(kept: Iterable[Kept], moved: Iterable[Movement]) -> list[rules.Line]:
    """Each budget with what was carried in, paid and left; a payment taken back counts on the day it was paid."""
    paid = [
        rules.Paid(one.charged_to, one.charged_on, -one.amount)
        for one in moved
        if one.charged_to and one.charged_on
    ]
    return rules.lines([one.holds for one in kept], paid)


def lines_of(pool: Pool) -> list[rules.Line]:
    """The same for a pool whose budgets and movements were not read yet."""
    return lines(kept, movements(pool)) if (kept := history(pool)) else []


def rates(pool: Pool) -> list[PoolRate]:
    """What the pool pays by the piece now: the last price for each kind and need, without those ended by 0."""
    rows = (
        PoolRate.objects.filter(pool=pool).order_by("delivered", "need", "-id").distinct("delivered", "need")
    )
    return [row for row in rows if row.price]


def claims(rate: PoolRate, to: UUID) -> list[tuple[date, date]]:
    """The days for which an organisation has claimed what it delivered, declined and reversed claims left out."""
    rows = PoolPayment.objects.filter(
        pool=rate.pool_id, to=to, rate__delivered=rate.delivered, rate__need=rate.need
    )
    rows = rows.exclude(answers__approved=False).exclude(entries__reversed_by__isnull=False)
    return [(one.since, one.until) for one in rows.distinct() if one.since and one.until]


def delivered(rate: PoolRate, since: date, until: date) -> int:
    """How many referrals or Pathways the actor's own organisation completed between two days, both included."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select commonweal.delivered(%s, %s, %s, %s)",
            [since, until, rate.need, rate.delivered == "pathway"],
        )
        (count,) = cursor.fetchone()
    return int(count)
