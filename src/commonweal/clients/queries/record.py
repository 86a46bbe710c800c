"""What one person's page shows, and whom the person's record has been shown to."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypedDict
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject

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


if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class _Told(TypedDict):
        recipients_told: list[dict[str, Any]]

    WithRecipients = WithAnnotations[Consent, _Told]
    """A consent, and whom it lets in."""


@dataclass(frozen=True)
class Opened:
    """What one consent opens to one organisation now."""

    consent_id: UUID
    organisation_id: UUID
    organisation: str
    categories: frozenset[str]
    until: datetime | None


@dataclass(frozen=True)
class Sight:
    """Who sees a person now, as far as the actor sees the consents; and whether the actor sees all."""

    opened: tuple[Opened, ...]
    more_is_hidden: bool
    """There is something about the person that the actor does not see. Neither what nor whose is told."""


def sight(client: Client) -> Sight:
    """What the consents that the actor sees open now and to whom, and whether anything is hidden."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select h.hidden, s.consent_id, s.organisation_id, s.organisation_name, s.categories, s.until "
            "from (select commonweal.more_is_hidden(%s) as hidden) h "
            "left join commonweal.who_sees(%s) s on true",
            [client.pk, client.pk],
        )
        rows = cursor.fetchall()
    opened = [
        Opened(consent, organisation, name, frozenset(categories), until)
        for _all, consent, organisation, name, categories, until in rows
        if consent is not None
    ]
    return Sight(tuple(opened), bool(rows[0][0]))


@dataclass(frozen=True)
class Seer:
    """Organisations that see the same about the person now, until the same day."""

    organisation: str
    """Their names, in order."""
    categories: tuple[str, ...]
    """In the order of `CATEGORIES`."""
    until: datetime | None
    """When the first of what opens its sight ends; None: nothing does."""


def who_sees(client: Client, seen: Sight) -> list[Seer]:
    """Categories and who sees them, by name. Who recorded the person sees their own record and is not listed."""
    categories: dict[str, set[str]] = defaultdict(set)
    ends: dict[str, list[datetime]] = defaultdict(list)
    for row in seen.opened:
        if row.organisation_id != client.recorded_by_id:
            categories[row.organisation] |= row.categories
            ends[row.organisation] += [row.until] if row.until is not None else []
    alike: dict[tuple[tuple[str, ...], datetime | None], list[str]] = defaultdict(list)
    for name in sorted(categories):
        seen_by_it = tuple(one for one in CATEGORIES if one in categories[name])
        alike[seen_by_it, min(ends[name], default=None)].append(name)
    # A network has forty participants: they are one line, not forty.
    return [Seer(", ".join(names), kinds, until) for (kinds, until), names in alike.items()]


@dataclass(frozen=True)
class Named:
    """An organisation that a consent names; or one that was taken out of it."""

    id: UUID
    name: str
    revoked_at: datetime | None


@dataclass(frozen=True)
class ConsentView:
    """A consent with what follows from it now."""

    consent: Consent
    status: rules.ConsentStatus
    recipients: tuple[Named, ...]
    opens_to: tuple[Named, ...]
    """Organisations other than the one that recorded the person, which see something by it now."""

    @property
    def named(self) -> tuple[Named, ...]:
        """Recipients by name that have not been taken out."""
        return tuple(one for one in self.recipients if one.revoked_at is None and not self.consent.network)

    @property
    def taken_out(self) -> tuple[Named, ...]:
        """Organisations from which it was taken back."""
        return tuple(one for one in self.recipients if one.revoked_at is not None)

    @property
    def can_be_revoked(self) -> bool:
        """Is anything of it left to take back?"""
        return self.status in (rules.ConsentStatus.IN_FORCE, rules.ConsentStatus.LAPSING)


