"""Every read of referrals that a page or an export needs. What exists is decided by the row policies alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Exists, IntegerField, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from commonweal.access import Actor, Permission
from commonweal.access.models import Person
from commonweal.access.roles import roles_with
from commonweal.agreements.models import ClauseParty
from commonweal.clients.models import Client, Need
from commonweal.clients.timeline import Entry
from commonweal.database.written import written
from commonweal.directory.models import Language, Service
from commonweal.partners.models import Seat
from commonweal.referrals import reach, rules, words
from commonweal.referrals.models import COME_BACK, UNOWNED, Attachment, Message, Move, Notice, Referral
from commonweal.referrals.rules import Status

COUNT_AT_MOST = 100
WORKING = (Status.ACCEPTED, Status.IN_PROGRESS, Status.ON_HOLD)
SHOWN_WITH = ("recorded_by", "receiver", "service", "assigned_to")


class Tab(StrEnum):
    """The parts of a board."""

    ANSWER = "answer"
    WORK = "work"
    OPEN = "open"
    SENT = "sent"
    BACK = "back"
    RECEIVED = "received"
    ALL_SENT = "all-sent"


TAB_TITLES = {
    Tab.ANSWER: _("To answer"),
    Tab.WORK: _("In work"),
    Tab.OPEN: _("Open to us"),
    Tab.SENT: _("Sent"),
    Tab.BACK: _("Come back"),
    Tab.RECEIVED: _("All received"),
    Tab.ALL_SENT: _("All sent"),
}


def board(by: Actor, tab: Tab) -> QuerySet[Referral]:
    """The rows of one part of an organisation's board, in no order.

    People served are fetched beside (`prefetch_related`), never joined: a join would drop referrals whose
    person the viewer does not see.
    """
    rows = Referral.objects.select_related(*SHOWN_WITH).prefetch_related("client")
    mine = by.organisation_id
    match tab:
        case Tab.ANSWER:
            return rows.filter(receiver_id=mine, status=Status.REQUESTED, rerouted_at__isnull=True)
        case Tab.WORK:
            return rows.filter(receiver_id=mine, status__in=WORKING)
        case Tab.OPEN:
            return rows.filter(
                written(UNOWNED),
                rerouted_at__isnull=True,
                alliance_id=by.own_alliance_id,
                domain__in=own_domains(by),
            ).exclude(recorded_by_id=mine)
        case Tab.SENT:
            return rows.filter(recorded_by_id=mine, status__in=rules.OPEN, rerouted_at__isnull=True)
        case Tab.BACK:
            return rows.filter(recorded_by_id=mine).filter(_come_back())
        case Tab.RECEIVED:
            return rows.filter(receiver_id=mine)
        case Tab.ALL_SENT:
            return rows.filter(recorded_by_id=mine).exclude(status=Status.DRAFT)


def _come_back() -> Combinable:
    """What the sender must look at: it ended without help and nobody was asked since, or with help unseen."""
    still_needed = Exists(Need.objects.filter(pk=OuterRef("need_id"), status="open"))
    return written(COME_BACK) & (Q(status=Status.COMPLETED) | still_needed)


def own_domains(by: Actor) -> list[str]:
    """The needs that the actor's organisation answers, by its services in the directory."""
    lists = Service.objects.filter(
        alliance_id=by.own_alliance_id, provider__partner_id=by.organisation_id, status="active"
    ).values_list("domains", flat=True)
    return sorted({domain for domains in lists for domain in domains})


