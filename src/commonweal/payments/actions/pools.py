"""Pools: opening one, paying in, asking for a payment, approving, paying, correcting, carrying over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from commonweal import audit
from commonweal.access import Actor, Permission, Refused, require
from commonweal.access.held import require_decision
from commonweal.database import clock, live
from commonweal.partners.queries import members
from commonweal.payments import budgets, events, rules
from commonweal.payments.actions.common import held_pool, hold, refuse
from commonweal.payments.models import Entry, Pool, PoolAnswer, PoolMember, PoolPayment, Posting
from commonweal.payments.queries import budgets as rows_of
from commonweal.payments.queries import pools
from commonweal.settlement.amounts import cents, money

Sides = Mapping[tuple[str, UUID | None], Decimal]
"""What is posted on which account: (kind, organisation) and the amount."""
POOL = ("pool", None)
BEFORE = ("before", None)


def open_pool(
    *,
    by: Actor,
    name: str,
    purpose: str = "",
    floor: Decimal = Decimal(0),
    carry_over: Decimal | None = None,
    taking_part: Sequence[UUID] = (),
    approving: Sequence[UUID] = (),
    carried_in: Decimal = Decimal(0),
) -> Pool:
    """Open a pool with its members. Raises NotAllowed; Refused when something does not fit."""
    require(by, Permission.KEEP_POOLS)
    everybody = dict.fromkeys([*taking_part, *approving])
    with transaction.atomic():
        if set(everybody) - set(members(by).values_list("pk", flat=True)):
            raise Refused("Only organisations that belong to the alliance now can take part.")
        if not approving:
            raise Refused("Choose at least one organisation that approves payments.")
        if carry_over is not None and carry_over < floor:
            raise Refused("The most that is carried over cannot be less than the floor.")
        if Pool.objects.filter(alliance_id=by.own_alliance_id, name=name.strip()).exists():
            raise Refused(f"There is a pool called {name.strip()} already.")
        pool = Pool.objects.create(
            alliance_id=by.own_alliance_id,
            name=name.strip(),
            purpose=purpose.strip(),
            floor=floor,
            carry_over=carry_over,
        )
        PoolMember.objects.bulk_create(
            PoolMember(pool=pool, organisation_id=one, approves=one in approving) for one in everybody
        )
        if carried_in:
            sides: dict[tuple[str, UUID | None], Decimal] = {BEFORE: -carried_in, POOL: carried_in}
            _post(by, pool, "opening", today(pool), "carried in from before", sides)
        audit.record(by, events.POOL_OPENED, on=pool, pool=pool.name)
        live.notify("pools", alliance=pool.alliance_id)
    return pool


def contribute(*, by: Actor, pool: Pool, organisation: UUID, amount: Decimal, on: date, text: str) -> Entry:
    """Write down what a member paid in. Raises NotAllowed; Refused."""
    require(by, Permission.KEEP_POOLS, on=pool)
    with transaction.atomic():
        row = held_pool(pool.pk)
        if organisation not in {one.organisation_id for one in row.members.all()}:
            raise Refused("Only a member pays in.")
        if amount <= 0:
            raise Refused("An amount above zero is needed.")
        entry = _post(
            by, row, "contribution", on, text, {("organisation", organisation): -amount, POOL: amount}
        )
        _recorded(by, row, entry)
    return entry


def ask(
    *, by: Actor, pool: Pool, to: UUID, amount: Decimal, purpose: str, charged_to: str = "other"
) -> PoolPayment:
    """Ask that the pool pays an organisation; `charged_to` is the budget's purpose. Raises NotAllowed; Refused."""
    require(by, Permission.VIEW_STATEMENTS, on=pool)
    with transaction.atomic():
        hold(pool.pk)
        receiver = members(by).filter(pk=to).first()
        if receiver is None:
            raise Refused("A pool pays organisations that belong to the alliance.")
        payment = PoolPayment.objects.create(
            pool=pool, to=receiver, amount=amount, purpose=purpose.strip(), charged_to=charged_to,
            person_id=by.own_person_id, person_name=by.person_name,
        )  # fmt: skip
        audit.record(
            by, events.PAYMENT_ASKED, on=pool, pool=pool.name, amount=money(amount), to=receiver.name
        )
        live.notify("pools", alliance=pool.alliance_id)
    return payment


def approve(*, by: Actor, payment: PoolPayment, approved: bool, reason: str = "") -> PoolAnswer:
    """Say yes or no to a payment for one's organisation; never to one's own. Raises NotAllowed; Refused."""
    pool = payment.pool
    require(by, Permission.APPROVE_POOL_PAYMENTS)
    with transaction.atomic():
        row = held_pool(pool.pk)
        asked = pools.the_payment(payment.pk)
        if by.organisation_id not in pools.approvers(row):
            raise Refused("Your organisation does not approve payments of this pool.")
        if by.organisation_id not in asked.waits_for:
            raise Refused("This payment does not wait for your organisation's answer.")
        if asked.row.person_id == by.person_id:
            raise Refused("You asked for this payment; somebody else of your organisation must answer.")
        if not approved and not reason.strip():
            raise Refused("Say why, so that whoever asked knows what to change.")
        answer = PoolAnswer.objects.create(
            payment=payment, organisation_id=by.organisation_id, person_id=by.own_person_id,
            person_name=by.person_name, approved=approved, reason=reason.strip(),
        )  # fmt: skip
        event = events.PAYMENT_APPROVED if approved else events.PAYMENT_DECLINED
        audit.record(by, event, on=pool, pool=pool.name, amount=money(payment.amount), to=asked.row.to.name)
        live.notify("pools", alliance=pool.alliance_id)
    return answer


