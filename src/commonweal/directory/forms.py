"""Forms of the directory."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from commonweal.access import Actor
from commonweal.components.forms import PlainForm
from commonweal.directory import languages, rules
from commonweal.directory.domains import NeedDomain
from commonweal.directory.queries import Point, Wish, find_point
from commonweal.partners.models import Organisation
from commonweal.partners.queries import members

KILOMETRES_PER_MILE = 1.609344


class SearchForm(PlainForm):
    """What somebody looks for. Every field may stay empty."""

    submit_label = _("Find services")
    first: ClassVar[tuple[str, ...]] = ("need", "q", "near", "within")
    """Fields that are always shown; the others open on demand."""
    wide: ClassVar[tuple[str, ...]] = ("q", "near")

    need = forms.ChoiceField(
        label=_("Need"), required=False, choices=lambda: [("", _("Any need")), *NeedDomain.choices()]
    )
    q = forms.CharField(
        label=_("Words"),
        required=False,
        max_length=200,
        widget=forms.TextInput(
            attrs={"type": "search", "placeholder": _("A name, or what the service does")}
        ),
    )
    near = forms.CharField(
        label=_("Near"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"placeholder": _("An address, a ZIP code or a town")}),
    )
    within = forms.TypedChoiceField(
        label=_("Within"),
        required=False,
        coerce=float,
        empty_value=None,
        choices=[("", _("Any distance"))]
        + [(str(miles), _("%d miles") % miles) for miles in (1, 3, 5, 10, 25)],
    )
    language = forms.ChoiceField(
        label=_("Language spoken"),
        required=False,
        choices=lambda: [("", _("Any language")), *languages.choices()],
    )
    age = forms.FloatField(label=_("Age of the person"), required=False, min_value=0, max_value=130)
    opening = forms.ChoiceField(
        label=_("Open"),
        required=False,
        choices=[("", _("At any time")), ("now", _("Now")), ("then", _("On the day and hour below"))],
    )
    day = forms.DateField(label=_("Day"), required=False, widget=forms.DateInput())
    hour = forms.TimeField(label=_("Hour"), required=False, widget=forms.TimeInput())
    room = forms.ChoiceField(
        label=_("Room"),
        required=False,
        choices=[
            ("", _("Whatever is reported")),
            ("room", _("Has room now")),
            ("waitlist", _("Room or a waitlist")),
        ],
    )
    cost = forms.DecimalField(
        label=_("Costs at most, in dollars"),
        required=False,
        min_value=0,
        max_value=1_000_000,
        max_digits=9,
        decimal_places=2,
    )
    free = forms.BooleanField(label=_("Free of charge"), required=False)
    order = forms.ChoiceField(
        required=False,
        widget=forms.HiddenInput(),
        choices=[("", ""), ("near", ""), ("name", ""), ("room", "")],
    )

    @property
    def more_is_asked(self) -> bool:
        """Whether any of the other fields is filled in, so that they must be seen."""
        return any(
            self.data.get(name) for name in self.fields if name not in (*self.first, "order", "errand")
        )

    errand = forms.CharField(required=False, max_length=500, widget=forms.HiddenInput())

    def clean(self) -> dict[str, Any]:
        """A day and hour are needed where they are asked for; a distance needs a place."""
        found: dict[str, Any] = super().clean() or {}
        if found.get("opening") == "then" and not found.get("day"):
            self.add_error("day", _("Say on which day."))
        if found.get("within") and not found.get("near"):
            self.add_error("near", _("Say where from."))
        return found

    def wish(self, by: Actor, now: datetime) -> Wish:
        """What is asked for, with the place found. `now` in the alliance's own time.

        A place that the directory does not know becomes an error of the field; the rest is searched all the same.
        """
        said = self.cleaned_data
        point: Point | None = None
        if said.get("near"):
            point = find_point(by, said["near"])
            if point is None:
                self.add_error("near", _("The directory knows no such place. Try a ZIP code or a town."))
        day, hour = said.get("day"), said.get("hour")
        if said.get("opening") == "now":
            day, hour = now.date(), now.time().replace(microsecond=0, tzinfo=None)
        elif said.get("opening") != "then":
            day, hour = None, None
        return Wish(
            need=NeedDomain(said["need"]) if said.get("need") else None,
            words=said.get("q", ""),
            near=point,
            within=said["within"] * KILOMETRES_PER_MILE if point and said.get("within") else None,
            language=said.get("language", ""),
            open_on=day,
            open_at=hour if isinstance(hour, time) else None,
            age=said.get("age"),
            free=bool(said.get("free")),
            cost=None if said.get("cost") is None else float(said["cost"]),
            room=said.get("room", ""),
            order=said.get("order", ""),
        )


class CapacityForm(PlainForm):
    """A service's room: one tap on a button, and numbers where somebody counts."""

    capacity = forms.ChoiceField(
        label=_("Room"), choices=[pair for pair in rules.CAPACITY_WORDS.items() if pair[0] != rules.UNKNOWN]
    )
    available = forms.IntegerField(label=_("Places free"), required=False, min_value=0, max_value=100_000)
    maximum = forms.IntegerField(label=_("Of how many"), required=False, min_value=0, max_value=100_000)
    note = forms.CharField(label=_("Note"), required=False, max_length=500)


class NeedsForm(PlainForm):
    """The needs a term stands for or a service answers."""

    submit_label = _("Save the needs")
    needs = forms.MultipleChoiceField(
        label=_("Needs"), required=False, choices=NeedDomain.choices, widget=forms.CheckboxSelectMultiple
    )

    def chosen(self) -> list[NeedDomain]:
        """The needs ticked."""
        return [NeedDomain(value) for value in self.cleaned_data["needs"]]


class PartnerForm(PlainForm):
    """Which partner a provider of the directory is."""

    submit_label = _("Save the partner")
    partner = forms.ModelChoiceField(
        label=_("Partner"), queryset=Organisation.objects.none(), required=False, empty_label=_("No partner")
    )

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_rows("partner", members(by))
