"""Stakeholders as they stand, and how each came to stand there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, TypedDict
from uuid import UUID

from django.db.models import Exists, Max, Min, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import JSONObject

from commonweal.access import Actor
from commonweal.alignment.models import Stakeholder, StakeholderContact, StakeholderReading
from commonweal.alignment.rules import stakeholders as rules
from commonweal.alignment.thresholds import STAKEHOLDER
from commonweal.database.together import Facts, Question, day, question
from commonweal.partners import thresholds
from commonweal.partners.queries import current_seats


def stakeholders() -> QuerySet[Stakeholder]:
    """Stakeholders with all readings, the newest first."""
    readings = StakeholderReading.objects.select_related("keeper")
    return Stakeholder.objects.prefetch_related(Prefetch("readings", readings)).order_by("name")


if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class _Contact(TypedDict):
        last_contact: date | None

    WithContact = WithAnnotations[Stakeholder, _Contact]
    """A stakeholder, and when somebody spoke with them last."""


@dataclass(frozen=True)
class Stands:
    """A stakeholder and what is known of it today."""

    row: Stakeholder
    reading: StakeholderReading
    facts: rules.Reading
    trouble: str | None
    last_contact: date | None
    keeper_sits: bool
    """Whether whoever keeps the contact has a seat now."""

    @property
    def pk(self) -> UUID:
        """Its row's key, for lists."""
        return self.row.pk

    @property
    def corner(self) -> rules.Corner:
        """Where it stands in the picture."""
        return rules.corner(self.reading.interest, self.reading.influence)


def standing(by: Actor, today: date, *, ended: bool = False) -> list[Stands]:
    """Every stakeholder on the list with what is known of it today, by name."""
    seated = set(current_seats(by).order_by().values_list("person_id", flat=True))
    rows = stakeholders().filter(ended_at__isnull=not ended).annotate(last_contact=Max("contacts__on"))
    silent_for = thresholds.days(by, STAKEHOLDER)
    return [_stands(row, seated, today, silent_for) for row in rows]


def _stands(row: WithContact, seated: set[UUID], today: date, silent_for: timedelta) -> Stands:
    readings = list(row.readings.all())
    newest = readings[0]
    facts = as_rule(newest)
    known = rules.Standing(
        facts, newest.keeper_id in seated, row.last_contact, min(one.on for one in readings)
    )
    trouble = rules.trouble(known, today, silent_for)
    return Stands(row, newest, facts, trouble, row.last_contact, known.keeper_sits)


@dataclass(frozen=True)
class Troubled:
    """A stakeholder who needs somebody."""

    pk: UUID
    name: str
    trouble: str
    since: date
    keeper: UUID | None
    keeper_sits: bool


STANDING = "stakeholder"


def standings(by: Actor) -> Question:
    """Those on the list with what says whether they need somebody: only the newest reading counts."""
    seats = current_seats(by).order_by().filter(person_id=OuterRef("keeper_id"))
    newest = (
        StakeholderReading.objects.filter(stakeholder=OuterRef("pk"))
        .order_by("-on", "-id")
        .annotate(sits=Exists(seats))
        .values(
            json=JSONObject(
                on="on", interest="interest", influence="influence", support="support",
                support_needed="support_needed", keeper="keeper__name", keeper_id="keeper_id", sits="sits", why="why",
            )
        )[:1]
    )  # fmt: skip
    rows = Stakeholder.objects.filter(ended_at=None).annotate(
        newest=Subquery(newest), last_contact=Max("contacts__on"), known=Min("readings__on")
    )
    return question(
        STANDING, rows, pk="pk", name="name", newest="newest", contact="last_contact", known="known"
    )


def troubled(by: Actor, rows: Iterable[Facts], today: date) -> list[Troubled]:
    """Those of them who need somebody, by name."""
    found = []
    for row in sorted(rows, key=lambda one: str(one["name"])):
        told = row["newest"]
        on = day(told["on"])
        facts = rules.Reading(
            on, told["interest"], told["influence"], told["support"], told["support_needed"],
            told["keeper"] or "", told["why"],
        )  # fmt: skip
        contact = day(row["contact"]) if row["contact"] else None
        known = rules.Standing(facts, told["sits"], contact, day(row["known"]))
        trouble = rules.trouble(known, today, thresholds.days(by, STAKEHOLDER))
        if trouble is not None:
            keeper = UUID(told["keeper_id"]) if told["keeper_id"] else None
            found.append(Troubled(UUID(row["pk"]), row["name"], trouble, contact or on, keeper, told["sits"]))
    return found


def as_rule(reading: StakeholderReading) -> rules.Reading:
    """A reading for the rules."""
    return rules.Reading(
        reading.on, reading.interest, reading.influence, reading.support, reading.support_needed,
        reading.keeper.name if reading.keeper else "", reading.why,
    )  # fmt: skip


def contacts(row: Stakeholder) -> QuerySet[StakeholderContact]:
    """Who spoke with them, the newest first."""
    return StakeholderContact.objects.filter(stakeholder=row)


def support_over_time(rows: list[Stands]) -> list[tuple[date, int, int]]:
    """After each day on which a reading was written: how many are known, and how many of them support it enough."""
    dated = sorted(
        ((reading.on, one.row.pk, as_rule(reading)) for one in rows for reading in one.row.readings.all()),
        key=lambda entry: entry[0],
    )
    held: dict[UUID, rules.Reading] = {}
    found: dict[date, tuple[int, int]] = {}
    for on, pk, reading in dated:
        held[pk] = reading
        found[on] = (sum(not rules.support_missing(one) for one in held.values()), len(held))
    return [(on, enough, known) for on, (enough, known) in found.items()]
