"""Pages of bodies, their seats and people, decision rights and the register of interests."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.access import Permission
from commonweal.access.fetch import fetch
from commonweal.access.http import Request
from commonweal.access.views import act, page
from commonweal.governance import actions, presenters
from commonweal.governance.forms.bodies import (
    BodyForm,
    InterestForm,
    PersonForm,
    ReasonForm,
    RightForm,
    SeatForm,
)
from commonweal.governance.models import Body, BodySeat, Interest, Right, Tenure
from commonweal.governance.queries import bodies as queries
from commonweal.governance.views.common import BOTH, form_page
from commonweal.partners.queries import current_seats, members


def _to(body: Body) -> str:
    return reverse("governance:body", args=[body.pk])


def _seat(request: Request, permission: Permission, pk: UUID) -> BodySeat:
    return fetch(request.actor, permission, BodySeat.objects.select_related("body", "organisation"), pk)


@page(Permission.VIEW_DECISIONS)
def body_list(request: Request) -> HttpResponse:
    """Who decides: bodies from the whole alliance down."""
    return render(request, "governance/bodies/list.html", presenters.bodies.listed(request.actor))


@page(Permission.VIEW_DECISIONS)
def body(request: Request, pk: UUID) -> HttpResponse:
    """One body: what for, who sits, who sat, in balance or not."""
    row = fetch(request.actor, Permission.VIEW_DECISIONS, queries.bodies(), pk)
    return render(request, "governance/bodies/show.html", presenters.bodies.body(request.actor, row))


@page(Permission.KEEP_BODIES, methods=BOTH)
def set_up(request: Request) -> HttpResponse:
    """Set up a body."""
    form = BodyForm(request.POST or None, bodies=Body.objects.filter(ended_at=None))
    return form_page(
        request,
        form,
        lambda: actions.bodies.set_up(by=request.actor, **form.facts()),
        words={"title": _("Set up a body"), "back": reverse("governance:bodies")},
        done=_("The body is set up. Give it seats."),
        to=_to,
    )


@page(Permission.KEEP_BODIES, methods=BOTH)
def change(request: Request, pk: UUID) -> HttpResponse:
    """Change what a body is for."""
    row = fetch(request.actor, Permission.KEEP_BODIES, Body.objects.all(), pk)
    form = BodyForm(request.POST or None, bodies=Body.objects.filter(ended_at=None), body=row)
    return form_page(
        request,
        form,
        lambda: actions.bodies.change(by=request.actor, body=row, **form.facts()),
        words={"title": _("Change “%(body)s”") % {"body": row.name}, "back": _to(row)},
        done=_("It holds from now on. Votes that are open keep their rule."),
        to=_to,
    )


@page(Permission.KEEP_BODIES, methods=BOTH)
def end(request: Request, pk: UUID) -> HttpResponse:
    """End a body."""
    row = fetch(request.actor, Permission.KEEP_BODIES, Body.objects.all(), pk)
    form = ReasonForm(request.POST or None)
    words = {
        "title": _("End “%(body)s”?") % {"body": row.name},
        "context": _("Its seats end now. What it decided stays in the log."),
        "submit": _("End the body"),
        "back": _to(row),
    }
    return form_page(
        request,
        form,
        lambda: actions.bodies.end(by=request.actor, body=row, reason=form.cleaned_data["reason"]),
        words=words,
        done=_("The body has ended."),
        to=lambda _row: reverse("governance:bodies"),
    )


@page(Permission.KEEP_BODIES, methods=BOTH)
def add_seat(request: Request, pk: UUID) -> HttpResponse:
    """Give an organisation a seat."""
    row = fetch(request.actor, Permission.KEEP_BODIES, Body.objects.all(), pk)
    form = SeatForm(request.POST or None, members=members(request.actor).order_by("name"))
    return form_page(
        request,
        form,
        lambda: actions.bodies.add_seat(by=request.actor, body=row, **form.facts()),
        words={"title": _("A seat on “%(body)s”") % {"body": row.name}, "back": _to(row)},
        done=_("The seat is there. Say who sits on it."),
        to=lambda seat: reverse("governance:seat-person", args=[seat.pk]),
    )


@page(Permission.VOTE, methods=BOTH)
def seat_person(request: Request, pk: UUID) -> HttpResponse:
    """Say who sits on a seat."""
    seat = _seat(request, Permission.VIEW_DECISIONS, pk)
    form = PersonForm(request.POST or None, seats=current_seats(request.actor))
    words = {
        "title": _("Who sits for %(organisation)s?") % {"organisation": seat.organisation.name},
        "context": seat.body.name,
        "back": _to(seat.body),
    }
    if not presenters.bodies.may_seat(request.actor, seat):
        raise Http404
    return form_page(
        request,
        form,
        lambda: actions.bodies.seat_person(by=request.actor, seat=seat, **form.facts()),
        words=words,
        done=_("They sit from now on."),
        to=lambda _row: _to(seat.body),
    )


@page(Permission.KEEP_BODIES, methods=("POST",))
def end_seat(request: Request, pk: UUID) -> HttpResponse:
    """End a seat."""
    seat = _seat(request, Permission.VIEW_DECISIONS, pk)
    return act(
        request,
        lambda: actions.bodies.end_seat(by=request.actor, seat=seat),
        done=_("The seat has ended. Who sat there stays known."),
        to=_to(seat.body),
    )


@page(Permission.KEEP_BODIES, methods=("POST",))
def chair(request: Request, pk: UUID) -> HttpResponse:
    """Make a seat the chair."""
    seat = _seat(request, Permission.VIEW_DECISIONS, pk)
    return act(
        request,
        lambda: actions.bodies.appoint_chair(by=request.actor, seat=seat),
        done=_("The seat chairs from now on."),
        to=_to(seat.body),
    )


@page(Permission.VOTE, methods=("POST",))
def end_tenure(request: Request, pk: UUID) -> HttpResponse:
    """Somebody leaves a seat."""
    rows = Tenure.objects.select_related("seat__body", "seat__organisation")
    tenure = fetch(request.actor, Permission.VIEW_DECISIONS, rows, pk)
    return act(
        request,
        lambda: actions.bodies.end_tenure(by=request.actor, tenure=tenure),
        done=_("They have left the seat."),
        to=_to(tenure.seat.body),
    )


@page(Permission.VIEW_DECISIONS)
def rights(request: Request) -> HttpResponse:
    """Which kind of decision is whose, and what is wrong with that."""
    return render(request, "governance/bodies/rights.html", presenters.bodies.rights(request.actor))


@page(Permission.KEEP_BODIES, methods=BOTH)
def assign(request: Request) -> HttpResponse:
    """Assign a part in a kind of decision."""
    form = RightForm(
        request.POST or None,
        initial={"kind": request.GET.get("kind", "")},
        bodies=Body.objects.filter(ended_at=None),
        members=members(request.actor).order_by("name"),
    )
    return form_page(
        request,
        form,
        lambda: actions.rights.assign(by=request.actor, **form.facts()),
        words={
            "title": _("Who decides what"),
            "context": _(
                "What the product asks for: spending, new partners, data use, agreements, the charter."
            ),
            "back": reverse("governance:rights"),
        },
        done=_("It holds from now on."),
        to=lambda _right: reverse("governance:rights"),
    )


@page(Permission.KEEP_BODIES, methods=("POST",))
def withdraw_right(request: Request, pk: UUID) -> HttpResponse:
    """End a right."""
    right = fetch(request.actor, Permission.KEEP_BODIES, Right.objects.all(), pk)
    return act(
        request,
        lambda: actions.rights.withdraw(by=request.actor, right=right),
        done=_("The right has ended."),
        to=reverse("governance:rights"),
    )


@page(Permission.VIEW_DECISIONS)
def interests(request: Request) -> HttpResponse:
    """The register of interests."""
    return render(request, "governance/bodies/interests.html", presenters.bodies.interests(request.actor))


@page(Permission.VOTE, methods=BOTH)
def declare(request: Request) -> HttpResponse:
    """Declare an interest."""
    form = InterestForm(request.POST or None, members=members(request.actor).order_by("name"))
    return form_page(
        request,
        form,
        lambda: actions.bodies.declare_interest(by=request.actor, **form.facts()),
        words={
            "title": _("Declare an interest"),
            "context": _("Of your organisation, or of your own. Everybody in the alliance can read it."),
            "back": reverse("governance:interests"),
        },
        done=_("It stands in the register."),
        to=lambda _row: reverse("governance:interests"),
    )


@page(Permission.VOTE, methods=("POST",))
def end_interest(request: Request, pk: UUID) -> HttpResponse:
    """An interest is over."""
    rows = Interest.objects.select_related("organisation")
    interest = fetch(request.actor, Permission.VIEW_DECISIONS, rows, pk)
    return act(
        request,
        lambda: actions.bodies.end_interest(by=request.actor, interest=interest),
        done=_("It is marked as over."),
        to=reverse("governance:interests"),
    )
