"""Pages of learning together: cohorts, a cohort, a session with one's reflection, and the forms around them."""

from __future__ import annotations

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.access import Permission, may
from commonweal.access.fetch import fetch
from commonweal.access.http import Request
from commonweal.access.views import act, page
from commonweal.alignment.actions import learning as actions
from commonweal.alignment.courses import courses
from commonweal.alignment.forms.learning import (
    CameForm,
    CohortForm,
    OwnChallengeForm,
    OwnChangeForm,
    PeopleForm,
    ReflectionForm,
    WhenForm,
)
from commonweal.alignment.models import CourseSession, Participant, Reflection
from commonweal.alignment.queries import learning as queries
from commonweal.alignment.rules import learning as rules
from commonweal.alignment.rules.meetings import CAME
from commonweal.alignment.views.parts import BOTH, form_page
from commonweal.database import clock
from commonweal.partners.queries import current_seats, members


def _status(found: queries.View) -> tuple[str, str]:
    if found.over:
        return "done", _("finished")
    if found.week == 0:
        return "waiting", _("not begun yet")
    return "moving", _("session %(n)s of %(all)s") % {"n": found.week, "all": len(found.sessions)}


@page(Permission.VIEW_ALIGNMENT)
def overview(request: Request) -> HttpResponse:
    """Every cohort by counts, one's own first, and the courses there are."""
    found = queries.views(clock.now())
    lines = [
        {"row": one.row, "counts": one.counts, "status": _status(one), "mine": one.learner(request.actor) is not None,
         "said": sum(one.counts.outcomes.values()), "first": one.sessions[0].starts_at,
         "organisations": len({learner.row.organisation_name for learner in one.learners})}
        for one in found
    ]  # fmt: skip
    finished = [one.counts for one in found if one.over]
    return render(
        request,
        "alignment/learning/overview.html",
        {
            "lines": sorted(lines, key=lambda one: not one["mine"]),
            "keeps": may(request.actor, Permission.HOLD_MEETINGS),
            "courses": courses().values(),
            "completed": sum(one.completed for one in finished),
            "stayed": sum(one.people - one.left for one in finished),
            "changed": sum(one.outcomes["changed"] + one.outcomes["partly"] for one in finished),
            "challenges": sum(one.challenges for one in finished),
        },
    )


@page(Permission.VIEW_ALIGNMENT)
def course(request: Request) -> HttpResponse:
    """A course week by week."""
    found = courses().get(request.GET.get("key", "twelve-weeks"))
    if found is None:
        raise Http404
    keeps = may(request.actor, Permission.HOLD_MEETINGS)
    return render(request, "alignment/learning/course.html", {"course": found, "keeps": keeps})


@page(Permission.VIEW_ALIGNMENT)
def show(request: Request, pk: UUID) -> HttpResponse:
    """A cohort: its sessions, its people and how they stand, what changed."""
    found = _view(request, pk)
    came: dict[UUID, list[bool]] = {}
    for one in found.learners:
        for mark in one.row.attendance.all():
            came.setdefault(mark.session_id, []).append(mark.came in CAME)
    now = clock.now()
    return render(
        request,
        "alignment/learning/cohort.html",
        {
            "found": found,
            "row": found.row,
            "counts": found.counts,
            "said": sum(found.counts.outcomes.values()),
            "outcomes": [(rules.OUTCOMES[key], count) for key, count in found.counts.outcomes.items()],
            "status": _status(found),
            "mine": found.learner(request.actor),
            "keeps": may(request.actor, Permission.HOLD_MEETINGS, on=found.row),
            "timezone": request.actor.timezone,
            "sessions": [
                {"row": one, "begun": one.starts_at <= now, "came": sum(came.get(one.pk, [])),
                 "recorded": len(came.get(one.pk, []))}
                for one in found.sessions
            ],
            "learners": [(one, rules.STANDINGS[one.standing.key]) for one in found.learners],
            "needed": rules.needed(len(found.sessions)),
        },
    )  # fmt: skip


@page(Permission.VIEW_ALIGNMENT, methods=BOTH)
def session(request: Request, pk: UUID) -> HttpResponse:
    """A session: aim, agenda, reading, the question; one's own reflection, and those that are shared."""
    row = _session(request, pk)
    by, here = request.actor, reverse("alignment:course-session", args=[pk])
    takes_part = row.cohort.participants.filter(person_id=by.own_person_id, left_at=None).exists()
    reflections = queries.reflections(row)
    own = next((one for one in reflections if one.person_id == by.person_id), None)
    begun = row.starts_at <= clock.now()
    form = ReflectionForm(
        request.POST or None, question=row.question, initial={"text": own.text if own else ""}
    )
    return form_page(
        request,
        form,
        lambda: actions.reflect(by=by, session=row, text=form.cleaned_data["text"]),
        words={
            "row": row,
            "writes": begun and takes_part,
            "own": own,
            "begun": begun,
            "takes_part": takes_part,
            "shared": [one for one in reflections if one.person_id != by.person_id],
            "keeps": may(by, Permission.HOLD_MEETINGS, on=row),
            "timezone": by.timezone,
        },
        done=_("Your reflection is kept."),
        to=lambda _row: here,
        template="alignment/learning/session.html",
    )


@page(Permission.VIEW_ALIGNMENT, methods=("POST",))
def share(request: Request, pk: UUID) -> HttpResponse:
    """Share one's reflection with the cohort, or end it."""
    row = fetch(request.actor, Permission.VIEW_ALIGNMENT, Reflection.objects.all(), pk)
    wanted = row.shared_at is None
    return act(
        request,
        lambda: actions.share(by=request.actor, reflection=row, shared=wanted),
        done=_("Your cohort can read it now.") if wanted else _("Only you read it again."),
        to=reverse("alignment:course-session", args=[row.session_id]),
    )


