"""Invitations: sending them, and the page to which their link leads."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth import login
from django.db import IntegrityError, transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from commonweal.access import Permission, Refused
from commonweal.access.http import Request
from commonweal.access.models import Person
from commonweal.access.views import act, page, public
from commonweal.database import clock
from commonweal.partners import actions, presenters, queries, rules
from commonweal.partners.actions.invitations import digest_of
from commonweal.partners.forms import InviteForm, JoinForm
from commonweal.partners.models import Invitation
from commonweal.partners.views.common import BOTH, form_page, submitted

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
SEAT = "seat"


@page(Permission.MANAGE_SEATS, Permission.MANAGE_ANY_SEATS, methods=BOTH)
def invite(request: Request) -> HttpResponse:
    """Ask somebody by e-mail to take a seat."""
    organisations = {str(one.pk): one for one in presenters.seat_organisations(request.actor)}
    form = InviteForm(
        request.POST or None,
        organisations=organisations.values(),
        roles=presenters.roles_to_give(request.actor),
        initial={"organisation": request.GET.get("organisation", "")},
    )
    to = reverse("partners:people")
    return submitted(
        request,
        form,
        lambda data: actions.invite(
            by=request.actor,
            organisation=organisations[data["organisation"]],
            email=data["email"],
            name=data["name"],
            title=data["title"],
            roles=set(data["roles"]),
        ),
        done=_("The invitation is on its way."),
        to=to,
    ) or form_page(request, form, heading=_("Invite somebody"), back=to)


@page(Permission.MANAGE_SEATS, Permission.MANAGE_ANY_SEATS, methods=("POST",))
def send_again(request: Request, pk: UUID) -> HttpResponse:
    """A new link by e-mail; the old one no longer works."""
    invitation = _invitation(request, pk)
    return act(
        request,
        lambda: actions.send_again(by=request.actor, invitation=invitation),
        done=_("The invitation is on its way again."),
        to=reverse("partners:people"),
    )


@page(Permission.MANAGE_SEATS, Permission.MANAGE_ANY_SEATS, methods=("POST",))
def withdraw_invitation(request: Request, pk: UUID) -> HttpResponse:
    """The link no longer works."""
    invitation = _invitation(request, pk)
    return act(
        request,
        lambda: actions.withdraw_invitation(by=request.actor, invitation=invitation),
        done=_("The invitation is withdrawn."),
        to=reverse("partners:people"),
    )


@public("the secret in the address is the permission; without it there is nothing to see")
@never_cache
def accept(request: Request, secret: str) -> HttpResponse:
    """What is offered; a new person sets name and password, one who is known signs in and takes the seat."""
    invitation = queries.invitation_for(digest_of(secret))
    if invitation is None:
        raise Http404
    refusal = rules.refusal_to_accept(
        accepted_at=invitation.accepted_at,
        withdrawn_at=invitation.withdrawn_at,
        expires_at=invitation.expires_at,
        at=clock.now(),
    )
    known = Person.objects.filter(email__iexact=invitation.email).first()
    here = reverse("partners:accept", args=[secret])
    context = {
        "invitation": invitation,
        "refusal": refusal,
        "known": known,
        "other": request.user.is_authenticated and (known is None or request.user.pk != known.pk),
        "sign_in": reverse("account_login") + "?" + urlencode({"next": here}),
    }
    if refusal:
        return render(request, "partners/accept.html", context)
    if known is not None:
        if request.method == "POST" and request.user.is_authenticated and request.user.pk == known.pk:
            return _take(request, secret, known)
        return render(request, "partners/accept.html", context)
    form = JoinForm(request.POST or None, email=invitation.email, initial={"name": invitation.name})
    if request.method == "POST" and not context["other"] and form.is_valid():
        try:
            with transaction.atomic():
                person = Person.objects.create_user(
                    invitation.email, form.cleaned_data["password"], name=form.cleaned_data["name"].strip()
                )
        except IntegrityError:
            # Somebody was quicker with the same link: now they are known.
            return redirect(here)
        return _take(request, secret, person)
    return render(request, "partners/accept.html", context | {"form": form})


def _take(request: Request, secret: str, person: Person) -> HttpResponse:
    try:
        seat = actions.accept(secret=secret, person=person)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("partners:accept", secret)
    if not request.user.is_authenticated:
        login(request, person, backend=BACKEND)
    request.session[SEAT] = str(seat.pk)
    messages.success(
        request, _("Welcome. You sit for %(organisation)s now.") % {"organisation": seat.organisation.name}
    )
    return redirect("home")


def _invitation(request: Request, pk: UUID) -> Invitation:
    invitation = queries.open_invitations(request.actor).filter(pk=pk).first()
    if invitation is None:
        raise Http404
    return invitation
