"""One referral: what it says, what can be done next, messages, files, and what led here."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from commonweal.access import Actor, Permission, Refused, may
from commonweal.access.fetch import fetch
from commonweal.access.http import Request, Viewing
from commonweal.access.views import act, page
from commonweal.database import clock
from commonweal.referrals import actions, acts, files, forms, queries, rules, words
from commonweal.referrals.actions.linking import answers_by_link
from commonweal.referrals.models import Attachment, Referral
from commonweal.referrals.rules import Status


@page(Permission.VIEW_REFERRALS)
def show(request: Request, pk: UUID) -> HttpResponseBase:
    """The page of one referral."""
    row = fetch(request.actor, Permission.VIEW_REFERRALS, queries.referrals(), pk)
    return render(request, "referrals/show.html", context(request, row))


def context(request: Request, row: Referral, **more: Any) -> dict[str, Any]:
    """Everything that the page shows; forms given in `more` keep what was typed."""
    by, now = request.actor, clock.now()
    person = queries.person_of(row)
    if person is not None:
        request.viewings.append(Viewing(row.client_id, _("a referral, with name and contact"), row))
    sides = {row.recorded_by_id, row.receiver_id}
    receives = row.receiver_id == by.organisation_id and may(by, Permission.ANSWER_REFERRALS, on=row)
    sends = may(by, Permission.SEND_REFERRALS, on=row)
    working = row.status in queries.WORKING
    shape, word = words.status_of(row, now)
    next_acts = acts.next_acts(by, row)
    return {
        "row": row,
        "person": person,
        "name": queries.person_name(row),
        "shape": shape,
        "word": word,
        "urgency": words.URGENCY.get(row.urgency, row.urgency),
        "outcome": words.OUTCOME.get(row.outcome, ""),
        "why": words.reason_title(row.reason_code) if row.reason_code else "",
        "beside": queries.correspondence(row),
        "primary": next((one for one in next_acts if one.kind == "primary"), None),
        "acts": next_acts,
        "is_side": by.organisation_id in sides and (receives or sends) and row.status != "draft",
        "may_confirm": sends
        and rules.refusal_to_confirm(Status(row.status), seen=row.seen_by_sender_at is not None) is None,
        "may_reroute": sends and _may_reroute(row),
        "may_pass_onward": receives
        and may(by, Permission.SEND_REFERRALS)
        and rules.refusal_to_send_onward(Status(row.status)) is None,
        "may_work": receives and working,
        "by_link": sends
        and row.is_open
        and row.status != "draft"
        and row.receiver is not None
        and answers_by_link(row.receiver, row.alliance_id),
        "message_form": forms.MessageForm(),
        "file_form": forms.FileForm(),
        "due_form": forms.DueForm(initial={"due": row.finish_due_at}) if receives and working else None,
        "assign_form": forms.AssignForm(people=queries.colleagues(by), initial={"person": row.assigned_to})
        if receives and row.is_open
        else None,
        **more,
    }


def _may_reroute(row: Referral) -> bool:
    overdue = row.answer_due_at is not None and row.answer_due_at < clock.now()
    return (
        rules.refusal_to_reroute(Status(row.status), overdue=overdue, rerouted=row.rerouted_at is not None)
        is None
    )


@page(Permission.ANSWER_REFERRALS, Permission.SEND_REFERRALS, methods=("GET", "POST"))
def do(request: Request, pk: UUID, name: str) -> HttpResponseBase:
    """One act: at once where a button is enough, else after its form."""
    row = fetch(request.actor, Permission.VIEW_REFERRALS, queries.referrals(), pk)
    one = acts.BY_NAME.get(name)
    if one is None or not _on_a_side(request.actor, row):
        raise Http404
    if one.form is None:
        if request.method != "POST":
            return redirect(row)
        return _done(request, one, row, {})
    form = one.form(request.POST if request.method == "POST" else None)
    if request.method != "POST" and one not in acts.next_acts(request.actor, row):
        messages.warning(request, _("This can no longer be done: the referral has moved on."))
        return redirect(row)
    if not form.is_valid():
        return render(
            request,
            "referrals/act.html",
            {"row": row, "form": form, "act": one, "name": queries.person_name(row)},
        )
    return _done(request, one, row, form.cleaned_data)


def _on_a_side(by: Actor, row: Referral) -> bool:
    return may(by, Permission.ANSWER_REFERRALS, on=row) or may(by, Permission.SEND_REFERRALS, on=row)


def _done(request: Request, one: acts.Do, row: Referral, said: dict[str, Any]) -> HttpResponse:
    return act(
        request,
        lambda: one.perform(request.actor, row, said),
        done=str(one.done),
        to=row.get_absolute_url(),
    )


@page(Permission.SEND_REFERRALS, methods=("POST",))
def confirm(request: Request, pk: UUID) -> HttpResponseBase:
    """The sender has seen what was done."""
    row = fetch(request.actor, Permission.SEND_REFERRALS, queries.referrals(), pk)
    return act(
        request,
        lambda: actions.confirm(by=request.actor, referral=row),
        done=_("The loop is closed."),
        to=row.get_absolute_url(),
    )


@page(Permission.SEND_REFERRALS, methods=("POST",))
def send_link(request: Request, pk: UUID) -> HttpResponseBase:
    """E-mail the receiver a new signed link."""
    row = fetch(request.actor, Permission.SEND_REFERRALS, queries.referrals(), pk)
    return act(
        request,
        lambda: actions.email_link(by=request.actor, referral=row),
        done=_("The link is on its way."),
        to=row.get_absolute_url(),
    )


@page(Permission.ANSWER_REFERRALS, Permission.SEND_REFERRALS, methods=("POST",))
def write(request: Request, pk: UUID) -> HttpResponseBase:
    """A message to the other side."""
    row = fetch(request.actor, Permission.VIEW_REFERRALS, queries.referrals(), pk)
    form = forms.MessageForm(request.POST)
    return _saved(
        request,
        row,
        "message_form",
        form,
        lambda: actions.write(by=request.actor, referral=row, text=form.cleaned_data["text"]),
        _("Your message is with the other side."),
    )


@page(Permission.ANSWER_REFERRALS, Permission.SEND_REFERRALS, methods=("POST",))
def attach(request: Request, pk: UUID) -> HttpResponseBase:
    """A file for both sides."""
    row = fetch(request.actor, Permission.VIEW_REFERRALS, queries.referrals(), pk)
    form = forms.FileForm(request.POST, request.FILES)
    return _saved(
        request,
        row,
        "file_form",
        form,
        lambda: actions.attach(
            by=request.actor,
            referral=row,
            name=form.cleaned_data["file"].name,
            content=form.cleaned_data["file"].read(files.LARGEST + 1),
        ),
        _("The file is with the referral."),
    )


@page(Permission.ANSWER_REFERRALS, methods=("POST",))
def assign(request: Request, pk: UUID) -> HttpResponseBase:
    """Who works on it."""
    row = fetch(request.actor, Permission.ANSWER_REFERRALS, queries.referrals(), pk)
    form = forms.AssignForm(request.POST, people=queries.colleagues(request.actor))
    return _saved(
        request,
        row,
        "assign_form",
        form,
        lambda: actions.assign(by=request.actor, referral=row, person=form.cleaned_data["person"]),
        _("It is noted who works on it."),
    )


@page(Permission.ANSWER_REFERRALS, methods=("POST",))
def due(request: Request, pk: UUID) -> HttpResponseBase:
    """By when it is finished."""
    row = fetch(request.actor, Permission.ANSWER_REFERRALS, queries.referrals(), pk)
    form = forms.DueForm(request.POST)
    return _saved(
        request,
        row,
        "due_form",
        form,
        lambda: actions.set_finish_due(by=request.actor, referral=row, due=form.end_of_day()),
        _("The day is set."),
    )


def _saved(request: Request, row: Referral, name: str, form: Any, action: Any, done: str) -> HttpResponseBase:
    """Do it and go back to the page; or show the page with the form as it was typed."""
    if form.is_valid():
        try:
            action()
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return redirect(row)
    return render(request, "referrals/show.html", context(request, row, **{name: form}))


@page(Permission.VIEW_REFERRALS)
def attachment(request: Request, pk: UUID) -> HttpResponseBase:
    """A file, always as a download: no browser opens here what somebody else sent."""
    file = Attachment.objects.select_related("referral").filter(pk=pk).first()
    if file is None:
        raise Http404
    request.viewings.append(Viewing(file.referral.client_id, _("a file beside a referral"), file.referral))
    return download(file)


def download(file: Attachment) -> HttpResponse:
    """The file's bytes, to be saved and never shown or run."""
    response = HttpResponse(bytes(file.content), content_type=file.content_type)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Content-Disposition"] = _disposition(file.name)
    return response


def _disposition(name: str) -> str:
    from django.utils.http import content_disposition_header

    return content_disposition_header(as_attachment=True, filename=name) or "attachment"
