"""Budgets of a pool: four eyes within them, the body's decision beyond them, and payment by what was delivered."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from commonweal.access import NotAllowed, Refused, held
from commonweal.access.actor import Actor
from commonweal.database.identity import maintenance
from commonweal.payments import actions
from commonweal.payments.actions.pools import today as today_of
from commonweal.payments.models import Pool, PoolAnswer, PoolBudget, PoolBudgetAmount, PoolPayment
from commonweal.payments.queries import budgets
from tests.factories.payments import Contract

pytestmark = pytest.mark.django_db


@pytest.fixture
def contract() -> Contract:
    return Contract()


@pytest.fixture
def pool(contract: Contract) -> Pool:
    return contract.pool(["hospital"], taking_part=["pantry"], carried_in=Decimal(50_000))


def budget(contract: Contract, pool: Pool, amount: int, purpose: str = "community") -> PoolBudgetAmount:
    day = today_of(pool)
    with contract.world.as_(contract.office):
        return actions.set_budget(
            by=contract.office, pool=pool, purpose=purpose, starts=day.replace(month=1, day=1),
            ends=day.replace(month=12, day=31), amount=Decimal(amount), carries_over=True, reason="As agreed",
        )  # fmt: skip


def approved(contract: Contract, pool: Pool, amount: int, purpose: str = "community") -> PoolPayment:
    hospital = contract.leads["hospital"]
    payment = contract.asked(pool, amount, purpose="Food", charged_to=purpose)
    with contract.world.as_(hospital):
        actions.approve(by=hospital, payment=payment, approved=True)
    return payment


def pay(contract: Contract, payment: PoolPayment) -> object:
    with contract.world.as_(contract.office):
        return actions.pay(by=contract.office, payment=payment, on=today_of(payment.pool))


def test_within_the_budget_four_eyes_are_enough(contract: Contract, pool: Pool) -> None:
    budget(contract, pool, 1000)
    entry = pay(contract, approved(contract, pool, 700))
    with contract.world.as_(contract.leads["pantry"]):
        (line,) = budgets.lines_of(pool)
        assert (line.paid, line.left) == (700, 300)
    with contract.world.as_(contract.office):
        actions.correct(by=contract.office, entry=entry, on=today_of(pool), text="Wrong bank account")
        (line,) = budgets.lines_of(pool)
        assert line.left == 1000, "what is taken back can be paid again"
    pay(contract, approved(contract, pool, 1000))


def test_beyond_the_budget_nothing_is_paid_until_somebody_who_may_decides(
    contract: Contract, pool: Pool
) -> None:
    budget(contract, pool, 1000)
    payment = approved(contract, pool, 1001)
    with pytest.raises(Refused, match=r"has \$1,000 left; \$1 of this payment lies beyond it"):
        pay(contract, payment)
    with pytest.raises(Refused, match="no budget for consulting"):
        pay(contract, approved(contract, pool, 5, "consulting"))
    asked: list[tuple[str, Decimal | None, str]] = []

    def keeper(by: Actor, kind: str, *, on: object, amount: Decimal | None, label: str) -> bool:
        asked.append((kind, amount, label))
        if len(asked) == 1:
            raise Refused("Spending is decided by the Board here.")
        return True

    remove = held.register(keeper)
    try:
        with pytest.raises(Refused, match="decided by the Board"):
            pay(contract, payment)
        pay(contract, payment)
        pay(contract, approved(contract, pool, 5, "consulting"))
    finally:
        remove()
    assert asked[0] == asked[1] == ("budget", Decimal(1001), "Food")
    budget(contract, pool, 1500)
    pay(contract, approved(contract, pool, 499))


def test_who_asked_does_not_approve_and_the_database_refuses_it_too(contract: Contract, pool: Pool) -> None:
    hospital = contract.leads["hospital"]
    payment = contract.asked(pool, 5, by="hospital", purpose="Beds")
    with contract.world.as_(hospital):
        with pytest.raises(Refused, match="somebody else of your organisation"):
            actions.approve(by=hospital, payment=payment, approved=True)
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            PoolAnswer.objects.create(
                payment=payment, organisation_id=hospital.organisation_id, person_id=hospital.person_id,
                person_name="N", approved=True,
            )  # fmt: skip
    other = contract.world.seat(contract.organisations["hospital"], "partner_lead")
    with contract.world.as_(other):
        assert actions.approve(by=other, payment=payment, approved=True).pk


def test_a_budget_is_changed_by_a_new_amount_and_never_overlaps(contract: Contract, pool: Pool) -> None:
    budget(contract, pool, 1000)
    last = budget(contract, pool, 800)
    day = today_of(pool)
    with contract.world.as_(contract.office):
        (row,) = budgets.history(pool)
        assert [one.amount for one in row.amounts] == [1000, 800]
        again = {"by": contract.office, "pool": pool, "purpose": "community", "amount": Decimal(1)}
        with pytest.raises(Refused, match="cannot overlap"):
            actions.set_budget(**again, starts=day, ends=day, carries_over=False, reason="x")
        with pytest.raises(Refused, match="Say why"):
            actions.set_budget(
                **again, starts=date(2020, 1, 1), ends=date(2020, 1, 2), carries_over=False, reason=" "
            )
    with contract.world.as_(contract.leads["hospital"]), pytest.raises(NotAllowed):
        actions.set_budget(**again | {"by": contract.leads["hospital"]}, starts=day, ends=day,
                           carries_over=False, reason="x")  # fmt: skip
    with maintenance():
        with pytest.raises(DatabaseError, match="do_not_overlap"), transaction.atomic():
            PoolBudget.objects.create(pool=pool, purpose="community", starts=day, ends=day)
        with pytest.raises(DatabaseError), transaction.atomic():
            PoolBudgetAmount.objects.filter(pk=last.pk).update(amount=1)
    with contract.world.as_(contract.leads["clinic"]):
        assert not PoolBudget.objects.exists() and not PoolBudgetAmount.objects.exists()


def test_setting_a_budget_asks_whoever_decides_about_spending(contract: Contract, pool: Pool) -> None:
    def keeper(by: Actor, kind: str, *, on: object, amount: Decimal | None, label: str) -> bool:
        raise Refused(f"{kind} {amount} {label}")

    remove = held.register(keeper)
    try:
        with pytest.raises(Refused, match="budget 1000 Community services of Community pool from"):
            budget(contract, pool, 1000)
    finally:
        remove()


def test_what_was_delivered_is_counted_and_paid_once(contract: Contract, pool: Pool) -> None:
    world, pantry = contract.world, contract.organisations["pantry"]
    yesterday = today_of(pool) - timedelta(days=1)
    at = timezone.now() - timedelta(days=1, hours=1)
    for outcome in ("helped", "helped", "could-not-help"):
        need = world.need(world.client(contract.organisations["clinic"]))
        world.referral(need, pantry, status="completed", outcome=outcome, closed_at=at)
    world.referral(world.need(world.client(contract.organisations["clinic"])), pantry)
    with world.as_(contract.office):
        rates = {
            kind: actions.set_rate(
                by=contract.office,
                pool=pool,
                purpose="community",
                delivered=kind,
                need="",
                price=Decimal(price),
            )
            for kind, price in (("referral", "40.50"), ("pathway", "900"))
        }
    lead = contract.leads["pantry"]
    first = yesterday - timedelta(days=20)
    with world.as_(lead):
        claimed = actions.claim(by=lead, rate=rates["pathway"], since=first, until=yesterday)
        assert (claimed.units, claimed.amount, claimed.to_id) == (2, 1800, pantry.pk)
        with pytest.raises(Refused, match="claimed already"):
            actions.claim(by=lead, rate=rates["pathway"], since=yesterday, until=yesterday)
        assert actions.claim(by=lead, rate=rates["referral"], since=first, until=yesterday).amount == Decimal(
            "121.50"
        )
        assert "2 × Pathway completed" in claimed.purpose
    hospital = contract.leads["hospital"]
    with world.as_(hospital):
        with pytest.raises(Refused, match="Nothing that this pool pays for"):
            actions.claim(by=hospital, rate=rates["pathway"], since=first, until=yesterday)
        actions.approve(by=hospital, payment=claimed, approved=False, reason="Which ones?")
    with world.as_(lead):
        assert actions.claim(by=lead, rate=rates["pathway"], since=first, until=yesterday).units == 2
    with world.as_(contract.office):
        actions.set_rate(
            by=contract.office, pool=pool, purpose="community", delivered="pathway", need="", price=Decimal(0)
        )
        assert [one.delivered for one in budgets.rates(pool)] == ["referral"]
    with world.as_(lead), pytest.raises(Refused, match="holds no more"):
        actions.claim(by=lead, rate=rates["pathway"], since=yesterday, until=yesterday)


def test_the_amount_of_a_claim_is_units_times_price_in_the_database(contract: Contract, pool: Pool) -> None:
    with contract.world.as_(contract.office):
        rate = actions.set_rate(
            by=contract.office,
            pool=pool,
            purpose="community",
            delivered="referral",
            need="",
            price=Decimal(5),
        )
    with maintenance():
        facts = {
            "pool": pool, "to": contract.organisations["pantry"], "purpose": "x", "rate": rate, "price": 5,
            "units": 3, "since": date(2026, 1, 1), "until": date(2026, 1, 2), "person_name": "N",
            "person_id": contract.office.person_id,
        }  # fmt: skip
        assert PoolPayment.objects.create(amount=15, **facts).pk
        with pytest.raises(DatabaseError, match="units_times_price"), transaction.atomic():
            PoolPayment.objects.create(amount=16, **facts)
