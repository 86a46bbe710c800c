"""Sending: choose a service, ask for consent where it is missing, say what they should know, send.

Three errands share the pages: a new referral, one in the place of another, and one onward from a hub.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from commonweal.access import Actor, Permission, Refused
from commonweal.access.fetch import fetch
from commonweal.access.http import Request, Viewing
from commonweal.access.views import page
from commonweal.clients.actions import record_consent
from commonweal.clients.models import Client, Need
from commonweal.directory.models import Service
from commonweal.partners.models import Organisation
from commonweal.referrals import actions, forms, queries, reach
from commonweal.referrals.actions.sending import cautions
from commonweal.referrals.models import Referral

Perform = Callable[..., Referral]


@dataclass(frozen=True)
class Errand:
    """What is to be sent, and how."""

    title: str
    client: Client
    need: Need
    path: str
    keep: dict[str, str]
    """What of the address says which errand this is."""
    perform: Perform
    """Sends: service, note, urgency, submission, anyway."""
    note: str = ""
    without: UUID | None = None
    """An organisation not to be offered again."""
    besides: frozenset[UUID] = frozenset()
    may_draft: bool = False
    back: str = ""

    def address(self, **more: str) -> str:
        """The page's address, with a service chosen or another step."""
        query = urlencode(self.keep | more)
        return f"{self.path}?{query}" if query else self.path


@page(Permission.SEND_REFERRALS, methods=("GET", "POST"))
def send(request: Request) -> HttpResponseBase:
    """A new referral for a person's need."""
    by = request.actor
    if (wanted := _identifier(request, "client")) is None:
        return _choose_person(request)
    client = fetch(by, Permission.VIEW_PEOPLE, Client.objects.all(), wanted)
    asked_for = _identifier(request, "need")
    need = Need.objects.filter(client=client, pk=asked_for).first() if asked_for is not None else None
    if need is None:
        return _choose_need(request, client)

    def perform(*, draft: bool = False, anyway: bool = False, **facts: Any) -> Referral:
        if draft:
            return actions.draft(by=by, client=client, need=need, **facts)
        return actions.send(by=by, client=client, need=need, anyway=anyway, **facts)

    return _compose(
        request,
        Errand(
            title=_("Send a referral"),
            client=client,
            need=need,
            path=reverse("referrals:send"),
            keep={"client": str(client.pk), "need": str(need.pk)},
            perform=perform,
            may_draft=True,
        ),
    )


def _choose_person(request: Request) -> HttpResponseBase:
    """From a service of the directory: people whose open need it answers."""
    service = _service(request)
    if service is None:
        raise Http404
    found = queries.people_for(request.actor, service)
    request.viewings += [
        Viewing(person.pk, _("an open need, to send a referral"), need) for need, person in found
    ]
    return render(request, "referrals/choose_person.html", {"service": service, "found": found})


def _choose_need(request: Request, client: Client) -> HttpResponseBase:
    """Without a need in the address: the person's open ones."""
    if request.GET.get("need"):
        raise Http404
    request.viewings.append(Viewing(client.pk, _("open needs, to send a referral")))
    needs = list(Need.objects.filter(client=client, status="open").order_by("-created_at"))
    return render(
        request,
        "referrals/choose_need.html",
        {"client": client, "needs": needs, "service": _service(request)},
    )


@page(Permission.SEND_REFERRALS, methods=("GET", "POST"))
def reroute(request: Request, pk: UUID) -> HttpResponseBase:
    """Another service in the place of one that declined, could not help or did not answer."""
    by = request.actor
    old = fetch(by, Permission.SEND_REFERRALS, queries.referrals(), pk)
    return _again(
        request,
        old,
        title=_("Send it to somebody else"),
        path=reverse("referrals:reroute", args=[pk]),
        perform=lambda *, urgency="", **facts: actions.reroute(by=by, referral=old, **facts),
        without=old.receiver_id,
    )


@page(Permission.ANSWER_REFERRALS, methods=("GET", "POST"))
def onward(request: Request, pk: UUID) -> HttpResponseBase:
    """From a hub to whoever gives the help."""
    by = request.actor
    parent = fetch(by, Permission.ANSWER_REFERRALS, queries.referrals(), pk)
    return _again(
        request,
        parent,
        title=_("Pass it onward"),
        path=reverse("referrals:onward", args=[pk]),
        perform=lambda *, urgency="", **facts: actions.pass_onward(by=by, referral=parent, **facts),
        without=by.organisation_id,
    )


def _again(
    request: Request, row: Referral, *, title: str, path: str, perform: Perform, without: UUID | None
) -> HttpResponseBase:
    client = queries.person_of(row)
    need = Need.objects.filter(pk=row.need_id).first()
    if client is None or need is None:
        messages.warning(
            request, _("The person's record is shown to you no more, so nothing can be sent on.")
        )
        return redirect(row)
    errand = Errand(
        title=title,
        client=client,
        need=need,
        path=path,
        keep={},
        perform=perform,
        note=row.note,
        without=without,
        besides=frozenset({row.pk}),
        back=row.get_absolute_url(),
    )
    return _compose(request, errand)


