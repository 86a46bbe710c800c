"""Budgets of pools: setting and changing one, prices by the piece, claiming what was delivered."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db import transaction

from commonweal import audit
from commonweal.access import Actor, Permission, Refused, require
from commonweal.access.held import require_decision
from commonweal.database import live
from commonweal.payments import budgets as rules
from commonweal.payments import events
from commonweal.payments.actions.common import held_pool, refuse
from commonweal.payments.actions.pools import today
from commonweal.payments.models import Pool, PoolBudget, PoolBudgetAmount, PoolPayment, PoolRate
from commonweal.payments.queries import budgets as rows_of
from commonweal.payments.rules import spelled
from commonweal.settlement.amounts import money


def set_budget(
    *,
    by: Actor,
    pool: Pool,
    purpose: str,
    starts: date,
    ends: date,
    amount: Decimal,
    carries_over: bool,
    reason: str,
) -> PoolBudgetAmount:
    """Set what a purpose may cost between two days, or change it: the earlier amount stays recorded.

    Asks for the decision of whoever decides about spending, where somebody was named. Raises NotAllowed; Refused.
    """
    require(by, Permission.KEEP_POOLS, on=pool)
    with transaction.atomic():
        row = held_pool(pool.pk)
        known = rows_of.history(row)
        refuse(rules.refusal_to_budget([one.holds for one in known], purpose, starts, ends))
        if amount < 0:
            raise Refused("A budget is zero or more.")
        if not reason.strip():
            raise Refused("Say why, so that everybody in the pool can read it later.")
        title = rules.PURPOSES[purpose]
        rows = [one.row for one in known]
        budget = next(
            (one for one in rows if (one.purpose, one.starts, one.ends) == (purpose, starts, ends)), None
        ) or PoolBudget.objects.create(pool=row, purpose=purpose, starts=starts, ends=ends)
        require_decision(
            by,
            "budget",
            on=budget,
            amount=amount,
            label=f"{title} of {row.name} from {spelled(starts)} to {spelled(ends)}",
        )
        made = PoolBudgetAmount.objects.create(
            budget=budget, amount=amount, carries_over=carries_over, reason=reason.strip(),
            person_id=by.own_person_id, person_name=by.person_name,
        )  # fmt: skip
        audit.record(
            by, events.BUDGET_SET, on=row, pool=row.name, purpose=title, amount=money(amount),
            starts=str(starts), ends=str(ends),
        )  # fmt: skip
        live.notify("pools", alliance=row.alliance_id)
    return made


def set_rate(*, by: Actor, pool: Pool, purpose: str, delivered: str, need: str, price: Decimal) -> PoolRate:
    """Say what the pool pays for each referral or Pathway completed; 0 ends it. Raises NotAllowed; Refused."""
    require(by, Permission.KEEP_POOLS, on=pool)
    with transaction.atomic():
        row = held_pool(pool.pk)
        if price < 0:
            raise Refused("A price is zero or more.")
        rate = PoolRate.objects.create(
            pool=row, purpose=purpose, delivered=delivered, need=need, price=price, person_id=by.own_person_id,
            person_name=by.person_name,
        )  # fmt: skip
        audit.record(by, events.RATE_SET, on=row, pool=row.name, amount=money(price), delivered=said(rate))
        live.notify("pools", alliance=row.alliance_id)
    return rate


def claim(*, by: Actor, rate: PoolRate, since: date, until: date) -> PoolPayment:
    """Ask to be paid for what one's own organisation completed between two days: counted here, not typed in.

    The days of two claims of one kind never overlap, so nothing is paid twice. Raises NotAllowed; Refused.
    """
    require(by, Permission.VIEW_STATEMENTS, on=rate.pool)
    with transaction.atomic():
        row = held_pool(rate.pool_id)
        if rate.pk not in {one.pk for one in rows_of.rates(row)}:
            raise Refused("This price holds no more. Open the pool again to see what it pays now.")
        if by.organisation_id not in {one.organisation_id for one in row.members.all()}:
            raise Refused("Only an organisation that takes part in the pool claims what it delivered.")
        units = rows_of.delivered(rate, since, until)
        refuse(
            rules.refusal_to_claim(
                rows_of.claims(rate, by.organisation_id), since, until, today=today(row), units=units
            )
        )
        payment = PoolPayment.objects.create(
            pool=row, to_id=by.organisation_id, amount=units * rate.price, charged_to=rate.purpose, rate=rate,
            price=rate.price, units=units, since=since, until=until, person_id=by.own_person_id,
            person_name=by.person_name, purpose=f"{units} × {said(rate)}, {spelled(since)} to {spelled(until)}",
        )  # fmt: skip
        audit.record(
            by,
            events.PAYMENT_ASKED,
            on=row,
            pool=row.name,
            amount=money(payment.amount),
            to=by.organisation_name,
        )
        live.notify("pools", alliance=row.alliance_id)
    return payment


def said(rate: PoolRate) -> str:
    """What is paid for, in words: “Pathway completed (Food)”."""
    what = rate.get_delivered_display()
    return f"{what} ({rate.get_need_display()})" if rate.need else what
