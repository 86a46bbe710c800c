"""Who may already be registered, among the people whom the actor may see."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from commonweal.access import Actor
from commonweal.clients import duplicates
from commonweal.clients.models import Client, ClientKey

CANDIDATES = 400
"""At most so many people are weighed. Those who share a birth date, phone or e-mail come before namesakes."""

SHOWN = 5


@dataclass(frozen=True)
class Duplicate:
    """Somebody already registered who may be the same person, and why."""

    client: Client
    verdict: duplicates.Verdict


def likely_duplicates(by: Actor, person: duplicates.Facts, *, but: UUID | None = None) -> list[Duplicate]:
    """The likeliest, best first, at most `SHOWN`; `but` leaves one person out (the one being edited).

    Two steps: candidates by plain equality of keys, which PostgreSQL answers from an index beneath the row policy;
    then each is weighed in Python.
    """
    firm, by_name = _keys(person)
    found: dict[UUID, Client] = {}
    for keys in (firm, by_name):
        holders = ClientKey.objects.filter(alliance_id=by.own_alliance_id, key__in=keys).values("client_id")
        candidates = (
            Client.objects.filter(pk__in=holders[:CANDIDATES])
            .select_related("recorded_by")
            .defer("accommodations")
        )
        found |= {client.pk: client for client in candidates if client.pk != but}
    weighed = [Duplicate(client, duplicates.compare(person, facts_of(client))) for client in found.values()]
    likely = [one for one in weighed if one.verdict.is_likely]
    return sorted(likely, key=lambda one: (-one.verdict.score, one.client.pk))[:SHOWN]


def facts_of(client: Client) -> duplicates.Facts:
    """What is compared of a person registered."""
    return duplicates.Facts(
        given_name=client.given_name,
        family_name=client.family_name,
        preferred_name=client.preferred_name,
        birth_date=client.birth_date,
        phone=client.phone,
        email=client.email,
        address=client.address,
    )


def _keys(person: duplicates.Facts) -> tuple[list[str], list[str]]:
    """The keys under which the same person may stand: by number or date, and by name.

    Names go through the database's own function, so that both sides are written alike.
    """
    firm = [f"b:{day:%Y%m%d}" for day in _births(person)]
    firm += [f"p:{number}" for number in duplicates.phone_variants(person.phone)]
    firm += [f"e:{person.email.strip().lower()}"] if person.email.strip() else []
    given = duplicates.given_variants(f"{person.given_name} {person.preferred_name}")
    with connection.cursor() as cursor:
        # Each variant is a word of its own; the function takes three words a name.
        cursor.execute(
            "select distinct k from unnest(%s::text[]) g, commonweal.client_keys(g, %s, '', null, '', '', '') k "
            "where k like 'n:%%'",
            [list(given), person.family_name],
        )
        by_name = [key for (key,) in cursor.fetchall()]
    return firm, by_name


def _births(person: duplicates.Facts) -> tuple[object, ...]:
    return duplicates.birth_variants(person.birth_date) if person.birth_date else ()
