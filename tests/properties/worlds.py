"""Random worlds: as plain facts for the policy in Python, and as rows for the one in PostgreSQL.

A world is drawn in hours around the instant of the check, which is the database's now. Its rows are written as
the product writes them; what follows from them (openings) is worked out by the product's own function.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

from django.db import connection

from commonweal.access.models import Person
from commonweal.agreements.models import Agreement, Clause, ClauseParty, Party, Version
from commonweal.agreements.rules import CATEGORIES
from commonweal.clients.models import Client, Consent, ConsentRecipient, Need, Screening
from commonweal.database import clock
from commonweal.database.identity import maintenance
from commonweal.database.ranges import period
from commonweal.directory.domains import NeedDomain
from commonweal.partners.models import Alliance, Membership, Organisation, Seat
from commonweal.referrals.models import Message, Referral
from tests.properties.policy import (
    AgreementFact,
    ClauseFact,
    ConsentFact,
    Facts,
    RowFact,
    SeatFact,
    Span,
)

PURPOSES = ("care", "improvement")
_DOMAINS = {domain.category: domain for domain in NeedDomain}


@dataclass
class DrawnWorld:
    """The same world twice: as facts, and in the database."""

    facts: Facts = field(default_factory=Facts)
    seats: list[SeatFact] = field(default_factory=list)
    people: dict[object, UUID] = field(default_factory=dict)
    """Seat → the person who holds it."""
    clients: list[RowFact] = field(default_factory=list)
    needs: list[RowFact] = field(default_factory=list)
    screenings: list[RowFact] = field(default_factory=list)
    referrals: list[RowFact] = field(default_factory=list)
    messages: dict[object, RowFact] = field(default_factory=dict)
    """Message → the referral it belongs to."""
    now: datetime = datetime(2000, 1, 1, tzinfo=UTC)


class Draw:
    """Draws one world with a seed and writes it."""

    def __init__(self, seed: int, number: int) -> None:
        self.chance = Random(seed)
        self.number = number
        self.world = DrawnWorld()
        self.agreements: list[UUID] = []

    def span(self, *, likely: float = 0.75) -> Span:
        """A term that mostly holds now; sometimes over, to come, or without an end."""
        hour = timedelta(hours=1)
        if self.chance.random() < likely:
            start = self.world.now - self.chance.randint(1, 90) * hour
            end = None if self.chance.random() < 0.6 else self.world.now + self.chance.randint(1, 90) * hour
        elif self.chance.random() < 0.5:
            start = self.world.now - self.chance.randint(20, 90) * hour
            # An end at this very instant is over; half of the terms that are over end there.
            end = self.world.now - (
                self.chance.randint(1, 19) * hour if self.chance.random() < 0.5 else timedelta(0)
            )
        else:
            start = self.world.now + self.chance.randint(1, 40) * hour
            end = None
        return Span(start, end)

    def some(self, items: list[object], chance: float) -> list:
        return [item for item in items if self.chance.random() < chance]

    def draw(self) -> DrawnWorld:
        with maintenance():
            self.world.now = clock.now()
            alliances = [Alliance.objects.create(name=f"World {self.number}.{n}") for n in range(2)]
            organisations = [
                Organisation.objects.create(introduced_in=alliances[0], name=f"O{n}", sector="social")
                for n in range(self.chance.randint(2, 5))
            ]
            for alliance in alliances:
                members = [one for one in organisations if self.chance.random() < 0.95] or organisations[:1]
                self._memberships(alliance, members)
                self._agreements(alliance, organisations)
                self._served(alliance, organisations)
            with connection.cursor() as cursor:
                for agreement in self.agreements:
                    cursor.execute("select commonweal.rework_openings(null, %s)", [agreement])
        return self.world

    def _memberships(self, alliance: Alliance, members: list[Organisation]) -> None:
        for member in members:
            term = self.span(likely=0.95)
            Membership.objects.create(
                alliance=alliance, organisation=member, period=period(term.start, term.end)
            )
            self.world.facts.memberships.append((alliance.pk, member.pk, term))
            for _ in range(self.chance.randint(1, 2)):
                self._seat(alliance, member)

    def _seat(self, alliance: Alliance, member: Organisation) -> None:
        term = self.span(likely=0.9)
        purposes = [purpose for purpose in PURPOSES if self.chance.random() < 0.75]
        number = len(self.world.seats)
        person = Person.objects.create(email=f"world{self.number}-{number}@example.org", name=f"P{number}")
        seat = Seat.objects.create(
            alliance=alliance,
            organisation=member,
            person=person,
            roles=["navigator"],
            purposes=purposes,
            period=period(term.start, term.end),
        )
        self.world.seats.append(SeatFact(seat.pk, member.pk, alliance.pk, frozenset(purposes), term))
        self.world.people[seat.pk] = person.pk

    def _agreements(self, alliance: Alliance, organisations: list[Organisation]) -> None:
        for number in range(self.chance.choice([0, 1, 1, 2])):
            agreement = Agreement.objects.create(alliance=alliance, kind="data_sharing", title=f"A{number}")
            self.agreements.append(agreement.pk)
            parties = self.some(organisations, 0.9)
            for party in parties:
                Party.objects.create(agreement=agreement, organisation=party)
            superseded = Version.objects.create(agreement=agreement, number=1, text="old")
            self._clause(agreement, superseded, parties)
            version = Version.objects.create(agreement=agreement, number=2, text="new")
            clauses = tuple(
                self._clause(agreement, version, parties) for _ in range(self.chance.randint(1, 2))
            )
            term = self.span(likely=0.85) if self.chance.random() < 0.9 else None
            if term is not None:
                agreement.in_force = period(term.start, term.end)
                agreement.version_in_force = version
                agreement.save()
            self.world.facts.agreements.append(AgreementFact(alliance.pk, term, clauses))

    def _clause(self, agreement: Agreement, version: Version, parties: list[Organisation]) -> ClauseFact:
        categories = self.some(list(CATEGORIES), 0.8) or ["identity"]
        purposes = self.some(list(PURPOSES), 0.8) or ["care"]
        clause = Clause.objects.create(
            agreement=agreement, version=version, categories=categories, purposes=purposes
        )
        sides: dict[str, dict[object, Span]] = {"discloses": {}, "receives": {}}
        for side, organisations in sides.items():
            for party in self.some(parties, 0.92):
                term = self.span(likely=0.93)
                ClauseParty.objects.create(
                    clause=clause, organisation=party, side=side, period=period(term.start, term.end)
                )
                organisations[party.pk] = term
        return ClauseFact(frozenset(categories), frozenset(purposes), sides["discloses"], sides["receives"])

    def _served(self, alliance: Alliance, organisations: list[Organisation]) -> None:
        for number in range(self.chance.randint(1, 3)):
            recorder = self.chance.choice(organisations)
            client = Client.objects.create(
                alliance=alliance, recorded_by=recorder, given_name="N", family_name=str(number)
            )
            self.world.clients.append(RowFact(client.pk, alliance.pk, client.pk, recorder.pk, "identity"))
            for _ in range(self.chance.choice([0, 1, 1, 2])):
                self._consent(alliance, client, organisations)
            for category in self.some(list(CATEGORIES), 0.5):
                if category != "identity":
                    self._about(alliance, client, self.chance.choice(organisations), category, organisations)

    def _consent(self, alliance: Alliance, client: Client, organisations: list[Organisation]) -> None:
        network = self.chance.random() < 0.5
        term = self.span(likely=0.85)
        revoked = self.world.now - timedelta(hours=1) if self.chance.random() < 0.12 else None
        discloser = self.chance.choice(organisations) if self.chance.random() < 0.25 else None
        categories = self.some(list(CATEGORIES), 0.75) or ["identity"]
        purposes = self.some(list(PURPOSES), 0.8) or ["care"]
        consent = Consent.objects.create(
            alliance=alliance,
            client=client,
            recorded_by=client.recorded_by,
            discloser=discloser,
            network=network,
            categories=categories,
            purposes=purposes,
            period=period(term.start, term.end),
            how="written",
            wording="I agree.",
            revoked_at=revoked,
        )
        named, taken_out = set(), set()
        for organisation in self.some(organisations, 0.25 if network else 0.6):
            gone = network or self.chance.random() < 0.2
            ConsentRecipient.objects.create(
                consent=consent,
                organisation=organisation,
                revoked_at=self.world.now - timedelta(hours=1) if gone else None,
            )
            (taken_out if gone else named).add(organisation.pk)
        self.world.facts.consents.append(
            ConsentFact(
                client=client.pk,
                alliance=alliance.pk,
                discloser=discloser.pk if discloser else None,
                network=network,
                named=frozenset(named),
                taken_out=frozenset(taken_out),
                categories=frozenset(categories),
                purposes=frozenset(purposes),
                term=term,
                revoked_at=revoked,
            )
        )

    def _about(
        self,
        alliance: Alliance,
        client: Client,
        recorder: Organisation,
        category: str,
        organisations: list[Organisation],
    ) -> None:
        """A need, a screening, a referral and a message in it, all of one category."""
        about = {"alliance": alliance, "client": client, "recorded_by": recorder, "category": category}
        domain = _DOMAINS[category].value
        need = Need.objects.create(domain=domain, **about)
        screening = Screening.objects.create(instrument="test", asked_by_name="N", **about)
        draft = self.chance.random() < 0.2
        receiver = self.chance.choice(organisations) if self.chance.random() < 0.8 else None
        referral = Referral.objects.create(
            need=need,
            domain=domain,
            receiver=receiver,
            status="draft" if draft else "requested",
            sent_at=None if draft else self.world.now,
            **about,
        )
        message = Message.objects.create(
            referral=referral, organisation=recorder, person_name="N", text="Hello"
        )
        keys = (alliance.pk, client.pk, recorder.pk, category)
        self.world.needs.append(RowFact(need.pk, *keys))
        self.world.screenings.append(RowFact(screening.pk, *keys))
        self.world.referrals.append(
            RowFact(referral.pk, *keys, draft=draft, receiver=receiver.pk if receiver else None)
        )
        self.world.messages[message.pk] = self.world.referrals[-1]
