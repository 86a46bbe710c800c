"""Forms about bodies, seats, rights and interests."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commonweal.access.roles import SEAT_ROLES
from commonweal.components.forms import PlainForm
from commonweal.governance.forms.fields import clean_quorum, clean_rule, known, lines, named
from commonweal.governance.models import Body, Interest, Tenure
from commonweal.governance.rules.bodies import Kind
from commonweal.governance.rules.rights import KINDS, Part

RULE_HINT = _(
    "In words: majority of cast, two thirds of present, consent, consensus, double majority, ranked choice, score."
)
QUORUM_HINT = _("In words or as a number of seats: half, more than two thirds, 51 %, 5.")


class BodyForm(PlainForm):
    """What a body is for, and how it decides."""

    submit_label = _("Save the body")

    kind = forms.ChoiceField(label=_("What it is"), choices=[(one.key, one.title) for one in Kind])
    name = forms.CharField(label=_("Name"), max_length=200)
    purpose = forms.CharField(
        label=_("What it is for"), required=False, max_length=4000, widget=forms.Textarea
    )
    authority = forms.CharField(
        label=_("What it may decide"), required=False, max_length=4000, widget=forms.Textarea,
        help_text=_("And what it may not."),
    )  # fmt: skip
    delegated_from = forms.ChoiceField(label=_("Its authority comes from"), required=False)
    rule = forms.CharField(
        label=_("How it decides"), max_length=200, initial="majority of cast", help_text=RULE_HINT
    )
    quorum = forms.CharField(
        label=_("Quorum"), max_length=100, initial="more than half", help_text=QUORUM_HINT
    )
    tie = forms.ChoiceField(
        label=_("When for and against are equal"), required=False,
        choices=[("", _("It is not carried")), ("chair", _("The chair's own vote decides"))],
    )  # fmt: skip
    secret = forms.BooleanField(
        label=_("Votes are secret"), required=False,
        help_text=_("Nobody sees how a seat voted, ever. Everybody can count the ballots again."),
    )  # fmt: skip
    skills = forms.CharField(
        label=_("Skills wanted"), required=False, max_length=2000, widget=forms.Textarea,
        help_text=_("One on each line."),
    )  # fmt: skip

    def __init__(self, *args: Any, bodies: Iterable[Body], body: Body | None = None, **kwargs: Any) -> None:
        if body is not None:
            kwargs["initial"] = {
                name: getattr(body, name)
                for name in ("kind", "name", "purpose", "authority", "rule", "quorum", "tie", "secret")
            } | {"delegated_from": str(body.delegated_from_id or ""), "skills": "\n".join(body.skills)}
        super().__init__(*args, **kwargs)
        self.bodies = [one for one in bodies if body is None or one.pk != body.pk]
        self.offer("delegated_from", named(self.bodies, _("The partners themselves")))

    def clean_rule(self) -> str:
        return clean_rule(self.cleaned_data["rule"])

    def clean_quorum(self) -> str:
        return clean_quorum(self.cleaned_data["quorum"])

    def facts(self) -> dict[str, Any]:
        """Keyword arguments of the action."""
        data = dict(self.cleaned_data)
        data["delegated_from"] = known(self.bodies, data["delegated_from"])
        data["skills"] = lines(data["skills"])
        return data


class SeatForm(PlainForm):
    """A seat of an organisation."""

    submit_label = _("Give the seat")

    organisation = forms.ChoiceField(label=_("Organisation"))
    label = forms.CharField(
        label=_("Name of the seat"), required=False, max_length=120,
        help_text=_("Only where an organisation has more than one."),
    )  # fmt: skip
    community = forms.BooleanField(
        label=_("This seat is the community's own voice"), required=False,
        help_text=_("For people who live with what the alliance wants to change."),
    )  # fmt: skip
    weight = forms.DecimalField(
        label=_("Weight"), initial=1, min_value=0, max_digits=8, decimal_places=3,
        help_text=_("Counts only where votes are weighted."),
    )  # fmt: skip
    until = forms.DateField(
        label=_("Until"), required=False, widget=forms.DateInput, help_text=_("Empty: no end is set.")
    )

    def __init__(self, *args: Any, members: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = list(members)
        self.offer("organisation", named(self.members, _("Choose one")))

    def clean_weight(self) -> Any:
        weight = self.cleaned_data["weight"]
        if weight == 0:
            raise forms.ValidationError(_("A seat weighs more than nothing."))
        return weight

    def facts(self) -> dict[str, Any]:
        """Keyword arguments of the action."""
        data = dict(self.cleaned_data)
        data["organisation"] = known(self.members, data["organisation"]).pk
        return data | {"until": end_of(data["until"])}


class PersonForm(PlainForm):
    """Who sits on a seat."""

    submit_label = _("Seat this person")

    capacity = forms.ChoiceField(
        label=_("As"), choices=Tenure.CAPACITIES,
        help_text=_("The holder's vote counts before the alternate's, and that before the proxy's."),
    )  # fmt: skip
    person = forms.ChoiceField(label=_("Person"))
    skills = forms.CharField(
        label=_("Skills they bring"), required=False, max_length=2000, widget=forms.Textarea,
        help_text=_("One on each line."),
    )  # fmt: skip
    until = forms.DateField(
        label=_("Until"), required=False, widget=forms.DateInput, help_text=_("Empty: no end is set.")
    )

    def __init__(self, *args: Any, seats: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seats = {str(one.pk): one for one in seats}
        self.offer(
            "person",
            [
                ("", _("Choose one")),
                *((key, f"{one.person.name} · {one.organisation.name}") for key, one in self.seats.items()),
            ],
        )

    def facts(self) -> dict[str, Any]:
        """Keyword arguments of the action."""
        data = self.cleaned_data
        seat = self.seats[data["person"]]
        return {
            "person": seat.person_id, "organisation": seat.organisation_id, "capacity": data["capacity"],
            "skills": lines(data["skills"]), "until": end_of(data["until"]),
        }  # fmt: skip


class RightForm(PlainForm):
    """A part in a kind of decision."""

    submit_label = _("Assign the right")

    kind = forms.ChoiceField(label=_("Kind of decision"), choices=list(KINDS.items()))
    over = forms.DecimalField(
        label=_("Only over this amount, in dollars"),
        required=False,
        min_value=0,
        max_digits=14,
        decimal_places=2,
    )
    part = forms.ChoiceField(label=_("Part"), choices=[(one.key, one.title) for one in Part])
    holder = forms.ChoiceField(label=_("Who"))
    rule = forms.CharField(
        label=_("How this kind is decided"), required=False, max_length=200,
        help_text=_("Only with who decides. Empty: as the body decides everything."),
    )  # fmt: skip
    quorum = forms.CharField(label=_("Quorum"), required=False, max_length=100, help_text=QUORUM_HINT)

    def __init__(self, *args: Any, bodies: Iterable[Body], members: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bodies = list(bodies)
        self.offer(
            "holder",
            [
                ("", _("Choose one")),
                (_("Bodies"), [(f"body:{one.pk}", one.name) for one in self.bodies]),
                (_("Roles"), [(f"role:{name}", role.title) for name, role in SEAT_ROLES.items()]),
                (_("Organisations"), [(f"organisation:{one.pk}", one.name) for one in members]),
            ],
        )

    def clean_rule(self) -> str:
        return clean_rule(self.cleaned_data["rule"])

    def clean_quorum(self) -> str:
        return clean_quorum(self.cleaned_data["quorum"])

    def facts(self) -> dict[str, Any]:
        """Keyword arguments of the action."""
        data = dict(self.cleaned_data)
        which, _colon, value = data.pop("holder").partition(":")
        return data | {which: known(self.bodies, value) if which == "body" else value}


class InterestForm(PlainForm):
    """An interest that could sway a decision."""

    submit_label = _("Declare the interest")

    kind = forms.ChoiceField(label=_("What it is"), choices=Interest.KINDS)
    about = forms.ChoiceField(label=_("In which partner"), required=False)
    text = forms.CharField(label=_("In a few words"), max_length=500)

    def __init__(self, *args: Any, members: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = list(members)
        self.offer("about", named(self.members, _("None of the partners")))

    def facts(self) -> dict[str, Any]:
        """Keyword arguments of the action."""
        data = dict(self.cleaned_data)
        about = known(self.members, data["about"])
        return data | {"about": about.pk if about is not None else None}


class ReasonForm(PlainForm):
    """Why something ends."""

    reason = forms.CharField(label=_("Why"), max_length=500)


def end_of(day: Any) -> datetime | None:
    """The end of a day where the reader is; None for none."""
    return timezone.make_aware(datetime.combine(day, time.max)) if day else None
