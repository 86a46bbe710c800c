"""Delivery: projects, and one project with milestones, checks, acceptance and benefits."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import OuterRef, Prefetch, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.access import Actor
from commonweal.components.words import number, percent
from commonweal.technology.models import Benefit, Measured, Milestone, Partnership, Project
from commonweal.technology.parts import Cell, Link, Listing, Page, add, edit, short
from commonweal.technology.presenters.overview import keeps
from commonweal.technology.queries.indicators import shown
from commonweal.technology.rules import delivery as rules
from commonweal.technology.rules.delivery import Standing

SHAPES = {
    Standing.DONE: "done",
    Standing.LATE: "needs",
    Standing.BLOCKED: "stopped",
    Standing.OPEN: "waiting",
}


def projects() -> Any:
    """Projects with milestones, checks, acceptances and benefits (with what was measured last), in six queries."""
    told = Measured.objects.filter(benefit=OuterRef("pk")).order_by("-on", "-id")
    benefits = Benefit.objects.annotate(  # type: ignore[no-redef]  # the model tells of them
        last_value=Subquery(told.values("value")[:1]), last_source=Subquery(told.values("source")[:1])
    )
    return (
        Project.mine()
        .select_related("goal", "step")
        .prefetch_related("milestones__waits", "checks", "acceptances", Prefetch("benefits", benefits))
    )


def _listed(partnership: Partnership) -> Any:
    return (
        Project.mine()
        .filter(partnership=partnership)
        .select_related("goal")
        .prefetch_related("milestones__waits", "acceptances")
    )


def state(project: Project) -> tuple[str, str]:
    """Shape and word: accepted by both, one or nobody."""
    sides = {one.organisation_id for one in project.acceptances.all()}
    both = {project.partnership.customer_id, project.partnership.supplier_id}
    if both <= sides:
        return "done", _("accepted by both sides")
    return ("moving", _("accepted by one side")) if sides else ("waiting", _("under way"))


def page(by: Actor, partnership: Partnership, today: date) -> Page:
    """All projects."""
    writes, rows, late = keeps(by, partnership), [], 0
    for one in _listed(partnership):
        milestones = list(one.milestones.all())
        at = rules.standings([row.facts() for row in milestones], today)
        behind = sum(value is Standing.LATE for value in at.values())
        late += behind
        shape, word = state(one)
        rows.append(
            [
                Cell(
                    one.title,
                    reverse("technology:project", args=[one.pk]),
                    under=one.goal.title if one.goal else "",
                ),
                Cell(one.customer_lead, under=one.supplier_lead),
                Cell(
                    _("%(n)s of %(of)s reached")
                    % {"n": sum(bool(row.done_on) for row in milestones), "of": len(milestones)}
                ),
                Cell(_("%(n)s late") % {"n": behind}, shape="needs")
                if behind
                else Cell(_("on time"), shape="moving"),
                Cell(short(one.ends)),
                Cell(word, shape=shape),
            ]
        )
    return Page(
        title=_("Delivery"),
        partnership=partnership,
        current="delivery",
        primary=add(partnership, "project", _("Begin a project")) if writes else None,
        listings=[
            Listing(
                _("Projects"),
                [
                    _("Project"),
                    _("Accountable on each side"),
                    _("Milestones"),
                    _("Standing"),
                    _("Ends"),
                    _("State"),
                ],
                rows,
                empty=_(
                    "Projects of integration and adoption will be here, each with one accountable person on each side."
                ),
            )
        ],
    )


def project(by: Actor, row: Project, today: date) -> Page:
    """One project."""
    partnership = row.partnership
    writes = keeps(by, partnership)
    shape, word = state(row)
    given = {"project": row.pk}
    figures = shown([row.measure, *(one.measure for one in row.benefits.all())])
    own = figures.get(row.measure)
    return Page(
        title=row.title,
        status=(shape, word),
        context=f"{short(row.starts)} – {short(row.ends)}",
        partnership=partnership,
        facts=[
            (_("Goal"), row.goal.title if row.goal else _("none yet")),
            (_("Indicator"), f"{own.title}: {own.latest} ({own.verdict})" if own else ""),
            (_("Accountable at the health system"), row.customer_lead),
            (_("Accountable at the supplier"), row.supplier_lead),
            (_("From the roadmap"), row.step.title if row.step else ""),
            (
                _("Accepted"),
                ", ".join(one.person_name for one in row.acceptances.all()) or _("by nobody yet"),
            ),
        ],
        listings=[
            _milestones(row, today, writes),
            _checks(row, writes),
            _benefits(row, figures, writes),
        ],
        asides=[
            (
                _("Change it"),
                [
                    Link(_("Change this project"), edit("project", row.pk)),
                    add(partnership, "benefit", _("Promise a benefit"), **given),
                ],
            )
        ]
        if writes
        else (),
    )


def _milestones(row: Project, today: date, writes: bool) -> Listing:
    milestones: list[Milestone] = list(row.milestones.all())
    at = rules.standings([one.facts() for one in milestones], today)
    names = {one.pk: one.title for one in milestones}
    rows = []
    for one in milestones:
        waits = ", ".join(names.get(wait.before_id, _("another project's")) for wait in one.waits.all())
        rows.append(
            [
                Cell(
                    one.title,
                    reverse("technology:milestone", args=[one.pk]),
                    under=waits and _("waits for %(m)s") % {"m": waits},
                ),
                Cell(short(one.due)),
                Cell(at[one.pk].title, shape=SHAPES[at[one.pk]], under=one.done_by),
                Cell(_("Call it reached"), post=reverse("technology:reach", args=[one.pk]))
                if writes and one.done_on is None
                else Cell(short(one.done_on) if one.done_on else ""),
            ]
        )
    return Listing(
        _("Milestones"),
        [_("Milestone"), _("Due"), _("Stands"), _("Reached")],
        rows,
        empty=_("What is reached by when, and what waits for what, will be here."),
        add=[add(row.partnership, "milestone", _("Add a milestone"), project=row.pk)] if writes else (),
    )


def _checks(row: Project, writes: bool) -> Listing:
    shapes = {None: ("waiting", _("not checked")), True: ("done", _("yes")), False: ("needs", _("no"))}
    return Listing(
        _("Ready to go live?"),
        [_("Question"), _("Answer"), _("By"), _("Note")],
        [
            [
                Cell(one.question, reverse("technology:check", args=[one.pk]) if writes else ""),
                Cell(shapes[one.passed][1], shape=shapes[one.passed][0]),
                Cell(one.checked_by),
                Cell(one.note),
            ]
            for one in row.checks.all()
        ],
        empty=_("Questions that must be answered with yes before it goes live will be here."),
        add=[add(row.partnership, "check", _("Add a question"), project=row.pk)] if writes else (),
    )


def _benefits(row: Project, figures: dict[str, Any], writes: bool) -> Listing:
    rows = []
    for one in row.benefits.all():
        share = rules.kept(one.promised, one.baseline, one.last_value)
        own = figures.get(one.measure)
        rows.append(
            [
                Cell(
                    one.title,
                    edit("benefit", one.pk) if writes else "",
                    under=f"{own.title}: {own.verdict}" if own else "",
                ),
                Cell(
                    _("from %(a)s to %(b)s %(unit)s")
                    % {"a": number(one.baseline, 1), "b": number(one.promised, 1), "unit": one.unit},
                    under=short(one.by),
                ),
                Cell(
                    _("not measured")
                    if one.last_value is None
                    else f"{number(one.last_value, 1)} {one.unit}",
                    under=one.last_source or "",
                ),
                Cell(percent(share) if share is not None else "", end=True),
            ]
        )
    ways = [add(row.partnership, "measured", _("Write down what was measured"))]
    return Listing(
        _("Benefits promised and measured"),
        [_("Benefit"), _("Promised"), _("Measured"), _("Kept")],
        rows,
        empty=_("What the project promised to change will be here, beside what it did."),
        add=ways if writes and rows else (),
    )