_COUNTS = f"""
with mine as (select %(mine)s::uuid as id),
     domains as (select distinct unnest(s.domains) as domain from directory_service s
                   join directory_provider p on p.id = s.provider_id
                  where p.partner_id = %(mine)s and s.alliance_id = %(alliance)s and s.status = 'active')
select (select count(*) from (select 1 from referrals_referral where receiver_id = %(mine)s
          and status = 'requested' and rerouted_at is null limit {COUNT_AT_MOST}) x),
       (select count(*) from (select 1 from referrals_referral where receiver_id = %(mine)s
          and status in ('accepted', 'in-progress', 'on-hold') limit {COUNT_AT_MOST}) x),
       (select count(*) from (select 1 from referrals_referral r where receiver_id is null
          and status = 'requested' and rerouted_at is null and alliance_id = %(alliance)s
          and domain in (select domain from domains) and recorded_by_id <> %(mine)s limit {COUNT_AT_MOST}) x),
       (select count(*) from (select 1 from referrals_referral where recorded_by_id = %(mine)s
          and status in ('draft', 'requested', 'accepted', 'in-progress', 'on-hold')
          and rerouted_at is null limit {COUNT_AT_MOST}) x),
       (select count(*) from (select 1 from referrals_referral r where recorded_by_id = %(mine)s
          and (status in ('rejected', 'failed') and rerouted_at is null
               and exists (select 1 from clients_need n where n.id = r.need_id and n.status = 'open')
               or status = 'completed' and seen_by_sender_at is null) limit {COUNT_AT_MOST}) x)
"""  # noqa: S608 – put together from a number of this module


def counts(by: Actor) -> dict[Tab, int]:
    """How many rows each part has, up to COUNT_AT_MOST; what is whole is not counted."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, {"mine": by.organisation_id, "alliance": by.alliance_id})
        found = cursor.fetchone()
    return dict(zip((Tab.ANSWER, Tab.WORK, Tab.OPEN, Tab.SENT, Tab.BACK), found, strict=True))


def person_of(row: Referral) -> Client | None:
    """The person served, where the actor sees them."""
    try:
        person: Client = row.client
    except Client.DoesNotExist:
        return None
    return person


def person_name(row: Referral) -> str:
    """The person's name, or that it is not shown."""
    person = person_of(row)
    return person.full_name if person is not None else str(words.HIDDEN)


def referrals() -> QuerySet[Referral]:
    """All that exist for the actor, ready for a page about one."""
    return Referral.objects.select_related(*SHOWN_WITH, "sent_by").prefetch_related("client")


class Piece(NamedTuple):
    """A move, a message, or a file (which has a size), as it stands in the history."""

    pk: UUID
    person_name: str
    organisation: str
    at: datetime
    text: str
    """A move's note, the message, or the file's name."""
    size: int | None
    after: str
    """The status that a move led to; empty: no move."""


@dataclass(frozen=True)
class Correspondence:
    """What lies beside one referral."""

    moves: list[Piece]
    pieces: list[Piece]
    """Messages and files, as far as the actor is a side of it."""
    chain: list[Referral]
    """What it replaced and what replaced it, its parent and its children, oldest first."""


def correspondence(row: Referral) -> Correspondence:
    """Moves, messages, files (without their content) and the referrals that belong together."""
    related = Q(pk__in=[one for one in (row.reroutes_id, row.parent_id) if one]) | Q(reroutes_id=row.pk)
    everything = [Piece(*values) for values in _pieces(row)]
    return Correspondence(
        moves=[one for one in everything if one.after],
        pieces=[one for one in everything if not one.after],
        chain=list(
            Referral.objects.select_related("receiver", "recorded_by", "service")
            .filter(related | Q(parent_id=row.pk))
            .order_by("pk")
        ),
    )


def _pieces(row: Referral) -> QuerySet[Any, Any]:
    """Moves, messages and files in one question, oldest first."""
    shared = ("pk", "person_name", "organisation__name")
    none, nothing = Cast(Value(None), IntegerField()), Cast(Value(""), TextField())
    moves = Move.objects.filter(referral=row).values_list(
        *shared, "at", "note", none, Cast("after", TextField())
    )
    written = Message.objects.filter(referral=row).values_list(*shared, "created_at", "text", none, nothing)
    files = Attachment.objects.filter(referral=row).values_list(
        *shared, "created_at", Cast("name", TextField()), Cast("size", IntegerField()), nothing
    )
    return moves.union(written, files, all=True).order_by("at")


def colleagues(by: Actor) -> QuerySet[Person]:
    """People of the actor's organisation who answer referrals now."""
    seats = Seat.objects.current().filter(
        alliance_id=by.own_alliance_id,
        organisation_id=by.own_organisation_id,
        roles__overlap=roles_with(Permission.ANSWER_REFERRALS),
        person__isnull=False,
    )
    return Person.objects.filter(pk__in=seats.values("person_id"), is_active=True).order_by("name")


