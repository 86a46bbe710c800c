"""The gallery: every page part in each of its states."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commonweal.access.http import Request
from commonweal.access.views import public
from commonweal.components import example_pictures, examples

AGO = (timedelta(minutes=4), timedelta(hours=5), timedelta(days=1), timedelta(days=9), timedelta(days=400))
MADE_UP = "shows made-up content and reads nothing of anybody's"
ERRORS = (400, 403, 404, 429, 500)
PARTS = (
    ("buttons", "Buttons"),
    ("status", "Status"),
    ("attention", "Attention"),
    ("steps", "Steps"),
    ("tabs", "Tabs"),
    ("notices", "Notices"),
    ("method", "Method link"),
    ("table", "Table"),
    ("timeline", "Timeline"),
    ("empty", "Empty state"),
    ("facts", "Facts"),
    ("figures", "Figures"),
    ("charts", "Charts"),
    ("flows", "Flows"),
    ("maps", "Map"),
    ("forms", "Form"),
    ("forms-faulty", "Form with errors"),
    ("picker", "Person picker"),
    ("errors", "Whole pages"),
)


@public(MADE_UP)
@require_safe
def gallery(request: Request) -> HttpResponseBase:
    """Every component with a lot of content, with none and with the awkward kind."""
    now = timezone.now()
    rows = examples.referrals(43, now)
    table = examples.ReferralTable(request, rows)
    messages.success(request, "Referral sent to Harvest Pantry. They have been told.")
    messages.warning(request, "Two of five referrals could not be sent: Keys Home has no capacity.")
    found = examples.found("ma")
    context = {
        "none": examples.NoReferrals(request, []),
        "small": examples.PlainTable(request, examples.LOOPS),
        "form": examples.IntakeForm(),
        "faulty": examples.IntakeForm(
            {"name": examples.HOSTILE, "urgency": "soon", "story": "Two children."}, auto_id="faulty_%s"
        ),
        "hostile": examples.HOSTILE,
        "moments": [now - ago for ago in AGO],
        "steps": ["Person", "Service", "Consent", "Send"],
        "tabs": examples.TABS,
        "found": found,
        "charts": example_pictures.charts(),
        "flows": example_pictures.flow_examples(),
        "maps": example_pictures.map_examples(),
        "errors": ERRORS,
        "parts": PARTS,
    }
    return table.respond("gallery/gallery.html", context)


@public(MADE_UP)
@require_safe
def error(request: Request, code: int) -> HttpResponse:
    """An error page as people meet it; 404 for one that there is not."""
    if code not in ERRORS:
        raise Http404
    return render(request, f"{code}.html", status=code)


@public(MADE_UP)
@require_safe
def entry(request: Request, number: int) -> HttpResponse:
    """One entry of the gallery's list, as a page or beside it."""
    rows = {row.pk: row for row in examples.referrals(43, timezone.now())}
    if number not in rows:
        raise Http404
    return render(request, "gallery/entry.html", {"referral": rows[number]})


@public(MADE_UP)
@require_POST
def people(request: Request) -> HttpResponse:
    """What the picker of the gallery finds."""
    found = examples.found(request.POST.get("client_words", ""))
    return render(request, "components/people.html", {"name": "client", "people": found, "asked": True})


@public(MADE_UP)
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: Request) -> HttpResponse:
    """A dangerous act, before it is done."""
    return render(request, "gallery/confirm.html", {"chosen": request.POST.getlist("selected")})
