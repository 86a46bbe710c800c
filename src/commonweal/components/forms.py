"""Django forms in the product's own way: label above, hint below it, error by the field and in a summary."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.db.models.fields import BLANK_CHOICE_DASH
from django.forms.renderers import BaseRenderer, DjangoTemplates
from django.http import QueryDict
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

Text = Any
"""Words for the reader: a string, or one that is translated when it is shown."""


class _Select:
    """Django's `select.html`, drawn without a template for each option: a list may have every partner in it."""

    OPTION = '<option value="{}"{}>{}</option>'

    def render(self, context: dict[str, Any], request: Any = None) -> SafeString:
        widget = context["widget"]
        parts = []
        for group, options, _index in widget["optgroups"]:
            drawn = format_html_join(
                "\n",
                self.OPTION,
                ((option["value"], _attributes(option["attrs"]), option["label"]) for option in options),
            )
            parts.append(format_html('<optgroup label="{}">{}</optgroup>', group, drawn) if group else drawn)
        attributes = _attributes(widget["attrs"])
        inner = SafeString("\n".join(parts))
        return format_html('<select name="{}"{}>{}</select>', widget["name"], attributes, inner)


def _attributes(attributes: dict[str, Any]) -> SafeString:
    """As Django prints a widget's attributes: True stands alone, False is left out."""
    kept = ((name, value) for name, value in attributes.items() if value is not False)
    drawn = (format_html(" {}" if value is True else ' {}="{}"', name, value) for name, value in kept)
    return SafeString("".join(drawn))


class PlainRenderer(BaseRenderer):
    """Renders forms with the templates of the project, and widgets with Django's.

    As `FORM_RENDERER` it gives every form of the product, those of installed packages too, one look.
    """

    form_template_name = "components/form_fields.html"
    field_template_name = "components/field.html"

    _widgets = DjangoTemplates()

    def get_template(self, template_name: str) -> Any:
        if template_name == forms.Select.template_name:
            return _Select()
        if template_name.startswith("django/forms/widgets/"):
            return self._widgets.get_template(template_name)
        try:
            return get_template(template_name)
        except TemplateDoesNotExist:
            return self._widgets.get_template(template_name)


@dataclass(frozen=True)
class Group:
    """Some fields under a heading of their own."""

    title: Text
    names: tuple[str, ...]
    hint: Text = ""
    folded: bool = False
    """Behind its title until somebody opens it, or an error needs it open: for what few people fill in."""


