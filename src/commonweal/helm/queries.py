"""What the home page shows, gathered from every concern."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from importlib import import_module
from typing import Any, NamedTuple
from uuid import UUID

from django.apps import apps
from django.utils.dateparse import parse_datetime
from django.utils.module_loading import module_has_submodule
from django.utils.translation import gettext_lazy as _

from commonweal.access import Actor
from commonweal.access.models import Person
from commonweal.components.attention import Attention
from commonweal.database.together import Facts, Question, Rows, answers, day, instant, question
from commonweal.helm import rules
from commonweal.helm.models import Digest, HandedOver, PutAside
from commonweal.helm.rules import Handed, Shown
from commonweal.partners import thresholds
from commonweal.partners.models import Alliance, Seat
from commonweal.partners.queries import alliance_day
from commonweal.partners.thresholds import Threshold

OWN = "helm"
MOST = 12
"""More than this at once is nobody's list any more."""

TITLES = [("me", _("You")), ("organisation", _("Your organisation")), ("alliance", _("The alliance"))]


class Group(NamedTuple):
    """Whom it concerns, and what it is."""

    title: str
    audience: str
    items: list[Shown[Attention]]

    @property
    def items_shown(self) -> list[Shown[Attention]]:
        """The oldest; a list that one can finish."""
        return self.items[:MOST]

    @property
    def rest(self) -> list[Shown[Attention]]:
        """The newer ones, which wait behind a fold."""
        return self.items[MOST:]

    @property
    def more(self) -> int:
        """How many wait behind the fold."""
        return len(self.rest)


class Waiting(NamedTuple):
    """Something put aside whose fact lasts: until when, and why it can wait."""

    item: Attention
    until: date
    reason: str


class Needs(NamedTuple):
    """All that needs somebody, grouped by whom it concerns, oldest first; and what the actor put aside."""

    groups: list[Group]
    aside: list[Waiting]


def rooms() -> dict[str, Any]:
    """The module `attention` of each concern by its name. A module has `questions` and `cards`, or where it cannot be
    asked together with the others the function `attention`.
    """
    found: dict[str, Any] = {}
    for config in apps.get_app_configs():
        inside = config.name.startswith("commonweal.") and config.label not in {"web", "components", "helm"}
        if inside and module_has_submodule(config.module, "attention"):
            found[config.label] = import_module(f"{config.name}.attention")
    return found


def everything(by: Actor, now: datetime) -> list[Attention]:
    """All that every concern says, whether somebody put it aside or not; those that can be, asked in one statement."""
    return _everything(by, now, [])[0]


def _everything(by: Actor, now: datetime, more: Iterable[Question]) -> tuple[list[Attention], Rows]:
    """The same, and the answers to more questions asked with them."""
    if by.alliance_id is None:
        return [], answers({OWN: []})[OWN]
    known = rooms()
    asked = {name: room.questions(by, now) for name, room in known.items() if hasattr(room, "questions")}
    told = answers(asked | {OWN: more})
    found: list[Attention] = []
    for name, room in known.items():
        found += room.cards(by, now, told[name]) if name in asked else room.attention(by, now)
    return found, told[OWN]


def needs(by: Actor, now: datetime) -> Needs:
    """What the home page shows."""
    items, told = _everything(by, now, _own_questions(by))
    if not items:
        return Needs([], [])
    aside = {row["key"]: row for row in told["aside"]}
    until = {key: day(row["until"]) for key, row in aside.items()}
    here = alliance_day(by)
    shown = rules.arrange(items, aside=until, handed=_handed(by, told["handed"]), today=here)
    groups = [
        Group(str(title), audience, [one for one in shown if one.audience == audience])
        for audience, title in TITLES
    ]
    waiting = [
        Waiting(item, until[item.key], aside[item.key]["reason"])
        for item in items
        if item.key in aside and here < until[item.key]
    ]
    return Needs(
        [group for group in groups if group.items], sorted(waiting, key=lambda one: (one.until, one.item.key))
    )


def _own_questions(by: Actor) -> Iterator[Question]:
    """What the actor put aside, and what was handed over."""
    yield question(
        "aside", PutAside.objects.filter(seat_id=by.own_seat_id), key="key", until="until", reason="reason"
    )
    yield question(
        "handed", HandedOver.objects.all(), key="key", seat="seat_id", to="to_id", to_name="to_name",
        person_name="person_name", note="note", at="created_at", pk="pk",
    )  # fmt: skip


def what_needs_somebody(by: Actor, now: datetime) -> list[Group]:
    """All that needs somebody and was not put aside."""
    return needs(by, now).groups


def _handed(by: Actor, told: list[Facts]) -> dict[str, Handed]:
    """What I handed on and what was handed to me, by key; what came to me outweighs what I gave."""
    rows = sorted(told, key=lambda row: (instant(row["at"]), row["pk"]))
    me = str(by.seat_id)
    given = {row["key"]: Handed(True, row["to_name"], row["note"]) for row in rows if row["seat"] == me}
    taken = {row["key"]: Handed(False, row["person_name"], row["note"]) for row in rows if row["to"] == me}
    return given | taken


def the_item(by: Actor, key: str, now: datetime) -> Attention | None:
    """The one with this key, while its fact lasts."""
    return next((item for item in everything(by, now) if item.key == key), None)


class Colleague(NamedTuple):
    """Somebody of one's own organisation to whom something can be handed."""

    seat_id: UUID
    name: str


def colleagues(by: Actor) -> list[Colleague]:
    """People of the actor's organisation with a seat now, without the actor."""
    seats = Seat.objects.current().filter(
        alliance_id=by.own_alliance_id, organisation_id=by.own_organisation_id, person__isnull=False
    )
    held = dict(seats.exclude(pk=by.own_seat_id).values_list("person_id", "pk"))
    people = Person.objects.filter(pk__in=held, is_active=True).order_by("name")
    return [Colleague(held[one.pk], one.name) for one in people if one.pk != by.person_id]


def digest_of(by: Actor) -> Digest:
    """When the actor's letter comes; not saved where they never chose."""
    return Digest.objects.filter(seat_id=by.own_seat_id).first() or Digest(seat_id=by.own_seat_id)


def thresholds_of(by: Actor) -> dict[Threshold, int]:
    """The numbers that hold in the actor's alliance."""
    return {one: thresholds.number(by, one) for one in thresholds.known()}


class Limit(NamedTuple):
    """A number that decides, and where it was chosen by the alliance, who did when and why."""

    threshold: Threshold
    value: int
    reason: str = ""
    by: str = ""
    at: datetime | None = None


def limits(by: Actor) -> list[Limit]:
    """Every number of every room as it holds in the actor's alliance, with what stands beside it."""
    own = Alliance.objects.values_list("numbers", flat=True).get(pk=by.own_alliance_id)
    return [
        Limit(
            one,
            own[one.key]["value"],
            own[one.key]["reason"],
            own[one.key]["by"],
            parse_datetime(own[one.key]["at"]),
        )
        if one.key in own
        else Limit(one, one.default)
        for one in thresholds.known()
    ]
