"""An alliance that is asked: organisations by sector, people who sit for them, and a survey of a few questions."""

from __future__ import annotations

from datetime import timedelta

from commonweal.access.actor import Actor
from commonweal.alignment import actions
from commonweal.alignment.models import Asked, Question, Round, Survey, TieRound
from commonweal.alignment.rules.given import Given
from commonweal.database import clock
from tests.factories import World

SECTORS = ("hospital", "clinic", "food", "housing")


class Circle:
    """`people` says how many sit for each organisation; its sector is the key's first part: `food:a`."""

    def __init__(self, people: dict[str, int] | None = None, *, points: int = 5, questions: int = 1) -> None:
        self.world = world = World()
        self.office = world.seat(world.organisation("Office", sector="convenor"), "convenor")
        self.organisations = {}
        self.people: dict[str, list[Actor]] = {}
        for name, count in (people or {"food:a": 3, "food:b": 2, "housing:c": 4}).items():
            self.organisations[name] = world.organisation(name, sector=name.partition(":")[0])
            self.people[name] = [
                world.seat(self.organisations[name], "partner_lead" if at == 0 else "viewer")
                for at in range(count)
            ]
        with world.as_(self.office):
            self.survey = actions.build_survey(
                by=self.office, title="How we are doing", purpose="To see.", instruments=[]
            )
            self.questions = [
                actions.add_question(
                    by=self.office, survey=self.survey, section=f"Part {at}", concept="goals", topic=f"Topic {at}",
                    text=f"Do we agree ({at})?", low="No", high="Yes", points=points, asks_importance=at == 0,
                )
                for at in range(questions)
            ]  # fmt: skip

    @property
    def question(self) -> Question:
        return self.questions[0]

    def send(self, *, days: int = 14) -> Round:
        """Send a round to everybody."""
        with self.world.as_(self.office):
            return actions.open_round(
                by=self.office,
                survey=Survey.objects.get(pk=self.survey.pk),
                closes_at=clock.now() + timedelta(days=days),
            )

    def answer(
        self,
        sent: Round,
        by: Actor,
        value: int | None,
        *,
        hand_in: bool = True,
        importance: int | None = None,
    ) -> None:
        """Somebody answers every question alike."""
        with self.world.as_(by):
            asked = Asked.objects.select_related("round__survey").get(round=sent, person_id=by.person_id)
            given = {one.pk: Given(value, importance) for one in self.questions}
            actions.save_answers(by=by, asked=asked, given=given, hand_in=hand_in)

    def close(self, sent: Round) -> Round:
        """Close the round."""
        with self.world.as_(self.office):
            return actions.close_round(by=self.office, sent=sent)

    def ask_for_ties(self) -> TieRound:
        """Open a round of ties."""
        with self.world.as_(self.office):
            return actions.ask_for_ties(by=self.office, closes_at=clock.now() + timedelta(days=14))

    def tell(
        self, asking: TieRound, name: str, ties: dict[str, int], *, rates: dict[str, int] | None = None
    ) -> None:
        """An organisation names its partners with how many people hold each tie, and rates some on every dimension."""
        from commonweal.alignment.rules.trust import DIMENSIONS

        lead = self.people[name][0]
        with self.world.as_(lead):
            actions.tell_ties(
                by=lead,
                asking=asking,
                ties={self.organisations[to].pk: (3, 2, people) for to, people in ties.items()},
                ratings={
                    (self.organisations[about].pk, dimension): value
                    for about, value in (rates or {}).items()
                    for dimension in DIMENSIONS
                },
            )

    def close_ties(self, asking: TieRound) -> TieRound:
        """Close a round of ties."""
        with self.world.as_(self.office):
            return actions.close_ties(by=self.office, asking=asking)
