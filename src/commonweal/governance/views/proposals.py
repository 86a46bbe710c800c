"""Pages of proposals and votes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.access import Permission, Refused, may
from commonweal.access.fetch import fetch
from commonweal.access.http import Request
from commonweal.access.views import act, page
from commonweal.governance import actions, grounds, presenters
from commonweal.governance.actions.common import may_run
from commonweal.governance.actions.voting import counted, fingerprint
from commonweal.governance.forms.bodies import ReasonForm
from commonweal.governance.forms.fields import ids
from commonweal.governance.forms.proposals import (
    BallotForm,
    CountForm,
    EvidenceForm,
    MetForm,
    OpenForm,
    OpinionForm,
    PresentForm,
    ProposalForm,
    RecuseForm,
    WordsForm,
)
from commonweal.governance.models import Body, BodySeat, CastBallot, Proposal
from commonweal.governance.queries import bodies, decisions
from commonweal.governance.queries import proposals as queries
from commonweal.governance.rules.writing import write
from commonweal.governance.views.common import BOTH, form_page
from commonweal.partners.queries import members


def _to(row: Proposal) -> str:
    return reverse("governance:proposal", args=[row.pk])


def _proposal(request: Request, permission: Permission, pk: UUID) -> Proposal:
    return fetch(request.actor, permission, queries.proposals(), pk)


def _run(request: Request, pk: UUID) -> Proposal:
    """The proposal, for those who run its vote; 404 for others."""
    row = _proposal(request, Permission.PROPOSE, pk)
    if not may_run(request.actor, row):
        raise Http404
    return row


def _seat(request: Request, pk: UUID, permission: Permission = Permission.VIEW_DECISIONS) -> BodySeat:
    return fetch(request.actor, permission, BodySeat.objects.select_related("organisation", "body"), pk)


@page(Permission.VIEW_DECISIONS)
def proposal_list(request: Request) -> HttpResponseBase:
    """All proposals."""
    table = presenters.proposals.ProposalTable(request, presenters.proposals.lines(request.actor))
    return table.respond(
        "governance/proposals/list.html", {"may_propose": may(request.actor, Permission.PROPOSE)}
    )


@page(Permission.PROPOSE, methods=BOTH)
def put(request: Request) -> HttpResponse:
    """Put a proposal."""
    form = ProposalForm(
        request.POST or None,
        initial={"body": request.GET.get("body", ""), "kind": request.GET.get("kind", "other")},
        bodies=Body.objects.filter(ended_at=None),
        seats=BodySeat.objects.current()
        .select_related("body", "organisation")
        .order_by("body__name", "organisation__name"),
        members=members(request.actor).order_by("name"),
        decisions=decisions.supersedable(),
    )
    return form_page(
        request,
        form,
        lambda: actions.proposals.put(by=request.actor, **form.facts()),
        words={"title": _("Put a proposal"), "back": reverse("governance:proposals")},
        done=_("The proposal is saved. Open the vote when it is ready."),
        to=_to,
    )


@page(Permission.VIEW_DECISIONS)
def proposal(request: Request, pk: UUID) -> HttpResponse:
    """One proposal: question, evidence, what was said, the vote and its outcome."""
    row = fetch(
        request.actor,
        Permission.VIEW_DECISIONS,
        queries.page(request.actor).select_related("decision", "supersedes"),
        pk,
    )
    context = presenters.proposals.proposal(request.actor, row)
    return render(request, "governance/proposals/show.html", context)


@page(Permission.PROPOSE, methods=BOTH)
def change(request: Request, pk: UUID) -> HttpResponse:
    """Change the words of a proposal before its vote."""
    row = _proposal(request, Permission.PROPOSE, pk)
    names = ("question", "background", "subject", "topic", "consult_until")
    form = WordsForm(request.POST or None, initial={name: getattr(row, name) for name in names})
    return form_page(
        request,
        form,
        lambda: actions.proposals.change(by=request.actor, proposal=row, **form.cleaned_data),
        words={"title": _("Change the proposal"), "back": _to(row)},
        done=_("The proposal is saved."),
        to=_to,
    )


@page(Permission.PROPOSE, methods=BOTH)
def evidence(request: Request, pk: UUID) -> HttpResponse:
    """Add evidence."""
    row = _proposal(request, Permission.PROPOSE, pk)
    form = EvidenceForm(request.POST or None, grounds=grounds.choices())
    return form_page(
        request,
        form,
        lambda: actions.proposals.add_evidence(by=request.actor, proposal=row, **form.facts()),
        words={"title": _("What does it rest on?"), "context": row.question, "back": _to(row)},
        done=_("It stands beside the proposal."),
        to=lambda _row: _to(row),
    )


@page(Permission.VIEW_DECISIONS, methods=BOTH)
def opinion(request: Request, pk: UUID) -> HttpResponse:
    """Say what one thinks."""
    row = _proposal(request, Permission.VIEW_DECISIONS, pk)
    form = OpinionForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda: actions.proposals.give_opinion(by=request.actor, proposal=row, **form.facts()),
        words={"title": _("What do you think?"), "context": row.question, "back": _to(row)},
        done=_("It stands beside the proposal. It is no vote."),
        to=lambda _row: _to(row),
    )


@page(Permission.PROPOSE, methods=BOTH)
def open_vote(request: Request, pk: UUID) -> HttpResponse:
    """Open the vote."""
    row = _run(request, pk)
    form = OpenForm(request.POST or None)
    words = {
        "title": _("Until when can people vote?"),
        "context": _("The electorate is frozen now, and everybody on it gets a letter."),
        "back": _to(row),
    }
    return form_page(
        request,
        form,
        lambda: actions.proposals.open_vote(
            by=request.actor, proposal=row, closes=form.cleaned_data["closes"]
        ),
        words=words,
        done=_("The vote is open."),
        to=_to,
    )


@page(Permission.VOTE, methods=BOTH)
def vote(request: Request, pk: UUID, seat: UUID) -> HttpResponse:
    """Vote for a seat."""
    row = _proposal(request, Permission.VIEW_DECISIONS, pk)
    place = _seat(request, seat, Permission.VOTE)
    form = BallotForm(request.POST or None, proposal=row)
    words = {
        "title": row.question,
        "context": _("Your ballot for %(organisation)s in the %(body)s")
        % {"organisation": place.organisation.name, "body": row.body.name},
        "proposal": row,
        "rule": queries.rule_in_words(row.rule),
        "back": _to(row),
    }
    return form_page(
        request,
        form,
        lambda: actions.voting.cast(by=request.actor, proposal=row, seat=place, **form.facts()),
        words=words,
        done=_("Your ballot is cast. Until the vote closes, a later one takes its place."),
        to=lambda _row: _to(row),
        template="governance/proposals/vote.html",
    )


@page(Permission.VOTE, methods=BOTH)
def recuse(request: Request, pk: UUID, seat: UUID) -> HttpResponse:
    """A seat stands aside."""
    row = _proposal(request, Permission.VIEW_DECISIONS, pk)
    place = _seat(request, seat)
    found = bodies.conflicting([place.organisation_id], row.concerns)
    if place.organisation_id != request.actor.organisation_id and not (found and may_run(request.actor, row)):
        raise Http404
    first = found[0] if found else None
    initial = {"interest": str(first.pk), "reason": first.text} if first is not None else {}
    form = RecuseForm(request.POST or None, interests=found, initial=initial)
    words = {
        "title": _("%(organisation)s stands aside") % {"organisation": place.organisation.name},
        "context": _(
            "The seat leaves this question's electorate and quorum. A ballot it has cast counts no more."
        ),
        "back": _to(row),
    }
    return form_page(
        request,
        form,
        lambda: actions.voting.recuse(by=request.actor, proposal=row, seat=place, **form.facts()),
        words=words,
        done=_("The seat stands aside from this question."),
        to=lambda _row: _to(row),
    )


@page(Permission.VOTE, methods=BOTH)
def met(request: Request, pk: UUID) -> HttpResponse:
    """Say that one's objection was met."""
    rows = CastBallot.objects.filter(
        person_id=request.actor.own_person_id, choice="objection"
    ).select_related("proposal")
    ballot = rows.filter(pk=pk).first()
    if ballot is None:
        raise Http404
    form = MetForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda: actions.voting.integrate(by=request.actor, ballot=ballot, change=form.cleaned_data["change"]),
        words={"title": _("Is your objection met?"), "context": ballot.reason, "back": _to(ballot.proposal)},
        done=_("Your objection counts as met."),
        to=lambda _row: _to(ballot.proposal),
    )


