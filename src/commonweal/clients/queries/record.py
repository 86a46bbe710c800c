"""What one person's page shows, and whom the person's record has been shown to."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Prefetch, QuerySet

from commonweal.access import Actor
from commonweal.agreements.rules import CATEGORIES
from commonweal.audit.models import Act
from commonweal.clients import rules
from commonweal.clients.models import (
    Client,
    ClientIdentity,
    Consent,
    ConsentRecipient,
    Need,
    NeedChange,
    Screening,
)
from commonweal.database import clock
from commonweal.partners.models import Organisation

DISCLOSURES_AT_MOST = 5_000


def may_disclose(by: Actor, client: Client, *, recipient_id: UUID, category: str, purpose: str) -> bool:
    """Would this organisation, for this purpose, see rows of this category recorded by the actor's organisation now?

    Answered by the database from consents and agreements, with the questions of the row policy. False also where
    the actor does not see the person, or the organisation is no member now. One's own organisation: True.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select commonweal.may_disclose(%s, %s, %s, %s)", [client.pk, recipient_id, category, purpose]
        )
        (answer,) = cursor.fetchone()
    return bool(answer)


def more_is_hidden(client: Client) -> bool:
    """Is there anything about the person that the actor does not see? Neither what nor whose is told."""
    with connection.cursor() as cursor:
        cursor.execute("select commonweal.more_is_hidden(%s)", [client.pk])
        (answer,) = cursor.fetchone()
    return bool(answer)


@dataclass(frozen=True)
class Seer:
    """An organisation that sees something about the person now."""

    organisation: Organisation
    categories: tuple[str, ...]
    """In the order of `CATEGORIES`."""
    until: datetime | None
    """When the first of what opens its sight ends; None: nothing does."""


@dataclass(frozen=True)
class ConsentView:
    """A consent with what follows from it now."""

    consent: Consent
    status: rules.ConsentStatus
    named: tuple[Organisation, ...]
    """Recipients by name that have not been taken out."""
    taken_out: tuple[Organisation, ...]
    opens_to: tuple[Organisation, ...]
    """Organisations that see something by it now."""

    @property
    def can_be_revoked(self) -> bool:
        """Is anything of it left to take back?"""
        return self.status in (rules.ConsentStatus.IN_FORCE, rules.ConsentStatus.LAPSING)


@dataclass(frozen=True)
class Opened:
    """One row of what consents open now, as far as the actor sees the consents."""

    consent_id: UUID
    organisation_id: UUID
    categories: frozenset[str]
    until: datetime | None


def opened(client: Client) -> list[Opened]:
    """What the consents that the actor sees open now, and to whom."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select consent_id, organisation_id, categories, until from commonweal.who_sees(%s)", [client.pk]
        )
        return [Opened(row[0], row[1], frozenset(row[2]), row[3]) for row in cursor.fetchall()]


def who_sees(client: Client, rows: list[Opened]) -> list[Seer]:
    """Organisations × categories, by name. Who recorded the person sees their own record and is not listed."""
    categories: dict[UUID, set[str]] = defaultdict(set)
    ends: dict[UUID, list[datetime | None]] = defaultdict(list)
    for row in rows:
        categories[row.organisation_id] |= row.categories
        ends[row.organisation_id].append(row.until)
    names = Organisation.objects.filter(pk__in=list(categories)).exclude(pk=client.recorded_by_id)
    return [
        Seer(
            organisation,
            tuple(one for one in CATEGORIES if one in categories[organisation.pk]),
            min((end for end in ends[organisation.pk] if end is not None), default=None),
        )
        for organisation in names.order_by("name")
    ]


def consents_of(client: Client, rows: list[Opened], seers: list[Seer]) -> list[ConsentView]:
    """The person's consents that the actor sees, newest first, each with what it opens now."""
    names = {seer.organisation.pk: seer.organisation for seer in seers}
    opens: dict[UUID, set[UUID]] = defaultdict(set)
    for row in rows:
        opens[row.consent_id].add(row.organisation_id)
    now = clock.now()
    recipients = Prefetch("named", ConsentRecipient.objects.select_related("organisation"))
    consents = (
        Consent.objects.filter(client=client)
        .select_related("recorded_by", "discloser")
        .prefetch_related(recipients)
        .order_by("-created_at")
    )
    return [
        ConsentView(
            consent=consent,
            status=rules.consent_status(consent.period.upper, consent.revoked_at, now),
            named=tuple(
                row.organisation for row in consent.named.all() if not consent.network and not row.revoked_at
            ),
            taken_out=tuple(row.organisation for row in consent.named.all() if row.revoked_at),
            opens_to=tuple(
                sorted((names[pk] for pk in opens[consent.pk] if pk in names), key=lambda one: one.name)
            ),
        )
        for consent in consents
    ]


def needs_of(client: Client) -> list[Need]:
    """The person's needs, open ones first, each with its history and who recorded it."""
    changes = Prefetch("changes", NeedChange.objects.select_related("organisation").order_by("created_at"))
    needs = (
        Need.objects.filter(client=client)
        .select_related("recorded_by")
        .prefetch_related(changes)
        .order_by("-created_at")
    )
    return sorted(needs, key=lambda need: need.status != rules.NeedStatus.OPEN)


def screenings_of(client: Client) -> QuerySet[Screening]:
    """The parts of screenings that the actor sees, newest first."""
    return Screening.objects.filter(client=client).select_related("recorded_by").order_by("-created_at")


def identity_of(client: Client) -> ClientIdentity | None:
    """The optional facts about the person, where any were said and the actor sees them."""
    return ClientIdentity.objects.filter(client=client).first()


def disclosures(client: Client) -> QuerySet[Act]:
    """Everybody's acts that concern the person, newest first: who looked, wrote, sent, received."""
    return Act.objects.filter(client_id=client.pk).order_by("-at", "-id")[:DISCLOSURES_AT_MOST]
