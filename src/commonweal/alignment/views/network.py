"""Trust and network: the map, its measures, what others think of each member; and saying whom one works with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonweal.access import Actor, Permission, Refused, may
from commonweal.access.fetch import fetch
from commonweal.access.http import Request
from commonweal.access.views import act, page
from commonweal.alignment import actions
from commonweal.alignment.forms.network import PartnersForm, ReportForm
from commonweal.alignment.forms.surveys import ClosingForm
from commonweal.alignment.models import Score, TieRound
from commonweal.alignment.pictures.network import network_map
from commonweal.alignment.queries import network as queries
from commonweal.alignment.rules import network as rules
from commonweal.alignment.rules import trust
from commonweal.alignment.rules.betweenness import betweenness
from commonweal.alignment.rules.ties import TieRule
from commonweal.components.tables import csv_response
from commonweal.database import clock
from commonweal.partners.models import Organisation
from commonweal.partners.queries import members
from commonweal.partners.rules import Sector

BOTH = ("GET", "POST")
RULES = {
    TieRule.EITHER: gettext_lazy("one side says so"),
    TieRule.CONFIRMED: gettext_lazy("both sides say so"),
}


@page(Permission.VIEW_ALIGNMENT)
def show(request: Request) -> HttpResponseBase:
    """The newest closed round (or the one asked for): map, measures, trust and value."""
    by = request.actor
    rounds = list(queries.tie_rounds())
    asking = next((row for row in rounds if row.closed_at is None), None)
    closed = [row for row in rounds if row.closed_at is not None]
    row = next(
        (one for one in closed if str(one.number) == request.GET.get("round")), closed[0] if closed else None
    )
    rule = TieRule.CONFIRMED if request.GET.get("rule") == "confirmed" else TieRule.EITHER
    context: dict[str, Any] = {
        "asking": asking,
        "answered": asking.reports.count() if asking else 0,
        "told": queries.report_of(by, asking) if asking else None,
        "runs": may(by, Permission.RUN_SURVEYS),
        "over": asking is not None and asking.closes_at <= clock.now(),
        "round": row,
        "rounds": closed,
    }
    if row is not None:
        previous = next((one for one in closed if one.number < row.number), None)
        here, *earlier = queries.networks_of(by, [one for one in (row, previous) if one is not None], rule)
        if request.GET.get("format") == "csv":
            drawing = _picture(request, here, by.organisation_id)["map"]
            return csv_response("network", drawing.heads, drawing.rows)
        context |= _picture(request, here, by.organisation_id)
        context |= {"measures": measures(here, earlier[0] if earlier else None)}
        context |= _trust(by, row, previous, here)
    return render(request, "alignment/network/show.html", context)


def _picture(request: Request, here: queries.Map, own: UUID | None) -> dict[str, Any]:
    """The map as it was filtered, with the links that filter it."""
    wanted = {key: request.GET.get(key, "") for key in ("rule", "view", "sector", "fragile", "round")}
    sectors = {one.pk: one.sector for one in here.organisations}
    links = [
        link
        for link in here.links()
        if (not wanted["fragile"] or link.fragile)
        and (not wanted["sector"] or wanted["sector"] in (sectors[link.one], sectors[link.other]))
    ]
    # Who has no tie of their own (the office of the alliance) begins with the whole map.
    alone = not any(own in (link.one, link.other) for link in links)
    whole = wanted["view"] == "all" or (alone and not wanted["view"])
    return {
        "map": network_map(here.organisations, links, own=own, whole=whole),
        "here": here,
        "rule": RULES[here.rule],
        "whole": whole,
        "wanted": wanted,
        "sectors": [(key, Sector.titled(key)) for key in sorted(set(sectors.values()), key=Sector.titled)],
    }


@dataclass(frozen=True)
class Measure:
    """A figure of the network with what it means, and how it was in the round before."""

    name: str
    said: str
    means: str
    before: str = ""


def measures(here: queries.Map, before: queries.Map | None) -> list[Measure]:
    """The figures of a map; nothing below five members. No name of a hub while fewer than 80 % have answered."""
    if not here.enough:
        return []
    earlier = dict(_figures(before)) if before is not None and before.enough else {}
    network = here.network
    hubs = [here.organisations[at].name for at in rules.cut_points(network)]
    names = ", ".join(hubs) if here.may_name_hub else _("not named: fewer than 80 % answered")
    words = {
        "density": (_("Density"), _("ties there are, of all there could be")),
        "degree": (_("Centralization by ties"), _("1: all ties gather at one partner; 0: all have as many")),
        "between": (_("Centralization by paths"), _("1: all paths lead through one partner")),
        "parts": (_("Separate parts"), _("groups without a tie between them")),
        "isolates": (_("Without a tie"), _("partners nobody works with, under this rule")),
        "cut": (_("Partners that hold parts together"), names or _("none")),
        "fragile": (_("Ties that hang on one person"), _("on at least one side a single person holds it")),
        "both": (_("Said by both"), _("reported ties that the other side reports too")),
        "mixing": (_("Mixing between sectors"), _("E–I index: −1 all ties within sectors, 1 all across")),
    }
    found = []
    for key, value in _figures(here):
        then = earlier.get(key)
        found.append(Measure(words[key][0], _said(value), words[key][1], "" if then is None else _said(then)))
    degrees = network.degrees()
    if here.may_name_hub and any(degrees):
        most = [here.organisations[at].name for at, ties in enumerate(degrees) if ties == max(degrees)]
        said = _("%(n)s ties") % {"n": max(degrees)}
        found.append(Measure(_("Most ties"), said, ", ".join(most)))
    if before is not None:
        now, then_pairs = _pairs(here), _pairs(before)
        said = _("%(new)s new, %(gone)s gone") % {"new": len(now - then_pairs), "gone": len(then_pairs - now)}
        found.append(
            Measure(
                _("Ties since the round before"), said, _("between the same partners, under the same rule")
            )
        )
    return found


def _figures(here: queries.Map) -> list[tuple[str, float | int | None]]:
    network = here.network
    scores = betweenness(network.size, network.arcs, directed=False)
    return [
        ("density", rules.density(network)),
        ("degree", rules.degree_centralization(network)),
        ("between", rules.betweenness_centralization(scores, directed=False)),
        ("parts", len(rules.components(network))),
        ("isolates", len(rules.isolates(network))),
        ("cut", len(rules.cut_points(network))),
        ("fragile", sum(link.fragile for link in here.links())),
        ("both", rules.reciprocity(here.reports)),
        ("mixing", rules.e_i_index(network)),
    ]


def _said(value: float | int | None) -> str:
    if value is None:
        return "–"
    return str(value) if isinstance(value, int) else f"{value:.2f}"


def _pairs(here: queries.Map) -> set[frozenset[UUID]]:
    return {frozenset((link.one, link.other)) for link in here.links()}


@dataclass(frozen=True)
class Standing:
    """What others think of a member: trust and value, from how many; None where fewer than three rated."""

    organisation: Organisation
    trust: float | None
    value: float | None
    raters: int | None
    change: float | None


def _trust(by: Actor, row: TieRound, previous: TieRound | None, here: queries.Map) -> dict[str, Any]:
    scores, *more = queries.all_scores(*(one for one in (row, previous) if one is not None))
    earlier = more[0] if more else {}
    standings = [
        _standing(one, scores.get(one.pk, {}), earlier.get(one.pk, {})) for one in here.organisations
    ]
    given, own = queries.given_by(by, row)
    mine = scores.get(by.organisation_id, {}) if by.organisation_id else {}
    received = {key: score.mean for key, score in mine.items()}
    pairs = (trust.score(given, "trust"), trust.score(received, "trust"))
    return {
        "standings": sorted(standings, key=lambda one: (one.trust is None, one.organisation.name)),
        "dimensions": [
            (one.title, received.get(key), given.get(key), own.get(key))
            for key, one in trust.DIMENSIONS.items()
        ],
        "has_own": bool(received or given),
        "far_apart": trust.far_apart(*pairs),
    }


def _standing(one: Organisation, scores: dict[str, Score], earlier: dict[str, Score]) -> Standing:
    means = {key: score.mean for key, score in scores.items()}
    before = {key: score.mean for key, score in earlier.items()}
    now, then = trust.score(means, "trust"), trust.score(before, "trust")
    parts = [score for key, score in scores.items() if trust.DIMENSIONS[key].score == "trust"]
    change = None
    if now is not None and then is not None and all(score.comparable for score in parts):
        change = round(now - then, 1) + 0.0
    raters = min((score.raters for score in scores.values() if score.raters), default=None)
    return Standing(one, now, trust.score(means, "value"), raters, change)


@page(Permission.RUN_SURVEYS, methods=BOTH)
def ask(request: Request) -> HttpResponse:
    """Ask every member whom it works with."""
    form = ClosingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.ask_for_ties(by=request.actor, closes_at=form.closes_at())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Every partner finds the question under “What needs you”."))
            return redirect("alignment:network")
    context = {
        "form": form,
        "title": _("Ask the partners whom they work with"),
        "lead": _(
            "One person answers for each organisation, in about ten minutes; it can be changed until the last day."
        ),
        "back": reverse("alignment:network"),
    }
    return render(request, "alignment/surveys/form.html", context)


@page(Permission.RUN_SURVEYS, methods=("POST",))
def close(request: Request, pk: UUID) -> HttpResponse:
    """Close a round of ties."""
    row = fetch(request.actor, Permission.RUN_SURVEYS, queries.tie_rounds(), pk)
    return act(
        request,
        lambda: actions.close_ties(by=request.actor, asking=row),
        done=_("The map is for everybody now."),
        to=reverse("alignment:network"),
    )


@page(Permission.ANSWER_SURVEYS, methods=BOTH)
def tell(request: Request, pk: UUID) -> HttpResponse:
    """Say whom one's organisation works with: first which partners, then how with each."""
    by = request.actor
    row = fetch(by, Permission.ANSWER_SURVEYS, queries.tie_rounds().filter(closed_at=None), pk)
    others = list(members(by).exclude(pk=by.own_organisation_id).order_by("name"))
    if by.organisation_id is None:
        raise Http404
    before = queries.report_of(by, row)
    context = {"round": row, "organisation": by.organisation_name, "back": reverse("alignment:network")}
    kept = f"ties-{row.pk}"
    if request.GET.get("step") != "2" or kept not in request.session:
        named = {"partners": [str(tie.to_id) for tie in before.ties.all()] if before else []}
        first = PartnersForm(request.POST or None, others=others, initial=named)
        if request.method == "POST" and first.is_valid():
            request.session[kept] = first.cleaned_data["partners"]
            return redirect(f"{request.path}?step=2")
        return render(request, "alignment/network/tell.html", context | {"form": first, "at": 1})
    wanted = set(request.session[kept])
    chosen = [one for one in others if str(one.pk) in wanted]
    form = ReportForm(request.POST or None, own=by.organisation_id, chosen=chosen, before=before)
    if request.method == "POST" and form.is_valid():
        try:
            actions.tell_ties(by=by, asking=row, ties=form.ties(), ratings=form.ratings())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            del request.session[kept]
            messages.success(
                request, _("What your organisation says is kept. You can change it until the round closes.")
            )
            return redirect("alignment:network")
    return render(
        request, "alignment/network/tell.html", context | {"form": form, "at": 2, "back": request.path}
    )
