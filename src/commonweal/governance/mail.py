"""Letters about votes and decisions.

Where a worker runs they are jobs, put in with the transaction that wants them; elsewhere they leave when it commits.
"""

from __future__ import annotations

import functools
import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import connection, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.components import words
from commonweal.governance import links
from commonweal.governance.links import Link
from commonweal.governance.models import Decision, Proposal, Reminder, Tenure
from commonweal.partners.models import Seat

log = logging.getLogger(__name__)

_WORKER_RUNS = (
    "select exists (select 1 from procrastinate_workers where last_heartbeat > now() - interval '1 minute')"
)


_silent: ContextVar[bool] = ContextVar("commonweal_governance_silent", default=False)


@contextmanager
def silent() -> Iterator[None]:
    """Inside, no letter leaves: for what is written down long after it happened, as the demo's past."""
    token = _silent.set(True)
    try:
        yield
    finally:
        _silent.reset(token)


def remind(proposal: Proposal, occasion: str, voted: Iterable[UUID] = ()) -> int:
    """A letter with a ballot's link to everybody who sits on a seat that has neither voted nor is recused.

    Nobody gets two for one occasion. Gives the number of letters.
    """
    aside = {one.seat_id for one in proposal.recusals.all()} | set(voted)
    waiting = [
        one.seat_id
        for one in proposal.electors.model.objects.filter(proposal=proposal)
        if one.seat_id not in aside
    ]
    tenures = list(
        Tenure.objects.current()
        .filter(seat_id__in=waiting)
        .select_related("person")
        .order_by("person_id", "seat_id")
    )
    had = set(
        Reminder.objects.filter(proposal=proposal, occasion=occasion).values_list("seat_id", "person_id")
    )
    seats = {
        (seat.person_id, seat.organisation_id): seat
        for seat in Seat.objects.current().filter(
            alliance_id=proposal.alliance_id, person_id__in=[one.person_id for one in tenures]
        )
    }
    sent = 0
    for tenure in tenures:
        seat = seats.get((tenure.person_id, tenure.organisation_id))
        if seat is None or (tenure.seat_id, tenure.person_id) in had or not tenure.person.is_active:
            continue
        had.add((tenure.seat_id, tenure.person_id))
        Reminder.objects.create(
            proposal=proposal, seat_id=tenure.seat_id, person_id=tenure.person_id, occasion=occasion
        )
        token = links.sign(Link(proposal.pk, tenure.seat_id, tenure.person_id, seat.pk))
        _post(
            to=tenure.person.email,
            subject=_("Your vote in the %(body)s") % {"body": _line(proposal.body.name)},
            template="ballot",
            facts={
                "body": proposal.body.name,
                "question": proposal.question,
                "closing": occasion == "closing",
                "closes": words.exact(proposal.closes_at),
                "address": _address("governance:ballot-link", token),
            },
        )
        sent += 1
    return sent


def announce(decision: Decision, to: Iterable[str]) -> None:
    """Tell people of a decision: that there is one, and where it stands."""
    for one in to:
        _post(
            to=one,
            subject=_("Decision %(number)s of the %(body)s")
            % {"number": decision.number, "body": _line(decision.body.name)},
            template="decision",
            facts={
                "body": decision.body.name,
                "question": decision.question,
                "carried": decision.carried,
                "address": _address("governance:decision", decision.pk),
            },
        )


def _line(text: str) -> str:
    """A name on one line, for a subject."""
    return " ".join(text.split())


def _address(name: str, part: Any) -> str:
    return settings.SITE_ADDRESS.rstrip("/") + reverse(name, args=[part])


def _post(*, to: str, subject: str, template: str, facts: dict[str, Any]) -> None:
    from commonweal.governance import tasks

    if _silent.get():
        return
    if _worker_runs():
        tasks.deliver.defer(to=to, subject=subject, template=template, facts=facts)
    else:
        transaction.on_commit(
            functools.partial(_deliver_now, to=to, subject=subject, template=template, facts=facts),
            robust=True,
        )


def _worker_runs() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_WORKER_RUNS)
        return bool(cursor.fetchone()[0])


def _deliver_now(*, to: str, subject: str, template: str, facts: dict[str, Any]) -> None:
    try:
        deliver(to=to, subject=subject, template=template, facts=facts)
    except OSError:
        # The act stands, and the page of the vote asks everybody who signs in.
        log.exception("A letter about a vote or a decision could not be sent.")


def deliver(*, to: str, subject: str, template: str, facts: dict[str, Any]) -> None:
    """Send it now, as text and as HTML. Raises OSError (smtplib's errors among them) when it cannot leave."""
    from mjml import mjml2html

    text = render_to_string(f"governance/mail/{template}.txt", facts)
    html = mjml2html(render_to_string(f"governance/mail/{template}.mjml", facts))
    message = EmailMultiAlternatives(subject=subject, body=text, to=[to])
    message.attach_alternative(html, "text/html")
    message.send()
