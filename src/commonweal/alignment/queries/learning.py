"""Cohorts with their sessions and people; each participant's facts for the rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from commonweal.access import Actor
from commonweal.alignment.models import (
    Cohort,
    CourseSession,
    OwnChallenge,
    OwnChange,
    Participant,
    Reflection,
    SessionAttendance,
)
from commonweal.alignment.rules import learning as rules


@dataclass(frozen=True)
class Learner:
    """A participant with what they said, and where they stand."""

    row: Participant
    challenge: OwnChallenge | None
    change: OwnChange | None
    facts: rules.Facts
    standing: rules.Standing


@dataclass(frozen=True)
class View:
    """A cohort as it stands at an instant."""

    row: Cohort
    sessions: list[CourseSession]
    learners: list[Learner]
    counts: rules.Counts
    week: int
    over: bool

    def learner(self, by: Actor) -> Learner | None:
        """The actor's own place in it; nobody's once they have left."""
        return next(
            (one for one in self.learners if one.row.person_id == by.person_id and one.facts.left is None),
            None,
        )


def cohorts() -> QuerySet[Cohort]:
    """Cohorts with everything that says how they stand, in six reads however many there are."""
    people = Participant.objects.select_related("seat").prefetch_related(
        "attendance", "challenges", "changes"
    )
    return Cohort.objects.prefetch_related("sessions", Prefetch("participants", people))


def views(now: datetime) -> list[View]:
    """Every cohort, the newest first."""
    return [view(row, now) for row in cohorts()]


def view(row: Cohort, now: datetime) -> View:
    """How a cohort stands. `row` comes from `cohorts()`."""
    sessions = list(row.sessions.all())
    ends = ends_at(sessions)
    learners = [_learner(one, sessions, now, over=now >= ends) for one in row.participants.all()]
    return View(
        row, sessions, learners, rules.counts([(one.facts, one.standing) for one in learners]),
        rules.week([one.starts_at for one in sessions], ends, now), now >= ends,
    )  # fmt: skip


def ends_at(sessions: list[CourseSession]) -> datetime:
    """When the last session is over."""
    return max(session_ends(one) for one in sessions)


def session_ends(row: CourseSession) -> datetime:
    """When a session is over."""
    return row.starts_at + timedelta(minutes=row.minutes)


def _learner(row: Participant, sessions: list[CourseSession], now: datetime, *, over: bool) -> Learner:
    came = {one.session_id: one.came for one in row.attendance.all()}
    begun = sorted((one for one in sessions if one.starts_at <= now), key=lambda one: one.starts_at)
    challenge, change = next(iter(row.challenges.all()), None), next(iter(row.changes.all()), None)
    facts = rules.Facts(
        sessions=len(sessions),
        attendance=tuple(came.get(one.pk, "") for one in begun),
        challenge=challenge is not None,
        outcome=change.outcome if change else "",
        over=over,
        left=_left(row, ends_at(sessions), now),
    )
    return Learner(row, challenge, change, facts, rules.standing(facts))


def _left(row: Participant, ends: datetime, now: datetime) -> date | None:
    """The day on which they left the cohort, or their seat before the course was over."""
    gone = [at for at in (row.left_at, row.seat.period.upper) if at is not None and at <= min(now, ends)]
    return min(gone).date() if gone else None


def unrecorded(now: datetime) -> QuerySet[CourseSession]:
    """Sessions that began long enough ago to be recorded, and of which nobody wrote down who came."""
    return CourseSession.objects.filter(
        ~Exists(SessionAttendance.objects.filter(session=OuterRef("pk"))),
        starts_at__lte=now - rules.RECORD_WITHIN,
    )


def attended(by: Actor, now: datetime) -> QuerySet[SessionAttendance]:
    """The actor's attendance in cohorts that still run and that they have not left."""
    return SessionAttendance.objects.filter(
        Exists(CourseSession.objects.filter(cohort=OuterRef("session__cohort"), starts_at__gt=now)),
        participant__person_id=by.own_person_id, participant__left_at=None,
        participant__seat__period__contains=now,
    )  # fmt: skip


def reflections(session: CourseSession) -> list[Reflection]:
    """One's own, and those that are shared with one."""
    return list(session.reflections.select_related("participant"))
