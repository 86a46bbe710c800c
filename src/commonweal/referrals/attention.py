"""Referrals that need somebody: facts with a next step, gone when the fact is gone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, OuterRef, QuerySet, Subquery
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from commonweal.access import Actor, Permission, may
from commonweal.components.attention import Attention
from commonweal.database.together import Facts, Question, Rows, instant, question
from commonweal.partners.models import Organisation
from commonweal.referrals import queries, rules
from commonweal.referrals.models import Referral
from commonweal.referrals.queries import Tab
from commonweal.referrals.rules import Status

AT_MOST = 10
"""Of each kind; the board shows the rest."""
AGAIN_AND_AGAIN = 3
WITHIN = timedelta(days=30)
ANSWER, HOLD, LATE, BACK, FULL = "answer", "hold", "late", "back", "full"


def questions(by: Actor, now: datetime) -> Iterator[Question]:
    """The oldest of each kind."""
    if by.organisation_id is None:
        return
    if may(by, Permission.ANSWER_REFERRALS):
        late = queries.board(by, Tab.ANSWER).filter(answer_due_at__lt=now)
        held = queries.board(by, Tab.WORK).filter(
            status=Status.ON_HOLD, status_at__lt=now - rules.LONG_ON_HOLD
        )
        yield _oldest(ANSWER, late, "answer_due_at")
        yield _oldest(HOLD, held, "status_at")
    if may(by, Permission.SEND_REFERRALS):
        unanswered = queries.board(by, Tab.SENT).filter(status=Status.REQUESTED, answer_due_at__lt=now)
        yield _oldest(LATE, unanswered, "answer_due_at")
        yield _oldest(BACK, queries.board(by, Tab.BACK), "closed_at", 2 * AT_MOST)
    if may(by, Permission.REPORT_CAPACITY):
        yield _declining_again_and_again(by, now)


def _oldest(what: str, rows: QuerySet[Referral], since: str, most: int = AT_MOST) -> Question:
    """The first few. Names are looked up for these alone: joining thousands to show ten would take its time."""

    def name(of: str) -> Subquery:
        return Subquery(Organisation.objects.filter(pk=OuterRef(of)).values("name")[:1])

    return question(
        what, rows, pk="pk", status="status", since=since, created="created_at",
        sender=name("recorded_by_id"), receiver=name("receiver_id"), assigned="assigned_to_id", sent_by="sent_by_id",
    ).first(most, since)  # fmt: skip


def _declining_again_and_again(by: Actor, now: datetime) -> Question:
    """A service that keeps declining for lack of room and does not say in the directory that it is full."""
    declined = (
        Referral.objects.filter(
            receiver_id=by.organisation_id,
            status=Status.REJECTED,
            reason_code=rules.NO_CAPACITY,
            closed_at__gte=now - WITHIN,
            service__status="active",
        )
        .exclude(service__capacity__in=["no-capacity", "waitlist"])
        .values("service_id", "service__name")
        .annotate(times=Count("pk"), last=Max("closed_at"))
        .filter(times__gte=AGAIN_AND_AGAIN)
    )
    return question(
        FULL, declined, service="service_id", name="service__name", times="times", last="last"
    ).first(AT_MOST, "-times")


def cards(by: Actor, now: datetime, rows: Rows) -> Iterator[Attention]:
    """One for each, oldest first within each kind. No name of a person served is told."""
    for row in rows[ANSWER]:
        yield _card(
            by,
            row,
            "waiting",
            _("A referral from %(sender)s waits past its time for your answer."),
            _("Answer it"),
        )
    for row in rows[HOLD]:
        yield _card(
            by,
            row,
            "on-hold",
            _("A referral from %(sender)s has been on hold for long."),
            _("Go on or end it"),
        )
    for row in rows[LATE]:
        yield _card(
            by,
            row,
            "unanswered",
            _("%(receiver)s has not answered your referral in time.")
            if row["receiver"]
            else _("Nobody has taken on in time a referral that you left open to all."),
            _("Send it to somebody else"),
            reroute=True,
        )
    for row in rows[BACK]:
        yield _come_back(by, row)
    for row in rows[FULL]:
        yield _full(row)


def _come_back(by: Actor, row: Facts) -> Attention:
    if row["status"] == Status.COMPLETED:
        why = _("%(receiver)s completed a referral; see what was done and close it.")
        return _card(by, row, "unseen", why, _("See what was done"))
    why = (
        _("%(receiver)s declined a referral, and nobody else was asked.")
        if row["status"] == Status.REJECTED
        else _("%(receiver)s could not help, and nobody else was asked.")
    )
    return _card(by, row, "declined", why, _("Send it to somebody else"), reroute=True)


def _card(by: Actor, row: Facts, kind: str, why: str, label: str, *, reroute: bool = False) -> Attention:
    page = reverse("referrals:show", args=[row["pk"]])
    return Attention(
        capability="act",
        key=f"referral-{kind}:{row['pk']}",
        why=why % {"sender": row["sender"] or "", "receiver": row["receiver"] or ""},
        since=instant(row["since"] or row["created"]),
        evidence_url=page,
        next_label=label,
        next_url=reverse("referrals:reroute", args=[row["pk"]]) if reroute else page,
        audience="me" if str(by.person_id) in {row["assigned"], row["sent_by"]} else "organisation",
    )


def _full(row: dict[str, Any]) -> Attention:
    return Attention(
        capability="act",
        key=f"referral-full:{row['service']}",
        why=_("%(service)s declined %(times)d referrals for lack of room in 30 days.")
        % {"service": row["name"], "times": row["times"]},
        since=instant(row["last"]),
        evidence_url=_declined_url(),
        next_label=_("Report its capacity"),
        next_url=_service_url(row["service"]),
        audience="organisation",
    )


def _declined_url() -> str:
    return reverse("referrals:board") + "?tab=received&status=rejected"


def _service_url(service_id: UUID | str) -> str:
    """The service's page in the directory, where capacity is reported; without one, the declined referrals."""
    try:
        return reverse("directory:service", args=[service_id])
    except NoReverseMatch:
        return _declined_url()
