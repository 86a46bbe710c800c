"""Raising a conflict, walking it up the ladder, hearing both sides, closing it.

The record of acts says only that something happened to a conflict, never whose: who did what stands in the
conflict's own moves, which those named in it read.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from commonweal import audit
from commonweal.access import Actor, NotAllowed, Permission, Refused, require
from commonweal.agreements.models import Agreement
from commonweal.audit import Event
from commonweal.database import clock, live
from commonweal.governance import events
from commonweal.governance.models import (
    Body,
    Commitment,
    Conflict,
    ConflictMove,
    ConflictNote,
    ConflictParty,
    ConflictPerson,
    LadderBody,
)
from commonweal.governance.queries import conflicts as queries
from commonweal.governance.rules import conflicts as rules
from commonweal.partners.models import Seat

LONGEST = 10_000
"""Characters of what is written in a conflict."""


def raise_conflict(
    *,
    by: Actor,
    title: str,
    topic: str,
    with_whom: Collection[UUID],
    text: str = "",
    agreement: Agreement | None = None,
) -> Conflict:
    """Put a conflict on the first step, between one's own organisation and others, also larger ones.

    Seen by whoever raises it and by those who speak for the others. Raises NotAllowed; Refused for an unknown topic or
    nobody to have it with.
    """
    require(by, Permission.RAISE_CONFLICTS)
    others = frozenset(with_whom) - {by.organisation_id}
    if topic not in rules.TOPICS or not title.strip():
        raise Refused("Say in a few words what it is, and choose what it is about.")
    if not others:
        raise Refused("Choose with whom the conflict is.")
    if others - queries.member_ids(by):
        raise Refused("Only organisations that belong to the alliance now can be named.")
    now = clock.now()
    with transaction.atomic():
        row = Conflict.objects.create(
            alliance_id=by.own_alliance_id, title=title.strip()[:200], topic=topic, agreement=agreement,
            raised_by_id=by.own_person_id, raised_by_name=by.person_name, raised_for_id=by.own_organisation_id,
            step=rules.Step.BETWEEN.key, step_since=now, due_at=rules.due(rules.Step.BETWEEN, now),
        )  # fmt: skip
        ConflictParty.objects.bulk_create(
            ConflictParty(conflict=row, organisation_id=one)
            for one in sorted(others | {by.own_organisation_id})
        )
        ConflictPerson.objects.create(
            conflict=row, person_id=by.own_person_id, person_name=by.person_name,
            organisation_id=by.own_organisation_id, part="party",
        )  # fmt: skip
        _name(row, [seat for seat in queries.speakers(others) if seat.person_id != by.person_id], "party")
        _move(by, row, "raised", _said(text))
        _record(by, events.CONFLICT_RAISED)
        _tell(row)
    return row


def move_up(*, by: Actor, conflict: Conflict, reason: str, handlers: Sequence[Seat] = ()) -> Conflict:
    """Walk it one step up, to people who are no party. Those who handled it before see it no more, unless named again.

    Where a body handles the step, all who sit on it and are no party handle it, and `handlers` says nothing; where
    nobody of it is left, or no body does, those chosen. Raises NotAllowed for somebody not named in it; Refused by
    the ladder.
    """
    with transaction.atomic():
        row, _me = _held(by, conflict)
        now = clock.now()
        facts = row.facts()
        step = facts.step.above
        body = queries.bodies_of_steps(row.alliance_id).get(step.key) if step is not None else None
        chosen = list(queries.sitting(body, row)) if body is not None else []
        if chosen and body is not None:
            reason = f"{reason.strip()}\n\nHandled by the {body.name}."
        else:
            chosen = _free_choice(row, facts, handlers)
        _refuse(rules.refusal_to_move_up(facts, [seat.organisation_id for seat in chosen]))
        assert step is not None
        row.step, row.step_since, row.due_at = step.key, now, rules.due(step, now)
        row.save(update_fields=["step", "step_since", "due_at"])
        before = [one for one in row.people.all() if one.part == "handler" and one.until is None]
        again = {seat.person_id for seat in chosen}
        known = {one.person_id for one in before}
        _name(row, [seat for seat in chosen if seat.person_id not in known], "handler")
        _move(by, row, "moved", _said(reason))
        # Last: from here on they, who may be acting, see it no more.
        ending = [one.pk for one in before if one.person_id not in again]
        ConflictPerson.objects.filter(pk__in=ending).update(until=now)
        _record(by, events.CONFLICT_MOVED, step=step.title)
        _tell(row)
    return row


def _free_choice(row: Conflict, facts: rules.Facts, handlers: Sequence[Seat]) -> list[Seat]:
    """Handlers that somebody chose, checked. Raises Refused for one who may not handle it."""
    chosen = [seat for seat in handlers if seat.organisation_id is not None]
    _refuse(rules.refusal_to_move_up(facts, [seat.organisation_id for seat in chosen]))
    allowed = {seat.pk for seat in queries.possible_handlers(row)}
    if any(seat.pk not in allowed for seat in chosen):
        raise Refused(
            "A handler holds a seat that may handle conflicts, for an organisation that is no party."
        )
    return chosen


def choose_bodies(*, by: Actor, bodies: Mapping[str, Body | None]) -> None:
    """Say which body handles which step of the ladder; None: the usual one, where there is one. Raises NotAllowed."""
    require(by, Permission.KEEP_BODIES)
    with transaction.atomic():
        for step, body in bodies.items():
            rows = LadderBody.objects.filter(alliance_id=by.own_alliance_id, step=rules.Step.of(step).key)
            if body is None:
                rows.delete()
            elif not rows.update(body=body):
                LadderBody.objects.create(alliance_id=by.own_alliance_id, step=step, body=body)
        audit.record(by, events.LADDER_CHOSEN)
        live.notify("governance", alliance=by.alliance_id)


def note(
    *, by: Actor, conflict: Conflict, kind: str, text: str, organisation: UUID | None = None
) -> ConflictNote:
    """Write down a position, an interest, an option or a fact. Raises NotAllowed; Refused for an empty one."""
    with transaction.atomic():
        row, _me = _held(by, conflict)
        if kind not in rules.NOTE_KINDS or not text.strip():
            raise Refused("Choose what it is and write it down.")
        if organisation is not None and organisation not in row.facts().parties:
            raise Refused("Positions and interests are those of a party.")
        made = ConflictNote.objects.create(
            conflict=row,
            kind=kind,
            organisation_id=organisation,
            text=_said(text),
            person_name=by.person_name,
        )
        _record(by, events.CONFLICT_NOTED)
        _tell(row)
    return made


def commit(*, by: Actor, conflict: Conflict, organisation: UUID, text: str, due: date) -> Commitment:
    """Write down what a party agreed to do by a day. Raises NotAllowed; Refused."""
    with transaction.atomic():
        row, _me = _held(by, conflict)
        if organisation not in row.facts().parties:
            raise Refused("Only a party commits itself here.")
        if not text.strip():
            raise Refused("Say what will be done.")
        made = Commitment.objects.create(
            conflict=row, organisation_id=organisation, text=_said(text), due=due
        )
        _record(by, events.CONFLICT_NOTED)
        _tell(row)
    return made


def keep(*, by: Actor, commitment: Commitment, on: date) -> Commitment:
    """Say that a commitment was kept. Raises NotAllowed; Refused for a day to come, or a second time."""
    with transaction.atomic():
        row, _me = _held(by, commitment.conflict)
        made = Commitment.objects.select_for_update().get(pk=commitment.pk)
        if made.kept_on is not None:
            raise Refused("Somebody has already said that this was kept.")
        if on > queries.today(row):
            raise Refused("The day on which it was kept lies in the future.")
        made.kept_on, made.kept_by_name = on, by.person_name
        made.save(update_fields=["kept_on", "kept_by_name"])
        _record(by, events.CONFLICT_NOTED)
        _tell(row)
    return made


def let_in(*, by: Actor, conflict: Conflict, seat: Seat) -> ConflictPerson:
    """Let somebody of a party see it too: for one's own organisation, or as a handler for either.

    Raises NotAllowed; Refused for somebody of no party, or who sees it already.
    """
    with transaction.atomic():
        row, me = _held(by, conflict)
        if seat.organisation_id not in row.facts().parties or seat.person_id is None:
            raise Refused("Only people of the parties are let in. Handlers come with the next step.")
        if me.part == "party" and seat.organisation_id != by.organisation_id:
            raise Refused("You let in people of your own organisation only.")
        if any(one.person_id == seat.person_id and one.until is None for one in row.people.all()):
            raise Refused("This person sees it already.")
        (made,) = _name(row, [seat], "party")
        _move(by, row, "let-in", made.person_name)
        _record(by, events.CONFLICT_NOTED)
        _tell(row)
    return made


def close(*, by: Actor, conflict: Conflict, outcome: str, text: str) -> Conflict:
    """Close it: settled, withdrawn by whoever raised it, or parted at the last step.

    While it is between the two, whoever raised it says that it is settled; from the second step on a handler or they.
    Raises NotAllowed; Refused.
    """
    with transaction.atomic():
        row, me = _held(by, conflict)
        if me.part != "handler" and row.raised_by_id != by.person_id:
            raise NotAllowed(by, Permission.HANDLE_CONFLICTS)
        _refuse(rules.refusal_to_close(row.facts(), outcome=outcome, by=by.own_person_id, words=text))
        row.closed_at, row.outcome, row.outcome_text = clock.now(), outcome, _said(text)
        row.save(update_fields=["closed_at", "outcome", "outcome_text"])
        _move(by, row, outcome, row.outcome_text)
        _record(by, events.CONFLICT_CLOSED, outcome=rules.OUTCOMES[outcome])
        _tell(row)
    return row


def reopen(*, by: Actor, conflict: Conflict, reason: str) -> Conflict:
    """Take it up again on the step where it was closed, with a new clock. Raises NotAllowed; Refused."""
    with transaction.atomic():
        row, _me = _held(by, conflict)
        _refuse(rules.refusal_to_reopen(row.facts(), outcome=row.outcome))
        now = clock.now()
        row.closed_at, row.outcome, row.outcome_text = None, "", ""
        row.reopened += 1
        row.step_since, row.due_at = now, rules.due(rules.Step.of(row.step), now)
        row.save(update_fields=["closed_at", "outcome", "outcome_text", "reopened", "step_since", "due_at"])
        _move(by, row, "reopened", _said(reason))
        _record(by, events.CONFLICT_REOPENED)
        _tell(row)
    return row


def _held(by: Actor, conflict: Conflict) -> tuple[Conflict, ConflictPerson]:
    """The conflict, held until the transaction ends, and as whom the actor is named in it."""
    Conflict.objects.select_for_update().filter(pk=conflict.pk).first()
    row = queries.conflicts().filter(pk=conflict.pk).first()
    me = next(
        (
            one
            for one in (row.people.all() if row else ())
            if one.person_id == by.person_id and one.until is None
        ),
        None,
    )
    if row is None or me is None:
        raise NotAllowed(by, Permission.RAISE_CONFLICTS)
    # Whoever is named handles it by being named: members of a body need no role of their own for it.
    require(by, Permission.RAISE_CONFLICTS, on=row)
    return row, me


def _name(row: Conflict, seats: Sequence[Seat], part: str) -> list[ConflictPerson]:
    people = {seat.person_id: seat for seat in seats}
    return ConflictPerson.objects.bulk_create(
        ConflictPerson(
            conflict=row, person_id=seat.holder.pk, person_name=seat.holder.name,
            organisation_id=seat.organisation_id, part=part,
        )
        for seat in people.values()
    )  # fmt: skip


def _move(by: Actor, row: Conflict, what: str, text: str) -> None:
    ConflictMove.objects.create(
        conflict=row, what=what, step=row.step, person_name=by.person_name, organisation_name=by.organisation_name,
        text=text,
    )  # fmt: skip


def _said(text: str) -> str:
    text = text.replace("\x00", "").strip()
    if len(text) > LONGEST:
        raise Refused(f"The text has {len(text)} characters; {LONGEST} is the most. Nothing was saved.")
    return text


def _refuse(reason: str | None) -> None:
    if reason is not None:
        raise Refused(reason)


def _record(by: Actor, event: Event, **details: Any) -> None:
    """In the name of nobody: whoever reads the record learns that the ladder is used, not by whom."""
    audit.record(Actor(alliance_id=by.alliance_id, person_name="Somebody"), event, **details)


def _tell(row: Conflict) -> None:
    live.notify("conflicts", organisations=[one.organisation_id for one in row.people.all()])