@page(Permission.HOLD_MEETINGS, methods=BOTH)
def open_cohort(request: Request) -> HttpResponse:
    """Open a cohort."""
    by = request.actor
    form = CohortForm(
        request.POST or None, timezone=by.timezone, seats=_seats(request),
        courses=[(one.key, f"{one.title} ({len(one.weeks)})") for one in courses().values()],
    )  # fmt: skip
    return form_page(
        request,
        form,
        lambda: actions.open_cohort(by=by, **form.facts()),
        words={"title": _("Open a cohort"), "back": reverse("alignment:learning")},
        done=_("The cohort is open. Whoever takes part was told by e-mail."),
        to=lambda row: _page(row.pk),
    )


@page(Permission.HOLD_MEETINGS, methods=BOTH)
def enrol(request: Request, pk: UUID) -> HttpResponse:
    """Take more people in."""
    found = _view(request, pk)
    there = {one.row.person_id for one in found.learners}
    form = PeopleForm(request.POST or None, seats=_seats(request, without=there))
    return form_page(
        request,
        form,
        lambda: actions.enrol(by=request.actor, cohort=found.row, seats=form.chosen()),
        words={"title": _("Who else takes part?"), "context": found.row.title, "back": _page(pk)},
        done=_("They take part and were told by e-mail."),
        to=lambda _count: _page(pk),
    )


@page(Permission.VIEW_ALIGNMENT, methods=("POST",))
def leave(request: Request, pk: UUID) -> HttpResponse:
    """Somebody leaves the cohort."""
    row = fetch(request.actor, Permission.VIEW_ALIGNMENT, Participant.objects.select_related("cohort"), pk)
    return act(
        request,
        lambda: actions.leave(by=request.actor, participant=row),
        done=_("%(name)s no longer takes part. What they said stays.") % {"name": row.name},
        to=_page(row.cohort_id),
    )


@page(Permission.HOLD_MEETINGS, methods=BOTH)
def attend(request: Request, pk: UUID) -> HttpResponse:
    """Who came to a session."""
    row = _session(request, pk)
    held = dict(row.attendance.values_list("participant_id", "came"))
    people = [one for one in row.cohort.participants.all() if one.left_at is None or one.pk in held]
    form = CameForm(request.POST or None, people=people, held=held)
    return form_page(
        request,
        form,
        lambda: actions.attend(by=request.actor, session=row, came=form.came()),
        words={"title": _("Who came to “%(title)s”?") % {"title": row.title}, "back": _page(row.cohort_id)},
        done=_("Saved."),
        to=lambda _none: _page(row.cohort_id),
    )


@page(Permission.HOLD_MEETINGS, methods=BOTH)
def move(request: Request, pk: UUID) -> HttpResponse:
    """Another day or hour."""
    row, zone = _session(request, pk), request.actor.timezone
    at = row.starts_at.astimezone(ZoneInfo(zone))
    form = WhenForm(request.POST or None, timezone=zone, initial={"on": at.date(), "begins": at.time()})
    return form_page(
        request,
        form,
        lambda: actions.move(by=request.actor, session=row, starts=form.starts()),
        words={"title": _("When is “%(title)s”?") % {"title": row.title}, "back": _page(row.cohort_id)},
        done=_("The session is moved. Tell the others: no e-mail goes out."),
        to=lambda _row: _page(row.cohort_id),
    )


@page(Permission.VIEW_ALIGNMENT, methods=BOTH)
def challenge(request: Request, pk: UUID) -> HttpResponse:
    """One's own challenge."""
    mine = _mine(request, pk)
    held = mine.challenge
    form = OwnChallengeForm(
        request.POST or None, others=members(request.actor).exclude(pk=mine.row.seat.organisation_id),
        initial={"what": held.what, "wanted": held.wanted, "other": held.other_id} if held else None,
    )  # fmt: skip
    return form_page(
        request,
        form,
        lambda: actions.set_challenge(by=request.actor, participant=mine.row, **form.cleaned_data),
        words={
            "title": _("Your challenge"),
            "context": _("Everybody in the alliance can read it."),
            "back": _page(pk),
        },
        done=_("Your challenge is kept."),
        to=lambda _row: _page(pk),
    )


@page(Permission.VIEW_ALIGNMENT, methods=BOTH)
def change(request: Request, pk: UUID) -> HttpResponse:
    """What changed."""
    mine = _mine(request, pk)
    form = OwnChangeForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda: actions.say_change(by=request.actor, participant=mine.row, **form.cleaned_data),
        words={
            "title": _("What changed?"),
            "context": mine.challenge.what if mine.challenge else _("You have not said your challenge yet."),
            "back": _page(pk),
        },
        done=_("Kept. That something did not change is worth as much to know."),
        to=lambda _row: _page(pk),
    )


def _view(request: Request, pk: UUID) -> queries.View:
    row = fetch(request.actor, Permission.VIEW_ALIGNMENT, queries.cohorts(), pk)
    return queries.view(row, clock.now())


def _mine(request: Request, pk: UUID) -> queries.Learner:
    mine = _view(request, pk).learner(request.actor)
    if mine is None:
        raise Http404
    return mine


def _session(request: Request, pk: UUID) -> CourseSession:
    rows = CourseSession.objects.select_related("cohort")
    return fetch(request.actor, Permission.VIEW_ALIGNMENT, rows, pk)


def _seats(request: Request, without: Any = ()) -> list[tuple[str, str]]:
    return [
        (str(one.pk), f"{one.holder.name}, {one.organisation.name}")
        for one in current_seats(request.actor)
        if one.person_id not in without
    ]


def _page(pk: UUID) -> str:
    return reverse("alignment:cohort", args=[pk])
