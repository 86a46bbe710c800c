"""Forms about readiness."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonweal.alignment.models import ReadinessReport
from commonweal.alignment.rules import readiness as rules
from commonweal.components.forms import Group, PlainForm, prepare


class AreaForm(PlainForm):
    """The questions of one area. What is left without a level is left for another day."""

    submit_label = _("Save the answers")

    def __init__(
        self, *args: Any, area: rules.Area, held: Mapping[str, tuple[int, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.area = area
        for item in area.items:
            level, evidence = held.get(item.key, (None, ""))
            self.fields[f"{item.key}-level"] = forms.TypedChoiceField(
                label=item.text, coerce=int, empty_value=None, required=False, initial=level,
                choices=list(rules.LEVELS.items()), widget=forms.RadioSelect,
            )  # fmt: skip
            self.fields[f"{item.key}-evidence"] = forms.CharField(
                label=_("What shows it"), required=False, max_length=2000, initial=evidence,
                widget=forms.Textarea(attrs={"rows": "2"}),
                help_text=_("A paper, a figure, something that happened; or what is missing."),
            )  # fmt: skip

        for field in self.fields.values():
            prepare(field)

    @property
    def groups(self) -> tuple[Group, ...]:  # type: ignore[override]
        """Each question with its evidence."""
        return tuple(
            Group(str(number), (f"{item.key}-level", f"{item.key}-evidence"))
            for number, item in enumerate(self.area.items, 1)
        )

    def clean(self) -> dict[str, Any]:
        """A level needs its evidence, and evidence a level."""
        data = super().clean() or {}
        for item in self.area.items:
            level, evidence = data.get(f"{item.key}-level"), data.get(f"{item.key}-evidence", "").strip()
            if level and not evidence:
                self.add_error(f"{item.key}-evidence", _("Say what shows it."))
            if evidence and not level:
                self.add_error(f"{item.key}-level", _("Choose how far you are."))
        return data

    def answers(self) -> dict[str, tuple[int, str]]:
        """What was answered."""
        data = self.cleaned_data
        return {
            item.key: (data[f"{item.key}-level"], data[f"{item.key}-evidence"])
            for item in self.area.items
            if data[f"{item.key}-level"]
        }


class StepForm(PlainForm):
    """A step of the plan."""

    submit_label = _("Plan the step")

    item = forms.ChoiceField(label=_("Which gap it is to close"))
    what = forms.CharField(
        label=_("What will be done"), max_length=500, help_text=_("Small enough to be done by one person.")
    )
    owner = forms.ChoiceField(label=_("Who does it"))
    due = forms.DateField(label=_("Until when"), widget=forms.DateInput)

    def __init__(
        self, *args: Any, items: Iterable[tuple[str, str]], people: Iterable[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offer("item", list(items))
        self.offer("owner", list(people))


class ReportForm(PlainForm):
    """What came of a step."""

    submit_label = _("Report the step")

    text = forms.CharField(
        label=_("What was done, and what came of it"), max_length=2000, widget=forms.Textarea
    )
    ends = forms.ChoiceField(
        label=_("Does it end with this?"), choices=ReadinessReport.ENDS, required=False, initial="",
        widget=forms.RadioSelect,
    )  # fmt: skip
