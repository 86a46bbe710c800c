"""Two years of acting and learning in the made-up alliance: goals' actions, tests adopted, adapted and abandoned, two
reviews, an evaluation of the published figures and one that was refused, lessons, and what waits for somebody now."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils import timezone

from commonweal.access.actor import Actor
from commonweal.audit import Event
from commonweal.charter import events as charter_events
from commonweal.charter.models import CharterVersion, Goal, ProposedChange
from commonweal.components import reviewing
from commonweal.database import clock
from commonweal.database.identity import Identity, acting
from commonweal.demo import plans_words as words
from commonweal.demo.alliance import Frame
from commonweal.demo.dice import Dice
from commonweal.demo.history import ACT_COLUMNS
from commonweal.demo.load import load
from commonweal.partners.models import Organisation, Seat
from commonweal.partners.queries import actor_for
from commonweal.performance import queries as published
from commonweal.plans import actions, events, sources
from commonweal.plans.models import (
    Action,
    Dependency,
    Evaluated,
    Helper,
    Idea,
    IdeaDoor,
    Lesson,
    Outcome,
    Report,
    Resource,
    Review,
    ReviewComment,
    Spread,
    Test,
)

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Voice:
    """Somebody who sits for an organisation."""

    person: UUID
    name: str
    organisation: Organisation


class Story:
    """Who tells what, and when; and what has been told so far."""

    def __init__(self, dice: Dice, frame: Frame, now: datetime) -> None:
        self.dice, self.now, self.alliance = dice, now, frame.alliance
        self.voices: dict[str, Voice] = {}
        seats = Seat.objects.filter(alliance=frame.alliance, person__isnull=False)
        for seat in seats.select_related("person", "organisation").order_by("organisation__name", "id"):
            voice = Voice(seat.holder.pk, seat.holder.name, seat.organisation)
            if seat.organisation.name not in self.voices or "partner_lead" in seat.roles:
                self.voices[seat.organisation.name] = voice
        self.goals = list(Goal.objects.filter(alliance=frame.alliance).order_by("parent_id", "position"))
        self.acts: list[tuple[Any, ...]] = []
        self.deeds: dict[str, Action] = {}
        self.trials: dict[str, Test] = {}

    def by(self, organisation: str) -> Voice:
        """Who speaks for an organisation; where the alliance has it not, the office."""
        return self.voices.get(organisation) or self.voices[words.OFFICE]

    def at(self, days: float) -> datetime:
        """So many days from now, during office hours."""
        return self.now + timedelta(days=days) if days else self.now

    def day(self, days: int) -> date:
        """So many days from today."""
        return timezone.localdate(self.now) + timedelta(days=days)

    def said(self, voice: Voice, at: datetime) -> dict[str, Any]:
        """What rows say of whom they are from."""
        return {
            "id": self.dice.uid(at),
            "created_at": at,
            "alliance": self.alliance,
            "organisation": voice.organisation,
            "person_id": voice.person,
            "person_name": voice.name,
        }

    def row(self, at: datetime) -> dict[str, Any]:
        """Identifier and time of a row that belongs to another."""
        return {"id": self.dice.uid(at), "created_at": at}

    def goal(self, word: str) -> Goal | None:
        """The goal or objective with this word in its title, where the alliance has one."""
        return next((goal for goal in self.goals if word in goal.title.lower()), None)

    def act(self, at: datetime, voice: Voice, event: Event, row: Any, **details: object) -> None:
        """An act for the record."""
        self.acts.append(
            (
                self.alliance.pk, at, 0, voice.person, voice.name, voice.organisation.pk, voice.organisation.name,
                event.name, row._meta.label_lower, row.pk, None, json.dumps(details, default=str), b"", b"",
            )
        )  # fmt: skip

    @staticmethod
    def owned(voice: Voice) -> dict[str, Any]:
        """Who answers for it."""
        return {
            "owner_id": voice.person,
            "owner_name": voice.name,
            "owner_organisation": voice.organisation,
        }


def write(dice: Dice, frame: Frame, now: datetime) -> None:
    """Write the story; after figures, money and goals, from which reviews and evaluations are made."""
    tell = Story(dice, frame, now)
    for deed in words.DEEDS:
        _deed(tell, deed)
    for deed in words.DEEDS:
        for first in deed.first:
            Dependency.objects.create(
                **tell.row(tell.at(deed.starts)), action=tell.deeds[deed.key], on=tell.deeds[first]
            )
    _ideas(tell)
    for trial in words.TRIALS:
        _trial(tell, trial)
    evaluated = _evaluations(tell)
    _lessons(tell, evaluated)
    _review(tell, "Year one in review", -430, -249, closed=True)
    _review(tell, "Half-year review, autumn", -214, -32, closed=False)
    tell.acts.sort(key=lambda act: act[1])
    load("audit_act", ACT_COLUMNS, tell.acts)


def _deed(tell: Story, deed: words.Deed) -> None:
    """An action with its reports, helpers and resources."""
    owner, written = tell.by(deed.owner), tell.at(min(deed.starts, -12) - 9)
    office = tell.by(words.OFFICE)
    kind, _, said = deed.ending.partition(":")
    ended = tell.at(int(said))
    first = deed.due if deed.moved_from is None else deed.moved_from
    row = Action.objects.create(
        **tell.said(office, written),
        **tell.owned(owner),
        goal=tell.goal(deed.goal),
        title=deed.title,
        done_when=deed.done_when,
        starts=tell.day(deed.starts),
        due=tell.day(deed.due),
        first_due=tell.day(first),
        heard_at=ended,
        begun_at=tell.at(deed.starts) if deed.starts < 0 else None,
        done_at=ended if kind == "done" else None,
        evidence=deed.words if kind == "done" else "",
        dropped_at=ended if kind == "dropped" else None,
        dropped_reason=deed.words if kind == "dropped" else "",
        blocked_at=ended if kind == "blocked" else None,
        blocked_reason=deed.words if kind == "blocked" else "",
    )
    tell.deeds[deed.key] = row
    tell.act(
        written, office, events.ACTION_WRITTEN, row, title=row.title, owner=owner.name, due=row.first_due
    )
    if deed.starts < 0:
        Report.objects.create(**tell.said(owner, tell.at(deed.starts)), action=row, kind="begun")
    if deed.moved_from is not None:
        when = tell.at(min(deed.moved_from - 8, int(said) - 5))
        Report.objects.create(
            **tell.said(owner, when),
            action=row,
            kind="moved",
            text=deed.moved_why,
            due_before=row.first_due,
            due_after=row.due,
        )
        tell.act(
            when, owner, events.ACTION_MOVED, row, title=row.title, before=row.first_due, after=row.due,
            reason=deed.moved_why,
        )  # fmt: skip
    if deed.words:
        said_as = {"heard": "note"}.get(kind, kind)
        Report.objects.create(**tell.said(owner, ended), action=row, kind=said_as, text=deed.words)
        tell.act(ended, owner, events.ACTION_REPORTED, row, title=row.title, what=deed.words)
    for name in deed.helpers:
        Helper.objects.create(**tell.row(written), action=row, organisation=tell.by(name).organisation)
    for name, what, amount, text in deed.gifts:
        Resource.objects.create(
            **tell.row(written), action=row, organisation=tell.by(name).organisation, kind=what,
            amount=None if amount is None else Decimal(amount), text=text, person_name=tell.by(name).name,
        )  # fmt: skip


def _ideas(tell: Story) -> None:
    """Ideas of people with an account, and some that came through a public link without a name."""
    for title, text, who, days, answer, reason in words.IDEAS:
        voice, at = tell.by(who), tell.at(days)
        answered = at + 11 * DAY if answer else None
        row = Idea.objects.create(
            **tell.said(voice, at), title=title, text=text, answer=answer, answer_reason=reason, answered_at=answered,
            answered_by=tell.by(words.OFFICE).name if answer else "",
        )  # fmt: skip
        tell.act(at, voice, events.IDEA_OFFERED, row, title=title)
    pantry, at = tell.by(words.FOODBANK), tell.at(-60)
    place, question = words.DOOR
    door = IdeaDoor.objects.create(
        **tell.said(pantry, at), place=place, question=question, audience="served", open_until=tell.day(60)
    )
    tell.act(at, pantry, events.DOOR_OPENED, door, place=place, until=door.open_until)
    for title, text, days in words.DOOR_IDEAS:
        Idea.objects.create(
            **tell.row(tell.at(days)), alliance=tell.alliance, door=door, title=title, text=text
        )


def _trial(tell: Story, trial: words.Trial) -> None:
    """A cycle of a test. The one that moved the published figures begins in the month in which they move."""
    owner = tell.by(trial.owner)
    starts, ends = tell.day(trial.starts), tell.day(trial.ends)
    if trial.key == "text-2":
        months = published_months(tell)
        starts = months[words.REMINDERS_SINCE] if months else tell.day(-300)
        ends = starts + timedelta(days=trial.ends)
    planned = _noon(starts) - 10 * DAY
    resulted = _noon(ends) + 4 * DAY
    decided = resulted + 6 * DAY
    earlier = tell.trials.get(trial.earlier)
    row = Test.objects.create(
        **tell.said(owner, min(planned, tell.at(-2))),
        **tell.owned(owner),
        goal=tell.goal(trial.goal),
        earlier=earlier,
        cycle=earlier.cycle + 1 if earlier is not None else 1,
        title=trial.title,
        plan=trial.plan,
        measure=trial.measure,
        own_measure=trial.own,
        prediction=trial.prediction,
        predicted=Decimal(trial.predicted) if trial.predicted else None,
        starts=starts,
        result_due=ends,
        result=trial.result,
        study=trial.study,
        observed=Decimal(trial.observed) if trial.observed else None,
        result_at=resulted if trial.result else None,
        result_by=owner.name if trial.result else "",
        decision=trial.decision,
        decision_reason=trial.why,
        decided_at=decided if trial.decision else None,
        decided_by=owner.name if trial.decision else "",
    )
    tell.trials[trial.key] = row
    tell.act(row.created_at, owner, events.TEST_PLANNED, row, title=row.title, cycle=row.cycle, starts=starts)
    if trial.result:
        tell.act(resulted, owner, events.TEST_RESULT, row, title=row.title)
    if trial.decision:
        tell.act(
            decided, owner, events.TEST_DECIDED, row, title=row.title, decision=row.get_decision_display()
        )
    for name, days in trial.spread:
        voice, at = tell.by(name), tell.at(days)
        Spread.objects.create(**tell.said(voice, at), test=row, to=voice.organisation, since=tell.day(days))
        tell.act(at, owner, events.TEST_SPREAD, row, title=row.title, organisation=name, since=tell.day(days))


def published_months(tell: Story) -> list[date]:
    """The months of the published series of missed appointments."""
    with acting(_identity(tell)):
        return [point.start for point in published.series_of("no_show_rate")]


def _evaluations(tell: Story) -> Evaluated | None:
    """By the product's own act: the reminders, and a question that the figures cannot answer."""
    months = published_months(tell)
    if len(months) <= words.REMINDERS_SINCE:
        return None
    analyst = _analyst(tell)
    with acting(Identity(person=analyst.person_id, seat=analyst.seat_id)):
        asked: dict[str, Any] = {"by": analyst, "measure": "no_show_rate"}
        found = actions.evaluate(**asked, start=months[words.REMINDERS_SINCE], test=tell.trials["text-2"])
        actions.evaluate(**asked, start=months[-3])
    return found


