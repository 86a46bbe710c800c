"""Forms for drafting, signing and leaving."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from commonweal.access.roles import PURPOSES
from commonweal.agreements.actions import Content
from commonweal.agreements.models import Version
from commonweal.agreements.rules import CATEGORIES
from commonweal.components.forms import PlainForm
from commonweal.partners.models import Organisation

LONGEST_TEXT = 200_000
"""Characters; about a hundred printed pages."""


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
        self.fields["parties"].choices = [(str(one.pk), one.name) for one in members]
        if fixed_title:
            # Partners have read it under this name.
            self.fields["title"].disabled = True

    def content(self, clauses: BaseFormSet) -> Content:
        """What the form and its clauses say."""
        data = self.cleaned_data
        return Content(
            text=data["text"],
            terms={"sharing": [form.clause() for form in clauses if form.says_something()]},
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

    def __init__(self, *args: Any, members: Iterable[Organisation] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(one.pk), one.name) for one in members]
        self.fields["recipients"].choices = choices
        self.fields["disclosers"].choices = choices

    def clause(self) -> dict[str, list[str]]:
        """As terms keep it; what is empty is left out."""
        return {key: sorted(value) for key, value in self.cleaned_data.items() if value}

    def says_something(self) -> bool:
        """Was anything chosen at all?"""
        return any(self.cleaned_data.values())


ClauseForms = formset_factory(ClauseForm, extra=1, max_num=20, validate_max=True)


def clause_forms(
    data: Any, *, members: Iterable[Organisation], version: Version | None = None
) -> BaseFormSet:
    """The clauses of a version, and one more left empty."""
    initial = []
    for raw in (version.terms.get("sharing") or []) if version is not None else []:
        initial.append({key: list(value) for key, value in raw.items()})
    return ClauseForms(data, initial=initial, prefix="clause", form_kwargs={"members": list(members)})


class SignForm(PlainForm):
    """One's name, typed, and a promise that one may."""

    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)
    signed_name = forms.CharField(
        label=_("Your name"),
        max_length=200,
        help_text=_("Typed by you, as on paper. It is shown beside the signature."),
    )
    entitled = forms.BooleanField(label=_("I have read this version, and I may sign it for my organisation."))


class ReasonForm(PlainForm):
    """Why; everybody in the alliance can read it in the record of acts."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea,
        help_text=_("The other parties read it. Name no person served."),
    )
