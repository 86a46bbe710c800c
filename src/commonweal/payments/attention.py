"""Money that needs somebody: signatures, figures, settlements, disputes, payments, a pool below its floor."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.access import Actor, Permission, may
from commonweal.components.attention import Attention, Audience
from commonweal.database.together import Question, Rows, day, instant
from commonweal.payments import rules
from commonweal.payments.models import ContractYear
from commonweal.payments.queries import waiting, years
from commonweal.payments.rules import State
from commonweal.settlement.amounts import money

FIGURES_SOON = timedelta(days=30)
WINDOW_CLOSES_SOON = timedelta(days=7)


def questions(by: Actor, now: datetime) -> Iterator[Question]:
    """Years under way and pools, with what their state follows from."""
    if may(by, Permission.VIEW_STATEMENTS):
        yield waiting.open_years()
        yield waiting.withdrawn()
        yield waiting.low_pools()
        yield waiting.unpaid(keeps=may(by, Permission.KEEP_POOLS))


def cards(by: Actor, now: datetime, rows: Rows) -> Iterator[Attention]:
    """What each of them waits for."""
    gone = {UUID(one["year"]): instant(one["since"]) for one in rows["withdrawn"]}
    for one in rows["year"]:
        yield from _year(by, waiting.year_of(one), now, gone)
    yield from _pools(by, now, rows)


def _year(by: Actor, row: ContractYear, now: datetime, gone: dict[UUID, datetime]) -> list[Attention]:
    facts = years.facts(row)
    at = rules.state(facts)
    settles = may(by, Permission.SETTLE)
    audience: Audience = "alliance" if settles else "organisation"
    page = reverse("payments:year", args=[row.pk])
    title = {"title": row.title}
    found: list[Attention] = []

    def add(key: str, why: str, since: datetime, label: str, url: str = page) -> None:
        found.append(Attention("boundaries", f"{key}:{row.pk}", why, since, page, label, url, audience))

    if years.waits_for(by, row):
        why = _("“%(title)s” waits for your organisation's signature.") % title
        add(
            "contract-unsigned",
            why,
            row.offered_at or now,
            _("Read and sign"),
            reverse("payments:sign", args=[row.pk]),
        )
    due = row.figures_due
    if at is State.AWAITING and facts.today >= due - FIGURES_SOON and may(by, Permission.ENTER_FIGURES):
        late = facts.today > due
        why = (
            _("The figures of “%(title)s” were due on %(day)s and are not complete.")
            if late
            else _("The figures of “%(title)s” are due on %(day)s and are not complete.")
        ) % (title | {"day": due})
        add(
            "figures-missing",
            why,
            _start(row.ends),
            _("Enter figures"),
            reverse("payments:figures", args=[row.pk]),
        )
    if at is State.FIGURES_IN and settles:
        add(
            "to-settle",
            _("“%(title)s” can be settled.") % title,
            row.figures_in_at or now,
            _("Open the year"),
        )
    if row.pk in gone and (settles or may(by, Permission.ENTER_FIGURES)):
        why = _("“%(title)s” rests on a figure of a version of the indicators that was withdrawn.") % title
        add(
            "figure-withdrawn",
            why,
            gone[row.pk],
            _("Look at the figures"),
            reverse("payments:figures", args=[row.pk]),
        )
    last = years.latest(row)
    if last is None:
        return found
    if at is State.DISPUTED and settles:
        opened = min(one.created_at for one in last.disputes.all() if not years.answer(one))
        add(
            "disputed",
            _("A party disputes the settlement of “%(title)s”.") % title,
            opened,
            _("Answer the dispute"),
        )
    closing = facts.today >= last.disputes_until - WINDOW_CLOSES_SOON
    if at is State.SETTLED and closing and facts.today <= last.disputes_until and may(by, Permission.DISPUTE):
        why = _("Your statement of “%(title)s” can be disputed only until %(day)s.") % (
            title | {"day": last.disputes_until}
        )
        add("window-closing", why, last.created_at, _("Read your statement"))
    if settles and rules.refusal_to_close(facts) is None:
        why = _("Nobody can dispute “%(title)s” any more; it can be closed.") % title
        add("to-close", why, _start(last.disputes_until), _("Open the year"))
    return found


def _pools(by: Actor, now: datetime, rows: Rows) -> Iterator[Attention]:
    keeps = may(by, Permission.KEEP_POOLS)
    audience: Audience = "alliance" if keeps else "organisation"
    for low in rows["pool"]:
        page = reverse("payments:pool", args=[low["pk"]])
        why = _("“%(pool)s” has %(balance)s, below its floor of %(floor)s.") % {
            "pool": low["name"], "balance": money(Decimal(low["balance"])), "floor": money(Decimal(low["floor"])),
        }  # fmt: skip
        since = _start(day(low["moved"]))
        yield Attention(
            "boundaries", f"pool-low:{low['pk']}", why, since, page, _("Open the pool"), page, audience
        )
    for told in rows["payment"]:
        one = waiting.unpaid_of(told)
        mine = (
            by.organisation_id in one.waits_for
            and one.row.person_id != by.person_id
            and may(by, Permission.APPROVE_POOL_PAYMENTS)
        )
        to_pay = keeps and one.at is rules.Paying.APPROVED
        if not (mine or to_pay):
            continue
        page = reverse("payments:pool", args=[one.row.pool_id])
        words = {"amount": money(one.row.amount), "to": one.to, "pool": one.pool}
        why = (
            _("A payment of %(amount)s to %(to)s from “%(pool)s” waits for your organisation's approval.")
            if mine
            else _(
                "A payment of %(amount)s to %(to)s from “%(pool)s” is approved, and lies beyond its budget."
            )
            if one.beyond(now.astimezone(ZoneInfo(one.zone)).date())
            else _("A payment of %(amount)s to %(to)s from “%(pool)s” is approved and can be made.")
        ) % words
        yield Attention(
            "act", f"pool-payment:{one.row.pk}", why, one.row.created_at, page, _("Open the pool"), page, audience
        )  # fmt: skip


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)