def _lessons(tell: Story, evaluated: Evaluated | None) -> None:
    for key, verdict, title, whom, conditions in words.LESSONS:
        test = tell.trials[key]
        voice = tell.by(words.RIVERSIDE if key == "text-2" else words.EASTGATE)
        at = (test.decided_at or tell.now) + 12 * DAY
        shown = evaluated.found["changed"] if key == "text-2" and evaluated and evaluated.found else ""
        row = Lesson.objects.create(
            **tell.said(voice, at), title=title, verdict=verdict, what=test.plan, for_whom=whom, learned=test.study,
            conditions=conditions, evidence="\n\n".join(part for part in (test.result, shown) if part), test=test,
            goal=test.goal, evaluated=evaluated if shown else None,
        )  # fmt: skip
        tell.act(at, voice, events.LESSON_KEPT, row, title=title)
    verdict, title, what, whom, learned, conditions, evidence = words.SHELTER_LESSON
    voice, at = tell.by(words.RIVERSIDE), tell.at(-280)
    row = Lesson.objects.create(
        **tell.said(voice, at), title=title, verdict=verdict, what=what, for_whom=whom, learned=learned,
        conditions=conditions, evidence=evidence, goal=tell.goal("street"),
    )  # fmt: skip
    tell.act(at, voice, events.LESSON_KEPT, row, title=title)


