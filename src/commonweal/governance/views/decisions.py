"""Pages of the decision log."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.access import Permission, may
from commonweal.access.fetch import fetch
from commonweal.access.http import Request
from commonweal.access.views import act, page
from commonweal.governance import actions, presenters
from commonweal.governance.forms.decisions import ActionForm, ExplainForm, RecordForm, ReviewForm, TellForm
from commonweal.governance.models import Body, Decision, DecisionAction
from commonweal.governance.queries import decisions as queries
from commonweal.governance.views.common import BOTH, form_page
from commonweal.partners.queries import known_people, members


def _to(row: Decision) -> str:
    return reverse("governance:decision", args=[row.pk])


def _decision(request: Request, permission: Permission, pk: UUID) -> Decision:
    return fetch(request.actor, permission, queries.decisions(), pk)


@page(Permission.VIEW_DECISIONS)
def decision_list(request: Request) -> HttpResponseBase:
    """The log."""
    table = presenters.decisions.DecisionTable(request, presenters.decisions.lines(request.actor))
    return table.respond(
        "governance/decisions/list.html", {"may_record": may(request.actor, Permission.KEEP_BODIES)}
    )


@page(Permission.VIEW_DECISIONS)
def decision(request: Request, pk: UUID) -> HttpResponse:
    """One decision, to read and to print."""
    _decision(request, Permission.VIEW_DECISIONS, pk)
    context = presenters.decisions.decision(request.actor, queries.whole(pk))
    return render(request, "governance/decisions/show.html", context)


@page(Permission.KEEP_BODIES, methods=BOTH)
def record(request: Request) -> HttpResponse:
    """Write down a decision from the minutes."""
    form = RecordForm(
        request.POST or None,
        bodies=Body.objects.filter(ended_at=None),
        decisions=queries.supersedable(),
    )
    words = {
        "title": _("A decision from the minutes"),
        "context": _("For what was decided elsewhere."),
        "back": reverse("governance:decisions"),
    }
    return form_page(
        request,
        form,
        lambda: actions.decisions.record(by=request.actor, **form.facts()),
        words=words,
        done=_("It stands in the log."),
        to=_to,
    )


@page(Permission.VIEW_DECISIONS, methods=("POST",))
def seen(request: Request, pk: UUID) -> HttpResponse:
    """Say that one has read it."""
    row = _decision(request, Permission.VIEW_DECISIONS, pk)
    return act(
        request,
        lambda: actions.decisions.mark_seen(by=request.actor, decision=row),
        done=_("Noted that you have read it."),
        to=_to(row),
    )


@page(Permission.PROPOSE, methods=BOTH)
def add_action(request: Request, pk: UUID) -> HttpResponse:
    """Write down what follows."""
    row = _decision(request, Permission.PROPOSE, pk)
    form = ActionForm(request.POST or None, members=members(request.actor).order_by("name"))
    return form_page(
        request,
        form,
        lambda: actions.decisions.add_action(by=request.actor, decision=row, **form.facts()),
        words={"title": _("What follows from it?"), "context": row.question, "back": _to(row)},
        done=_("The action is written down."),
        to=lambda _row: _to(row),
    )


@page(Permission.VIEW_DECISIONS, methods=("POST",))
def finish_action(request: Request, pk: UUID) -> HttpResponse:
    """Report an action as done."""
    rows = DecisionAction.objects.select_related("decision")
    action = rows.filter(pk=pk).first()
    if action is None:
        raise Http404
    fetch(request.actor, Permission.VIEW_DECISIONS, Decision.objects.all(), action.decision_id)
    return act(
        request,
        lambda: actions.decisions.finish_action(by=request.actor, action=action),
        done=_("It is reported as done."),
        to=_to(action.decision),
    )


@page(Permission.PROPOSE, methods=BOTH)
def tell(request: Request, pk: UUID) -> HttpResponse:
    """Tell more people."""
    row = _decision(request, Permission.PROPOSE, pk)
    told = row.told.values("person_id")
    form = TellForm(request.POST or None, people=known_people(request.actor).exclude(pk__in=told))
    return form_page(
        request,
        form,
        lambda: actions.decisions.tell(by=request.actor, decision=row, **form.facts()),
        words={"title": _("Whom else to tell?"), "context": row.question, "back": _to(row)},
        done=_("They were told."),
        to=lambda _count: _to(row),
    )


@page(Permission.PROPOSE, methods=BOTH)
def explain(request: Request, pk: UUID) -> HttpResponse:
    """Say why, where the deadline counted."""
    row = _decision(request, Permission.PROPOSE, pk)
    form = ExplainForm(request.POST or None)
    words = {
        "title": _("Why was it decided like this?"),
        "context": _("It is written down once and stays as it is."),
        "back": _to(row),
    }
    return form_page(
        request,
        form,
        lambda: actions.decisions.explain(by=request.actor, decision=row, **form.cleaned_data),
        words=words,
        done=_("The reason stands in the log."),
        to=_to,
    )


@page(Permission.PROPOSE, methods=BOTH)
def review(request: Request, pk: UUID) -> HttpResponse:
    """Look at a decision again."""
    row = _decision(request, Permission.PROPOSE, pk)
    form = ReviewForm(request.POST or None)
    words = {
        "title": _("Does the decision still hold?"),
        "context": _("To change it, put a new proposal that takes its place."),
        "back": _to(row),
    }
    return form_page(
        request,
        form,
        lambda: actions.decisions.review(by=request.actor, decision=row, **form.cleaned_data),
        words=words,
        done=_("The review is written down."),
        to=_to,
    )
