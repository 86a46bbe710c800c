"""A pool's ledger: in balance by the database's own check, never edited, corrected by mirror images."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commonweal.access import NotAllowed, Refused
from commonweal.database import clock
from commonweal.database.identity import maintenance
from commonweal.payments import actions, rules
from commonweal.payments.actions.pools import today as today_of
from commonweal.payments.models import Account, Entry, Pool, PoolPayment, Posting
from commonweal.payments.queries import pools
from commonweal.settlement.ledger import Entry as PlainEntry
from commonweal.settlement.ledger import Posting as PlainPosting
from commonweal.settlement.ledger import check
from tests.examples import by_day
from tests.factories.payments import Contract

pytestmark = pytest.mark.django_db


@pytest.fixture
def contract() -> Contract:
    return Contract()


@pytest.fixture
def pool(contract: Contract) -> Pool:
    return contract.pool(
        ["hospital", "evergreen"], taking_part=["pantry"], floor=Decimal(100), carry_over=Decimal(600),
        carried_in=Decimal(50),
    )  # fmt: skip


def today() -> date:
    return clock.now().date() - timedelta(days=1)


def contribute(contract: Contract, pool: Pool, party: str, amount: str) -> Entry:
    with contract.world.as_(contract.office):
        return actions.contribute(
            by=contract.office, pool=pool, organisation=contract.organisations[party].pk,
            amount=Decimal(amount), on=today_of(pool), text="rate",
        )  # fmt: skip


def approved(contract: Contract, payment: PoolPayment) -> PoolPayment:
    for party in ("hospital", "evergreen"):
        with contract.world.as_(contract.leads[party]):
            actions.approve(by=contract.leads[party], payment=payment, approved=True)
    return payment


def test_a_payment_needs_every_approver_and_leaves_the_floor(contract: Contract, pool: Pool) -> None:
    office, day = contract.office, today_of(pool)
    contribute(contract, pool, "hospital", "300")
    payment = contract.asked(pool, "200.01")
    with contract.world.as_(contract.leads["hospital"]):
        actions.approve(by=contract.leads["hospital"], payment=payment, approved=True)
    with contract.world.as_(office), pytest.raises(Refused, match="waits for approval"):
        actions.pay(by=office, payment=payment, on=day)
    with contract.world.as_(contract.leads["pantry"]), pytest.raises(Refused, match="does not approve"):
        actions.approve(by=contract.leads["pantry"], payment=payment, approved=True)
    with contract.world.as_(contract.leads["evergreen"]):
        with pytest.raises(Refused, match="Say why"):
            actions.approve(by=contract.leads["evergreen"], payment=payment, approved=False)
        actions.approve(by=contract.leads["evergreen"], payment=payment, approved=True)
    with contract.world.as_(office):
        entry = actions.pay(by=office, payment=payment, on=day)
        assert pools.balance(pool) == Decimal("149.99")
        with pytest.raises(Refused, match="cannot be made: paid"):
            actions.pay(by=office, payment=payment, on=day)
        back = actions.correct(by=office, entry=entry, on=day, text="Paid twice at the bank")
        assert pools.balance(pool) == Decimal(350) and back.reverses == entry
        with pytest.raises(Refused, match="taken back already"):
            actions.correct(by=office, entry=entry, on=day, text="again")
        with pytest.raises(Refused, match="itself a correction"):
            actions.correct(by=office, entry=back, on=day, text="again")
        assert pools.payments_of(pools.pools().get(pk=pool.pk))[0].at is rules.Paying.TAKEN_BACK
    low = approved(contract, contract.asked(pool, "250.01"))
    with contract.world.as_(office), pytest.raises(Refused, match="below its floor"):
        actions.pay(by=office, payment=low, on=day)
    with contract.world.as_(contract.leads["hospital"]), pytest.raises(NotAllowed):
        actions.pay(by=contract.leads["hospital"], payment=low, on=day)


def test_what_is_above_the_limit_goes_back_to_the_cent(contract: Contract, pool: Pool) -> None:
    office, day = contract.office, today_of(pool)
    contribute(contract, pool, "hospital", "700")
    contribute(contract, pool, "evergreen", "350.01")
    with contract.world.as_(office):
        actions.carry_over(by=office, pool=pool, year=day.year, on=day)
        assert pools.balance(pool) == Decimal(600)
        (line,) = pools.by_year(pools.movements(pool))
        assert line["carried_over"] == Decimal(600) and line["given_back"] == Decimal("-500.01")
        with pytest.raises(Refused, match="nothing to give back"):
            actions.carry_over(by=office, pool=pool, year=day.year, on=day)


def test_the_stored_ledger_passes_the_librarys_check(contract: Contract, pool: Pool) -> None:
    entry = contribute(contract, pool, "hospital", "300")
    with contract.world.as_(contract.office):
        actions.correct(by=contract.office, entry=entry, on=entry.on, text="wrong account")
        rows = list(Entry.objects.filter(pool=pool).select_related("reverses").prefetch_related("postings"))
    check(plain(row) for row in sorted(rows, key=lambda row: row.number))


def plain(row: Entry) -> PlainEntry:
    postings = (PlainPosting(str(one.account_id), one.amount) for one in row.postings.all())
    in_order = tuple(sorted(postings, key=lambda one: one.account))
    return PlainEntry(
        row.number, row.on, row.text, in_order, "ledger", row.reverses.number if row.reverses else None
    )


def stored(
    pool: Pool, amounts: list[Decimal], *, sides: int | None = None, reverses: Entry | None = None
) -> Entry:
    """An entry written past the actions, and the database's verdict."""
    accounts = list(Account.objects.filter(pool=pool).order_by("id"))
    author = Entry.objects.filter(pool=pool).first()
    entry = Entry.objects.create(
        pool=pool, number=Entry.objects.count() + 1, on=today() + timedelta(days=1), text="by hand",
        kind="correction" if reverses else "contribution", sides=len(amounts) if sides is None else sides,
        person_id=author.person_id, person_name="N", reverses=reverses,
    )  # fmt: skip
    for account, amount in zip(accounts, amounts, strict=False):
        Posting.objects.create(entry=entry, account=account, amount=amount)
    with connection.cursor() as cursor:
        cursor.execute("set constraints entry_balances, posting_balances immediate")
        cursor.execute("set constraints entry_balances, posting_balances deferred")
    return entry


