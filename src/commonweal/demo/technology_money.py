"""Money of the made-up partnership: three unitary contract years, a fund for services, and what was paid by month."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from commonweal.access.actor import Actor
from commonweal.demo.alliance import Frame
from commonweal.demo.money import _actor, _as
from commonweal.partners.models import Seat
from commonweal.partners.queries import actor_for
from commonweal.payments import actions
from commonweal.payments.actions.pools import today
from commonweal.payments.models import ContractYear, Pool
from commonweal.technology import models as rows
from commonweal.technology.actions.entries import read_spend

if TYPE_CHECKING:
    from commonweal.demo.technology import Scene

TERMS = """\
# Platform, pumps and service desk for one sum per adult bed day; part of it moves with what is achieved.

[contract]
id = "connected-care-{year}"
title = "Connected care, one monthly sum, {year}"
starts = {year}-01-01
ends = {year}-12-31
population = "patients of Riverside Health"
disputes = {{ days = 30 }}

[[party]]
id = "riverside"
name = "Riverside Health"
role = "payer"

[[party]]
id = "brightwater"
name = "Brightwater Systems"
role = "supplier"

[[model]]
id = "platform"
kind = "unitary_payment"
clause = "3"
paid_by = "riverside"
paid_to = "brightwater"
fee = {fee}
unit = "bed days"
expected_volume = 72000
corridor = ["95 %", "105 %"]
beyond_corridor = "60 %"
instalments = 12
"""
FIGURES = "figure,party,period,value,source\nvolume,,,{volume},midnight census of {after}\n"
FEE = {0: "13.10", 1: "13.30", 2: "13.50"}


def write(scene: Scene, frame: Frame) -> None:
    """Three contract years, two of them settled; a pool; every month's payment."""
    office = _actor(
        frame, next(one.row.pk for one in frame.members if one.row.sector == "convenor"), "convenor"
    )
    customer = _actor(frame, scene.partnership.customer_id, "partner_lead")
    seat = Seat.objects.select_related("person").get(person=scene.supplier)
    supplier = actor_for(seat.holder, seat)
    for back in (2, 1, 0):
        year = scene.now.year - back
        row = _signed(office, [customer, supplier], year, FEE[2 - back])
        scene.add(
            rows.MoneyLink,
            kind="unitary",
            year=row,
            what_for="Platform, pumps, service desk and training in one sum.",
        )
        if back:
            with _as(office):
                volume = scene.dice.randint(70_500, 77_900)
                content = FIGURES.format(volume=volume, after=year + 1).encode()
                actions.upload(by=office, year=row, name=f"volume-{year}.csv", content=content)
                actions.declare_complete(by=office, year=row)
                actions.settle(by=office, year=row)
    pool = _pool(scene, office, customer, supplier)
    scene.add(
        rows.MoneyLink,
        kind="consulting",
        pool=pool,
        what_for="Consulting days and clinical services by what is delivered.",
    )
    _paid(scene)
    read_spend(scene.partnership)


def _signed(office: Actor, leads: list[Actor], year: int, fee: str) -> ContractYear:
    with _as(office):
        row = actions.draft(by=office, text=TERMS.format(year=year, fee=fee))
        digest = actions.offer(by=office, year=row).digest()
    for lead in leads:
        with _as(lead):
            actions.sign(by=lead, year=row, digest_seen=digest, signed_name=lead.person_name)
    return row


def _pool(scene: Scene, office: Actor, customer: Actor, supplier: Actor) -> Pool:
    with _as(office):
        pool = actions.open_pool(
            by=office, name="Connected care fund", purpose="Consulting and clinical services, paid by what is delivered.",
            floor=Decimal(5_000), taking_part=[scene.partnership.supplier_id], approving=[scene.partnership.customer_id],
        )  # fmt: skip
        last = today(pool)
        actions.contribute(
            by=office, pool=pool, organisation=scene.partnership.customer_id, amount=Decimal(60_000),
            on=last - timedelta(days=200), text="yearly contribution",
        )  # fmt: skip
    for ago, amount, purpose in (
        (150, 14_400, "Alarm study on four wards"),
        (60, 9_600, "Pump library, eight days"),
    ):
        with _as(supplier):
            payment = actions.ask(
                by=supplier,
                pool=pool,
                to=scene.partnership.supplier_id,
                amount=Decimal(amount),
                purpose=purpose,
                charged_to="consulting",
            )
        with _as(customer):
            actions.approve(by=customer, payment=payment, approved=True)
        with _as(office):
            actions.pay(by=office, payment=payment, on=last - timedelta(days=ago))
    return pool


def _paid(scene: Scene) -> None:
    """Each month the instalment, and now and then something beside it, so that spend runs a little above."""
    for back in (2, 1, 0):
        year = scene.now.year - back
        monthly = Decimal(FEE[2 - back]) * 72_000 / 12
        for month in range(1, 13):
            first = date(year, month, 1)
            if first >= scene.now.date().replace(day=1):
                return
            at = scene.now - (scene.now.date() - first - timedelta(days=33))
            scene.add(
                rows.Paid,
                at,
                month=first,
                amount=monthly,
                what_for="monthly sum",
                reference=f"BW-{year}-{month:02}",
            )
            if scene.dice.random() < 0.25:
                extra = Decimal(scene.dice.randint(40, 160) * 100)
                scene.add(
                    rows.Paid, at, month=first, amount=extra, what_for="work outside the contract",
                    reference=f"BW-{year}-{month:02}-X",
                )  # fmt: skip
