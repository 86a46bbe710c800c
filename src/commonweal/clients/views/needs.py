"""Needs from a conversation, screenings, and the needs that their answers suggest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonweal.access import Permission, Refused, may
from commonweal.access.fetch import fetch
from commonweal.access.http import Request, Viewing
from commonweal.access.views import page
from commonweal.clients import actions, queries
from commonweal.clients.forms.needs import ChangeNeedForm, ConfirmNeedsForm, NeedForm, ScreeningForm
from commonweal.clients.forms.people import new_number
from commonweal.clients.instruments import UNSAID, Instrument, instruments
from commonweal.clients.models import Client, Need, Screening
from commonweal.clients.rules import NeedStatus, Urgency
from commonweal.clients.steps import Stepped
from commonweal.directory.domains import NeedDomain


@page(Permission.RECORD_NEEDS, methods=("GET", "POST"))
def new(request: Request, pk: UUID) -> HttpResponseBase:
    """A need that came up in a conversation."""
    client = fetch(request.actor, Permission.RECORD_NEEDS, Client.objects.all(), pk)
    form = NeedForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        typed = form.cleaned_data
        try:
            actions.record_need(
                by=request.actor,
                client=client,
                domain=NeedDomain(typed["domain"]),
                urgency=Urgency(typed["urgency"]),
                note=typed["note"],
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The need is recorded."))
            return redirect("clients:show", pk)
    return render(request, "clients/need.html", {"client": client, "form": form})


@page(Permission.EDIT_PEOPLE, methods=("GET", "POST"))
def change(request: Request, pk: UUID) -> HttpResponseBase:
    """Resolve, withdraw, reopen, or change how soon."""
    need = fetch(request.actor, Permission.EDIT_PEOPLE, Need.objects.select_related("client"), pk)
    form = ChangeNeedForm(request.POST if request.method == "POST" else None, need=need)
    request.viewings.append(Viewing(need.client_id, _("a need, to change it"), need))
    if form.is_bound and form.is_valid():
        typed = form.cleaned_data
        try:
            actions.change_need(
                by=request.actor,
                need=need,
                status=NeedStatus(typed["status"]),
                urgency=Urgency(typed["urgency"]),
                reason=typed["reason"],
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The need is changed."))
            return redirect("clients:show", need.client_id)
    return render(request, "clients/change_need.html", {"need": need, "client": need.client, "form": form})


@page(Permission.RECORD_NEEDS)
def choose(request: Request, pk: UUID) -> HttpResponseBase:
    """Which set of questions."""
    client = fetch(request.actor, Permission.RECORD_NEEDS, Client.objects.all(), pk)
    return render(
        request, "clients/choose.html", {"client": client, "instruments": list(instruments().values())}
    )


@page(Permission.RECORD_NEEDS, methods=("GET", "POST"))
def screen(request: Request, pk: UUID, name: str) -> HttpResponseBase:
    """The questions, one at a time or all on one page. Answers are saved before needs are confirmed."""
    client = fetch(request.actor, Permission.RECORD_NEEDS, Client.objects.all(), pk)
    if (instrument := instruments().get(name)) is None:
        raise Http404
    sent = request.method == "POST"
    form = ScreeningForm(
        request.POST if sent else None,
        instrument=instrument,
        initial={"submission": None if sent else new_number()},
    )
    steps = Stepped(form, request)
    if steps.done:
        try:
            first, *_others = actions.record_screening(
                by=request.actor,
                client=client,
                instrument=name,
                answers=form.answers(),
                submission=form.cleaned_data["submission"],
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The answers are saved."))
            return redirect("clients:screening", pk, first.pk)
    context = {"client": client, "instrument": instrument, "form": form, "steps": steps}
    return render(request, "clients/screen.html", context)


@page(Permission.VIEW_PEOPLE, methods=("GET", "POST"))
def screening(request: Request, pk: UUID, part: UUID) -> HttpResponseBase:
    """What was answered, and the needs that it suggests, to be confirmed by whoever asked."""
    by = request.actor
    client = fetch(by, Permission.VIEW_PEOPLE, Client.objects.all(), pk)
    first = fetch(by, Permission.VIEW_PEOPLE, Screening.objects.filter(client=client), part)
    instrument = instruments().get(first.instrument)
    if instrument is None:
        raise Http404
    parts = [
        one
        for one in queries.screenings_of(client)
        if (one.instrument, one.created_at, one.recorded_by_id)
        == (first.instrument, first.created_at, first.recorded_by_id)
    ]
    answers = {key: value for one in parts for key, value in one.answers.items()}
    request.viewings.append(Viewing(pk, _("a screening"), first))
    mine = first.recorded_by_id == by.organisation_id and may(by, Permission.RECORD_NEEDS)
    known = {
        view.need.domain
        for view in queries.needs_of(client)
        if view.need.recorded_by_id == by.organisation_id and view.need.status == NeedStatus.OPEN
    }
    suggestions = [one for one in instrument.suggest(answers) if one.domain.value not in known]
    form = ConfirmNeedsForm(request.POST if request.method == "POST" else None, suggestions=suggestions)
    if form.is_bound and mine and form.is_valid():
        by_category = {one.category: one for one in parts}
        for domain, urgency in form.confirmed():
            actions.record_need(
                by=by,
                client=client,
                domain=domain,
                urgency=Urgency(urgency),
                screening=by_category.get(domain.category, first),
            )
        count = len(form.confirmed())
        messages.success(
            request, ngettext("%(n)s need recorded.", "%(n)s needs recorded.", count) % {"n": count}
        )
        return redirect(reverse("clients:show", args=[pk]))
    context = {
        "client": client,
        "instrument": instrument,
        "screening": first,
        "said": _said(instrument, answers),
        "form": form if mine and suggestions else None,
    }
    return render(request, "clients/screening.html", context)


def _said(instrument: Instrument, answers: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Question and answer in words, for what was answered and may be seen."""
    said = []
    for question in instrument.questions:
        given = answers.get(question.key)
        if not given:
            continue
        words = {choice.key: choice.text for choice in question.choices} | {
            UNSAID: _("preferred not to answer")
        }
        chosen = [given] if isinstance(given, str) else given
        said.append((question.text, ", ".join(words.get(key, key) for key in chosen)))
    return said
