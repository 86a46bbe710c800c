"""Sending a newsletter: one address after the other, each written down as soon as the mail server has taken it.

Because one sender goes along the positions and commits after each, a sending that is killed leaves at most one address
in doubt: the first that is not written down. It is set aside as uncertain and never sent to again by itself; a
provider's report or a person who reads the mail server's log settles it (docs/decisions/0101-each-gets-it-once.md,
0160-what-is-uncertain-is-settled.md).
"""

from __future__ import annotations

import functools
import time
from collections.abc import Iterator
from contextlib import contextmanager
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused
from uuid import UUID

from anymail.exceptions import AnymailInvalidAddress, AnymailRecipientsRefused
from django.core.mail import get_connection
from django.db import connection, transaction
from django.db.models import Count
from django.urls import reverse

from commonweal import audit
from commonweal.access import Actor
from commonweal.communications import events, mail
from commonweal.communications.models import Delivery, Newsletter, Site
from commonweal.communications.rules import sending
from commonweal.components import letters
from commonweal.database import clock, jobs, live
from commonweal.database.identity import Identity, acting

BATCH = 100
SLICE_SECONDS = 120.0
"""A job works so long on a newsletter and then lets others have their turn."""
WITHOUT_A_WORKER = 200
"""So many are sent with the page itself where no worker runs."""
REFUSED = (
    SMTPRecipientsRefused,
    SMTPSenderRefused,
    SMTPDataError,
    AnymailRecipientsRefused,
    AnymailInvalidAddress,
)
"""The mail server or provider said no to this one message: nobody got it, and the next may do better."""


def order(by: Actor, newsletter: UUID) -> None:
    """Have a newsletter sent in the background; where no worker runs, its next part when this commits."""
    from commonweal.communications import tasks

    if jobs.worker_runs():
        tasks.send_newsletter.defer(
            newsletter=str(newsletter), person=str(by.person_id), seat=str(by.seat_id)
        )
    else:
        transaction.on_commit(functools.partial(carry_on, by, newsletter, most=WITHOUT_A_WORKER), robust=True)


@contextmanager
def _alone(newsletter: UUID) -> Iterator[bool]:
    """Is this the only sender of the newsletter? The lock dies with the connection, so with a killed process."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(hashtextextended(%s, 7))", [str(newsletter)])
        mine = bool(cursor.fetchone()[0])
    try:
        yield mine
    finally:
        if mine:
            with connection.cursor() as cursor:
                cursor.execute("select pg_advisory_unlock(hashtextextended(%s, 7))", [str(newsletter)])


def carry_on(by: Actor, newsletter: UUID, *, most: int | None = None, seconds: float | None = None) -> bool:
    """Send on until all have it, somebody stops it, or a limit is reached. Answers whether there is more to do.

    Not within a transaction: each address is one of its own. Raises OSError when the mail server is gone; what
    was sent until then stands.
    """
    identity = Identity(person=by.person_id, seat=by.seat_id)
    with _alone(newsletter) as mine:
        if not mine:
            return False
        with acting(identity):
            found = _begin(newsletter)
        if found is None:
            return False
        row, site, prepared = found
        backend = get_connection()
        began, done, more = time.monotonic(), 0, True
        try:
            backend.open()
        except OSError:
            with acting(identity):
                Newsletter.objects.filter(pk=newsletter).update(running=False)
            raise
        try:
            while more:
                with acting(identity):
                    batch = _next(newsletter)
                if batch is None or not batch:
                    more = False
                    break
                for delivery in batch:
                    outcome, problem, message_id = "skipped", "", ""
                    if delivery.subscription.ended_at is None:
                        try:
                            message_id = mail.hand_over(
                                prepared[delivery.language], delivery, site.slug, backend
                            )
                            outcome = "sent"
                        except REFUSED as refusal:
                            outcome, problem = "refused", str(refusal)[:300]
                    with acting(identity):
                        goes_on = _mark(delivery, outcome, problem, message_id)
                    done += 1
                    if not goes_on or (most is not None and done >= most):
                        break
                with acting(identity):
                    _moved(row)
                if most is not None and done >= most:
                    break
                if seconds is not None and time.monotonic() - began > seconds:
                    break
        finally:
            backend.close()
        with acting(identity):
            _end(by, newsletter)
        return more


def _begin(pk: UUID) -> tuple[Newsletter, Site, dict[str, mail.Prepared]] | None:
    """Take the newsletter on. What an earlier sender may have had in its hands is set aside."""
    row = Newsletter.objects.select_for_update(of=("self",)).select_related("alliance").filter(pk=pk).first()
    site = Site.objects.first()
    if row is None or site is None or row.started_at is None or row.finished_at or row.paused_at:
        return None
    first = Delivery.objects.filter(newsletter=row, handled_at=None).order_by("position").first()
    doubt = sending.uncertain(
        interrupted=row.running, first_unmarked=first.position if first is not None else None
    )
    if doubt is not None:
        Delivery.objects.filter(newsletter=row, position=doubt).update(
            handled_at=clock.now(), outcome="uncertain", problem="The sending broke off at this address."
        )
    row.running, row.moved_at = True, clock.now()
    row.save(update_fields=["running", "moved_at"])
    online = letters.address(reverse("site:archived", args=[site.slug, site.language, row.slug]))
    prepared = {
        language: mail.prepare(
            subject=told["subject"], body=told["body"], language=language, alliance=row.alliance.name,
            address=site.contact_address, online=online,
        )
        for language, told in row.texts.items()
    }  # fmt: skip
    return row, site, prepared


def _next(pk: UUID) -> list[Delivery] | None:
    """The next addresses; nothing where somebody stopped the sending."""
    if not Newsletter.objects.filter(pk=pk, paused_at=None, finished_at=None).exists():
        return None
    return list(
        Delivery.objects.filter(newsletter_id=pk, handled_at=None)
        .select_related("subscription")
        .order_by("position")[:BATCH]
    )


_MARK = """
update communications_delivery d
   set handled_at = now(), outcome = %s, problem = %s, message_id = %s
  from communications_newsletter n
 where d.id = %s and d.handled_at is null and n.id = d.newsletter_id
returning n.paused_at is null
"""


def _mark(delivery: Delivery, outcome: str, problem: str, message_id: str) -> bool:
    """Write one address down. Answers whether the sending goes on: nobody has stopped it meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute(_MARK, [outcome, problem, message_id, delivery.pk])
        row = cursor.fetchone()
    return row is not None and bool(row[0])


def _moved(row: Newsletter) -> None:
    Newsletter.objects.filter(pk=row.pk).update(moved_at=clock.now())
    live.notify("newsletter", alliance=row.alliance_id)


def _end(by: Actor, pk: UUID) -> None:
    """Put it down in order: nothing is uncertain. Finished where nobody is left."""
    row = Newsletter.objects.select_for_update().get(pk=pk)
    row.running, row.moved_at = False, clock.now()
    left = Delivery.objects.filter(newsletter=row, handled_at=None).exists()
    if not left and row.finished_at is None:
        row.finished_at = clock.now()
        counts = dict(
            Delivery.objects.filter(newsletter=row)
            .order_by()
            .values_list("outcome")
            .annotate(number=Count("pk"))
        )
        sent = counts.pop("sent", 0)
    row.save(update_fields=["running", "moved_at", "finished_at"])
    if not left:
        audit.record(
            by, events.NEWSLETTER_FINISHED, on=row, name=row.name, sent=sent, others=sum(counts.values())
        )
    live.notify("newsletter", alliance=row.alliance_id)
