"""Forms of acts that have a rule of their own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from commonweal.components.forms import PlainForm, Text
from commonweal.partners.models import Organisation
from commonweal.technology.models import Asset, Door, Partnership
from commonweal.technology.rules.innovation import Stage
from commonweal.technology.rules.relationship import ITEMS
from commonweal.technology.rules.service import SEVERITIES


def _area(rows: int = 4) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": str(rows)})


class PartnershipForm(PlainForm):
    """The relationship record."""

    submit_label = _("Save the partnership")

    title = forms.CharField(label=_("Title"), max_length=200)
    customer = forms.ChoiceField(
        label=_("Health system"), help_text=_("Or the alliance's office, for all of it.")
    )
    supplier = forms.ChoiceField(label=_("Supplier"))
    purpose = forms.CharField(label=_("What it is for"), max_length=4000, required=False, widget=_area())
    starts = forms.DateField(label=_("Starts"), widget=forms.DateInput)
    ends = forms.DateField(label=_("Ends"), widget=forms.DateInput)
    timezone = forms.CharField(
        label=_("Time zone of the desk"),
        max_length=60,
        help_text=_("Like America/Chicago: clocks follow it."),
    )
    alliance_sees = forms.BooleanField(
        label=_("The whole alliance may look on"),
        required=False,
        help_text=_("Never at the names of those who are trained, nor at single answers."),
    )

    def __init__(self, *args: Any, members: Iterable[Organisation] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Choose")), *((str(one.pk), one.name) for one in members)]
        for name in ("customer", "supplier"):
            if members:
                self.offer(name, choices)
            else:
                del self.fields[name]

    def facts(self) -> dict[str, Any]:
        """What an act takes."""
        data = dict(self.cleaned_data)
        return data | {name: UUID(data[name]) for name in ("customer", "supplier") if name in data}


class TicketForm(PlainForm):
    """Ask for something or report that something broke."""

    submit_label = _("Send it to the desk")

    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=[("incident", _("Something does not work")), ("request", _("I need something"))],
        widget=forms.RadioSelect,
    )
    title = forms.CharField(label=_("In one sentence"), max_length=200)
    severity = forms.TypedChoiceField(
        label=_("How bad is it?"), choices=list(SEVERITIES.items()), coerce=int, widget=forms.RadioSelect
    )
    asset = forms.ChoiceField(label=_("What is it about?"), required=False)
    text = forms.CharField(
        label=_("What happened, since when, where?"),
        max_length=20_000,
        required=False,
        widget=_area(5),
        help_text=_("No names of people served: the supplier reads this."),
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=60)

    def __init__(self, *args: Any, assets: Iterable[Asset], problems: bool = False, **kwargs: Any) -> None:
        kwargs["initial"] = {"key": str(uuid4()), "severity": 3} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.offer("asset", [
            ("", _("I do not know")), *((str(one.pk), one.name) for one in assets),
        ])  # fmt: skip
        if problems:
            kind = self.fields["kind"]
            kind.choices = [*kind.choices, ("problem", _("A cause behind several incidents"))]  # type: ignore[attr-defined]


class StepForm(PlainForm):
    """A step of a ticket."""

    submit_label = _("Write it on the ticket")

    text = forms.CharField(label=_("What happens"), max_length=8000, required=False, widget=_area(3))


class SeverityForm(StepForm):
    """Another severity."""

    submit_label = _("Change the severity")

    severity = forms.TypedChoiceField(label=_("New severity"), choices=list(SEVERITIES.items()), coerce=int)
    text = forms.CharField(label=_("Why"), max_length=2000, widget=_area(2))
    field_order = ("severity", "text")


class ReasonForm(PlainForm):
    """One sentence: why, or what happens next."""

    submit_label: Text = _("Send it")

    text = forms.CharField(label=_("Why"), max_length=500, widget=_area(2))


class ReviewForm(PlainForm):
    """What an incident teaches."""

    submit_label = _("Keep the review")

    what_happened = forms.CharField(label=_("What happened, in order"), max_length=8000, widget=_area())
    why = forms.CharField(label=_("Why could it happen?"), max_length=8000, widget=_area())
    what_changes = forms.CharField(label=_("What changes now"), max_length=8000, widget=_area())
    by_whom = forms.CharField(label=_("By whom"), max_length=200)
    by = forms.DateField(label=_("Until"), widget=forms.DateInput)


class MaintenanceForm(PlainForm):
    """Planned work."""

    submit_label = _("Plan it and tell everybody concerned")

    title = forms.CharField(label=_("What is done"), max_length=200)
    asset = forms.ChoiceField(label=_("On what"), required=False)
    starts_at = forms.DateTimeField(label=_("From"), widget=forms.DateTimeInput)
    ends_at = forms.DateTimeField(label=_("To"), widget=forms.DateTimeInput)
    text = forms.CharField(
        label=_("What people notice, and what they can do"), max_length=4000, required=False, widget=_area()
    )

    def __init__(self, *args: Any, assets: Iterable[Asset], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("asset", [
            ("", _("everything")), *((str(one.pk), one.name) for one in assets),
        ])  # fmt: skip


class PeopleForm(PlainForm):
    """Several people of a list."""

    submit_label = _("Save the people")

    learners = forms.MultipleChoiceField(
        label=_("People"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(
        self, *args: Any, people: Iterable[tuple[str, str]], label: Any, submit: Any = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.submit_label = submit or self.submit_label
        self.offer("learners", list(people))
        self.fields["learners"].label = label

    def chosen(self) -> set[UUID]:
        """Who was ticked."""
        return {UUID(one) for one in self.cleaned_data["learners"]}


class SignOffForm(PeopleForm):
    """Who showed that they can do it, and when."""

    submit_label = _("Sign their competence off")

    on = forms.DateField(label=_("Seen on"), widget=forms.DateInput)


class CheckForm(PlainForm):
    """A readiness check answered."""

    submit_label = _("Answer the check")

    passed = forms.TypedChoiceField(
        label=_("Is it so?"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("Note"), max_length=500, required=False, help_text=_("With a no: what is missing.")
    )


class MoveForm(PlainForm):
    """Through the next gate, or stop."""

    submit_label = _("Decide about the gate")

    to = forms.ChoiceField(label=_("Decision"), widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Why"), max_length=2000, widget=_area(3))

    def __init__(self, *args: Any, stages: Iterable[Stage], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(
            "to",
            [
                (one.key, _("Stop it") if one is Stage.STOPPED else _("On to: %(s)s") % {"s": one.title})
                for one in stages
            ],
        )


class HealthForm(PlainForm):
    """How one sees the relationship, item by item."""

    submit_label = _("Give your answers")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scores = [(number, str(number)) for number in range(1, 6)]
        for item, sentence in ITEMS.items():
            self.fields[item] = forms.TypedChoiceField(
                label=sentence, choices=scores, coerce=int, widget=forms.RadioSelect,
                help_text=_("1: not at all, 5: fully"),
            )  # fmt: skip
            self.fields[f"{item}-words"] = forms.CharField(
                label=_("In words, if you like"), max_length=500, required=False
            )

    def scores(self) -> dict[str, int]:
        """Each item's score."""
        return {item: self.cleaned_data[item] for item in ITEMS}

    def comments(self) -> dict[str, str]:
        """Each item's words."""
        return {item: self.cleaned_data[f"{item}-words"] for item in ITEMS}


class DoorForm(PlainForm):
    """A way in."""

    submit_label = _("Open it and show its secret once")

    kind = forms.ChoiceField(label=_("What for"), choices=Door.KINDS)
    label = forms.CharField(
        label=_("Name"), max_length=120, help_text=_("Which machine, or who gets the address.")
    )


def initial(row: Partnership) -> dict[str, Any]:
    """What the form of a partnership begins with."""
    names = ("title", "purpose", "starts", "ends", "timezone", "alliance_sees")
    return {name: getattr(row, name) for name in names}
