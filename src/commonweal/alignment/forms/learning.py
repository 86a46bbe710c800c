"""Forms about learning together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from commonweal.alignment.models import Participant
from commonweal.alignment.rules import learning as rules
from commonweal.alignment.rules.meetings import ATTENDANCE
from commonweal.components.forms import PlainForm, prepare
from commonweal.partners.models import Organisation

Choices = Iterable[tuple[str, str]]


class WhenForm(PlainForm):
    """A day and an hour, by the alliance's clocks."""

    submit_label = _("Move the session")

    on = forms.DateField(label=_("Day"), widget=forms.DateInput)
    begins = forms.TimeField(label=_("Begins"), widget=forms.TimeInput)

    def __init__(self, *args: Any, timezone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = ZoneInfo(timezone)
        self.fields["begins"].help_text = timezone.replace("_", " ")

    def starts(self) -> datetime:
        """The instant."""
        return datetime.combine(self.cleaned_data["on"], self.cleaned_data["begins"], tzinfo=self.zone)


class PeopleForm(PlainForm):
    """Who takes part."""

    submit_label = _("Take them in")

    seats = forms.MultipleChoiceField(label=_("Who takes part"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, seats: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("seats", list(seats))

    def chosen(self) -> list[UUID]:
        """The seats."""
        return [UUID(one) for one in self.cleaned_data["seats"]]


class CohortForm(WhenForm, PeopleForm):
    """A new cohort."""

    submit_label = _("Open the cohort")
    field_order = ("course", "title", "purpose", "on", "begins", "place", "seats")

    course = forms.ChoiceField(label=_("Course"))
    title = forms.CharField(label=_("Name of the cohort"), max_length=200)
    purpose = forms.CharField(
        label=_("What it is for"), max_length=500, help_text=_("What will people do differently afterwards?")
    )
    place = forms.CharField(label=_("Place, or the link to join"), max_length=300, required=False)

    def __init__(self, *args: Any, courses: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("course", list(courses))
        self.fields["on"].label = _("Day of the first session")
        self.fields["on"].help_text = _("The others follow week by week; each can be moved.")
        self.fields["seats"].help_text = _(
            "From at least two organisations; eight to fifteen people work well."
        )

    def facts(self) -> dict[str, Any]:
        """What the act needs."""
        data = self.cleaned_data
        return {key: data[key] for key in ("title", "purpose", "course", "place")} | {
            "starts": self.starts(),
            "seats": self.chosen(),
        }


class CameForm(PlainForm):
    """Who came to a session."""

    submit_label = _("Save who came")

    def __init__(
        self, *args: Any, people: Sequence[Participant], held: dict[UUID, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for one in people:
            self.fields[str(one.pk)] = forms.ChoiceField(
                label=f"{one.name}, {one.organisation_name}", initial=held.get(one.pk, ""), required=False,
                choices=[("", _("not known yet")), *ATTENDANCE.items()],
            )  # fmt: skip
            prepare(self.fields[str(one.pk)])

    def came(self) -> dict[UUID, str]:
        """Those of whom it is known."""
        return {UUID(key): word for key, word in self.cleaned_data.items() if word}


class OwnChallengeForm(PlainForm):
    """One's own challenge."""

    submit_label = _("Save my challenge")

    what = forms.CharField(
        label=_("What is the challenge?"), max_length=1000, widget=forms.Textarea,
        help_text=_("Who is worse off, and why can you not change it alone? Name no person served."),
    )  # fmt: skip
    wanted = forms.CharField(
        label=_("What would be different at the end?"), max_length=1000, widget=forms.Textarea,
        help_text=_("Something that somebody could see or count."),
    )  # fmt: skip
    other = forms.ModelChoiceField(
        label=_("Which other organisation has to do something?"), queryset=Organisation.objects.none()
    )

    def __init__(self, *args: Any, others: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_rows("other", others)


class OwnChangeForm(PlainForm):
    """What changed."""

    submit_label = _("Save what changed")

    outcome = forms.ChoiceField(
        label=_("Did it change?"), choices=list(rules.OUTCOMES.items()), widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=_("What changed, or what stood in the way"), max_length=2000, widget=forms.Textarea
    )
    evidence = forms.CharField(
        label=_("What shows it"), max_length=1000,
        help_text=_("A figure with its denominator, a paper, something that somebody now does or still does not do."),
    )  # fmt: skip


class ReflectionForm(PlainForm):
    """What one thought after a session."""

    submit_label = _("Keep the reflection")

    text = forms.CharField(
        max_length=8000, widget=forms.Textarea,
        help_text=_("Only you read this, unless you share it with your cohort afterwards."),
    )  # fmt: skip

    def __init__(self, *args: Any, question: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = question
