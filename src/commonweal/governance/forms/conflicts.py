"""Forms of conflicts: few words are enough to raise one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonweal.agreements.models import Agreement
from commonweal.components.forms import PlainForm
from commonweal.governance.actions.conflicts import LONGEST
from commonweal.governance.forms.fields import known, named
from commonweal.governance.models import Body
from commonweal.governance.rules.conflicts import NOTE_KINDS, OUTCOMES, TOPICS, Step
from commonweal.partners.models import Organisation, Seat


def seat_choices(seats: Iterable[Seat]) -> list[tuple[str, str]]:
    """Seats as people know them: name, organisation."""
    return [(str(one.pk), f"{one.person.name}, {one.organisation.name}") for one in seats if one.person]


class RaiseForm(PlainForm):
    """What it is, with whom, about what."""

    submit_label = _("Raise the conflict")

    title = forms.CharField(label=_("What is it, in a few words?"), max_length=200)
    topic = forms.ChoiceField(label=_("What is it about?"), choices=[("", _("choose")), *TOPICS.items()])
    with_whom = forms.MultipleChoiceField(label=_("With whom?"), widget=forms.CheckboxSelectMultiple)
    text = forms.CharField(
        label=_("What happened?"), required=False, widget=forms.Textarea, max_length=LONGEST,
        help_text=_("As you would tell it to a colleague. Name no person served."),
    )  # fmt: skip
    agreement = forms.ModelChoiceField(
        label=_("Which agreement does it concern?"), required=False, queryset=Agreement.objects.none()
    )

    def __init__(self, *args: Any, organisations: Iterable[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("with_whom", [(str(one.pk), one.name) for one in organisations])
        self.offer_rows("agreement", Agreement.objects.order_by("title"))


class MoveUpForm(PlainForm):
    """Why, and who handles it from here."""

    submit_label = _("Move it up one step")

    reason = forms.CharField(
        label=_("Why does it need the next step?"), widget=forms.Textarea, max_length=LONGEST
    )
    handlers = forms.MultipleChoiceField(
        label=_("Who handles it from here?"), widget=forms.CheckboxSelectMultiple,
        help_text=_("People of organisations that are no party. They see all of it; earlier handlers see it no more."),
    )  # fmt: skip

    def __init__(self, *args: Any, seats: Iterable[Seat], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = list(seats)
        self.offer("handlers", seat_choices(listed))
        if not listed:
            del self.fields["handlers"]


class LadderForm(PlainForm):
    """Which body handles which step."""

    submit_label = _("Keep this ladder")

    def __init__(self, *args: Any, bodies: Iterable[Body], chosen: Mapping[str, Body], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bodies = list(bodies)
        for step in list(Step)[1:]:
            empty = _("whoever is chosen then") if step.body is None else step.body.title
            self.fields[step.key] = forms.ChoiceField(
                label=step.title, required=False, choices=named(self.bodies, empty),
                initial=str(chosen[step.key].pk) if step.key in chosen else "",
            )  # fmt: skip

    def facts(self) -> dict[str, Body | None]:
        """The body of each step; None: the usual one."""
        return {step: known(self.bodies, value) for step, value in self.cleaned_data.items()}


class NoteForm(PlainForm):
    """A position, an interest, an option or a fact."""

    submit_label = _("Add the note")

    kind = forms.ChoiceField(label=_("What is it?"), choices=list(NOTE_KINDS.items()))
    organisation = forms.ChoiceField(label=_("Whose?"), required=False)
    text = forms.CharField(label=_("In words"), widget=forms.Textarea, max_length=LONGEST)

    def __init__(self, *args: Any, organisations: Iterable[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(
            "organisation", [("", _("everybody's"))] + [(str(one.pk), one.name) for one in organisations]
        )


class CommitForm(PlainForm):
    """What a party will do by a day."""

    submit_label = _("Record the commitment")

    organisation = forms.ChoiceField(label=_("Who commits itself?"))
    text = forms.CharField(label=_("To what?"), widget=forms.Textarea, max_length=LONGEST)
    due = forms.DateField(label=_("By when?"), widget=forms.DateInput)

    def __init__(self, *args: Any, organisations: Iterable[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("organisation", [(str(one.pk), one.name) for one in organisations])


class CloseForm(PlainForm):
    """How it ended."""

    submit_label = _("Close the conflict")

    outcome = forms.ChoiceField(label=_("How did it end?"), choices=list(OUTCOMES.items()))
    text = forms.CharField(
        label=_("What was agreed, or why does it end?"), widget=forms.Textarea, max_length=LONGEST
    )


class ReopenForm(PlainForm):
    """Why it is back."""

    submit_label = _("Reopen the conflict")

    reason = forms.CharField(label=_("Why is it back?"), widget=forms.Textarea, max_length=LONGEST)


class LetInForm(PlainForm):
    """Somebody of a party who should see it too."""

    submit_label = _("Let them see it")

    seat = forms.ChoiceField(label=_("Who?"))

    def __init__(self, *args: Any, seats: Iterable[Seat], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("seat", seat_choices(seats))
