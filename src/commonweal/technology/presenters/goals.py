"""The four goals and the quadruple aim with facts; the health of the relationship as both sides see it; analytics."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.access import Actor
from commonweal.components.words import day, number
from commonweal.database import clock
from commonweal.technology.documents import AIMS, GOALS, IMPROVEMENTS
from commonweal.technology.models import GoalIndicator, Partnership, Question, Report
from commonweal.technology.parts import Cell, Link, Listing, Page, add, edit, short
from commonweal.technology.presenters.overview import keeps
from commonweal.technology.queries import indicators, money, relationship, results
from commonweal.technology.rules.relationship import ITEMS, Seen, Side


def goals(by: Actor, partnership: Partnership, today: date) -> Page:
    """The four goals over the last year, and the quadruple aim."""
    writes = keeps(by, partnership)
    period = results.Period(today - timedelta(days=365), today, ZoneInfo(partnership.timezone))
    facts = results.facts(partnership, period, money.money(partnership, today))
    chosen = list(GoalIndicator.objects.filter(partnership=partnership))
    shown = indicators.shown(one.measure for one in chosen)
    lists = []
    for goal, title in GOALS:
        rows = [[Cell(one.what), Cell(one.said), Cell()] for one in facts if one.goal == goal]
        keys = IMPROVEMENTS if goal == "improvement" else (goal,)
        rows += _indicators([one for one in chosen if one.goal in keys], shown, writes)
        lists.append(
            Listing(_(title), [_("What was counted"), _("Last twelve months"), _("What it says")], rows)
        )
    aims = [one for one in chosen if one.goal in AIMS]
    missing = [
        label for key, label in GoalIndicator.GOALS if key in AIMS and key not in {one.goal for one in aims}
    ]
    lists.append(
        Listing(
            _("Quadruple aim"),
            [_("Indicator"), _("Latest"), _("What it says")],
            _indicators(aims, shown, writes),
            empty=_(
                "Choose an indicator for each: better care, better health, lower cost, better work for clinicians."
            ),
            note=_("Without an indicator so far: %(aims)s.") % {"aims": ", ".join(missing)}
            if missing and aims
            else "",
            add=[add(partnership, "indicator", _("Choose an indicator"))] if writes else (),
        )
    )
    return Page(
        title=_("Four goals, and how both sides see it"),
        partnership=partnership,
        current="goals",
        primary=Link(_("How both sides see it"), reverse("technology:health", args=[partnership.pk])),
        listings=lists,
    )


def _indicators(
    chosen: list[GoalIndicator], shown: dict[str, indicators.Shown], writes: bool
) -> list[list[Cell]]:
    rows = []
    for one in chosen:
        if (at := shown.get(one.measure)) is not None:
            rows.append(
                [
                    Cell(at.title, at.url, under=one.get_goal_display()),
                    Cell(at.latest or "–", under=at.month),
                    Cell(at.verdict, edit("indicator", one.pk) if writes else "", shape=at.shape),
                ]
            )
    return rows


def _mean(side: Side) -> str:
    if side.mean is None:
        return _("no answer")
    return _("%(mean)s of 5, %(n)s answered") % {"mean": number(float(side.mean), 1), "n": side.answers}


def health(by: Actor, partnership: Partnership, today: date) -> Page:
    """Both sides beside each other, the newest closed round first."""
    now = clock.now()
    rounds = relationship.rounds(partnership)
    closed = [one for one in rounds if one.closed_at is not None]
    open_ = next((one for one in rounds if one.closed_at is None), None)
    given = relationship.answers(rounds)
    lists, apart = [], []
    for number_, one in enumerate(closed[:3]):
        seen = relationship.seen(partnership, given.get(one.pk, []))
        if number_ == 0:
            apart = [row for row in seen if row.apart]
        lists.append(
            Listing(
                _("Asked %(day)s") % {"day": day(one.created_at, now=now)},
                [_("Sentence"), partnership.customer.name, partnership.supplier.name, _("Together")],
                [
                    [
                        Cell(ITEMS[row.item]),
                        Cell(_mean(row.customer)),
                        Cell(_mean(row.supplier)),
                        _together(row),
                    ]
                    for row in seen
                ],
            )
        )
        words = [
            [Cell(answer.comment), Cell(partnership.name_of(partnership.side_of(answer.organisation_id)))]
            for answer in given.get(one.pk, [])
            if answer.comment
        ]
        if words and number_ == 0:
            lists.append(Listing(_("In words"), [_("What was said"), _("Side")], words))
    answered = open_ is not None and any(one.person_id == by.person_id for one in given.get(open_.pk, []))
    writes = keeps(by, partnership)
    return Page(
        title=_("The two sides see it differently") if apart else _("How both sides see the relationship"),
        status=("needs", _("%(n)s of %(of)s differ by a point or more") % {"n": len(apart), "of": len(ITEMS)})
        if apart
        else None,
        partnership=partnership,
        current="goals",
        method="two-sides",
        listings=lists,
        extra={
            "open": open_,
            "answered": answered,
            "may_answer": open_ is not None
            and not answered
            and bool(partnership.side_of(by.organisation_id)),
            "may_open": writes and open_ is None,
            "may_close": writes and open_ is not None,
            "empty": not closed and open_ is None,
        },
    )


def _together(row: Seen) -> Cell:
    if row.gap is None:
        return Cell(_("one side only"), shape="waiting")
    gap = number(abs(float(row.gap)), 1)
    if row.apart:
        return Cell(_("%(gap)s points apart: talk about it") % {"gap": gap}, shape="needs")
    return Cell(_("%(gap)s points apart") % {"gap": gap} if float(row.gap) else _("alike"), shape="done")


def analytics(by: Actor, partnership: Partnership, today: date) -> Page:
    """The analytics plan, and reports given out."""
    writes = keeps(by, partnership)
    questions = list(Question.objects.filter(partnership=partnership))
    shown = indicators.shown(one.measure for one in questions)
    first, _last = results.quarter_of(results.quarter_of(today)[0] - timedelta(days=1))
    reports = Report.objects.filter(partnership=partnership).defer("pdf", "document")
    rows = []
    for one in questions:
        at = shown.get(one.measure)
        rows.append(
            [
                Cell(one.question, edit("question", one.pk) if writes else "", under=one.decision),
                Cell(at.title, at.url, under=f"{at.latest} {at.month}")
                if at
                else Cell(_("no indicator yet"), shape="needs"),
                Cell(at.verdict, shape=at.shape) if at else Cell(),
                Cell(one.who, under=one.get_rhythm_display()),
            ]
        )
    return Page(
        title=_("Analytics plan"),
        partnership=partnership,
        current="analytics",
        primary=Link(_("Results of last quarter"), results_url(partnership, first)),
        listings=[
            Listing(
                _("Questions that decisions need"),
                [_("Question and decision"), _("Indicator"), _("What it says"), _("Who gets it, how often")],
                rows,
                empty=_("Begin with a decision that is coming, and the question it needs answered."),
                add=[add(partnership, "question", _("Add a question"))] if writes else (),
            ),
            Listing(
                _("Results given out"),
                [_("Quarter"), _("Given out"), _("As a file")],
                [
                    [
                        Cell(f"{short(one.first)} – {short(one.last)}", results_url(partnership, one.first)),
                        Cell(one.person_name, under=short(one.created_at)),
                        Cell("PDF", reverse("technology:given-out", args=[one.pk]), under=one.digest[:12]),
                    ]
                    for one in reports
                ],
                empty=_("No results were given out yet."),
            ),
        ],
    )


def results_url(partnership: Partnership, first: date) -> str:
    """The page of a quarter's results."""
    return reverse("technology:results", args=[partnership.pk, first.year, (first.month - 1) // 3 + 1])


def document_page(
    partnership: Partnership, document: Any, first: date, last: date, extra: dict[str, Any]
) -> Page:
    """The results of a quarter on a page."""
    return Page(
        title=_("Results, %(first)s to %(last)s") % {"first": short(first), "last": short(last)},
        partnership=partnership,
        current="analytics",
        listings=[
            Listing(
                section.heading,
                section.table.headings,
                [[Cell(value) for value in row] for row in section.table.rows],
            )
            for section in document.sections
            if section.table is not None
        ],
        extra=extra,
    )
