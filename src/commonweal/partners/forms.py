"""Forms of alliances, partners, sites, seats and invitations."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar
from uuid import UUID
from zoneinfo import available_timezones

from django import forms
from django.contrib.auth import password_validation
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from commonweal.access.models import Person
from commonweal.access.roles import SEAT_ROLES
from commonweal.components.forms import Group, PlainForm, PlainModelForm
from commonweal.partners.models import Alliance, Organisation, Site
from commonweal.partners.rules import Sector


class AllianceForm(PlainModelForm):
    """What the alliance's page says."""

    submit_label = _("Save the alliance")

    class Meta:
        model = Alliance
        fields = ("name", "area", "purpose", "timezone")
        help_texts: ClassVar = {
            "purpose": _("What its members try to do together that none can do alone."),
            "timezone": _("Days of agreements and due dates begin and end here."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["timezone"] = _timezone()

    def validate_unique(self) -> None:
        """Names one may not see must not be told apart here; the action refuses a taken one."""


class OpenAllianceForm(PlainForm):
    """A new alliance, with its first member and convenor."""

    submit_label = _("Open the alliance")

    name = forms.CharField(label=_("Name of the alliance"), max_length=200)
    area = forms.CharField(
        label=_("Area"), max_length=200, required=False, help_text=_("The county or region it serves.")
    )
    organisation = forms.CharField(
        label=_("First member"),
        max_length=255,
        help_text=_("The organisation whose office runs the alliance."),
    )
    convenor_name = forms.CharField(label=_("Convenor's name"), max_length=200)
    convenor_email = forms.EmailField(
        label=_("Convenor's e-mail"),
        max_length=254,
        help_text=_("An invitation goes there, good for 14 days."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["timezone"] = _timezone()


def _timezone() -> forms.ChoiceField:
    zones = sorted(
        zone
        for zone in available_timezones()
        if "/" in zone and not zone.startswith(("Etc/", "posix", "right"))
    )
    return forms.ChoiceField(
        label=_("Time zone"),
        choices=[(zone, zone.replace("_", " ")) for zone in zones],
        initial="America/New_York",
    )


class ProfileForm(PlainModelForm):
    """What a partner says of itself."""

    submit_label = _("Save the profile")
    groups = (
        Group(_("Who you are"), ("name", "sector", "about", "website", "phone", "contact_email")),
        Group(
            _("How you decide and what moves you"),
            ("mission", "values", "incentives", "risks", "strategies", "decision_process"),
            _("Partners read this before they plan with you. Plain sentences are best."),
        ),
        Group(_("What you work with, and under"), ("systems", "regulations")),
    )

    website = forms.URLField(label=_("Website"), required=False, max_length=500, assume_scheme="https")

    class Meta:
        model = Organisation
        fields = ("name", "sector", "about", "website", "phone", "contact_email", *Organisation.PROFILE)
        labels: ClassVar = {
            "about": _("In two sentences"),
            "contact_email": _("E-mail for referrals"),
            "mission": _("What we are here for"),
            "values": _("What we hold to"),
            "incentives": _("What pays us, and what we are measured by"),
            "risks": _("What could hurt us"),
            "strategies": _("Where we are going"),
            "decision_process": _("How we decide, and how long it takes"),
            "systems": _("Technology we use"),
            "regulations": _("Rules that bind us"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if name in Organisation.PROFILE or name == "about":
                assert isinstance(field, forms.CharField)
                field.max_length = 5000
                field.validators.append(MaxLengthValidator(5000))


class BringInForm(PlainForm):
    """A partner joins: one that is known, or a new one."""

    submit_label = _("Bring the partner in")

    former = forms.ChoiceField(label=_("Known already"), required=False)
    name = forms.CharField(label=_("Name"), max_length=255, required=False)
    sector = forms.ChoiceField(label=_("Sector"), choices=[("", "—"), *Sector.choices()], required=False)
    contact_email = forms.EmailField(
        label=_("E-mail for referrals"),
        required=False,
        help_text=_("Where referrals go as signed links while nobody of it signs in."),
    )

    def __init__(self, *args: Any, former: Iterable[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(str(one.pk), one.name) for one in former]
        if known:
            self.offer("former", [("", _("A new partner")), *known])
        else:
            del self.fields["former"]
            for name in ("name", "sector"):
                self.fields[name].required = True
                self.fields[name].error_messages["required"] = _("A new partner needs this.")

    def clean(self) -> dict[str, Any]:
        """One of the two must be given."""
        data = super().clean() or {}
        if not data.get("former"):
            for name in ("name", "sector"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("A new partner needs this."))
        return data


class SiteForm(PlainModelForm):
    """A place where a partner works."""

    submit_label = _("Save the site")

    class Meta:
        model = Site
        fields = ("name", "address", "postcode", "latitude", "longitude")
        help_texts: ClassVar = {
            "latitude": _("Like 25.7617. Both or neither; with both it is on the map."),
            "longitude": _("Like -80.1918."),
        }

    def clean(self) -> dict[str, Any]:
        """Both coordinates or none, and on this planet."""
        data = super().clean() or {}
        latitude, longitude = data.get("latitude"), data.get("longitude")
        if (latitude is None) != (longitude is None) and not self.errors:
            self.add_error("latitude", _("Give both latitude and longitude, or neither."))
        for name, value, limit in (("latitude", latitude, 90), ("longitude", longitude, 180)):
            if value is not None and not -limit <= value <= limit:
                self.add_error(name, _("This is not a place on earth."))
        return data


def _roles(names: Iterable[str]) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=_("Roles"),
        widget=forms.CheckboxSelectMultiple,
        choices=[(name, f"{SEAT_ROLES[name].title}: {SEAT_ROLES[name].sentence}") for name in names],
    )


class InviteForm(PlainForm):
    """Somebody is asked by e-mail to take a seat."""

    submit_label = _("Send the invitation")

    organisation = forms.ChoiceField(label=_("For which organisation"))
    name = forms.CharField(label=_("Name"), max_length=200)
    email = forms.EmailField(
        label=_("E-mail at work"), max_length=254, help_text=_("The link works once, for 14 days.")
    )
    title = forms.CharField(
        label=_("Title"), max_length=120, required=False, help_text=_("Like “Intake coordinator”.")
    )

    def __init__(
        self, *args: Any, organisations: Iterable[Organisation], roles: Iterable[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offer("organisation", [(str(one.pk), one.name) for one in organisations])
        self.fields["roles"] = _roles(roles)


class GiveSeatForm(PlainForm):
    """Somebody who is known takes another seat, or other roles."""

    submit_label = _("Give the seat")

    person = forms.ChoiceField(label=_("Who"))
    organisation = forms.ChoiceField(label=_("For which organisation"))
    title = forms.CharField(label=_("Title"), max_length=120, required=False)
    until = forms.DateField(
        label=_("Last day"),
        required=False,
        help_text=_("Empty: until somebody ends it. A stand-in's seat ends by itself."),
    )

    def __init__(
        self,
        *args: Any,
        people: Iterable[Person],
        organisations: Iterable[Organisation],
        roles: Iterable[str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offer("person", [(str(one.pk), one.name) for one in people])
        self.offer("organisation", [(str(one.pk), one.name) for one in organisations])
        self.fields["roles"] = _roles(roles)

    def person_id(self) -> UUID:
        """Who was chosen."""
        return UUID(self.cleaned_data["person"])


class ReasonForm(PlainForm):
    """Why; kept in the record of acts."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea)


class JoinForm(PlainForm):
    """A new person's name and password."""

    submit_label = _("Take the seat")

    name = forms.CharField(
        label=_("Your name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=4096,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_(
            "At least 12 characters. Three or four words that do not belong together are easy to keep."
        ),
    )
    again = forms.CharField(
        label=_("Password again"),
        strip=False,
        max_length=4096,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean(self) -> dict[str, Any]:
        """The two are the same, and not easily guessed."""
        data = super().clean() or {}
        password = data.get("password")
        if password and data.get("again") and password != data["again"]:
            self.add_error("again", _("This is not the same password."))
        elif password:
            try:
                password_validation.validate_password(
                    password, Person(email=self.email, name=data.get("name", ""))
                )
            except forms.ValidationError as error:
                self.add_error("password", error)
        return data
