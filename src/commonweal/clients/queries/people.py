"""Finding people served: by name, number or date, by filter, page by page in the order of names.

The order of lists is that of keys (`ClientKey`), because beneath a row policy an index serves equality and order
only. So a page reads the index where the last one ended and stops after its rows, however many people there are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from commonweal.access import Actor
from commonweal.agreements.models import ClauseParty
from commonweal.clients import rules
from commonweal.clients.models import Client, ClientKey, Consent, Need, Opening
from commonweal.database import clock
from commonweal.database.written import written

FOUND_AT_MOST = 300
"""A search lists so many; whoever searches more widely is asked for more letters."""

PAGE = 50
EXPORTED_AT_MOST = 5_000
FAMILIAR_LETTERS = 3
"""Fewer letters search one's own organisation's people only: too many others begin so."""

FEW = 500
"""An organisation to which so few people are opened is answered from these, not from everybody's keys."""

FEW_DISCLOSERS = 20
"""An organisation to which so few others disclose is answered from their people."""

_LAST = "\U0010ffff"


@dataclass(frozen=True)
class Filters:
    """What a list of people is narrowed by. Empty: by nothing."""

    words: str = ""
    whose: str = ""
    """`ours`: registered by the actor's organisation; `others`: by other organisations."""
    language: str = ""
    need: str = ""
    """A domain in which the person has an open need."""
    only: str = ""
    """`urgent`: an urgent need open without a referral; `lapsing`: a consent that lapses soon."""
    after: UUID | None = None
    """The person after whom the page begins."""

    @property
    def any(self) -> bool:
        """Is anything narrowed?"""
        return replace(self, after=None) != Filters()


@dataclass(frozen=True)
class People:
    """A page of people in the order of their names."""

    rows: list[Client]
    following: UUID | None = None
    """The person after whom the next page begins; None: this is the last one."""
    too_many: bool = False
    """More than `FOUND_AT_MOST` match; only so many are looked at."""
    own_only: bool = False
    """The words were too short to search other organisations' people."""


def visible_clients(by: Actor) -> QuerySet[Client]:
    """The people served whom the actor sees, by agreement, consent and seat, as the database decides."""
    return Client.objects.filter(alliance_id=by.own_alliance_id)


def find_people(by: Actor, filters: Filters, *, size: int = PAGE) -> People:
    """One page of the people who match."""
    own_only = False
    chosen: list[set[UUID]] = []
    too_many = False
    reach = None if filters.whose == "ours" else _reach(by)
    for found, more in _chosen(by, filters, reach):
        chosen.append(found)
        too_many = too_many or more
    if filters.words.strip():
        found, more, own_only = _by_words(by, filters, reach)
        chosen.append(found)
        too_many = too_many or more
    keys = _in_order(by, filters, reach)
    if chosen:
        keys = keys.filter(client_id__in=set.intersection(*chosen))
    ids = list(keys.values_list("client_id", flat=True)[: size + 1])
    rows = {client.pk: client for client in _with_recorder(ids[:size])}
    return People(
        rows=[rows[pk] for pk in ids[:size] if pk in rows],
        following=ids[size - 1] if len(ids) > size else None,
        too_many=too_many,
        own_only=own_only,
    )


def export_rows(by: Actor, filters: Filters) -> list[Client]:
    """Everybody who matches, in the order of names, at most `EXPORTED_AT_MOST`."""
    return list(_every_page(by, replace(filters, after=None)))


def _every_page(by: Actor, filters: Filters) -> Iterator[Client]:
    page = find_people(by, filters, size=EXPORTED_AT_MOST)
    yield from page.rows


def _with_recorder(ids: Iterable[UUID]) -> QuerySet[Client]:
    return (
        Client.objects.filter(pk__in=list(ids))
        .select_related("recorded_by")
        .defer("accommodations", "address")
    )


def _in_order(by: Actor, filters: Filters, reach: Q | None) -> QuerySet[ClientKey]:
    """The keys of names, in order, from where the page begins."""
    prefix = f"l:{filters.language}:" if filters.language else "f:"
    keys = (
        _whose(by, filters.whose, reach)
        .filter(key__gte=prefix, key__lt=prefix + _LAST)
        .order_by("key", "client_id")
    )
    if filters.after is not None:
        last = ClientKey.objects.filter(client_id=filters.after, key__gte=prefix, key__lt=prefix + _LAST)
        begin = last.values_list("key", flat=True).first()
        if begin is not None:
            keys = keys.filter(key__gte=begin).filter(Q(key__gt=begin) | Q(client_id__gt=filters.after))
    return keys


def _reach(by: Actor) -> Q | None:
    """A condition that all people whom the actor sees meet, where it is a narrow one; None: everybody may do.

    A superset from which the database can start: the row policies decide. Without it a small organisation's list
    would pass over the keys of all people of the alliance to find the few that it sees.
    """
    to_all = Opening.objects.filter(recipient_id__isnull=True).values_list("client_id")[: FEW + 1]
    to_us = Opening.objects.filter(recipient_id=by.organisation_id).values_list("client_id")[: FEW + 1]
    ids = [pk for (pk,) in to_all.union(to_us, all=True)]
    if len(ids) <= FEW:
        return Q(recorded_by_id=by.organisation_id) | Q(client_id__in=ids)
    disclosers = ClauseParty.objects.filter(
        side="discloses",
        clause__sides__side="receives",
        clause__sides__organisation_id=by.own_organisation_id,
    )
    recorders = list(disclosers.values_list("organisation_id", flat=True).distinct()[: FEW_DISCLOSERS + 1])
    if len(recorders) <= FEW_DISCLOSERS:
        return Q(recorded_by_id__in=[by.organisation_id, *recorders])
    return None