@dataclass(frozen=True)
class Offer:
    """A service that answers the need, as somebody choosing needs to see it."""

    service: Service
    sees: bool
    """Its partner would see a referral about this person now."""
    languages: str
    has_room: bool


def offers(
    by: Actor, *, client_id: UUID, domain: str, category: str, without: UUID | None = None
) -> list[Offer]:
    """Services of partners that answer the need: those with room first, then by name.

    `without`: an organisation that has just declined.
    """
    services = (
        Service.objects.filter(
            alliance_id=by.own_alliance_id,
            status="active",
            domains__contains=[domain],
            provider__partner__isnull=False,
        )
        .exclude(provider__partner_id=without)
        .select_related("provider__partner")
    )
    seeing = reach.matching_organisations(
        alliance_id=by.own_alliance_id,
        domain=domain,
        client_id=client_id,
        sender_id=by.own_organisation_id,
        category=category,
    )
    found = list(services)
    spoken: dict[UUID, list[str]] = {}
    for service_id, name in (
        Language.objects.filter(service_id__in=[one.pk for one in found])
        .values_list("service_id", "name")
        .order_by("name")
    ):
        spoken.setdefault(service_id, []).append(name)
    chosen = [
        Offer(
            service=one,
            sees=one.provider.partner_id in seeing,
            languages=", ".join(spoken.get(one.pk, [])),
            has_room=one.capacity == "capacity" and one.places_available != 0,
        )
        for one in found
    ]
    return sorted(
        chosen,
        key=lambda one: (
            not one.has_room,
            one.service.capacity == "no-capacity",
            one.service.name.casefold(),
        ),
    )


def people_for(by: Actor, service: Service, most: int = 50) -> list[tuple[Need, Client]]:
    """People of the actor's organisation with an open need that a service answers, newest first."""
    needs = Need.objects.filter(
        recorded_by_id=by.organisation_id, status="open", domain__in=service.domains
    ).order_by("-created_at")[:most]
    people = Client.objects.in_bulk([need.client_id for need in needs])
    return [(need, people[need.client_id]) for need in needs if need.client_id in people]


def agreement_lets(by: Actor, *, recipient_id: UUID, registrar_id: UUID, category: str) -> bool:
    """Could a consent open this at all: do data-sharing clauses in force let the recipient receive from both?"""

    def covered(discloser: UUID, wanted: str) -> bool:
        receiving = (
            ClauseParty.objects.filter(side="receives", organisation_id=recipient_id, period__contains=_now())
            .filter(clause__categories__contains=[wanted], clause__purposes__contains=["care"])
            .filter(clause__agreement__in_force__contains=_now())
            .values("clause_id")
        )
        return (
            discloser == recipient_id
            or ClauseParty.objects.filter(
                side="discloses", organisation_id=discloser, period__contains=_now(), clause_id__in=receiving
            ).exists()
        )

    return covered(registrar_id, "identity") and covered(by.own_organisation_id, category)


def _now() -> datetime:
    from commonweal.database import clock

    return clock.now()


def unread_notices(by: Actor) -> list[Notice]:
    """What the organisation must still be told."""
    return list(
        Notice.objects.filter(organisation_id=by.own_organisation_id, read_at__isnull=True).order_by("-pk")[
            :20
        ]
    )


def timeline_entries(client: Client) -> list[Entry]:
    """Referrals of a person, as far as the actor sees them, for the person's page."""
    entries = []
    for move in (
        Move.objects.filter(referral__client_id=client.pk)
        .exclude(after="draft")
        .select_related("organisation", "referral__receiver", "referral__recorded_by", "referral__service")
        .order_by("-at")[:500]
    ):
        row = move.referral
        shape, word = words.STATUS[Status(move.after)]
        to = row.receiver.name if row.receiver else _("all that match")
        entries.append(
            Entry(
                at=move.at,
                said=str(
                    _("Referral for %(need)s to %(to)s: %(word)s")
                    % {"need": row.get_domain_display().lower(), "to": to, "word": str(word).lower()}
                ),
                who=", ".join(part for part in (move.organisation.name, move.person_name) if part),
                shape=shape.value,
                quote=move.note,
                url=row.get_absolute_url(),
            )
        )
    return entries
