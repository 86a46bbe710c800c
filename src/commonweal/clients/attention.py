"""What about people served needs somebody of the actor's organisation."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import ngettext

from commonweal.access import Actor, Permission, may
from commonweal.clients import rules
from commonweal.clients.queries.people import lapsing, urgent_and_waiting
from commonweal.components.attention import Attention
from commonweal.database.together import Facts, Question, Rows, instant, question


def questions(by: Actor, now: datetime) -> Iterator[Question]:
    """How many there are of each, and since when."""
    if may(by, Permission.SEND_REFERRALS):
        waiting = urgent_and_waiting(by).order_by().values("recorded_by")
        waiting = waiting.annotate(n=Count("pk"), first=Min("created_at"))
        yield question("urgent", waiting, n="n", first="first")
    if may(by, Permission.RECORD_CONSENT):
        ending = lapsing(by).order_by().values("recorded_by")
        ending = ending.annotate(n=Count("client_id", distinct=True), first=Min("period__endswith"))
        yield question("lapsing", ending, n="n", first="first")


def cards(by: Actor, now: datetime, rows: Rows) -> Iterator[Attention]:
    """One for all of a kind."""
    for counted in rows["urgent"]:
        yield _urgent(by, counted)
    for counted in rows["lapsing"]:
        yield _lapsing(by, counted)


def _urgent(by: Actor, counted: Facts) -> Attention:
    where = reverse("clients:list") + "?only=urgent"
    return Attention(
        capability="act",
        key=f"urgent-need:{by.organisation_id}",
        why=ngettext(
            "%(n)s urgent need has been open for more than %(days)s days without a referral.",
            "%(n)s urgent needs have been open for more than %(days)s days without a referral.",
            counted["n"],
        )
        % {"n": counted["n"], "days": rules.URGENT_WAITS.days},
        since=instant(counted["first"]) + rules.URGENT_WAITS,
        evidence_url=where,
        next_label=ngettext("Find a service", "See whom to refer first", counted["n"]),
        next_url=where,
        audience="organisation",
    )


def _lapsing(by: Actor, counted: Facts) -> Attention:
    people = counted["n"]
    where = reverse("clients:list") + "?only=lapsing"
    return Attention(
        capability="boundaries",
        key=f"consent-lapsing:{by.organisation_id}",
        why=ngettext(
            "The consent of %(n)s person who still needs something ends within %(days)s days.",
            "The consents of %(n)s people who still need something end within %(days)s days.",
            people,
        )
        % {"n": people, "days": rules.LAPSES_SOON.days},
        since=instant(counted["first"]) - rules.LAPSES_SOON,
        evidence_url=where,
        next_label=ngettext("Ask again", "Ask them again", people),
        next_url=where,
        audience="organisation",
    )
