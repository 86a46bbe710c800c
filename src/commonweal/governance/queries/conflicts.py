"""Every read of conflicts. Which there are for somebody is decided by the row policies."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.db.models.functions import Now

from commonweal.access import Actor, Permission
from commonweal.access.roles import roles_with
from commonweal.database import clock
from commonweal.governance.models import (
    Body,
    Commitment,
    Conflict,
    ConflictNote,
    ConflictParty,
    ConflictPerson,
    LadderBody,
    Tenure,
)
from commonweal.governance.rules import conflicts as rules
from commonweal.partners.models import Membership, Seat

SPEAKERS = ["partner_lead", "convenor", "board_member"]
"""Roles in which somebody speaks for an organisation when it is named in a conflict."""


def conflicts() -> QuerySet[Conflict]:
    """The conflicts in which the actor is named, with their parties and people, in three queries."""
    return Conflict.objects.select_related("alliance", "raised_for").prefetch_related(
        Prefetch("parties", ConflictParty.objects.select_related("organisation")),
        Prefetch("people", ConflictPerson.objects.select_related("organisation")),
    )


def whole() -> QuerySet[Conflict]:
    """The same with what was said and agreed: for the page of one."""
    return conflicts().prefetch_related(
        "moves",
        Prefetch("notes", ConflictNote.objects.select_related("organisation")),
        Prefetch("commitments", Commitment.objects.select_related("organisation")),
    )


def member_ids(by: Actor) -> frozenset[UUID]:
    """The organisations that belong to the alliance now."""
    rows = Membership.objects.current().filter(alliance_id=by.own_alliance_id)
    return frozenset(rows.values_list("organisation_id", flat=True))


def speakers(organisations: Collection[UUID]) -> QuerySet[Seat]:
    """Those who speak for organisations when these are named in a conflict."""
    return (
        Seat.objects.current()
        .filter(organisation_id__in=organisations, person__isnull=False, roles__overlap=SPEAKERS)
        .select_related("person")
        .order_by("pk")
    )


def bodies_of_steps(alliance_id: UUID) -> dict[str, Body]:
    """The body that handles each step that has one: the one chosen, or the oldest of the usual kind."""
    bodies = list(Body.objects.filter(alliance_id=alliance_id, ended_at=None).order_by("created_at", "pk"))
    chosen = dict(LadderBody.objects.filter(alliance_id=alliance_id).values_list("step", "body_id"))
    found = {}
    for step in rules.Step:
        named = next((one for one in bodies if one.pk == chosen.get(step.key)), None)
        usual = next((one for one in bodies if step.body is not None and one.kind == step.body.key), None)
        if (body := named or usual) is not None:
            found[step.key] = body
    return found


def sitting(body: Body, conflict: Conflict) -> QuerySet[Seat]:
    """Who sits on a body now, as holder or alternate, for an organisation that is no party to a conflict."""
    there = (
        Tenure.objects.current()
        .filter(seat__body=body, person=OuterRef("person"), organisation=OuterRef("organisation"))
        .exclude(capacity="proxy")
        .filter(seat__period__contains=Now())
    )
    return (
        Seat.objects.current()
        .filter(Exists(there), alliance_id=conflict.alliance_id, person__is_active=True)
        .exclude(organisation_id__in=[one.organisation_id for one in conflict.parties.all()])
        .select_related("person", "organisation")
        .order_by("person__name", "pk")
    )


def possible_handlers(conflict: Conflict) -> QuerySet[Seat]:
    """Those who may handle a step that no body handles: of organisations that are no party to this one."""
    return (
        Seat.objects.current()
        .filter(
            alliance_id=conflict.alliance_id,
            person__isnull=False,
            roles__overlap=roles_with(Permission.HANDLE_CONFLICTS),
        )
        .exclude(organisation_id__in=[one.organisation_id for one in conflict.parties.all()])
        .select_related("person", "organisation")
        .order_by("person__name", "pk")
    )


def colleagues(conflict: Conflict, organisations: Collection[UUID]) -> QuerySet[Seat]:
    """Seats of parties whose people do not see the conflict yet."""
    seen = [one.person_id for one in conflict.people.all() if one.until is None]
    return (
        Seat.objects.current()
        .filter(organisation_id__in=organisations, person__isnull=False)
        .exclude(person_id__in=seen)
        .select_related("person", "organisation")
        .order_by("person__name")
    )


@dataclass(frozen=True)
class Pattern:
    """One line of the patterns, without names."""

    kind: str
    title: str
    conflicts: int
    still_open: int
    past_clock: int
    reopened: int
    oldest_days: int


def patterns() -> list[Pattern]:
    """What conflicts have in common, for those who may handle them: by pair, step and topic. Nobody is named."""
    with connection.cursor() as cursor:
        cursor.execute("select * from commonweal.conflict_patterns()")
        rows = cursor.fetchall()
    titles = {"topic": rules.TOPICS, "step": {step.key: step.title for step in rules.Step}}
    return [
        Pattern(kind, f"Pair {label}" if kind == "pair" else titles[kind].get(label, label), *counts)
        for kind, label, *counts in rows
    ]


def last_raised() -> datetime | None:
    """When a conflict was last raised by anybody, for those who may handle them."""
    with connection.cursor() as cursor:
        cursor.execute("select commonweal.conflict_last_raised()")
        at: datetime | None = cursor.fetchone()[0]
    return at


def today(conflict: Conflict) -> date:
    """The alliance's day."""
    return clock.now().astimezone(ZoneInfo(conflict.alliance.timezone)).date()
