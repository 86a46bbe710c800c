"""Referrals that need somebody: facts with a next step, gone when the fact is gone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Max, QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from commonweal.access import Actor, Permission, may
from commonweal.components.attention import Attention
from commonweal.directory.models import Service
from commonweal.partners.models import Organisation
from commonweal.referrals import queries, rules
from commonweal.referrals.models import Referral
from commonweal.referrals.queries import Tab
from commonweal.referrals.rules import Status

AT_MOST = 10
"""Of each kind; the board shows the rest."""
AGAIN_AND_AGAIN = 3
WITHIN = timedelta(days=30)


@dataclass(frozen=True)
class _Card:
    """A referral that needs somebody, before it is put in words."""

    row: Referral
    kind: str
    why: str
    """With %(sender)s and %(receiver)s, whose names are fetched once for all cards."""
    since: datetime | None
    label: str
    next_url: str


def attention(by: Actor, now: datetime) -> list[Attention]:
    """What the actor's organisation must look at, oldest first within each kind. No person's name is told."""
    if by.organisation_id is None:
        return []
    cards: list[_Card] = []
    if may(by, Permission.ANSWER_REFERRALS):
        cards += _to_answer(by, now) + _on_hold(by, now)
    if may(by, Permission.SEND_REFERRALS):
        cards += _late_answers(by, now) + _come_back(by)
    full = _declining_again_and_again(by, now) if may(by, Permission.REPORT_CAPACITY) else []
    return _in_words(by, cards) + full


def _in_words(by: Actor, cards: list[_Card]) -> list[Attention]:
    concerned = {one for card in cards for one in (card.row.recorded_by_id, card.row.receiver_id)}
    names = {
        pk: one.name for pk, one in Organisation.objects.only("name").in_bulk(concerned - {None}).items()
    }
    return [
        Attention(
            capability="act",
            key=f"referral-{card.kind}:{card.row.pk}",
            why=card.why
            % {
                "sender": names.get(card.row.recorded_by_id, ""),
                "receiver": names.get(card.row.receiver_id) or _("Nobody"),
            },
            since=card.since or card.row.created_at,
            evidence_url=card.row.get_absolute_url(),
            next_label=card.label,
            next_url=card.next_url,
            audience="me"
            if by.person_id in {card.row.assigned_to_id, card.row.sent_by_id}
            else "organisation",
        )
        for card in cards
    ]


def _oldest(rows: QuerySet[Referral], by: str, most: int = AT_MOST) -> list[Referral]:
    """The first few, without the rows beside them: joining thousands to show ten would take its time."""
    return list(rows.select_related(None).prefetch_related(None).order_by(by)[:most])


def _cards(
    rows: list[Referral],
    kind: str,
    why: str,
    label: str,
    *,
    since: Callable[[Referral], datetime | None],
    reroute: bool = False,
) -> list[_Card]:
    return [
        _Card(
            row,
            kind,
            why,
            since(row),
            label,
            reverse("referrals:reroute", args=[row.pk]) if reroute else row.get_absolute_url(),
        )
        for row in rows
    ]


def _to_answer(by: Actor, now: datetime) -> list[_Card]:
    rows = queries.board(by, Tab.ANSWER).filter(answer_due_at__lt=now)
    return _cards(
        _oldest(rows, "answer_due_at"),
        "waiting",
        _("A referral from %(sender)s waits past its time for your answer."),
        _("Answer it"),
        since=lambda row: row.answer_due_at,
    )


def _on_hold(by: Actor, now: datetime) -> list[_Card]:
    rows = queries.board(by, Tab.WORK).filter(status=Status.ON_HOLD, status_at__lt=now - rules.LONG_ON_HOLD)
    return _cards(
        _oldest(rows, "status_at"),
        "on-hold",
        _("A referral from %(sender)s has been on hold for long."),
        _("Go on or end it"),
        since=lambda row: row.status_at,
    )


def _late_answers(by: Actor, now: datetime) -> list[_Card]:
    rows = queries.board(by, Tab.SENT).filter(status=Status.REQUESTED, answer_due_at__lt=now)
    return _cards(
        _oldest(rows, "answer_due_at"),
        "unanswered",
        _("%(receiver)s has not answered your referral in time."),
        _("Send it to somebody else"),
        since=lambda row: row.answer_due_at,
        reroute=True,
    )


def _come_back(by: Actor) -> list[_Card]:
    rows = _oldest(queries.board(by, Tab.BACK), "closed_at", 2 * AT_MOST)
    found = []
    for status, kind, why in (
        (Status.REJECTED, "declined", _("%(receiver)s declined a referral, and nobody else was asked.")),
        (Status.FAILED, "declined", _("%(receiver)s could not help, and nobody else was asked.")),
        (Status.COMPLETED, "unseen", _("%(receiver)s completed a referral; see what was done and close it.")),
    ):
        helped = status is Status.COMPLETED
        found += _cards(
            [row for row in rows if row.status == status],
            kind,
            why,
            _("See what was done") if helped else _("Send it to somebody else"),
            since=lambda row: row.closed_at,
            reroute=not helped,
        )
    return found


def _declining_again_and_again(by: Actor, now: datetime) -> list[Attention]:
    """A service that keeps declining for lack of room does not say in the directory that it is full."""
    declined = (
        Referral.objects.filter(
            receiver_id=by.organisation_id,
            status=Status.REJECTED,
            reason_code=rules.NO_CAPACITY,
            closed_at__gte=now - WITHIN,
            service__isnull=False,
        )
        .values("service_id")
        .annotate(times=Count("pk"), last=Max("closed_at"))
        .filter(times__gte=AGAIN_AND_AGAIN)
        .order_by("-times")[:AT_MOST]
    )
    found = list(declined)
    services = Service.objects.in_bulk([one["service_id"] for one in found])
    return [
        Attention(
            capability="act",
            key=f"referral-full:{one['service_id']}",
            why=_("%(service)s declined %(times)d referrals for lack of room in 30 days.")
            % {"service": services[one["service_id"]].name, "times": one["times"]},
            since=one["last"],
            evidence_url=_declined_url(),
            next_label=_("Report its capacity"),
            next_url=_service_url(one["service_id"]),
            audience="organisation",
        )
        for one in found
        if one["service_id"] in services
    ]


def _declined_url() -> str:
    return reverse("referrals:board") + "?tab=received&status=rejected"


def _service_url(service_id: UUID) -> str:
    """The service's page in the directory, where capacity is reported; without one, the declined referrals."""
    try:
        return reverse("directory:service", args=[service_id])
    except NoReverseMatch:
        return _declined_url()