def pay(*, by: Actor, payment: PoolPayment, on: date) -> Entry:
    """Write down that an approved payment was made. Raises NotAllowed; Refused below the floor.

    Within its budget the members' approval is enough. Beyond it, and in a pool without budgets, whoever decides
    about spending must have decided; a payment beyond a budget is refused where nobody was named who does.
    """
    require(by, Permission.KEEP_POOLS, on=payment.pool)
    with transaction.atomic():
        row = held_pool(payment.pool_id)
        asked = pools.the_payment(payment.pk)
        amount = asked.row.amount
        refuse(rules.refusal_to_pay(asked.at, balance=row.balance, floor=row.floor, amount=amount))
        lines = rows_of.lines_of(row)
        if budgets.beyond(lines, asked.row.charged_to, on, amount):
            decided = require_decision(by, "budget", on=asked.row, amount=amount, label=asked.row.purpose)
            if not decided:
                refuse(budgets.refusal_beyond(lines, asked.row.charged_to, on, amount))
        sides = {POOL: -amount, ("organisation", asked.row.to_id): amount}
        _post(by, row, "payment", on, asked.row.purpose, sides, payment=asked.row)
        entry = Entry.objects.get(pool=row, payment=asked.row, kind="payment")
        audit.record(by, events.PAID, on=row, pool=row.name, amount=money(amount), to=asked.row.to.name)
        live.notify("pools", alliance=row.alliance_id)
    return entry


def correct(*, by: Actor, entry: Entry, on: date, text: str) -> Entry:
    """Take an entry back by its mirror image; the entry itself stays. Raises NotAllowed; Refused."""
    require(by, Permission.KEEP_POOLS, on=entry.pool)
    with transaction.atomic():
        row = held_pool(entry.pool_id)
        if entry.reverses_id is not None:
            raise Refused("This entry is itself a correction; make a new entry instead.")
        if Entry.objects.filter(reverses=entry).exists():
            raise Refused(f"Entry {entry.number} was taken back already.")
        sides = {
            (one.account.kind, one.account.organisation_id): -one.amount
            for one in entry.postings.select_related("account")
        }
        made = _post(by, row, "correction", on, text, sides, reverses=entry, payment=entry.payment)
        audit.record(by, events.CORRECTED, on=row, pool=row.name, number=entry.number, text=made.text)
        live.notify("pools", alliance=row.alliance_id)
    return made


def carry_over(*, by: Actor, pool: Pool, year: int, on: date) -> Entry:
    """At a year's end: what stands above the limit goes back to those who paid in that year, in proportion.

    Raises NotAllowed; Refused when there is no limit or nothing above it.
    """
    require(by, Permission.KEEP_POOLS, on=pool)
    with transaction.atomic():
        row = held_pool(pool.pk)
        if row.carry_over is None:
            raise Refused("This pool has no limit: everything is carried over, and nothing has to be done.")
        paid_in = pools.paid_in(row, date(year, 1, 1), date(year, 12, 31))
        parts = rules.given_back(row.balance, row.carry_over, paid_in)
        if not parts:
            raise Refused(
                f"The pool has {money(row.balance)} and carries over up to {money(row.carry_over)}; "
                "there is nothing to give back."
            )
        sides: dict[tuple[str, UUID | None], Decimal] = {
            ("organisation", UUID(who)): amount for who, amount in parts.items()
        }
        sides[POOL] = -sum(parts.values(), Decimal(0))
        entry = _post(by, row, "given_back", on, f"what {year} left above {money(row.carry_over)}", sides)
        _recorded(by, row, entry)
    return entry


def today(pool: Pool) -> date:
    """The day it is where the alliance works."""
    return clock.now().astimezone(ZoneInfo(pool.alliance.timezone)).date()


def _recorded(by: Actor, pool: Pool, entry: Entry) -> None:
    audit.record(by, events.POSTED, on=pool, pool=pool.name, number=entry.number, text=entry.text)
    live.notify("pools", alliance=pool.alliance_id)


def _post(
    by: Actor,
    pool: Pool,
    kind: str,
    on: date,
    text: str,
    sides: Sides,
    *,
    payment: PoolPayment | None = None,
    reverses: Entry | None = None,
) -> Entry:
    """One entry with its postings, checked by the database before anything else happens."""
    refuse(rules.refusal_to_post(on, last=pools.last_day(pool), today=today(pool)))
    entry = Entry.objects.create(
        pool=pool,
        number=Entry.objects.filter(pool=pool).count() + 1,
        on=on,
        kind=kind,
        text=text.strip(),
        sides=len(sides),
        person_id=by.own_person_id,
        person_name=by.person_name,
        payment=payment,
        reverses=reverses,
    )
    for (account, organisation), amount in sides.items():
        Posting.objects.create(
            entry=entry, account=pools.account(pool, account, organisation), amount=cents(amount)
        )
    with connection.cursor() as cursor:
        cursor.execute("set constraints entry_balances, posting_balances immediate")
        cursor.execute("set constraints entry_balances, posting_balances deferred")
    return entry
