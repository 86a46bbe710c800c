"""Forms about money."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from commonweal.components.forms import PlainForm
from commonweal.partners.models import Organisation
from commonweal.payments.models import ContractYear
from commonweal.payments.models.years import LONGEST_TERMS

MOST = Decimal("999999999.99")


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": str(rows), "spellcheck": "false"})


class TermsForm(PlainForm):
    """The terms of a contract year."""

    submit_label = _("Save the draft")

    terms = forms.CharField(
        label=_("Terms"),
        max_length=LONGEST_TERMS,
        widget=_area(24),
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
        label=_("Figure"), max_length=120, help_text=_("As the terms call it: member_months.")
    )
    party = forms.ChoiceField(label=_("About"), required=False)
    period = forms.CharField(
        label=_("Period"),
        max_length=60,
        required=False,
        help_text=_("Empty, or 2025-H1: several are added up."),
    )
    value = forms.CharField(
        label=_("Value"), max_length=60, help_text=_("Rates with their sign (84.6 %), answers as yes or no.")
    )
    note = forms.CharField(
        label=_("Where the number is from"), max_length=500, help_text=_("“Eligibility file of 6 January”.")
    )

    def __init__(self, *args: Any, parties: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["party"].choices = list(parties)


class UploadForm(PlainForm):
    """Many figures from a file."""

    submit_label = _("Upload the figures")

    file = forms.FileField(
        label=_("File (CSV)"), help_text=_("Columns: figure, value, and if needed party, period, source.")
    )


class TextForm(PlainForm):
    """A reason."""

    text = forms.CharField(
        label=_("What is wrong, and what would be right"), max_length=10_000, widget=_area(6)
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
    text = forms.CharField(label=_("Answer"), max_length=10_000, widget=_area(6))


class SimulateForm(PlainForm):
    """Up to three variants and what is expected."""

    submit_label = _("Draw 2,000 years")

    first = forms.CharField(label=_("Terms"), max_length=LONGEST_TERMS, widget=_area(12))
    second = forms.CharField(
        label=_("Second variant"), max_length=LONGEST_TERMS, widget=_area(6), required=False
    )
    third = forms.CharField(
        label=_("Third variant"), max_length=LONGEST_TERMS, widget=_area(6), required=False
    )
    figures = forms.CharField(
        label=_("Figures you expect"),
        max_length=LONGEST_TERMS,
        widget=_area(8),
        help_text=_("As CSV: figure, party, period, value, source."),
    )
    months = forms.CharField(
        label=_("Your own months"),
        max_length=LONGEST_TERMS,
        widget=_area(6),
        required=False,
        help_text=_(
            "As CSV: member_months, cost, large_claims; at least six. Needed where the terms name months."
        ),
    )

    def variants(self) -> list[str]:
        """The texts that were given."""
        return [text for name in ("first", "second", "third") if (text := self.cleaned_data[name]).strip()]


def _amount(label: Any, *, least: Decimal = Decimal("0.01"), **kwargs: Any) -> forms.DecimalField:
    return forms.DecimalField(label=label, min_value=least, max_value=MOST, decimal_places=2, **kwargs)


class PoolForm(PlainForm):
    """A new pool."""

    submit_label = _("Open the pool")

    name = forms.CharField(label=_("Name"), max_length=200)
    purpose = forms.CharField(label=_("What it pays for"), max_length=2000, widget=_area(3), required=False)
    taking_part = forms.MultipleChoiceField(label=_("Who takes part"), widget=forms.CheckboxSelectMultiple)
    approving = forms.MultipleChoiceField(
        label=_("Who must approve each payment"), widget=forms.CheckboxSelectMultiple
    )
    floor = _amount(_("Floor, in $"), least=Decimal(0), help_text=_("Payments never take the pool below it."))
    carry_over = _amount(
        _("Most that is carried over, in $"),
        least=Decimal(0),
        required=False,
        help_text=_("What stands above it at a year's end goes back. Empty: all is carried over."),
    )
    carried_in = _amount(_("In it already, in $"), least=Decimal(0), required=False)

    def __init__(self, *args: Any, members: Iterable[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(one.pk), one.name) for one in members]
        for name in ("taking_part", "approving"):
            self.fields[name].choices = choices

    def facts(self) -> dict[str, Any]:
        """As the action takes them."""
        data = dict(self.cleaned_data)
        for name in ("taking_part", "approving"):
            data[name] = [UUID(one) for one in data[name]]
        return data | {"carried_in": data["carried_in"] or Decimal(0)}


class MoneyForm(PlainForm):
    """An amount, an organisation, a day and what for."""

    organisation = forms.ChoiceField(label=_("Organisation"))
    amount = _amount(_("Amount, in $"))
    on = forms.DateField(label=_("Day"), widget=forms.DateInput)
    text = forms.CharField(label=_("What for"), max_length=500)

    def __init__(
        self, *args: Any, choices: Iterable[tuple[str, str]], dated: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = list(choices)
        if not dated:
            del self.fields["on"]


class DayForm(PlainForm):
    """A day and a reason."""

    on = forms.DateField(label=_("Day"), widget=forms.DateInput)
    text = forms.CharField(label=_("Why"), max_length=500)

    def __init__(self, *args: Any, reason: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not reason:
            del self.fields["text"]


class DeclineForm(PlainForm):
    """Why not."""

    submit_label = _("Decline the payment")

    reason = forms.CharField(label=_("Reason"), max_length=500, help_text=_("Whoever asked reads it."))