def _whose(by: Actor, whose: str, reach: Q | None) -> QuerySet[ClientKey]:
    if whose == "ours":
        return ClientKey.objects.filter(recorded_by_id=by.organisation_id)
    keys = ClientKey.objects.filter(alliance_id=by.own_alliance_id)
    if reach is not None:
        keys = keys.filter(reach)
    return keys.exclude(recorded_by_id=by.organisation_id) if whose == "others" else keys


def _by_words(by: Actor, filters: Filters, reach: Q | None) -> tuple[set[UUID], bool, bool]:
    """Who matches every word: a word of a name that begins so, a phone number, a birth date, an e-mail address.

    Also: do more match than are looked at; were only one's own people searched?
    """
    ranges = sorted(_ranges(filters.words), key=lambda span: -len(span[0]))
    if not ranges:
        return set(), False, False
    first, *others = ranges
    own_only = filters.whose != "ours" and len(first[0]) - len("w:") < FAMILIAR_LETTERS
    keys = _whose(by, "ours" if own_only else filters.whose, reach)
    matching = keys.filter(key__gte=first[0], key__lte=first[1])
    for low, high in others:
        beside = ClientKey.objects.filter(key__gte=low, key__lte=high)
        matching = matching.filter(client_id__in=beside.values("client_id"))
    found = set(matching.values_list("client_id", flat=True).distinct()[: FOUND_AT_MOST + 1])
    return found, len(found) > FOUND_AT_MOST, own_only


def _ranges(text: str) -> list[tuple[str, str]]:
    """For each word of a search the first and last key that answers it."""
    digits = re.sub(r"\D", "", text)
    if len(digits) >= 7 and not re.search(r"[^\d\s()+./-]", text):
        days = [f"b:{day:%Y%m%d}" for day in _days(text)]
        key = days[0] if days else f"p:{digits[-10:]}"
        return [(key, key)]
    if "@" in text:
        key = f"e:{text.strip().lower()}"
        return [(key, key)]
    with connection.cursor() as cursor:
        cursor.execute("select commonweal.name_words(%s)", [text[:200]])
        (words,) = cursor.fetchone()
    return [(f"w:{word}", f"w:{word}{_LAST}") for word in words or ()]


def _days(text: str) -> list[date]:
    """The birth date meant by “1980-03-12” or, month first, “3/12/1980”."""
    iso = re.fullmatch(r"\s*(\d{4})-(\d{1,2})-(\d{1,2})\s*", text)
    american = re.fullmatch(r"\s*(\d{1,2})[/.](\d{1,2})[/.](\d{4})\s*", text)
    try:
        if iso:
            return [date(*map(int, iso.groups()))]
        if american:
            month, day, year = map(int, american.groups())
            return [date(year, month, day)]
    except ValueError:
        pass
    return []


def _chosen(by: Actor, filters: Filters, reach: Q | None) -> Iterator[tuple[set[UUID], bool]]:
    """For each filter that starts from needs or consents: the people, and whether there are more."""
    sources: list[QuerySet[Need] | QuerySet[Consent]] = []
    if filters.need:
        needs = Need.objects.filter(
            alliance_id=by.own_alliance_id, status=rules.NeedStatus.OPEN, domain=filters.need
        )
        if filters.whose == "ours":
            needs = needs.filter(recorded_by_id=by.organisation_id)
        elif reach is not None:
            needs = needs.filter(reach)
        sources.append(needs)
    if filters.only == "urgent":
        sources.append(urgent_and_waiting(by))
    if filters.only == "lapsing":
        sources.append(lapsing(by))
    for source in sources:
        ids = list(source.values_list("client_id", flat=True)[: FOUND_AT_MOST + 1])
        yield set(ids), len(ids) > FOUND_AT_MOST


def urgent_and_waiting(by: Actor) -> QuerySet[Need]:
    """Urgent needs that the actor's organisation recorded, open without any referral for too long."""
    urgent = written(Q(status=rules.NeedStatus.OPEN, urgency=rules.Urgency.URGENT))
    return Need.objects.filter(
        urgent,
        recorded_by_id=by.organisation_id,
        created_at__lte=clock.now() - rules.URGENT_WAITS,
        referrals__isnull=True,
    )


def lapsing(by: Actor) -> QuerySet[Consent]:
    """Consents that the actor's organisation recorded and that lapse soon, of people who still need something.

    A later consent that reaches further does not count as lapsing: somebody has asked already.
    """
    now = clock.now()
    soon = now + rules.LAPSES_SOON
    same = OuterRef("client_id")
    needing = Need.objects.filter(client_id=same, status=rules.NeedStatus.OPEN)
    renewed = Consent.objects.filter(
        client_id=same, revoked_at__isnull=True, period__contains=soon + timedelta(seconds=1)
    )
    return Consent.objects.filter(
        recorded_by_id=by.organisation_id,
        revoked_at__isnull=True,
        period__endswith__gt=now,
        period__endswith__lte=soon,
    ).filter(Exists(needing), ~Exists(renewed))
