"""Forms about looking for partners."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonweal.alignment.models import ProspectStep
from commonweal.alignment.rules.prospects import STEPS
from commonweal.components.forms import Group, PlainForm, prepare
from commonweal.directory.domains import NeedDomain
from commonweal.directory.languages import choices as languages
from commonweal.partners.rules import Sector

_LINE = re.compile(r"(?P<place>.+?)[\s,;:]+(?P<people>\d[\d ]*)\s*$")
MOST_PEOPLE = 10_000_000


class SearchForm(PlainForm):
    """What is needed where, and how far one would go."""

    submit_label = _("Find partners")

    title = forms.CharField(label=_("What you look for"), max_length=200)
    places = forms.CharField(
        label=_("Where people live"), max_length=4000, widget=forms.Textarea(attrs={"rows": "5"}),
        help_text=_("One place a line, then its number of people: 45402, 1200"),
    )  # fmt: skip
    within_km = forms.FloatField(
        label=_("The longest way, in kilometres"), min_value=0.1, max_value=500, initial=10
    )
    most_new = forms.IntegerField(
        label=_("New relationships at most"), min_value=0, max_value=12, initial=5,
        help_text=_("Members are counted without this."),
    )  # fmt: skip
    languages = forms.MultipleChoiceField(
        label=_("Languages people speak"), required=False, choices=languages,
        help_text=_("The answer says which needs nobody covers in them."),
    )  # fmt: skip
    turnover = forms.IntegerField(
        label=_("People whom one free place serves"), required=False, min_value=1, max_value=1000,
        help_text=_("In the time you plan for. Empty: free places are shown and not reckoned with."),
    )  # fmt: skip

    def __init__(self, *args: Any, wanted: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = tuple(f"share-{domain.value}" for domain in NeedDomain)
        for domain in NeedDomain:
            self.fields[f"share-{domain.value}"] = forms.IntegerField(
                label=domain.label, required=False, min_value=1, max_value=100,
                initial=20 if domain.value in wanted else None,
                widget=forms.NumberInput(attrs={"inputmode": "numeric", "size": "4"}),
            )  # fmt: skip
            prepare(self.fields[f"share-{domain.value}"])
        asked = tuple(name for name in self.names if name.removeprefix("share-") in wanted) or self.names
        others = tuple(name for name in self.names if name not in asked)
        self.groups = (
            Group(_("Who and where"), ("title", "places", "languages")),
            Group(_("How far"), ("within_km", "most_new", "turnover")),
            Group(
                _("How many of 100 people have each need"),
                asked,
                _(
                    "Leave empty what you do not look for. The needs of the charter's challenge are filled in."
                ),
            ),
            *([Group(_("Needs that the challenge does not name"), others, folded=True)] if others else []),
        )

    def clean_places(self) -> list[tuple[str, int]]:
        """Lines taken apart; each that cannot be read is named."""
        found: list[tuple[str, int]] = []
        for number, line in enumerate(self.cleaned_data["places"].splitlines(), 1):
            if not line.strip():
                continue
            match = _LINE.match(line.strip())
            people = int(match["people"].replace(" ", "")) if match else 0
            if match is None or not 0 < people <= MOST_PEOPLE:
                self.add_error(
                    "places",
                    _("Line %(number)s, “%(line)s”: write the place, a comma and the number of people.")
                    % {"number": number, "line": line.strip()[:60]},
                )
                continue
            found.append((match["place"].strip(" ,;:"), people))
        if not found and "places" not in self.errors:
            self.add_error("places", _("Name at least one place with its number of people."))
        return found

    def clean(self) -> dict[str, Any]:
        """At least one need."""
        data = super().clean() or {}
        if not any(data.get(name) for name in self.names) and not any(
            name in self.errors for name in self.names
        ):
            self.add_error(None, _("Say of at least one need how many of a hundred people have it."))
        return data

    def facts(self) -> dict[str, Any]:
        """The search that was asked for."""
        data = self.cleaned_data
        facts = {
            name: data[name] for name in ("title", "places", "within_km", "most_new", "languages", "turnover")
        }
        return facts | {
            "shares": {name.removeprefix("share-"): data[name] for name in self.names if data[name]}
        }


class ProspectForm(PlainForm):
    """An organisation that the directory does not know."""

    submit_label = _("Add the organisation")

    name = forms.CharField(label=_("Organisation"), max_length=255)
    why = forms.CharField(label=_("Why it"), max_length=2000, required=False, widget=forms.Textarea)


class StepForm(PlainForm):
    """A step with a prospect."""

    submit_label = _("Write down the step")

    kind = forms.ChoiceField(label=_("What was done"), choices=[(one.key, one.title) for one in STEPS])
    note = forms.CharField(
        label=_("What it showed, and where that can be seen"), max_length=2000, widget=forms.Textarea
    )
    outcome = forms.ChoiceField(
        label=_("Does anything stand against it?"), choices=ProspectStep.OUTCOMES, initial="ok",
        widget=forms.RadioSelect,
    )  # fmt: skip


class InviteForm(PlainForm):
    """Who will speak for the new partner."""

    submit_label = _("Bring it in and send the invitation")

    sector = forms.ChoiceField(label=_("Sector"), choices=Sector.choices())
    person = forms.CharField(label=_("Who will speak for it"), max_length=200)
    email = forms.EmailField(label=_("Their e-mail address"), max_length=254)
    title = forms.CharField(label=_("What they do there"), max_length=120, required=False)
