"""How partners get on with each other, as a review may tell it to everybody: counts and what was published."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.access import Actor
from commonweal.alignment.models import Round, Tie, TieRound
from commonweal.alignment.queries import surveys
from commonweal.components.reviewing import Line, Section
from commonweal.components.words import figure


def relationships(by: Actor, first: date, last: date) -> Section:
    """Rounds that closed in the period: who answered, what hangs on one person, which ties only one side named."""
    title = _("How partners get on with each other")
    lines = []
    for row in TieRound.objects.filter(closed_at__date__range=(first, last)).order_by("closed_at"):
        ties = list(Tie.objects.filter(report__round=row).values_list("organisation_id", "to_id", "people"))
        said = {(one, to) for one, to, _people in ties}
        pairs = {frozenset(one) for one in said}
        held = {frozenset((one, to)) for one, to, people in ties if people == 1}
        both = sum(1 for one, to in said if (to, one) in said) // 2
        url = reverse("alignment:network")
        answered = row.reports.count()
        lines += [
            Line(figure(answered, row.members or answered, _("members said whom they work with")), url),
            Line(figure(both, len(pairs), _("ties were named by both sides")), url),
            Line(
                figure(len(held), len(pairs), _("ties hang on one person at least on one side")),
                url,
                "needs" if held else "done",
            ),
        ]
    rounds = Round.objects.filter(closed_at__date__range=(first, last)).select_related("survey")
    for sent in rounds.order_by("closed_at"):
        told = surveys.response(sent)
        lines.append(
            Line(
                f"{sent.survey.title}: {figure(told.answered, told.asked, _('people who were asked answered'))}",
                reverse("alignment:round", args=[sent.pk]),
            )
        )
    return Section(
        "relationships", title, "" if lines else _("No round of questions closed in this period."), lines
    )
