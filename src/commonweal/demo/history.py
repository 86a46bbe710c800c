"""Two years of people, needs, consents and referrals.

The shares are drawn so that outcomes fall in the published ranges (see the method page docs/methods/demo.md):
closed loop between 24 % and 85 %, got help between 17 % and 27 % of what was sent, and among those who got
no help "no capacity" before "not eligible", about 34 to 25.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from commonweal.agreements.rules import GENERAL
from commonweal.database.ranges import period
from commonweal.demo import county
from commonweal.demo.alliance import Frame
from commonweal.demo.dice import Dice
from commonweal.demo.load import load, load_acts
from commonweal.demo.members import Member
from commonweal.demo.size import Size
from commonweal.directory.domains import NeedDomain
from commonweal.directory.models import Service
from commonweal.referrals.rules import CANCELLING, DECLINING

DAYS = 730
BATCH = 20_000

Progress = Callable[[str, int, int], None]


@dataclass
class Served:
    """A person served, as far as referrals need to know."""

    uid: UUID
    at: datetime
    member: Member
    postcode: str
    categories: frozenset[str]
    network: bool
    needs: list[tuple[UUID, NeedDomain, datetime]]


def write(dice: Dice, frame: Frame, size: Size, now: datetime, progress: Progress) -> None:
    """Write the whole history in batches of people, so that memory stays small at any size."""
    registrars = [member for member in frame.members if member.workers and member.row.pk in frame.sharing]
    weights = [
        {"hospital": 16.0, "clinic": 6.0, "payer": 4.0}.get(member.row.sector, 0.8) for member in registrars
    ]
    offers = _offers(frame)
    done = sent = 0
    while done < size.people:
        count = min(BATCH, size.people - done)
        people = [_person(dice, dice.choices(registrars, weights)[0], now) for _ in range(count)]
        _write_people(dice, frame, people)
        done += count
        wanted = round(size.referrals * done / size.people) - sent
        _write_referrals(dice, frame, people, offers, wanted, now)
        sent += wanted
        progress("people served and their referrals", done, size.people)
    with connection.cursor() as cursor:
        cursor.execute("select commonweal.rework_openings()")


def _offers(frame: Frame) -> dict[str, list[tuple[Member, Service]]]:
    """Per need, who offers something for it."""
    offers: dict[str, list[tuple[Member, Service]]] = {}
    for member in frame.members:
        for service in member.services:
            for domain in service.domains:
                offers.setdefault(domain, []).append((member, service))
    return offers


def _person(dice: Dice, member: Member, now: datetime) -> Served:
    # More people are registered in the second year than in the first.
    at = now - timedelta(days=DAYS * (1 - dice.random() ** 0.7), hours=dice.uniform(0, 10))
    needs: list[Any] = []
    for _ in range(dice.choices([1, 2, 3, 4], [0.24, 0.37, 0.27, 0.12])[0]):
        domain = dice.pick(county.NEEDS)
        if all(domain != other for _, other, _ in needs):
            noticed = min(at + timedelta(days=dice.choice([0, 0, 0, 20, 120]) * dice.random()), now)
            needs.append((dice.uid(noticed), domain, noticed))
    sensitive = {domain.category for _, domain, _ in needs} - GENERAL
    named = frozenset(category for category in sensitive if dice.random() < 0.8)
    return Served(
        uid=dice.uid(at),
        at=at,
        member=member,
        postcode=dice.choices([area[0] for area in county.AREAS], [area[3] for area in county.AREAS])[0],
        categories=frozenset(GENERAL) | named,
        network=dice.random() < 0.94,
        needs=needs,
    )


def _write_people(dice: Dice, frame: Frame, people: list[Served]) -> None:
    alliance = frame.alliance.pk

    def clients() -> Iterator[tuple[Any, ...]]:
        for one in people:
            given, family = dice.choice(county.GIVEN), dice.choice(county.FAMILIES)
            born = date(1935, 1, 1) + timedelta(days=round(dice.betavariate(2.2, 1.6) * 27_500))
            language = dice.pick(county.LANGUAGES)
            yield (
                one.uid, one.at, alliance, one.member.row.pk, given, family, "", born,
                f"+1937555{dice.randint(0, 9999):04d}" if dice.random() < 0.9 else "", "",
                f"{dice.randint(1, 990)} Example Street", one.postcode, language,
                language != "en" and dice.random() < 0.6, dice.choice(["phone", "text", "post", ""]),
                dice.random() < 0.96, "",
            )  # fmt: skip

    load(
        "clients_client",
        ("id", "created_at", "alliance_id", "recorded_by_id", "given_name", "family_name", "preferred_name", "birth_date",
         "phone", "email", "address", "postcode", "language", "needs_interpreter", "contact_preference", "safe_to_contact",
         "accommodations"),
        clients(),
    )  # fmt: skip

    def identities() -> Iterator[tuple[Any, ...]]:
        for one in people:
            said = dice.pick(county.IDENTITIES)
            yield (
                dice.uid(one.at), one.at, one.uid, one.member.row.pk, [said] if said else [],
                dice.choice(["woman", "man", "woman", "man", "non-binary", ""]), "", "", dice.random() < 0.06,
            )  # fmt: skip

    load(
        "clients_clientidentity",
        ("id", "created_at", "client_id", "recorded_by_id", "race_ethnicity", "gender", "sexual_orientation", "disability",
         "veteran"),
        identities(),
    )  # fmt: skip
    load(
        "clients_need",
        ("id", "created_at", "client_id", "alliance_id", "recorded_by_id", "category", "domain", "urgency", "status", "note"),
        (
            (uid, noticed, one.uid, alliance, one.member.row.pk, domain.category, domain.value,
             dice.choices(["routine", "soon", "urgent"], [0.6, 0.3, 0.1])[0], "open", "")
            for one in people
            for uid, domain, noticed in one.needs
        ),
    )  # fmt: skip
    consents = [one for one in people if one.network]
    load(
        "clients_consent",
        ("id", "created_at", "client_id", "alliance_id", "recorded_by_id", "network", "categories", "purposes", "period",
         "how", "signed_name", "witness_name", "wording", "revoked_reason"),
        (
            (dice.uid(one.at), one.at, one.uid, alliance, one.member.row.pk, True, sorted(one.categories),
             ["care", "improvement"] if dice.random() < 0.8 else ["care"],
             period(one.at, one.at + timedelta(days=3 * 365)),
             *dice.choice([("written", "", ""), ("electronic", "signed on the page", ""), ("spoken", "", "a colleague")]),
             CONSENT_WORDING, "")
            for one in consents
        ),
    )  # fmt: skip


CONSENT_WORDING = (
    "I agree that the organisations of the Laurel County Health Alliance tell each other who I am, what I need and what "
    "was done for me, so that they can help me. I can change my mind at any time."
)

# How a referral ends, of all that are sent: outcome or status, share.
ENDINGS: tuple[tuple[str, float], ...] = (
    ("helped", 0.275), ("rejected:no-capacity", 0.125), ("rejected:not-eligible", 0.075), ("rejected:other", 0.03),
    ("could-not-contact", 0.085), ("not-eligible", 0.02), ("no-capacity", 0.03), ("could-not-help", 0.03),
    ("helped-elsewhere", 0.025), ("no-longer-wanted", 0.03), ("cancelled", 0.035), ("working", 0.12), ("silent", 0.125),
)  # fmt: skip

WORDS = {
    "rejected:no-capacity": "We have no room at the moment.",
    "rejected:not-eligible": "The person does not meet our conditions.",
    "rejected:other": "We cannot help with this; please try another service.",
    "could-not-contact": "We called three times at different hours and wrote once.",
    "not-eligible": "It turned out that they do not meet the conditions.",
    "no-capacity": "Our places were gone before we could begin.",
    "could-not-help": "What they need is more than we can offer.",
    "no-longer-wanted": "They told us that they no longer want this.",
    "helped": "The person got what they came for.",
    "helped-elsewhere": "They had found help elsewhere.",
    "cancelled": "The person told us that they no longer want it.",
    "no-answer": "Nobody answered; we try somebody else.",
}


def _write_referrals(
    dice: Dice,
    frame: Frame,
    people: list[Served],
    offers: dict[str, list[tuple[Member, Service]]],
    wanted: int,
    now: datetime,
) -> None:
    """As many referrals as wanted, spread over these people's needs; moves and acts with them."""
    may = [
        (one, need)
        for one in people
        if one.network
        for need in one.needs
        if need[1].category in one.categories and _receivers(frame, one, need[1], offers)
    ]
    if not may:
        return
    rows: list[tuple[Any, ...]] = []
    moves: list[tuple[Any, ...]] = []
    acts: list[tuple[Any, ...]] = []
    helped: list[tuple[UUID, datetime]] = []
    for position in range(wanted):
        one, need = may[position % len(may)] if position < len(may) else dice.choice(may)
        receiver, service = dice.choice(_receivers(frame, one, need[1], offers))
        referral = _referral(dice, frame, one, need, receiver, service, now, first=position < len(may))
        rows.append(referral.row)
        moves += referral.moves
        acts += referral.acts
        if referral.helped_at is not None:
            helped.append((need[0], referral.helped_at))
    load("referrals_referral", REFERRAL_COLUMNS, rows)
    load("referrals_move", MOVE_COLUMNS, moves)
    load_acts(frame.alliance.pk, ACT_COLUMNS, acts)
    with connection.cursor() as cursor:
        cursor.execute("create temporary table helped (need uuid, at timestamptz) on commit drop")
        with cursor.copy("copy helped from stdin") as copy:
            for pair in helped:
                copy.write_row(pair)
        cursor.execute(
            "update clients_need n set status = 'resolved', closed_at = h.at "
            "from (select need, min(at) as at from helped group by need) h where n.id = h.need"
        )
        cursor.execute("drop table helped")


