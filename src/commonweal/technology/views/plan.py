"""Pages of plan, training and delivery."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.access.http import Request
from commonweal.access.views import act, page
from commonweal.technology import actions
from commonweal.technology.actions.common import today
from commonweal.technology.forms.others import CheckForm, PeopleForm, ReasonForm, SignOffForm
from commonweal.technology.models import Check, Learner, Milestone, Session, Step
from commonweal.technology.parts import Cell, Listing, Page, short
from commonweal.technology.presenters import delivery, plan, training
from commonweal.technology.presenters.overview import keeps
from commonweal.technology.queries import partnerships as queries
from commonweal.technology.views.common import BOTH, KEEPS, SEES, form_page, show, the_partnership, the_row


@page(SEES)
def plan_page(request: Request, pk: UUID) -> HttpResponse:
    """The technology plan."""
    row = the_partnership(request, SEES, pk)
    return show(request, plan.page(request.actor, row, today(row)))


@page(SEES)
def asset(request: Request, pk: UUID) -> HttpResponse:
    """One asset."""
    row = the_row(request, SEES, queries.assets(), pk)
    return show(request, plan.asset(request.actor, row, today(row.partnership)))


@page(SEES)
def step(request: Request, pk: UUID) -> HttpResponse:
    """One step of the roadmap."""
    rows = Step.mine().select_related("asset", "need").prefetch_related("costs", "decisions")
    return show(request, plan.step(request.actor, the_row(request, SEES, rows, pk)))


@page(SEES)
def training_page(request: Request, pk: UUID) -> HttpResponse:
    """Training."""
    row = the_partnership(request, SEES, pk)
    return show(request, training.page(request.actor, row, today(row)))


@page(SEES, methods=BOTH)
def session(request: Request, pk: UUID) -> HttpResponse:
    """One session: who is down, who came, who can do it."""
    rows = Session.mine().select_related("course").prefetch_related("attendances__learner")
    row = the_row(request, KEEPS if request.method == "POST" else SEES, rows, pk)
    people = [
        one
        for one in Learner.objects.filter(partnership=row.partnership, left_on__isnull=True)
        if one.role in row.course.roles
    ]
    down = [one.learner for one in row.attendances.all()]
    sent = request.POST if request.method == "POST" else None
    here = {one.pk for one in down}
    forms = {
        "sign-up": PeopleForm(
            sent if sent and "sign-up" in sent else None,
            people=[(str(one.pk), str(one)) for one in people if one.pk not in here],
            label=_("Who should come"), submit=_("Put them down"), auto_id="up-%s",
        ),
        "came": PeopleForm(
            sent if sent and "came" in sent else None, people=[(str(one.pk), str(one)) for one in down],
            label=_("Who came"), submit=_("Write down who came"), auto_id="came-%s",
            initial={"learners": [str(one.learner_id) for one in row.attendances.all() if one.came]},
        ),
        "sign-off": SignOffForm(
            sent if sent and "sign-off" in sent else None, people=[(str(one.pk), str(one)) for one in down],
            label=_("Who showed that they can do it"), auto_id="off-%s", initial={"on": today(row.partnership)},
        ),
    }  # fmt: skip
    if sent is not None:
        what = next((name for name in forms if name in sent), "sign-up")
        form = forms[what]
        if form.is_valid():
            done = {
                "sign-up": lambda: actions.sign_up(by=request.actor, session=row, learners=form.chosen()),
                "came": lambda: actions.write_attendance(by=request.actor, session=row, came=form.chosen()),
                "sign-off": lambda: actions.sign_off(
                    by=request.actor, course=row.course, learners=form.chosen(), on=form.cleaned_data["on"]
                ),
            }[what]
            return act(request, done, done=_("Saved."), to=reverse("technology:session", args=[pk]))
    shown = training.session(request.actor, row, people)
    return show(
        request,
        shown,
        "technology/session.html",
        forms=forms if keeps(request.actor, row.partnership) else {},
    )


@page(SEES)
def delivery_page(request: Request, pk: UUID) -> HttpResponse:
    """Projects of a partnership."""
    row = the_partnership(request, SEES, pk)
    return show(request, delivery.page(request.actor, row, today(row)))


@page(SEES)
def project(request: Request, pk: UUID) -> HttpResponse:
    """One project."""
    row = the_row(request, SEES, delivery.projects(), pk)
    writes = keeps(request.actor, row.partnership)
    mine = any(one.organisation_id == request.actor.organisation_id for one in row.acceptances.all())
    return show(
        request,
        delivery.project(request.actor, row, today(row.partnership)),
        "technology/project.html",
        accept=reverse("technology:accept", args=[pk]) if writes and not mine else "",
    )


@page(KEEPS, methods=BOTH)
def accept(request: Request, pk: UUID) -> HttpResponse:
    """Accept a project for one's own side."""
    row = the_row(request, KEEPS, delivery.projects(), pk)
    form = ReasonForm(request.POST or None)
    form.fields["text"].label, form.fields["text"].required = _("What you note down with it"), False
    form.submit_label = _("Accept the project")
    back = reverse("technology:project", args=[pk])
    return form_page(
        request,
        form,
        lambda: actions.accept(by=request.actor, project=row, note=form.cleaned_data["text"]),
        words={"title": _("Accept “%(p)s” for your side") % {"p": row.title}, "back": back},
        done=_("Your side has accepted it."),
        to=lambda _row: back,
    )


