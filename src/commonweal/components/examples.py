"""Made-up content for the gallery: a lot of it, none of it, and the awkward kind. No real person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonweal.components.forms import Group, PersonChoice, PlainForm
from commonweal.components.status import Shape
from commonweal.components.tables import Choice, Column, Empty, Filter, Table, Words, cells

HOSTILE = "<script>alert(1)</script> \"quoted\" & 'so on'"
PEOPLE = (
    "Maria Delgado", "James O’Neill", "Nguyễn Thị Lan", "Aisha Rahman", "Jean-Baptiste Désir", "Zoë Ramírez",
    "Tyrone Walker", "Svetlana Petrova", "Kwame Mensah", "Li Wei", "Rosa Hernández", "Samuel Goldberg",
    "Fatima al-Sayed", "George Papadopoulos", "Wilhelmina van der Westhuizen-Featherstonehaugh", HOSTILE,
)  # fmt: skip
NEEDS = ("Food", "Housing", "Transport", "Utilities", "Legal help", "Employment")
SERVICES = ("Harvest Pantry", "Keys Home", "Ride Along", "Light Fund", "Bay Legal Aid", "Work Again")
STATUSES = (
    (Shape.WAITING, _("Waiting")),
    (Shape.MOVING, _("In progress")),
    (Shape.DONE, _("Got help")),
    (Shape.STOPPED, _("Withdrawn")),
    (Shape.NEEDS, _("Declined, not rerouted")),
)


LOOPS = [
    {"need": "Food", "sent": 12040, "closed": 9123, "share": 0.7577},
    {"need": "Housing", "sent": 1412, "closed": 480, "share": 0.3399},
    {"need": "Legal help", "sent": 95, "closed": 61, "share": 0.6421},
]
TABS = [
    {"title": "Received", "url": "#tabs", "current": True, "count": 30},
    {"title": "Sent", "url": "#tabs", "count": 0},
    {"title": "Closed", "url": "#tabs"},
]


@dataclass(frozen=True)
class Referral:
    """A referral of the gallery."""

    pk: int
    person: str
    need: str
    service: str
    status: tuple[Shape, Any]
    sent: datetime
    messages: int
    score: int

    @property
    def shape(self) -> str:
        """The status as the filter knows it."""
        return self.status[0].value


def referrals(amount: int, now: datetime) -> list[Referral]:
    """Referrals that always come out the same for the same moment."""
    return [
        Referral(
            pk=number,
            person=PEOPLE[number * 7 % len(PEOPLE)],
            need=NEEDS[number * 5 % len(NEEDS)],
            service=SERVICES[number * 5 % len(SERVICES)],
            status=STATUSES[number * number % len(STATUSES)],
            sent=now - timedelta(hours=number * number * 3 % 700, minutes=number),
            messages=number % 4,
            score=number * 37 % 100 - 20,
        )
        for number in range(1, amount + 1)
    ]


class ReferralTable(Table):
    """Everything a table can do."""

    name = "referrals"
    caption = _("Referrals sent")
    columns = (
        Column("person", _("Person"), sort="person", link=lambda row: f"/gallery/entry/{row.pk}/"),
        Column("need", _("Need"), sort="need", under="service"),
        Column("status", _("Status"), value="status.1", shape="shape", sort="shape"),
        Column("sent", _("Sent"), draw=cells.ago, sort="sent"),
        Column("messages", _("Messages"), sort="messages", align="end", narrow=False),
    )
    filters: Sequence[Filter] = (
        Words("q", _("Name or service"), paths=("person", "service")),
        Choice("status", _("Status"), choices=[(s.value, w) for s, w in STATUSES], path="shape"),
        Choice("need", _("Need"), choices=[(need, need) for need in NEEDS]),
    )
    default_sort = "-sent"
    page_size = 8
    selectable = True
    beside = True


class NoReferrals(ReferralTable):
    """The same, with nothing in it."""

    name = "none"
    prefix = "none-"
    filters = ()
    empty = Empty(
        _("No referrals yet"),
        _("Referrals that you send appear here with their answers. To begin, find a service that fits."),
        "/gallery/",
        _("Find a service"),
    )


class PlainTable(Table):
    """A small table of figures: nothing to filter, nothing to open."""

    name = "loops"
    prefix = "loops-"
    caption = _("Loops closed by need")
    columns = (
        Column("need", _("Need")),
        Column("sent", _("Sent"), align="end", sort="sent"),
        Column("closed", _("Closed"), align="end", sort="closed"),
        Column(
            "share",
            _("Closed-loop rate"),
            align="end",
            draw=cells.percent,
            sort="share",
        ),
    )


class IntakeForm(PlainForm):
    """Every kind of field."""

    submit_label = _("Record the need")
    groups = (
        Group(_("The person"), ("name", "born", "phone", "language")),
        Group(_("The need"), ("need", "urgency", "story", "channels", "consent")),
    )
    name = forms.CharField(
        label=_("Name"), help_text=_("As the person says it, in any script."), max_length=80
    )
    born = forms.DateField(label=_("Date of birth"), required=False)
    phone = forms.CharField(label=_("Phone"), required=False, widget=forms.TextInput(attrs={"type": "tel"}))
    language = forms.ChoiceField(
        label=_("Language"), choices=[("en", "English"), ("es", "Español"), ("ht", "Kreyòl ayisyen")]
    )
    need = forms.ChoiceField(
        label=_("What would help most?"),
        choices=[("food", _("Food for this week")), ("home", _("A place to stay")), ("ride", _("A ride"))],
        widget=forms.RadioSelect,
    )
    urgency = forms.IntegerField(label=_("Within how many days?"), min_value=0, max_value=90)
    story = forms.CharField(
        label=_("In the person’s words"),
        help_text=_("Only what the service must know."),
        required=False,
        widget=forms.Textarea,
    )
    channels = forms.MultipleChoiceField(
        label=_("How may we reach you?"),
        choices=[("sms", _("Text message")), ("call", _("Phone call")), ("mail", _("Letter"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    consent = forms.BooleanField(
        label=_("The person agrees that Harvest Pantry sees this"),
        help_text=_("Spoken agreement needs a witness. It can be taken back at any time."),
    )


def found(words: str) -> list[PersonChoice]:
    """The people that the picker of the gallery finds."""
    wanted = words.casefold().split()
    return [
        PersonChoice(str(number), name, f"{SERVICES[number % len(SERVICES)]} · born {1950 + number}")
        for number, name in enumerate(PEOPLE)
        if wanted and all(word in name.casefold() for word in wanted)
    ]
