"""Agreements that need somebody: unsigned, about to lapse, a duty late, no exit terms, a step of an exit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Prefetch
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonweal.access import Actor, Permission, may
from commonweal.agreements import obligations, queries, rules
from commonweal.agreements.models import Agreement, ExitTask, Version
from commonweal.agreements.thresholds import LAPSES
from commonweal.components.attention import Attention
from commonweal.partners import thresholds

LONG_LATE = timedelta(days=400)
"""Older duties are history of accountability, no work of this week."""


def attention(by: Actor, now: datetime) -> list[Attention]:
    """What the actor can do something about, in two queries."""
    if not may(by, Permission.SIGN_AGREEMENTS):
        return []
    versions = obligations.with_reports(Version.objects.for_lists())
    open_steps = ExitTask.objects.filter(agreement=OuterRef("pk"), done_at=None)
    step = JSONObject(id="id", organisation="organisation_id", text="text", due="due")
    rows = (
        Agreement.objects.with_parties()
        .select_related("alliance")
        .prefetch_related(Prefetch("versions", versions))
        .annotate(open_steps=ArraySubquery(open_steps.values(row=step)))
    )
    found: list[Attention] = []
    parting = [row.current_parties() for row in rows if _in_force(row, now) and _leaving(row) is not None]
    for agreement in rows:
        found += _exit(by, agreement, now)
        if agreement.ended_at is None:
            found += _unsigned(by, agreement, now)
            found += _lapses(by, agreement, now)
            found += _leaves(by, agreement, now)
            found += _late(by, agreement, now)
            if not any(agreement.current_parties() <= parties for parties in parting):
                found += _no_exit_terms(by, agreement, now)
    return found


def _concerns(by: Actor, agreement: Agreement) -> bool:
    return by.organisation_id in agreement.current_parties() or may(by, Permission.MANAGE_ALLIANCE)


def _card(
    by: Actor, agreement: Agreement, key: str, why: str, since: datetime, act: str, url: str = ""
) -> Attention:
    page = reverse("agreements:show", args=[agreement.pk])
    return Attention(
        capability="boundaries",
        key=f"agreement-{key}:{agreement.pk}",
        why=why,
        since=since,
        evidence_url=page,
        next_label=act,
        next_url=url or page,
        audience="alliance" if may(by, Permission.MANAGE_ALLIANCE) else "organisation",
    )


def _unsigned(by: Actor, agreement: Agreement, now: datetime) -> Iterator[Attention]:
    latest = agreement.facts().latest_open
    if latest is None or not queries.waits_for(by, agreement, now):
        return
    offered = next(one.offered_at for one in agreement.versions.all() if one.number == latest.number)
    yield Attention(
        capability="boundaries",
        key=f"agreement-unsigned:{agreement.pk}",
        why=_("“%(title)s” waits for your organisation's signature.") % {"title": agreement.title},
        since=offered or now,
        evidence_url=reverse("agreements:show", args=[agreement.pk]),
        next_label=_("Read and sign"),
        next_url=reverse("agreements:sign", args=[agreement.pk, latest.number]),
        audience="organisation",
    )


def _lapses(by: Actor, agreement: Agreement, now: datetime) -> Iterator[Attention]:
    facts = agreement.facts()
    until = facts.in_force_until
    renewed = facts.latest_open is not None and facts.latest_open.number > facts.in_force_number
    before = thresholds.days(by, LAPSES)
    if until is None or not now < until <= now + before or renewed or not _concerns(by, agreement):
        return
    why = _("“%(title)s” is about to lapse; what it opens closes then.") % {"title": agreement.title}
    yield _card(by, agreement, "lapses", why, until - before, _("Open the agreement"))


def _leaves(by: Actor, agreement: Agreement, now: datetime) -> Iterator[Attention]:
    """Somebody gave notice: those who stay need to say how it goes on without it."""
    zone = ZoneInfo(agreement.alliance.timezone)
    for party in agreement.bound_once():
        if party.leaves_at is None or not party.bound or party.organisation_id == by.organisation_id:
            continue
        if _concerns(by, agreement):
            last = (party.leaves_at - timedelta(microseconds=1)).astimezone(zone).date()
            why = _("A party leaves “%(title)s”: its last day is %(day)s.") % {
                "title": agreement.title, "day": date_format(last, "j F Y"),
            }  # fmt: skip
            since = party.noticed_at or now
            yield _card(by, agreement, f"leaves-{party.pk}", why, since, _("See what closes"))


def _late(by: Actor, agreement: Agreement, now: datetime) -> Iterator[Attention]:
    """Duties that are late: one's own to do, each of the alliance's for the office to ask after, once an agreement."""
    zone = ZoneInfo(agreement.alliance.timezone)
    today = now.astimezone(zone).date()
    late = [
        one
        for one in obligations.lines_of(agreement, today, until=today)
        if one.late and one.duty.due >= today - LONG_LATE
    ]
    mine = [one for one in late if one.duty.by == by.organisation_id]
    whose = mine or (late if may(by, Permission.MANAGE_ALLIANCE) else [])
    if not whose:
        return
    oldest = min(whose, key=lambda one: one.duty.due)
    since = datetime.combine(oldest.duty.due + timedelta(days=1), datetime.min.time(), tzinfo=zone)
    if mine:
        why = _("“%(what)s” is late under “%(title)s”.") % {
            "what": oldest.duty.what,
            "title": agreement.title,
        }
        url = reverse(
            "agreements:report", args=[agreement.pk, oldest.number, oldest.duty.clause, oldest.duty.due]
        )
        yield _card(by, agreement, "duty-late", why, since, _("Record that it was done"), url)
        return
    why = ngettext(
        "%(n)d report is late under “%(title)s”.", "%(n)d reports are late under “%(title)s”.", len(whose)
    ) % {"n": len(whose), "title": agreement.title}
    yield _card(by, agreement, "duty-late", why, since, _("See who owes what"))


def _in_force(agreement: Agreement, now: datetime) -> bool:
    return agreement.status(now) in (rules.Status.IN_FORCE, rules.Status.AMENDING)


def _leaving(agreement: Agreement) -> rules.Leaving | None:
    version = next((one for one in agreement.versions.all() if one.pk == agreement.version_in_force_id), None)
    return version.read().leaving if version is not None else None


def _no_exit_terms(by: Actor, agreement: Agreement, now: datetime) -> Iterator[Attention]:
    """For the office: while all is well is the time to say how one would part.

    Asked only where no agreement in force, this one or another between all of its parties, has exit terms.
    """
    if may(by, Permission.MANAGE_ALLIANCE) and _in_force(agreement, now):
        why = _("“%(title)s” says nothing of how its parties would part.") % {"title": agreement.title}
        assert agreement.in_force is not None
        yield _card(by, agreement, "no-exit-terms", why, agreement.in_force.lower, _("Begin an amendment"))


def _exit(by: Actor, agreement: Any, now: datetime) -> Iterator[Attention]:
    today = now.astimezone(ZoneInfo(agreement.alliance.timezone)).date()
    former: set[UUID] = {party.organisation_id for party in agreement.bound_once()}
    for task in agreement.open_steps:
        whose = UUID(task["organisation"]) if task["organisation"] else None
        due = date.fromisoformat(task["due"])
        own = whose == by.organisation_id or (whose is None and by.organisation_id in former)
        if due < today and (own or may(by, Permission.MANAGE_ALLIANCE)):
            why = _("A step of the exit of “%(title)s” is overdue: %(step)s") % {
                "title": agreement.title, "step": task["text"],
            }  # fmt: skip
            since = datetime.combine(due, datetime.min.time(), tzinfo=now.tzinfo)
            yield _card(by, agreement, f"exit-{task['id']}", why, since, _("Open the checklist"))
