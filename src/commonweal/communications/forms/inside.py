"""Forms inside the alliance."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonweal.agreements.models import Agreement
from commonweal.communications.forms.common import area
from commonweal.communications.models import Document, Team
from commonweal.components.forms import PlainForm


class AnnouncementForm(PlainForm):
    """An announcement."""

    submit_label = _("Send the announcement")

    title = forms.CharField(label=_("Title"), max_length=200)
    text = forms.CharField(label=_("Text"), max_length=10_000, widget=area(8))
    until = forms.DateField(label=_("Until"), required=False)


class ThreadForm(PlainForm):
    """Beginning to talk."""

    submit_label = _("Begin to talk")

    title = forms.CharField(label=_("What it is about"), max_length=200)
    text = forms.CharField(
        label=_("Text"), max_length=8000, widget=area(5), help_text=_("@Name of a colleague tells them.")
    )


class RemarkForm(PlainForm):
    """Saying something."""

    submit_label = _("Send the remark")

    text = forms.CharField(
        label=_("Your words"),
        max_length=8000,
        widget=area(4),
        help_text=_("@Name of a colleague tells them."),
    )


class DocumentForm(PlainForm):
    """Sharing a document."""

    submit_label = _("Share the document")

    title = forms.CharField(label=_("Title"), max_length=200)
    about = forms.CharField(label=_("What it is"), max_length=500, required=False)
    file = forms.FileField(
        label=_("File"), help_text=_("PDF, office documents, text, tables or pictures, at most 10 MB.")
    )
    access = forms.ChoiceField(label=_("Who sees it"), choices=Document.ACCESS)
    agreement = forms.ModelChoiceField(
        label=_("Which agreement"), queryset=Agreement.objects.none(), required=False
    )
    team = forms.ModelChoiceField(label=_("Which team"), queryset=Team.objects.none(), required=False)

    def __init__(self, *args: Any, agreements: Any, teams: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_rows("agreement", agreements)
        self.offer_rows("team", teams)


class VersionForm(PlainForm):
    """A new version."""

    submit_label = _("Add the version")

    file = forms.FileField(label=_("File"))
    note = forms.CharField(label=_("What changed"), max_length=300, required=False)


class TeamForm(PlainForm):
    """A team."""

    submit_label = _("Form the team")

    name = forms.CharField(label=_("Name"), max_length=120)
    charter = forms.CharField(label=_("What it is for, and how it works"), max_length=5000, widget=area(6))
    ends_on = forms.DateField(label=_("It ends on"))


class MemberForm(PlainForm):
    """Somebody for a team."""

    submit_label = _("Take them in")

    person = forms.ChoiceField(label=_("Colleague"))

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("person", people)


class WishForm(PlainForm):
    """How I want to be told."""

    submit_label = _("Save how I am told")

    mail = forms.ChoiceField(
        label=_("E-mails"), widget=forms.RadioSelect,
        choices=[("at-once", _("At once")), ("daily", _("Once a day, in the morning")),
                 ("weekly", _("Once a week, on Monday")), ("never", _("Never: only on these pages"))],
    )  # fmt: skip
    quiet_from = forms.TimeField(label=_("No e-mails from"), required=False)
    quiet_until = forms.TimeField(label=_("until"), required=False)
