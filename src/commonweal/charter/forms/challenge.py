"""Forms of the challenge and its population."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonweal.charter.actions.challenge import Written
from commonweal.charter.forms import area
from commonweal.charter.models import Challenge
from commonweal.components.forms import Group, PlainForm
from commonweal.directory.domains import NeedDomain

LISTS = ("agreements", "risks")
NUMBERS = ("age_from", "age_to", "emergency_visits", "admissions")
TEXTS = ("postcodes", "payers", "diagnoses")
RULE = ("age_from", "age_to", "postcodes", "payers", "emergency_visits", "admissions", "diagnoses")


class BeginForm(PlainForm):
    """Which template."""

    submit_label = _("Start from this template")
    template = forms.CharField(widget=forms.HiddenInput, max_length=40)


class ChallengeForm(PlainForm):
    """The challenge, the population and what it needs."""

    submit_label = _("Save the challenge")
    groups = (
        Group(_("The challenge"), ("title", "text")),
        Group(
            _("The population"),
            (
                "population",
                "age_from",
                "age_to",
                "postcodes",
                "payers",
                "emergency_visits",
                "admissions",
                "diagnoses",
            ),
            _("In words, then as a rule, so that all count the same people. Leave empty what is not asked."),
        ),
        Group(_("What it needs"), ("domains", "agreements", "risks")),
    )

    title = forms.CharField(label=_("Title"), max_length=200)
    text = forms.CharField(
        label=_("The challenge"),
        max_length=8000,
        widget=area(8),
        help_text=_("What should be different here, for whom, and why can none of us change it alone?"),
    )
    population = forms.CharField(label=_("In words"), max_length=2000, required=False, widget=area(3))
    age_from = forms.IntegerField(label=_("From what age"), required=False, min_value=0, max_value=120)
    age_to = forms.IntegerField(label=_("Up to what age"), required=False, min_value=0, max_value=120)
    postcodes = forms.CharField(
        label=_("Postcodes"), required=False, max_length=2000, help_text=_("Parted by commas.")
    )
    payers = forms.CharField(
        label=_("Insured by"),
        required=False,
        max_length=2000,
        help_text=_("Parted by commas."),
    )
    emergency_visits = forms.IntegerField(
        label=_("Emergency visits in twelve months, at least"), required=False, min_value=0, max_value=1000
    )
    admissions = forms.IntegerField(
        label=_("Hospital admissions in twelve months, at least"), required=False, min_value=0, max_value=1000
    )
    diagnoses = forms.CharField(
        label=_("With a diagnosis that begins with"),
        required=False,
        max_length=1000,
        help_text=_("Codes of ICD-10-CM, parted by commas. Z59 is housing, F10 to F19 substance use."),
    )
    domains = forms.MultipleChoiceField(
        label=_("Services that the population needs"),
        choices=NeedDomain.choices(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    agreements = forms.CharField(
        label=_("Agreements that are likely to be needed"),
        required=False,
        widget=area(4),
        help_text=_("One on a line."),
    )
    risks = forms.CharField(
        label=_("What may go wrong"), required=False, widget=area(4), help_text=_("One on a line.")
    )

    @classmethod
    def initial_of(cls, row: Challenge) -> dict[str, Any]:
        """What the form shows of the challenge as it stands."""
        rule = row.rule
        return {
            "title": row.title,
            "text": row.text,
            "population": row.population,
            "domains": row.domains,
            **{name: "\n".join(getattr(row, name)) for name in LISTS},
            **{name: rule.get(name) for name in NUMBERS},
            **{name: ", ".join(rule.get(name, [])) for name in TEXTS},
        }

    def written(self) -> Written:
        """What the action needs."""
        data = self.cleaned_data
        rule = {name: data[name] for name in NUMBERS if data[name] is not None}
        rule |= {name: _parts(data[name]) for name in TEXTS if data[name].strip()}
        return Written(
            data["title"], data["text"], data["population"], rule, data["domains"],
            data["agreements"].splitlines(), data["risks"].splitlines(),
        )  # fmt: skip


def _parts(text: str) -> list[str]:
    return [one.strip() for one in text.replace(";", ",").replace("\n", ",").split(",") if one.strip()]


class CountForm(PlainForm):
    """A count that a partner made at home."""

    submit_label = _("Hand the count on")
    file = forms.FileField(
        label=_("The count (JSON)"), help_text=_("The small file that `commonweal charter population` wrote.")
    )
