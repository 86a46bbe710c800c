"""Two years of the steering group: hurried at first, better since each meeting begins with time for people."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from commonweal.alignment.models import (
    AgendaItem,
    Captured,
    Meeting,
    MeetingAnswer,
    MeetingAnswered,
    MeetingSeat,
    Voice,
)
from commonweal.alignment.rules.meetings import CAME, QUESTIONS
from commonweal.demo.alignment_people.cast import Cast
from commonweal.demo.dice import Dice
from commonweal.partners.models import Seat

MONTHS = 20
CHANGED = 9
"""Since this meeting, counted from the first, time is set aside for people and everybody is heard in turn."""
MEMBERS = 12
TOPICS = (
    ("Where people wait longest", "The shelter line is answered until midnight", "Ask the county for two more beds in winter"),
    ("What the night line costs", "The pool pays the night line for six months", "Bring the invoices of the first quarter"),
    ("Rides to dialysis", "Rides are booked by the clinic, not by the patient", "Train the front desk on the booking page"),
    ("Referrals that nobody answers", "After five days a referral goes to the next service", "Call the three services that answer late"),
    ("Food boxes on discharge day", "Boxes are packed the evening before", "Find a refrigerator for ward four"),
    ("Figures of the quarter", "The housing figure is published with its limits", "Explain the July peak with the hotel's closing"),
    ("What families asked for", "Families get one number to call", "Write the card in four languages"),
)  # fmt: skip


def write(dice: Dice, cast: Cast) -> None:
    """The meetings held, one that is just over, one that is coming."""
    seats = [
        cast.known("convenor"),
        cast.known("lead"),
        cast.known("housing"),
        cast.known("board"),
        cast.known("analyst"),
    ]
    others = [seat for seat in cast.leads() if seat.person_id not in {one.person_id for one in seats}]
    seats += dice.sample(others, MEMBERS - len(seats))
    for number in range(MONTHS):
        days = 30.4 * (MONTHS - number) - 4
        _held(dice, cast, seats, number, _at(cast, days))
    last = _held(dice, cast, seats, MONTHS, _at(cast, 3), closed=False)
    Captured.objects.create(
        id=dice.uid(last.ends_at), created_at=last.ends_at, meeting=last, kind="action", text="Send the county the letter",
        owner=cast.known("convenor").holder, owner_name=cast.known("convenor").holder.name, due=cast.day(1),
        person_name=cast.known("office").holder.name,
    )  # fmt: skip
    _coming(dice, cast, seats)


def _at(cast: Cast, days: float) -> datetime:
    """Ten o'clock where the alliance is, so many days before the end."""
    there = cast.ago(days).astimezone(ZoneInfo(cast.alliance.timezone))
    # Nobody meets at a weekend: the Friday before.
    there -= timedelta(days=max(0, there.weekday() - 4))
    return there.replace(hour=10, minute=0, second=0, microsecond=0)


def _planned(dice: Dice, cast: Cast, seats: list[Seat], number: int, starts: datetime) -> Meeting:
    made = starts - timedelta(days=14)
    topic = TOPICS[number % len(TOPICS)][0]
    row = Meeting.objects.create(
        id=dice.uid(made), created_at=made, alliance=cast.alliance, title=f"Steering group: {topic.lower()}",
        purpose=f"{topic}: decide what we do about it, and who does it.", place="County hall, room 2",
        starts_at=starts, ends_at=starts + timedelta(minutes=90), invited_at=made, **cast.said(cast.known("office")),
    )  # fmt: skip
    items = [("Figures since last time", "inform", 20), (topic, "discuss", 35), ("What we do", "decide", 25)]
    if number >= CHANGED:
        items = [("Arriving: what went well since last time?", "people", 10), ("Figures since last time", "inform", 10),
                 (topic, "voices", 30), ("What we do", "decide", 25), ("How did we work together?", "people", 5)]  # fmt: skip
    AgendaItem.objects.bulk_create(
        AgendaItem(id=dice.uid(made), created_at=made, meeting=row, position=place, title=title, kind=kind, minutes=minutes)
        for place, (title, kind, minutes) in enumerate(items, 1)
    )  # fmt: skip
    MeetingSeat.objects.bulk_create(
        MeetingSeat(
            id=dice.uid(made), created_at=made, meeting=row, seat=seat, name=seat.holder.name,
            organisation_name=seat.organisation.name,
        )
        for seat in seats
    )  # fmt: skip
    return row


def _held(
    dice: Dice, cast: Cast, seats: list[Seat], number: int, starts: datetime, *, closed: bool = True
) -> Meeting:
    row = _planned(dice, cast, seats, number, starts)
    ends, better = row.ends_at, number >= CHANGED
    recorder = cast.known("office").holder.name
    table = [
        ("present", 7.0),
        ("remote", 2.0),
        ("apologies", 1.0 if better else 2.5),
        ("absent", 0.2 if better else 1.5),
    ]
    there = []
    for one in row.seats.select_related("seat__person"):
        one.attendance, one.recorded_at, one.recorded_by = dice.pick(table), starts, recorder
        if one.seat.person_id == cast.known("convenor").person_id:
            one.attendance = "present"
        one.save()
        if one.attendance in CAME:
            there.append(one)
    _topic, decided, action = TOPICS[number % len(TOPICS)]
    items = {one.kind: one for one in row.items.all()}
    common = {"created_at": ends, "meeting": row, "item": items["decide"], "person_name": recorder}
    Captured.objects.create(id=dice.uid(ends), kind="decision", text=f"{decided}.", **common)
    owner = dice.choice(there).seat.holder
    due = starts + timedelta(days=21)
    done = due < cast.now
    Captured.objects.create(
        id=dice.uid(ends), kind="action", text=f"{action}.", owner=owner, owner_name=owner.name, due=due.date(),
        done_at=due if done else None, done_note="Done, and told to the group." if done else "", **common,
    )  # fmt: skip
    if "voices" in items:
        Voice.objects.bulk_create(
            Voice(
                id=dice.uid(ends), created_at=ends, meeting=row, item=items["voices"], seat=one, person_name=recorder,
                said=dice.choice(("We see it too.", "Ask those who use it first.", "Our staff could take one evening.", "")),
            )
            for one in there
        )  # fmt: skip
    if closed:
        _answered(dice, row, there, number)
        row.closed_at = ends + timedelta(days=1)
        row.save(update_fields=["closed_at"])
    return row


def _answered(dice: Dice, row: Meeting, there: list[MeetingSeat], number: int) -> None:
    """Most of those who were there answer; pace and voices rise after the change, worth a little."""
    rise = max(0, min(1.0, (number - CHANGED + 1) / 4))
    means = {
        "pace": 2.7 + 1.2 * rise,
        "voices": 2.6 + 1.6 * rise,
        "inquiry": 2.8 + 0.8 * rise,
        "worth": 3.1 + 0.8 * rise,
    }
    people = [one for one in there if dice.random() < 0.8]
    MeetingAnswered.objects.bulk_create(
        MeetingAnswered(id=dice.uid(row.ends_at), meeting=row, person=one.seat.person) for one in people
    )
    answers = [
        (question, min(5, max(1, round(dice.gauss(means[question], 0.8)))))
        for question in QUESTIONS
        for _one in people
    ]
    dice.shuffle(answers)
    MeetingAnswer.objects.bulk_create(
        MeetingAnswer(id=dice.uid(row.ends_at), meeting=row, question=question, value=value)
        for question, value in answers
    )


def _coming(dice: Dice, cast: Cast, seats: list[Seat]) -> None:
    _planned(dice, cast, seats, MONTHS + 1, _at(cast, -19))