COMMENTS = (
    (words.FOODBANK, "promises", "We answer within two days, but half of the boxes are not fetched. Look at that next."),
    (words.HOUSING, "", "The beds work. Without a rate for the nights they close in a year."),
    (words.CLINIC, "indicators", "Emergency visits rise in our part of the county too; we see people who cannot get through by phone."),
)  # fmt: skip


SUMMARY = (
    "The navigators and the first beds did what we hoped. What needs both health plans at once did not move. "
    "We do less, and finish it."
)


def _change_of_the_charter(tell: Story, office: Voice, title: str, at: datetime) -> ProposedChange | None:
    """What the review proposed to the charter in force, and the answer it got."""
    version = CharterVersion.objects.filter(number=1).first()
    if version is None:
        return None
    answered = at + 16 * DAY
    row = ProposedChange.objects.create(
        **tell.said(office, at + timedelta(minutes=12)), version=version, kind="add", part="values",
        text="We speak of people and their families, because we serve both.",
        reason=f"Review “{title}”: front-line staff and families asked for it.",
        answered_at=answered, answered_by=office.name, accepted=False,
        answer="The second version speaks of people throughout; a sentence of its own is not needed.",
    )  # fmt: skip
    tell.act(answered, office, charter_events.CHANGE_REJECTED, row, reason=row.answer)
    return row


