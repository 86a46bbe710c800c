"""Forms about meetings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from commonweal.alignment.models import AgendaItem, MeetingSeat
from commonweal.alignment.rules import meetings as rules
from commonweal.components.forms import PlainForm, prepare

Choices = Iterable[tuple[str, str]]


class MeetingForm(PlainForm):
    """What, when and where."""

    submit_label = _("Save the meeting")

    title = forms.CharField(label=_("Title"), max_length=200)
    purpose = forms.CharField(
        label=_("What it is for"), max_length=500, help_text=_("What will be different when it is over?")
    )
    on = forms.DateField(label=_("Day"), widget=forms.DateInput)
    begins = forms.TimeField(label=_("Begins"), widget=forms.TimeInput)
    ends = forms.TimeField(label=_("Ends"), widget=forms.TimeInput)
    place = forms.CharField(label=_("Place, or the link to join"), max_length=300, required=False)

    def __init__(self, *args: Any, timezone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = ZoneInfo(timezone)
        self.fields["begins"].help_text = timezone.replace("_", " ")

    def clean(self) -> dict[str, Any]:
        """It ends after it begins."""
        data = super().clean() or {}
        if data.get("begins") and data.get("ends") and data["ends"] <= data["begins"]:
            self.add_error("ends", _("A meeting ends after it begins, on the same day."))
        return data

    def facts(self) -> dict[str, Any]:
        """The facts, with times in the alliance's zone."""
        data = self.cleaned_data
        return {
            "title": data["title"],
            "purpose": data["purpose"],
            "place": data["place"],
            "starts": datetime.combine(data["on"], data["begins"], tzinfo=self.zone),
            "ends": datetime.combine(data["on"], data["ends"], tzinfo=self.zone),
        }


class SeatsForm(PlainForm):
    """Who is invited."""

    submit_label = _("Save who is invited")

    seats = forms.MultipleChoiceField(
        label=_("Who is invited"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, seats: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("seats", list(seats))

    def chosen(self) -> list[UUID]:
        """The seats."""
        return [UUID(one) for one in self.cleaned_data["seats"]]


class ItemForm(PlainForm):
    """An item of the agenda."""

    submit_label = _("Put it on the agenda")

    title = forms.CharField(label=_("Item"), max_length=200)
    kind = forms.ChoiceField(label=_("What for"), choices=list(rules.ITEM_KINDS.items()), initial="discuss")
    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=480, initial=15)
    led_by = forms.CharField(label=_("Who leads it"), max_length=200, required=False)


class ReasonForm(PlainForm):
    """Why it does not take place."""

    submit_label = _("Call the meeting off")

    why = forms.CharField(label=_("Why"), max_length=500)


class AttendanceForm(PlainForm):
    """Who came."""

    submit_label = _("Save who came")

    def __init__(self, *args: Any, seats: Sequence[MeetingSeat], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for seat in seats:
            self.fields[str(seat.pk)] = forms.ChoiceField(
                label=f"{seat.name}, {seat.organisation_name}", initial=seat.attendance, required=False,
                choices=[("", _("not known yet")), *rules.ATTENDANCE.items()],
            )  # fmt: skip

    def came(self) -> dict[UUID, str]:
        """Those of whom it is known."""
        return {UUID(key): value for key, value in self.cleaned_data.items() if value}


class CaptureForm(PlainForm):
    """Something written down as it happens."""

    submit_label = _("Add to the minutes")

    kind = forms.ChoiceField(
        label=_("What it is"),
        choices=list(rules.CAPTURES.items()),
        initial="decision",
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("In one sentence"), max_length=1000, widget=forms.Textarea(attrs={"rows": "2"})
    )
    item = forms.ChoiceField(label=_("Under which item"), required=False)
    owner = forms.ChoiceField(label=_("Who does it"), required=False, help_text=_("For actions."))
    due = forms.DateField(
        label=_("Until when"), required=False, widget=forms.DateInput, help_text=_("For actions.")
    )

    def __init__(self, *args: Any, items: Sequence[AgendaItem], people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = {str(one.pk): one for one in items}
        self.offer(
            "item",
            [
                ("", _("none")),
                *((key, one.title) for key, one in self.items.items()),
            ],
        )
        self.offer("owner", [("", _("nobody")), *people])

    def clean(self) -> dict[str, Any]:
        """An action has an owner and a day."""
        data = super().clean() or {}
        if data.get("kind") == "action":
            for name, words in (("owner", _("Say who does it.")), ("due", _("Say until when."))):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, words)
        return data

    def facts(self) -> dict[str, Any]:
        """What was written down."""
        data = self.cleaned_data
        return {
            "kind": data["kind"],
            "text": data["text"],
            "item": self.items.get(data["item"]),
            "owner": UUID(data["owner"]) if data["owner"] else None,
            "due": data["due"],
        }


class VoiceForm(PlainForm):
    """What somebody said in the round."""

    submit_label = _("Add what was said")

    seat = forms.ChoiceField(label=_("Who"))
    said = forms.CharField(
        label=_("What they said"), max_length=500, required=False, help_text=_("Empty: they passed.")
    )

    def __init__(self, *args: Any, seats: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("seat", list(seats))


class QuestionsForm(PlainForm):
    """The four questions."""

    submit_label = _("Send the answers")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, (_name, sentence) in rules.QUESTIONS.items():
            self.fields[key] = forms.TypedChoiceField(
                label=sentence, coerce=int, choices=list(rules.AGREEMENT.items()), widget=forms.RadioSelect
            )
            prepare(self.fields[key])


class ActionDoneForm(PlainForm):
    """What came of an action."""

    submit_label = _("Report it as done")

    note = forms.CharField(label=_("What came of it"), max_length=1000, widget=forms.Textarea)
