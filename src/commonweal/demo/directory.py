"""The county's directory: each service with its place, hours, languages, whom it serves and what it costs."""

from __future__ import annotations

import itertools
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Model

from commonweal.demo import county
from commonweal.demo.dice import Dice
from commonweal.demo.members import Member
from commonweal.demo.size import Size
from commonweal.directory.models import (
    Address,
    CapacityReport,
    CostOption,
    Language,
    Location,
    Phone,
    Provider,
    RequiredDocument,
    Schedule,
    Service,
    ServiceAtLocation,
    ServiceTerm,
    Term,
    TermNeed,
)
from commonweal.directory.suggest import LIKELY, suggest
from commonweal.partners.models import Alliance

_SPOKEN = (("English", "en"), ("Spanish", "es"), ("Arabic", "ar"), ("Vietnamese", "vi"), ("Somali", "so"))
_STREETS = (
    "Main Street",
    "Mill Road",
    "Court Street",
    "Third Avenue",
    "Linden Lane",
    "Depot Street",
    "River Road",
)
_WEEKDAYS = ["MO", "TU", "WE", "TH", "FR"]


def write(dice: Dice, alliance: Alliance, members: list[Member], size: Size, now: datetime) -> None:
    """Each offer once; then branches in other postcodes until there are enough services."""
    made = now - timedelta(days=700)
    providers = {
        member.row.pk: Provider(
            id=dice.uid(made),
            created_at=made,
            alliance=alliance,
            partner=member.row,
            name=member.row.name,
            description=member.row.about,
            email=member.row.contact_email,
            website=member.row.website,
        )
        for member in members
    }
    Provider.objects.bulk_create(providers.values())
    rows = _Rows(dice, alliance, now)
    for member, offer, postcode in _wanted(dice, members, size):
        member.services.append(rows.service(providers[member.row.pk], member, offer, postcode))
    rows.save()
    _write_terms(alliance, rows.services, now)


def _write_terms(alliance: Alliance, services: list[Service], now: datetime) -> None:
    """The mapping table: a term for each kind of service, decided long ago, but for some that came last week.

    It has dice of its own, so that what comes after it does not depend on how many terms there are.
    """
    dice, made = Dice(f"terms of {alliance.pk}"), now - timedelta(days=700)
    terms: dict[str, Term] = {}
    answered: dict[str, list[str]] = {}
    needs, links = [], []
    for service in services:
        name = service.name.partition(" (")[0]
        if name not in terms:
            found = {one.domain.value: one for one in suggest(name) if one.confidence >= LIKELY}
            # Where what is likely is what the service answers anyway, nothing changes when somebody confirms it.
            is_new = set(found) == set(service.domains) and dice.random() < 0.25
            at = now - timedelta(days=6) if is_new else made
            terms[name] = Term(
                id=dice.uid(at),
                created_at=at,
                alliance=alliance,
                name=name,
                scheme="Services of Laurel County",
            )
            answered[name] = service.domains
            decided = (
                {} if is_new else {"decided_by": "Ruth Calloway", "decided_at": made + timedelta(days=2)}
            )
            needs += [
                TermNeed(
                    id=dice.uid(at), created_at=at, alliance=alliance, term=terms[name], domain=domain,
                    state="suggested" if is_new else "confirmed",
                    **({"confidence": found[domain].confidence, "why": found[domain].why} if is_new else decided),
                )
                for domain in service.domains
            ]  # fmt: skip
        if service.domains == answered[name]:
            links.append(
                ServiceTerm(
                    id=dice.uid(made), created_at=made, alliance=alliance, service=service, term=terms[name]
                )
            )
    Term.objects.bulk_create(terms.values())
    TermNeed.objects.bulk_create(needs)
    ServiceTerm.objects.bulk_create(links)


def street(dice: Dice) -> str:
    """A made-up address."""
    return f"{dice.randint(1, 990)} {dice.choice(_STREETS)}"


def spot(dice: Dice, postcode: str) -> tuple[float, float]:
    """A point within a postcode, in degrees."""
    north, east = next((area[1], area[2]) for area in county.AREAS if area[0] == postcode)
    return (
        round(county.CENTRE[0] + north + dice.uniform(-0.015, 0.015), 5),
        round(county.CENTRE[1] + east + dice.uniform(-0.015, 0.015), 5),
    )