class PlainMixin:
    """What PlainForm adds to any Django form: `class ReferralForm(PlainMixin, ModelForm)`."""

    default_renderer: type[BaseRenderer] | BaseRenderer | None = PlainRenderer
    fields: dict[str, forms.Field]
    submit_label: Text = _("Save")
    """The act and its object: “Accept referral”."""
    groups: tuple[Group, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            prepare(field)

    def offer(self, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
        """Give a field the choices that its reader has: partners of an alliance, say, with their ids."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(choices)

    def offer_rows(self, name: str, rows: QuerySet[Any], called: Callable[[Any], str] | None = None) -> None:
        """Give a field the rows among which its reader may choose; `called` names each, where not it itself does."""
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = rows
        if called is not None:
            field.label_from_instance = called  # type: ignore[assignment]  # Django's own way to name rows

    @property
    def grouped(self) -> list[tuple[Group | None, list[forms.BoundField]]]:
        """The visible fields by group; those in no group come last under no heading."""
        visible = {field.name: field for field in self.visible_fields()}  # type: ignore[attr-defined]
        parts: list[tuple[Group | None, list[forms.BoundField]]] = []
        for group in self.groups:
            parts.append((group, [visible.pop(name) for name in group.names if name in visible]))
        if visible:
            parts.append((None, list(visible.values())))
        return parts


class PlainForm(PlainMixin, forms.Form):
    """A form that knows its submit words and its groups; `<c-form :form="form" />` prints it whole."""


class PlainModelForm(PlainMixin, forms.ModelForm):  # type: ignore[type-arg]  # takes one for the checker only
    """The same for the columns of a model."""


def sent_again(data: Mapping[str, Any], **other: str) -> QueryDict:
    """What was sent, with other words in some fields: a form that is shown again though somebody was first."""
    assert isinstance(data, QueryDict)
    anew = data.copy()
    for name, value in other.items():
        anew[name] = value
    return anew


def prepare(field: forms.Field) -> None:
    """Give a field's widget what phones and browsers need: the right keyboard, a date picker, few rows."""
    widget = field.widget
    if isinstance(field, (forms.DateField, forms.DateTimeField)) and plausible_day not in field.validators:
        field.validators.append(plausible_day)
    if isinstance(field, forms.ModelChoiceField) and field.empty_label == BLANK_CHOICE_DASH[0][1]:
        field.empty_label = _("Choose one") if field.required else _("None")
    if field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
        field.error_messages["required"] = _asked(field)
    match widget:
        case forms.Textarea():
            if str(widget.attrs.get("rows")) == "10":
                widget.attrs.update(rows="4", cols="60")
        case forms.SplitDateTimeWidget():
            pass
        case forms.DateTimeInput():
            widget.input_type, widget.format = "datetime-local", "%Y-%m-%dT%H:%M"
        case forms.DateInput():
            # A browser's date picker speaks ISO whatever the reader's language.
            widget.input_type, widget.format = "date", "%Y-%m-%d"
        case forms.TimeInput():
            widget.input_type, widget.format = "time", "%H:%M"
        case forms.NumberInput():
            whole = not isinstance(field, (forms.FloatField, forms.DecimalField))
            widget.attrs.setdefault("inputmode", "numeric" if whole else "decimal")
            # In a number field a browser throws away what is no number: nobody could see what to mend.
            widget.input_type = "text"
        case _:
            pass


def plausible_day(day: date) -> None:
    """Raises ValidationError for days that nobody means: at the ends of the calendar no day follows or goes before."""
    if not 1800 <= day.year <= 2200:
        raise forms.ValidationError(_("Check the year: only days from 1800 to 2200 can be meant here."))


def _asked(field: forms.Field) -> Text:
    """What is missing, in plain words."""
    if isinstance(field.widget, forms.CheckboxInput):
        return _("Tick this to go on, or leave the page as it is.")
    if isinstance(field, forms.ChoiceField):
        return _("Choose one.")
    return _("Fill this in.")


@dataclass(frozen=True)
class Fault:
    """One line of the error summary: what is wrong, and where."""

    field_id: str
    label: str
    message: str


def faults(form: Any) -> list[Fault]:
    """Every error of a form, in the order of its fields; those of the whole form first, without a field."""
    found = [Fault("", "", str(message)) for message in form.non_field_errors()] if form.is_bound else []
    for field in form:
        for message in field.errors:
            # “What would help most?: …” would be two signs where one is enough.
            found.append(Fault(_target(field), str(field.label).rstrip("?:"), str(message)))
    return found


def _target(field: forms.BoundField) -> str:
    """The id to jump to: of a group of boxes, its first."""
    if field.use_fieldset:
        return f"{field.auto_id}_0" if _has_choices(field.field.widget) else field.auto_id
    return str(field.id_for_label or field.auto_id)


def _has_choices(widget: forms.Widget) -> bool:
    return isinstance(widget, (forms.RadioSelect, forms.CheckboxSelectMultiple))


def kind(field: forms.BoundField) -> str:
    """How a field is laid out: "choices", "check", "hidden" or "line"."""
    widget = field.field.widget
    if widget.is_hidden:
        return "hidden"
    if _has_choices(widget):
        return "choices"
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    return "group" if field.use_fieldset else "line"


@dataclass(frozen=True)
class PersonChoice:
    """One person (or service, or partner) that a picker offers."""

    value: str
    label: str
    hint: str = ""


def person_choices(
    found: Iterable[Any], *, value: str = "pk", label: str = "__str__", hint: str = ""
) -> list[PersonChoice]:
    """Choices for a picker from rows, by the names of their attributes."""

    def read(row: Any, name: str) -> str:
        got = getattr(row, name) if name else ""
        return str(got() if callable(got) else got)

    return [PersonChoice(read(row, value), read(row, label), read(row, hint)) for row in found]
