"""Forms of the register of risks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonweal.charter.models import Goal
from commonweal.components.forms import PlainForm
from commonweal.governance.forms.conflicts import seat_choices
from commonweal.governance.queries import risks as queries
from commonweal.governance.rules import risks as rules
from commonweal.partners.models import Seat


def _scale(label: Any, words: dict[int, str]) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label, coerce=int, choices=[(number, f"{number} · {word}") for number, word in words.items()]
    )


class RiskForm(PlainForm):
    """What may happen or stands in the way, how grave, who minds it, what is done."""

    submit_label = _("Save it in the register")

    title = forms.CharField(label=_("What is it?"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=list(rules.KINDS.items()))
    about = forms.CharField(
        label=_("Why, and what would follow?"), required=False, widget=forms.Textarea, max_length=4000
    )
    likelihood = _scale(_("How likely?"), rules.LIKELIHOOD)
    impact = _scale(_("How grave?"), rules.IMPACT)
    response = forms.ChoiceField(label=_("What do you do about it?"), choices=list(rules.RESPONSES.items()))
    response_text = forms.CharField(label=_("How?"), required=False, widget=forms.Textarea, max_length=4000)
    owner = forms.ModelChoiceField(label=_("Who minds it?"), queryset=Seat.objects.none())
    goal = forms.ModelChoiceField(
        label=_("Which goal does it touch?"), required=False, queryset=Goal.objects.none()
    )
    review_on = forms.DateField(
        label=_("Look at it again on"), required=False, widget=forms.DateInput,
        help_text=_("Empty: in a month where it is severe, else in three."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_rows("owner", queries.owners())
        self.offer("owner", [("", _("choose")), *seat_choices(queries.owners())])
        self.offer_rows("goal", queries.goals(), called=lambda goal: str(goal.title))


class RiskReviewForm(PlainForm):
    """What was seen, and how it stands now."""

    submit_label = _("Record the review")

    text = forms.CharField(label=_("What did you see?"), widget=forms.Textarea, max_length=4000)
    likelihood = _scale(_("How likely is it now?"), rules.LIKELIHOOD)
    impact = _scale(_("How grave would it be now?"), rules.IMPACT)
    review_on = forms.DateField(label=_("Look at it again on"), required=False, widget=forms.DateInput)


class ReasonForm(PlainForm):
    """Why."""

    submit_label = _("Close the risk")

    reason = forms.CharField(
        label=_("Why does it need nobody any more?"), widget=forms.Textarea, max_length=4000
    )