def consents_of(client: Client, seen: Sight) -> list[ConsentView]:
    """The person's consents that the actor sees, newest first, each with what it opens now."""
    recipients = ConsentRecipient.objects.filter(consent=OuterRef("pk")).order_by("organisation__name")
    consents = (
        Consent.objects.filter(client=client)
        .select_related("recorded_by", "discloser")
        .annotate(
            recipients_told=ArraySubquery(
                recipients.values_list(
                    JSONObject(id="organisation_id", name="organisation__name", revoked_at="revoked_at")
                )
            )
        )
        .order_by("-created_at")
    )
    now = clock.now()
    return [_consent_view(consent, client, seen, now) for consent in consents]


def _consent_view(consent: WithRecipients, client: Client, seen: Sight, now: datetime) -> ConsentView:
    opens = {
        row.organisation_id: row.organisation
        for row in seen.opened
        if row.consent_id == consent.pk and row.organisation_id != client.recorded_by_id
    }
    return ConsentView(
        consent=consent,
        status=rules.consent_status(consent.period.upper, consent.revoked_at, now),
        recipients=tuple(
            Named(UUID(one["id"]), one["name"], _instant(one["revoked_at"]))
            for one in consent.recipients_told
        ),
        opens_to=tuple(Named(pk, name, None) for pk, name in sorted(opens.items(), key=lambda item: item[1])),
    )


@dataclass(frozen=True)
class Change:
    """One step in a need's history."""

    at: datetime
    who: str
    organisation: str
    status: str
    urgency: str
    reason: str


@dataclass(frozen=True)
class NeedView:
    """A need and its history, oldest first."""

    need: Need
    changes: tuple[Change, ...]


def needs_of(client: Client) -> list[NeedView]:
    """The person's needs, open ones first, then newest first, each with its history and who recorded it."""
    changes = NeedChange.objects.filter(need=OuterRef("pk")).order_by("created_at", "pk")
    needs = (
        Need.objects.filter(client=client)
        .select_related("recorded_by")
        .annotate(
            history=ArraySubquery(
                changes.values_list(
                    JSONObject(
                        at="created_at",
                        who="person_name",
                        organisation="organisation__name",
                        status="status",
                        urgency="urgency",
                        reason="reason",
                    )
                )
            )
        )
        .order_by("-created_at")
    )
    views = [
        NeedView(need, tuple(Change(**one | {"at": _instant(one["at"])}) for one in need.history))
        for need in needs
    ]
    return sorted(views, key=lambda view: view.need.status != rules.NeedStatus.OPEN)


def _instant(told: str | None) -> datetime | None:
    """A moment as PostgreSQL writes it into JSON."""
    return datetime.fromisoformat(told) if told else None


def screenings_of(client: Client) -> QuerySet[Screening]:
    """The parts of screenings that the actor sees, newest first."""
    return Screening.objects.filter(client=client).select_related("recorded_by").order_by("-created_at")


def identity_of(client: Client) -> ClientIdentity | None:
    """The optional facts about the person, where any were said and the actor sees them."""
    return getattr(client, "identity", None)


@dataclass(frozen=True)
class Disclosures:
    """Acts that concern a person, newest first: who looked, wrote, sent, received."""

    acts: list[Act]
    is_cut: bool
    """There are more than one list holds; these are the newest."""
    more_is_hidden: bool
    """There are acts on rows that the actor may not see. Neither whose nor what is told."""


def disclosures(client: Client) -> Disclosures:
    """Everybody's acts that concern the person, as far as the actor may see what they were on."""
    acts = list(Act.objects.filter(client_id=client.pk).order_by("-at", "-id")[: DISCLOSURES_AT_MOST + 1])
    is_cut = len(acts) > DISCLOSURES_AT_MOST
    with connection.cursor() as cursor:
        cursor.execute("select commonweal.acts_about(%s)", [client.pk])
        (number,) = cursor.fetchone()
    return Disclosures(acts[:DISCLOSURES_AT_MOST], is_cut, not is_cut and number > len(acts))
