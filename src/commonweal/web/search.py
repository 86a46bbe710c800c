"""One field for everything one may see: services, people served, partners."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from commonweal.access import Permission, may
from commonweal.access.views import public
from commonweal.clients.queries import Filters, find_people
from commonweal.directory.queries import Wish, search
from commonweal.partners.queries import members

MOST = 8
LONGEST = 200


@public("finds only what the row policies show to whoever has signed in")
@login_required
def everywhere(request: HttpRequest) -> HttpResponse:
    """What answers the words, a few of each kind, with the way to all of them."""
    by = request.actor  # type: ignore[attr-defined]
    words = " ".join(request.GET.get("q", "").replace("\0", "").split())[:LONGEST]
    context: dict[str, object] = {"words": words}
    if words and by.alliance_id is not None:
        if may(by, Permission.VIEW_PEOPLE):
            context["people"] = find_people(by, Filters(words=words), size=MOST)
        if may(by, Permission.VIEW_DIRECTORY):
            context["services"] = search(by, Wish(words=words), size=MOST)
        if may(by, Permission.VIEW_ALLIANCE):
            context["partners"] = list(members(by).filter(name__icontains=words)[:MOST])
    return render(request, "web/search.html", context)
