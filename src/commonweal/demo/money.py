"""Money of the made-up alliance: a contract year settled, one running, and a pool with a year of entries.

Written through the product's own actions, each in the seat of whoever would have done it, so that the demo holds
nothing that the product would refuse. Days that rules work with (offered, figures in, stated, paid) lie in the story's
past; the instant at which a row was recorded is the database's own and is that of the demo.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from commonweal.access.actor import Actor
from commonweal.database import clock
from commonweal.database.identity import Identity, acting
from commonweal.demo.alliance import Frame
from commonweal.demo.dice import Dice
from commonweal.partners.models import Seat
from commonweal.partners.queries import actor_for
from commonweal.payments import actions
from commonweal.payments.actions.pools import today
from commonweal.payments.models import ContractYear, Pool

TERMS = """\
# What the care of a population costs less than expected is shared; so is a part of what it costs more.

[contract]
id = "laurel-{year}"
title = "Laurel total cost of care, {year}"
version = "1"
starts = {year}-01-01
ends = {year}-12-31
population = "members of Prairie Mutual who live in Laurel County"
disputes = {{ days = 30, to = "the alliance office" }}

[[party]]
id = "prairie"
name = "Prairie Mutual Health Plan"
role = "payer"

[[party]]
id = "riverside"
name = "Riverside Health"
role = "partner"

[[party]]
id = "millrace"
name = "Millrace Family Clinic"
role = "partner"

[[party]]
id = "foodbank"
name = "Laurel Food Bank"
role = "partner"

[[party]]
id = "fund"
name = "Laurel community fund"
role = "community_fund"

[[model]]
id = "total-cost"
kind = "shared_savings"
clause = "5"
paid_by = "prairie"
paid_to = "alliance"
benchmark = "per_member"
minimum_savings_rate = "2 %"
two_sided = true
sharing_rate = "50 %"
quality = "multiplies"
loss_rate = "30 %"
savings_cap = "10 %"
loss_cap = "4 %"

[[model]]
id = "navigation"
kind = "unitary_payment"
clause = "6"
paid_by = "prairie"
paid_to = "riverside"
fee = 1.35
unit = "member months"
expected_volume = 118000
corridor = ["95 %", "105 %"]

[division]
clause = "9"
of = ["total-cost"]
community_fund = "5 %"
community_fund_to = "fund"
loss_caps = {{ foodbank = 0 }}
losses_beyond_caps_to = "riverside"

[[division.gains]]
part = "60 %"
rule = "figure"
figure = "attributed_lives"
among = ["riverside", "millrace"]

[[division.gains]]
part = "40 %"
rule = "figure"
figure = "referrals_completed"

[[division.losses]]
rule = "fixed"
shares = {{ riverside = "80 %", millrace = "20 %" }}

[simulation]
figures = "expected.csv"
seed = {year}

[simulation.cost]
per_member_month = 505
spread = "3 %"

