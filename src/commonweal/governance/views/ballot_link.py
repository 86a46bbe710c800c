"""The ballot behind a link in an e-mail: no sign-in, one vote, one seat, and nothing happens but by a button.

Whoever opens the address (a mail scanner does, too) sees only that a vote waits; a button opens the ballot in this
browser, and then each answer is one tap. What follows runs under the identity of the person the link was sent to.
"""

from __future__ import annotations

import hashlib

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from commonweal.access import Actor, NotAllowed, Refused
from commonweal.access.http import Request
from commonweal.access.views import public
from commonweal.database import clock
from commonweal.database.identity import Identity, acting
from commonweal.governance import actions, links, presenters
from commonweal.governance.forms.proposals import CHOICE_WORDS, BallotForm
from commonweal.governance.links import Link
from commonweal.governance.models import BodySeat, Proposal
from commonweal.governance.queries import proposals as queries
from commonweal.governance.rules import proposals as rules
from commonweal.governance.rules.votes import CHOICES, Method
from commonweal.partners.queries import actor_on

OPENED = "opened_ballots"


@public("guards itself: a signed, expiring link stands in the place of a sign-in")
@never_cache
def ballot(request: Request, token: str) -> HttpResponseBase:
    """The ballot, and casting it."""
    if request.method not in {"GET", "HEAD", "POST"}:
        return HttpResponseNotAllowed(["GET", "POST"])
    try:
        told = links.read(token)
    except links.Expired:
        return _closed(request, "expired")
    except links.Forged:
        return _closed(request, "forged")
    with acting(Identity(person=told.person_id, seat=told.seat_id)):
        by = _holder(told)
        row = queries.proposals().filter(pk=told.proposal_id).first() if by is not None else None
        seat = BodySeat.objects.select_related("organisation").filter(pk=told.body_seat_id).first()
        if by is None or row is None or seat is None:
            return _closed(request, "gone")
        return _answer(request, token, by, row, seat)


def _holder(told: Link) -> Actor | None:
    """The actor the link was sent to, while they have their seat in the alliance and sit on the body's."""
    by = actor_on(told.seat_id, person_id=told.person_id, person__is_active=True)
    return by if by is not None and told.body_seat_id in queries.my_capacities(by) else None


def _answer(request: Request, token: str, by: Actor, row: Proposal, seat: BodySeat) -> HttpResponse:
    at = rules.status(row.facts(), clock.now())
    if at is not rules.Status.OPEN:
        return _closed(request, "over")
    mark = hashlib.sha256(token.encode()).hexdigest()[:16]
    is_open = mark in request.session.get(OPENED, [])
    if request.method == "POST" and request.POST.get("act") == "open":
        request.session[OPENED] = [*request.session.get(OPENED, [])[-9:], mark]
        return redirect("governance:ballot-link", token)
    if not is_open:
        return render(request, "governance/proposals/link_envelope.html", {"body": row.body.name})
    form = BallotForm(request.POST or None, proposal=row)
    if request.method == "POST" and form.is_valid():
        try:
            actions.voting.cast(by=by, proposal=row, seat=seat, **form.facts())
        except (Refused, NotAllowed) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, _("Your ballot is cast. Until the vote closes, a later one takes its place.")
            )
            return redirect("governance:ballot-link", token)
    mine = [
        one
        for one in queries.visible_ballots(row)
        if one.seat_id == seat.pk and one.person_id == by.person_id
    ]
    buttons = form.method.counts_votes or form.method in {Method.CONSENSUS, Method.CONSENT, Method.ADVICE}
    context = {
        "proposal": row,
        "seat": seat,
        "form": form,
        "rule": queries.rule_in_words(row.rule),
        "buttons": [(one.value, CHOICE_WORDS[one]) for one in CHOICES[form.method]] if buttons else [],
        "cast": presenters.proposals.spoken(mine[-1]) if mine else "",
        "receipt": mine[-1].receipt if mine else "",
        "evidence": presenters.proposals.evidence(list(row.evidence.values("kind", "label", "reference"))),
    }
    return render(request, "governance/proposals/link.html", context)


def _closed(request: Request, why: str) -> HttpResponse:
    return render(
        request, "governance/proposals/link_over.html", {"why": why}, status=404 if why == "forged" else 200
    )
