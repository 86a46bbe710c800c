"""Forms of surveys: building, sending, answering a section, saying what follows, importing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonweal.alignment.models import Question
from commonweal.alignment.rules.given import Given
from commonweal.alignment.rules.instruments import INSTRUMENTS
from commonweal.components.forms import PlainForm, PlainModelForm
from commonweal.partners.models import Organisation

IMPORTANCE = {
    1: gettext_lazy("Not important"),
    3: gettext_lazy("Somewhat"),
    5: gettext_lazy("Very important"),
}
LONGEST_WORDS = 1000
LARGEST = 2 * 1024 * 1024


class SurveyForm(PlainForm):
    """Begin a survey."""

    submit_label = gettext_lazy("Build the survey")
    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    purpose = forms.CharField(
        label=gettext_lazy("What it is for"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        help_text=gettext_lazy("Everybody who is asked reads this before the first question."),
    )
    instruments = forms.MultipleChoiceField(
        label=gettext_lazy("Begin with questions about"),
        choices=[(key, f"{one.title} ({len(one.items)})") for key, one in INSTRUMENTS.items()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=gettext_lazy("Our own questions. You can take any of them out and add yours."),
    )


class QuestionForm(PlainModelForm):
    """Add a question in one's own words."""

    submit_label = gettext_lazy("Add the question")

    class Meta:
        model = Question
        fields = ("text", "topic", "section", "concept", "kind", "low", "high", "points", "asks_importance")
        widgets = {"text": forms.Textarea(attrs={"rows": 2})}
        labels = {
            "text": gettext_lazy("Question, or a sentence to agree with"),
            "topic": gettext_lazy("Topic"),
            "section": gettext_lazy("Section"),
            "concept": gettext_lazy("What it is about"),
            "kind": gettext_lazy("How it is answered"),
            "low": gettext_lazy("What the lowest answer means"),
            "high": gettext_lazy("What the highest answer means"),
            "points": gettext_lazy("How many answers to choose from"),
            "asks_importance": gettext_lazy("Also ask how important this is"),
        }
        help_texts = {
            "text": gettext_lazy("Do not copy from a published instrument; import its results instead."),
            "section": gettext_lazy("Questions of one section are asked on one page."),
            "kind": gettext_lazy("What is written is shown word for word, without who wrote it."),
            "low": gettext_lazy("For a scale only."),
            "high": gettext_lazy("For a scale only."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].required = False

    def clean_kind(self) -> str:
        """A scale, where nothing else was chosen."""
        return self.cleaned_data["kind"] or Question.SCALE

    def clean(self) -> dict[str, Any]:
        """A scale has words at both ends; what is written has neither a scale nor an importance."""
        said = super().clean() or self.cleaned_data
        if said.get("kind") == Question.WORDS:
            said |= {"low": "", "high": "", "asks_importance": False}
        else:
            for end in ("low", "high"):
                if not said.get(end) and end not in self.errors:
                    self.add_error(end, _("A scale needs words for its lowest and its highest answer."))
        return said


class ClosingForm(PlainForm):
    """Until when people can answer."""

    submit_label = gettext_lazy("Send the survey")
    closes_on = forms.DateField(label=gettext_lazy("Last day to answer"), widget=forms.DateInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"closes_on": timezone.localdate() + timedelta(days=14)})
        super().__init__(*args, **kwargs)

    def closes_at(self) -> datetime:
        """The end of that day."""
        return timezone.make_aware(datetime.combine(self.cleaned_data["closes_on"], time(23, 59)))


class SectionForm(PlainForm):
    """One section of a survey; everything may be left open, and is saved as it stands."""

    submit_label = gettext_lazy("Save and go on")

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        questions: Iterable[Question],
        given: Mapping[UUID, Given],
    ) -> None:
        self.questions = list(questions)
        super().__init__(data)
        for question in self.questions:
            before = given.get(question.pk, Given(None))
            if question.kind == Question.WORDS:
                self._write(f"w-{question.pk}", question.text, before.words)
                continue
            scale = {1: question.low, question.points: question.high}
            self._ask(f"q-{question.pk}", question.text, question.points, scale, before.value)
            if question.asks_importance:
                label = _("How important is that: %(topic)s?") % {"topic": question.topic}
                self._ask(f"i-{question.pk}", label, 5, IMPORTANCE, before.importance)

    def _ask(self, name: str, label: str, points: int, words: Mapping[int, Any], before: int | None) -> None:
        choices = [
            (str(at), f"{at} – {words[at]}" if at in words else str(at)) for at in range(1, points + 1)
        ]
        self.fields[name] = forms.ChoiceField(
            label=label, choices=choices, widget=forms.RadioSelect, required=False, initial=str(before or "")
        )

    def _write(self, name: str, label: str, before: str) -> None:
        self.fields[name] = forms.CharField(
            label=label,
            widget=forms.Textarea(attrs={"rows": 3}),
            required=False,
            max_length=LONGEST_WORDS,
            initial=before,
            help_text=_(
                "Shown to the alliance word for word, without your name, organisation or sector, if three people "
                "or more write something. Name nobody, and nothing only you can know."
            ),
        )

    def given(self) -> dict[UUID, Given]:
        """What was answered; None where it was left open."""

        def read(name: str) -> int | None:
            text = self.cleaned_data.get(name)
            return int(text) if text else None

        return {
            one.pk: Given(
                read(f"q-{one.pk}"), read(f"i-{one.pk}"), (self.cleaned_data.get(f"w-{one.pk}") or "").strip()
            )
            for one in self.questions
        }


class FollowUpForm(PlainForm):
    """What will be done about the results."""

    submit_label = gettext_lazy("Tell everybody")
    text = forms.CharField(
        label=gettext_lazy("What will be done"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000
    )
    organisation = forms.ModelChoiceField(
        label=gettext_lazy("Who does it"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=gettext_lazy("All of us"),
    )
    due = forms.DateField(label=gettext_lazy("Until when"), widget=forms.DateInput, required=False)

    def __init__(self, *args: Any, members: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_rows("organisation", members)


class ImportForm(PlainForm):
    """Results of an instrument used elsewhere."""

    submit_label = gettext_lazy("Import the results")
    instrument = forms.CharField(label=gettext_lazy("Name of the instrument"), max_length=200)
    licence = forms.CharField(
        label=gettext_lazy("By which licence you use it"),
        max_length=400,
        help_text=gettext_lazy("Only figures are kept here, no wording of its questions."),
    )
    taken_on = forms.DateField(label=gettext_lazy("When it was taken"), widget=forms.DateInput)
    lowest = forms.IntegerField(label=gettext_lazy("Lowest answer of its scale"), initial=1)
    highest = forms.IntegerField(label=gettext_lazy("Highest answer of its scale"), initial=5)
    file = forms.FileField(
        label=gettext_lazy("CSV file"),
        help_text=gettext_lazy("Columns: topic, group (may be empty), n, mean. From three people on."),
    )

    def clean_file(self) -> Any:
        """A file of a size that figures have."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("The file is larger than 2 MB; figures are smaller than that."))
        return file
