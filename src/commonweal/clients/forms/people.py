"""Registering a person, in groups that are steps on a phone."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.db import connection
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from commonweal.clients import choices, duplicates, rules
from commonweal.clients.actions.people import IdentityFacts, Person
from commonweal.clients.models import Client, ClientIdentity
from commonweal.components.forms import Group, PlainForm
from commonweal.database import clock

PERSON_FIELDS = (
    "given_name",
    "family_name",
    "preferred_name",
    "birth_date",
    "phone",
    "email",
    "address",
    "postcode",
    "language",
    "needs_interpreter",
    "contact_preference",
    "accommodations",
)


class PersonForm(PlainForm):
    """What is asked of a person served. Nothing about identity is required."""

    submit_label = _("Register this person")
    groups = (
        Group(_("Name"), ("given_name", "family_name", "preferred_name")),
        Group(_("Birth date"), ("birth_date",)),
        Group(_("Contact"), ("phone", "email", "contact_preference", "unsafe_to_contact")),
        Group(_("Address"), ("address", "postcode")),
        Group(_("Language and support"), ("language", "needs_interpreter", "accommodations")),
        Group(
            _("About you, if you want to say"),
            ("race_ethnicity", "gender", "sexual_orientation", "disability", "veteran"),
            _(
                "Each may be left unsaid. Used only in counts that name nobody, to see whether all are served alike."
            ),
        ),
    )

    given_name = forms.CharField(
        label=_("Given name"), max_length=120, required=False, help_text=_("At least one name is needed.")
    )
    family_name = forms.CharField(label=_("Family name"), max_length=120, required=False)
    preferred_name = forms.CharField(
        label=_("What do you want to be called?"), max_length=120, required=False
    )
    birth_date = forms.DateField(
        label=_("Birth date"), required=False, help_text=_("It helps most to tell people of one name apart.")
    )
    phone = forms.CharField(
        label=_("Phone"), max_length=40, required=False, widget=forms.TextInput(attrs={"type": "tel"})
    )
    email = forms.EmailField(label=_("E-mail"), required=False)
    contact_preference = forms.ChoiceField(
        label=_("Best way to reach you"), choices=choices.CONTACT, required=False
    )
    unsafe_to_contact = forms.BooleanField(
        label=_("Never leave a message: it is not safe"),
        required=False,
        help_text=_("Somebody at home could read or hear it."),
    )
    address = forms.CharField(label=_("Address"), max_length=500, required=False)
    postcode = forms.CharField(label=_("ZIP code"), max_length=20, required=False)
    language = forms.ChoiceField(label=_("Language you speak best"), choices=choices.LANGUAGES, initial="en")
    needs_interpreter = forms.BooleanField(label=_("An interpreter is needed"), required=False)
    accommodations = forms.CharField(
        label=_("What helps you when you come to us?"),
        help_text=_("Large print, a ramp, a quiet room, somebody of the same sex …"),
        max_length=2000,
        required=False,
        widget=forms.Textarea,
    )
    race_ethnicity = forms.MultipleChoiceField(
        label=_("Race or ethnicity"),
        choices=choices.RACE_ETHNICITY,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    gender = forms.ChoiceField(label=_("Gender"), choices=choices.GENDER, required=False)
    sexual_orientation = forms.ChoiceField(
        label=_("Sexual orientation"), choices=choices.ORIENTATION, required=False
    )
    disability = forms.ChoiceField(label=_("Disability"), choices=choices.DISABILITY, required=False)
    veteran = forms.ChoiceField(
        label=_("Served in the armed forces"), choices=choices.VETERAN, required=False
    )
    submission = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, Any]:
        """At least one name; a birth date that can be."""
        found: dict[str, Any] = super().clean() or {}
        names = (found.get("given_name", ""), found.get("family_name", ""))
        today = localdate(clock.now())
        if refusal := rules.refusal_to_register(*names, found.get("birth_date"), today):
            self.add_error("birth_date" if any(names) else "given_name", refusal)
        return found

    def person(self) -> Person:
        """What was typed, as the action takes it."""
        typed = self.cleaned_data
        return Person(
            safe_to_contact=not typed["unsafe_to_contact"], **{name: typed[name] for name in PERSON_FIELDS}
        )

    def identity(self) -> IdentityFacts:
        """What was said about identity."""
        typed = self.cleaned_data
        return IdentityFacts(
            race_ethnicity=typed["race_ethnicity"],
            gender=typed["gender"],
            sexual_orientation=typed["sexual_orientation"],
            disability=typed["disability"],
            veteran={"yes": True, "no": False}.get(typed["veteran"]),
        )

    def facts(self) -> duplicates.Facts:
        """What is compared with people registered already."""
        typed = self.cleaned_data
        return duplicates.Facts(
            **{
                name: typed[name]
                for name in (
                    "given_name",
                    "family_name",
                    "preferred_name",
                    "birth_date",
                    "phone",
                    "email",
                    "address",
                )
            }
        )


class EditPersonForm(PersonForm):
    """The same questions about somebody registered, with what is known."""

    submit_label = _("Save changes")

    def __init__(
        self, data: Any = None, *, client: Client, identity: ClientIdentity | None, **more: Any
    ) -> None:
        known: dict[str, Any] = {name: getattr(client, name) for name in PERSON_FIELDS}
        known["unsafe_to_contact"] = not client.safe_to_contact
        if identity is not None:
            for name in ("race_ethnicity", "gender", "sexual_orientation", "disability"):
                known[name] = getattr(identity, name)
            known["veteran"] = {None: "", True: "yes", False: "no"}[identity.veteran]
        super().__init__(data, initial=known, **more)
        for name in ("language", "contact_preference", "gender", "sexual_orientation", "disability"):
            field: Any = self.fields[name]
            field.choices = choices.with_present(list(field.choices), known.get(name, ""))


def new_number() -> UUID:
    """A number for a form, and for the row that it makes: the same form sent twice makes one row."""
    with connection.cursor() as cursor:
        cursor.execute("select uuidv7()")
        (number,) = cursor.fetchone()
    return UUID(str(number))
