"""Results of rounds: where people agree, where not, and what will be done about it."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.access import Permission, may
from commonweal.access.fetch import fetch
from commonweal.access.http import Request
from commonweal.access.views import page
from commonweal.alignment.pictures import surveys as pictures
from commonweal.alignment.queries import surveys as queries
from commonweal.alignment.rules.rounds import LOW_RESPONSE, State
from commonweal.alignment.views.surveys import tabs
from commonweal.components.tables import csv_response
from commonweal.database import clock


@page(Permission.VIEW_ALIGNMENT)
def topics(request: Request) -> HttpResponse:
    """How aligned the alliance is: the newest results."""
    newest = sorted(queries.newest_closed(), key=lambda row: row.closed_at or row.created_at, reverse=True)
    if newest:
        return redirect("alignment:round", newest[0].pk)
    return render(request, "alignment/surveys/none.html", {"tabs": tabs(request.actor, "topics")})


@page(Permission.VIEW_ALIGNMENT)
def sent(request: Request, pk: UUID) -> HttpResponseBase:
    """A round: how many answered; once closed, topic by sector, importance, who collides, what follows."""
    by = request.actor
    row = fetch(by, Permission.VIEW_ALIGNMENT, queries.all_rounds(), pk)
    questions = queries.questions_of(row) if row.closed_at else []
    found = queries.results(row, questions) if row.closed_at else []
    if request.GET.get("format") == "csv":
        return csv_response("alignment", pictures.CSV_HEADS, pictures.csv_rows(found))
    before = queries.round_before(row) if row.closed_at else None
    response, runs = queries.response(row), may(by, Permission.RUN_SURVEYS)
    state = queries.state_of(row, clock.now())
    context = {
        "tabs": tabs(by, "topics" if row.closed_at else "surveys"),
        "round": row,
        "state": state,
        "shape": pictures.SHAPES[state],
        "is_open": row.closed_at is None,
        "response": response,
        "silent": queries.silent(row) if row.closed_at is None and runs else [],
        "low": response.rate is not None and response.rate < LOW_RESPONSE,
        "runs": runs,
        "over": state is State.OVER,
        "others": [one for one in queries.newest_closed() if one.pk != row.pk] if row.closed_at else [],
        "before": before,
        "remarks": [one for one in questions if one.kind == one.WORDS],
    }
    if any(one.views for one in found):
        earlier = (
            {one.question.pk: one for one in queries.results(before, questions, everybody_only=True)}
            if before
            else {}
        )
        context |= {
            "map": pictures.heat_map(row, found),
            "lines": pictures.lines(row, found, earlier),
            "picture": pictures.importance(found),
            "ranking": pictures.ranking(found),
            "collisions": queries.collisions(found),
        }
    return render(request, "alignment/surveys/round.html", context)


@page(Permission.VIEW_ALIGNMENT)
def distribution(request: Request, pk: UUID, question: UUID) -> HttpResponse:
    """How one question was answered: by everybody, by sectors, by those organisations that may be shown."""
    row = fetch(request.actor, Permission.VIEW_ALIGNMENT, queries.all_rounds(), pk)
    result = next((one for one in queries.results(row) if one.question.pk == question), None)
    if result is None or row.closed_at is None:
        raise Http404
    views = [view for view in result.views if view.counts is not None]
    wanted = request.GET.get("of", "")
    chosen = next((view for view in views if pictures.key_of(view) == wanted), result.all)
    context = {
        "round": row,
        "question": result.question,
        "back": reverse("alignment:round", args=[pk]),
        "views": [
            {
                "view": view,
                "url": f"?of={pictures.key_of(view)}",
                "current": view is chosen,
                **pictures.measures(view),
            }
            for view in views
        ],
        "between": pictures.between(result),
        "hidden": [view.name for view in result.views if view.counts is None],
        "picture": pictures.distribution(result.question, chosen) if chosen and chosen.counts else None,
        "title": _("%(topic)s: how it was answered") % {"topic": result.question.topic},
    }
    return render(request, "alignment/surveys/distribution.html", context)
