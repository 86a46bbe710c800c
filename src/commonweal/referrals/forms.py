"""Forms of referrals: sending with consent in place, the acts that need words, messages, files, days."""

from __future__ import annotations

import uuid
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.timezone import localdate, make_aware
from django.utils.translation import gettext_lazy as _

from commonweal.access import Actor
from commonweal.access.models import Person
from commonweal.access.roles import CARE
from commonweal.agreements.rules import SENSITIVE
from commonweal.clients import rules as consent_rules
from commonweal.clients import wording
from commonweal.clients.forms.consents import how_field
from commonweal.clients.models import Client, Need
from commonweal.clients.rules import How
from commonweal.components.forms import PlainForm
from commonweal.database import clock
from commonweal.partners.models import Organisation
from commonweal.referrals import files, rules, words
from commonweal.referrals.actions.steps import LONGEST_TEXT
from commonweal.referrals.rules import Caution

CONSENT_TERM = timedelta(days=365)


def _words(label: Any, help_text: Any = "", *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, required=required, max_length=LONGEST_TEXT, widget=forms.Textarea
    )


class SendForm(PlainForm):
    """A referral about to be sent. The same form sent twice is one referral: `submission` is its number."""

    submit_label = _("Send referral")

    submission = forms.UUIDField(widget=forms.HiddenInput)
    urgency = forms.ChoiceField(
        label=_("How soon is help needed?"), choices=list(words.URGENCY.items()), widget=forms.RadioSelect
    )
    note = _words(
        _("What should they know?"),
        _("Only what helps them to help. They and you can read it."),
        required=False,
    )

    def __init__(self, data: Any = None, *, need: Need, found: tuple[Caution, ...] = (), **more: Any) -> None:
        more["initial"] = {"submission": uuid.uuid4(), "urgency": need.urgency} | more.get("initial", {})
        super().__init__(data, **more)
        if found:
            self.fields["anyway"] = forms.BooleanField(
                label=_("Send it anyway"), help_text=" ".join(one.sentence for one in found), required=False
            )


class ConsentForm(PlainForm):
    """The person's yes to this receiver and this category, asked while sending. What is asked is fixed.

    Content and rules are those of the people's room: the same words, the same demands on each way of saying yes.
    """

    submit_label = _("Record consent and go on")

    submission = forms.UUIDField(widget=forms.HiddenInput)
    how = how_field()
    signed_name = forms.CharField(
        label=_("Full name of the person"),
        max_length=200,
        required=False,
        help_text=_("Typed here, or as signed on the paper. Not needed for a spoken yes."),
    )
    witness_name = forms.CharField(
        label=_("Name of the witness"),
        max_length=200,
        required=False,
        help_text=_("Only for a spoken yes: somebody else than you who heard it."),
    )
    agreed = forms.BooleanField(label=_("The person has read these words, or heard them read, and says yes."))

    def __init__(
        self,
        data: Any = None,
        *,
        by: Actor,
        client: Client,
        recipient: Organisation | None,
        category: str,
        **more: Any,
    ) -> None:
        self.by, self.client, self.recipient, self.category = by, client, recipient, category
        self.last_day: date = localdate(clock.now()) + CONSENT_TERM
        more["initial"] = {"submission": uuid.uuid4()} | more.get("initial", {})
        super().__init__(data, **more)
        if category in SENSITIVE:
            self.fields["yes"] = forms.BooleanField(
                label=_("Yes, this too may be shared: %(what)s.") % {"what": wording.PLAIN[category]},
                error_messages={"required": _("The person must say yes to this by itself.")},
            )

    def terms(self) -> consent_rules.Terms:
        """To whom and what: the receiver (or the network) and the need's category, to help, for a year."""
        return consent_rules.Terms(
            discloser=None,
            network=self.recipient is None,
            recipients=frozenset() if self.recipient is None else frozenset({self.recipient.pk}),
            categories=frozenset({"identity", self.category}),
            purposes=frozenset({CARE}),
            until=make_aware(datetime.combine(self.last_day + timedelta(days=1), time())),
        )

    @property
    def wording(self) -> str:
        """What the person agrees to."""
        terms = self.terms()
        return wording.consent_text(
            person=self.client.full_name,
            discloser="",
            alliance=self.by.alliance_name,
            network=terms.network,
            recipients=[self.recipient.name] if self.recipient is not None else [],
            categories=terms.categories,
            purposes=terms.purposes,
            until=self.last_day,
        )

    def signing(self) -> consent_rules.Signing:
        """The yes as the rules take it."""
        typed = self.cleaned_data
        return consent_rules.Signing(
            how=How(typed["how"]),
            wording=self.wording,
            signed_name=typed["signed_name"],
            witness_name=typed["witness_name"],
            recorder_name=self.by.person_name,
            confirmed=frozenset({self.category} & SENSITIVE if typed.get("yes") else ()),
        )

    def clean(self) -> dict[str, Any]:
        """What does not count as a yes is said by the form, with what was typed kept."""
        found: dict[str, Any] = super().clean() or {}
        if not self.errors and (refusal := consent_rules.refusal_of_signing(self.terms(), self.signing())):
            raise forms.ValidationError(refusal)
        return found


