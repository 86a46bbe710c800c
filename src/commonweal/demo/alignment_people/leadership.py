"""Five leaders asked for feedback in the last finished half-year; one asked a year before, and one is asking now."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from commonweal.alignment.models import (
    DevelopmentAction,
    Feedback,
    FeedbackAnswer,
    FeedbackGiven,
    FeedbackRequest,
    FeedbackShare,
    SelfAnswer,
)
from commonweal.alignment.rules.leadership import ITEMS
from commonweal.demo.alignment_people.cast import Cast
from commonweal.demo.dice import Dice
from commonweal.partners.models import Seat

WEAK = ("inquiry", "time", "reactions")
"""What this alliance's leaders are seen to do least; the first of them rose after a year of practice."""


def write(dice: Dice, cast: Cast) -> None:
    """Rounds, what became of them, and a plan."""
    leaders = [cast.known("lead"), cast.known("convenor"), cast.known("housing"), cast.lead("Laurel Food Bank"),
               cast.lead("Millrace Family Clinic")]  # fmt: skip
    half = _last_half(cast.now)
    daniel = leaders[0]
    raters = _raters(dice, cast, daniel, 6)
    _round(dice, cast, daniel, raters, half - timedelta(days=330), lift=0.0)
    last = _round(dice, cast, daniel, raters, half + timedelta(days=40), lift=0.7)
    for place, leader in enumerate(leaders[1:]):
        others = _raters(dice, cast, leader, dice.randint(4, 7))
        _round(dice, cast, leader, others, half + timedelta(days=25 + 20 * place), lift=0.3)
    FeedbackShare.objects.create(
        feedback=last, person=leaders[1].holder, person_name=leaders[1].holder.name, id=dice.uid(cast.ago(30))
    )
    for item, what, due, note in (
        ("inquiry", "Ask two questions before I say what I think, in every steering meeting", 45, "Three people said it to me unasked."),
        ("time", "Begin the housing group with ten minutes for people, and keep them", -20, ""),
    ):  # fmt: skip
        at = cast.ago(80)
        DevelopmentAction.objects.create(
            id=dice.uid(at), created_at=at, feedback=last, item=item, what=what, due=cast.day(due),
            done_at=cast.ago(due) if note else None, done_note=note,
        )  # fmt: skip
    _asking(dice, cast, cast.lead("United Neighbors"), [cast.known("lead"), cast.known("convenor"), cast.known("housing"),
                                                        cast.known("board"), cast.known("analyst")])  # fmt: skip


def _last_half(now: datetime) -> datetime:
    """When the half-year that is over began."""
    return datetime(now.year, 1, 1, tzinfo=UTC) if now.month > 6 else datetime(now.year - 1, 7, 1, tzinfo=UTC)


def _raters(dice: Dice, cast: Cast, leader: Seat, count: int) -> list[Seat]:
    others = [seat for seat in cast.leads() if seat.person_id != leader.person_id]
    return dice.sample(others, count)


def _round(
    dice: Dice, cast: Cast, leader: Seat, raters: list[Seat], closed: datetime, *, lift: float
) -> Feedback:
    asked = closed - timedelta(days=21)
    row = Feedback.objects.create(
        id=dice.uid(asked), created_at=asked, alliance=cast.alliance, leader=leader.holder,
        leader_name=leader.holder.name, closes_on=closed.date(), closed_at=closed,
    )  # fmt: skip
    answers = []
    for rater in raters:
        request = FeedbackRequest.objects.create(
            id=dice.uid(asked),
            created_at=asked,
            feedback=row,
            person=rater.holder,
            person_name=rater.holder.name,
        )
        FeedbackGiven.objects.create(id=dice.uid(closed), request=request, person=rater.holder)
        for item in ITEMS:
            mean = (2.9 if item.key in WEAK else 3.7) + (lift if item.key == WEAK[0] else lift / 3)
            value = mean if item.good else 5.4 - mean
            answers.append((item.key, min(5, max(1, round(dice.gauss(value, 0.8))))))
    # Shuffled, so that not even the order of the rows keeps one person's answers together.
    dice.shuffle(answers)
    FeedbackAnswer.objects.bulk_create(
        FeedbackAnswer(id=dice.uid(closed), feedback=row, item=item, value=value) for item, value in answers
    )
    SelfAnswer.objects.bulk_create(
        SelfAnswer(
            id=dice.uid(asked), created_at=asked, feedback=row, item=item.key,
            value=dice.choice((4, 4, 5) if item.good else (1, 2, 2)),
        )
        for item in ITEMS
    )  # fmt: skip
    return row


def _asking(dice: Dice, cast: Cast, leader: Seat, raters: list[Seat]) -> None:
    asked = cast.ago(6)
    row = Feedback.objects.create(
        id=dice.uid(asked), created_at=asked, alliance=cast.alliance, leader=leader.holder,
        leader_name=leader.holder.name, closes_on=cast.day(-8),
    )  # fmt: skip
    for rater in raters:
        FeedbackRequest.objects.create(
            id=dice.uid(asked),
            created_at=asked,
            feedback=row,
            person=rater.holder,
            person_name=rater.holder.name,
        )
