"""Drafting: the text, the parties and days, and the clauses that open records."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from commonweal.access.roles import PURPOSES
from commonweal.agreements.actions import Content
from commonweal.agreements.rules import CATEGORIES
from commonweal.components.forms import PlainForm
from commonweal.partners.models import Organisation

LONGEST_TEXT = 200_000
"""Characters; about a hundred printed pages."""


def paragraph_field() -> forms.CharField:
    """Which numbered paragraph of the text a clause belongs to."""
    return forms.CharField(
        label=_("Paragraph of the text"),
        required=False,
        max_length=6,
        help_text=_("Its number, such as 2. Empty: it stands beside the whole text."),
    )


class AgreementForm(PlainForm):
    """What a version says, without its clauses."""

    submit_label = _("Save the draft")

    title = forms.CharField(
        label=_("Title"),
        max_length=255,
        help_text=_("As partners will speak of it: “Food and care data sharing”."),
    )
    parties = forms.MultipleChoiceField(
        label=_("Parties"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Everybody who must sign. At least two."),
    )
    text = forms.CharField(
        label=_("Text"),
        widget=forms.Textarea(attrs={"rows": "14"}),
        max_length=LONGEST_TEXT,
        help_text=_("What the parties agree on, in full. What the software enforces follows below."),
    )
    starts = forms.DateField(
        label=_("First day"),
        required=False,
        widget=forms.DateInput,
        help_text=_("Empty: the moment the last party signs."),
    )
    ends = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=forms.DateInput,
        help_text=_("It lapses at the end of this day. Empty: until somebody ends it."),
    )

    def __init__(
        self, *args: Any, members: Iterable[Organisation], fixed_title: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offer("parties", [(str(one.pk), one.name) for one in members])
        if fixed_title:
            # Partners have read it under this name.
            self.fields["title"].disabled = True

    def content(self, terms: dict[str, Any]) -> Content:
        """What the form says, with the terms that stand beside it."""
        data = self.cleaned_data
        return Content(
            text=data["text"],
            terms=terms,
            parties=frozenset(UUID(one) for one in data["parties"]),
            starts=data["starts"],
            ends=data["ends"],
        )


class ClauseForm(PlainForm):
    """Who may see which categories of whose people for which purposes."""

    categories = forms.MultipleChoiceField(
        label=_("What may be seen"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=list(CATEGORIES.items()),
    )
    purposes = forms.MultipleChoiceField(
        label=_("For what"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=list(PURPOSES.items()),
    )
    recipients = forms.MultipleChoiceField(
        label=_("Who may see it"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Nobody chosen: every party."),
    )  # fmt: skip
    disclosers = forms.MultipleChoiceField(
        label=_("Whose people"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Nobody chosen: every party's."),
    )  # fmt: skip
    paragraph = paragraph_field()

    aside = ("recipients", "disclosers")

    def __init__(self, *args: Any, members: Iterable[Organisation] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(one.pk), one.name) for one in members]
        self.offer("recipients", choices)
        self.offer("disclosers", choices)

    def clause(self) -> dict[str, Any]:
        """As terms keep it; what is empty is left out."""
        return {
            key: value if isinstance(value, str) else sorted(value)
            for key, value in self.cleaned_data.items()
            if value
        }

    @staticmethod
    def initial_of(raw: dict[str, Any]) -> dict[str, Any]:
        """A stored clause as the form shows it."""
        return dict(raw)

    def says_something(self) -> bool:
        """Was anything chosen at all?"""
        return any(value for name, value in self.cleaned_data.items() if name != "paragraph")
