"""What was promised and kept, and what was tried."""

from __future__ import annotations

from datetime import date, datetime
from typing import TypeVar

from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.access import Actor
from commonweal.components import words
from commonweal.components.reviewing import Line, Section
from commonweal.partners import thresholds
from commonweal.plans import days
from commonweal.plans.models import Action, Idea, Report, Spread, Test
from commonweal.plans.rules import actions as rules
from commonweal.plans.rules import tests
from commonweal.plans.thresholds import SILENT

MOST = 30
M = TypeVar("M", bound=Model)


def _by(at: datetime | None, rows: QuerySet[M]) -> QuerySet[M]:
    """Those that were there at an instant."""
    return rows if at is None else rows.filter(created_at__lte=at)


def promises(by: Actor, first: date, last: date, at: datetime | None = None) -> Section:
    """Actions first promised for the period: kept, late, given up, open; as they stood at an instant, or stand now."""
    now, silent_after = at or days.now(), thresholds.days(by, SILENT)
    ended = Exists(
        Report.objects.filter(action=OuterRef("pk"), kind="done", created_at__date__range=(first, last))
    )
    rows = list(
        _by(at, Action.objects.filter(Q(first_due__range=(first, last)) | ended))
        .select_related("owner_organisation")
        .prefetch_related("reports")
        .order_by("first_due")
    )
    lines, kept, judged = [], 0, 0
    for row in rows:
        facts = row.facts_at(at) if at is not None else row.facts()
        promise = rules.kept(facts, row.first_due)
        stands = rules.standing(facts, now, silent_after)
        if promise is None and row.first_due > now.date():
            continue
        judged += 1
        kept += promise is True
        said = _("kept") if promise else _("done late") if facts.done_at is not None else str(stands.value)
        lines.append(
            Line(
                _("%(title)s (%(who)s, promised for %(day)s): %(said)s")
                % {
                    "title": row.title,
                    "who": row.owner_organisation.name,
                    "day": f"{row.first_due:%-d %B %Y}",
                    "said": said,
                },
                reverse("plans:action", args=[row.pk]),
                "done" if promise else "stopped" if facts.dropped else "needs" if facts.open else "moving",
            )
        )
    lead = words.figure(kept, judged, _("actions were done by the day first promised"))
    return Section("promises", _("Promised and kept"), lead, lines[:MOST])


def ideas_and_tests(by: Actor, first: date, last: date, at: datetime | None = None) -> Section:
    """Tests with a result in the period, changes spread, ideas waiting; as they stood at an instant, or stand now."""
    lines = []
    now = at or days.now()
    rows = _by(
        at, Test.objects.filter(Q(result_at__date__range=(first, last)) | Q(result_due__range=(first, last)))
    )
    for row in rows.order_by("result_due"):
        facts = row.facts_at(at) if at is not None else row.facts()
        stage = tests.stage(facts, now.date())
        lines.append(
            Line(
                _("%(title)s, cycle %(cycle)d: %(stage)s")
                % {"title": row.title, "cycle": row.cycle, "stage": stage.value},
                reverse("plans:test", args=[row.pk]),
                "needs" if stage is tests.Stage.LATE else "done" if facts.decision else "moving",
            )
        )
    spread = Spread.objects.filter(since__range=(first, last)).select_related("test", "to").order_by("since")
    lines += [
        Line(
            _("%(to)s took on “%(title)s”") % {"to": one.to.name, "title": one.test.title},
            reverse("plans:test", args=[one.test_id]),
            "done",
        )
        for one in spread
    ]
    unanswered = Q(answered_at=None) if at is None else Q(answered_at=None) | Q(answered_at__gt=at)
    waiting = _by(at, Idea.objects.filter(unanswered, created_at__date__lte=last)).count()
    lead = (
        _("%(n)d ideas wait for an answer.") % {"n": waiting}
        if waiting
        else _("No idea waits for an answer.")
    )
    return Section("tests", _("What was tried"), lead, lines[:MOST])
