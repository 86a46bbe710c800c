"""Training: putting people down for a session, writing down who came, signing competence off."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db import transaction

from commonweal import audit
from commonweal.access import Actor, Permission, Refused
from commonweal.technology import events
from commonweal.technology.actions.common import ask, hold, said, tell, today
from commonweal.technology.models import Attendance, Course, Learner, Session, SignOff


def sign_up(*, by: Actor, session: Session, learners: Collection[UUID]) -> int:
    """Put people down for a session; those who are down already stay once. Raises NotAllowed; Refused when full."""
    partnership = ask(by, Permission.KEEP_TECHNOLOGY, session)
    with transaction.atomic():
        hold(session.pk)
        there = set(session.attendances.values_list("learner_id", flat=True))
        new = list(
            Learner.objects.filter(
                partnership=partnership, pk__in=set(learners) - there, left_on__isnull=True
            )
        )
        if len(there) + len(new) > session.places:
            raise Refused(f"There are {session.places} places and {len(there)} people are down already.")
        if not new:
            raise Refused("Choose at least one person who is not down yet.")
        Attendance.objects.bulk_create(
            Attendance(partnership=partnership, session=session, learner=one) for one in new
        )
        audit.record(by, events.SIGNED_UP, on=session, count=len(new), course=session.course.title)
        tell(partnership)
    return len(new)


def write_attendance(*, by: Actor, session: Session, came: Collection[UUID]) -> None:
    """Write down who of those put down came. Raises NotAllowed; Refused for somebody who was not down."""
    partnership = ask(by, Permission.KEEP_TECHNOLOGY, session)
    with transaction.atomic():
        hold(session.pk)
        rows = list(session.attendances.all())
        if set(came) - {one.learner_id for one in rows}:
            raise Refused("Put people down for the session before you write down that they came.")
        for row in rows:
            row.came = row.learner_id in came
        Attendance.objects.bulk_update(rows, ["came"])
        audit.record(
            by, events.ATTENDED, on=session, came=len(set(came)), count=len(rows), course=session.course.title
        )
        tell(partnership)


def sign_off(*, by: Actor, course: Course, learners: Collection[UUID], on: date) -> int:
    """Say that one saw these people do it. Raises NotAllowed; Refused for a day to come."""
    partnership = ask(by, Permission.KEEP_TECHNOLOGY, course)
    if on > today(partnership):
        raise Refused("Competence is signed off on the day it was seen, not beforehand.")
    with transaction.atomic():
        hold(course.pk)
        there = set(SignOff.objects.filter(course=course, on=on).values_list("learner_id", flat=True))
        new = list(Learner.objects.filter(partnership=partnership, pk__in=set(learners) - there))
        if not new:
            raise Refused("Choose at least one person who is not signed off for that day yet.")
        SignOff.objects.bulk_create(
            SignOff(partnership=partnership, course=course, learner=one, on=on, **said(by)) for one in new
        )
        audit.record(by, events.SIGNED_OFF, on=course, count=len(new), course=course.title)
        tell(partnership)
    return len(new)
