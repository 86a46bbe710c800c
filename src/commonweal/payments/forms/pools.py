"""Forms of pools: opening one, paying in, asking, declining, taking back."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from commonweal.components.forms import PlainForm
from commonweal.partners.models import Organisation
from commonweal.payments.budgets import PURPOSES
from commonweal.payments.forms.common import amount, area


class PoolForm(PlainForm):
    """A new pool."""

    submit_label = _("Open the pool")

    name = forms.CharField(label=_("Name"), max_length=200)
    purpose = forms.CharField(label=_("What it pays for"), max_length=2000, widget=area(3), required=False)
    taking_part = forms.MultipleChoiceField(label=_("Who takes part"), widget=forms.CheckboxSelectMultiple)
    approving = forms.MultipleChoiceField(
        label=_("Who must approve each payment"), widget=forms.CheckboxSelectMultiple
    )
    floor = amount(_("Floor, in $"), least=Decimal(0), help_text=_("Payments never take the pool below it."))
    carry_over = amount(
        _("Most that is carried over, in $"),
        least=Decimal(0),
        required=False,
        help_text=_("What stands above it at a year's end goes back. Empty: all is carried over."),
    )
    carried_in = amount(_("In it already, in $"), least=Decimal(0), required=False)

    def __init__(self, *args: Any, members: Iterable[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(one.pk), one.name) for one in members]
        for name in ("taking_part", "approving"):
            self.offer(name, choices)

    def facts(self) -> dict[str, Any]:
        """As the action takes them."""
        data = dict(self.cleaned_data)
        for name in ("taking_part", "approving"):
            data[name] = [UUID(one) for one in data[name]]
        return data | {"carried_in": data["carried_in"] or Decimal(0)}


class MoneyForm(PlainForm):
    """An amount, an organisation, a day and what for; a payment also names the budget it is charged to."""

    organisation = forms.ChoiceField(label=_("Organisation"))
    amount = amount(_("Amount, in $"))
    on = forms.DateField(label=_("Day"), widget=forms.DateInput)
    text = forms.CharField(label=_("What for"), max_length=500)
    charged_to = forms.ChoiceField(label=_("Charged to the budget for"), choices=list(PURPOSES.items()))

    def __init__(
        self, *args: Any, choices: Iterable[tuple[str, str]], dated: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offer("organisation", list(choices))
        # A payment is asked for now and dated when it is made; money paid in is charged to no budget.
        del self.fields["charged_to" if dated else "on"]


class DayForm(PlainForm):
    """A day and a reason."""

    on = forms.DateField(label=_("Day"), widget=forms.DateInput)
    text = forms.CharField(label=_("Why"), max_length=500)

    def __init__(self, *args: Any, reason: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not reason:
            del self.fields["text"]


class DeclineForm(PlainForm):
    """Why not."""

    submit_label = _("Decline the payment")

    reason = forms.CharField(label=_("Reason"), max_length=500, help_text=_("Whoever asked reads it."))