@page(Permission.SIGN_AGREEMENTS, methods=("POST",))
def consent(request: Request, pk: UUID) -> HttpResponse:
    """Give a reserved consent."""
    row = _proposal(request, Permission.VIEW_DECISIONS, pk)
    return act(
        request,
        lambda: actions.voting.consent(by=request.actor, proposal=row),
        done=_("Your organisation has consented."),
        to=_to(row),
    )


@page(Permission.PROPOSE, methods=BOTH)
def present(request: Request, pk: UUID) -> HttpResponse:
    """Mark who is in the meeting."""
    row = _run(request, pk)
    form = PresentForm(request.POST or None, electors=list(row.electors.all()))
    return form_page(
        request,
        form,
        lambda: (
            actions.voting.mark_present(
                by=request.actor, proposal=row, seats=ids(form.cleaned_data["seats"])
            ),
        ),
        words={"title": _("Who is here?"), "context": row.question, "back": _to(row)},
        done=_("It is marked."),
        to=lambda _row: _to(row),
    )


@page(Permission.PROPOSE, methods=BOTH)
def count(request: Request, pk: UUID) -> HttpResponse:
    """Count the votes and write the decision down."""
    row = _proposal(request, Permission.PROPOSE, pk)
    form = CountForm(request.POST or None)
    words = {
        "title": _("Count the votes"),
        "context": _(
            "The outcome follows from the ballots alone. What you write here stands beside it in the log."
        ),
        "back": _to(row),
    }
    return form_page(
        request,
        form,
        lambda: actions.voting.close(by=request.actor, proposal=row, **form.cleaned_data),
        words=words,
        done=_("The votes are counted."),
        to=_to,
    )


