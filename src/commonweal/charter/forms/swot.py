"""Forms of strengths, weaknesses, opportunities and threats."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonweal.charter.forms import area
from commonweal.charter.models import Goal, SwotPoint
from commonweal.components.forms import PlainForm


class PointForm(PlainForm):
    """A point that is added."""

    submit_label = _("Add the point")
    kind = forms.ChoiceField(label=_("It is a"), choices=SwotPoint.KINDS)
    text = forms.CharField(label=_("In one sentence"), max_length=300)


class MergeForm(PlainForm):
    """Into which point another is merged."""

    submit_label = _("Merge the points")
    into = forms.ChoiceField(label=_("It says the same as"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, others: list[SwotPoint], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("into", [(str(one.pk), one.text) for one in others])


class DecideForm(PlainForm):
    """What a point leads to."""

    submit_label = _("Keep the decision")
    outcome = forms.ChoiceField(label=_("It leads to"), choices=SwotPoint.OUTCOMES, widget=forms.RadioSelect)
    goal = forms.ChoiceField(label=_("Which goal"), required=False)
    reason = forms.CharField(
        label=_("The risk in words, or why it leads to nothing"),
        required=False,
        max_length=1000,
        widget=area(3),
    )

    def __init__(self, *args: Any, goals: list[Goal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("goal", [("", _("none")), *((str(one.pk), one.title) for one in goals)])
