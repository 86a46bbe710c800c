"""Forms of accountability."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from commonweal.components.forms import PlainForm
from commonweal.governance.models import Promise
from commonweal.partners.models import Organisation


class PromiseForm(PlainForm):
    """Who promised what, where, by when."""

    submit_label = _("Record the promise")

    organisation = forms.ModelChoiceField(label=_("Who promised?"), queryset=Organisation.objects.none())
    text = forms.CharField(label=_("What?"), max_length=300)
    to = forms.ModelChoiceField(
        label=_("To whom?"),
        required=False,
        queryset=Organisation.objects.none(),
        help_text=_("Empty: to the whole alliance."),
    )
    source = forms.ChoiceField(label=_("Where?"), choices=Promise.SOURCES)
    source_text = forms.CharField(label=_("Which one?"), required=False, max_length=200)
    due = forms.DateField(label=_("By when?"), widget=forms.DateInput)

    def __init__(self, *args: Any, own: Any, members: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_rows("organisation", own)
        self.offer_rows("to", members)


class KeepForm(PlainForm):
    """That it was kept."""

    submit_label = _("Record it as kept")

    done = forms.DateField(label=_("Kept on"), widget=forms.DateInput)
    note = forms.CharField(label=_("What was done"), required=False, widget=forms.Textarea, max_length=4000)


class ReleaseForm(PlainForm):
    """Why somebody is released."""

    submit_label = _("Release them from it")

    reason = forms.CharField(label=_("Why?"), widget=forms.Textarea, max_length=4000)


class PartnerReviewForm(PlainForm):
    """What was seen of a partner in a stretch of time."""

    submit_label = _("Record the review")

    first = forms.DateField(label=_("From"), widget=forms.DateInput)
    last = forms.DateField(label=_("Until"), widget=forms.DateInput)
    text = forms.CharField(
        label=_("What did you see?"), widget=forms.Textarea, max_length=8000,
        help_text=_("The partner reads it and has its own say beside it."),
    )  # fmt: skip
    agreed = forms.CharField(
        label=_("What was agreed to follow?"), required=False, widget=forms.Textarea, max_length=4000,
        help_text=_("Encouragement or consequence, as the agreements name it. Nothing follows by itself."),
    )  # fmt: skip


class OwnSayForm(PlainForm):
    """The partner's own say."""

    submit_label = _("Have your say")

    text = forms.CharField(label=_("What do you want to say?"), widget=forms.Textarea, max_length=8000)


class ValueForm(PlainForm):
    """What one got out of it."""

    submit_label = _("Record the value")

    text = forms.CharField(label=_("What did your organisation get out of it?"), max_length=500)
    amount = forms.DecimalField(
        label=_("In dollars, where it can be said"),
        required=False,
        min_value=0,
        max_digits=14,
        decimal_places=2,
    )


class PairForm(PlainForm):
    """Two partners to look at together."""

    submit_label = _("Look at them together")

    one = forms.ChoiceField(label=_("One partner"))
    other = forms.ChoiceField(label=_("And another"))

    def __init__(self, *args: Any, names: Mapping[UUID, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(pk), name) for pk, name in sorted(names.items(), key=lambda one: one[1])]
        self.offer("one", choices)
        self.offer("other", choices)
