"""Feeding figures: uploads, runs with their checks, handing on and taking back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.access import Permission, Refused
from commonweal.access.fetch import fetch
from commonweal.access.http import Request
from commonweal.access.views import act, page
from commonweal.components.status import Shape
from commonweal.database import clock
from commonweal.evidence.measures.catalogue import MEASURES
from commonweal.performance import actions, queries
from commonweal.performance.forms import FeedForm, ReasonForm
from commonweal.performance.models import Part, Run
from commonweal.performance.rules import Layout, RunStatus

BOTH = ("GET", "POST")
FEED = Permission.FEED_FIGURES
SHAPES = {
    RunStatus.WAITING: Shape.WAITING,
    RunStatus.RUNNING: Shape.MOVING,
    RunStatus.DONE: Shape.DONE,
    RunStatus.FAILED: Shape.NEEDS,
}
MOST_RUNS = 50


@page(FEED, methods=BOTH)
def feed(request: Request) -> HttpResponse:
    """Upload files, and see the runs of one's own organisation."""
    form = FeedForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            run = actions.feed(
                by=request.actor,
                layout=Layout(told["layout"]),
                uploads=told["files"],
                first=told["first"],
                last=told["last"],
            )
        except Refused as refusal:
            form.add_error("files", str(refusal))
        else:
            messages.success(request, _("Your files have arrived. You can leave this page; the run goes on."))
            return redirect("performance:run", pk=run.pk)
    runs = queries.runs()[:MOST_RUNS]
    return render(
        request,
        "performance/feed.html",
        {
            "form": form,
            "folders": queries.folder_feeds(),
            "runs": [{"run": run, "shape": _shape(run), "status": _status(run)} for run in runs],
        },
        status=422 if form.is_bound and not form.is_valid() else 200,
    )


@page(FEED)
def run(request: Request, pk: UUID) -> HttpResponse:
    """One run: how far it is, what the checks found, what can be worked out, and handing it on."""
    one = fetch(request.actor, FEED, queries.runs(), pk)
    found = queries.findings(one)
    lacking = [(_title(name), lacks) for name, lacks in one.summary.get("lacking", {}).items()]
    stopped = [(_title(name), why) for name, why in one.summary.get("stopped", {}).items()]
    part = getattr(one, "part", None)
    context = {
        "run": one,
        "shape": _shape(one),
        "status": _status(one),
        "findings": [(finding, [_title(name) for name in finding.spoils]) for finding in found],
        "severe": sum(finding.severity == "severe" for finding in found),
        "lacking": lacking,
        "stopped": stopped,
        "part": part,
        "with_alliance": part is not None and part.handed_on_at and not part.taken_back_at,
        "measures": sorted(_title(name) for name in part.methods) if part is not None else [],
        "under_way": one.status in ("waiting", "running"),
        "may_start_again": one.facts().may_start_again(clock.now()),
    }
    return render(request, "performance/run.html", context)


@page(FEED, methods=("POST",))
def start_again(request: Request, pk: UUID) -> HttpResponse:
    """Start a run again that stopped."""
    one = fetch(request.actor, FEED, Run.objects.all(), pk)
    return act(
        request,
        lambda: actions.start_again(by=request.actor, run=one),
        done=_("The run has been started again."),
        to=reverse("performance:run", args=[pk]),
    )


@page(FEED, methods=("POST",))
def hand_on(request: Request, pk: UUID) -> HttpResponse:
    """Hand a run's suppressed figures on to the alliance."""
    part = _part(request, pk)
    return act(
        request,
        lambda: actions.hand_on(by=request.actor, part=part),
        done=_("The alliance has your figures; they are shown once somebody publishes them."),
        to=reverse("performance:run", args=[pk]),
    )


@page(FEED, methods=BOTH)
def take_back(request: Request, pk: UUID) -> HttpResponse:
    """Take handed-on figures back, with a reason."""
    part = _part(request, pk)
    form = ReasonForm(request.POST or None)
    to = reverse("performance:run", args=[pk])
    if request.method == "POST" and form.is_valid():
        return act(
            request,
            lambda: actions.take_back(by=request.actor, part=part, reason=form.cleaned_data["reason"]),
            done=_("No later version will contain these figures."),
            to=to,
        )
    return render(
        request,
        "performance/reason.html",
        {
            "heading": _("Take your figures back"),
            "lead": _(
                "No later version will contain them. Versions that are published already stay until they are withdrawn."
            ),
            "form": form,
            "submit": _("Take the figures back"),
            "back": to,
            "danger": True,
        },
    )


def _part(request: Request, run_id: UUID) -> Part:
    """The part of one's own run. Raises Http404."""
    fetch(request.actor, FEED, Run.objects.all(), run_id)
    part = Part.objects.filter(run_id=run_id).first()
    if part is None:
        raise Http404
    return part


def _shape(run: Run) -> Shape:
    return Shape.NEEDS if run.facts().stuck(clock.now()) else SHAPES[RunStatus(run.status)]


def _status(run: Run) -> str:
    if run.facts().stuck(clock.now()):
        return _("Lost its worker")
    return {
        RunStatus.WAITING: _("Waiting for its turn"),
        RunStatus.RUNNING: _("Running"),
        RunStatus.DONE: _("Done"),
        RunStatus.FAILED: _("Stopped"),
    }[RunStatus(run.status)]


def _title(name: str) -> str:
    return MEASURES[name].title if name in MEASURES else name
