"""A board of four organisations with an office, to test deciding with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from commonweal.access.actor import Actor
from commonweal.database import clock
from commonweal.governance import actions
from commonweal.governance.models import Body, BodySeat, Proposal
from tests.factories.world import World


class Council:
    """An alliance with a board on which a hospital, a clinic, a pantry and a housing agency sit."""

    NAMES = (
        ("Riverside Health", "hospital"),
        ("Millrace Clinic", "clinic"),
        ("Harvest Pantry", "food"),
        ("Open Door", "housing"),
    )

    def __init__(self) -> None:
        world = self.world = World()
        self.moment = clock.now() - timedelta(days=60)
        self.office = world.seat(world.organisation("Alliance office", sector="convenor"), "convenor")
        self.organisations = {name: world.organisation(name, sector=sector) for name, sector in self.NAMES}
        self.leads = {
            name: world.seat(organisation, "partner_lead")
            for name, organisation in self.organisations.items()
        }
        self.seats: dict[str, BodySeat] = {}
        with self.as_(self.office):
            self.board = actions.bodies.set_up(by=self.office, kind="board", name="Board", quorum="half")
            for name, organisation in self.organisations.items():
                self.seats[name] = self.seat(self.board, organisation.pk, self.leads[name])

    def seat(self, body: Body, organisation: Any, holder: Actor) -> BodySeat:
        """A seat with its holder; inside `as_(office)`."""
        seat = actions.bodies.add_seat(by=self.office, body=body, organisation=organisation)
        actions.bodies.seat_person(by=self.office, seat=seat, person=holder.person_id)
        return seat

    def put(self, **facts: Any) -> Proposal:
        """A proposal to the board."""
        with self.as_(self.office):
            facts = {"kind": "other", "question": "Shall we?", "body": self.board} | facts
            return actions.proposals.put(by=self.office, **facts)

    def open(self, proposal: Proposal | None = None, days: float = 7, **facts: Any) -> Proposal:
        """An open vote of the board."""
        proposal = proposal or self.put(**facts)
        with self.as_(self.office):
            closes = clock.now() + timedelta(days=days)
            return actions.proposals.open_vote(by=self.office, proposal=proposal, closes=closes)

    def cast(
        self, proposal: Proposal, name: str, choice: str = "", by: Actor | None = None, **facts: Any
    ) -> Any:
        """A ballot for an organisation's seat."""
        by = by or self.leads[name]
        self.moment += timedelta(minutes=1)
        with self.as_(by):
            return actions.voting.cast(
                by=by, proposal=proposal, seat=self.seats[name], choice=choice, **facts
            )

    def close(self, proposal: Proposal, **facts: Any) -> Proposal:
        """Count it."""
        with self.as_(self.office):
            return actions.voting.close(by=self.office, proposal=proposal, **facts)

    def decided(self, votes: str = "yyyy", **facts: Any) -> Proposal:
        """A question that the board has decided: y, n or - for each seat, in order."""
        proposal = self.open(**facts)
        for name, vote in zip(self.seats, votes, strict=True):
            if vote != "-":
                self.cast(proposal, name, "for" if vote == "y" else "against")
        self.ended(proposal)
        return self.close(proposal)

    def ended(self, proposal: Proposal) -> None:
        """Let the deadline come."""
        self.moment = proposal.closes_at

    @contextmanager
    def as_(self, by: Actor) -> Iterator[None]:
        """Inside, the database sees this actor, and it is this council's moment: a test is one transaction."""
        with self.world.as_(by), clock.standing_at(self.moment):
            yield
