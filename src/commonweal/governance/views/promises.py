"""Pages of accountability: what was promised and kept, by partner and by pair, reviews with the partner's own say."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonweal.access import Permission, may
from commonweal.access.fetch import fetch
from commonweal.access.http import Request
from commonweal.access.views import page
from commonweal.agreements.presenters import STATE_SHAPES
from commonweal.agreements.rules import State, complete
from commonweal.components.tables import Choice, Column, Empty, Table, Words, cells
from commonweal.governance.actions import promises as actions
from commonweal.governance.forms import promises as forms
from commonweal.governance.models import PartnerReview, Promise
from commonweal.governance.queries import pairs
from commonweal.governance.queries import promises as queries
from commonweal.governance.views.forms import BOTH, form_page
from commonweal.partners.queries import alliance_day, members, partner


class PromiseTable(Table):
    """What was promised."""

    name = "promises"
    caption = gettext_lazy("What partners promised, and whether it was kept")
    row_key = "key"
    columns = (
        Column(key="due", label=gettext_lazy("By"), draw=cells.day, sort="due"),
        Column(key="who", label=gettext_lazy("Who"), sort="who"),
        Column(key="what", label=gettext_lazy("What"), sort="what", under="follows"),
        Column(key="state", label=gettext_lazy("Kept?"), shape="shape", sort="state"),
        Column(key="where", label=gettext_lazy("Where"), link=lambda row: row["url"], sort="where"),
    )
    filters = (
        Words("q", gettext_lazy("Partner or words"), paths=("who", "what", "where")),
        Choice(
            "state", gettext_lazy("Kept?"), choices=[(one.title, one.title) for one in State], path="state"
        ),
    )
    empty = Empty(
        title=gettext_lazy("Nothing promised yet"),
        text=gettext_lazy(
            "What agreements, decisions and plans ask of partners will be here with what became of it."
        ),
    )


@page(Permission.VIEW_DECISIONS)
def promise_list(request: Request) -> HttpResponseBase:
    """Every promise of the last year and the month ahead, counted by partner."""
    names, today = queries.names(request.actor), alliance_day(request.actor)
    found = queries.ledger(today)
    table = PromiseTable(request, _lines(found, names))
    by_partner: dict[UUID, list[queries.Kept]] = {}
    for kept in found:
        by_partner.setdefault(kept.organisation, []).append(kept)
    counted = [(names.get(pk, ""), pk, queries.counted(kept)) for pk, kept in by_partner.items()]
    partners = sorted(counted, key=lambda one: (-one[2].late, one[0]))
    context = {
        "partners": partners, "may_review": may(request.actor, Permission.REVIEW_PARTNERS),
        "pair_form": forms.PairForm(names=names),
    }  # fmt: skip
    return table.respond("governance/promises/list.html", context)


@page(Permission.VIEW_DECISIONS)
def of_partner(request: Request, pk: UUID) -> HttpResponseBase:
    """One partner: what it promised, what it kept, how it was reviewed and what it says itself."""
    names, today = queries.names(request.actor), alliance_day(request.actor)
    if pk not in names:
        raise Http404
    found = queries.ledger(today, organisation=pk)
    may_review = may(request.actor, Permission.REVIEW_PARTNERS)
    return PromiseTable(request, _lines(found, names)).respond("governance/promises/partner.html", {
        "organisation": {"pk": pk, "name": names[pk]}, "counts": queries.counted(found), "reviews": queries.reviews(pk),
        "may_review": may_review and pk != request.actor.organisation_id,
        "may_say": pk == request.actor.organisation_id and may(request.actor, Permission.EDIT_PARTNER),
    })  # fmt: skip


@page(Permission.VIEW_DECISIONS)
def choose_pair(request: Request) -> HttpResponse:
    """From the form to the page of a pair."""
    found = []
    for name in ("one", "other"):
        try:
            found.append(UUID(request.GET.get(name, "")))
        except ValueError:
            raise Http404 from None
    return redirect("governance:pair", *found)


@page(Permission.VIEW_DECISIONS)
def pair(request: Request, one: UUID, other: UUID) -> HttpResponse:
    """Two partners: agreements, promises to each other, open matters, value, exit terms, how complete it is."""
    rows = partner(request.actor).in_bulk([one, other])
    first, second = rows.get(one), rows.get(other)
    if first is None or second is None or first == second:
        raise Http404
    found = pairs.pair(first, second, alliance_day(request.actor))
    names = {first.pk: first.name, second.pk: second.name}
    mine = request.actor.organisation_id in names and may(request.actor, Permission.REVIEW_PARTNERS)
    return render(request, "governance/promises/pair.html", {
        "first": first, "second": second, "pair": found, "there": complete(found.stages),
        "counts": [(names[pk], found.counts[pk]) for pk in names], "health": queries.health(first.pk, second.pk),
        "lines": _lines(found.promises, names),
        "log_url": reverse("governance:log-value", args=[other if request.actor.organisation_id == one else one])
        if mine else "",
    })  # fmt: skip


@page(Permission.REVIEW_PARTNERS, methods=BOTH)
def record(request: Request) -> HttpResponse:
    """Record a promise."""
    everybody = members(request.actor).order_by("name")
    office = may(request.actor, Permission.MANAGE_ALLIANCE)
    own = everybody if office else everybody.filter(pk=request.actor.own_organisation_id)
    form = forms.PromiseForm(request.POST or None, own=own, members=everybody)
    return form_page(
        request, form, lambda: actions.promise(by=request.actor, **form.cleaned_data),
        title=_("Record a promise"), back=reverse("governance:promises"), done=_("The promise is recorded."), to=_there,
    )  # fmt: skip


@page(Permission.VIEW_DECISIONS)
def show(request: Request, pk: UUID) -> HttpResponse:
    """One promise."""
    row = fetch(request.actor, Permission.VIEW_DECISIONS, queries.promises(), pk)
    settled = row.done is not None or row.released_at is not None
    reviews = may(request.actor, Permission.REVIEW_PARTNERS) and not settled
    office = may(request.actor, Permission.MANAGE_ALLIANCE)
    return render(request, "governance/promises/show.html", {
        "promise": row, "late": not settled and row.due < alliance_day(request.actor),
        "may_keep": reviews and (office or row.organisation_id == request.actor.organisation_id),
        "may_release": reviews and (office or row.to_id == request.actor.organisation_id),
    })  # fmt: skip


@page(Permission.REVIEW_PARTNERS, methods=BOTH)
def keep(request: Request, pk: UUID) -> HttpResponse:
    """Say that it was kept."""
    row = fetch(request.actor, Permission.REVIEW_PARTNERS, queries.promises(), pk)
    form = forms.KeepForm(request.POST or None, initial={"done": alliance_day(request.actor)})
    return form_page(
        request, form, lambda: actions.keep(by=request.actor, promise=row, **form.cleaned_data),
        title=row.text, back=_there(row), done=_("It is recorded as kept."), to=_there,
    )  # fmt: skip


@page(Permission.REVIEW_PARTNERS, methods=BOTH)
def release(request: Request, pk: UUID) -> HttpResponse:
    """Release somebody from it."""
    row = fetch(request.actor, Permission.REVIEW_PARTNERS, queries.promises(), pk)
    form = forms.ReleaseForm(request.POST or None)
    return form_page(
        request, form, lambda: actions.release(by=request.actor, promise=row, **form.cleaned_data),
        title=row.text, back=_there(row), done=_("They are released from it."), to=_there,
    )  # fmt: skip


@page(Permission.REVIEW_PARTNERS, methods=BOTH)
def review(request: Request, pk: UUID) -> HttpResponse:
    """Review a partner."""
    organisation = members(request.actor).filter(pk=pk).first() or _nobody()
    form = forms.PartnerReviewForm(request.POST or None, initial={"last": alliance_day(request.actor)})
    there = reverse("governance:partner", args=[pk])
    return form_page(
        request, form, lambda: actions.review(by=request.actor, organisation=organisation, **form.cleaned_data),
        title=_("Review %(name)s") % {"name": organisation.name}, back=there,
        lead=_("What was promised and kept in these days is counted from the facts. Nothing follows by itself."),
        done=_("The review is recorded. The partner has its own say now."), to=lambda made: there,
    )  # fmt: skip


@page(Permission.EDIT_PARTNER, methods=BOTH)
def own_say(request: Request, pk: UUID) -> HttpResponse:
    """The partner's own say."""
    row: PartnerReview = fetch(request.actor, Permission.EDIT_PARTNER, queries.reviews(), pk)
    form = forms.OwnSayForm(request.POST or None)
    there = reverse("governance:partner", args=[row.organisation_id])
    return form_page(
        request, form, lambda: actions.own_say(by=request.actor, review=row, **form.cleaned_data),
        title=_("Your own say"), back=there, lead=row.text, done=_("Your words stand beside the review."),
        to=lambda made: there,
    )  # fmt: skip


