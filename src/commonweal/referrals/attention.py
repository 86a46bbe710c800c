"""Referrals that need somebody: facts with a next step, gone when the fact is gone."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from django.db.models import Count, Max, QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from commonweal.access import Actor, Permission, may
from commonweal.components.attention import Attention
from commonweal.directory.models import Service
from commonweal.referrals import queries, rules
from commonweal.referrals.models import Referral
from commonweal.referrals.queries import Tab
from commonweal.referrals.rules import Status

AT_MOST = 10
"""Of each kind; the board shows the rest."""
AGAIN_AND_AGAIN = 3
WITHIN = timedelta(days=30)


def attention(by: Actor, now: datetime) -> list[Attention]:
    """What the actor's organisation must look at, oldest first within each kind. No person's name is told."""
    if by.organisation_id is None:
        return []
    found: list[Attention] = []
    if may(by, Permission.ANSWER_REFERRALS):
        found += _to_answer(by, now)
        found += _on_hold(by, now)
    if may(by, Permission.SEND_REFERRALS):
        found += _late_answers(by, now)
        found += _come_back(by)
    if may(by, Permission.REPORT_CAPACITY):
        found += _declining_again_and_again(by, now)
    return found


def _rows(rows: QuerySet[Referral], by: str) -> Iterable[Referral]:
    return rows.prefetch_related(None).order_by(by)[:AT_MOST]


def _cards(
    rows: Iterable[Referral],
    kind: str,
    *,
    why: Callable[[Referral], str],
    since: Callable[[Referral], datetime | None],
    label: str,
    next_url: Callable[[Referral], str],
    by: Actor,
) -> list[Attention]:
    return [
        Attention(
            capability="act",
            key=f"referral-{kind}:{row.pk}",
            why=why(row),
            since=since(row) or row.created_at,
            evidence_url=row.get_absolute_url(),
            next_label=label,
            next_url=next_url(row),
            audience="me" if by.person_id in {row.assigned_to_id, row.sent_by_id} else "organisation",
        )
        for row in rows
    ]


def _to_answer(by: Actor, now: datetime) -> list[Attention]:
    rows = queries.board(by, Tab.ANSWER).filter(answer_due_at__lt=now)
    return _cards(
        _rows(rows, "answer_due_at"),
        "waiting",
        why=lambda row: (
            _("A referral from %(sender)s waits past its time for your answer.")
            % {"sender": row.recorded_by.name}
        ),
        since=lambda row: row.answer_due_at,
        label=_("Answer it"),
        next_url=lambda row: row.get_absolute_url(),
        by=by,
    )


def _on_hold(by: Actor, now: datetime) -> list[Attention]:
    rows = queries.board(by, Tab.WORK).filter(status=Status.ON_HOLD, status_at__lt=now - rules.LONG_ON_HOLD)
    return _cards(
        _rows(rows, "status_at"),
        "on-hold",
        why=lambda row: (
            _("A referral from %(sender)s has been on hold for long.") % {"sender": row.recorded_by.name}
        ),
        since=lambda row: row.status_at,
        label=_("Go on or end it"),
        next_url=lambda row: row.get_absolute_url(),
        by=by,
    )


def _late_answers(by: Actor, now: datetime) -> list[Attention]:
    rows = queries.board(by, Tab.SENT).filter(status=Status.REQUESTED, answer_due_at__lt=now)
    return _cards(
        _rows(rows, "answer_due_at"),
        "unanswered",
        why=lambda row: (
            _("%(receiver)s has not answered your referral in time.")
            % {"receiver": row.receiver.name if row.receiver else _("Nobody")}
        ),
        since=lambda row: row.answer_due_at,
        label=_("Send it to somebody else"),
        next_url=lambda row: reverse("referrals:reroute", args=[row.pk]),
        by=by,
    )


def _come_back(by: Actor) -> list[Attention]:
    rows = queries.board(by, Tab.BACK)
    unmet = _cards(
        _rows(rows.exclude(status=Status.COMPLETED), "closed_at"),
        "declined",
        why=lambda row: (
            (
                _("%(receiver)s declined a referral, and nobody else was asked.")
                if row.status == Status.REJECTED
                else _("%(receiver)s could not help, and nobody else was asked.")
            )
            % {"receiver": row.receiver.name if row.receiver else ""}
        ),
        since=lambda row: row.closed_at,
        label=_("Send it to somebody else"),
        next_url=lambda row: reverse("referrals:reroute", args=[row.pk]),
        by=by,
    )
    unseen = _cards(
        _rows(rows.filter(status=Status.COMPLETED), "closed_at"),
        "unseen",
        why=lambda row: (
            _("%(receiver)s completed a referral; see what was done and close it.")
            % {"receiver": row.receiver.name if row.receiver else ""}
        ),
        since=lambda row: row.closed_at,
        label=_("See what was done"),
        next_url=lambda row: row.get_absolute_url(),
        by=by,
    )
    return unmet + unseen


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
            evidence_url=reverse("referrals:board") + "?tab=all&status=rejected",
            next_label=_("Report its capacity"),
            next_url=_service_url(one["service_id"]),
            audience="organisation",
        )
        for one in found
        if one["service_id"] in services
    ]


def _service_url(service_id: object) -> str:
    """The service's page in the directory, where capacity is reported; without one, the declined referrals."""
    try:
        return reverse("directory:service", args=[service_id])
    except NoReverseMatch:
        return reverse("referrals:board") + "?tab=all&status=rejected"
