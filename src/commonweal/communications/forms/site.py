"""Forms of the website and the newsletter."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonweal.communications.forms.common import area
from commonweal.communications.models import Page
from commonweal.communications.site_words import NAMES
from commonweal.components.forms import PlainForm


class SiteForm(PlainForm):
    """The website's settings."""

    submit_label = _("Save the settings")

    slug = forms.SlugField(
        label=_("Address"), max_length=60, help_text=_("The website is at /site/ADDRESS/.")
    )
    tagline = forms.CharField(label=_("One line about us"), max_length=200, required=False)
    languages = forms.MultipleChoiceField(
        label=_("Languages"), choices=list(NAMES.items()), widget=forms.CheckboxSelectMultiple,
        help_text=_("English comes first where it is chosen."),
    )  # fmt: skip
    contact_email = forms.EmailField(label=_("E-mail"), required=False)
    contact_phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    contact_address = forms.CharField(
        label=_("Postal address"), max_length=300, required=False, help_text=_("Newsletters must carry one.")
    )
    press_contact = forms.CharField(label=_("Whom the press may ask"), max_length=300, required=False)
    press_about = forms.CharField(
        label=_("About us, for the press"), max_length=3000, required=False, widget=area(5)
    )
    interest_lines = forms.CharField(
        label=_("Interests that subscribers choose among"), max_length=2000, required=False, widget=area(4),
        help_text=_("One a line: short-name = words | words in the second language | …"),
    )  # fmt: skip
    closed_lines = forms.CharField(
        label=_("Days on which we are closed"), max_length=2000, required=False, widget=area(2),
        help_text=_("As 2026-12-24, separated by spaces. Federal holidays are known."),
    )  # fmt: skip
    show_services = forms.BooleanField(
        label=_("Everybody may search the directory of services"), required=False
    )

    def clean_interest_lines(self) -> list[dict[str, Any]]:
        """Interests as they are kept."""
        from django.utils.text import slugify

        languages = self.data.getlist("languages") if hasattr(self.data, "getlist") else ["en"]
        found = []
        for line in self.cleaned_data["interest_lines"].splitlines():
            key, _equals, names = line.partition("=")
            if not key.strip():
                continue
            several = [name.strip() for name in names.split("|") if name.strip()]
            if not slugify(key) or not several:
                raise forms.ValidationError(_("Write each line as: short-name = words"))
            found.append({"key": slugify(key)[:40], "names": dict(zip(languages, several, strict=False))})
        return found

    def clean_closed_lines(self) -> list[Any]:
        """Days as they are kept."""
        from datetime import date

        try:
            return [date.fromisoformat(one) for one in self.cleaned_data["closed_lines"].split()]
        except ValueError as error:
            raise forms.ValidationError(_("Write days as 2026-12-24.")) from error


class PageForm(PlainForm):
    """A new page."""

    submit_label = _("Begin the page")

    kind = forms.ChoiceField(
        label=_("What it is"), choices=[("page", _("A page")), ("news", _("A piece of news"))]
    )
    slug = forms.SlugField(
        label=_("Address"), max_length=80, help_text=_("Small letters and dashes. “home” is the first page.")
    )
    in_menu = forms.BooleanField(label=_("Show it in the menu"), required=False, initial=True)
    position = forms.IntegerField(label=_("Place in the menu"), initial=10, min_value=0, max_value=1000)


class DraftForm(PlainForm):
    """The text of a page in one language. `revision` is the one that was read."""

    submit_label = _("Save the draft")

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    title = forms.CharField(label=_("Title"), max_length=200)
    summary = forms.CharField(label=_("Summary in one sentence"), max_length=400, required=False)
    body = forms.CharField(
        label=_("Text"), max_length=60_000, required=False, widget=area(20),
        help_text=_(
            "Plain text: # for headings, - for lists, **bold**, [words](page:address). A line {{chart:name}}, "
            "{{image:name|what is to be seen}}, {{partners}}, {{goals}}, {{news:3}}, {{events:3}}, {{services}}, "
            "{{documents}}, {{you-said}}, {{feedback:name}}, {{subscribe}} or {{press}} puts that block there; "
            "{{figure:name}} in a sentence is the figure with its month."
        ),
    )  # fmt: skip


class RemoveForm(PlainForm):
    """Taking a page away."""

    submit_label = _("Remove the page")

    reason = forms.CharField(label=_("What people who come here are told"), max_length=300, widget=area(2))
    moved_to = forms.ModelChoiceField(label=_("It leads to"), queryset=Page.objects.none(), required=False)

    def __init__(self, *args: Any, pages: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_rows("moved_to", pages)


class ImageForm(PlainForm):
    """A picture."""

    submit_label = _("Add the picture")

    file = forms.FileField(label=_("Picture"), help_text=_("PNG, JPEG, WebP or GIF, at most 10 MB."))
    alt = forms.CharField(label=_("What is to be seen"), max_length=300)


class NewsletterForm(PlainForm):
    """A new newsletter."""

    submit_label = _("Write the newsletter")

    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("For ourselves and for its address."))
    interest = forms.ChoiceField(label=_("For whom"), required=False)
    since = forms.DateField(label=_("Begin with what happened since"), required=False)

    def __init__(self, *args: Any, interests: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("interest", [("", _("Everybody who subscribed")), *interests])


class NewsletterTextForm(PlainForm):
    """The text of a newsletter in one language."""

    submit_label = _("Save the text")

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    subject = forms.CharField(label=_("Subject"), max_length=150)
    body = forms.CharField(
        label=_("Text"), max_length=60_000, widget=area(20),
        help_text=_("Plain text as for pages; figures as {{figure:name}}, messages as {{message:name}}."),
    )  # fmt: skip
