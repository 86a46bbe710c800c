"""Forms of the plan: audiences, messages, evidence, calendar, names."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonweal.communications.forms.common import InLanguages, area
from commonweal.communications.models import Audience, Evidence, Message
from commonweal.communications.models.planning import CHANNELS
from commonweal.communications.site_words import NAMES
from commonweal.components.forms import PlainForm


class AudienceForm(PlainForm):
    """An audience."""

    submit_label = _("Save the audience")

    kind = forms.ChoiceField(label=_("Who they are"), choices=Audience.KINDS)
    name = forms.CharField(label=_("Name"), max_length=120)
    size = forms.IntegerField(
        label=_("How many people, about"), required=False, min_value=0, max_value=100_000_000
    )
    needs = forms.CharField(
        label=_("What they need from us"), max_length=2000, required=False, widget=area(3)
    )
    thinks_now = forms.CharField(
        label=_("What they think now"), max_length=2000, required=False, widget=area(3)
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages"), choices=list(NAMES.items()), widget=forms.CheckboxSelectMultiple
    )
    grade = forms.IntegerField(
        label=_("Years of school a text may ask for"), initial=8, min_value=1, max_value=18,
        help_text=_("Six for what anybody served may read."),
    )  # fmt: skip


class MessageForm(InLanguages):
    """A key message."""

    submit_label = _("Save the message")
    translated = (("text", _("The message"), 600, True),)

    key = forms.SlugField(
        label=_("Short name"), max_length=60, help_text=_("Texts name it as {{message:short-name}}.")
    )
    benefit = forms.CharField(label=_("The benefit behind it"), max_length=1000, widget=area(3))
    review_on = forms.DateField(label=_("Look at it again on"), required=False)


class EvidenceForm(PlainForm):
    """What shows that a message is true."""

    submit_label = _("Add the evidence")

    kind = forms.ChoiceField(label=_("What it is"), choices=Evidence.KINDS)
    measure = forms.ChoiceField(label=_("Which indicator"), required=False)
    text = forms.CharField(
        label=_("The decision, event or story"), max_length=2000, required=False, widget=area(4)
    )
    permission = forms.CharField(
        label=_("For a story: who permitted it, and where that is kept"), max_length=300, required=False
    )
    holds_until = forms.DateField(label=_("It holds until"), required=False)

    def __init__(self, *args: Any, measures: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("measure", [("", "—"), *measures])


class EntryForm(PlainForm):
    """An entry of the calendar."""

    submit_label = _("Put it into the calendar")

    audience = forms.ModelChoiceField(label=_("For whom"), queryset=Audience.objects.none())
    message = forms.ModelChoiceField(label=_("Which message"), queryset=Message.objects.none())
    channel = forms.ChoiceField(label=_("By which channel"), choices=CHANNELS)
    on = forms.DateField(label=_("On"))
    owner_name = forms.CharField(label=_("Who sees to it"), max_length=200)
    note = forms.CharField(label=_("Note"), max_length=300, required=False)

    def __init__(self, *args: Any, audiences: Any, messages: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_rows("audience", audiences)
        self.offer_rows("message", messages)


class NameForm(PlainForm):
    """A name that is no longer used."""

    submit_label = _("Keep this name out of our texts")

    old = forms.CharField(label=_("No longer said"), max_length=200)
    current = forms.CharField(label=_("Said instead"), max_length=200, required=False)
    why = forms.CharField(label=_("Why"), max_length=300, required=False)


class ReleaseFigureForm(PlainForm):
    """A figure for the public."""

    submit_label = _("Release the figure")

    measure = forms.ChoiceField(label=_("Indicator"))

    def __init__(self, *args: Any, measures: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("measure", measures)


class CheckForm(PlainForm):
    """Any text, to be checked."""

    submit_label = _("Check the text")

    language = forms.ChoiceField(label=_("Language"))
    text = forms.CharField(label=_("The text"), max_length=60_000, widget=area(12))

    def __init__(self, *args: Any, languages: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("language", [(code, NAMES.get(code, code)) for code in languages])


class AnswerForm(PlainForm):
    """Approve a text, or say what should be changed."""

    submit_label = _("Send my answer")

    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)
    approved = forms.ChoiceField(
        label=_("Your answer"), choices=[("yes", _("I approve this text")), ("no", _("It should be changed"))],
        widget=forms.RadioSelect,
    )  # fmt: skip
    note = forms.CharField(label=_("What should be changed"), max_length=1000, required=False, widget=area(3))
