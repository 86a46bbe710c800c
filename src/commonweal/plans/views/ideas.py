"""Pages of ideas: offering, answering, public links with their QR code, and what stands behind such a link."""

from __future__ import annotations

import io
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.http import HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from commonweal.access import Permission, Refused, may
from commonweal.access.fetch import fetch
from commonweal.access.http import Request
from commonweal.access.views import act, page, public
from commonweal.components.resembling import resembling
from commonweal.plans import actions, days, links
from commonweal.plans.forms.learning import AnswerForm, DoorForm, DoorIdeaForm, IdeaForm
from commonweal.plans.models import IdeaDoor
from commonweal.plans.queries import learning as queries
from commonweal.plans.views.common import BOTH, form_page


@page(Permission.OFFER_IDEAS, methods=BOTH)
def offer(request: Request) -> HttpResponse:
    """Offer an idea."""
    form = IdeaForm(request.POST or None, initial={"goal": request.GET.get("goal", "")})
    return form_page(
        request,
        form,
        lambda: actions.offer(by=request.actor, **form.cleaned_data),
        words={
            "title": _("Offer an idea"),
            "context": _("Every idea gets an answer, with a reason."),
            "back": reverse("plans:tests"),
        },
        done=_("Thank you. Your idea will be answered."),
        to=lambda row: reverse("plans:idea", args=[row.pk]),
    )


@page(Permission.VIEW_PLANS)
def show(request: Request, pk: UUID) -> HttpResponse:
    """One idea and what became of it."""
    row = fetch(request.actor, Permission.VIEW_PLANS, queries.ideas().prefetch_related("tests"), pk)
    return render(
        request,
        "plans/idea.html",
        {
            "row": row,
            "may_run": may(request.actor, Permission.RUN_TESTS, on=row),
            "lessons": resembling(request.actor, f"{row.title} {row.text}"),
        },
    )


@page(Permission.RUN_TESTS, methods=BOTH)
def answer(request: Request, pk: UUID) -> HttpResponse:
    """Say what becomes of an idea."""
    row = fetch(request.actor, Permission.RUN_TESTS, queries.ideas(), pk)
    form = AnswerForm(request.POST or None)
    to = reverse("plans:idea", args=[pk])
    return form_page(
        request,
        form,
        lambda: actions.answer(by=request.actor, idea=row, **form.cleaned_data),
        words={"title": _("Answer the idea"), "context": row.source, "quote": row.title, "back": to},
        done=_("The idea is answered."),
        to=lambda _row: to,
    )


@page(Permission.RUN_TESTS, methods=BOTH)
def doors(request: Request) -> HttpResponse:
    """Public links for ideas; a POST opens one."""
    today = days.today()
    form = DoorForm(request.POST or None, initial={"until": today + timedelta(days=90)})
    rows = [(one, one.closed_at is None and one.open_until >= today) for one in queries.doors()]
    return form_page(
        request,
        form,
        lambda: actions.open_door(by=request.actor, **form.cleaned_data),
        words={"rows": rows},
        done=_("The link is open. Print it with its code."),
        to=lambda row: reverse("plans:door", args=[row.pk]),
        template="plans/doors.html",
    )


@page(Permission.RUN_TESTS)
def door(request: Request, pk: UUID) -> HttpResponse:
    """A sheet to print: the question, the code, the address."""
    row = _door(request, pk)
    return render(
        request,
        "plans/door.html",
        {
            "row": row,
            "address": _address(row),
            "open": row.closed_at is None and row.open_until >= days.today(),
        },
    )


@page(Permission.RUN_TESTS)
def code(request: Request, pk: UUID) -> HttpResponse:
    """The QR code of a link as a picture."""
    import qrcode
    from qrcode.image.svg import SvgPathFillImage

    picture = qrcode.make(_address(_door(request, pk)), image_factory=SvgPathFillImage, border=2)
    out = io.BytesIO()
    picture.save(out)
    return HttpResponse(out.getvalue(), content_type="image/svg+xml")


@page(Permission.RUN_TESTS, methods=("POST",))
def close_door(request: Request, pk: UUID) -> HttpResponse:
    """The link takes no more ideas."""
    row = _door(request, pk)
    return act(
        request,
        lambda: actions.close_door(by=request.actor, door=row),
        done=_("The link is closed."),
        to=reverse("plans:doors"),
    )


def _door(request: Request, pk: UUID) -> IdeaDoor:
    return fetch(request.actor, Permission.RUN_TESTS, queries.doors(), pk)


def _address(row: IdeaDoor) -> str:
    return settings.SITE_ADDRESS.rstrip("/") + reverse("plans:open-door", args=[links.sign_door(row.pk)])


@public(
    "for people without an account: a signed link to one question; it shows nothing of the alliance but its name"
)
@never_cache
def open_door(request: Request, token: str) -> HttpResponse:
    """The question behind a public link; a POST offers an idea, without a name."""
    if request.method not in {"GET", "HEAD", "POST"}:
        return HttpResponseNotAllowed(["GET", "POST"])
    try:
        pk = links.read_door(token)
    except links.Forged:
        return render(request, "plans/open_door_over.html", status=404)
    with connection.cursor() as cursor:
        cursor.execute("select alliance, place, question, audience from commonweal.idea_door(%s)", [pk])
        found = cursor.fetchone()
    if found is None:
        return render(request, "plans/open_door_over.html", {"closed": True}, status=410)
    facts = dict(zip(("alliance", "place", "question", "audience"), found, strict=True))
    form = DoorIdeaForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.offer_through(door=pk, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return render(request, "plans/open_door_thanks.html", facts | {"token": token})
    return render(
        request, "plans/open_door.html", facts | {"form": form}, status=422 if form.is_bound else 200
    )
