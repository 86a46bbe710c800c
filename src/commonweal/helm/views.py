"""Home, the four capabilities, why partnerships fail, the brief, the first hour, the weekly letter."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.access import Permission, Refused, may
from commonweal.access.http import Request, signed_in
from commonweal.access.views import act, page, public
from commonweal.components.attention import Attention
from commonweal.database import clock
from commonweal.helm import actions, queries, rules, start, trends
from commonweal.helm import brief as briefs
from commonweal.helm.facts import facts
from commonweal.helm.forms import AsideForm, DigestForm, HandForm, ThresholdForm
from commonweal.partners import thresholds
from commonweal.partners.models import Seat
from commonweal.partners.queries import alliance_day, seats_of

BOTH = ("GET", "POST")


@public("shows only what needs the person who has signed in; others are asked to sign in")
@login_required
def home(request: Request) -> HttpResponse:
    """What needs somebody: me first, then my organisation, then the alliance."""
    by = request.actor
    found = queries.needs(by, clock.now())
    begun = start.steps(by) if by.alliance_id and may(by, Permission.MANAGE_ALLIANCE) else []
    return render(
        request,
        "helm/home.html",
        {
            "groups": found.groups,
            "aside": found.aside,
            "seats": list(seats_of(signed_in(request))),
            "step": rules.next_step(begun),
        },
    )


@page(Permission.VIEW_ALLIANCE)
def capabilities(request: Request) -> HttpResponse:
    """The four capabilities: the result each must show, and the facts."""
    by, now = request.actor, clock.now()
    return render(
        request,
        "helm/capabilities.html",
        {
            "standings": trends.beside(rules.standings(facts(by, now)), by.zone, now),
            "limits": queries.limits(by),
            "may_choose": may(by, Permission.MANAGE_ALLIANCE),
        },
    )


@page(Permission.MANAGE_ALLIANCE, methods=BOTH)
def threshold(request: Request, name: str) -> HttpResponse:
    """Choose the alliance's own number in the place of a default."""
    one = thresholds.named(name)
    if one is None:
        raise Http404
    form = ThresholdForm(request.POST or None, initial={"value": thresholds.number(request.actor, one)})
    if request.method == "POST" and form.is_valid():
        try:
            actions.choose_threshold(by=request.actor, threshold=one, **form.cleaned_data)
        except Refused as why:
            form.add_error(None, str(why))
        else:
            return redirect("helm:capabilities")
    return render(request, "helm/threshold.html", {"form": form, "threshold": one})


@page(Permission.VIEW_ALLIANCE)
def failing(request: Request) -> HttpResponse:
    """Why partnerships fail, held against the facts of this alliance."""
    found = rules.checks(facts(request.actor, clock.now()))
    return render(request, "helm/failing.html", {"checks": found})


@page(Permission.VIEW_ALLIANCE)
def brief(request: Request) -> HttpResponse:
    """One page, for the board or for one's own organisation; as PDF with ?as=pdf."""
    mine = request.GET.get("for") == "partner"
    made = (briefs.for_partner if mine else briefs.for_board)(request.actor, clock.now())
    if request.GET.get("as") == "pdf":
        answer = HttpResponse(briefs.pdf(made), content_type="application/pdf")
        answer["Content-Disposition"] = 'inline; filename="brief.pdf"'
        return answer
    return render(request, "helm/brief.html", {"brief": made, "mine": mine})


@page(Permission.MANAGE_ALLIANCE)
def first_hour(request: Request) -> HttpResponse:
    """A convenor's first hour, which can be left and resumed."""
    found = start.steps(request.actor)
    return render(request, "helm/start.html", {"steps": found, "next": rules.next_step(found)})


def _item(request: Request) -> Attention:
    found = queries.the_item(
        request.actor, request.GET.get("key", "") or request.POST.get("key", ""), clock.now()
    )
    if found is None:
        raise Http404(_("It no longer needs anybody: the fact behind it has ended."))
    return found


@page(Permission.VIEW_ALLIANCE, methods=BOTH)
def put_aside(request: Request) -> HttpResponse:
    """Put something aside until a day, with a reason."""
    item = _item(request)
    initial = {"until": alliance_day(request.actor) + timedelta(days=7)}
    form = AsideForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.put_aside(by=request.actor, key=item.key, **form.cleaned_data)
        except Refused as why:
            form.add_error(None, str(why))
        else:
            return redirect("home")
    return render(request, "helm/aside.html", {"form": form, "item": item})


@page(Permission.VIEW_ALLIANCE, methods=BOTH)
def hand_over(request: Request) -> HttpResponse:
    """Hand something to a colleague."""
    item = _item(request)
    found = queries.colleagues(request.actor)
    form = HandForm(request.POST or None, colleagues=found)
    if request.method == "POST" and form.is_valid():
        to = Seat.objects.get(pk=UUID(form.cleaned_data["to"]))
        try:
            actions.hand_over(by=request.actor, key=item.key, to=to, note=form.cleaned_data["note"])
        except Refused as why:
            form.add_error(None, str(why))
        else:
            return redirect("home")
    return render(request, "helm/hand.html", {"form": form, "item": item, "colleagues": found})


@page(Permission.VIEW_ALLIANCE, methods=("POST",))
def take_up(request: Request) -> HttpResponse:
    """Show again what was put aside or handed over."""
    return act(
        request,
        lambda: actions.take_up(by=request.actor, key=request.POST.get("key", "").replace("\0", "")[:200]),
        done=_("It is yours again."),
        to=reverse("home"),
    )


@page(Permission.VIEW_ALLIANCE, methods=BOTH)
def digest(request: Request) -> HttpResponse:
    """When the weekly letter comes."""
    row = queries.digest_of(request.actor)
    initial = {"wanted": row.wanted, "weekday": row.weekday, "hour": row.hour}
    form = DigestForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        return act(
            request,
            lambda: actions.choose_digest(by=request.actor, **form.cleaned_data),
            done=_("Saved."),
            to=reverse("helm:digest"),
        )
    return render(request, "helm/digest.html", {"form": form})


@page(Permission.VIEW_ALLIANCE, methods=("POST",))
def send_digest(request: Request) -> HttpResponse:
    """Send me the letter as it would be now."""
    return act(
        request,
        lambda: actions.send_digest(by=request.actor),
        done=_("The letter is on its way to your e-mail address."),
        to=reverse("helm:digest"),
    )