[simulation.draws]
quality_score = {{ low = "70 %", usual = "84 %", high = "92 %" }}
"""
FIGURES = """\
figure,party,period,value,source
benchmark_per_member,,,512.40,actuary's letter
member_months,,{year}-H1,59204,eligibility file of July
member_months,,{year}-H2,58890,eligibility file of January
expenditure,,,{expenditure},claims paid within three months
quality_score,,,{quality} %,indicator of the alliance
volume,,,118094,eligibility file of January
attributed_lives,riverside,,{riverside},attribution file
attributed_lives,millrace,,{millrace},attribution file
referrals_completed,riverside,,{sent},referrals closed
referrals_completed,millrace,,{clinic},referrals closed
referrals_completed,foodbank,,{pantry},referrals closed
"""
DECLARED_BEFORE, SETTLED_BEFORE = timedelta(days=19), timedelta(days=12)
"""The last year is settled late enough that its statements can still be disputed."""
PARTNERS = ("Prairie Mutual Health Plan", "Riverside Health", "Millrace Family Clinic", "Laurel Food Bank")


def write(dice: Dice, frame: Frame, now: datetime) -> None:
    """The settled year is the last whole one; the running one began on the first of January."""
    ids = {member.row.name: member.row.pk for member in frame.members}
    office = _actor(frame, ids["Laurel County Health Alliance office"], "convenor")
    leads = {name: _actor(frame, ids[name], "partner_lead") for name in PARTNERS}
    settled = _signed(office, leads, now.year - 1)
    with _as(office), clock.standing_at(now - DECLARED_BEFORE):
        content = _figures(dice, now.year - 1).encode()
        actions.upload(by=office, year=settled, name=f"figures-{now.year - 1}.csv", content=content)
        actions.declare_complete(by=office, year=settled)
    with _as(office), clock.standing_at(now - SETTLED_BEFORE):
        actions.settle(by=office, year=settled)
    running = _signed(office, leads, now.year)
    with _as(office):
        months = actions.Cell(
            "member_months", "59871", period=f"{now.year}-H1", note="eligibility file of July"
        )
        actions.enter(by=office, year=running, cell=months)
    _pool(dice, office, leads, ids)


def _signed(office: Actor, leads: dict[str, Actor], year: int) -> ContractYear:
    with _as(office), clock.standing_at(datetime(year - 1, 12, 4, 15, tzinfo=UTC)):
        row = actions.draft(by=office, text=TERMS.format(year=year))
        digest = actions.offer(by=office, year=row).digest()
    for lead in leads.values():
        with _as(lead):
            actions.sign(by=lead, year=row, digest_seen=digest, signed_name=lead.person_name)
    return row


def _figures(dice: Dice, year: int) -> str:
    return FIGURES.format(
        year=year,
        expenditure=f"{dice.randint(57_900_000, 58_600_000)}.{dice.randint(10, 99)}",
        quality=f"{dice.uniform(80, 89):.1f}",
        riverside=dice.randint(5600, 6200),
        millrace=dice.randint(2400, 2900),
        sent=dice.randint(300, 420),
        clinic=dice.randint(500, 700),
        pantry=dice.randint(900, 1300),
    )


def _pool(dice: Dice, office: Actor, leads: dict[str, Actor], ids: dict[str, UUID]) -> None:
    payers = ("Prairie Mutual Health Plan", "Riverside Health")
    with _as(office):
        pool = actions.open_pool(
            by=office,
            name="Laurel community services pool",
            purpose="Food, rides and rent where nobody else pays: partners pay in, services are paid by what they deliver.",
            floor=Decimal(15_000),
            carry_over=Decimal(40_000),
            taking_part=[ids["Laurel Food Bank"], ids["Open Door Housing"]],
            approving=[ids[name] for name in payers],
        )
        last = today(pool)
    asker = leads["Laurel Food Bank"]
    for month in range(12, 0, -1):
        day = last - timedelta(days=30 * month)
        if month % 3 == 0:
            for name, amount in zip(payers, (24_000, 18_000), strict=True):
                with _as(office):
                    actions.contribute(
                        by=office, pool=pool, organisation=ids[name], amount=Decimal(amount), on=day,
                        text="quarterly contribution",
                    )  # fmt: skip
        _paid(dice, office, [leads[name] for name in payers], asker, pool, ids, day + timedelta(days=9))
    _budgets(office, pool, last)
    with _as(asker):
        actions.ask(
            by=asker, pool=pool, to=ids["Laurel Food Bank"], amount=Decimal("3480.00"),
            purpose="Food boxes of this month", charged_to="community",
        )  # fmt: skip


def _budgets(office: Actor, pool: Pool, last: date) -> None:
    """Last year's and this year's; what community services left goes on, and the piece has its price."""
    with _as(office):
        for year, purpose, amount, carries_over in (
            (last.year - 1, "community", 60_000, True),
            (last.year, "community", 110_000, True),
            (last.year, "clinical", 20_000, False),
            (last.year, "consulting", 8_000, False),
        ):
            actions.set_budget(
                by=office, pool=pool, purpose=purpose, starts=date(year, 1, 1), ends=date(year, 12, 31),
                amount=Decimal(amount), carries_over=carries_over, reason="Executive committee, before the year began",
            )  # fmt: skip
        for delivered, need, price in (("referral", "food", 85), ("pathway", "housing_instability", 950)):
            actions.set_rate(
                by=office,
                pool=pool,
                purpose="community",
                delivered=delivered,
                need=need,
                price=Decimal(price),
            )


def _paid(
    dice: Dice,
    office: Actor,
    approving: list[Actor],
    asker: Actor,
    pool: Pool,
    ids: dict[str, UUID],
    day: date,
) -> None:
    name, what, price = dice.choice(
        [("Laurel Food Bank", "food boxes", 85), ("Open Door Housing", "first rents", 950)]
    )
    amount = Decimal(price * dice.randint(6, 11) * (10 if price < 100 else 1))
    with _as(asker):
        payment = actions.ask(
            by=asker, pool=pool, to=ids[name], amount=amount, purpose=f"{what}, by what was delivered",
            charged_to="community",
        )  # fmt: skip
    for one in approving:
        with _as(one):
            actions.approve(by=one, payment=payment, approved=True)
    with _as(office):
        actions.pay(by=office, payment=payment, on=day)


def _actor(frame: Frame, organisation: UUID, role: str) -> Actor:
    seat = (
        Seat.objects.filter(alliance=frame.alliance, organisation_id=organisation, roles__contains=[role])
        .select_related("person")
        .order_by("id")
        .first()
    )
    if seat is None:
        # Where an organisation of the county has no lead of its own, whoever sits for it first becomes one.
        seat = (
            Seat.objects.filter(alliance=frame.alliance, organisation_id=organisation)
            .select_related("person")
            .first()
        )
        assert seat is not None
        seat.roles = [*seat.roles, role]
        seat.save(update_fields=["roles"])
    return actor_for(seat.holder, seat)


@contextmanager
def _as(actor: Actor) -> Iterator[None]:
    with acting(Identity(person=actor.person_id, seat=actor.seat_id)):
        yield
