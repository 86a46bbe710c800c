"""The form of an entry of the directory, and what of it was changed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonweal.components.forms import Group, PlainForm
from commonweal.directory import languages
from commonweal.directory.actions import Called, Entry, Spot
from commonweal.directory.domains import NeedDomain
from commonweal.directory.hours import Opening, read_hours, write_hours
from commonweal.directory.models import Schedule, Service
from commonweal.directory.models.services import NAME_LENGTH
from commonweal.directory.parts import COLUMNS

MOST_LINES = 20
_PHONE = re.compile(
    r"(?P<number>[+(\d][\d\s().-]*\d)(?:\s*(?:x|ext\.?|extension)\s*(?P<extension>\d+))?", re.I
)


def _lines(label: Any, hint: Any, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hint, required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3}), **more
    )  # fmt: skip


def _text(label: Any, hint: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hint, required=False, max_length=10_000, widget=forms.Textarea(attrs={"rows": 3})
    )  # fmt: skip


class EntryForm(PlainForm):
    """What everybody who looks for a service reads of it."""

    submit_label = _("Save the entry")
    groups: tuple[Group, ...] = (
        Group(_("The service"), ("name", "description", "needs", "status")),
        Group(
            _("Who is served, and how"),
            (
                "eligibility_description",
                "minimum_age",
                "maximum_age",
                "language",
                "service_area",
                "application_process",
                "fees_description",
            ),
        ),
        Group(_("When, where and how to reach it"), ("schedule", "phone", "email", "url")),
        Group(
            _("Its place"),
            ("address_1", "city", "state_province", "postal_code"),
            _("Searches by distance find it by its ZIP code."),
        ),
    )

    name = forms.CharField(label=_("Name"), max_length=NAME_LENGTH)
    description = _text(_("What it does"))
    needs = forms.MultipleChoiceField(
        label=_("Needs it answers"),
        required=False,
        choices=NeedDomain.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    status = forms.ChoiceField(
        label=_("Offered"),
        choices=[
            ("active", _("Offered now")),
            ("temporarily closed", _("Closed for a while")),
            ("inactive", _("Not offered now")),
            ("defunct", _("Given up")),
        ],
        help_text=_("Nobody is sent to a service that is not offered now."),
    )
    eligibility_description = _text(_("Who is eligible"))
    minimum_age = forms.FloatField(label=_("Youngest age"), required=False, min_value=0, max_value=130)
    maximum_age = forms.FloatField(label=_("Oldest age"), required=False, min_value=0, max_value=130)
    language = forms.MultipleChoiceField(
        label=_("Languages spoken"),
        required=False,
        choices=languages.choices,
        widget=forms.SelectMultiple(attrs={"size": 6}),
        help_text=_("Several by Ctrl or a tap on each."),
    )
    service_area = _lines(_("Area served"), _("One on each line, such as Montgomery County."))
    application_process = _text(_("How to apply"))
    fees_description = forms.CharField(
        label=_("Cost"), required=False, max_length=1000, help_text=_("“Free” where it costs nothing.")
    )
    schedule = _lines(_("Hours"), _("One on each line, such as: Mon-Fri 9:00-17:00"))
    phone = _lines(_("Phones"), _("One on each line, such as: (305) 555-0100 ext 12, front desk"))
    email = forms.EmailField(label=_("E-mail"), required=False)
    url = forms.URLField(label=_("Web page"), required=False, assume_scheme="https", max_length=1000)
    address_1 = forms.CharField(label=_("Street and number"), required=False, max_length=200)
    city = forms.CharField(label=_("Town"), required=False, max_length=100)
    state_province = forms.CharField(label=_("State"), required=False, max_length=60)
    postal_code = forms.CharField(label=_("ZIP code"), required=False, max_length=20)

    def __init__(self, *args: Any, placed: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        self.placed = placed
        if not placed:
            for name in _PLACE:
                del self.fields[name]

    def clean_phone(self) -> list[Called]:
        """Numbers with what they are for."""
        return [_called(line) for line in _split(self.cleaned_data["phone"])]

    def clean_schedule(self) -> list[Opening]:
        """Days and hours."""
        try:
            return read_hours("\n".join(_split(self.cleaned_data["schedule"])))
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error

    def clean_service_area(self) -> list[str]:
        """Areas by name."""
        return _split(self.cleaned_data["service_area"])

    def clean(self) -> dict[str, Any]:
        """Ages in order."""
        found: dict[str, Any] = super().clean() or {}
        low, high = found.get("minimum_age"), found.get("maximum_age")
        if low is not None and high is not None and low > high:
            self.add_error("maximum_age", _("The oldest age is below the youngest."))
        return found

    def entry(self) -> Entry:
        """Only what was changed: the rest of an imported entry goes on following its source."""
        said, changed = self.cleaned_data, set(self.changed_data)

        def given(name: str) -> Any:
            return said[name] if name in changed else None

        needs = given("needs")
        return Entry(
            columns={name: said[name] for name in COLUMNS if name in changed},
            needs=None if needs is None else [NeedDomain(one) for one in needs],
            phones=given("phone"),
            hours=given("schedule"),
            languages=given("language"),
            areas=given("service_area"),
            place=Spot(**{name: said[name] for name in _PLACE})
            if self.placed and changed & set(_PLACE)
            else None,
        )


_PLACE = ("address_1", "city", "state_province", "postal_code")


def _split(text: str) -> list[str]:
    found = [line.strip() for line in text.splitlines() if line.strip()]
    if len(found) > MOST_LINES:
        raise forms.ValidationError(_("At most %(n)s lines.") % {"n": MOST_LINES})
    return found


def _called(line: str) -> Called:
    number, _comma, description = line.partition(",")
    match = _PHONE.fullmatch(number.strip())
    if match is None or not 3 <= sum(sign.isdigit() for sign in match["number"]) <= 15:
        raise forms.ValidationError(
            _("“%(line)s” is no phone number. Write: (305) 555-0100 ext 12, front desk") % {"line": line[:60]}
        )
    return Called(match["number"].strip(), match["extension"] or "", description.strip()[:500])


def as_written(service: Service) -> dict[str, Any]:
    """An entry as its form shows it. Rules for other than weekly hours are not shown, and stay unless changed."""
    found: dict[str, Any] = {name: getattr(service, name) for name in COLUMNS}
    if found["status"] not in dict(EntryForm.base_fields["status"].choices):  # type: ignore[attr-defined]
        found["status"] = "active" if service.status == "active" else "inactive"
    return found | {
        "needs": service.domains,
        "phone": "\n".join(_written(one) for one in service.phones.order_by("pk")),
        "schedule": write_hours(_weekly(service.schedules.order_by("pk"))),
        "language": sorted({code for one in service.languages.all() for code in one.codes}),
        "service_area": "\n".join(
            " ".join((one.name or one.description).split()) for one in service.service_areas.order_by("pk")
        ),
        **_where(service),
    }


def _written(phone: Any) -> str:
    extension = f" ext {phone.extension}" if phone.extension else ""
    return f"{phone.number}{extension}" + (
        f", {' '.join(phone.description.split())}" if phone.description else ""
    )


def _weekly(schedules: Iterable[Schedule]) -> list[Opening]:
    together: dict[tuple[Any, Any], list[str]] = {}
    for one in schedules:
        plain = (
            one.freq in ("", "WEEKLY") and (one.interval or 1) == 1 and not (one.valid_from or one.valid_to)
        )
        if plain and one.opens_at and one.closes_at and all(len(day) == 2 for day in one.days):
            together.setdefault((one.opens_at, one.closes_at), []).extend(one.days)
    return [Opening(tuple(days), opens, closes) for (opens, closes), days in together.items() if days]


def _where(service: Service) -> dict[str, str]:
    place = service.places.select_related("location").order_by("pk").first()
    address = place.location.addresses.order_by("pk").first() if place is not None else None
    return {name: getattr(address, name, "") for name in _PLACE}