def _review(tell: Story, title: str, first: int, last: int, *, closed: bool) -> None:
    """A review made from the facts as the product gathers them; the first is closed, the second being commented."""
    office = tell.by(words.OFFICE)
    prepared = tell.at(last + 9) if closed else tell.at(-6)
    meets = tell.day(last + 25) if closed else tell.day(8)
    row = Review.objects.create(
        **tell.said(office, tell.at(last - 20)), title=title, first=tell.day(first), last=tell.day(last), meets_on=meets,
        comments_until=meets - 3 * DAY, prepared_at=prepared,
    )  # fmt: skip
    tell.act(prepared, office, events.REVIEW_PREPARED, row, title=title)
    for number, (who, section, text) in enumerate(COMMENTS if not closed else COMMENTS[1:2]):
        voice, at = tell.by(who), prepared + (1 + number) * DAY
        ReviewComment.objects.create(**tell.said(voice, at), review=row, section=section, text=text)
        tell.act(at, voice, events.REVIEW_COMMENTED, row, title=title)
    if not closed:
        return
    at = _noon(meets) + timedelta(hours=3)
    made: list[tuple[str, str, dict[str, Any]]] = [
        ("decision", "The one nurse line is given up; the money goes to same-day visits.", {}),
        ("action", tell.deeds["rides"].title, {"action": tell.deeds["rides"]}),
        (
            "target",
            "Reminders have shown that we can reach more.",
            {"measure": "no_show_rate", "target_before": 15.0, "target_after": 14.0},
        ),
    ]
    if (change := _change_of_the_charter(tell, office, title, at)) is not None:
        made.append(("amendment", f"{change.get_kind_display()}: {change.text}", {"change": change}))
    for minute, (kind, text, more) in enumerate(made):
        said = tell.said(office, at + timedelta(minutes=4 * minute))
        outcome = Outcome.objects.create(**said, review=row, kind=kind, text=text, **more)
        tell.act(at, office, events.REVIEW_OUTCOME, row, title=title, kind=outcome.get_kind_display())
    tell.act(at + 2 * DAY, office, events.REVIEW_CLOSED, row, title=title, changed="1 decision, 1 action, 1 changed target, 1 proposed change of the charter")  # fmt: skip


def gather_reviews(dice: Dice, frame: Frame, now: datetime) -> None:
    """Give the reviews what every room told of their period on the day they were prepared, and close the first; last
    of all chapters, when all rooms have something to tell.
    """
    tell = Story(dice, frame, now)
    for row in Review.objects.filter(alliance=frame.alliance).order_by("last"):
        assert row.prepared_at is not None
        by = _actor(tell)
        with acting(_identity(tell)), clock.standing_at(row.prepared_at):
            own = sources.own(by, row.first, row.last, row.prepared_at)
            row.facts = [asdict(section) for section in [*own, *reviewing.gather(by, row.first, row.last)]]
        if row.outcomes.exists():
            row.summary = SUMMARY
            row.closed_at = _noon(row.meets_on) + timedelta(hours=3) + 2 * DAY
            row.closed_by = tell.by(words.OFFICE).name
        row.save()


def _identity(tell: Story) -> Identity:
    by = _actor(tell)
    return Identity(person=by.person_id, seat=by.seat_id)


def _actor(tell: Story) -> Actor:
    """The office's director."""
    return _sitting(tell, "convenor")


def _analyst(tell: Story) -> Actor:
    return _sitting(tell, "analyst")


def _sitting(tell: Story, role: str) -> Actor:
    seat = (
        Seat.objects.filter(alliance=tell.alliance, roles__contains=[role], person__isnull=False)
        .select_related("person", "organisation", "alliance")
        .order_by("id")
        .first()
    )
    assert seat is not None and seat.person is not None
    return actor_for(seat.person, seat)


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))
