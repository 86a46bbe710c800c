"""Pages of conflicts. Whoever is not named in one gets 404: it does not exist for them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.access import Permission, may
from commonweal.access.fetch import fetch
from commonweal.access.http import Request
from commonweal.access.views import act, page
from commonweal.database import clock
from commonweal.governance.actions import conflicts as actions
from commonweal.governance.forms import conflicts as forms
from commonweal.governance.models import Body, Conflict
from commonweal.governance.queries import conflicts as queries
from commonweal.governance.rules import conflicts as rules
from commonweal.governance.views.forms import BOTH, form_page
from commonweal.partners.models import Seat
from commonweal.partners.queries import members


@page(Permission.RAISE_CONFLICTS)
def conflict_list(request: Request) -> HttpResponse:
    """Those one is named in, the ladder, and for the board the patterns without names."""
    now = clock.now()
    bodies = queries.bodies_of_steps(request.actor.own_alliance_id)
    rows = [(row, rules.past_clock(row.facts(), now)) for row in queries.conflicts()]
    context = {
        "open": [one for one in rows if one[0].closed_at is None],
        "closed": [one for one in rows if one[0].closed_at is not None],
        "ladder": [(step, bodies.get(step.key)) for step in rules.Step],
        "may_choose": may(request.actor, Permission.KEEP_BODIES),
        "handles": may(request.actor, Permission.HANDLE_CONFLICTS),
        "patterns": queries.patterns() if may(request.actor, Permission.HANDLE_CONFLICTS) else [],
    }
    return render(request, "governance/conflicts/list.html", context)


@page(Permission.RAISE_CONFLICTS)
def show(request: Request, pk: UUID) -> HttpResponse:
    """One conflict: where it stands, what was said, what was agreed."""
    row = fetch(request.actor, Permission.RAISE_CONFLICTS, queries.whole(), pk)
    me = _me(request, row)
    step = rules.Step.of(row.step)
    notes = {kind: [one for one in row.notes.all() if one.kind == kind] for kind in rules.NOTE_KINDS}
    today = queries.today(row)
    return render(request, "governance/conflicts/show.html", {
        "conflict": row, "step": step, "steps": [one.title for one in rules.Step],
        "past": rules.past_clock(row.facts(), clock.now()),
        "parties": [one.organisation.name for one in row.parties.all()],
        "people": [one for one in row.people.all() if one.until is None],
        "notes": [(rules.NOTE_KINDS[kind], listed) for kind, listed in notes.items() if listed],
        "commitments": [(one, one.kept_on is None and one.due < today) for one in row.commitments.all()],
        "moves": row.moves.all(), "is_open": row.closed_at is None,
        "may_move_up": row.closed_at is None and step.above is not None,
        "may_close": row.closed_at is None and (me == "handler" or row.raised_by_id == request.actor.person_id),
        "may_reopen": row.closed_at is not None and row.outcome != "parted",
    })  # fmt: skip


@page(Permission.RAISE_CONFLICTS, methods=BOTH)
def raise_one(request: Request) -> HttpResponse:
    """Raise a conflict in a few words."""
    others = (
        members(request.actor).exclude(pk=request.actor.own_organisation_id).order_by("name").only("name")
    )
    form = forms.RaiseForm(request.POST or None, organisations=others)

    def save() -> Conflict:
        said = form.cleaned_data
        return actions.raise_conflict(
            by=request.actor, title=said["title"], topic=said["topic"], text=said["text"],
            with_whom=[UUID(one) for one in said["with_whom"]], agreement=said["agreement"],
        )  # fmt: skip

    return form_page(
        request, form, save, title=_("Raise a conflict"), back=reverse("governance:conflicts"),
        lead=_("Seen only by you, by those who speak for the others, and later by whoever handles it."),
        done=_("It is on the first step: between the parties. They see it now."), to=_there,
    )  # fmt: skip


@page(Permission.RAISE_CONFLICTS, methods=BOTH)
def move_up(request: Request, pk: UUID) -> HttpResponse:
    """Walk it one step up the ladder."""
    row = fetch(request.actor, Permission.RAISE_CONFLICTS, queries.conflicts(), pk)
    step = rules.Step.of(row.step).above
    if step is None or row.closed_at is not None:
        raise Http404
    body = queries.bodies_of_steps(row.alliance_id).get(step.key)
    members_of_it = list(queries.sitting(body, row)) if body is not None else []
    seats = [] if members_of_it else list(queries.possible_handlers(row))
    form = forms.MoveUpForm(request.POST or None, seats=seats)

    def save() -> Conflict:
        chosen = [seat for seat in seats if str(seat.pk) in form.cleaned_data.get("handlers", ())]
        return actions.move_up(
            by=request.actor, conflict=row, reason=form.cleaned_data["reason"], handlers=chosen
        )

    return form_page(
        request, form, save, title=_("Move up: %(step)s") % {"step": step.title.lower()}, back=_there(row),
        lead=_("Handled by %(who)s, within %(n)d days.") % {
            "who": _who(body, members_of_it) if body is not None and members_of_it else step.handled_by,
            "n": step.days,
        },
        done=_("It is one step further up, and its clock runs."),
        to=lambda made: _there(made) if queries.conflicts().filter(pk=pk).exists() else reverse("governance:conflicts"),
    )  # fmt: skip


def _who(body: Body, seats: list[Seat]) -> str:
    """A body and those of it who are no party."""
    return _("the %(body)s: %(people)s") % {
        "body": body.name,
        "people": ", ".join(f"{one.person.name} ({one.organisation.name})" for one in seats if one.person),
    }


@page(Permission.KEEP_BODIES, methods=BOTH)
def ladder(request: Request) -> HttpResponse:
    """Which body handles which step."""
    bodies = Body.objects.filter(ended_at=None)
    form = forms.LadderForm(
        request.POST or None, bodies=bodies, chosen=queries.bodies_of_steps(request.actor.own_alliance_id)
    )
    return form_page(
        request, form, lambda: actions.choose_bodies(by=request.actor, bodies=form.facts()),
        title=_("Who handles which step?"), back=reverse("governance:conflicts"),
        lead=_("Those who sit on the body when a conflict reaches its step handle it; members of a party stand aside."),
        done=_("The ladder is kept."), to=lambda made: reverse("governance:conflicts"),
    )  # fmt: skip


@page(Permission.RAISE_CONFLICTS, methods=BOTH)
def note(request: Request, pk: UUID) -> HttpResponse:
    """Write down a position, an interest, an option or a fact."""
    row = fetch(request.actor, Permission.RAISE_CONFLICTS, queries.conflicts(), pk)
    form = forms.NoteForm(
        request.POST or None,
        initial={"kind": request.GET.get("kind", "interest")},
        organisations=_organisations(row),
    )

    def save() -> Any:
        said = form.cleaned_data
        whose = UUID(said["organisation"]) if said["organisation"] else None
        return actions.note(
            by=request.actor, conflict=row, kind=said["kind"], text=said["text"], organisation=whose
        )

    return form_page(
        request, form, save, title=_("Add to “%(title)s”") % {"title": row.title}, back=_there(row),
        lead=_("What somebody asks for is one thing; why it matters to them is another. Keep them apart."),
        done=_("It is written down; all who are named see it."), to=lambda made: _there(row),
    )  # fmt: skip


@page(Permission.RAISE_CONFLICTS, methods=BOTH)
def commit(request: Request, pk: UUID) -> HttpResponse:
    """Record what a party will do."""
    row = fetch(request.actor, Permission.RAISE_CONFLICTS, queries.conflicts(), pk)
    form = forms.CommitForm(request.POST or None, organisations=_organisations(row))

    def save() -> Any:
        said = form.cleaned_data
        return actions.commit(
            by=request.actor,
            conflict=row,
            organisation=UUID(said["organisation"]),
            text=said["text"],
            due=said["due"],
        )

    return form_page(
        request, form, save, title=_("What was agreed"), back=_there(row), done=_("The commitment is recorded."),
        to=lambda made: _there(row),
    )  # fmt: skip


@page(Permission.RAISE_CONFLICTS, methods=("POST",))
def keep(request: Request, pk: UUID, commitment_pk: UUID) -> HttpResponse:
    """Say that a commitment was kept today."""
    row = fetch(request.actor, Permission.RAISE_CONFLICTS, queries.whole(), pk)
    made = row.commitments.filter(pk=commitment_pk).first()
    if made is None:
        raise Http404
    return act(
        request,
        lambda: actions.keep(by=request.actor, commitment=made, on=queries.today(row)),
        done=_("It is recorded as kept."),
        to=_there(row),
    )


@page(Permission.RAISE_CONFLICTS, methods=BOTH)
def let_in(request: Request, pk: UUID) -> HttpResponse:
    """Let a colleague see it."""
    row = fetch(request.actor, Permission.RAISE_CONFLICTS, queries.conflicts(), pk)
    parties = row.facts().parties
    mine = parties if _me(request, row) == "handler" else parties & {request.actor.organisation_id}
    seats = list(queries.colleagues(row, mine))
    form = forms.LetInForm(request.POST or None, seats=seats)

    def save() -> Any:
        seat = next(seat for seat in seats if str(seat.pk) == form.cleaned_data["seat"])
        return actions.let_in(by=request.actor, conflict=row, seat=seat)

    return form_page(
        request, form, save, title=_("Let somebody see it"), back=_there(row), done=_("They see it now."),
        to=lambda made: _there(row),
    )  # fmt: skip


@page(Permission.RAISE_CONFLICTS, methods=BOTH)
def close(request: Request, pk: UUID) -> HttpResponse:
    """Close it with what was agreed."""
    row = fetch(request.actor, Permission.RAISE_CONFLICTS, queries.conflicts(), pk)
    form = forms.CloseForm(request.POST or None)
    return form_page(
        request, form, lambda: actions.close(by=request.actor, conflict=row, **form.cleaned_data),
        title=_("Close “%(title)s”") % {"title": row.title}, back=_there(row),
        lead=_("It can be reopened; what was said stays."), done=_("The conflict is closed."), to=_there,
    )  # fmt: skip


@page(Permission.RAISE_CONFLICTS, methods=BOTH)
def reopen(request: Request, pk: UUID) -> HttpResponse:
    """Take it up again."""
    row = fetch(request.actor, Permission.RAISE_CONFLICTS, queries.conflicts(), pk)
    form = forms.ReopenForm(request.POST or None)
    return form_page(
        request, form, lambda: actions.reopen(by=request.actor, conflict=row, **form.cleaned_data),
        title=_("Reopen “%(title)s”") % {"title": row.title}, back=_there(row),
        done=_("It is open again, on the step where it was closed."), to=_there,
    )  # fmt: skip


def _there(row: Conflict) -> str:
    return reverse("governance:conflict", args=[row.pk])


def _me(request: Request, row: Conflict) -> str:
    by = request.actor
    return next(
        (one.part for one in row.people.all() if one.person_id == by.person_id and one.until is None), ""
    )


def _organisations(row: Conflict) -> list[Any]:
    return sorted((one.organisation for one in row.parties.all()), key=lambda one: one.name)
