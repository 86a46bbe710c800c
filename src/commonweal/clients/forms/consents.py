"""Consent in two steps: what is agreed to; then its words, and the yes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils.timezone import localdate, make_aware
from django.utils.translation import gettext_lazy as _

from commonweal.access import Actor
from commonweal.access.roles import CARE
from commonweal.agreements.rules import CATEGORIES, SENSITIVE
from commonweal.clients import rules, wording
from commonweal.clients.models import Client
from commonweal.clients.queries import Named
from commonweal.clients.rules import How
from commonweal.components.forms import Group, PlainForm
from commonweal.database import clock
from commonweal.partners.models import Organisation

USUAL_TERM = timedelta(days=365)
OWN, ANY = "own", "any"


def how_field() -> forms.ChoiceField:
    """How somebody says yes; the same question wherever consent is asked."""
    return forms.ChoiceField(
        label=_("How does the person say yes?"),
        choices=[
            (How.ELECTRONIC.value, _("Signs here, on the page")),
            (How.WRITTEN.value, _("Has signed on paper")),
            (How.SPOKEN.value, _("Says yes before a witness")),
        ],
        widget=forms.RadioSelect,
        initial=How.ELECTRONIC.value,
    )


class TermsForm(PlainForm):
    """Who may share what with whom, why and until when. Each sensitive category has a tick of its own."""

    submit_label = _("Go on to the words")
    groups = (
        Group(
            _("What may be shared"),
            ("general", *(f"category_{key}" for key in CATEGORIES if key in SENSITIVE)),
        ),
    )

    general = forms.BooleanField(
        label=_("Who the person is, and social needs such as food, home or rides"),
        initial=True,
        required=False,
    )
    discloser = forms.ChoiceField(label=_("Who may share?"), widget=forms.RadioSelect, initial=ANY)
    whom = forms.ChoiceField(
        label=_("Who may receive it?"),
        choices=[
            ("network", _("The whole network: the alliance's office and all partners that signed")),
            ("named", _("Only organisations named below")),
        ],
        widget=forms.RadioSelect,
        initial="network",
    )
    recipients = forms.MultipleChoiceField(
        label=_("Organisations by name"),
        required=False,
        help_text=_("Only where organisations are named."),
        widget=forms.CheckboxSelectMultiple,
    )
    purposes = forms.MultipleChoiceField(
        label=_("What may it be used for?"),
        choices=[(key, words[0].upper() + words[1:]) for key, words in wording.FOR.items()],
        widget=forms.CheckboxSelectMultiple,
        initial=[CARE],
    )
    until = forms.DateField(
        label=_("Until what day?"),
        required=False,
        help_text=_("Empty: until it is taken back. Whatever is sensitive needs a day."),
    )
    how = how_field()
    submission = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, data: Any = None, *, by: Actor, client: Client, members: list[Organisation], **more: Any
    ) -> None:
        self.by, self.client, self.members = by, client, members
        super().__init__(data, **more)
        for key in (key for key in CATEGORIES if key in SENSITIVE):
            self.fields[f"category_{key}"] = forms.BooleanField(
                label=CATEGORIES[key][0].upper() + CATEGORIES[key][1:], required=False
            )
        fields: dict[str, Any] = self.fields
        fields["discloser"].choices = [
            (ANY, _("Any partner that keeps a record about the person")),
            (OWN, _("Only %(name)s") % {"name": by.organisation_name}),
        ]
        fields["recipients"].choices = [
            (str(one.pk), one.name) for one in members if one.pk != by.organisation_id
        ]
        fields["until"].initial = localdate(clock.now()) + USUAL_TERM

    def clean(self) -> dict[str, Any]:
        """What nobody can agree to is said before anybody is asked to sign."""
        found: dict[str, Any] = super().clean() or {}
        if self.errors:
            return found
        members = [one.pk for one in self.members]
        if refusal := rules.refusal_of_terms(self.terms(), members=members, now=clock.now()):
            raise forms.ValidationError(refusal)
        return found

    def terms(self) -> rules.Terms:
        """The choices as the rules take them. The last day belongs to the consent."""
        typed = self.cleaned_data
        named = [key for key in SENSITIVE if typed[f"category_{key}"]]
        network = typed["whom"] == "network"
        by_text = {str(one.pk): one.pk for one in self.members}
        return rules.Terms(
            discloser=self.by.organisation_id if typed["discloser"] == OWN else None,
            network=network,
            recipients=frozenset() if network else frozenset(by_text[one] for one in typed["recipients"]),
            categories=rules.categories_of(general=typed["general"], named=named),
            purposes=frozenset(typed["purposes"]),
            until=_end_of(typed["until"]) if typed["until"] else None,
        )

    def words(self) -> str:
        """What the person agrees to, worked out anew from the same choices each time."""
        terms = self.terms()
        return wording.consent_text(
            person=self.client.full_name,
            discloser=self.by.organisation_name if terms.discloser else "",
            alliance=self.by.alliance_name,
            network=terms.network,
            recipients=[one.name for one in self.members if one.pk in terms.recipients],
            categories=terms.categories,
            purposes=terms.purposes,
            until=self.cleaned_data["until"],
        )


class SignForm(PlainForm):
    """The yes: as the law of the way it is given asks, and once more for each sensitive category."""

    submit_label = _("Record consent")

    def __init__(self, data: Any = None, *, terms: TermsForm, **more: Any) -> None:
        self.terms_form = terms
        self.how = How(terms.cleaned_data["how"])
        super().__init__(data, **more)
        self.fields["seen"] = forms.CharField(
            widget=forms.HiddenInput, initial=digest(terms.words()), required=False
        )
        for key in (key for key in CATEGORIES if key in terms.terms().categories & SENSITIVE):
            self.fields[f"yes_{key}"] = forms.BooleanField(
                label=_("Yes, this too may be shared: %(what)s.") % {"what": wording.PLAIN[key]},
                error_messages={"required": _("The person must say yes to this by itself.")},
            )
        getattr(self, f"_ask_{self.how.value}")()

    def _ask_electronic(self) -> None:
        self.fields["signed_name"] = forms.CharField(
            label=_("Your full name"), max_length=200, help_text=_("Typing your name here is your signature.")
        )
        self.fields["agreed"] = forms.BooleanField(
            label=_("I have read this, or it was read to me. I say yes.")
        )

    def _ask_written(self) -> None:
        self.fields["signed_name"] = forms.CharField(label=_("Name of who signed the paper"), max_length=200)
        self.fields["agreed"] = forms.BooleanField(
            label=_("The paper has these words and is kept at our office.")
        )

    def _ask_spoken(self) -> None:
        self.fields["witness_name"] = forms.CharField(
            label=_("Name of the witness"),
            max_length=200,
            help_text=_("Somebody else than you who heard the person say yes."),
        )
        self.fields["agreed"] = forms.BooleanField(
            label=_("I read these words to the person, and they said yes.")
        )

    def clean(self) -> dict[str, Any]:
        """The words that are kept are the words that were shown."""
        found: dict[str, Any] = super().clean() or {}
        if found.get("seen") != digest(self.terms_form.words()):
            raise forms.ValidationError(
                _("The words have changed since this page was opened. Read them again before you say yes.")
            )
        if not self.errors and (refusal := rules.refusal_of_signing(self.terms_form.terms(), self.signing())):
            raise forms.ValidationError(refusal)
        return found

    def signing(self) -> rules.Signing:
        """The yes as the rules take it."""
        typed = self.cleaned_data
        return rules.Signing(
            how=self.how,
            wording=self.terms_form.words(),
            signed_name=typed.get("signed_name", ""),
            witness_name=typed.get("witness_name", ""),
            recorder_name=self.terms_form.by.person_name,
            confirmed=frozenset(key for key in CATEGORIES if typed.get(f"yes_{key}")),
        )


class RevokeForm(PlainForm):
    """Taking a consent back: from all, or from one organisation."""

    submit_label = _("Take consent back")

    towards = forms.ChoiceField(label=_("From whom?"), widget=forms.RadioSelect, initial="")
    reason = forms.CharField(
        label=_("Why?"), max_length=2000, required=False, help_text=_("The person need not say."),
        widget=forms.Textarea,
    )  # fmt: skip

    def __init__(self, data: Any = None, *, organisations: Iterable[Named], **more: Any) -> None:
        super().__init__(data, **more)
        field: Any = self.fields["towards"]
        field.required = False
        field.choices = [
            ("", _("From everybody")),
            *((str(one.id), one.name) for one in organisations),
        ]

    @property
    def recipient_id(self) -> UUID | None:
        """The one organisation; None: everybody."""
        return UUID(self.cleaned_data["towards"]) if self.cleaned_data["towards"] else None


def digest(words: str) -> str:
    """What tells two wordings apart."""
    return hashlib.sha256(words.encode()).hexdigest()


def _end_of(day: date) -> datetime:
    """The instant after a day, where the alliance lives."""
    return make_aware(datetime.combine(day + timedelta(days=1), time()))
