"""Opening a cohort, who takes part, who came; each participant's challenge, reflections, and what changed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal import audit
from commonweal.access import Actor, NotAllowed, Permission, Refused, require
from commonweal.access.rules import Conflict
from commonweal.alignment import events
from commonweal.alignment.courses import courses
from commonweal.alignment.models import (
    Cohort,
    CourseSession,
    OwnChallenge,
    OwnChange,
    Participant,
    Reflection,
    SessionAttendance,
)
from commonweal.alignment.queries.learning import ends_at
from commonweal.alignment.rules import learning as rules
from commonweal.alignment.rules.meetings import ATTENDANCE
from commonweal.components import letters
from commonweal.database import clock, live
from commonweal.partners.models import Organisation, Seat
from commonweal.partners.queries import alliance, current_seats


def open_cohort(
    *,
    by: Actor,
    title: str,
    purpose: str,
    course: str,
    starts: datetime,
    seats: Collection[UUID],
    place: str = "",
) -> Cohort:
    """Begin a course with people of at least two organisations; each gets an e-mail.

    Raises NotAllowed; Refused for a course that is not there, one organisation alone, or a day that is past.
    """  # fmt: skip
    require(by, Permission.HOLD_MEETINGS)
    with transaction.atomic():
        plan = courses().get(course)
        if plan is None:
            raise Refused("Choose the course.")
        if starts <= clock.now():
            raise Refused("The first session lies in the past. Choose a day to come.")
        chosen = _chosen(by, seats)
        if len({one.organisation_id for one in chosen}) < rules.FEWEST_ORGANISATIONS:
            raise Refused("Choose people of at least two organisations: they are to learn from each other.")
        row = Cohort.objects.create(
            alliance_id=by.own_alliance_id, title=title.strip(), purpose=purpose.strip(), course=plan.key,
            place=place.strip(), person_id=by.own_person_id, person_name=by.person_name,
        )  # fmt: skip
        times = rules.dates(starts, len(plan.weeks), alliance(by).timezone)
        CourseSession.objects.bulk_create(
            CourseSession(
                cohort=row, number=number, starts_at=at, minutes=plan.minutes, title=week.title, aim=week.aim,
                agenda=list(week.agenda), reading=week.reading, further=week.further, question=week.question,
            )
            for number, (week, at) in enumerate(zip(plan.weeks, times, strict=True), 1)
        )  # fmt: skip
        _take_in(by, row, chosen, starts)
        audit.record(by, events.COHORT_OPENED, on=row, cohort=row.title, people=len(chosen))
        live.notify("learning", alliance=row.alliance_id)
    return row


def enrol(*, by: Actor, cohort: Cohort, seats: Collection[UUID]) -> int:
    """Take in more people. Raises NotAllowed; Refused once the course is over, or when nobody new is chosen."""
    with transaction.atomic():
        row = _held(by, cohort)
        if clock.now() >= ends_at(list(row.sessions.all())):
            raise Refused("The course is over. Open a new cohort for those who want to learn.")
        there = set(row.participants.values_list("person_id", flat=True))
        chosen = [one for one in _chosen(by, seats) if one.person_id not in there]
        if not chosen:
            raise Refused("Choose somebody who is not in the cohort and never was.")
        _take_in(by, row, chosen, row.sessions.order_by("number")[0].starts_at)
        audit.record(by, events.COHORT_ENROLLED, on=row, cohort=row.title, people=len(chosen))
        live.notify("learning", alliance=row.alliance_id)
    return len(chosen)


def leave(*, by: Actor, participant: Participant) -> None:
    """They no longer take part: said by themselves or by somebody who keeps cohorts. Raises NotAllowed; Conflict."""
    if participant.person_id != by.person_id:
        require(by, Permission.HOLD_MEETINGS, on=participant)
    else:
        require(by, Permission.VIEW_ALIGNMENT, on=participant)
    with transaction.atomic():
        row = Participant.objects.select_for_update().get(pk=participant.pk)
        if row.left_at is not None:
            raise Conflict(f"{row.name} has left already.")
        row.left_at = clock.now()
        row.save(update_fields=["left_at"])
        audit.record(by, events.COHORT_LEFT, on=row.cohort, cohort=row.cohort.title, name=row.name)
        live.notify("learning", alliance=row.alliance_id)


def move(*, by: Actor, session: CourseSession, starts: datetime) -> CourseSession:
    """Another day or hour; sessions keep their order. Raises NotAllowed; Refused."""
    with transaction.atomic():
        cohort = _held(by, session.cohort)
        row = CourseSession.objects.select_for_update().get(pk=session.pk)
        if row.attendance.exists():
            raise Refused("It was held: who came is written down. A session that was held is not moved.")
        others = {one.number: one.starts_at for one in cohort.sessions.all()}
        if starts <= clock.now():
            raise Refused("Choose a day to come.")
        if any(
            (number < row.number) == (at >= starts) for number, at in others.items() if number != row.number
        ):
            raise Refused(
                "Sessions follow each other: choose a time between the one before and the one after."
            )
        row.starts_at = starts
        row.save(update_fields=["starts_at"])
        audit.record(by, events.COHORT_SESSION_MOVED, on=cohort, cohort=cohort.title, session=row.title)
        live.notify("learning", alliance=cohort.alliance_id)
    return row


def attend(*, by: Actor, session: CourseSession, came: Mapping[UUID, str]) -> None:
    """Write down who came, by participant. Raises NotAllowed; Refused before it begins or for an unknown word."""
    with transaction.atomic():
        cohort = _held(by, session.cohort)
        now = clock.now()
        if now < session.starts_at:
            raise Refused("The session has not begun yet.")
        if set(came.values()) - set(ATTENDANCE):
            raise Refused("Choose for each how they came, or that they did not. Nothing was kept.")
        people = {one.pk: one for one in cohort.participants.filter(pk__in=came)}
        if len(people) != len(came):
            raise Refused("Somebody on the list does not take part in this cohort. Nothing was kept.")
        SessionAttendance.objects.bulk_create(
            [
                SessionAttendance(
                    session=session, participant=people[pk], came=word, recorded_at=now, recorded_by=by.person_name
                )
                for pk, word in came.items()
            ],
            update_conflicts=True, unique_fields=["session", "participant"],
            update_fields=["came", "recorded_at", "recorded_by"],
        )  # fmt: skip
        audit.record(by, events.COHORT_ATTENDANCE, on=cohort, cohort=cohort.title, session=session.title)
        live.notify("learning", alliance=cohort.alliance_id)


def set_challenge(
    *, by: Actor, participant: Participant, what: str, wanted: str, other: Organisation
) -> OwnChallenge:
    """Say one's own challenge, or word it anew.

    Raises NotAllowed for another's; Refused where the other organisation is one's own, or nothing is said.
    """
    with transaction.atomic():
        row = _own(by, participant)
        if other.pk == row.seat.organisation_id:
            raise Refused(
                "Name another organisation than your own: alone it would be a task and no challenge."
            )
        if not what.strip() or not wanted.strip():
            raise Refused("Say what the challenge is, and what would be different.")
        made = OwnChallenge.objects.create(
            participant=row, what=what.strip(), wanted=wanted.strip(), other=other, other_name=other.name,
            person_id=by.own_person_id,
        )  # fmt: skip
        audit.record(by, events.CHALLENGE_SET, on=row.cohort, cohort=row.cohort.title)
        live.notify("learning", alliance=row.alliance_id)
    return made


def say_change(*, by: Actor, participant: Participant, outcome: str, text: str, evidence: str) -> OwnChange:
    """Say what changed of one's challenge and what shows it. Raises NotAllowed for another's; Refused."""
    with transaction.atomic():
        row = _own(by, participant)
        challenge = row.challenges.exists()
        if refusal := rules.refusal_to_change(challenge=challenge, outcome=outcome, evidence=evidence):
            raise Refused(refusal)
        made = OwnChange.objects.create(
            participant=row,
            outcome=outcome,
            text=text.strip(),
            evidence=evidence.strip(),
            person_id=by.own_person_id,
        )
        audit.record(by, events.CHANGE_SAID, on=row.cohort, cohort=row.cohort.title)
        live.notify("learning", alliance=row.alliance_id)
    return made


def reflect(*, by: Actor, session: CourseSession, text: str) -> Reflection:
    """Keep what one thought after a session; what was there before is replaced, and shared or not as it was.

    Raises NotAllowed for somebody who does not take part; Refused before the session begins or without words.
    """
    with transaction.atomic():
        participant = session.cohort.participants.filter(person_id=by.own_person_id).first()
        if participant is None:
            raise NotAllowed(by, Permission.VIEW_ALIGNMENT)
        row = _own(by, participant)
        if clock.now() < session.starts_at:
            raise Refused("The session has not begun yet.")
        if not text.strip():
            raise Refused("Write something, or leave the page: nothing was changed.")
        kept, _made = Reflection.objects.update_or_create(
            session=session, participant=row, defaults={"text": text.strip(), "person_id": by.own_person_id}
        )
        audit.record(by, events.REFLECTED)
    return kept


def share(*, by: Actor, reflection: Reflection, shared: bool) -> Reflection:
    """Let those of one's cohort read a reflection, or no longer. Raises NotAllowed for another's."""
    require(by, Permission.VIEW_ALIGNMENT, on=reflection)
    if reflection.person_id != by.person_id:
        raise NotAllowed(by, Permission.VIEW_ALIGNMENT)
    with transaction.atomic():
        row = Reflection.objects.select_for_update().get(pk=reflection.pk)
        row.shared_at = clock.now() if shared else None
        row.save(update_fields=["shared_at"])
        audit.record(by, events.REFLECTION_SHARED)
    return row


def _chosen(by: Actor, seats: Collection[UUID]) -> list[Seat]:
    """The seats, each person once: two organisations of one person do not make them two learners."""
    found: dict[UUID, Seat] = {}
    for one in current_seats(by).filter(pk__in=seats):
        found.setdefault(one.holder.pk, one)
    return list(found.values())


def _take_in(by: Actor, row: Cohort, seats: list[Seat], starts: datetime) -> None:
    Participant.objects.bulk_create(
        Participant(
            cohort=row, seat=one, person=one.holder, name=one.holder.name, organisation_name=one.organisation.name
        )
        for one in seats
    )  # fmt: skip
    letters.post(*[
            letters.Letter(
                one.holder.email,
                _("You take part in “%(cohort)s”") % {"cohort": row.title},
                (
                    row.purpose,
                    _("The first session is on %(day)s. Bring a challenge that no organisation can solve alone.")
                    % {"day": starts.date().isoformat()},
                ),
                act=_("See the sessions"),
                path=reverse("alignment:cohort", args=[row.pk]),
            )
            for one in seats
            if one.person_id != by.person_id
        ]
    )  # fmt: skip


def _held(by: Actor, cohort: Cohort) -> Cohort:
    require(by, Permission.HOLD_MEETINGS, on=cohort)
    return Cohort.objects.select_for_update().get(pk=cohort.pk)


def _own(by: Actor, participant: Participant) -> Participant:
    """One's own place in a cohort, held until the transaction ends."""
    require(by, Permission.VIEW_ALIGNMENT, on=participant)
    if participant.person_id != by.person_id:
        raise NotAllowed(by, Permission.VIEW_ALIGNMENT)
    row = Participant.objects.select_for_update().get(pk=participant.pk)
    if row.left_at is not None:
        raise Refused("You have left this cohort; what you said in it stays.")
    return row
