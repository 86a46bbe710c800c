"""Pages for everybody who looks for a service, and for those whose service it is."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _

from commonweal.access import Permission, may
from commonweal.access.fetch import fetch
from commonweal.access.http import Request
from commonweal.access.views import act, page
from commonweal.components.tables import csv_response
from commonweal.database import clock
from commonweal.directory import actions, queries
from commonweal.directory.forms import KILOMETRES_PER_MILE, CapacityForm, NeedsForm, SearchForm
from commonweal.directory.languages import LANGUAGES
from commonweal.directory.models import Service
from commonweal.directory.queries import Results, Wish
from commonweal.directory.rules import Freshness, freshness
from commonweal.directory.tables import OwnServiceTable, capacity_status

EXPORT_ROWS = 5_000


@page(Permission.VIEW_DIRECTORY)
def search(request: Request) -> HttpResponseBase:
    """Find a service."""
    by = request.actor
    now = clock.now()
    form = SearchForm(request.GET)
    form.is_valid()
    wish = form.wish(by, now.astimezone(by.zone))
    if request.GET.get("format") == "csv":
        return _export(queries.search(by, wish, size=EXPORT_ROWS))
    number = max(1, int(given)) if (given := request.GET.get("page", "")).isdigit() and len(given) < 7 else 1
    results = queries.search(by, wish, page=number)
    kept = [
        (key, str(value)) for key, value in request.GET.items() if key not in ("page", "format") and value
    ]
    sends, errand = may(by, Permission.SEND_REFERRALS), _errand(request)
    rows = [
        {
            "found": row,
            "room": capacity_status(row),
            "freshness": freshness(row.reported_at, now).value,
            "miles": None if row.distance is None else row.distance / KILOMETRES_PER_MILE,
            "refer": refer_address(row.pk, errand) if sends and row.partner_id else "",
            "languages": [LANGUAGES[code].name for code in row.languages],
        }
        for row in results.rows
    ]
    shown = (number - 1) * queries.PAGE + len(rows)
    context = {
        "form": form,
        "results": results,
        "rows": rows,
        "wish": wish,
        "first": shown - len(rows) + 1,
        "last": shown,
        "previous": "?" + urlencode([*kept, ("page", str(number - 1))]) if number > 1 else "",
        "following": "?" + urlencode([*kept, ("page", str(number + 1))]) if shown < results.total else "",
        "export": "?" + urlencode([*kept, ("format", "csv")]),
        "orders": _orders(wish, kept),
        "errand": errand,
    }
    return render(request, "directory/search.html", context)


def _orders(wish: Wish, kept: list[tuple[str, str]]) -> list[tuple[str, str, str]]:
    """(key, words, address) of each order there is to choose; the one that holds has no address."""
    words = {"": _("Best match"), "near": _("Nearest"), "room": _("Room first"), "name": _("By name")}
    if wish.near is None:
        del words["near"]
    rest = [pair for pair in kept if pair[0] != "order"]
    return [
        (key, title, "" if key == wish.order else "?" + urlencode([*rest, ("order", key)] if key else rest))
        for key, title in words.items()
    ]


def _export(results: Results) -> HttpResponseBase:
    heads = [
        _("Service"),
        _("Provider"),
        _("Needs"),
        _("Room"),
        _("Reported"),
        _("Place"),
        _("Miles"),
        _("Languages"),
    ]
    return csv_response(
        "services",
        heads,
        (
            [
                row.name,
                row.provider,
                ", ".join(need.label for need in row.needs),
                capacity_status(row)[1],
                row.reported_at,
                row.place,
                None if row.distance is None else round(row.distance / KILOMETRES_PER_MILE, 1),
                ", ".join(LANGUAGES[code].name for code in row.languages),
            ]
            for row in results.rows
        ),
    )


def refer_address(service_id: UUID, errand: str = "") -> str:
    """Where a referral to this service begins, or goes on: back to the errand that led here to choose a service."""
    start = errand or reverse("referrals:send")
    return f"{start}{'&' if '?' in start else '?'}service={service_id}"


def _errand(request: Request) -> str:
    """The page of referrals that waits for a service to be chosen, if the address names one of ours."""
    said = request.GET.get("errand", "")
    return said if said.startswith("/referrals/") and url_has_allowed_host_and_scheme(said, None) else ""


@page(Permission.VIEW_DIRECTORY)
def service(request: Request, pk: UUID) -> HttpResponseBase:
    """Everything about one service."""
    by = request.actor
    found = fetch(by, Permission.VIEW_DIRECTORY, Service.objects.select_related("provider__partner"), pk)
    sends, errand = may(by, Permission.SEND_REFERRALS) and found.gone_at is None, _errand(request)
    reports = may(by, Permission.REPORT_CAPACITY, on=found)
    keeps = may(by, Permission.MANAGE_DIRECTORY, on=found)
    context = {
        "shown": queries.service_page(found, clock.now()),
        "service": found,
        "room": capacity_status(found),
        "refer": refer_address(found.pk, errand) if sends and found.provider.partner_id else "",
        "call_instead": sends and not found.provider.partner_id,
        "errand": errand,
        "reports": reports,
        "keeps": keeps,
        "may_confirm": reports or keeps,
    }
    return render(request, "directory/service.html", context)


@page(Permission.REPORT_CAPACITY)
def own_services(request: Request) -> HttpResponseBase:
    """The services of one's own organisation, and their room in two taps."""
    rows = Service.objects.filter(
        provider__partner_id=request.actor.organisation_id,
        alliance_id=request.actor.own_alliance_id,
        gone_at__isnull=True,
    ).select_related("provider")
    now = clock.now()
    stale = sum(
        freshness(at, now) in (Freshness.STALE, Freshness.NEVER)
        for at in rows.values_list("capacity_at", flat=True)
    )
    return OwnServiceTable(request, rows).respond("directory/own_services.html", {"stale": stale})


