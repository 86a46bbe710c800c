"""The form of a simulation."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from commonweal.components.forms import PlainForm
from commonweal.payments.forms.common import area
from commonweal.payments.models.years import LONGEST_TERMS


class SimulateForm(PlainForm):
    """Up to three variants and what is expected."""

    submit_label = _("Draw 2,000 years")

    first = forms.CharField(label=_("Terms"), max_length=LONGEST_TERMS, widget=area(12))
    second = forms.CharField(
        label=_("Second variant"), max_length=LONGEST_TERMS, widget=area(6), required=False
    )
    third = forms.CharField(
        label=_("Third variant"), max_length=LONGEST_TERMS, widget=area(6), required=False
    )
    figures = forms.CharField(
        label=_("Figures you expect"),
        max_length=LONGEST_TERMS,
        widget=area(8),
        help_text=_(
            "A table with commas. Its first line names the columns: “figure” and “value”, and where needed “party”, "
            "“period” and “source”."
        ),
    )
    months = forms.CharField(
        label=_("Your own months"),
        max_length=LONGEST_TERMS,
        widget=area(6),
        required=False,
        help_text=_(
            "A table with commas, one line for each of at least six months: how many members (“member_months”), what "
            "their care cost (“cost”) and what of it was large claims (“large_claims”). Needed where the terms draw "
            "from your own months."
        ),
    )

    def variants(self) -> list[str]:
        """The texts that were given."""
        return [text for name in ("first", "second", "third") if (text := self.cleaned_data[name]).strip()]
