"""Forms of the home page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonweal.components.forms import PlainForm
from commonweal.helm.models import WEEKDAYS
from commonweal.helm.queries import Colleague


class AsideForm(PlainForm):
    """Until when it can wait, and why."""

    submit_label = _("Put it aside")

    until = forms.DateField(
        label=_("Until"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("At most 90 days. The fact behind it goes on; only you do not see it until then."),
    )
    reason = forms.CharField(label=_("Why it can wait"), max_length=300)


class HandForm(PlainForm):
    """Which colleague sees to it."""

    submit_label = _("Hand it over")

    to = forms.ChoiceField(label=_("Colleague"))
    note = forms.CharField(label=_("What they should know"), max_length=300, required=False)

    def __init__(self, *args: Any, colleagues: Iterable[Colleague], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("to", [(str(one.seat_id), one.name) for one in colleagues])


class ThresholdForm(PlainForm):
    """The alliance's own number."""

    submit_label = _("Let it hold from now on")

    value = forms.IntegerField(label=_("Number"), min_value=0, max_value=9999)
    reason = forms.CharField(label=_("Why this number"), max_length=300)


class DigestForm(PlainForm):
    """When the weekly letter comes."""

    submit_label = _("Save when the letter comes")

    wanted = forms.BooleanField(label=_("Send me a letter once a week"), required=False)
    weekday = forms.TypedChoiceField(label=_("On"), choices=WEEKDAYS, coerce=int)
    hour = forms.TypedChoiceField(
        label=_("At"), choices=[(hour, f"{hour}:00") for hour in range(24)], coerce=int
    )
