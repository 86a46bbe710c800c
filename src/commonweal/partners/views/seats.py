"""People and their seats: who sits for whom now, who sat when."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.access import Permission
from commonweal.access.http import Request
from commonweal.access.models import Person
from commonweal.access.views import page
from commonweal.partners import actions, presenters, queries, rules
from commonweal.partners.forms import GiveSeatForm, ReasonForm
from commonweal.partners.views.common import BOTH, form_page, submitted


@page(Permission.VIEW_ALLIANCE)
def people(request: Request) -> HttpResponseBase:
    """Everybody's seats, and the invitations that are open."""
    table = presenters.SeatTable(request, queries.all_seats(request.actor))
    if table.wants_export:
        return table.export()
    return table.respond("partners/people.html", presenters.people(request.actor))


@page(Permission.MANAGE_SEATS, Permission.MANAGE_ANY_SEATS, methods=BOTH)
def give_seat(request: Request) -> HttpResponse:
    """Somebody who is known takes another seat, or other roles."""
    organisations = {str(one.pk): one for one in presenters.seat_organisations(request.actor)}
    person = request.GET.get("person", "")
    form = GiveSeatForm(
        request.POST or None,
        people=queries.known_people(request.actor).exclude(pk=request.actor.own_person_id),
        organisations=organisations.values(),
        roles=presenters.roles_to_give(request.actor),
        initial={"person": person, "organisation": request.GET.get("organisation", "")},
    )
    to = reverse("partners:people")
    zone = request.actor.zone
    return submitted(
        request,
        form,
        lambda data: actions.give_seat(
            by=request.actor,
            organisation=organisations[data["organisation"]],
            person=Person.objects.get(pk=form.person_id()),
            roles=set(data["roles"]),
            title=data["title"],
            ends=rules.end_of(data["until"], zone) if data["until"] else None,
        ),
        done=_("The seat is given. A seat this person held there before has ended."),
        to=to,
    ) or form_page(
        request,
        form,
        heading=_("Give a seat"),
        lead=_("To somebody who is known in the alliance already. Others are invited by e-mail."),
        back=to,
    )


@page(Permission.VIEW_ALLIANCE, methods=BOTH)
def end_seat(request: Request, pk: UUID) -> HttpResponse:
    """A seat ends now, after reading what its holder loses."""
    seat = queries.all_seats(request.actor).filter(pk=pk).first()
    if seat is None or not presenters.may_end(request.actor, seat):
        raise Http404
    form = ReasonForm(request.POST or None)
    own = seat.person_id == request.actor.person_id
    return submitted(
        request,
        form,
        lambda data: actions.end_seat(by=request.actor, seat=seat, reason=data["reason"]),
        done=_("The seat has ended."),
        to=reverse("home") if own else reverse("partners:people"),
    ) or form_page(
        request,
        form,
        heading=_("End the seat of %(person)s for %(organisation)s")
        % {"person": seat.holder.name, "organisation": seat.organisation.name},
        lead=_(
            "From this moment they see nothing more through it. That they sat, and when, stays on record."
        ),
        back=reverse("partners:people"),
        submit=_("End the seat"),
        danger=True,
    )
