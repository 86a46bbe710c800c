"""Forms about stakeholders."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from commonweal.alignment.rules.stakeholders import KINDS, LEVELS, SUPPORT
from commonweal.components.forms import Group, PlainForm

Choices = Iterable[tuple[str, str]]


class ReadingForm(PlainForm):
    """Where a stakeholder stands."""

    submit_label = _("Save where they stand")

    influence = forms.TypedChoiceField(
        label=_("Influence"), coerce=int, choices=list(LEVELS.items()), initial=3,
        help_text=_("How much they can further the alliance's work, or stop it."),
    )  # fmt: skip
    interest = forms.TypedChoiceField(
        label=_("Interest"), coerce=int, choices=list(LEVELS.items()), initial=3,
        help_text=_("How much it touches them, and how closely they follow it."),
    )  # fmt: skip
    support = forms.TypedChoiceField(
        label=_("Support now"), coerce=int, choices=list(SUPPORT.items()), initial=0
    )
    support_needed = forms.TypedChoiceField(
        label=_("Support needed"), coerce=int, choices=list(SUPPORT.items()), initial=1
    )
    cares_about = forms.CharField(
        label=_("What they care about"), max_length=2000, required=False, widget=forms.Textarea,
        help_text=_("In their words, if you have them."),
    )  # fmt: skip
    keeper = forms.ChoiceField(label=_("Who keeps the contact"), required=False)
    on = forms.DateField(label=_("Since when it is so"), widget=forms.DateInput)
    why = forms.CharField(
        label=_("What you saw or heard"), max_length=2000, required=False, widget=forms.Textarea
    )

    def __init__(self, *args: Any, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("keeper", [("", _("Nobody yet")), *people])

    def reading(self) -> dict[str, Any]:
        """The reading that was given."""
        data = {name: self.cleaned_data[name] for name in ReadingForm.base_fields}
        return data | {"keeper": UUID(data["keeper"]) if data["keeper"] else None}


class StakeholderForm(ReadingForm):
    """Somebody new on the list."""

    submit_label = _("Put on the list")
    groups = (Group(_("Who it is"), ("kind", "organisation", "name")),)

    kind = forms.ChoiceField(label=_("Who they are"), choices=list(KINDS.items()))
    organisation = forms.ChoiceField(
        label=_("Which member"), required=False, help_text=_("Only where it is a member of the alliance.")
    )
    name = forms.CharField(
        label=_("Name"), max_length=200, required=False, help_text=_("For everybody who is not a member.")
    )

    def __init__(self, *args: Any, members: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("organisation", [("", _("No member")), *members])

    def clean(self) -> dict[str, Any]:
        """A member is chosen, others are named."""
        data = super().clean() or {}
        if data.get("kind") == "member" and not data.get("organisation"):
            self.add_error("organisation", _("Choose which member it is."))
        if data.get("kind") != "member" and data.get("organisation"):
            self.add_error(
                "organisation", _("Only a member is chosen here; leave this empty and give the name.")
            )
        if data.get("kind") != "member" and not data.get("name"):
            self.add_error("name", _("Give the name."))
        return data


class ContactForm(PlainForm):
    """A talk that took place."""

    submit_label = _("Write down the contact")

    on = forms.DateField(label=_("When"), widget=forms.DateInput)
    what = forms.CharField(label=_("What was said"), max_length=500)


class WhyForm(PlainForm):
    """A reason."""

    submit_label = _("Take off the list")

    why = forms.CharField(label=_("Why"), max_length=500)
