"""Two cohorts: one that finished in the summer with most of its challenges moved, one in its fifth week."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

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
from commonweal.alignment.rules.learning import dates
from commonweal.demo.alignment_people.cast import Cast
from commonweal.demo.dice import Dice
from commonweal.partners.models import Seat

KNOWN = ("lead", "housing", "analyst", "board")
"""Those one can sign in as who take part in the cohort that runs; the first of them missed the last two sessions."""
SIZE = 10
CHALLENGES = (
    ("People leave hospital on Friday and the shelter takes nobody in before Monday.", "Nobody is discharged to the street on a Friday.",
     "changed", "The ward calls the shelter on Thursday, and two beds are held.", "Friday discharges to the street: 1 of 23 in the last quarter, 7 of 26 before"),
    ("Families tell their story four times before somebody helps.", "The second organisation reads what the first wrote down.",
     "partly", "Two of the four now begin with what was sent. The other two still ask everything.", "41 of 60 families asked said that they told it twice or less"),
    ("Food boxes reach people with diabetes that they cannot eat.", "Boxes come in two kinds, and the clinic says which.",
     "changed", "The clinic ticks the kind on the referral, the pantry packs it.", "52 of 58 referrals of the last month name the kind"),
    ("Rides are late on Sundays, so people miss dialysis on Monday morning.", "A ride on Sunday evening for those who live far out.",
     "unchanged", "The county did not pay for the driver. We asked too late in its year.", "Still no ride on Sundays; the request stands for next year's budget"),
    ("Nobody knows which landlord takes a voucher this month.", "One list that is looked at every week.",
     "changed", "Housing and the legal aid keep the list together on Mondays.", "The list was renewed in 11 of 12 weeks"),
    ("People who hear badly hang up when our line plays its menu.", "A way in by text message for every partner.",
     "partly", "Three partners answer text messages, the rest do not yet.", "3 of 8 partners list a number for texts"),
)  # fmt: skip
THOUGHTS = (
    "I explained for ten minutes what the others knew better. Next time I ask first.",
    "I had thought that the others were slow. They wait for a paper from us.",
    "What I called a promise was heard as a hope.",
    "It is easier to speak about power when somebody large begins.",
)


def write(cast: Cast) -> None:
    """Sixteen people of the alliance, most of them once."""
    # Chance of its own: what other rooms tell does not depend on how many people learn together.
    dice = Dice(f"learning together {len(cast.seats)}")
    known = [cast.known(key) for key in KNOWN]
    leads = [one for one in cast.leads() if one.person_id not in {seat.person_id for seat in known}]
    first = dice.sample(leads, min(SIZE, len(leads)))
    _finished(dice, cast, first)
    later = [one for one in leads if one not in first] + first
    _running(dice, cast, known + later[: SIZE - len(known)])


def _cohort(
    dice: Dice, cast: Cast, seats: list[Seat], title: str, purpose: str, days: float
) -> tuple[list[CourseSession], list[Participant]]:
    course, made = courses()["twelve-weeks"], cast.ago(days + 30)
    row = Cohort.objects.create(
        id=dice.uid(made), created_at=made, alliance=cast.alliance, title=title, purpose=purpose, course=course.key,
        place="Library on Main Street, room 3", **cast.said(cast.known("convenor")),
    )  # fmt: skip
    zone = cast.alliance.timezone
    there = cast.ago(days).astimezone(ZoneInfo(zone)).replace(hour=13, minute=0, second=0, microsecond=0)
    # Nobody meets at a weekend: the Friday before.
    there -= timedelta(days=max(0, there.weekday() - 4))
    sessions = CourseSession.objects.bulk_create(
        CourseSession(
            id=dice.uid(made), created_at=made, cohort=row, number=number, starts_at=at, minutes=course.minutes,
            title=week.title, aim=week.aim, agenda=list(week.agenda), reading=week.reading, further=week.further,
            question=week.question,
        )
        for number, (week, at) in enumerate(
            zip(course.weeks, dates(there, len(course.weeks), zone), strict=True), 1
        )
    )  # fmt: skip
    people = Participant.objects.bulk_create(
        Participant(
            id=dice.uid(made), created_at=made, cohort=row, seat=seat, person=seat.holder, name=seat.holder.name,
            organisation_name=seat.organisation.name,
        )
        for seat in seats
    )  # fmt: skip
    return sessions, people


def _finished(dice: Dice, cast: Cast, seats: list[Seat]) -> None:
    sessions, people = _cohort(
        dice, cast, seats, "First cohort", "Ten people who send each other referrals learn to change them together.", 160
    )  # fmt: skip
    gone = people[-1]
    gone.left_at = sessions[4].starts_at
    gone.save(update_fields=["left_at"])
    for place, session in enumerate(sessions):
        there = people if place < 4 else people[:-1]
        _attended(
            dice,
            cast,
            session,
            {one: _came(dice, 0.5 if one is people[-2] else 0.93) for one in there},
        )
    # The others came without a challenge of their own.
    for place, (one, told) in enumerate(zip(people[:-1], CHALLENGES, strict=False)):
        what, wanted, outcome, text, shown = told
        _challenge(dice, one, people[(place + 1) % len(people)].seat, what, wanted, sessions[1].starts_at)
        at = sessions[-1].starts_at + timedelta(hours=2)
        OwnChange.objects.create(
            id=dice.uid(at), created_at=at, participant=one, outcome=outcome, text=text, evidence=shown,
            person_id=one.person_id,
        )  # fmt: skip
    _reflected(dice, people[0], sessions[3:7], shared=True)


def _running(dice: Dice, cast: Cast, seats: list[Seat]) -> None:
    sessions, people = _cohort(
        dice, cast, seats, "Second cohort", "Hospital, housing and the county learn to ask each other first.", 29
    )  # fmt: skip
    for place, session in enumerate(sessions[:4]):
        words = {one: _came(dice, 0.9) for one in people}
        words[people[0]] = "present" if place < 2 else "apologies"
        _attended(dice, cast, session, words)
    for place, one in enumerate(people[1:7], 1):
        what, wanted, *_rest = CHALLENGES[-place % len(CHALLENGES)]
        _challenge(dice, one, people[(place + 2) % len(people)].seat, what, wanted, sessions[1].starts_at)
    _reflected(dice, people[1], sessions[:2], shared=True)
    _reflected(dice, people[0], sessions[:1], shared=False)


def _came(dice: Dice, share: float) -> str:
    if dice.random() < share:
        return dice.pick([("present", 4), ("remote", 1)])
    return dice.pick([("apologies", 3), ("absent", 1)])


def _attended(dice: Dice, cast: Cast, session: CourseSession, words: dict[Participant, str]) -> None:
    at = session.starts_at + timedelta(minutes=session.minutes)
    SessionAttendance.objects.bulk_create(
        SessionAttendance(
            id=dice.uid(at), created_at=at, session=session, participant=one, came=word, recorded_at=at,
            recorded_by=cast.known("convenor").holder.name,
        )
        for one, word in words.items()
    )  # fmt: skip


def _challenge(dice: Dice, one: Participant, other: Seat, what: str, wanted: str, session: datetime) -> None:
    at = session + timedelta(hours=20)
    OwnChallenge.objects.create(
        id=dice.uid(at), created_at=at, participant=one, what=what, wanted=wanted, other=other.organisation,
        other_name=other.organisation.name, person_id=one.person_id,
    )  # fmt: skip


def _reflected(dice: Dice, one: Participant, sessions: list[CourseSession], *, shared: bool) -> None:
    for place, session in enumerate(sessions):
        at = session.starts_at + timedelta(hours=6)
        Reflection.objects.create(
            id=dice.uid(at), created_at=at, session=session, participant=one, person_id=one.person_id,
            text=THOUGHTS[place], shared_at=at if shared and place % 2 else None,
        )  # fmt: skip