def _receivers(
    frame: Frame, one: Served, domain: NeedDomain, offers: dict[str, list[tuple[Member, Service]]]
) -> list[tuple[Member, Service]]:
    circle = frame.sharing if domain.category in GENERAL else frame.sensitive
    if one.member.row.pk not in circle:
        return []
    return [
        (member, service)
        for member, service in offers.get(domain.value, ())
        if member.row.pk in circle and member.row.pk != one.member.row.pk
    ]


REFERRAL_COLUMNS = (
    "id", "created_at", "alliance_id", "client_id", "need_id", "category", "domain", "recorded_by_id", "receiver_id",
    "service_id", "status", "reason", "reason_code", "outcome", "what_was_done", "note", "urgency", "waitlisted",
    "status_at", "sent_at", "answer_due_at", "answered_at", "finish_due_at", "closed_at", "seen_by_sender_at", "sent_by_id",
    "assigned_to_id",
)  # fmt: skip
MOVE_COLUMNS = (
    "id",
    "created_at",
    "referral_id",
    "organisation_id",
    "person_name",
    "before",
    "after",
    "note",
    "at",
)
ACT_COLUMNS = (
    "alliance_id", "at", "number", "person_id", "person_name", "organisation_id", "organisation_name", "kind",
    "subject_type", "subject_id", "client_id", "details", "previous", "digest",
)  # fmt: skip
ACTS = {
    "requested": "referral.sent", "accepted": "referral.accepted", "rejected": "referral.declined",
    "in-progress": "referral.started", "completed": "referral.completed", "failed": "referral.failed",
    "cancelled": "referral.cancelled",
}  # fmt: skip
DUE = {"urgent": 1, "soon": 3, "routine": 7}


