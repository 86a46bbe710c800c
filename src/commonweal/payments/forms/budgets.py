"""Forms of budgets, of prices by the piece, and of claims of what was delivered."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonweal.clients.models import DOMAIN_CHOICES
from commonweal.components.forms import PlainForm
from commonweal.payments.budgets import DELIVERED, PURPOSES
from commonweal.payments.forms.common import amount


class BudgetForm(PlainForm):
    """What a purpose may cost between two days."""

    submit_label = _("Set the budget")

    purpose = forms.ChoiceField(label=_("For"), choices=list(PURPOSES.items()))
    starts = forms.DateField(label=_("First day"), widget=forms.DateInput)
    ends = forms.DateField(
        label=_("Last day"), widget=forms.DateInput, help_text=_("The same days again change that budget.")
    )
    amount = amount(_("Amount, in $"), least=Decimal(0))
    carries_over = forms.BooleanField(
        label=_("What is left goes on to the next period"),
        required=False,
        help_text=_("To the budget for the same purpose that begins the day after; otherwise it lapses."),
    )
    reason = forms.CharField(
        label=_("Why, and who decided"), max_length=500, help_text=_("Everybody in the pool can read it.")
    )


class RateForm(PlainForm):
    """What the pool pays for each piece delivered."""

    submit_label = _("Set the price")

    delivered = forms.ChoiceField(
        label=_("For each"),
        choices=list(DELIVERED.items()),
        help_text=_("A Pathway is complete when the person got the help that the referral was for."),
    )
    need = forms.ChoiceField(label=_("Need"), choices=[("", _("Any need")), *DOMAIN_CHOICES], required=False)
    price = amount(
        _("Price, in $"), least=Decimal(0), help_text=_("0 ends it. Claims made before stay as they are.")
    )
    purpose = forms.ChoiceField(label=_("Charged to the budget for"), choices=list(PURPOSES.items()))


class ClaimForm(PlainForm):
    """The days in which something was delivered."""

    submit_label = _("Count and ask for the payment")

    rate = forms.ChoiceField(label=_("What was delivered"))
    since = forms.DateField(label=_("First day"), widget=forms.DateInput)
    until = forms.DateField(
        label=_("Last day"),
        widget=forms.DateInput,
        help_text=_("Referrals that your organisation closed in these days are counted; each is paid once."),
    )

    def __init__(self, *args: Any, rates: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("rate", list(rates))
