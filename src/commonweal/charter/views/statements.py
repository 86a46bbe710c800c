"""Statements: the round, adding, marking one at a time, results."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.access import Permission, Refused, may
from commonweal.access.fetch import fetch
from commonweal.access.http import Request
from commonweal.access.views import act, page
from commonweal.charter import actions, pictures
from commonweal.charter.forms.statements import RoundForm, StatementForm, WithdrawForm
from commonweal.charter.models import Statement, StatementRound
from commonweal.charter.queries import statements as reads
from commonweal.charter.views.common import BOTH, form_page
from commonweal.components.tables.export import csv_response
from commonweal.partners.models import Organisation
from commonweal.partners.queries import members
from commonweal.partners.rules import Sector


@page(Permission.VIEW_CHARTER)
def statements(request: Request) -> HttpResponse:
    """The open round with what was said; the closed ones with their results."""
    rounds = list(reads.rounds())
    current = next((one for one in rounds if one.closed_at is None), None)
    context: dict[str, Any] = {
        "rounds": [one for one in rounds if one.closed_at is not None],
        "current": current,
        "opens": may(request.actor, Permission.DRAFT_CHARTER),
        "adds": may(request.actor, Permission.ADD_STATEMENTS),
    }
    if current is not None:
        context |= _open(request, current)
    return render(request, "charter/statements.html", context)


def _open(request: Request, current: StatementRound) -> dict[str, object]:
    said, withdrawn = reads.everything_said(current)
    marked = reads.own_marks(request.actor, current)
    spoken = reads.voices(current)
    partners = list(members(request.actor).only("name", "sector").order_by("name"))
    speaking = {one.organisation_id for one in said}
    return {
        "said": said,
        "withdrawn": withdrawn,
        "marked": marked,
        "left": sum(1 for one in said if one.pk not in marked),
        "people": sum(spoken.values()),
        "partners_count": len(partners),
        "spoken": [one for one in partners if one.pk in spoken],
        "silent": [one for one in partners if one.pk not in spoken],
        "without": [one for one in partners if one.pk not in speaking],
        "sectors": _by_sector(partners, spoken, speaking),
    }


def _by_sector(
    partners: Sequence[Organisation], spoken: Collection[UUID], speaking: Collection[UUID]
) -> list[tuple[str, int, int, int]]:
    """Each sector with its partners, those of which somebody has marked, those with a statement."""
    found: dict[str, list[Organisation]] = {}
    for one in partners:
        found.setdefault(Sector.titled(one.sector), []).append(one)
    return [
        (title, len(own), sum(one.pk in spoken for one in own), sum(one.pk in speaking for one in own))
        for title, own in sorted(found.items())
    ]


@page(Permission.DRAFT_CHARTER, methods=BOTH)
def open_round(request: Request) -> HttpResponse:
    """Open a round."""
    form = RoundForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda: actions.open_round(by=request.actor, **form.cleaned_data),
        words={"title": _("Open a round of statements"), "back": reverse("charter:statements")},
        done=_("The round is open. Add the first statement yourself: an empty page asks nobody."),
        to=lambda row: reverse("charter:statements"),
    )


@page(Permission.ADD_STATEMENTS, methods=BOTH)
def add(request: Request) -> HttpResponse:
    """Add a statement to the open round."""
    current = _the_open()
    form = StatementForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda: actions.add_statement(by=request.actor, round=current, text=form.cleaned_data["text"]),
        words={
            "title": _("Add a statement"),
            "quote": current.question,
            "back": reverse("charter:statements"),
        },
        done=_("Your statement is there for everybody to mark."),
        to=lambda row: reverse("charter:statements"),
    )


@page(Permission.ADD_STATEMENTS, methods=BOTH)
def mark(request: Request) -> HttpResponse:
    """One statement at a time: agree, disagree or pass."""
    current = _the_open()
    if request.method == "POST":
        return _marked(request)
    waiting = reads.to_mark(request.actor, current)
    total = Statement.objects.filter(round=current, withdrawn_at=None).count()
    one = Statement.objects.select_related("organisation").filter(pk=waiting[0]).first() if waiting else None
    context = {"round": current, "statement": one, "number": total - len(waiting) + 1, "total": total}
    return render(request, "charter/mark.html", context)


def _marked(request: Request) -> HttpResponse:
    try:
        pk, value = UUID(request.POST.get("statement", "")), int(request.POST.get("value", ""))
    except ValueError:
        messages.error(request, _("Choose agree, disagree or pass."))
        return redirect("charter:mark")
    rows = Statement.objects.select_related("round")
    statement = fetch(request.actor, Permission.ADD_STATEMENTS, rows, pk)
    try:
        actions.mark(by=request.actor, statement=statement, value=value)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("charter:statements" if request.POST.get("back") == "list" else "charter:mark")


@page(Permission.ADD_STATEMENTS, methods=BOTH)
def withdraw(request: Request, pk: UUID) -> HttpResponse:
    """Withdraw a statement, with a reason."""
    statement = fetch(request.actor, Permission.ADD_STATEMENTS, Statement.objects.select_related("round"), pk)
    if statement.person_id != request.actor.person_id and not may(request.actor, Permission.DRAFT_CHARTER):
        raise Http404
    form = WithdrawForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda: actions.withdraw_statement(
            by=request.actor, statement=statement, reason=form.cleaned_data["reason"]
        ),
        words={
            "title": _("Withdraw a statement"),
            "quote": statement.text,
            "back": reverse("charter:statements"),
        },
        done=_("The statement is withdrawn; it is not marked any more."),
        to=lambda row: reverse("charter:statements"),
    )


@page(Permission.DRAFT_CHARTER, methods=("POST",))
def close(request: Request, number: int) -> HttpResponse:
    """Close the round and read its results."""
    row = _round(number)
    to = reverse("charter:results", args=[number])
    return act(
        request,
        lambda: actions.close_round(by=request.actor, round=row),
        done=_("The round is closed. Everybody sees what follows."),
        to=to,
    )


@page(Permission.VIEW_CHARTER)
def results(request: Request, number: int) -> HttpResponse:
    """What every sector accepts, what divides, the map of opinions."""
    row = _round(number)
    if row.closed_at is None:
        return redirect("charter:statements")
    groups = reads.groups(row)
    said, withdrawn = reads.everything_said(row)
    found = reads.results(row, said, groups)
    drawn = reads.opinion_map(row, [one.statement for one in found])
    spoken = reads.voices(row)
    partners = list(members(request.actor).only("name").order_by("name"))
    return render(
        request,
        "charter/results.html",
        {
            "round": row,
            "groups": groups,
            "results": [(one, _cells(one, groups), _names(one.judged.against, groups)) for one in found],
            "accepted": [one for one in found if one.accepted],
            "dividing": sorted(
                (one for one in found if one.judged.divides), key=lambda one: -(one.judged.gap or 0)
            ),
            "titles": {key: title for key, (title, _people) in groups.items()},
            "people": sum(spoken.values()),
            "silent": [one for one in partners if one.pk not in spoken],
            "map": drawn,
            "picture": pictures.opinion_map(drawn) if drawn.groups else None,
            "withdrawn": withdrawn,
            "drafts": may(request.actor, Permission.DRAFT_CHARTER),
            "may_export": may(request.actor, Permission.EXPORT_FIGURES),
        },
    )


def _cells(one: reads.Result, groups: dict[str, tuple[str, int]]) -> list[tuple[str, object]]:
    return [(title, one.counts.get(key)) for key, (title, _people) in groups.items()]


def _names(keys: tuple[str, ...], groups: dict[str, tuple[str, int]]) -> list[str]:
    return [groups[key][0] for key in keys if key in groups]


@page(Permission.EXPORT_FIGURES)
def export(request: Request, number: int) -> HttpResponseBase:
    """The results as a table."""
    row = _round(number)
    if row.closed_at is None:
        raise Http404
    groups = reads.groups(row)
    heads = ["statement", "organisation", "consensus of sectors", "accepted by all"]
    for title, _people in groups.values():
        heads += [f"{title}: agree", f"{title}: disagree", f"{title}: pass"]
    rows = []
    for one in reads.results(row):
        cells: list[object] = [one.statement.text, one.statement.organisation.name]
        mean = one.judged.consensus_mean
        cells += ["" if mean is None else round(mean, 4), "yes" if one.accepted else "no"]
        for key in groups:
            count = one.counts.get(key)
            cells += ["", "", ""] if count is None else [count.agree, count.disagree, count.passed]
        rows.append(cells)
    return csv_response(f"statements-round-{number}", heads, rows)


def _round(number: int) -> StatementRound:
    row = reads.rounds().filter(number=number).first()
    if row is None:
        raise Http404
    return row


def _the_open() -> StatementRound:
    row = reads.rounds().filter(closed_at=None).first()
    if row is None:
        raise Http404
    return row
