"""What a review may tell everybody of conflicts and decisions: of conflicts counts only, never which or whose."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from commonweal.access import Actor, Permission, may
from commonweal.components.reviewing import Line, Section
from commonweal.components.words import figure
from commonweal.governance.models import Decision, DecisionAction
from commonweal.governance.queries import conflicts as held
from commonweal.governance.queries import decisions as log

MOST = 30


def conflicts(by: Actor, first: date, last: date) -> Section:
    """How many conflicts are known, open and past their clock on the day the review is prepared."""
    title = _("Conflicts")
    if not may(by, Permission.HANDLE_CONFLICTS):
        return Section(
            "conflicts", title, _("Whoever prepared this review is not told of conflicts."), missing=True
        )
    by_topic = [one for one in held.patterns() if one.kind == "topic"]
    known, still_open = sum(one.conflicts for one in by_topic), sum(one.still_open for one in by_topic)
    late = sum(one.past_clock for one in by_topic)
    if not known:
        return Section(
            "conflicts", title, _("No conflict was ever raised. Ask whether people know that they may.")
        )
    lines = []
    if still_open:
        lines.append(
            Line(
                figure(late, still_open, _("open conflicts are past their time")),
                reverse("governance:conflicts"),
                "needs" if late else "moving",
            )
        )
    return Section("conflicts", title, figure(known - still_open, known, _("conflicts were settled")), lines)


def decisions(by: Actor, first: date, last: date) -> Section:
    """Decisions of the period, those whose review falls due by its end, and what they asked for and is not done."""
    taken = Decision.objects.filter(decided_at__date__range=(first, last))
    carried = sum(taken.values_list("carried", flat=True))
    lines = [
        Line(
            _("Due for review since %(day)s: %(question)s")
            % {"day": date_format(row.review_on, "j F Y"), "question": row.question},
            reverse("governance:decision", args=[row.pk]),
            "needs",
        )
        for row in log.review_due(last).order_by("review_on")
        if row.review_on is not None
    ]
    waiting = (
        DecisionAction.objects.filter(done_at=None, due_on__lte=last, decision__superseded_by=None)
        .select_related("organisation")
        .order_by("due_on")
    )
    lines += [
        Line(
            _("%(what)s (%(who)s, by %(day)s) is not done")
            % {"what": row.text, "who": row.organisation.name, "day": date_format(row.due_on, "j F Y")},
            reverse("governance:decision", args=[row.decision_id]),
            "needs",
        )
        for row in waiting
    ]
    lead = figure(carried, len(taken), _("proposals that were decided in the period were carried"))
    return Section("decisions", _("Decisions due"), lead, lines[:MOST])
