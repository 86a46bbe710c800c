"""The board, and answers to several at once."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonweal import audit
from commonweal.access import Permission, may
from commonweal.access.fetch import fetch
from commonweal.access.http import Request, Viewing
from commonweal.access.views import act, page
from commonweal.audit.events import EXPORTED
from commonweal.components.tables import Table
from commonweal.referrals import actions, forms, queries
from commonweal.referrals.models import Notice, Referral
from commonweal.referrals.queries import COUNT_AT_MOST, TAB_TITLES, Tab
from commonweal.referrals.tables import TABLES

AT_ONCE = 100
"""Answers in one go."""


@page(Permission.VIEW_REFERRALS)
def board(request: Request) -> HttpResponseBase:
    """What waits for one's organisation, what it works on, what it sent, what came back."""
    by = request.actor
    tab = _tab(request)
    table = TABLES[tab](request, queries.board(by, tab), by)
    if table.wants_export:
        return _export(request, table)
    return table.respond(
        "referrals/board.html",
        {
            "tab": tab,
            "tabs": _tabs(by, tab),
            "notices": queries.unread_notices(by),
            "may_answer": may(by, Permission.ANSWER_REFERRALS),
            "may_send": may(by, Permission.SEND_REFERRALS),
        },
    )


def _tab(request: Request) -> Tab:
    try:
        return Tab(request.GET.get("tab", Tab.ANSWER))
    except ValueError:
        return Tab.ANSWER


def _tabs(by: Any, current: Tab) -> list[dict[str, Any]]:
    numbers = queries.counts(by)
    return [
        {
            "title": title,
            "url": f"{reverse('referrals:board')}?tab={tab}",
            "current": tab is current,
            "count": _said(numbers[tab]) if tab in numbers else None,
        }
        for tab, title in TAB_TITLES.items()
    ]


def _said(number: int) -> str:
    return f"{number}+" if number == COUNT_AT_MOST else str(number)


def _export(request: Request, table: Table) -> HttpResponseBase:
    """A list that leaves the house is recorded for each person in it."""
    response = table.export()
    seen = {row.client_id: row for row in table.narrowed if queries.person_of(row) is not None}
    what = _("name and need, downloaded in a list of referrals")
    request.viewings += [Viewing(client, what, row) for client, row in seen.items()]
    audit.record(request.actor, EXPORTED, what=_("a list of referrals"), rows=len(seen))
    return response


@page(Permission.ANSWER_REFERRALS, methods=("POST",))
def several(request: Request) -> HttpResponseBase:
    """Accept those chosen, or decline them with one reason; each is reported by itself."""
    chosen = _chosen(request)
    if not chosen:
        messages.warning(request, _("Choose at least one referral first."))
        return redirect(_back(request))
    if request.POST.get("act") == "accept":
        return _report(request, actions.accept_several(by=request.actor, referrals=chosen), _("accepted"))
    form = forms.DeclineForm(request.POST if "code" in request.POST or "reason" in request.POST else None)
    if not form.is_bound or not form.is_valid():
        context = {"form": form, "chosen": chosen, "back": _back(request)}
        return render(request, "referrals/several.html", context)
    answered = actions.decline_several(
        by=request.actor,
        referrals=chosen,
        code=form.cleaned_data["code"],
        reason=form.cleaned_data["reason"],
    )
    return _report(request, answered, _("declined"))


def _chosen(request: Request) -> list[Referral]:
    wanted = []
    for text in request.POST.getlist("selected")[:AT_ONCE]:
        try:
            wanted.append(UUID(text))
        except ValueError:
            continue
    return list(queries.referrals().filter(pk__in=wanted).order_by("answer_due_at", "pk"))


def _report(request: Request, answered: list[actions.Answered], word: str) -> HttpResponseBase:
    refused = [one for one in answered if one.refusal]
    number = len(answered) - len(refused)
    if number:
        messages.success(
            request,
            ngettext("%(n)d referral %(word)s.", "%(n)d referrals %(word)s.", number)
            % {"n": number, "word": word},
        )
    for one in refused:
        messages.warning(
            request,
            _("%(name)s, from %(sender)s, was not %(word)s. %(why)s")
            % {
                "name": queries.person_name(one.referral),
                "sender": one.referral.recorded_by.name,
                "word": word,
                "why": one.refusal,
            },
        )
    return redirect(_back(request))


def _back(request: Request) -> str:
    """The list as it was filtered when several were chosen in it."""
    kept = request.GET.urlencode()
    return reverse("referrals:board") + (f"?{kept}" if kept else "")


@page(Permission.ANSWER_REFERRALS, methods=("POST",))
def read_notice(request: Request, pk: UUID) -> HttpResponseBase:
    """Put a notice away."""
    notice = fetch(request.actor, Permission.ANSWER_REFERRALS, Notice.objects.all(), pk)
    return act(
        request,
        lambda: actions.read_notice(by=request.actor, notice=notice),
        done=_("The notice is put away."),
        to=reverse("referrals:board"),
    )
