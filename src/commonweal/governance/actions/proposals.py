"""Proposals before the vote: putting, changing, asking others first, opening, withdrawing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from commonweal import audit
from commonweal.access import Actor, NotAllowed, Permission, Refused, may, require
from commonweal.database import clock, live
from commonweal.governance import events, mail
from commonweal.governance.actions.common import (
    canonical_quorum,
    canonical_rule,
    held_proposal,
    refuse,
    require_running,
)
from commonweal.governance.models import (
    Body,
    BodySeat,
    Chair,
    Decision,
    Elector,
    Evidence,
    Opinion,
    Proposal,
    Right,
)
from commonweal.governance.queries import proposals as queries
from commonweal.governance.rules import proposals as rules
from commonweal.governance.rules.rights import KINDS, Part, applying
from commonweal.governance.rules.votes import Method
from commonweal.partners.queries import members


def put(
    *,
    by: Actor,
    kind: str,
    question: str,
    body: Body | None = None,
    background: str = "",
    subject: str = "",
    topic: str = "",
    amount: Decimal | None = None,
    options: Sequence[str] = (),
    winners: int = 1,
    concerns: Sequence[UUID] = (),
    consulted: Sequence[UUID] = (),
    consult_until: datetime | None = None,
    rule: str = "",
    quorum: str = "",
    tie: str = "",
    secret: bool | None = None,
    in_meeting: bool = False,
    decider: BodySeat | None = None,
    supersedes: Decision | None = None,
) -> Proposal:
    """Put a question to the body that holds the right to decide it.

    Where decision rights name a body for this kind (and amount), it goes there, with the rule, the consulted and the
    reserved consents they name; elsewhere to the body chosen. Raises NotAllowed; Refused.
    """
    require(by, Permission.PROPOSE)
    if kind not in KINDS:
        raise Refused("Choose one of the kinds of decision.")
    with transaction.atomic():
        rights = list(
            Right.objects.current()
            .filter(alliance_id=by.own_alliance_id, kind=kind)
            .select_related("body", "organisation")
        )
        right = _accountable(rights, amount)
        holder = right.body if right is not None else None
        if right is not None and holder is None:
            raise Refused(f"{KINDS[kind]} is not decided by a body here. Ask whoever is accountable for it.")
        if holder is not None and body is not None and body.pk != holder.pk:
            raise Refused(f"{KINDS[kind]} is decided by the {holder.name}; put it there.")
        where = holder or body
        if where is None or where.ended_at is not None:
            raise Refused("Choose the body that decides.")
        facts = _how(where, right, rule, quorum, tie, secret, options, winners)
        consulted_ids = dict.fromkeys([*consulted, *_consulted(rights, amount)])
        row = Proposal(
            created_at=clock.now(),
            alliance_id=by.own_alliance_id, body=where, kind=kind, question=question.strip(),
            background=background.strip(), subject=subject.strip(), topic=topic.strip(), amount=amount,
            concerns=list(dict.fromkeys(concerns)), consulted=list(consulted_ids), consult_until=consult_until,
            reserved=_reserved(rights, amount), in_meeting=in_meeting, decider=decider, supersedes=supersedes,
            organisation_id=by.own_organisation_id, person_id=by.own_person_id, person_name=by.person_name, **facts,
        )  # fmt: skip
        _check(row)
        _members_only(by, [*row.concerns, *row.consulted])
        row.save()
        audit.record(by, events.PROPOSED, on=row, body=where.name, question=row.question)
        live.notify("governance", alliance=by.alliance_id)
    return row


def _accountable(rights: Sequence[Right], amount: Decimal | None) -> Right | None:
    mine = {one.over: one for one in rights if one.part == Part.ACCOUNTABLE.key}
    level = applying(mine, amount)
    return None if isinstance(level, bool) else mine[level]


def _consulted(rights: Sequence[Right], amount: Decimal | None) -> list[UUID]:
    """Organisations that decision rights say must be asked first; a body is asked through the one that chairs it."""
    asked = [one for one in rights if one.part == Part.CONSULTED.key and _applies(one, amount)]
    found = [one.organisation_id for one in asked if one.organisation_id is not None]
    if bodies := [one.body_id for one in asked if one.body_id is not None]:
        chairs = Chair.objects.current().filter(body_id__in=bodies).order_by("created_at")
        found += chairs.values_list("seat__organisation_id", flat=True)
    return found


def _reserved(rights: Sequence[Right], amount: Decimal | None) -> list[UUID]:
    reserved = [one for one in rights if one.part == Part.RESERVED.key and _applies(one, amount)]
    return [one.organisation_id for one in reserved if one.organisation_id is not None]


def _applies(right: Right, amount: Decimal | None) -> bool:
    return right.over is None or (amount is not None and amount > right.over)


def _how(
    body: Body,
    right: Right | None,
    rule: str,
    quorum: str,
    tie: str,
    secret: bool | None,
    options: Sequence[str],
    winners: int,
) -> dict[str, Any]:
    """The rule and what goes with it: the right's before the one chosen, the body's where neither says."""
    stored = canonical_rule((right.rule if right is not None else "") or rule or body.rule)
    choosing = queries.method_of(stored) in {Method.RANKED, Method.SCORE}
    listed = list(dict.fromkeys(one.strip() for one in options if one.strip()))
    ties = {"listed", "undecided"} if choosing else {"fails", "chair"}
    chosen = tie or body.tie
    return {
        "rule": stored,
        "quorum": canonical_quorum((right.quorum if right is not None else "") or quorum or body.quorum),
        "tie": chosen if chosen in ties else "",
        "secret": body.secret if secret is None else secret,
        "options": listed if choosing else [],
        "winners": winners if choosing else 1,
    }


def _check(row: Proposal) -> None:
    """Raise Refused where the question and its rule do not fit."""
    method = queries.method_of(row.rule)
    if method in {Method.RANKED, Method.SCORE} and not 1 <= row.winners < len(row.options):
        raise Refused("Choosing needs at least two options, and fewer winners than options.")
    if row.secret:
        refuse(rules.refusal_of_secret(method, reserved=bool(row.reserved)))
    if method is Method.ADVICE and (row.decider is None or row.decider.body_id != row.body_id):
        raise Refused("Advice needs to know which seat of the body decides.")
    if row.supersedes is not None and (
        not row.supersedes.carried or hasattr(row.supersedes, "superseded_by")
    ):
        raise Refused("That decision was not carried, or was superseded already.")


def _members_only(by: Actor, organisations: Sequence[UUID]) -> None:
    if organisations and set(organisations) - set(members(by).values_list("pk", flat=True)):
        raise Refused("Only organisations that belong to the alliance now can be named.")


def _mine(by: Actor, row: Proposal) -> None:
    if row.person_id != by.person_id and not may(by, Permission.KEEP_BODIES, on=row):
        raise NotAllowed(by, Permission.PROPOSE)


CHANGEABLE = ("question", "background", "subject", "topic", "consult_until")


def change(*, by: Actor, proposal: Proposal, **facts: Any) -> Proposal:
    """Change the words of a proposal before its vote opens. Raises NotAllowed; Refused afterwards."""
    require(by, Permission.PROPOSE, on=proposal)
    _mine(by, proposal)
    with transaction.atomic():
        row = held_proposal(proposal.pk)
        refuse(rules.refusal_to_change(row.facts(), clock.now()))
        for name in CHANGEABLE:
            if name in facts:
                setattr(row, name, facts[name].strip() if isinstance(facts[name], str) else facts[name])
        row.save(update_fields=[name for name in CHANGEABLE if name in facts])
        audit.record(by, events.PROPOSAL_CHANGED, on=row, question=row.question)
        live.notify("governance", alliance=row.alliance_id)
    return row


def add_evidence(*, by: Actor, proposal: Proposal, kind: str, label: str, reference: str = "") -> Evidence:
    """Put an indicator, a statement or a document beside a proposal that is not counted yet."""
    require(by, Permission.PROPOSE, on=proposal)
    with transaction.atomic():
        row = held_proposal(proposal.pk)
        if row.closed_at is not None or row.withdrawn_at is not None:
            raise Refused("The votes have been counted; evidence now belongs to a new proposal.")
        evidence = Evidence.objects.create(
            proposal=row, kind=kind, label=label.strip(), reference=reference.strip()
        )
        audit.record(by, events.EVIDENCE_ADDED, on=row, question=row.question, label=evidence.label)
    return evidence


def give_opinion(*, by: Actor, proposal: Proposal, text: str, level: int | None = None) -> Opinion:
    """Say what one's organisation thinks before the count, in words and on eight steps. Raises Refused after it."""
    require(by, Permission.VIEW_DECISIONS, on=proposal)
    if not text.strip() and level is None:
        raise Refused("Write what you think, or choose where you stand.")
    with transaction.atomic():
        row = held_proposal(proposal.pk)
        if row.closed_at is not None or row.withdrawn_at is not None:
            raise Refused("The votes have been counted.")
        opinion = Opinion.objects.create(
            created_at=clock.now(),
            proposal=row, organisation_id=by.own_organisation_id,
            person_id=by.own_person_id, person_name=by.person_name,
            level=level, text=text.strip(),
        )  # fmt: skip
        audit.record(by, events.OPINION_GIVEN, on=row, question=row.question)
        live.notify("governance", alliance=row.alliance_id)
    return opinion


