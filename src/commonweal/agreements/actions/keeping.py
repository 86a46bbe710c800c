"""What is done under an agreement and after it: reports of duties, the checklist at the end."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction

from commonweal import audit
from commonweal.access import Actor, NotAllowed, Permission, Refused, may, require
from commonweal.access.rules import Conflict
from commonweal.agreements import events, obligations, rules
from commonweal.agreements.actions import common, opening
from commonweal.agreements.models import Agreement, DutyReport, ExitTask, Version
from commonweal.database import clock, live


def report(
    *,
    by: Actor,
    version: Version,
    clause: str,
    due: date,
    done: date | None = None,
    note: str = "",
    link: str = "",
) -> DutyReport:
    """Say that one's organisation has done what a clause asks for one period, with where it can be seen.

    `due`: the day that names the period. Raises NotAllowed; Refused for a duty that does not exist, a day to come;
    Conflict when it was reported before.
    """
    require(by, Permission.SIGN_AGREEMENTS)
    if by.organisation_id not in version.parties:
        raise NotAllowed(by, Permission.SIGN_AGREEMENTS)
    with transaction.atomic():
        agreement = common.locked(version.agreement_id)
        row = next(one for one in agreement.versions.all() if one.pk == version.pk)
        today = clock.now().astimezone(common.zone(agreement)).date()
        done = done or today
        mine = [
            one
            for one in obligations.duties_of(agreement, row, until=due)
            if (one.clause, one.due, one.by) == (clause, due, by.organisation_id)
        ]
        if not mine:
            raise Refused("Your organisation owes nothing of this kind for that day.")
        if done > today:
            raise Refused("The day on which it was done lies in the future.")
        try:
            with transaction.atomic():
                made = DutyReport.objects.create(
                    version=row, clause=clause, organisation_id=by.organisation_id, due=due, done=done,
                    note=note.strip(), link=link.strip(), person_id=by.own_person_id, person_name=by.person_name,
                )  # fmt: skip
        except IntegrityError as error:
            raise Conflict("Somebody of your organisation has already reported this.") from error
        audit.record(by, events.REPORTED, on=agreement, agreement=agreement.title, what=mine[0].what)
        live.notify("agreements", alliance=agreement.alliance_id)
    return made


def begin_exit(*, by: Actor, agreement: Agreement) -> int:
    """Begin the checklist of an agreement that lapsed; how many entries it has.

    An end and a withdrawal begin theirs by themselves. Raises NotAllowed; Refused where it has not lapsed or
    has no exit terms; Conflict when it was begun.
    """
    require(by, Permission.SIGN_AGREEMENTS)
    if not may(by, Permission.MANAGE_ALLIANCE, on=agreement):
        require(by, Permission.SIGN_AGREEMENTS, on=agreement)
    with transaction.atomic():
        agreement = common.locked(agreement.pk)
        at = clock.now()
        if agreement.status(at) is not rules.Status.LAPSED:
            raise Refused("Only an agreement that lapsed needs this; an end begins its checklist by itself.")
        if agreement.settled_at is not None:
            raise Conflict("The checklist has begun already.")
        over = agreement.over_since(at)
        assert over is not None
        if not opening.part(by, agreement, over):
            raise Refused("This agreement has no exit terms, so there is nothing to check off.")
        agreement.settled_at = at
        agreement.save(update_fields=["settled_at"])
        audit.record(by, events.EXIT_BEGUN, on=agreement, agreement=agreement.title)
        live.notify("agreements", alliance=agreement.alliance_id)
    return agreement.exit_tasks.count()


def finish_step(*, by: Actor, task: ExitTask) -> ExitTask:
    """Mark an entry of the checklist as done. Raises NotAllowed; Conflict when it was."""
    if not may(by, Permission.MANAGE_ALLIANCE, on=task):
        require(by, Permission.SIGN_AGREEMENTS, on=task)
    with transaction.atomic():
        agreement = common.locked(task.agreement_id)
        row = ExitTask.objects.select_for_update(of=("self",)).get(pk=task.pk)
        if row.done_at is not None:
            raise Conflict("Somebody has already marked this as done.")
        row.done_at, row.done_by_name = clock.now(), by.person_name
        row.save(update_fields=["done_at", "done_by_name"])
        audit.record(by, events.EXIT_STEP_DONE, on=agreement, agreement=agreement.title, step=row.text)
        live.notify("agreements", alliance=agreement.alliance_id)
    return row
