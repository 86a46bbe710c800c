"""Pages to find things: the search over everything, and the dates that come."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from commonweal.access import Permission, may
from commonweal.access.http import Request
from commonweal.access.views import page, public
from commonweal.clients.queries import Filters, find_people
from commonweal.database import clock
from commonweal.directory.queries import Wish, search
from commonweal.helm import dates
from commonweal.helm.search import FEW, cleaned, find, pages

RECENT = 6


@public("finds only what the row policies show to whoever has signed in")
@login_required
def everywhere(request: Request) -> HttpResponse:
    """What answers the words, a few of each kind, with the way to all of them."""
    by = request.actor
    words = cleaned(request.GET.get("q", ""))
    earlier = [one for one in request.session.get("searches", []) if one != words]
    context: dict[str, object] = {"words": words, "recent": earlier[:RECENT]}
    if words and by.alliance_id is not None:
        if may(by, Permission.VIEW_PEOPLE):
            context["people"] = find_people(by, Filters(words=words), size=FEW)
        if may(by, Permission.VIEW_DIRECTORY):
            context["services"] = search(by, Wish(words=words), size=FEW)
        context["found"] = [*pages(by, words), *find(by, words)]
        request.session["searches"] = [words, *earlier][:RECENT]
    return render(request, "helm/search.html", context)


@page(Permission.VIEW_ALLIANCE)
def dates_page(request: Request) -> HttpResponse:
    """What comes within half a year."""
    mine = request.GET.get("of") == "mine"
    found = dates.coming(request.actor, clock.now(), mine=mine)
    return render(request, "helm/dates.html", {"dates": found, "mine": mine})


@page(Permission.VIEW_ALLIANCE)
def dates_file(request: Request) -> HttpResponse:
    """The same dates for one's own calendar."""
    by, now = request.actor, clock.now()
    found = dates.coming(by, now, mine=request.GET.get("of") == "mine")
    name = _("%(alliance)s: dates") % {"alliance": by.alliance_name}
    content = dates.as_file(found, name=name, site=settings.SITE_ADDRESS.rstrip("/"), now=now)
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="dates.ics"'
    return answer
