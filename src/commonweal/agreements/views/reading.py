"""Reading: the list, one agreement, one version compared with another."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render

from commonweal.access import Permission, may
from commonweal.access.fetch import fetch
from commonweal.access.http import Request
from commonweal.access.views import page
from commonweal.agreements import presenters, queries
from commonweal.agreements.presenters import AgreementTable
from commonweal.agreements.views.common import version_of
from commonweal.database import clock


@page(Permission.VIEW_AGREEMENTS)
def agreement_list(request: Request) -> HttpResponseBase:
    """All agreements; those that wait for one's signature first."""
    table = AgreementTable(request, queries.lines(request.actor, clock.now()))
    waiting = sum(line.waits_for_me for line in table.all_rows)
    may_draft = may(request.actor, Permission.DRAFT_AGREEMENTS)
    return table.respond("agreements/list.html", {"may_draft": may_draft, "waiting": waiting})


@page(Permission.VIEW_AGREEMENTS)
def show(request: Request, pk: UUID) -> HttpResponse:
    """One agreement: what it says, what it opens, who has signed, what would close."""
    agreement = fetch(request.actor, Permission.VIEW_AGREEMENTS, queries.whole(), pk)
    return render(
        request, "agreements/show.html", presenters.agreement(request.actor, agreement, clock.now())
    )


@page(Permission.VIEW_AGREEMENTS)
def version(request: Request, pk: UUID, number: int) -> HttpResponse:
    """One version, and what it changes against the one before."""
    agreement, row = version_of(request, Permission.VIEW_AGREEMENTS, pk, number)
    return render(
        request,
        "agreements/version.html",
        presenters.version(request.actor, agreement, row, clock.now(), _against(request)),
    )


def _against(request: Request) -> int | None:
    wanted = request.GET.get("against", "")
    return int(wanted) if wanted.isdecimal() and len(wanted) < 6 else None
