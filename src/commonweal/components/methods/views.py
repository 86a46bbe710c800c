"""The list of method pages, and one of them."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commonweal.access.http import Request
from commonweal.access.views import public
from commonweal.components.methods.reading import Method, html_of, methods
from commonweal.evidence.measures.catalogue import MEASURES

WHY = "says how things are worked out, and reads nothing of anybody's"


@public(WHY)
@require_safe
def listed(request: Request) -> HttpResponse:
    """Every method page with what it is for."""
    return render(request, "methods/list.html", {"layout": _layout(request), "sections": _sections()})


@public(WHY)
@require_safe
def page(request: Request, name: str) -> HttpResponse:
    """One method page. 404 for a name that no page has."""
    method = methods().get(name)
    if method is None:
        raise Http404
    context = {
        "layout": _layout(request),
        "method": method,
        "text": mark_safe(html_of(method)),  # noqa: S308  (cleaned by nh3)
        "measures": [measure for measure in MEASURES.values() if measure.page == name],
    }
    return render(request, "methods/page.html", context)


def _layout(request: Request) -> str:
    """With the frame of the pages for who is signed in, without it for a stranger."""
    return "base.html" if request.user.is_authenticated else "bare.html"


def _sections() -> list[tuple[str, list[Method]]]:
    measured = {measure.page for measure in MEASURES.values()}
    found: dict[str, list[Method]] = {}
    for method in methods().values():
        if method.name in measured:
            section = _("Measures")
        elif method.name.startswith("settlement-"):
            section = _("Settling money")
        elif method.name.startswith("evaluation-"):
            section = _("Was it the action?")
        else:
            section = _("What else is worked out")
        found.setdefault(section, []).append(method)
    order = (_("Measures"), _("Was it the action?"), _("Settling money"), _("What else is worked out"))
    return [(title, found[title]) for title in order if title in found]