def open_vote(*, by: Actor, proposal: Proposal, closes: datetime) -> Proposal:
    """Open the vote: the electorate is frozen, and everybody on it gets a letter.

    Raises NotAllowed; Refused while those to be asked first were not, where nobody sits, or for a wrong time.
    """
    require(by, Permission.PROPOSE, on=proposal)
    require_running(by, proposal)
    with transaction.atomic():
        row = held_proposal(proposal.pk)
        at = clock.now()
        seats = list(
            BodySeat.objects.filter(body_id=row.body_id, period__contains=at)
            .select_related("organisation")
            .order_by("organisation__name", "label")
        )
        refuse(
            rules.refusal_to_open(
                row.facts(), at, closes=closes, seats=len(seats), unheard=queries.unheard(row)
            )
        )
        chair = Chair.objects.filter(body_id=row.body_id, period__contains=at).first()
        Elector.objects.bulk_create(
            Elector(
                proposal=row, seat=seat, organisation=seat.organisation, label=_label(seat),
                organisation_name=seat.organisation.name, sector=seat.organisation.sector, weight=seat.weight,
                chair=chair is not None and chair.seat_id == seat.pk,
            )
            for seat in seats
        )  # fmt: skip
        row.opened_at, row.closes_at = at, closes
        row.save(update_fields=["opened_at", "closes_at"])
        mail.remind(row, "opened")
        audit.record(by, events.VOTE_OPENED, on=row, question=row.question, seats=len(seats))
        live.notify("governance", alliance=row.alliance_id)
    return row


def _label(seat: BodySeat) -> str:
    """A name that is unique on the body: a seat of an organisation is told apart by its own name."""
    return f"{seat.organisation.name} · {seat.label}" if seat.label else seat.organisation.name


def withdraw(*, by: Actor, proposal: Proposal, reason: str) -> Proposal:
    """Take a proposal back before it is counted. Raises NotAllowed; Refused afterwards."""
    require(by, Permission.PROPOSE, on=proposal)
    _mine(by, proposal)
    with transaction.atomic():
        row = held_proposal(proposal.pk)
        at = clock.now()
        refuse(rules.refusal_to_withdraw(row.facts(), at))
        row.withdrawn_at, row.withdrawn_reason = at, reason.strip()
        row.save(update_fields=["withdrawn_at", "withdrawn_reason"])
        audit.record(by, events.PROPOSAL_WITHDRAWN, on=row, question=row.question, reason=reason.strip())
        live.notify("governance", alliance=row.alliance_id)
    return row
