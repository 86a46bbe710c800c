"""Forms about leadership feedback."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from commonweal.alignment.rules import leadership as rules
from commonweal.components.forms import Group, PlainForm, prepare

People = Iterable[tuple[str, str]]


class AskForm(PlainForm):
    """Whom to ask, and until when."""

    submit_label = _("Ask for feedback")

    people = forms.MultipleChoiceField(
        label=_("Whom you ask"), widget=forms.CheckboxSelectMultiple,
        help_text=_("At least three; five or more from different organisations tell more."),
    )  # fmt: skip
    closes_on = forms.DateField(label=_("Until when they can answer"), widget=forms.DateInput)

    def __init__(self, *args: Any, people: People, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("people", list(people))

    def facts(self) -> dict[str, Any]:
        """Whom, and until when."""
        data = self.cleaned_data
        return {"people": [UUID(one) for one in data["people"]], "closes_on": data["closes_on"]}


class AnswersForm(PlainForm):
    """All questions, each on the scale; or those of one group, any of which may be left open for later."""

    submit_label = _("Send the answers")

    def __init__(
        self, *args: Any, held: Mapping[str, int] | None = None, only: str | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        asked = [item for item in rules.ITEMS if only in (None, item.group)]
        for item in asked:
            self.fields[item.key] = forms.TypedChoiceField(
                label=item.text, coerce=int, choices=list(rules.SCALE.items()), widget=forms.RadioSelect,
                initial=(held or {}).get(item.key), required=only is None, empty_value=None,
            )  # fmt: skip
            prepare(self.fields[item.key])
        self.groups = tuple(
            Group(title if only is None else "", tuple(item.key for item in asked if item.group == group))
            for group, title in rules.GROUPS.items()
            if only in (None, group)
        )
        if only is not None:
            self.submit_label = _("Save and go on")

    def answers(self) -> dict[str, int]:
        """What was answered."""
        return {key: value for key, value in self.cleaned_data.items() if value is not None}


class ShareForm(PlainForm):
    """Who may see it."""

    submit_label = _("Let them see it")

    person = forms.ChoiceField(
        label=_("Who may see it"), help_text=_("They see what you see. You can end it at any time.")
    )

    def __init__(self, *args: Any, people: People, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("person", list(people))


class DevelopmentForm(PlainForm):
    """What one sets out to do."""

    submit_label = _("Put it into the plan")

    item = forms.ChoiceField(
        label=_("What it is about"), choices=[(one.key, one.name) for one in rules.ITEMS]
    )
    what = forms.CharField(label=_("What you will do"), max_length=500)
    due = forms.DateField(label=_("Until when"), widget=forms.DateInput)


class DoneForm(PlainForm):
    """What came of it."""

    submit_label = _("Report it as done")

    note = forms.CharField(label=_("What came of it"), max_length=1000, widget=forms.Textarea)
