"""What the page of a pool shows: balance, budgets, payments, prices, the ledger."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from commonweal.access import Actor, Permission, may
from commonweal.components.status import Shape
from commonweal.payments import budgets as rules
from commonweal.payments import charts
from commonweal.payments.actions.budgets import said
from commonweal.payments.actions.pools import today
from commonweal.payments.models import Account, Pool
from commonweal.payments.queries import budgets, pools
from commonweal.payments.rules import Paying
from commonweal.settlement.amounts import money

PAYING = {
    Paying.ASKED: Shape.WAITING,
    Paying.APPROVED: Shape.MOVING,
    Paying.DECLINED: Shape.STOPPED,
    Paying.PAID: Shape.DONE,
    Paying.TAKEN_BACK: Shape.STOPPED,
}


LEDGER_PAGE, SETTLED_SHOWN = 50, 20
"""Entries on one page of the ledger; payments shown besides those that wait for somebody."""


def pool(by: Actor, row: pools.WithBalance, before: int | None = None) -> dict[str, Any]:
    """The page of a pool; `before`: the ledger's page of entries with smaller numbers."""
    moved = pools.movements(row)
    course = pools.course(moved)
    keeps = may(by, Permission.KEEP_POOLS)
    title = _("%(balance)s is in the pool") % {"balance": money(row.balance)}
    if course and (lowest := min(course, key=lambda one: one[1]))[1] < row.floor:
        title = _("The pool fell below its floor: %(lowest)s on %(day)s") % {
            "lowest": money(lowest[1]), "day": lowest[0],
        }  # fmt: skip
    history = budgets.history(row)
    lines = budgets.lines(history, moved)
    rates = budgets.rates(row)
    takes_part = by.organisation_id in {one.organisation_id for one in row.members.all()}
    return {
        "pool": row,
        "balance": money(row.balance),
        "floor": money(row.floor),
        "limit": money(row.carry_over) if row.carry_over is not None else "",
        "below": row.balance < row.floor,
        "chart": charts.pool_course(course, floor=row.floor, title=title) if course else None,
        "keeps": keeps,
        "budgets": _budgets(history, lines, today(row)),
        "rates": [(said(one), money(one.price), one.get_purpose_display()) for one in rates],
        "may_claim": bool(rates) and takes_part,
        "years": [
            {name: money(Decimal(value)) if name != "year" else value for name, value in line.items()}
            for line in pools.by_year(moved)
        ],
        **_payments(by, row, lines),
        **_ledger(row, len(moved), keeps=keeps, before=before),
    }


def _budgets(history: list[budgets.Kept], lines: list[rules.Line], day: date) -> list[dict[str, Any]]:
    kept = {one.row.pk: one for one in history}
    return [
        {
            "row": kept[one.budget.key].row,
            "purpose": rules.PURPOSES[one.budget.purpose],
            "now": one.budget.starts <= day <= one.budget.ends,
            "over": day > one.budget.ends,
            "amount": money(one.budget.amount),
            "carried_in": money(one.carried_in) if one.carried_in else "",
            "paid": money(one.paid),
            "left": money(one.left),
            "beyond": one.left < 0,
            "next": money(one.carried_over) if one.budget.carries_over else "",
            "lapses": money(one.lapses) if one.lapses else "",
            "amounts": [(money(amount.amount), amount) for amount in kept[one.budget.key].amounts],
        }
        for one in lines
    ]


def _payments(by: Actor, row: Pool, lines: list[rules.Line]) -> dict[str, Any]:
    day, keeps = today(row), may(by, Permission.KEEP_POOLS)
    answers = may(by, Permission.APPROVE_POOL_PAYMENTS)
    every = pools.payments_of(row)
    open_ = [one for one in every if one.at in (Paying.ASKED, Paying.APPROVED)]
    ended = [one for one in every if one not in open_]
    shown = []
    for one in [*open_, *ended[:SETTLED_SHOWN]]:
        over = Decimal(0)
        if lines and one in open_:
            over = rules.beyond(lines, one.row.charged_to, day, one.row.amount)
        waits = answers and by.organisation_id in one.waits_for
        shown.append(
            {
                "row": one.row,
                "amount": money(one.row.amount),
                "status": one.at.title,
                "shape": PAYING[one.at],
                "answers": one.answers,
                "beyond": money(over) if over else "",
                "own": waits and one.row.person_id == by.person_id,
                "may_answer": waits and one.row.person_id != by.person_id,
                "may_pay": keeps and one.at is Paying.APPROVED,
            }
        )
    return {"payments": shown, "payments_hidden": len(every) - len(shown)}


def _ledger(row: Pool, count: int, *, keeps: bool, before: int | None) -> dict[str, Any]:
    # Entries are numbered from 1 without a gap, and each moves something in or out of the pool.
    last = count if before is None else min(count, before - 1)
    first = max(1, last - LEDGER_PAGE + 1)
    return {
        "entries": [
            {
                "row": entry,
                "postings": [(_account(side.account), money(side.amount)) for side in sides],
                "taken_back": getattr(entry, "reversed_by", None),
                "may_correct": keeps and entry.reverses_id is None and not hasattr(entry, "reversed_by"),
            }
            for entry, sides in pools.postings(row, first, last)
        ],
        "older": first if first > 1 else None,
        "newest_page": before is None,
    }


def ledger_rows(row: Pool) -> list[list[Any]]:
    """The whole ledger for a file: one line for each posting, the first entry first."""
    return [
        [
            one.number, one.on.isoformat(), one.get_kind_display(), one.text, _account(side.account), side.amount,
            one.reverses.number if one.reverses else "", one.person_name,
        ]
        for one in pools.entries(row).order_by("number")
        for side in one.postings.all()
    ]  # fmt: skip


def _account(account: Account) -> str:
    return account.organisation.name if account.organisation else str(account.get_kind_display())
