"""Forms of goals, contributions and drivers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from commonweal.charter.actions.goals import Wording
from commonweal.charter.forms import area
from commonweal.charter.models import Driver, Goal, Sentence
from commonweal.components.forms import Group, PlainForm, Text
from commonweal.evidence.measures.catalogue import MEASURES
from commonweal.partners.models import Seat


def _measures() -> list[tuple[str, Text]]:
    ranked = sorted(MEASURES.values(), key=lambda one: one.title)
    return [
        ("", _("None: an event is counted")),
        *((one.name, f"{one.title} ({one.unit})") for one in ranked),
    ]


class GoalForm(PlainForm):
    """A goal or an objective. Only the title is asked at once; what is missing is said on its page."""

    submit_label = _("Save the goal")
    groups = (
        Group(_("Specific"), ("title", "statement", "sentence")),
        Group(_("Measured"), ("measure", "event", "unit", "baseline", "baseline_on", "target", "direction")),
        Group(_("Owned and dated"), ("owner", "due")),
    )

    title = forms.CharField(label=_("Title"), max_length=200)
    statement = forms.CharField(
        label=_("What will be different, for whom, where"), max_length=2000, required=False, widget=area(3)
    )
    sentence = forms.ChoiceField(label=_("The sentence of the charter that it serves"), required=False)
    measure = forms.ChoiceField(label=_("Indicator"), required=False, choices=_measures)
    event = forms.CharField(
        label=_("Or an event that can be counted"),
        max_length=200,
        required=False,
        help_text=_("“homes opened”"),
    )
    unit = forms.CharField(
        label=_("Counted in"),
        max_length=60,
        required=False,
        help_text=_("For an event: homes, people, visits."),
    )
    baseline = forms.DecimalField(
        label=_("Baseline: where it stands"), required=False, max_digits=16, decimal_places=4
    )
    baseline_on = forms.DateField(label=_("Baseline as of"), required=False, widget=forms.DateInput)
    target = forms.DecimalField(
        label=_("Target: where it shall be"), required=False, max_digits=16, decimal_places=4
    )
    direction = forms.ChoiceField(
        label=_("Direction"), required=False, choices=[("", _("not said")), *Goal.DIRECTIONS]
    )
    owner = forms.ChoiceField(label=_("Owner"), required=False)
    due = forms.DateField(label=_("Reached by"), required=False, widget=forms.DateInput)

    def __init__(
        self,
        *args: Any,
        seats: list[Seat],
        sentences: list[Sentence],
        is_objective: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offer(
            "owner",
            [
                ("", _("nobody yet")),
                *(
                    (str(one.person_id), f"{one.person.name}, {one.organisation.name}")
                    for one in seats
                    if one.person
                ),
            ],
        )
        if is_objective:
            del self.fields["sentence"]
        else:
            self.offer(
                "sentence",
                [
                    ("", _("none yet")),
                    *((str(one.pk), f"{one.get_part_display()}: {one.text[:120]}") for one in sentences),
                ],
            )

    @staticmethod
    def initial_of(goal: Goal) -> dict[str, Any]:
        """What the form shows of a goal as it stands."""
        names = ("title", "statement", "measure", "event", "unit", "baseline_on", "direction", "due")
        return {name: getattr(goal, name) for name in names} | {
            "sentence": str(goal.sentence_id or ""),
            "owner": str(goal.owner_id or ""),
            "baseline": plain_decimal(goal.baseline),
            "target": plain_decimal(goal.target),
        }

    def wording(self) -> Wording:
        """What the action needs."""
        data = dict(self.cleaned_data)
        for name in ("owner", "sentence"):
            data[name] = UUID(data[name]) if data.get(name) else None
        return Wording(**data)


def plain_decimal(value: Any) -> str:
    """A number without the noughts that the database adds."""
    if value is None:
        return ""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


class EndForm(PlainForm):
    """How a goal ends."""

    submit_label = _("End the goal")
    how = forms.ChoiceField(label=_("It is"), choices=Goal.ENDINGS, widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Why"), max_length=2000, widget=area(3))


class ContributionForm(PlainForm):
    """What one's organisation brings."""

    submit_label = _("Say what we bring")
    text = forms.CharField(label=_("What your organisation brings to this"), max_length=500)


class DriverForm(PlainForm):
    """A driver that is added."""

    submit_label = _("Add the driver")
    kind = forms.ChoiceField(label=_("Kind"), choices=Driver.KINDS)
    parent = forms.ChoiceField(label=_("It moves"), required=False)
    text = forms.CharField(label=_("In few words"), max_length=200)

    def __init__(self, *args: Any, drivers: list[Driver], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(
            "parent",
            [
                ("", _("the goal itself")),
                *(
                    (str(one.pk), f"{one.get_kind_display()}: {one.text}")
                    for one in drivers
                    if one.kind != "idea"
                ),
            ],
        )
