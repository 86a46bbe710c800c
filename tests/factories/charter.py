"""An alliance of three sectors, for tests of Envision."""

from __future__ import annotations

from datetime import date, timedelta

from commonweal.access.actor import Actor
from commonweal.charter import actions
from commonweal.charter.actions.goals import Wording
from commonweal.charter.models import CharterVersion, Goal, Statement, StatementRound
from commonweal.charter.queries import charter as charters
from commonweal.database import clock
from tests.factories.world import World

SAID = ("Everybody has a safe home.", "Nobody waits more than a week for help.", "Hospitals decide.")


class Envision:
    """Office, two hospitals, two pantries and a payer; three people each at the hospitals and pantries."""

    def __init__(self) -> None:
        world = self.world = World()
        self.office = world.seat(world.organisation("Alliance office", sector="convenor"), "convenor")
        self.organisations = {
            name: world.organisation(name, sector=sector)
            for name, sector in (
                ("Northside Hospital", "hospital"), ("Southside Hospital", "hospital"),
                ("Harvest Pantry", "food"), ("Corner Pantry", "food"), ("Prairie Plan", "payer"),
            )
        }  # fmt: skip
        self.leads = {name: world.seat(one, "partner_lead") for name, one in self.organisations.items()}
        self.hospital = self.leads["Northside Hospital"]
        self.pantry = self.leads["Harvest Pantry"]
        self.payer = self.leads["Prairie Plan"]

    def people(self, name: str, count: int) -> list[Actor]:
        """More people of an organisation."""
        return [self.world.seat(self.organisations[name], "viewer") for _ in range(count)]

    def today(self) -> date:
        """The database's day; to be called as somebody."""
        return clock.now().date()

    def round(self, *said: str) -> tuple[StatementRound, list[Statement]]:
        """An open round with statements of the hospital."""
        with self.world.as_(self.office):
            row = actions.open_round(
                by=self.office, question="What will be true?", closes=self.today() + timedelta(days=30)
            )
        with self.world.as_(self.hospital):
            return row, [actions.add_statement(by=self.hospital, round=row, text=one) for one in said or SAID]

    def mark(self, by: Actor, statements: list[Statement], *values: int | None) -> None:
        """Somebody marks statements, one after the other; None: not marked."""
        with self.world.as_(by):
            for statement, value in zip(statements, values, strict=False):
                if value is not None:
                    actions.mark(by=by, statement=Statement.objects.get(pk=statement.pk), value=value)

    def closed_round(self) -> tuple[StatementRound, list[Statement]]:
        """A round that four people of hospitals, four of pantries and one of the payer have marked."""
        row, said = self.round()
        for by in (*self.people("Northside Hospital", 3), self.leads["Southside Hospital"]):
            self.mark(by, said, 1, 1, 1)
        for by in (*self.people("Harvest Pantry", 3), self.leads["Corner Pantry"]):
            self.mark(by, said, 1, 1, -1)
        self.mark(self.payer, said, 1, -1, 0)
        with self.world.as_(self.office):
            row = actions.close_round(by=self.office, round=row)
        return row, said

    def draft(self, *, statements: list[Statement] | None = None) -> CharterVersion:
        """A draft with a sentence in each part."""
        with self.world.as_(self.office):
            row = actions.begin_version(by=self.office, reason="To begin.")
            for part, text in (
                ("purpose", "We exist because no one of us can house a county."),
                ("mission", "We find homes."),
                ("vision", "Everybody has a safe home."),
                ("values", "We say what we cannot do."),
            ):
                chosen = [one.pk for one in statements or []] if part == "vision" else []
                actions.write_sentence(by=self.office, version=row, part=part, text=text, statements=chosen)
        return row

    def out(self, **facts: int) -> CharterVersion:
        """A version that is out for ratification."""
        row = self.draft()
        with self.world.as_(self.office):
            return actions.put_out(
                by=self.office, version=row, answer_by=self.today() + timedelta(days=30), **facts
            )

    def ratify(self, row: CharterVersion, *leads: Actor) -> None:
        """These organisations ratify."""
        for by in leads:
            with self.world.as_(by):
                actions.ratify(
                    by=by, version=row, digest_seen=charters.digest(row), signed_name="Dana Okafor"
                )

    def in_force(self) -> CharterVersion:
        """A version that everybody has ratified."""
        row = self.out()
        self.ratify(row, self.office, *self.leads.values())
        return row

    def goal(self, **facts: object) -> Goal:
        """A goal as somebody wrote it."""
        with self.world.as_(self.office):
            return actions.write_goal(by=self.office, wording=Wording(**{"title": "Homes", **facts}))
