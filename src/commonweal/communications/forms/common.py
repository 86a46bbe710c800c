"""Fields in several languages, and times on the alliance's clock."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonweal.communications.rules import days
from commonweal.communications.site_words import NAMES
from commonweal.components.forms import PlainForm


def area(rows: int = 4) -> forms.Textarea:
    """A field for several lines."""
    return forms.Textarea(attrs={"rows": str(rows)})


class InLanguages(PlainForm):
    """A form with some fields once for each language; the first language's are asked for."""

    translated: tuple[tuple[str, Any, int, bool], ...] = ()
    """Name, label, longest, whether it has several lines."""
    optional: tuple[str, ...] = ()

    def __init__(self, *args: Any, languages: list[str], **kwargs: Any) -> None:
        self.languages = languages
        super().__init__(*args, **kwargs)
        for language in languages:
            for name, label, longest, lines in self.translated:
                self.fields[f"{name}_{language}"] = forms.CharField(
                    label=f"{label} ({NAMES.get(language, language)})" if len(languages) > 1 else label,
                    max_length=longest,
                    widget=area(6) if lines else forms.TextInput,
                    required=language == languages[0] and name not in self.optional,
                )

    def texts(self, *names: str) -> dict[str, Any]:
        """{language: {name: words}} of the languages in which anything was written."""
        found = {
            language: {name: self.cleaned_data.get(f"{name}_{language}", "") for name in names}
            for language in self.languages
        }
        return {language: told for language, told in found.items() if any(told.values())}

    def single(self, name: str) -> dict[str, str]:
        """{language: words} of one field."""
        return {language: told[name] for language, told in self.texts(name).items()}


def initial(texts: dict[str, Any]) -> dict[str, str]:
    """What such a form begins with."""
    return {
        f"{name}_{language}": words
        for language, told in texts.items()
        for name, words in (told.items() if isinstance(told, dict) else {"text": told}.items())
    }


class ReasonForm(PlainForm):
    """Why."""

    reason = forms.CharField(label=_("Why?"), max_length=300, widget=area(2))


class WordsForm(PlainForm):
    """A few sentences."""

    text = forms.CharField(label=_("Text"), max_length=5000, widget=area(6))

    def __init__(self, *args: Any, label: Any = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if label:
            self.fields["text"].label = label


class Clock:
    """Reads a day and a time on the alliance's clock as an instant; says so where the clocks leave it out."""

    def __init__(self, form: forms.Form, zone: str) -> None:
        self.form, self.zone = form, zone
        self.twice: list[str] = []

    def read(self, field: str, day: date | None, at: time | None) -> datetime | None:
        """The instant, or nothing with an error at the field."""
        if day is None or at is None:
            return None
        try:
            found = days.instant(day, at, self.zone)
        except days.NoSuchTime as fault:
            self.form.add_error(field, str(fault))
            return None
        if found.twice:
            self.twice.append(f"{at:%H:%M}")
        return found.at