def _wanted(dice: Dice, members: list[Member], size: Size) -> list[tuple[Member, county.Offer, str]]:
    offers: dict[UUID, tuple[county.Offer, ...]] = {}
    by_name = {partner.name: partner.offers for partner in county.PARTNERS}
    for member in members:
        known = by_name.get(member.row.name)
        offers[member.row.pk] = known if known is not None else by_name[member.row.name.rsplit(" ", 1)[0]]
    wanted: list[tuple[Member, county.Offer, str]] = []
    for round_ in itertools.count():
        for member in members:
            for offer in offers[member.row.pk]:
                if round_ == 0:
                    wanted.append((member, offer, member.postcode))
                elif dice.random() < 0.4:
                    elsewhere = county.AREAS[(round_ + len(wanted)) % len(county.AREAS)][0]
                    wanted.append((member, offer, elsewhere))
        if len(wanted) >= size.services:
            break
    return wanted[: size.services]


class _Rows:
    """Gathers rows of all kinds and writes each kind at once."""

    def __init__(self, dice: Dice, alliance: Alliance, now: datetime) -> None:
        self.dice = dice
        self.alliance = alliance
        self.now = now
        self.made = now - timedelta(days=700)
        self.locations: dict[tuple[UUID, str], Location] = {}
        self.services: list[Service] = []
        self.beside: dict[type[Model], list[Any]] = {}

    def _add(self, model: type[Model], **facts: object) -> object:
        row = model(id=self.dice.uid(self.made), created_at=self.made, alliance=self.alliance, **facts)
        self.beside.setdefault(model, []).append(row)
        return row

    def service(self, provider: Provider, member: Member, offer: county.Offer, postcode: str) -> Service:
        dice = self.dice
        branch = "" if postcode == member.postcode else f" ({postcode})"
        available = max(0, round(offer.places * dice.choice([0, 0, 0.1, 0.2, 0.4, 0.6])))
        reported = self.now - dice.hours(60, 1.2)
        row = Service(
            id=dice.uid(self.made),
            created_at=self.made,
            alliance=self.alliance,
            provider=provider,
            name=offer.name + branch,
            description=f"{offer.name}, by {member.row.name}.",
            application_process=dice.choice(["Call first.", "Walk in.", "By referral.", "Call or walk in."]),
            minimum_age=dice.choice([None, None, None, 18, 60]),
            domains=[domain.value for domain in offer.domains],
            places_maximum=offer.places,
            places_available=available,
            capacity="capacity" if available else dice.choice(["no-capacity", "waitlist"]),
            capacity_at=reported,
            confirmed_at=self.now - timedelta(days=dice.randint(1, 300)),
            confirmed_by=member.row.name,
            moves_with_referrals=dice.random() < 0.3,
        )
        self.services.append(row)
        self._add(
            CapacityReport, service=row, capacity=row.capacity, available=available, maximum=offer.places,
            person_name=member.row.name, at=reported,
        )  # fmt: skip
        self._add(ServiceAtLocation, service=row, location=self._location(provider, member, postcode))
        self._about(row, member)
        return row

    def _about(self, row: Service, member: Member) -> None:
        dice = self.dice
        opens = dice.choice([8, 9, 9, 10])
        days = [*_WEEKDAYS, "SA"] if member.row.sector in {"food", "faith"} else _WEEKDAYS
        self._add(
            Schedule, service=row, freq="WEEKLY", byday=",".join(days), days=days, opens_at=time(opens),
            closes_at=time(opens + dice.choice([6, 8, 8, 9])),
        )  # fmt: skip
        for position, (name, code) in enumerate(_SPOKEN):
            if position == 0 or dice.random() < (0.45 if code == "es" else 0.12):
                self._add(Language, service=row, name=name, code=code, codes=[code])
        if dice.random() < 0.7:
            self._add(CostOption, service=row, option="Free of charge", amount=0.0, currency="USD")
        elif dice.random() < 0.7:
            self._add(
                CostOption, service=row, option="By income", amount_description="A sliding scale by income"
            )
        if dice.random() < 0.35:
            self._add(RequiredDocument, service=row, document="Proof of address")
        self._add(Phone, service=row, number=member.row.phone)

    def _location(self, provider: Provider, member: Member, postcode: str) -> Location:
        key = (provider.pk, postcode)
        if key not in self.locations:
            latitude, longitude = spot(self.dice, postcode)
            self.locations[key] = Location(
                id=self.dice.uid(self.made), created_at=self.made, alliance=self.alliance, provider=provider,
                name=f"{member.row.name}, {postcode}", latitude=latitude, longitude=longitude,
                near_latitude=latitude, near_longitude=longitude, precision="stated",
            )  # fmt: skip
            self._add(
                Address, location=self.locations[key], address_1=street(self.dice), city="Laurel", state_province="OH",
                postal_code=postcode, country="US",
            )  # fmt: skip
        return self.locations[key]

    def save(self) -> None:
        Location.objects.bulk_create(self.locations.values())
        Service.objects.bulk_create(self.services)
        for model, rows in self.beside.items():
            model._default_manager.bulk_create(rows)
