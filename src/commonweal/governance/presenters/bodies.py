"""What pages of bodies, rights and interests show."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.access import Actor, Permission, may
from commonweal.database import clock
from commonweal.database.ranges import holds
from commonweal.governance.models import BodySeat
from commonweal.governance.queries import bodies as queries
from commonweal.governance.queries.proposals import rule_in_words
from commonweal.governance.rules.bodies import Kind
from commonweal.governance.rules.rights import KINDS, Part, check
from commonweal.partners.rules import Sector


def tabs(current: str) -> list[dict[str, Any]]:
    """The neighbouring pages of “Who decides”."""
    pages = (
        ("governance:bodies", _("Bodies")),
        ("governance:rights", _("Decision rights")),
        ("governance:interests", _("Interests")),
    )
    return [{"title": title, "url": reverse(name), "current": name == current} for name, title in pages]


def listed(by: Actor) -> dict[str, Any]:
    """The list of bodies, those with authority over others first."""
    now = clock.now()
    rows = list(queries.bodies())
    order = [one.key for one in Kind]
    lines: list[dict[str, Any]] = []
    for row in sorted(rows, key=lambda one: (order.index(one.kind), one.name)):
        chair = queries.chair_of(row)
        balance = queries.balance_of(row, now)
        mine = [one for one in queries.seats_at(row, now) if one.organisation_id == by.organisation_id]
        lines.append(
            {
                "row": row,
                "kind": row.get_kind_display(),
                "balance": balance,
                "warnings": balance.warnings if row.ended_at is None else (),
                "chair": chair.organisation.name if chair is not None else "",
                "mine": bool(mine),
            }
        )
    return {
        "lines": [one for one in lines if one["row"].ended_at is None],
        "ended": [one for one in lines if one["row"].ended_at is not None],
        "may_keep": may(by, Permission.KEEP_BODIES),
        "tabs": tabs("governance:bodies"),
    }


def may_seat(by: Actor, seat: BodySeat) -> bool:
    """May the actor say who sits on this seat?"""
    return may(by, Permission.KEEP_BODIES, on=seat.body) or (
        may(by, Permission.VOTE) and seat.organisation_id == by.organisation_id
    )


def body(by: Actor, row: queries.WithSectors) -> dict[str, Any]:
    """The page of one body."""
    now = clock.now()
    chair = queries.chair_of(row)
    keeps = may(by, Permission.KEEP_BODIES, on=row)
    seats: list[dict[str, Any]] = []
    for seat in queries.seats_at(row, now):
        people = queries.sitting(seat, now)
        seats.append(
            {
                "seat": seat,
                "sector": Sector.titled(seat.organisation.sector),
                "chair": chair is not None and chair.pk == seat.pk,
                "holder": people.get("holder"),
                "others": [people[key] for key in ("alternate", "proxy") if key in people],
                "may_seat": may_seat(by, seat),
            }
        )
    past = [
        (seat, tenure)
        for seat in row.seats.all()
        for tenure in seat.tenures.all()
        if not tenure.period.isempty and not holds(tenure.period, now)
    ]
    past.sort(key=lambda one: one[1].period.lower, reverse=True)
    balance = queries.balance_of(row, now)
    skills = {
        skill.casefold()
        for one in seats
        for person in [one["holder"], *one["others"]]
        if person
        for skill in person.skills
    }
    return {
        "body": row,
        "kind": row.get_kind_display(),
        "rule": rule_in_words(row.rule),
        "quorum": queries.quorum_in_words(row.quorum),
        "seats": seats,
        "past": past[:50],
        "balance": balance,
        "warnings": balance.warnings if row.ended_at is None else (),
        "skills": [(one, one.casefold() in skills) for one in row.skills],
        "keeps": keeps and row.ended_at is None,
        "may_propose": may(by, Permission.PROPOSE, on=row) and row.ended_at is None,
        "rights": [
            (KINDS[one.kind], Part.of(one.part).title, one.over) for one in queries.rights().filter(body=row)
        ],
    }


def rights(by: Actor) -> dict[str, Any]:
    """Kinds of decision × who has which part, with what is wrong."""
    rows = list(queries.rights())
    findings = check(queries.right_facts(by, rows))
    by_kind: dict[str, dict[str, list[Any]]] = {}
    for row in rows:
        by_kind.setdefault(row.kind, {}).setdefault(row.part, []).append((row, queries.holder_name(row)))
    return {
        "kinds": [
            (key, title, [(part, by_kind.get(key, {}).get(part.key, [])) for part in Part], key in by_kind)
            for key, title in KINDS.items()
        ],
        "parts": list(Part),
        "errors": [one for one in findings if one.error],
        "doubts": [one for one in findings if not one.error],
        "any": bool(rows),
        "may_keep": may(by, Permission.KEEP_BODIES),
        "tabs": tabs("governance:rights"),
    }


def interests(by: Actor) -> dict[str, Any]:
    """The register of interests: what holds, and what is over."""
    now = clock.now()
    rows = list(queries.interests())
    keeps = may(by, Permission.KEEP_BODIES)
    held = [one for one in rows if holds(one.period, now)]
    return {
        "held": [(one, keeps or one.organisation_id == by.organisation_id) for one in held],
        "over": [one for one in rows if one not in held],
        "tabs": tabs("governance:interests"),
        "may_declare": may(by, Permission.VOTE),
    }
