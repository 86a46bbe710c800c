"""Letters about votes and decisions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.components import words
from commonweal.components.letters import Letter, post
from commonweal.governance import links
from commonweal.governance.links import Link
from commonweal.governance.models import Decision, Proposal, Reminder, Tenure
from commonweal.partners.models import Seat

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
    sent, closes = 0, proposal.closes_at
    assert closes is not None
    for tenure in tenures:
        seat = seats.get((tenure.person_id, tenure.organisation_id))
        if seat is None or (tenure.seat_id, tenure.person_id) in had or not tenure.person.is_active:
            continue
        had.add((tenure.seat_id, tenure.person_id))
        Reminder.objects.create(
            proposal=proposal, seat_id=tenure.seat_id, person_id=tenure.person_id, occasion=occasion
        )
        token = links.sign(Link(proposal.pk, tenure.seat_id, tenure.person_id, seat.pk))
        told = {"body": proposal.body.name, "closes": words.exact(closes)}
        _post(
            Letter(
                to=tenure.person.email,
                subject=_("Your vote in the %(body)s") % told,
                heading=proposal.question,
                paragraphs=(
                    _("The vote of the %(body)s closes on %(closes)s, and your vote is not in yet.") % told
                    if occasion == "closing"
                    else _("The %(body)s votes until %(closes)s.") % told,
                ),
                act=_("Open your ballot"),
                path=reverse("governance:ballot-link", args=[token]),
                notes=(
                    _(
                        "The link is yours alone. Whoever has it can vote in your name, so please do not pass this "
                        "e-mail on."
                    ),
                ),
            )
        )
        sent += 1
    return sent


def announce(decision: Decision, to: Iterable[str]) -> None:
    """Tell people of a decision: that there is one, and where it stands."""
    told = {"number": decision.number, "body": decision.body.name}
    has = (
        _("The %(body)s has decided for it.")
        if decision.carried
        else _("The %(body)s has decided against it.")
    )
    _post(
        *(
            Letter(
                to=one,
                subject=_("Decision %(number)s of the %(body)s") % told,
                heading=decision.question,
                paragraphs=(has % told,),
                act=_("Read the decision"),
                path=reverse("governance:decision", args=[decision.pk]),
            )
            for one in to
        )
    )


def _post(*letters: Letter) -> None:
    if not _silent.get():
        post(*letters)