@page(Permission.REPORT_CAPACITY, methods=("POST",))
def report_capacity(request: Request, pk: UUID) -> HttpResponseBase:
    """Say how much room there is."""
    found = fetch(request.actor, Permission.REPORT_CAPACITY, Service.objects.select_related("provider"), pk)
    form = CapacityForm(request.POST)
    back = _back(request, found)
    if not form.is_valid():
        return act(request, lambda: _refuse(form), done="", to=back)
    return act(
        request,
        lambda: actions.report_capacity(by=request.actor, service=found, **form.cleaned_data),
        done=_("Thank you: the room of %(service)s is reported.") % {"service": found.name},
        to=back,
    )


def _refuse(form: CapacityForm) -> None:
    from commonweal.access import Refused

    raise Refused("; ".join(str(message) for errors in form.errors.values() for message in errors))


def _back(request: Request, found: Service) -> str:
    if request.POST.get("back") == "own":
        return reverse("directory:own-services")
    return reverse("directory:service", args=[found.pk])


@page(Permission.REPORT_CAPACITY, methods=("POST",))
def let_move(request: Request, pk: UUID) -> HttpResponseBase:
    """Whether referrals move the places of a service."""
    found = fetch(request.actor, Permission.REPORT_CAPACITY, Service.objects.select_related("provider"), pk)
    moves = request.POST.get("moves") == "yes"
    return act(
        request,
        lambda: actions.let_referrals_move(by=request.actor, service=found, moves=moves),
        done=_("Referrals now move its places.") if moves else _("Referrals no longer move its places."),
        to=reverse("directory:service", args=[found.pk]),
    )


@page(Permission.REPORT_CAPACITY, Permission.MANAGE_DIRECTORY, methods=("POST",))
def confirm(request: Request, pk: UUID) -> HttpResponseBase:
    """Say that the entry is right."""
    found = fetch(request.actor, Permission.VIEW_DIRECTORY, Service.objects.select_related("provider"), pk)
    return act(
        request,
        lambda: actions.confirm_service(by=request.actor, service=found),
        done=_("Thank you: everybody sees that this entry was confirmed today."),
        to=reverse("directory:service", args=[found.pk]),
    )


@page(Permission.MANAGE_DIRECTORY, methods=("GET", "POST"))
def needs(request: Request, pk: UUID) -> HttpResponseBase:
    """Say by hand which needs a service answers."""
    found = fetch(request.actor, Permission.MANAGE_DIRECTORY, Service.objects.select_related("provider"), pk)
    form = NeedsForm(request.POST or None, initial={"needs": found.domains})
    if request.method == "POST" and (form.is_valid() or "as-terms" in request.POST):
        chosen = None if "as-terms" in request.POST else form.chosen()
        return act(
            request,
            lambda: actions.set_needs(by=request.actor, service=found, needs=chosen),
            done=_("The needs are saved."),
            to=reverse("directory:service", args=[found.pk]),
        )
    return render(request, "directory/needs.html", {"form": form, "service": found})
