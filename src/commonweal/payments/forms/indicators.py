"""The form that takes a figure from a published indicator."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonweal.components.forms import PlainForm
from commonweal.payments.indicators import PARTS

Choices = Iterable[tuple[str, str]]


class IndicatorForm(PlainForm):
    """Which indicator, whose, over which months, and which part of it."""

    submit_label = _("Take the figure")

    figure = forms.ChoiceField(label=_("Figure"), help_text=_("Those that the terms ask for."))
    party = forms.ChoiceField(label=_("About"), required=False)
    measure = forms.ChoiceField(label=_("Indicator"))
    organisation = forms.ChoiceField(label=_("Whose"), required=False)
    first = forms.ChoiceField(label=_("First month"))
    last = forms.ChoiceField(label=_("Last month"))
    part = forms.ChoiceField(
        label=_("What of it"),
        choices=[(key, words) for key, words in PARTS.items()],
        initial="value",
        widget=forms.RadioSelect,
        help_text=_(
            "Of several months: numerators and denominators added up, and the value worked out from the sums."
        ),
    )
    period = forms.CharField(
        label=_("Period"),
        max_length=60,
        required=False,
        help_text=_("Empty, or 2025-H1 where the year's figure comes in several: they are added up."),
    )

    def __init__(
        self,
        *args: Any,
        figures: Choices,
        parties: Choices,
        measures: Choices,
        organisations: Choices,
        months: Choices,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = {
            "figure": figures, "party": parties, "measure": measures, "organisation": organisations,
            "first": months, "last": months,
        }  # fmt: skip
        for name, several in choices.items():
            self.offer(name, list(several))
