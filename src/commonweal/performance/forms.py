"""Forms of figures: files to feed, reasons, decisions, comments."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from commonweal.components.forms import PlainForm
from commonweal.performance.rules import MOST_MONTHS, Layout


class ManyFiles(forms.ClearableFileInput):
    """A field for files that takes several at once."""

    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class ManyFilesField(forms.FileField):
    """Several uploaded files as a list."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        several = data if isinstance(data, (list, tuple)) else [data] if data else []
        if not several:
            raise ValidationError(self.error_messages["required"], code="required")
        return [super(ManyFilesField, self).clean(one, initial) for one in several]


class MonthField(forms.CharField):
    """A month, as a browser's month field gives it: 2017-05."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.TextInput(attrs={"type": "month", "placeholder": "2026-01"}), **kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            year, month = text.split("-")
            if not 1900 <= int(year) <= 2100:
                raise ValueError(text)
            return date(int(year), int(month), 1)
        except ValueError as error:
            raise ValidationError(_("Write the month as 2026-01.")) from error


class FeedForm(PlainForm):
    """Files, their layout and the months they are for."""

    submit_label = _("Upload and work out figures")

    layout = forms.ChoiceField(
        label=_("What do you upload?"), choices=Layout.choices(), widget=forms.RadioSelect
    )
    files = ManyFilesField(  # type: ignore[assignment]  # Django takes fields out of the class, and keeps its own
        label=_("Files"),
        max_length=200,
        help_text=_(
            "CSV or Parquet, also .gz, several at once or in one zip; at most 512 MB. They are removed when the "
            "figures are worked out."
        ),
    )
    first = MonthField(label=_("First month"), required=False, help_text=_("Not needed for sums."))
    last = MonthField(label=_("Last month"), required=False)

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if found.get("layout") not in (None, Layout.AGGREGATES.value):
            for name in ("first", "last"):
                if not found.get(name) and name not in self.errors:
                    self.add_error(name, _("Say which month."))
        return found


class MonthsForm(PlainForm):
    """From which month to which."""

    submit_label = _("Work out the figures")

    first = MonthField(label=_("First month"))
    last = MonthField(label=_("Last month"))


class FolderForm(PlainForm):
    """A drop folder to look into."""

    submit_label = _("Look into this folder from now on")

    folder = forms.ChoiceField(label=_("Folder"))
    layout = forms.ChoiceField(label=_("What lies in it?"), choices=Layout.choices())
    months = forms.IntegerField(
        label=_("How many months is each run about?"),
        min_value=1,
        max_value=MOST_MONTHS,
        initial=36,
        help_text=_("Up to the last whole month. Sums bring their own months."),
    )

    def __init__(self, *args: Any, folders: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("folder", [(one, one) for one in folders])


class ReasonForm(PlainForm):
    """Why."""

    reason = forms.CharField(
        label=_("Why?"),
        widget=forms.Textarea,
        max_length=4000,
        help_text=_("Kept with the act; everybody in the alliance can read it."),
    )


class NoteForm(PlainForm):
    """What whoever publishes wants to say."""

    submit_label = _("Publish the figures")

    note = forms.CharField(
        label=_("What should readers know?"), widget=forms.Textarea, max_length=4000, required=False
    )


class TargetForm(ReasonForm):
    """A target."""

    submit_label = _("Set the target")
    field_order = ("value", "reason")

    value = forms.FloatField(label=_("Target"), required=False, help_text=_("Empty: no target any more."))

    def __init__(self, *args: Any, unit: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if unit:
            self.fields["value"].label = _("Target, in %(unit)s") % {"unit": unit}


class GoalForm(ReasonForm):
    """A goal in words."""

    submit_label = _("Set the goal")
    field_order = ("goal", "reason")

    goal = forms.CharField(label=_("Goal, in words"), max_length=1000)


class OwnerForm(ReasonForm):
    """Who answers for an indicator."""

    submit_label = _("Name the owner")
    field_order = ("person", "reason")

    person = forms.ChoiceField(label=_("Owner"))

    def __init__(self, *args: Any, people: Iterable[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("person", list(people))


class _MonthChoice(PlainForm):
    month = forms.ChoiceField(label=_("Month"))

    def __init__(self, *args: Any, months: Iterable[date] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(
            "month", [(one.isoformat(), date_format(one, "F Y")) for one in sorted(months, reverse=True)]
        )

    def clean_month(self) -> date:
        """As a date."""
        return date.fromisoformat(self.cleaned_data["month"])


class PhaseForm(_MonthChoice, ReasonForm):
    """A new phase, or one to undo."""

    submit_label = _("Begin the phase")
    field_order = ("month", "reason")


class CommentForm(_MonthChoice):
    """A comment on one month."""

    submit_label = _("Comment on the month")
    field_order = ("month", "text")

    text = forms.CharField(
        label=_("What happened, or what do you make of it?"), widget=forms.Textarea, max_length=4000
    )
