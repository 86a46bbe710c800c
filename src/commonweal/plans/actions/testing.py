"""Ideas and their doors, tests of change in cycles, and spreading."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from commonweal import audit
from commonweal.access import Actor, Permission, Refused, require
from commonweal.charter.models import Goal
from commonweal.database import clock
from commonweal.evidence.measures.catalogue import MEASURES
from commonweal.plans import days, events
from commonweal.plans.actions.common import member, refuse, said, seat_of, tell, who
from commonweal.plans.models import Idea, IdeaDoor, Spread, Test
from commonweal.plans.rules import tests as rules


def offer(*, by: Actor, title: str, text: str = "", goal: UUID | None = None) -> Idea:
    """Offer an idea. Raises NotAllowed, Refused."""
    require(by, Permission.OFFER_IDEAS)
    with transaction.atomic():
        row = Idea.objects.create(
            **who(by),
            title=said(title, "Say your idea in one line.", 160),
            text=text.strip()[:2000],
            goal=_goal(goal),
        )
        audit.record(by, events.IDEA_OFFERED, on=row, title=row.title)
        tell(by)
    return row


def answer(*, by: Actor, idea: Idea, answer: str, reason: str) -> Idea:
    """Tell whoever had the idea what becomes of it. Raises NotAllowed, Refused."""
    require(by, Permission.RUN_TESTS, on=idea)
    if answer not in dict(Idea.ANSWERS):
        raise Refused("Choose an answer.")
    with transaction.atomic():
        row = Idea.objects.select_for_update().get(pk=idea.pk)
        if row.answered_at is not None:
            raise Refused(f"{row.answered_by} answered it already.")
        row.answer, row.answer_reason = answer, said(reason, "Say why; whoever had the idea reads it.", 1000)
        row.answered_at, row.answered_by = clock.now(), by.person_name
        row.save(update_fields=["answer", "answer_reason", "answered_at", "answered_by"])
        audit.record(by, events.IDEA_ANSWERED, on=row, title=row.title, answer=row.get_answer_display())
        tell(by)
    return row


def open_door(*, by: Actor, place: str, audience: str, question: str, until: date) -> IdeaDoor:
    """Open a public link for ideas. Raises NotAllowed, Refused."""
    require(by, Permission.RUN_TESTS)
    if audience not in dict(IdeaDoor.AUDIENCES):
        raise Refused("Choose whom the link is for.")
    if not days.today() <= until:
        raise Refused("The last day lies in the past.")
    with transaction.atomic():
        row = IdeaDoor.objects.create(
            **who(by),
            place=said(place, "Say where the link will hang.", 120),
            audience=audience,
            question=said(question, "Ask something.", 200),
            open_until=until,
        )
        audit.record(by, events.DOOR_OPENED, on=row, place=row.place, until=until.isoformat())
    return row


def close_door(*, by: Actor, door: IdeaDoor) -> IdeaDoor:
    """The link takes no more ideas. Raises NotAllowed, Refused."""
    require(by, Permission.RUN_TESTS, on=door)
    with transaction.atomic():
        row = IdeaDoor.objects.select_for_update().get(pk=door.pk)
        if row.closed_at is not None:
            raise Refused("The link is closed already.")
        row.closed_at = clock.now()
        row.save(update_fields=["closed_at"])
        audit.record(by, events.DOOR_CLOSED, on=row, place=row.place)
    return row


def offer_through(*, door: UUID, title: str, text: str = "") -> UUID:
    """An idea through an open door: nobody signs in, no name is kept, so there is no actor and no act in the record;
    the database's function is the only way in. Raises Refused where the door is closed or too many came at once.
    """
    line = said(title, "Say your idea in one line.", 160)
    with connection.cursor() as cursor:
        cursor.execute("select commonweal.offer_idea(%s, %s, %s)", [door, line, text.strip()[:2000]])
        (made,) = cursor.fetchone()
    if made is None:
        raise Refused("This link takes no ideas now. Please tell somebody who works here.")
    return UUID(str(made))


def plan(
    *,
    by: Actor,
    title: str,
    plan: str,
    prediction: str,
    owner: UUID,
    starts: date,
    result_due: date,
    measure: str = "",
    own_measure: str = "",
    predicted: Decimal | None = None,
    idea: Idea | None = None,
    goal: UUID | None = None,
    earlier: Test | None = None,
) -> Test:
    """Plan a test, prediction first. With `earlier` it is the next cycle of that one. Raises NotAllowed, Refused."""
    require(by, Permission.RUN_TESTS)
    if result_due < starts:
        raise Refused("The result cannot be there before the test begins.")
    _check_measure(measure, own_measure)
    with transaction.atomic():
        seat = seat_of(by, owner)
        if earlier is not None:
            earlier = Test.objects.select_for_update().get(pk=earlier.pk)
            refuse(rules.refusal_of_next(earlier.facts(), Test.objects.filter(earlier=earlier).exists()))
        row = Test.objects.create(
            **who(by),
            idea=idea or (earlier.idea if earlier is not None else None),
            goal=_goal(goal),
            earlier=earlier,
            cycle=earlier.cycle + 1 if earlier is not None else 1,
            title=said(title, "Say what is tried, in one line.", 160),
            plan=said(plan, "Say who does what, where, how often.", 4000),
            owner_id=seat.holder.pk,
            owner_name=seat.holder.name,
            owner_organisation=seat.organisation,
            measure=measure,
            own_measure="" if measure else own_measure.strip()[:200],
            prediction=said(prediction, "Say first what you expect to happen.", 2000),
            predicted=predicted,
            starts=starts,
            result_due=result_due,
        )
        if idea is not None and idea.answered_at is None:
            Idea.objects.filter(pk=idea.pk, answered_at=None).update(
                answer="tested",
                answer_reason=f"It is tried from {starts:%-d %B %Y}: {row.title}",
                answered_at=clock.now(),
                answered_by=by.person_name,
            )
        audit.record(
            by, events.TEST_PLANNED, on=row, title=row.title, cycle=row.cycle, starts=starts.isoformat()
        )
        tell(by)
    return row


def change_plan(
    *,
    by: Actor,
    test: Test,
    title: str,
    plan: str,
    prediction: str,
    starts: date,
    result_due: date,
    predicted: Decimal | None = None,
    measure: str = "",
    own_measure: str = "",
) -> Test:
    """Change a test while no result is in. Raises NotAllowed, Refused."""
    require(by, Permission.RUN_TESTS, on=test)
    _check_measure(measure, own_measure)
    with transaction.atomic():
        row = Test.objects.select_for_update().get(pk=test.pk)
        refuse(rules.refusal_to_plan(row.facts()))
        if result_due < starts:
            raise Refused("The result cannot be there before the test begins.")
        row.title = said(title, "Say what is tried, in one line.", 160)
        row.plan = said(plan, "Say who does what, where, how often.", 4000)
        row.prediction = said(prediction, "Say first what you expect to happen.", 2000)
        row.starts, row.result_due, row.predicted = starts, result_due, predicted
        row.measure, row.own_measure = measure, "" if measure else own_measure.strip()[:200]
        row.save()
        audit.record(by, events.TEST_CHANGED, on=row, title=row.title)
        tell(by)
    return row


def write_result(*, by: Actor, test: Test, result: str, study: str, observed: Decimal | None = None) -> Test:
    """What happened, and what was learned from the difference to the prediction. Raises NotAllowed, Refused."""
    require(by, Permission.RUN_TESTS, on=test)
    with transaction.atomic():
        row = Test.objects.select_for_update().get(pk=test.pk)
        refuse(rules.refusal_of_result(row.facts(), days.today()))
        row.result = said(result, "Say what happened.", 4000)
        row.study = said(study, "Say what you learned: where was the prediction right, where wrong?", 4000)
        row.observed, row.result_at, row.result_by = observed, clock.now(), by.person_name
        row.save(update_fields=["result", "study", "observed", "result_at", "result_by"])
        audit.record(by, events.TEST_RESULT, on=row, title=row.title)
        tell(by)
    return row


def decide(*, by: Actor, test: Test, decision: rules.Decision, reason: str) -> Test:
    """Adopt, adapt or abandon. Raises NotAllowed, Refused."""
    require(by, Permission.RUN_TESTS, on=test)
    with transaction.atomic():
        row = Test.objects.select_for_update().get(pk=test.pk)
        refuse(rules.refusal_to_decide(row.facts()))
        row.decision, row.decision_reason = decision.value, said(reason, "Say why.")
        row.decided_at, row.decided_by = clock.now(), by.person_name
        row.save(update_fields=["decision", "decision_reason", "decided_at", "decided_by"])
        audit.record(by, events.TEST_DECIDED, on=row, title=row.title, decision=row.get_decision_display())
        tell(by)
    return row


def spread(*, by: Actor, test: Test, to: UUID, since: date) -> Spread:
    """Write down that a partner took the change on. Raises NotAllowed, Refused."""
    require(by, Permission.RUN_TESTS, on=test)
    with transaction.atomic():
        row = Test.objects.select_for_update().get(pk=test.pk)
        refuse(rules.refusal_to_spread(row.facts()))
        partner = member(by, to)
        try:
            with transaction.atomic():
                made = Spread.objects.create(**who(by), test=row, to=partner, since=since)
        except IntegrityError as error:
            raise Refused(f"{partner.name} took it on already.") from error
        audit.record(
            by,
            events.TEST_SPREAD,
            on=row,
            title=row.title,
            organisation=partner.name,
            since=since.isoformat(),
        )
        tell(by)
    return made


def _check_measure(measure: str, own_measure: str) -> None:
    if measure and measure not in MEASURES:
        raise Refused("This version of the catalogue has no such indicator.")
    if not measure and not own_measure.strip():
        raise Refused("Choose an indicator, or say what you count by hand.")


def _goal(goal: UUID | None) -> Goal | None:
    return None if goal is None else Goal.objects.filter(pk=goal).first()
