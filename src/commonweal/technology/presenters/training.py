"""Training: coverage by course and unit, sessions, who expires, what it changed."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.access import Actor
from commonweal.components.words import exact, figure
from commonweal.technology.models import Learner, Partnership, Session
from commonweal.technology.parts import Cell, Link, Listing, Page, add, edit, short
from commonweal.technology.presenters.overview import keeps
from commonweal.technology.queries import training as queries
from commonweal.technology.rules.training import Standing

SHAPES = {
    Standing.MISSING: "waiting",
    Standing.EXPIRED: "needs",
    Standing.SOON: "moving",
    Standing.VALID: "done",
}

MOST = 15
"""More people than this at once fill no session."""


def page(by: Actor, partnership: Partnership, today: date) -> Page:
    """Training on one page."""
    writes = keeps(by, partnership)
    held = queries.courses(partnership, today)
    told = queries.incidents(partnership)
    effects = queries.effects(held, told, today)
    expired = sum(one.expired for one in held)
    sessions = (
        Session.objects.filter(partnership=partnership)
        .select_related("course")
        .annotate(down=Count("attendances"), came=Count("attendances", filter=Q(attendances__came=True)))
        .order_by("-starts_at")  # a model's own order does not hold where rows are counted
    )
    return Page(
        title=_("Training"),
        partnership=partnership,
        current="training",
        method="training-coverage",
        primary=add(partnership, "session", _("Plan a session")) if writes else None,
        warnings=[Link(_("The training of %(n)s people has expired.") % {"n": expired}, "#expired")]
        if expired
        else [],
        listings=[
            _courses(partnership, held, writes),
            _coverage(held),
            Listing(
                _("Sessions"),
                [_("Session"), _("When"), _("Down for it"), _("Came")],
                [
                    [
                        Cell(one.course.title, reverse("technology:session", args=[one.pk]), under=one.place),
                        Cell(short(one.starts_at), under=one.trainer),
                        Cell(_("%(n)s of %(of)s places") % {"n": one.down, "of": one.places}),
                        Cell(one.came, end=True),
                    ]
                    for one in sessions[:20]
                ],
                empty=_("No session is planned."),
            ),
            _people(partnership, held, today, writes),
            _effects(effects),
        ],
        asides=[
            (
                _("Training may be missing"),
                [
                    Link(
                        _("%(name)s: %(n)s incidents and no course") % {"name": name, "n": count},
                        add(partnership, "course", "", asset=key).url,
                    )
                    for key, name, count in queries.untrained(held, told)
                ],
            )
        ]
        if writes
        else (),
    )


def _courses(partnership: Partnership, held: list[queries.Held], writes: bool) -> Listing:
    rows = []
    for one in held:
        came_from = one.course.step or one.course.ticket or one.course.asset
        rows.append(
            [
                Cell(
                    one.course.title,
                    edit("course", one.course.pk) if writes else "",
                    under=one.course.workflow,
                ),
                Cell(", ".join(one.course.roles), under=str(came_from or "")),
                Cell(figure(one.covered, one.needed)),
                Cell(
                    _("%(n)s months") % {"n": one.course.valid_months}
                    if one.course.valid_months
                    else _("no end")
                ),
            ]
        )
    return Listing(
        _("Programme"),
        [_("Course"), _("Who needs it, and why"), _("Signed off"), _("Valid")],
        rows,
        empty=_("Courses follow from the roadmap and from incidents."),
        add=[
            add(partnership, "course", _("Add a course")),
            add(partnership, "learner", _("Add somebody to train")),
        ]
        if writes
        else (),
    )


def _coverage(held: list[queries.Held]) -> Listing:
    return Listing(
        _("Coverage by unit"),
        [_("Course"), _("Unit"), _("Signed off"), _("Expired")],
        [
            [
                Cell(one.course.title),
                Cell(line.unit),
                Cell(figure(line.covered, line.needed)),
                Cell(line.expired, end=True),
            ]
            for one in held
            for line in one.coverage
        ],
        empty=_("Nobody who needs a course is on the list yet."),
    )


def _people(partnership: Partnership, held: list[queries.Held], today: date, writes: bool) -> Listing:
    rows = []
    order = (Standing.EXPIRED, Standing.SOON, Standing.MISSING)
    for one in held:
        for person in one.needing:
            at = one.standing[person.pk]
            if at in order:
                last = one.last.get(person.pk)
                rows.append(
                    (
                        order.index(at),
                        [
                            Cell(
                                person.name, edit("learner", person.pk) if writes else "", under=person.unit
                            ),
                            Cell(one.course.title),
                            Cell(at.title, shape=SHAPES[at]),
                            Cell(short(last) if last else _("never")),
                        ],
                    )
                )
    rows.sort(key=lambda row: row[0])
    return Listing(
        _("Who needs a session"),
        [_("Name"), _("Course"), _("Stands"), _("Last signed off")],
        [row for _order, row in rows[:MOST]],
        empty=_("Everybody who needs a course holds it."),
        note=_("The first %(most)s of %(n)s, expired ones first.") % {"most": MOST, "n": len(rows)}
        if len(rows) > MOST
        else "",
    )


def _effects(effects: list[queries.Effect]) -> Listing:
    def use(pair: tuple[int, int] | None) -> str:
        return figure(*pair) if pair else _("not known")

    return Listing(
        _("What training changed"),
        [
            _("Course"),
            _("Incidents, 90 days before"),
            _("Incidents since, at most 90 days"),
            _("In use before"),
            _("In use since"),
        ],
        [
            [
                Cell(one.course.title, under=one.course.asset.name if one.course.asset is not None else ""),
                Cell(one.before, end=True),
                Cell(one.after, end=True, under=_("in %(n)s days") % {"n": one.days_after}),
                Cell(use(one.use_before)),
                Cell(use(one.use_after)),
            ]
            for one in effects
        ],
        empty=_("Nothing to compare yet: a course about an asset, and a first person signed off."),
        note=_("Before and after, without a comparison group: other things changed too."),
    )


def session(by: Actor, row: Session, people: list[Learner]) -> Page:
    """One session."""
    down = {one.learner_id: one for one in row.attendances.all()}
    return Page(
        title=row.course.title,
        context=exact(row.starts_at),
        partnership=row.partnership,
        facts=[
            (_("Place"), row.place),
            (_("Trainer"), row.trainer),
            (_("Places"), _("%(n)s of %(of)s taken") % {"n": len(down), "of": row.places}),
            (_("How competence is seen"), row.course.by_hand),
        ],
        listings=[
            Listing(
                _("Down for it"),
                [_("Name"), _("Unit"), _("Came")],
                [
                    [
                        Cell(one.learner.name),
                        Cell(one.learner.unit),
                        Cell(_("not written down"), shape="waiting")
                        if one.came is None
                        else Cell(_("came"), shape="done")
                        if one.came
                        else Cell(_("did not come"), shape="stopped"),
                    ]
                    for one in down.values()
                ],
                empty=_("Nobody is down for it yet."),
            )
        ],
        asides=[(_("Change it"), [Link(_("Change this session"), edit("session", row.pk))])]
        if keeps(by, row.partnership)
        else (),
    )
