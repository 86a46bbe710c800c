"""Rounds of statements: opening, adding, marking, withdrawing, closing."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, ProgrammingError, transaction

from commonweal import audit
from commonweal.access import Actor, Permission, Refused, require
from commonweal.access.rules import Conflict
from commonweal.charter import events
from commonweal.charter.actions.common import check, locked, tell, who, words
from commonweal.charter.models import Mark, Statement, StatementRound
from commonweal.charter.queries import statements as reads
from commonweal.charter.rules import statements as rules
from commonweal.database import clock
from commonweal.partners.models import Organisation

CLOSED = "This round is closed; what was said and marked has been counted."
"""Also the answer where it was closed in this very moment: the row policy refuses the row then."""


def open_round(*, by: Actor, question: str, closes: date) -> StatementRound:
    """Open a round: everybody may add and mark statements until it is closed. Raises NotAllowed, Refused, Conflict."""
    require(by, Permission.DRAFT_CHARTER)
    if closes <= clock.now().date():
        raise Refused("Choose a day after today.")
    try:
        with transaction.atomic():
            last = StatementRound.objects.order_by("-number").first()
            if last is not None and last.closed_at is None:
                raise Refused("A round is open. Close it before you open another.")
            row = StatementRound.objects.create(
                **who(by),
                number=last.number + 1 if last else 1,
                question=words(question, 300, "Ask the question that statements should answer."),
                closes=closes,
            )
            audit.record(by, events.ROUND_OPENED, on=row, round=row.number, question=row.question)
            tell(by)
    except IntegrityError as clash:
        raise Conflict("Somebody else opened a round in this moment.") from clash
    return row


def add_statement(*, by: Actor, round: StatementRound, text: str) -> Statement:  # noqa: A002
    """Add a statement in one's own words. Raises NotAllowed, Refused."""
    require(by, Permission.ADD_STATEMENTS, on=round)
    if round.closed_at is not None:
        raise Refused(CLOSED)
    others = list(Statement.objects.filter(round=round, withdrawn_at=None).values_list("text", "person_id"))
    mine = sum(1 for _, person in others if person == by.person_id)
    check(rules.refusal_to_add(text, others=[said for said, _ in others], of_this_person=mine))
    try:
        with transaction.atomic():
            row = Statement.objects.create(**who(by), round=round, text=rules.plain(text))
            audit.record(by, events.STATEMENT_ADDED, on=row, round=round.number)
            tell(by)
    except IntegrityError as clash:
        raise Refused("Somebody has already said this, in the same words.") from clash
    except ProgrammingError as closed:
        raise Conflict(CLOSED) from closed
    return row


def mark(*, by: Actor, statement: Statement, value: int) -> Mark:
    """Agree (1), disagree (−1) or pass (0); another time changes it. In no record stands what was marked.

    Raises NotAllowed, Refused.
    """
    require(by, Permission.ADD_STATEMENTS, on=statement)
    check(
        rules.refusal_to_mark(
            value=value,
            round_closed=statement.round.closed_at is not None,
            withdrawn=statement.withdrawn_at is not None,
        )
    )
    sector = Organisation.objects.only("sector").get(pk=by.own_organisation_id).sector
    try:
        with transaction.atomic():
            row, _ = Mark.objects.update_or_create(
                statement=statement,
                person_id=by.own_person_id,
                defaults={**who(by), "round_id": statement.round_id, "sector": sector, "value": value},
            )
    except (ProgrammingError, IntegrityError) as closed:
        raise Conflict(CLOSED) from closed
    return row


def withdraw_statement(*, by: Actor, statement: Statement, reason: str) -> Statement:
    """Withdraw a statement: one's own, or as convenor anybody's (it insults, it names a person served).

    Raises NotAllowed, Refused.
    """
    require(by, Permission.ADD_STATEMENTS, on=statement)
    if statement.person_id != by.person_id:
        require(by, Permission.DRAFT_CHARTER, on=statement)
    why = words(reason, 300, "Say why; everybody can read it.")
    with transaction.atomic():
        row = locked(statement)
        if row.withdrawn_at is not None:
            raise Refused("This statement was withdrawn before.")
        if row.round.closed_at is not None:
            raise Refused("The round is closed; what was said and counted stays.")
        row.withdrawn_at, row.withdrawn_by, row.withdrawn_reason = clock.now(), by.person_name, why
        row.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
        audit.record(by, events.STATEMENT_WITHDRAWN, on=row, round=row.round.number, reason=why)
        tell(by)
    return row


def close_round(*, by: Actor, round: StatementRound) -> StatementRound:  # noqa: A002
    """Close a round; from then on its counts are read. Raises NotAllowed, Refused."""
    require(by, Permission.DRAFT_CHARTER, on=round)
    with transaction.atomic():
        row = locked(round)
        if row.closed_at is not None:
            raise Refused("This round is closed.")
        now = clock.now()
        people = sum(reads.voices(row).values())
        check(rules.refusal_to_close(people=people, closes=row.closes, today=now.date()))
        row.closed_at, row.closed_by = now, by.person_name
        row.save(update_fields=["closed_at", "closed_by"])
        audit.record(by, events.ROUND_CLOSED, on=row, round=row.number)
        tell(by)
    return row