class DeclineForm(PlainForm):
    """Why a referral is declined: once to count, once in words."""

    submit_label = _("Decline referral")
    code = forms.ChoiceField(
        label=_("What is the main reason?"), choices=list(words.DECLINING.items()), widget=forms.RadioSelect
    )
    reason = _words(_("Say it in a few words"), _("The sender reads this and looks for somebody else."))


class CancelForm(PlainForm):
    """Why a referral is withdrawn."""

    submit_label = _("Withdraw referral")
    code = forms.ChoiceField(
        label=_("What is the main reason?"), choices=list(words.CANCELLING.items()), widget=forms.RadioSelect
    )
    reason = _words(_("Say it in a few words"), _("The other side reads this."))


class HoldForm(PlainForm):
    """What a referral waits for."""

    submit_label = _("Put on hold")
    reason = _words(_("What does it wait for?"), _("The other side reads this."))


class CompleteForm(PlainForm):
    """How the person was helped."""

    submit_label = _("Complete referral")
    outcome = forms.ChoiceField(
        label=_("Did the person get help?"),
        choices=[(one.value, words.OUTCOME[one]) for one in rules.Outcome if one in rules.HELPED],
        widget=forms.RadioSelect,
    )
    what_was_done = _words(_("What was done?"), _("The sender reads this before the loop is closed."))


class FailForm(PlainForm):
    """Why the person could not be helped."""

    submit_label = _("Say that we could not help")
    outcome = forms.ChoiceField(
        label=_("What happened?"),
        choices=[(one.value, words.OUTCOME[one]) for one in rules.FAILURES],
        widget=forms.RadioSelect,
    )
    reason = _words(_("Say it in a few words"), _("The sender reads this and looks for somebody else."))


class ErrorForm(PlainForm):
    """A referral that should not be there."""

    submit_label = _("Mark as entered in error")
    note = _words(_("What went wrong?"), _("It stays in the record and counts nowhere."), required=False)


class MessageForm(PlainForm):
    """A message to the other side."""

    submit_label = _("Send message")
    text = _words(_("Message to the other side"))


class FileForm(PlainForm):
    """A file for both sides."""

    submit_label = _("Add file")
    file = forms.FileField(
        label=_("File"),
        help_text=_("PDF, picture, text, Word or Excel, up to 10 MB."),
        widget=forms.FileInput(attrs={"accept": files.ACCEPTED}),
        max_length=255,
    )


class AssignForm(PlainForm):
    """Who at the receiving organisation works on it."""

    submit_label = _("Assign the referral")
    person = forms.ModelChoiceField(
        label=_("Who works on it?"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=_("Nobody yet"),
    )

    def __init__(self, data: Any = None, *, people: Any, **more: Any) -> None:
        super().__init__(data, **more)
        field: Any = self.fields["person"]
        field.queryset = people


class DueForm(PlainForm):
    """By when the help will be given."""

    submit_label = _("Set the day")
    due = forms.DateField(label=_("Finished by"))

    def end_of_day(self) -> datetime:
        """The last instant of the day, where the alliance lives."""
        return make_aware(datetime.combine(self.cleaned_data["due"], time(23, 59)))

    def clean_due(self) -> date:
        """A day that lies ahead, and in reach."""
        due: date = self.cleaned_data["due"]
        today = localdate(clock.now())
        if not today <= due <= today + timedelta(days=730):
            raise forms.ValidationError(_("Name a day between today and two years from now."))
        return due


class LinkForm(PlainForm):
    """Who answers a signed link: nobody has signed in, so a name is asked for."""

    name = forms.CharField(
        label=_("Your name"), max_length=120, help_text=_("So that the other side knows who answered.")
    )
