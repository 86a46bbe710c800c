"""Forms about forms, paper, themes and what was done."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from commonweal.communications.forms.common import InLanguages, area
from commonweal.communications.models import Audience, Event, Theme
from commonweal.communications.site_words import NAMES
from commonweal.components.forms import PlainForm

KINDS = {"text", "rating", "understanding", "choice"}


class FormForm(InLanguages):
    """A form that people fill in."""

    submit_label = _("Save the form")
    translated = (("title", _("Title"), 150, False), ("lead", _("A sentence above it"), 400, False),
                  ("thanks", _("What is said afterwards"), 400, False))  # fmt: skip
    optional = ("lead", "thanks")

    slug = forms.SlugField(label=_("Address"), max_length=80)
    audience = forms.ModelChoiceField(
        label=_("For which audience"), queryset=Audience.objects.none(), required=False
    )
    event = forms.ModelChoiceField(
        label=_("After which event"), queryset=Event.objects.none(), required=False
    )
    question_lines = forms.CharField(
        label=_("Questions"), max_length=8000, widget=area(8),
        help_text=_(
            "One a line: kind: question | question in the second language. Kinds are text, rating (1 to 5), "
            "understanding (1 to 5, counted over time) and choice, which ends with [one; other; third]."
        ),
    )  # fmt: skip
    asks_contact = forms.BooleanField(
        label=_("People may leave name and e-mail"), required=False, initial=True
    )

    def __init__(self, *args: Any, audiences: Any, events: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_rows("audience", audiences)
        self.offer_rows("event", events)

    def clean_question_lines(self) -> list[dict[str, Any]]:
        """Questions as they are kept. A fault names its line."""
        found: list[dict[str, Any]] = []
        for number, line in enumerate(self.cleaned_data["question_lines"].splitlines(), 1):
            if not line.strip():
                continue
            kind, _colon, rest = line.partition(":")
            kind = kind.strip().lower()
            rest, _bracket, choices = rest.strip().removesuffix("]").partition("[")
            names = [one.strip() for one in rest.split("|") if one.strip()]
            if kind not in KINDS or not names:
                raise forms.ValidationError(
                    _("Line %(n)d: begin with text:, rating:, understanding: or choice:, then the question."),
                    params={"n": number},
                )
            several = [one.strip() for one in choices.split(";") if one.strip()]
            if kind == "choice" and len(several) < 2:
                raise forms.ValidationError(_("Line %(n)d: end with [one; other]."), params={"n": number})
            found.append(
                {
                    "key": f"q{len(found) + 1}-{slugify(names[0])[:30]}", "kind": kind,
                    "names": dict(zip(self.languages, names, strict=False)), "choices": several,
                }
            )  # fmt: skip
        return found


def question_lines(questions: list[dict[str, Any]]) -> str:
    """Questions as they are typed."""
    lines = []
    for one in questions:
        choices = f" [{'; '.join(one['choices'])}]" if one.get("choices") else ""
        lines.append(f"{one['kind']}: {' | '.join(one['names'].values())}{choices}")
    return "\n".join(lines)


class PaperForm(PlainForm):
    """An answer from paper: the questions of a form."""

    submit_label = _("Keep this answer")

    language = forms.ChoiceField(label=_("Language"), choices=list(NAMES.items()))
    given_on = forms.DateField(label=_("Written on"))

    def __init__(self, *args: Any, form: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = form.questions
        for one in form.questions:
            label = next(iter(one["names"].values()))
            if one["kind"] == "text":
                field: forms.Field = forms.CharField(
                    label=label, max_length=5000, required=False, widget=area(3)
                )
            else:
                values = one["choices"] if one["kind"] == "choice" else list("12345")
                field = forms.ChoiceField(
                    label=label, required=False, choices=[("", "—"), *((value, value) for value in values)]
                )
            self.fields[one["key"]] = field
        if form.asks_contact:
            self.fields["name"] = forms.CharField(label=_("Name"), max_length=120, required=False)
            self.fields["email"] = forms.EmailField(label=_("E-mail"), required=False)

    def answers(self) -> dict[str, Any]:
        """What was answered."""
        found: dict[str, Any] = {}
        for one in self.questions:
            value = self.cleaned_data.get(one["key"])
            if value:
                found[one["key"]] = int(value) if one["kind"] in {"rating", "understanding"} else value
        return found


class ThemeForm(PlainForm):
    """A theme."""

    submit_label = _("Name the theme")
    name = forms.CharField(label=_("Theme"), max_length=120)


class DoneForm(InLanguages):
    """You said – we did."""

    submit_label = _("Publish what was done")
    translated = (("said", _("You said"), 600, True), ("did", _("We did"), 600, True))
    theme = forms.ModelChoiceField(label=_("Theme"), queryset=Theme.objects.none(), required=False)

    def __init__(self, *args: Any, themes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_rows("theme", themes)