@dataclass
class _Written:
    row: tuple[Any, ...]
    moves: list[tuple[Any, ...]]
    acts: list[tuple[Any, ...]]
    helped_at: datetime | None


def _referral(
    dice: Dice,
    frame: Frame,
    one: Served,
    need: tuple[UUID, NeedDomain, datetime],
    receiver: Member,
    service: Service,
    now: datetime,
    *,
    first: bool,
) -> _Written:
    need_id, domain, noticed = need
    sent = noticed + dice.hours(4) if first else noticed + timedelta(days=dice.uniform(10, 200))
    sent = min(sent, now - timedelta(hours=dice.uniform(0.2, 40)))
    uid = dice.uid(sent)
    sender = one.member
    worker = dice.choice(sender.workers)
    answering = dice.choice(receiver.workers) if receiver.workers else None
    urgency = dice.choices(["routine", "soon", "urgent"], [0.6, 0.3, 0.1])[0]
    ending = dice.pick(ENDINGS)
    if ending in {"helped", "working"} and dice.random() > receiver.diligence:
        ending = "silent"
    long_ago = sent < now - timedelta(days=60)
    if ending == "working" and long_ago:
        ending = dice.choice(["helped", "helped", "could-not-contact", "no-longer-wanted"])
    if ending == "silent" and long_ago and dice.random() < 0.97:
        ending = "no-answer"
    steps: list[tuple[str, datetime, bool, str]] = [("requested", sent, True, "")]
    answered = sent + dice.hours(26 / receiver.diligence)
    started = answered + dice.hours(40)
    finished = started + dice.hours(150, 0.8)
    outcome = reason = code = done = ""
    if ending == "silent":
        pass
    elif ending == "no-answer":
        reason, code = WORDS[ending], "no-answer"
        steps.append(("cancelled", sent + timedelta(days=dice.uniform(15, 50)), True, reason))
    elif ending == "cancelled":
        reason, code, outcome = WORDS[ending], "no-longer-wanted", "no-longer-wanted"
        steps.append(("cancelled", answered, True, reason))
    elif ending.startswith("rejected:"):
        reason, code = WORDS[ending], ending.partition(":")[2]
        outcome = {"no-capacity": "no-capacity", "not-eligible": "not-eligible"}.get(code, "could-not-help")
        steps.append(("rejected", answered, False, reason))
    else:
        steps.append(("accepted", answered, False, ""))
        if ending == "working":
            if dice.random() < 0.6:
                steps.append(("in-progress", started, False, ""))
        else:
            steps.append(("in-progress", started, False, ""))
            outcome, done = ending, WORDS[ending]
            if ending in {"helped", "helped-elsewhere"}:
                steps.append(("completed", finished, False, done))
            else:
                reason = done
                steps.append(("failed", finished, False, done))
    # What lies ahead of now has not happened yet.
    happened = [step for step in steps if step[1] <= now]
    status = happened[-1][0]
    open_ = status in {"requested", "accepted", "in-progress"}
    if open_:
        outcome = reason = code = done = ""
    last = happened[-1][1]
    answered_at = next((at for name, at, _, _ in happened if name in {"accepted", "rejected"}), None)
    seen = last + dice.hours(20) if status == "completed" and dice.random() < 0.85 else None
    row = (
        uid, sent, frame.alliance.pk, one.uid, need_id, domain.category, domain.value, sender.row.pk, receiver.row.pk,
        service.pk, status, reason, code, outcome, done, "", urgency, False, last, sent, sent + timedelta(days=DUE[urgency]),
        answered_at, sent + timedelta(days=45), None if open_ else last,
        seen if seen is not None and seen <= now else None, worker.pk,
        answering.pk if answering is not None and status in {"accepted", "in-progress", "completed"} else None,
    )  # fmt: skip
    moves, acts, before = [], [], ""
    for name, at, by_sender, note in happened:
        member = sender if by_sender else receiver
        person = worker if by_sender else answering
        person_name = person.name if person is not None else "Answered by link"
        moves.append((dice.uid(at), at, uid, member.row.pk, person_name, before, name, note, at))
        said = {"service": service.name, "receiver": receiver.row.name, "sender": sender.row.name}
        if why := (DECLINING if name == "rejected" else CANCELLING).get(code):
            said["why"] = why.title
        details = json.dumps(said | {"outcome": outcome.replace("-", " ")})
        acts.append(
            (frame.alliance.pk, at, 0, person.pk if person is not None else None, person_name, member.row.pk,
             member.row.name, ACTS[name], "referrals.referral", uid, one.uid, details, b"", b"")
        )  # fmt: skip
        before = name
    return _Written(row, moves, acts, last if outcome == "helped" else None)
