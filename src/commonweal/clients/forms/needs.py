"""Needs and screenings."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonweal.clients import choices
from commonweal.clients.instruments import UNSAID, Instrument, Suggestion
from commonweal.clients.models import Need
from commonweal.clients.rules import NEED_MOVES, NeedStatus
from commonweal.components.forms import Group, PlainForm
from commonweal.directory.domains import NeedDomain


class NeedForm(PlainForm):
    """One need, from a conversation."""

    submit_label = _("Record need")

    domain = forms.ChoiceField(label=_("What is needed?"), choices=[("", _("Choose")), *NeedDomain.choices()])
    urgency = forms.ChoiceField(
        label=_("How soon?"), choices=choices.URGENCY, widget=forms.RadioSelect, initial="routine"
    )
    note = forms.CharField(
        label=_("What should somebody who helps know?"),
        help_text=_("Whoever may see this need may read it."),
        max_length=4000,
        required=False,
        widget=forms.Textarea,
    )


class ChangeNeedForm(PlainForm):
    """A need's status and urgency, with a reason."""

    submit_label = _("Change need")

    status = forms.ChoiceField(label=_("Status"), widget=forms.RadioSelect)
    urgency = forms.ChoiceField(label=_("How soon?"), choices=choices.URGENCY, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Why?"),
        help_text=_("Required unless the need is resolved or only its urgency changes."),
        max_length=2000,
        required=False,
        widget=forms.Textarea,
    )

    def __init__(self, data: Any = None, *, need: Need, **more: Any) -> None:
        super().__init__(data, initial={"status": need.status, "urgency": need.urgency}, **more)
        status = NeedStatus(need.status)
        reachable = {status, *NEED_MOVES[status]}
        field: Any = self.fields["status"]
        field.choices = [(key, word) for key, word in choices.NEED_STATUS if key in reachable]


class ScreeningForm(PlainForm):
    """The questions of an instrument; each may be passed over or declined."""

    submit_label = _("Save answers")

    submission = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, instrument: Instrument, **more: Any) -> None:
        self.instrument = instrument
        self.groups = tuple(
            Group(_("Question %(n)s") % {"n": number}, (question.key,))
            for number, question in enumerate(instrument.questions, start=1)
        )
        super().__init__(data, **more)
        for question in instrument.questions:
            kind = forms.MultipleChoiceField if question.several else forms.ChoiceField
            widget = forms.CheckboxSelectMultiple if question.several else forms.RadioSelect
            self.fields[question.key] = kind(
                label=question.text,
                help_text=question.hint,
                required=False,
                choices=[
                    *((choice.key, choice.text) for choice in question.choices),
                    (UNSAID, _("I prefer not to answer")),
                ],
                widget=widget,
            )

    def answers(self) -> dict[str, str | list[str]]:
        """What was answered, by question."""
        return {question.key: self.cleaned_data[question.key] for question in self.instrument.questions}


class ConfirmNeedsForm(PlainForm):
    """The needs that answers suggest: a worker confirms each, and says how soon."""

    submit_label = _("Record these needs")

    def __init__(self, data: Any = None, *, suggestions: list[Suggestion], **more: Any) -> None:
        super().__init__(data, **more)
        self.suggestions = suggestions
        for suggestion in suggestions:
            key = suggestion.domain.value
            self.fields[key] = forms.BooleanField(
                label=suggestion.domain.label,
                help_text=" · ".join(suggestion.because),
                required=False,
                initial=True,
            )
            self.fields[f"{key}_urgency"] = forms.ChoiceField(
                label=_("%(need)s: how soon?") % {"need": suggestion.domain.label},
                choices=choices.URGENCY,
                initial=suggestion.urgency,
            )

    def confirmed(self) -> list[tuple[NeedDomain, str]]:
        """The needs confirmed, each with its urgency."""
        return [
            (suggestion.domain, self.cleaned_data[f"{suggestion.domain.value}_urgency"])
            for suggestion in self.suggestions
            if self.cleaned_data[suggestion.domain.value]
        ]
