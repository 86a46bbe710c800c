"""Forms of contract years, their figures and disputes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from commonweal.components.forms import PlainForm
from commonweal.partners.models import Organisation
from commonweal.payments.forms.common import area
from commonweal.payments.models import ContractYear
from commonweal.payments.models.years import LONGEST_TERMS


class TermsForm(PlainForm):
    """The terms of a contract year."""

    submit_label = _("Save the draft")

    terms = forms.CharField(
        label=_("Terms"),
        max_length=LONGEST_TERMS,
        widget=area(24),
        help_text=_(
            "As text in TOML: parties, models, gates, who shares how. Examples come with the product."
        ),
    )
    figures_due = forms.DateField(
        label=_("Figures are due on"),
        required=False,
        widget=forms.DateInput,
        help_text=_("Empty: ninety days after the year's last day."),
    )
    open_lines = forms.BooleanField(
        label=_("Every party sees every party's lines"),
        required=False,
        help_text=_("Otherwise each sees its own statement and the totals."),
    )


class PartiesForm(PlainForm):
    """Which partner each party of the terms is."""

    submit_label = _("Save who is who")

    def __init__(
        self, *args: Any, year: ContractYear, members: Iterable[Organisation], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("An account only")), *((str(one.pk), one.name) for one in members)]
        for party in year.parties.all():
            self.fields[party.party] = forms.ChoiceField(
                label=party.name,
                choices=choices,
                required=False,
                initial=str(party.organisation_id or ""),
                help_text=party.role.replace("_", " "),
            )

    def chosen(self) -> dict[str, UUID | None]:
        """Each party's organisation."""
        return {name: UUID(value) if value else None for name, value in self.cleaned_data.items()}


class SignForm(PlainForm):
    """One's name, typed, and a promise that one may."""

    submit_label = _("Sign these terms")

    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)
    signed_name = forms.CharField(
        label=_("Your name"), max_length=200, help_text=_("Typed by you, as on paper.")
    )
    entitled = forms.BooleanField(
        label=_("I have read these terms, and I may sign them for my organisation.")
    )


class FigureForm(PlainForm):
    """One figure, given by hand."""

    submit_label = _("Enter the figure")

    figure = forms.CharField(
        label=_("Figure"),
        max_length=120,
        widget=forms.TextInput(attrs={"list": "figures-asked"}),
        help_text=_("One of those that the terms ask for; the list is above."),
    )
    party = forms.ChoiceField(label=_("About"), required=False)
    period = forms.CharField(
        label=_("Period"),
        max_length=60,
        required=False,
        help_text=_("Empty, or a part of the year such as “first half of 2025”; parts are added up."),
    )
    value = forms.CharField(
        label=_("Value"), max_length=60, help_text=_("Rates with their sign (84.6 %), answers as yes or no.")
    )
    note = forms.CharField(
        label=_("Where the number is from"), max_length=500, help_text=_("“Eligibility file of 6 January”.")
    )

    def __init__(self, *args: Any, parties: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("party", list(parties))


class UploadForm(PlainForm):
    """Many figures from a file."""

    submit_label = _("Upload the figures")

    file = forms.FileField(
        label=_("File (CSV)"),
        help_text=_(
            "The first line names the columns: “figure” and “value”, and where needed “party”, “period” and “source”. "
            "Figures are named as in the list of what the terms ask for."
        ),
    )


class TextForm(PlainForm):
    """A reason."""

    text = forms.CharField(
        label=_("What is wrong, and what would be right"), max_length=10_000, widget=area(6)
    )


class AnswerForm(PlainForm):
    """How a dispute ends."""

    submit_label = _("Send the answer")

    outcome = forms.ChoiceField(
        label=_("Outcome"),
        widget=forms.RadioSelect,
        choices=[
            ("upheld", _("The objection is right: the figures are opened and the year is settled anew")),
            ("rejected", _("The settlement stands")),
        ],
    )
    text = forms.CharField(label=_("Answer"), max_length=10_000, widget=area(6))
