"""The results of a quarter as a document: the same content as page, as data that is kept, and as PDF."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from commonweal.settlement.documents import Document, Section, Table, as_pdf
from commonweal.technology.models import GoalIndicator, Partnership, Question
from commonweal.technology.queries.indicators import Shown
from commonweal.technology.queries.results import Fact, Period

GOALS: tuple[tuple[str, Any], ...] = (
    ("accountability", "Shared accountability"),
    ("predictability", "Ongoing predictability"),
    ("improvement", "Performance improvement"),
    ("innovation", "Purposeful innovation"),
)
AIMS = ("care", "health", "cost", "work")
IMPROVEMENTS = ("clinical", "operational", "financial")


def results(
    partnership: Partnership,
    period: Period,
    facts: Iterable[Fact],
    indicators: Sequence[GoalIndicator],
    shown: Mapping[str, Shown],
    questions: Iterable[Question],
) -> Document:
    """The report of a quarter, from facts alone: what was not counted is not said."""
    several = list(facts)
    sections = [
        Section(
            heading=title,
            table=Table(
                (_("What was counted"), _("Result")),
                tuple((one.what, one.said) for one in several if one.goal == goal)
                or ((_("nothing yet"), ""),),
            ),
        )
        for goal, title in GOALS
    ]
    names = dict(GoalIndicator.GOALS)
    rows = tuple(
        (names[one.goal], at.title, f"{at.latest} {at.month}".strip() or "–", at.verdict)
        for one in indicators
        if (at := shown.get(one.measure)) is not None
    )
    if rows:
        heads = (_("Goal or aim"), _("Indicator"), _("Latest"), _("What it says"))
        sections.append(Section(heading=_("Published indicators"), table=Table(heads, rows)))
    asked = tuple(
        (
            one.question,
            at.title if (at := shown.get(one.measure)) else _("no indicator yet"),
            at.latest if at else "",
            one.who,
        )
        for one in questions
    )
    if asked:
        heads = (_("Question"), _("Indicator"), _("Latest"), _("Who gets the answer"))
        sections.append(Section(heading=_("Questions that decisions need"), table=Table(heads, asked)))
    return Document(
        title=_("Results of %(title)s") % {"title": partnership.title},
        subtitle=f"{partnership.customer.name} – {partnership.supplier.name}",
        facts=(
            (_("From"), date_format(period.first, "j F Y")),
            (_("To"), date_format(period.last, "j F Y")),
        ),
        sections=tuple(sections),
        notes=(
            _("Every figure is counted from what both sides recorded, and says out of how many."),
            _("Indicators are those that the alliance publishes; small numbers are left out there."),
        ),
    )


def data(document: Document) -> dict[str, Any]:
    """The document as data that is kept."""
    kept: dict[str, Any] = json.loads(
        json.dumps(
            asdict(document),
            default=lambda value: sorted(value) if isinstance(value, frozenset) else str(value),
        )
    )
    return kept


def pdf(document: Document) -> bytes:
    """The document as PDF; the same document gives the same bytes."""
    return as_pdf(document)
