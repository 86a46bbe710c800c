"""Budgets, rates and deliveries of pools."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import Prefetch

from commonweal.payments import budgets as rules
from commonweal.payments.models import Pool, PoolBudget, PoolBudgetAmount, PoolPayment, PoolRate, Posting


def history(pool: Pool) -> list[PoolBudget]:
    """Every budget of a pool with all its amounts, the first first."""
    amounts = Prefetch("amounts", PoolBudgetAmount.objects.order_by("id"))
    return list(PoolBudget.objects.filter(pool=pool).prefetch_related(amounts).order_by("purpose", "starts"))


def budgets(rows: Iterable[PoolBudget]) -> list[rules.Budget]:
    """What holds of budgets now: the last amount of each."""
    found = []
    for row in rows:
        if amounts := list(row.amounts.all()):
            last = amounts[-1]
            found.append(
                rules.Budget(row.pk, row.purpose, row.starts, row.ends, last.amount, last.carries_over)
            )
    return found


def paid(pool: Pool) -> list[rules.Paid]:
    """What was paid out for each purpose; a payment taken back counts against the day on which it was paid."""
    rows = (
        Posting.objects.filter(account__pool=pool, account__kind="pool", entry__payment__isnull=False)
        .order_by("entry__number")
        .values_list("entry__payment__charged_to", "entry__on", "entry__reverses__on", "amount")
    )
    return [rules.Paid(purpose, before or on, -amount) for purpose, on, before, amount in rows]


def lines(pool: Pool, rows: Iterable[PoolBudget] | None = None) -> list[rules.Line]:
    """Each budget of a pool with what was carried in, paid and left."""
    found = budgets(history(pool) if rows is None else rows)
    return rules.lines(found, paid(pool)) if found else []


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