@given(amounts=st.lists(st.integers(-(10**9), 10**9).filter(bool), min_size=0, max_size=3))
@settings(max_examples=by_day(25), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_database_takes_exactly_what_balances(contract: Contract, pool: Pool, amounts: list[int]) -> None:
    with maintenance():
        for organisation in contract.organisations.values():
            pools.account(pool, "organisation", organisation.pk)
        values = [Decimal(amount) / 100 for amount in amounts]
        fits = len(values) >= 2 and sum(values) == 0
        try:
            with transaction.atomic():
                stored(pool, values)
                taken = True
        except DatabaseError:
            taken = False
    assert taken is fits


def test_nothing_is_edited_and_no_posting_is_put_to_an_old_entry(contract: Contract, pool: Pool) -> None:
    entry = contribute(contract, pool, "hospital", "300")
    with maintenance():
        for change in (
            lambda: Entry.objects.filter(pk=entry.pk).update(text="other"),
            lambda: Posting.objects.filter(entry=entry).update(amount=1),
            lambda: Posting.objects.filter(entry=entry).delete(),
            lambda: stored(pool, [Decimal(1), Decimal(-1)], sides=3),
            lambda: stored(pool, [Decimal(1), Decimal(-1)], reverses=entry),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                change()
        before, own = (
            Account.objects.get(pool=pool, kind="before"),
            Account.objects.get(pool=pool, kind="pool"),
        )
        with pytest.raises(DatabaseError, match="postings and should have"), transaction.atomic():
            other = Entry.objects.get(pool=pool, number=2)
            Posting.objects.create(entry=other, account=before, amount=Decimal(5))
            pools.account(pool, "organisation", contract.organisations["pantry"].pk)
            last = Account.objects.get(pool=pool, organisation=contract.organisations["pantry"])
            Posting.objects.create(entry=other, account=last, amount=Decimal(-5))
            with connection.cursor() as cursor:
                cursor.execute("set constraints entry_balances, posting_balances immediate")
        assert own.postings.count() == 2


def test_a_pool_is_its_members(contract: Contract, pool: Pool) -> None:
    with contract.world.as_(contract.leads["pantry"]):
        assert Pool.objects.count() == 1 and Posting.objects.count() == 2
    with contract.world.as_(contract.leads["clinic"]):
        for model in (Pool, Account, Entry, Posting, PoolPayment):
            assert not model.objects.exists()
    stranger = Contract()
    with stranger.world.as_(stranger.office):
        assert not Pool.objects.exists() and not Posting.objects.exists()
