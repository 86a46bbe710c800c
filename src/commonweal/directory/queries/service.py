"""Everything about one service."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, NamedTuple

from django.db.models import F, FloatField, Model, Prefetch, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast

from commonweal.directory import rules
from commonweal.directory.languages import LANGUAGES
from commonweal.directory.models import (
    Accessibility,
    Address,
    CapacityReport,
    CostOption,
    HandEdit,
    Language,
    Location,
    Phone,
    RequiredDocument,
    Schedule,
    Service,
    ServiceArea,
    ServiceAtLocation,
    Term,
)
from commonweal.directory.rules import Freshness, Room


@dataclass(frozen=True)
class Hours:
    """Days with the same hours, in words."""

    days: str
    opens_at: time | None
    closes_at: time | None
    valid_from: date | None
    valid_to: date | None
    note: str


@dataclass
class Place:
    """Where the service is offered, with what is particular there."""

    location: Location
    addresses: list[Address] = field(default_factory=list)
    phones: list[Phone] = field(default_factory=list)
    hours: list[Hours] = field(default_factory=list)
    accessibility: list[Accessibility] = field(default_factory=list)


class Beside(NamedTuple):
    """An area served, a document to bring or what it costs."""

    kind: str
    title: str
    """The area, the document, or for whom this is the cost."""
    more: str
    amount: float | None
    currency: str


@dataclass
class ServicePage:
    """A service with all that belongs to it, fetched in a number of queries that does not grow."""

    service: Service
    places: list[Place]
    phones: list[Phone]
    hours: list[Hours]
    languages: list[str]
    language_notes: list[str]
    terms: list[Term]
    reports: list[CapacityReport]
    freshness: Freshness
    confirmed: tuple[str, date] | None
    beside: list[Beside]
    hand_edits: list[HandEdit]
    """Parts that were changed here; those first of which its source says something else."""

    @property
    def room(self) -> Room:
        """Its room as last known."""
        return Room(self.service.capacity, self.service.places_available, self.service.places_maximum)


def service_page(service: Service, now: datetime) -> ServicePage:
    """All that the page of a service shows."""
    offers = list(
        ServiceAtLocation.objects.filter(service=service, location__gone_at__isnull=True)
        .select_related("location")
        .prefetch_related(
            Prefetch("location__addresses", Address.objects.order_by("address_type", "pk")),
            "location__accessibility",
        )
        .order_by("location__name", "pk")
    )
    at = {offer.pk: offer.location_id for offer in offers}
    here = Q(service=service) | Q(at__in=at)
    there = Q(location__in=at.values(), service__isnull=True, at__isnull=True)
    phones = list(Phone.objects.filter(here | there).order_by("pk"))
    schedules = list(Schedule.objects.filter(here | there).order_by("valid_from", "pk"))
    spoken = list(
        Language.objects.filter(Q(service=service) | Q(location__in=at.values(), service__isnull=True))
    )
    codes = sorted({code for one in spoken for code in one.codes})
    return ServicePage(
        service=service,
        places=[
            Place(
                offer.location,
                list(offer.location.addresses.all()),
                [one for one in phones if _at(one, offer)],
                _hours([one for one in schedules if _at(one, offer)]),
                list(offer.location.accessibility.all()),
            )
            for offer in offers
        ],
        phones=_once([one for one in phones if one.service_id == service.pk]),
        hours=_hours([one for one in schedules if one.service_id == service.pk]),
        languages=[LANGUAGES[code].name for code in codes if code in LANGUAGES],
        language_notes=sorted({one.name for one in spoken if one.name and not one.codes}),
        terms=list(Term.objects.filter(services__service=service, gone_at__isnull=True).order_by("name")),
        reports=list(CapacityReport.objects.filter(service=service).order_by("-at")[:5]),
        freshness=rules.freshness(service.capacity_at, now),
        confirmed=rules.last_confirmed(
            confirmed_at=service.confirmed_at, assured=service.assured_date, modified=service.last_modified
        ),
        beside=[Beside(*row[:-1]) for row in _beside(service)],
        hand_edits=sorted(
            HandEdit.objects.filter(service=service) if service.source else (),
            key=lambda one: (one.differs_at is None, one.part),
        ),
    )


def _beside(service: Service) -> QuerySet[Any, Any]:
    """Areas, documents and costs in one question."""
    nothing, no_amount = Cast(Value(""), TextField()), Cast(Value(None), FloatField())

    def rows(model: type[Model], kind: str, *columns: Any) -> QuerySet[Any, Any]:
        named = dict(zip(Beside._fields, (Cast(Value(kind), TextField()), *columns), strict=True))
        found: QuerySet[Any, Any] = model._default_manager.filter(service=service)
        found = found.annotate(**{f"as_{name}": value for name, value in named.items()})
        return found.values_list(*(f"as_{name}" for name in named), "pk")

    areas = rows(ServiceArea, "area", F("name"), F("description"), no_amount, nothing)
    documents = rows(RequiredDocument, "document", F("document"), F("uri"), no_amount, nothing)
    costs = rows(CostOption, "cost", F("option"), F("amount_description"), F("amount"), F("currency"))
    return areas.union(documents, costs, all=True).order_by("as_kind", "pk")


def _at(one: Phone | Schedule, offer: ServiceAtLocation) -> bool:
    """Whether this belongs to the place alone; what belongs to the service is shown once, above."""
    return one.service_id is None and (one.at_id == offer.pk or one.location_id == offer.location_id)


def _once(phones: list[Phone]) -> list[Phone]:
    return list({(one.number, one.extension): one for one in phones}.values())


def _hours(schedules: list[Schedule]) -> list[Hours]:
    """Rules with the same hours in one line, in the order of the week."""
    together: dict[tuple[object, ...], list[str]] = {}
    for one in sorted(schedules, key=_day_and_hour):
        note = one.description or one.notes
        key = (
            one.opens_at,
            one.closes_at,
            one.valid_from,
            one.valid_to,
            note,
            one.freq == "MONTHLY",
            one.interval,
        )
        together.setdefault(key, []).extend(one.days)
    return [
        Hours(rules.days_in_words(days), opens, closes, start, end, note)  # type: ignore[arg-type]
        for (opens, closes, start, end, note, *_), days in together.items()
    ]


_WEEK = {day: number for number, day in enumerate(rules.DAY_WORDS)}


def _day_and_hour(one: Schedule) -> tuple[int, str]:
    return min((_WEEK.get(day[-2:], 7) for day in one.days), default=7), str(one.opens_at or "")
