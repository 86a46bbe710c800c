"""What the made-up alliance thinks of itself: two survey rounds with a change, a third under way, two maps of ties.

A year ago people agreed on the purpose and not on who has a say; small partners felt unheard. The office answered with
an agenda set by turns, and this year it shows. Between the alliance and the faith communities there is one link, and
it hangs on one person.

Answers are given through the database's own function, as a person on a seat gives them; rounds and reports bear the
days on which they would have been made.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection

from commonweal.access.actor import Actor
from commonweal.alignment import actions, links
from commonweal.alignment.models import (
    Asked,
    FollowUp,
    Imported,
    ImportedFigure,
    Question,
    Rating,
    Report,
    Round,
    Survey,
    Tie,
    TieRound,
)
from commonweal.alignment.rules.instruments import INSTRUMENTS
from commonweal.alignment.rules.trust import DIMENSIONS
from commonweal.database.identity import Identity, acting, maintenance
from commonweal.demo.alliance import Frame
from commonweal.demo.dice import Dice
from commonweal.partners.models import Organisation, Seat
from commonweal.partners.queries import actor_for

SMALL = {"food", "housing", "faith", "social", "education", "transport", "legal"}
LARGE = {"hospital", "payer", "public_health"}
OFFICE = "Laurel County Health Alliance office"
FRAGILE = ("Riverside Health", "St. Anne Parish Outreach")

# Mean answers a year ago and now, of large and of small partners: what the two rounds tell.
VIEWS: dict[str, tuple[tuple[float, float], tuple[float, float]]] = {
    "goals": ((4.2, 4.4), (4.1, 4.4)),
    "priorities": ((2.3, 2.8), (4.4, 4.3)),
    "delivery": ((3.6, 4.0), (2.9, 3.8)),
    "benefits": ((3.9, 4.2), (3.0, 3.7)),
    "costs": ((2.6, 2.5), (3.6, 3.1)),
    "power": ((4.0, 4.0), (2.0, 3.3)),
    "transparency": ((4.1, 4.2), (2.4, 3.6)),
    "inclusiveness": ((4.0, 4.1), (2.2, 3.5)),
}
FOLLOWS = (
    (
        "Organisations take turns in setting the agenda: each month another one writes it, with the office's help.",
        OFFICE,
        60,
    ),
    (
        "Decisions go to everybody whom they concern a week before the vote, on one page in plain words.",
        OFFICE,
        90,
    ),
    ("The hospitals pay for the time that small partners spend in working groups.", "Riverside Health", 180),
)


IN_OWN_WORDS = (
    "Decide where the agenda comes from before the agenda.",
    "More time between hearing of a plan and being asked to vote on it.",
    "One person to call who knows who does what.",
    "Pay small partners for the hours they sit in meetings.",
    "Say it in plain words; half of us do not know what attribution means.",
    "Nothing. This year it worked.",
    "Tell us what became of the people we sent on.",
    "Begin meetings with somebody whom we serve.",
)
"""What some answer in their own words, in turn."""
EVERY = 14
"""One in so many writes something."""


def write(dice: Dice, frame: Frame, now: datetime) -> None:
    """Two closed rounds of one survey a year apart, one open round of another, two rounds of ties."""
    office = _office(frame)
    survey = _survey(office, "How we work together", ("goals", "benefits", "say"), now - timedelta(days=430))
    with _as(office):
        actions.add_question(
            by=office, survey=survey, section="In your own words", concept="other", topic="What would help most",
            text="What one thing would help us most to work together?", kind=Question.WORDS,
        )  # fmt: skip
    first = _round(dice, frame, office, survey, 1, now - timedelta(days=400), taking_part=0.78)
    _close(office, first, now - timedelta(days=378))
    _follow(frame, office, first, now - timedelta(days=371))
    second = _round(dice, frame, office, survey, 2, now - timedelta(days=44), taking_part=0.93)
    _close(office, second, now - timedelta(days=23))
    meetings = _survey(
        office, "Our meetings and those who lead", ("meetings", "leadership"), now - timedelta(days=12)
    )
    _round(dice, frame, office, meetings, 1, now - timedelta(days=17), taking_part=0.4)
    members = [member.row for member in frame.members if member.row.sector != "convenor"]
    _ties(dice, frame, office, members, 1, now - timedelta(days=390), now, answering=0.8)
    _ties(dice, frame, office, members, 2, now - timedelta(days=40), now, answering=0.95)
    _imported(office, now)


def _survey(office: Actor, title: str, instruments: Sequence[str], day: datetime) -> Survey:
    purpose = " ".join(INSTRUMENTS[key].purpose for key in instruments)
    with _as(office):
        row = actions.build_survey(by=office, title=title, purpose=purpose, instruments=list(instruments))
    with maintenance():
        Survey.objects.filter(pk=row.pk).update(created_at=day)
    return row


def _round(
    dice: Dice, frame: Frame, office: Actor, survey: Survey, number: int, day: datetime, *, taking_part: float
) -> Round:
    """Everybody asked; most answer, each in the manner of their organisation's size."""
    seats = {
        seat.person_id: seat
        for seat in Seat.objects.filter(alliance=frame.alliance, person__isnull=False)
        .select_related("person", "organisation", "alliance")
        .order_by("-organisation__name", "person__name")
    }
    row = Round.objects.create(
        id=dice.uid(day), created_at=day, alliance=frame.alliance, survey=survey, number=number,
        seat_id=office.own_seat_id, closes_at=day + timedelta(days=21), person_id=office.own_person_id,
        person_name=office.person_name,
    )  # fmt: skip
    # Those who answer do so while the round is open; a past one is open until its answers are in.
    ends = row.closes_at
    Round.objects.filter(pk=row.pk).update(closes_at=day + timedelta(days=3650))
    questions = list(survey.questions.all())
    for at, seat in enumerate(seats.values()):
        asked = Asked.objects.create(
            id=dice.uid(day), created_at=day, alliance=frame.alliance, round=row, seat=seat, person=seat.holder,
            organisation=seat.organisation, sector=seat.organisation.sector,
        )  # fmt: skip
        if dice.random() < taking_part and not (
            number == 1 and seat.title == "Director" and taking_part < 0.5
        ):
            words = IN_OWN_WORDS[(at // EVERY + number) % len(IN_OWN_WORDS)] if at % EVERY == 0 else ""
            _answer(dice, asked, questions, seat.organisation.sector, words, later=number > 1)
    Asked.objects.filter(round=row, begun_on__isnull=False).update(
        begun_on=(day + timedelta(days=4)).date(), handed_in_on=(day + timedelta(days=4)).date()
    )
    Round.objects.filter(pk=row.pk).update(closes_at=ends)
    return row


def _answer(
    dice: Dice, asked: Asked, questions: Sequence[Question], sector: str, words: str, *, later: bool
) -> None:
    given: list[dict[str, object]] = []
    for question in questions:
        if question.kind == Question.WORDS:
            given.append({"question": str(question.pk), "words": words})
            continue
        large, small = VIEWS.get(question.concept, ((3.6, 3.9), (3.3, 3.7)))
        mean = (large if sector in LARGE else small)[1 if later else 0]
        value = min(question.points, max(1, round(dice.gauss(mean, 0.8))))
        weight = 4.6 if question.concept in {"power", "goals", "inclusiveness"} else 3.6
        importance = min(5, max(1, round(dice.gauss(weight, 0.6))))
        given.append({"question": str(question.pk), "value": value, "importance": importance})
    with acting(Identity(person=asked.person_id, seat=asked.seat_id)), connection.cursor() as cursor:
        cursor.execute(
            "select commonweal.survey_save(%s, %s, %s::jsonb, true)",
            [asked.pk, links.key_of(asked.pk), json.dumps(given)],
        )


def _close(office: Actor, row: Round, day: datetime) -> None:
    with _as(office):
        actions.close_round(by=office, sent=row)
    with maintenance():
        Round.objects.filter(pk=row.pk).update(closed_at=day)


def _follow(frame: Frame, office: Actor, row: Round, day: datetime) -> None:
    by_name = {member.row.name: member.row for member in frame.members}
    for text, organisation, days in FOLLOWS:
        FollowUp.objects.create(
            round=row, created_at=day, text=text, organisation=by_name.get(organisation),
            due=(day + timedelta(days=days)).date(), person_id=office.own_person_id, person_name=office.person_name,
        )  # fmt: skip


def _ties(
    dice: Dice,
    frame: Frame,
    office: Actor,
    members: Sequence[Organisation],
    number: int,
    day: datetime,
    now: datetime,
    *,
    answering: float,
) -> None:
    """Riverside stands in the middle; like works with like; the parish is reached through one person only."""
    row = TieRound.objects.create(
        id=dice.uid(day), created_at=day, alliance=frame.alliance, number=number, closes_at=now + timedelta(days=30),
        person_id=office.own_person_id, person_name=office.person_name,
    )  # fmt: skip
    sitting = Seat.objects.filter(alliance=frame.alliance, person__isnull=False).select_related("person")
    lead = {seat.organisation_id: seat for seat in sitting}
    regard = {one.pk: dice.uniform(2.4, 3.4) + (0.2 if number > 1 else 0) for one in members}
    ties = _who_works_with_whom(dice, members, number)
    for one in members:
        must = one.name in FRAGILE
        seat = lead.get(one.pk)
        if not must and dice.random() > answering:
            continue
        report = Report.objects.create(
            id=dice.uid(day), created_at=day + timedelta(days=dice.randint(1, 18)), round=row, organisation=one,
            person_id=seat.holder.pk if seat else office.own_person_id,
            person_name=seat.person.name if seat and seat.person else office.person_name,
        )  # fmt: skip
        said = [pair for pair in ties if one.pk in pair and (must or dice.random() < 0.85)]
        others = sorted({next(pk for pk in pair if pk != one.pk) for pair in said})
        fragile = {other.pk for other in members if {one.name, other.name} == set(FRAGILE)}
        Tie.objects.bulk_create(
            Tie(
                report=report, organisation=one, to_id=to, frequency=1 if to in fragile else dice.randint(1, 4),
                depth=1 if to in fragile else dice.randint(1, 4),
                people=1 if to in fragile else dice.pick([(2, 0.45), (3, 0.55)]),
            )
            for to in others
        )  # fmt: skip
        Rating.objects.bulk_create(
            Rating(
                report=report, organisation=one, about_id=about, dimension=dimension,
                value=min(4, max(1, round(dice.gauss(regard[about] + (0.4 if about == one.pk else 0), 0.7)))),
            )
            for about in [*others, one.pk]
            for dimension in DIMENSIONS
        )  # fmt: skip
    with _as(office):
        actions.close_ties(by=office, asking=row)
    with maintenance():
        closed = day + timedelta(days=21)
        TieRound.objects.filter(pk=row.pk).update(closes_at=closed, closed_at=closed)


def _who_works_with_whom(dice: Dice, members: Sequence[Organisation], number: int) -> list[frozenset[UUID]]:
    pairs = []
    for at, one in enumerate(members):
        for other in members[at + 1 :]:
            names, sectors = {one.name, other.name}, {one.sector, other.sector}
            if FRAGILE[1] in names:
                share = 1.0 if names == set(FRAGILE) else 0.0
            elif "Riverside Health" in names:
                share = 0.6
            else:
                share = (0.3 if len(sectors) == 1 else 0.08) + (0.04 if number > 1 else 0)
            if dice.random() < share:
                pairs.append(frozenset({one.pk, other.pk}))
    return pairs


def _imported(office: Actor, now: datetime) -> None:
    row = Imported.objects.create(
        alliance_id=office.own_alliance_id, instrument="County partnership survey", taken_on=date(now.year - 1, 3, 15),
        licence="Licence of the county to its partners, letter of 4 February", lowest=1, highest=7,
        person_id=office.own_person_id, person_name=office.person_name,
    )  # fmt: skip
    figures = (
        ("Synergy", 41, "5.1"),
        ("Leadership", 41, "5.4"),
        ("Efficiency", 40, "4.6"),
        ("Satisfaction", 41, "5.2"),
    )
    ImportedFigure.objects.bulk_create(
        ImportedFigure(imported=row, position=at, topic=topic, people=people, mean=mean)
        for at, (topic, people, mean) in enumerate(figures)
    )


def _office(frame: Frame) -> Actor:
    seat = (
        Seat.objects.filter(alliance=frame.alliance, roles__contains=["convenor"])
        .select_related("person", "organisation", "alliance")
        .order_by("person__email")[0]
    )
    assert seat.person is not None
    return actor_for(seat.person, seat)


def _as(by: Actor) -> AbstractContextManager[None]:
    return acting(Identity(person=by.person_id, seat=by.seat_id))