@page(SEES, methods=BOTH)
def milestone(request: Request, pk: UUID) -> HttpResponse:
    """One milestone, and what it waits for."""
    rows = Milestone.mine().select_related("project", "goal").prefetch_related("waits__before")
    row = the_row(request, KEEPS if request.method == "POST" else SEES, rows, pk)
    if request.method == "POST":
        before = the_row(request, KEEPS, Milestone.mine(), _uuid(request.POST.get("before", "")))
        return act(
            request,
            lambda: actions.wait_for(by=request.actor, milestone=row, before=before),
            done=_("It waits for that one now."),
            to=reverse("technology:milestone", args=[pk]),
        )
    waits = [one.before for one in row.waits.all()]
    others = Milestone.objects.filter(partnership=row.partnership).exclude(
        pk__in=[pk, *(one.pk for one in waits)]
    )
    shown = Page(
        title=row.title,
        context=row.project.title,
        partnership=row.partnership,
        facts=[
            (_("Due"), short(row.due)),
            (_("Goal"), row.goal.title if row.goal else _("none yet")),
            (_("Reached"), f"{short(row.done_on)}, {row.done_by}" if row.done_on else _("not yet")),
        ],
        listings=[
            Listing(
                _("Waits for"),
                [_("Milestone"), _("Due")],
                [
                    [Cell(one.title, reverse("technology:milestone", args=[one.pk])), Cell(short(one.due))]
                    for one in waits
                ],
                empty=_("It waits for nothing."),
            )
        ],
    )
    writes = keeps(request.actor, row.partnership) and row.done_on is None
    return render(
        request,
        "technology/milestone.html",
        shown.context_data() | {"others": list(others) if writes else []},
    )


def _uuid(value: str) -> UUID:
    try:
        return UUID(value)
    except ValueError:
        return UUID(int=0)


@page(KEEPS, methods=("POST",))
def reach(request: Request, pk: UUID) -> HttpResponse:
    """Call a milestone reached."""
    row = the_row(request, KEEPS, Milestone.mine().select_related("project"), pk)
    return act(
        request,
        lambda: actions.reach(by=request.actor, milestone=row),
        done=_("Reached."),
        to=reverse("technology:project", args=[row.project_id]),
    )


@page(KEEPS, methods=BOTH)
def check(request: Request, pk: UUID) -> HttpResponse:
    """Answer a readiness check."""
    row = the_row(request, KEEPS, Check.mine().select_related("project"), pk)
    form = CheckForm(request.POST or None, initial={"note": row.note})
    back = reverse("technology:project", args=[row.project_id])
    return form_page(
        request,
        form,
        lambda: actions.answer_check(by=request.actor, check=row, **form.cleaned_data),
        words={"title": row.question, "context": row.project.title, "back": back},
        done=_("The check is answered."),
        to=lambda _row: back,
    )
