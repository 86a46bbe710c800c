"""The page behind a signed link: no sign-in, one referral, and nothing happens but by a button.

Whoever opens the address (a mail scanner does, too) sees only that there is a referral; a button opens it, and
that opening is recorded. What follows runs under the identity of the link's seat, which sees one person.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from commonweal import audit
from commonweal.access import Actor, NotAllowed, Refused
from commonweal.access.http import Request
from commonweal.access.views import public
from commonweal.database import clock
from commonweal.database.identity import Identity, acting
from commonweal.partners.models import Seat
from commonweal.referrals import actions, acts, files, forms, links, queries, words
from commonweal.referrals.links import Link
from commonweal.referrals.models import Attachment, Referral
from commonweal.referrals.views.show import download

OPENED = "opened_links"
NOT_BY_LINK = {"send", "error"}


@public("guards itself: a signed, expiring link stands in the place of a sign-in")
@never_cache
def link(request: Request, token: str) -> HttpResponseBase:
    """The page, and every act on it."""
    if request.method not in {"GET", "HEAD", "POST"}:
        return HttpResponseNotAllowed(["GET", "POST"])
    return _within(request, token, lambda by, row: _answer(request, token, by, row))


@public("guards itself: a signed, expiring link stands in the place of a sign-in")
@never_cache
def file(request: Request, token: str, pk: Any) -> HttpResponseBase:
    """A file beside the referral of a link that was opened here."""
    if request.method != "GET":
        return HttpResponseNotAllowed(["GET"])

    def answer(by: Actor, row: Referral) -> HttpResponseBase:
        found = Attachment.objects.filter(pk=pk, referral=row).first()
        if found is None or not _is_open_here(request, token):
            return _closed(request, "forged")
        audit.record_viewing(
            by, client_id=row.client_id, what=_("a file beside a referral, by a signed link"), on=row
        )
        return download(found)

    return _within(request, token, answer)


def _within(
    request: Request, token: str, answer: Callable[[Actor, Referral], HttpResponseBase]
) -> HttpResponseBase:
    """Read the link and answer under its identity; a link that opens nothing is answered in plain words."""
    try:
        told = links.read(token)
    except links.Expired:
        return _closed(request, "expired")
    except links.Forged:
        return _closed(request, "forged")
    with acting(Identity(person=None, seat=told.seat_id, only_client=told.client_id)):
        by = _holder(told)
        row = queries.referrals().filter(pk=told.referral_id).first() if by is not None else None
        if by is None or row is None or row.receiver_id != by.organisation_id:
            return _closed(request, "gone")
        if not row.is_open:
            return _closed(request, "used")
        return answer(by, row)


def _holder(told: Link) -> Actor | None:
    """The actor behind the link, while its seat is held and its organisation is a member."""
    seat = (
        Seat.objects.current()
        .filter(pk=told.seat_id, person__isnull=True)
        .select_related("organisation", "alliance")
        .first()
    )
    if seat is None:
        return None
    return Actor(
        person_name=_("signed link"),
        seat_id=seat.pk,
        organisation_id=seat.organisation_id,
        organisation_name=seat.organisation.name,
        alliance_id=seat.alliance_id,
        alliance_name=seat.alliance.name,
        timezone=seat.alliance.timezone,
        roles=frozenset(seat.roles),
        only_client=told.client_id,
    )


def _answer(request: Request, token: str, by: Actor, row: Referral) -> HttpResponseBase:
    if request.method == "POST":
        return _posted(request, token, by, row)
    if not _is_open_here(request, token):
        return render(request, "referrals/link_closed_envelope.html", {"sender": row.recorded_by.name})
    return _page(request, token, by, row)


def _posted(request: Request, token: str, by: Actor, row: Referral) -> HttpResponseBase:
    what = request.POST.get("act", "")
    if what == "open":
        request.session[OPENED] = [*request.session.get(OPENED, [])[-9:], _mark(token)]
        audit.record_viewing(by, client_id=row.client_id, what=_("a referral, by a signed link"), on=row)
        return redirect("referrals:link", token)
    if not _is_open_here(request, token):
        return redirect("referrals:link", token)
    name = forms.LinkForm(request.POST)
    one = acts.BY_NAME.get(what)
    form = _form_of(request, what, one)
    if not name.is_valid() or (form is not None and not form.is_valid()):
        return _page(request, token, by, row, name_form=name, **({f"{what}_form": form} if form else {}))
    request.session["link_name"] = name.cleaned_data["name"]
    who = dataclasses.replace(by, person_name=_("%(name)s, by signed link") % name.cleaned_data)
    try:
        # A refusal takes back what the act began, and nothing else of this request.
        with transaction.atomic():
            done = _perform(who, row, what, one, form)
    except (Refused, NotAllowed) as refusal:
        if form is not None:
            form.add_error(None, str(refusal))
            return _page(request, token, by, row, name_form=name, **{f"{what}_form": form})
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("referrals:link", token)


def _form_of(request: Request, what: str, one: acts.Do | None) -> Any:
    if what == "message":
        return forms.MessageForm(request.POST, auto_id="message-%s")
    if what == "file":
        return forms.FileForm(request.POST, request.FILES, auto_id="file-%s")
    return one.form(request.POST, auto_id=f"{what}-%s") if one is not None and one.form is not None else None


def _perform(by: Actor, row: Referral, what: str, one: acts.Do | None, form: Any) -> str:
    if what == "message":
        actions.write(by=by, referral=row, text=form.cleaned_data["text"])
        return _("Your message is with the other side.")
    if what == "file":
        sent = form.cleaned_data["file"]
        actions.attach(by=by, referral=row, name=sent.name, content=sent.read(files.LARGEST + 1))
        return _("The file is with the referral.")
    if one is None or one.name in NOT_BY_LINK:
        raise Refused(_("This cannot be done here."))
    one.perform(by, row, form.cleaned_data if form is not None else {})
    return str(one.done)


def _page(request: Request, token: str, by: Actor, row: Referral, **given: Any) -> HttpResponseBase:
    shape, word = words.status_of(row, clock.now())
    offered = [one for one in acts.next_acts(by, row) if one.name not in NOT_BY_LINK]
    name = given.pop("name_form", None) or forms.LinkForm(
        initial={"name": request.session.get("link_name", "")}
    )
    return render(
        request,
        "referrals/link.html",
        {
            "token": token,
            "row": row,
            "person": queries.person_of(row),
            "organisation": by.organisation_name,
            "shape": shape,
            "word": word,
            "urgency": words.URGENCY.get(row.urgency, row.urgency),
            "outcome": words.OUTCOME.get(row.outcome, ""),
            "beside": queries.correspondence(row),
            "buttons": [one for one in offered if one.form is None],
            "with_words": [
                (
                    one,
                    given.get(f"{one.name}_form")
                    or (one.form(auto_id=f"{one.name}-%s") if one.form else None),
                )
                for one in offered
                if one.form is not None
            ],
            "name_form": name,
            "message_form": given.get("message_form") or forms.MessageForm(auto_id="message-%s"),
            "file_form": given.get("file_form") or forms.FileForm(auto_id="file-%s"),
        },
    )


def _closed(request: Request, why: str) -> HttpResponse:
    """Expired, forged or used up: plain words, and nothing about anybody."""
    return render(
        request, "referrals/link_over.html", {"why": why}, status=410 if why in {"expired", "used"} else 404
    )


def _mark(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()[:24]


def _is_open_here(request: Request, token: str) -> bool:
    return _mark(token) in request.session.get(OPENED, [])
