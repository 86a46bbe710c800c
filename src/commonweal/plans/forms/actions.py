"""Forms of actions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonweal.access import Actor
from commonweal.components.forms import PlainForm
from commonweal.plans.forms.common import area, chosen, goal_choices, line, partners, people
from commonweal.plans.models import Action, Resource


class ActionForm(PlainForm):
    """Writing an action down. Without `full`, what may be changed afterwards by itself."""

    submit_label = _("Write the action down")

    title = line(_("What will be done"), hint=_("Begin with a verb: “Call every no-show the same day”."))
    done_when = line(_("Done when"), longest=500, hint=_("What one will see when it is done."))
    goal = forms.ChoiceField(label=_("Goal it serves"), required=False)
    why = area(_("Why"), required=False)
    owner = forms.ChoiceField(label=_("Who answers for it"), help_text=_("One person in one organisation."))
    starts = forms.DateField(label=_("Starts"))
    due = forms.DateField(label=_("Due"))

    def __init__(self, *args: Any, by: Actor, full: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("goal", goal_choices())
        if full:
            self.offer("owner", people(by))
        else:
            del self.fields["owner"], self.fields["due"]

    def clean_goal(self) -> Any:
        """As an identifier, or none."""
        return chosen(self.cleaned_data["goal"])

    def clean(self) -> dict[str, Any]:
        """It is not due before it starts."""
        told = super().clean() or {}
        if told.get("starts") and told.get("due") and told["due"] < told["starts"]:
            self.add_error("due", _("It cannot be due before it starts."))
        return told


class MoveForm(PlainForm):
    """Another date."""

    submit_label = _("Move the date")

    due = forms.DateField(label=_("New date"))
    reason = area(_("Why"), hint=_("It is kept beside the old date."))


class HandOverForm(PlainForm):
    """Another owner."""

    submit_label = _("Hand it over")

    owner = forms.ChoiceField(label=_("Who answers for it from now on"))
    reason = area(_("Why"))

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("owner", people(by))


class ReportForm(PlainForm):
    """Words with a report."""

    text = area(_("In your words"), required=False)

    def __init__(self, *args: Any, label: Any = "", needed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if label:
            self.fields["text"].label = label
        self.fields["text"].required = needed


class HelperForm(PlainForm):
    """A partner that helps."""

    submit_label = _("Name the partner")

    organisation = forms.ChoiceField(label=_("Partner"))
    does = line(_("With what"), required=False)

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("organisation", partners(by))


class ResourceForm(PlainForm):
    """What a partner puts in."""

    submit_label = _("Add the contribution")

    organisation = forms.ChoiceField(label=_("Partner"))
    kind = forms.ChoiceField(label=_("Kind"), choices=Resource.KINDS)
    amount = forms.DecimalField(
        label=_("How much"),
        required=False,
        max_digits=12,
        decimal_places=2,
        min_value=0,
        help_text=_("Dollars or hours; leave it empty for equipment and things in kind."),
    )
    text = line(_("What"), required=False)

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("organisation", partners(by))


class LinkForm(PlainForm):
    """What must be done first."""

    submit_label = _("Add what comes first")

    on = forms.ChoiceField(label=_("Cannot be finished before"))

    def __init__(self, *args: Any, action: Action, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Action.objects.filter(done_at=None, dropped_at=None).exclude(pk=action.pk)
        self.offer(
            "on", [(str(pk), title) for pk, title in others.order_by("title").values_list("pk", "title")]
        )
