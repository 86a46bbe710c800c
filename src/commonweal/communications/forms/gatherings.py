"""Forms of events, posts, the press."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonweal.communications.forms.common import Clock, InLanguages, area
from commonweal.communications.models import Coverage, Event, Image, Message, Release
from commonweal.communications.rules.social import CHANNELS
from commonweal.communications.site_words import NAMES
from commonweal.components.forms import PlainForm
from commonweal.database.models import column


class EventForm(InLanguages):
    """An event, with times on the alliance's clock."""

    submit_label = _("Save the event")
    translated = (("title", _("Title"), 200, False), ("text", _("What it is about"), 5000, True))
    optional = ("text",)

    kind = forms.ChoiceField(label=_("What it is"), choices=Event.KINDS)
    slug = forms.SlugField(label=_("Address"), max_length=80)
    day = forms.DateField(label=_("Day"))
    begins = forms.TimeField(label=_("Begins at"))
    ends_at = forms.TimeField(label=_("Ends at"))
    place = forms.CharField(label=_("Place"), max_length=300, required=False)
    online_url = forms.URLField(
        label=_("Address online"), max_length=500, required=False, assume_scheme="https"
    )
    places = forms.IntegerField(
        label=_("Places"),
        required=False,
        min_value=1,
        max_value=100_000,
        help_text=_("Empty: as many as come."),
    )
    until_day = forms.DateField(
        label=_("Registration until"), required=False, help_text=_("Empty: until it begins.")
    )

    def __init__(self, *args: Any, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.clock = Clock(self, zone)

    def clean(self) -> dict[str, Any]:
        """Times as instants."""
        from datetime import time

        told = super().clean() or self.cleaned_data
        told["starts"] = self.clock.read("begins", told.get("day"), told.get("begins"))
        told["ends"] = self.clock.read("ends_at", told.get("day"), told.get("ends_at"))
        told["registration_until"] = (
            self.clock.read("until_day", told["until_day"], time(23, 59))
            if told.get("until_day")
            else told["starts"]
        )
        if told["starts"] and told["ends"] and told["ends"] <= told["starts"]:
            self.add_error("ends_at", _("It ends before it begins."))
        return told

    def facts(self) -> dict[str, Any]:
        """What is kept."""
        names = ("kind", "slug", "starts", "ends", "place", "online_url", "places", "registration_until")
        return {name: self.cleaned_data[name] for name in names} | {"texts": self.texts("title", "text")}


class PostForm(PlainForm):
    """A post for one channel."""

    submit_label = _("Save the post")

    channel = forms.ChoiceField(
        label=_("Channel"), choices=[(key, f"{one.name} ({one.most:,})") for key, one in CHANNELS.items()]
    )
    message = forms.ModelChoiceField(
        label=_("From the message"), queryset=Message.objects.none(), required=False
    )
    language = forms.ChoiceField(label=_("Language"), choices=list(NAMES.items()))
    text = forms.CharField(label=_("Text"), max_length=8000, widget=area(5))
    image = forms.ModelChoiceField(label=_("Picture"), queryset=Image.objects.none(), required=False)
    alt = forms.CharField(label=_("What is to be seen"), max_length=2000, required=False)
    planned_on = forms.DateField(label=_("Planned for"), required=False)

    def __init__(self, *args: Any, messages: Any, images: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_rows("message", messages)
        self.offer_rows("image", images)


class PostedForm(PlainForm):
    """Where it was posted."""

    submit_label = _("Mark it as posted")

    url = forms.URLField(label=_("Its address there"), max_length=500, required=False, assume_scheme="https")


class ContactForm(PlainForm):
    """Somebody of the press."""

    submit_label = _("Save the contact")

    name = forms.CharField(label=_("Name"), max_length=120)
    outlet = forms.CharField(label=_("Newspaper, station or site"), max_length=120)
    email = forms.EmailField(label=_("E-mail"), required=False)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    beat = forms.CharField(label=_("Writes about"), max_length=200, required=False)


class ReleaseForm(PlainForm):
    """A press release."""

    submit_label = _("Save the release")

    language = forms.ChoiceField(label=_("Language"), choices=list(NAMES.items()))
    title = forms.CharField(label=_("Title"), max_length=200)
    body = forms.CharField(label=_("Text"), max_length=20_000, widget=area(14))
    embargo_day = forms.DateField(label=_("Not before"), required=False)
    embargo_at = forms.TimeField(label=_("at"), required=False)

    def __init__(self, *args: Any, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.clock = Clock(self, zone)

    def clean(self) -> dict[str, Any]:
        """The embargo as an instant."""
        from datetime import time

        told = super().clean() or self.cleaned_data
        told["embargo_until"] = self.clock.read(
            "embargo_at", told.get("embargo_day"), told.get("embargo_at") or time(0)
        )
        return told


class CoverageForm(PlainForm):
    """What somebody published about us."""

    submit_label = _("Add the report")

    outlet = forms.CharField(label=_("Where"), max_length=120)
    title = forms.CharField(label=_("Title"), max_length=300)
    on = forms.DateField(label=_("On"))
    url = forms.URLField(label=_("Address"), max_length=500, required=False, assume_scheme="https")
    release = forms.ModelChoiceField(
        label=_("After our release"), queryset=Release.objects.none(), required=False
    )
    tone = forms.ChoiceField(
        label=_("Tone"), choices=column(Coverage, "tone").choices or (), initial="neutral"
    )
    note = forms.CharField(label=_("Note"), max_length=500, required=False)

    def __init__(self, *args: Any, releases: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_rows("release", releases)