@page(Permission.REVIEW_PARTNERS, methods=BOTH)
def log_value(request: Request, pk: UUID) -> HttpResponse:
    """Record what one got out of working with a partner."""
    other = (
        members(request.actor).filter(pk=pk).exclude(pk=request.actor.own_organisation_id).first()
        or _nobody()
    )
    form = forms.ValueForm(request.POST or None)
    there = reverse("governance:pair", args=[request.actor.organisation_id, pk])
    return form_page(
        request, form, lambda: actions.log_value(by=request.actor, partner=other, **form.cleaned_data),
        title=_("What %(name)s brought you") % {"name": other.name}, back=there, done=_("It is recorded."),
        to=lambda made: there,
    )  # fmt: skip


def _nobody() -> Any:
    raise Http404


def _there(row: Promise) -> str:
    return reverse("governance:promise", args=[row.pk])


def _lines(found: list[queries.Kept], names: dict[UUID, str]) -> list[dict[str, Any]]:
    return [
        {
            "key": f"{number}", "due": one.due, "who": names.get(one.organisation, ""), "what": one.what,
            "state": one.state.title, "shape": STATE_SHAPES[one.state], "where": one.where, "url": one.url,
            "follows": _("As agreed: %(follows)s") % {"follows": one.follows}
            if one.follows and one.state is State.LATE else "",
        }
        for number, one in enumerate(found)
    ]  # fmt: skip