def _compose(request: Request, errand: Errand) -> HttpResponseBase:
    """Choose first; then the page of the chosen service, or of all that match."""
    service, to_all = _service(request), request.GET.get("open") == "1"
    request.viewings.append(Viewing(errand.client.pk, _("a need, to send a referral"), errand.need))
    if service is None and not to_all:
        return _straight(request, errand) if request.method == "POST" else _pick(request, errand)
    receiver = service.provider.partner if service is not None else None
    if service is not None and receiver is None:
        messages.warning(
            request,
            _(
                "%(name)s is not a partner of the alliance, so nothing can be sent there. Call them, or choose another."
            )
            % {"name": service.provider.name},
        )
        return redirect(errand.address())
    if not _reaches(request.actor, errand, receiver):
        return _ask_consent(request, errand, service, receiver)
    return _write_and_send(request, errand, service, receiver)


def _pick(request: Request, errand: Errand) -> HttpResponseBase:
    offers = queries.offers(
        request.actor,
        client_id=errand.client.pk,
        domain=errand.need.domain,
        category=errand.need.category,
        without=errand.without,
    )
    found = cautions(errand.client, errand.need, None, besides=errand.besides)
    return render(
        request,
        "referrals/pick.html",
        {
            "errand": errand,
            "offers": [(one, errand.address(service=str(one.service.pk))) for one in offers],
            "open_url": errand.address(open="1"),
            "cautions": found,
            "straight": bool(errand.back) and not found,
            "submission": uuid.uuid4(),
        },
    )


def _straight(request: Request, errand: Errand) -> HttpResponseBase:
    """The second of two clicks: send to the service of the button. What needs a word goes to its page."""
    chosen = (
        Service.objects.select_related("provider__partner").filter(pk=_posted(request, "service")).first()
    )
    if chosen is None:
        raise Http404
    try:
        new = errand.perform(service=chosen, note=errand.note, submission=_posted(request, "submission"))
    except (actions.ConsentNeeded, actions.TickNeeded):
        return redirect(errand.address(service=str(chosen.pk)))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(errand.back)
    messages.success(request, _("The referral is with %(name)s.") % {"name": chosen.provider.name})
    return redirect(new)


def _write_and_send(
    request: Request, errand: Errand, service: Service | None, receiver: Organisation | None
) -> HttpResponseBase:
    found = cautions(errand.client, errand.need, service, besides=errand.besides)
    sent = request.method == "POST" and "urgency" in request.POST
    form = forms.SendForm(
        request.POST if sent else None, need=errand.need, found=found, initial={"note": errand.note}
    )
    if sent and form.is_valid():
        draft = errand.may_draft and request.POST.get("act") == "draft"
        facts = {name: form.cleaned_data[name] for name in ("note", "urgency", "submission")}
        facts |= {"draft": True} if draft else {"anyway": form.cleaned_data.get("anyway", False)}
        try:
            row = errand.perform(service=service, **facts)
        except actions.TickNeeded as refusal:
            form.add_error("anyway" if "anyway" in form.fields else None, str(refusal))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Kept as a draft.") if draft else _("You sent the referral."))
            return redirect(row)
    return render(
        request,
        "referrals/send.html",
        {"errand": errand, "service": service, "receiver": receiver, "form": form, "back": errand.address()},
    )


def _ask_consent(
    request: Request, errand: Errand, service: Service | None, receiver: Organisation | None
) -> HttpResponseBase:
    by, client, category = request.actor, errand.client, errand.need.category
    possible = receiver is None or queries.agreement_lets(
        by, recipient_id=receiver.pk, registrar_id=client.recorded_by_id, category=category
    )
    form = forms.ConsentForm(
        request.POST if request.method == "POST" and "how" in request.POST else None,
        by=by,
        client=client,
        recipient=receiver,
        category=category,
    )
    if possible and form.is_valid():
        try:
            with transaction.atomic():
                record_consent(
                    by=by,
                    client=client,
                    terms=form.terms(),
                    signing=form.signing(),
                    submission=form.cleaned_data["submission"],
                )
                if not _reaches(by, errand, receiver):
                    raise Refused(
                        _("No data-sharing agreement in force lets a partner with such a service receive this. "
                          "The consent was not kept. Your partner lead can see which agreement is missing.")
                    )  # fmt: skip
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The consent is recorded. Now send the referral."))
            return redirect(request.get_full_path())
    return render(
        request,
        "referrals/consent.html",
        {
            "errand": errand,
            "service": service,
            "receiver": receiver,
            "form": form,
            "possible": possible,
            "back": errand.address(),
        },
    )


def _reaches(by: Actor, errand: Errand, receiver: Organisation | None) -> bool:
    need = errand.need
    if receiver is None:
        return bool(
            reach.matching_organisations(
                alliance_id=by.own_alliance_id,
                domain=need.domain,
                client_id=errand.client.pk,
                sender_id=by.own_organisation_id,
                category=need.category,
            )
        )
    return reach.reaches(
        receiver.pk, client_id=errand.client.pk, sender_id=by.own_organisation_id, category=need.category
    )


def _service(request: Request) -> Service | None:
    if "service" not in request.GET:
        return None
    if (wanted := _identifier(request, "service")) is None:
        raise Http404
    service = Service.objects.select_related("provider__partner").filter(pk=wanted, status="active").first()
    if service is None:
        raise Http404
    return service


def _identifier(request: Request, name: str) -> UUID | None:
    text = request.GET.get(name, "")
    try:
        return UUID(text) if text else None
    except ValueError as error:
        raise Http404 from error


def _posted(request: Request, name: str) -> UUID:
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError as error:
        raise Http404 from error