@page(Permission.PROPOSE, methods=BOTH)
def withdraw(request: Request, pk: UUID) -> HttpResponse:
    """Take a proposal back."""
    row = _proposal(request, Permission.PROPOSE, pk)
    form = ReasonForm(request.POST or None)
    words = {
        "title": _("Withdraw the proposal?"),
        "context": row.question,
        "submit": _("Withdraw the proposal"),
        "back": _to(row),
    }
    return form_page(
        request,
        form,
        lambda: actions.proposals.withdraw(
            by=request.actor, proposal=row, reason=form.cleaned_data["reason"]
        ),
        words=words,
        done=_("The proposal is withdrawn."),
        to=_to,
    )


@page(Permission.VIEW_DECISIONS)
def recount(request: Request, pk: UUID) -> HttpResponse:
    """Count a counted vote again from its ballots, here or, with the file, anywhere."""
    _proposal(request, Permission.VIEW_DECISIONS, pk)
    row = queries.whole(pk)
    if row.closed_at is None:
        raise Http404
    try:
        ballots, outcome = counted(row)
    except Refused as refusal:
        raise Http404 from refusal
    text = write(ballots)
    if request.GET.get("as") == "toml":
        headers = {"Content-Disposition": f'attachment; filename="ballots-{row.pk}.toml"'}
        return HttpResponse(text, content_type="application/toml; charset=utf-8", headers=headers)
    context: dict[str, Any] = {
        "proposal": row,
        "text": text,
        "outcome": outcome.as_json(),
        "same": outcome.as_json() == row.outcome and fingerprint(ballots) == row.fingerprint,
    }
    return render(request, "governance/proposals/recount.html", context)
