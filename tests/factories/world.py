"""A little alliance that a test fills as it needs: organisations, seats, agreements, people served.

Facts are inserted as the owner in maintenance mode, which is how the demo is written too. What follows from
facts (openings) is worked out by the product's own functions.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from commonweal.access.actor import Actor
from commonweal.access.models import Person
from commonweal.access.roles import purposes_of
from commonweal.agreements.models import Agreement, Clause, ClauseParty, Party, Version
from commonweal.clients.models import Client, Consent, ConsentRecipient, Need
from commonweal.database.identity import Identity, acting, maintenance
from commonweal.database.ranges import period
from commonweal.directory.domains import NeedDomain
from commonweal.directory.models import Provider, Service
from commonweal.partners.models import Alliance, Membership, Organisation, Seat
from commonweal.partners.queries import actor_for
from commonweal.referrals.models import Referral

LONG_AGO = timedelta(days=400)
PASSWORD = "correct horse battery"

_numbers = itertools.count(1)


class World:
    """One alliance and what a test puts into it."""

    def __init__(self, name: str = "Test alliance") -> None:
        with maintenance():
            self.alliance = Alliance.objects.create(name=f"{name} {next(_numbers)}")

    def organisation(
        self, name: str = "", *, sector: str = "social", member: bool = True, **facts: Any
    ) -> Organisation:
        """An organisation, a member since long ago unless said otherwise."""
        with maintenance():
            organisation = Organisation.objects.create(
                introduced_in=self.alliance,
                name=name or f"Organisation {next(_numbers)}",
                sector=sector,
                **facts,
            )
            if member:
                Membership.objects.create(
                    alliance=self.alliance,
                    organisation=organisation,
                    period=period(timezone.now() - LONG_AGO),
                )
        return organisation

    def seat(
        self,
        organisation: Organisation,
        *roles: str,
        person: Person | None = None,
        starts: datetime | None = None,
        ends: datetime | None = None,
    ) -> Actor:
        """Somebody who sits for the organisation; the actor to act `by`."""
        with maintenance():
            if person is None:
                number = next(_numbers)
                person = Person.objects.create_user(
                    email=f"person{number}@example.org", password=PASSWORD, name=f"Person {number}"
                )
            seat = Seat.objects.create(
                alliance=self.alliance,
                organisation=organisation,
                person=person,
                roles=list(roles),
                purposes=purposes_of(roles),
                period=period(starts or timezone.now() - LONG_AGO, ends),
            )
            return actor_for(person, seat)

    def sharing(
        self,
        *organisations: Organisation,
        categories: tuple[str, ...] = ("identity", "social"),
        purposes: tuple[str, ...] = ("care",),
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> Agreement:
        """A data-sharing agreement in force between these organisations, all disclosing to all."""
        start = since or timezone.now() - LONG_AGO
        with maintenance():
            agreement = Agreement.objects.create(
                alliance=self.alliance, kind="data_sharing", title=f"Data sharing {next(_numbers)}"
            )
            version = Version.objects.create(
                agreement=agreement,
                number=1,
                text="We share.",
                terms={"sharing": [{"categories": sorted(categories), "purposes": sorted(purposes)}]},
                parties=[organisation.pk for organisation in organisations],
                offered_at=start,
            )
            clause = Clause.objects.create(
                agreement=agreement, version=version, categories=list(categories), purposes=list(purposes)
            )
            for organisation in organisations:
                Party.objects.create(agreement=agreement, organisation=organisation)
                for side in ("discloses", "receives"):
                    ClauseParty.objects.create(
                        clause=clause, organisation=organisation, side=side, period=period(start, until)
                    )
            agreement.version_in_force = version
            agreement.in_force = period(start, until)
            agreement.save()
            self.rework()
        return agreement

    def client(self, organisation: Organisation, **facts: Any) -> Client:
        """A person served, registered by the organisation."""
        facts = {"given_name": "Ana", "family_name": f"Example{next(_numbers)}"} | facts
        with maintenance():
            return Client.objects.create(alliance=self.alliance, recorded_by=organisation, **facts)

    def need(self, client: Client, domain: NeedDomain = NeedDomain.FOOD, **facts: Any) -> Need:
        """A need that the organisation which registered the person recorded."""
        facts = {"recorded_by": client.recorded_by, "category": domain.category} | facts
        with maintenance():
            return Need.objects.create(alliance=self.alliance, client=client, domain=domain.value, **facts)

    def consent(
        self,
        client: Client,
        *recipients: Organisation,
        network: bool = False,
        discloser: Organisation | None = None,
        categories: tuple[str, ...] = ("identity", "social"),
        purposes: tuple[str, ...] = ("care",),
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> Consent:
        """A written consent; by default from a year ago, without an end."""
        with maintenance():
            consent = Consent.objects.create(
                alliance=self.alliance,
                client=client,
                recorded_by=client.recorded_by,
                discloser=discloser,
                network=network,
                categories=list(categories),
                purposes=list(purposes),
                period=period(since or timezone.now() - LONG_AGO, until),
                how="written",
                wording="I agree.",
            )
            for recipient in recipients:
                ConsentRecipient.objects.create(consent=consent, organisation=recipient)
            self.rework()
        return consent

    def service(self, organisation: Organisation, *domains: NeedDomain, **facts: Any) -> Service:
        """A service of a partner that answers these needs."""
        with maintenance():
            provider, _ = Provider.objects.get_or_create(
                alliance=self.alliance, partner=organisation, defaults={"name": organisation.name}
            )
            return Service.objects.create(
                alliance=self.alliance,
                provider=provider,
                name=facts.pop("name", f"Service {next(_numbers)}"),
                domains=[domain.value for domain in domains],
                **facts,
            )

    def referral(
        self,
        need: Need,
        receiver: Organisation | None = None,
        *,
        sender: Organisation | None = None,
        status: str = "requested",
        **facts: Any,
    ) -> Referral:
        """A referral as it stands, whatever led there; by default from whoever recorded the need, sent now."""
        now = timezone.now()
        if status in {"rejected", "cancelled", "on-hold", "failed"}:
            facts = {"reason": "It had to be."} | facts
        if status == "completed":
            facts = {"outcome": "helped", "what_was_done": "It was done."} | facts
        if status in {"rejected", "cancelled", "completed", "failed", "entered-in-error"}:
            facts = {"closed_at": now} | facts
        if status != "draft":
            facts = {"sent_at": now, "answer_due_at": now + timedelta(days=5)} | facts
        with maintenance():
            return Referral.objects.create(
                alliance=self.alliance,
                client=need.client,
                need=need,
                category=need.category,
                domain=need.domain,
                recorded_by=sender or need.recorded_by,
                receiver=receiver,
                status=status,
                **({"status_at": now} | facts),
            )

    @staticmethod
    def rework() -> None:
        """What consents and agreements open, worked out by the product's own function."""
        with connection.cursor() as cursor:
            cursor.execute("select commonweal.rework_openings()")

    @staticmethod
    @contextmanager
    def as_(actor: Actor) -> Iterator[None]:
        """Inside, the database sees this actor, in the application's role."""
        with acting(Identity(person=actor.person_id, seat=actor.seat_id, only_client=actor.only_client)):
            yield
