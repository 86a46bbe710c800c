"""Forms of rounds and statements."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from commonweal.charter.forms import area
from commonweal.charter.rules.statements import LONGEST
from commonweal.components.forms import PlainForm


class RoundForm(PlainForm):
    """A round that is opened."""

    submit_label = _("Open the round")
    question = forms.CharField(
        label=_("The question"),
        max_length=300,
        help_text=_("“What should be true here in five years that is not true today?”"),
    )
    closes = forms.DateField(label=_("Ask people until"), widget=forms.DateInput)


class StatementForm(PlainForm):
    """One statement."""

    submit_label = _("Add this statement")
    text = forms.CharField(
        label=_("One thing that should be true in the future"),
        max_length=LONGEST,
        widget=area(3),
        help_text=_(
            "In your own words, one thing at a time. Others see it with the name of your organisation. "
            "Name no person you serve."
        ),
    )


class WithdrawForm(PlainForm):
    """Why a statement is withdrawn."""

    submit_label = _("Withdraw the statement")
    reason = forms.CharField(label=_("Why"), max_length=300, help_text=_("Everybody can read it."))
