"""One's account, and taking another seat."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commonweal.access.http import Request, signed_in
from commonweal.access.views import public
from commonweal.partners import queries
from commonweal.web.middleware import SEAT


@public("shows only one's own seats and ways to sign in")
@login_required
def account(request: Request) -> HttpResponse:
    """One's own seats, how one signs in, and the way out."""
    return render(request, "web/account.html", {"seats": list(queries.seats_of(signed_in(request)))})


@public("takes only a seat that the person holds")
@require_POST
@login_required
def take_seat(request: Request) -> HttpResponse:
    """Act on another of one's own seats from now on."""
    try:
        seat_id = UUID(request.POST.get("seat", ""))
    except ValueError as error:
        raise Http404(_("There is no such seat.")) from error
    seat = queries.seats_of(signed_in(request)).filter(pk=seat_id).first()
    if seat is None:
        raise Http404(_("There is no such seat."))
    request.session[SEAT] = str(seat.pk)
    return redirect("home")
