"""A contract year with its parties, for tests about money: a payer and three partners in the year 2025."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from commonweal.access.actor import Actor
from commonweal.payments import actions
from commonweal.payments.models import ContractYear, Pool, PoolPayment
from commonweal.payments.queries import years
from tests.factories.world import World

EXAMPLES = Path(__file__).resolve().parents[2] / "docs" / "examples" / "settlement"
PARTIES = {
    "evergreen": "Evergreen Health Plan",
    "hospital": "Northside Hospital",
    "clinic": "Riverside Community Clinic",
    "pantry": "Northside Food Pantry",
}


def terms(name: str = "shared-savings") -> str:
    """One of the documented examples, moved to 2025."""
    return (EXAMPLES / f"{name}.toml").read_text(encoding="utf-8").replace("2026-", "2025-")


def figures(name: str = "shared-savings") -> bytes:
    """Its figures."""
    return (EXAMPLES / f"{name}.csv").read_bytes()


class Contract:
    """An alliance whose partners are the parties of the documented example."""

    def __init__(self) -> None:
        world = self.world = World()
        self.office = world.seat(world.organisation("Alliance office", sector="convenor"), "convenor")
        self.organisations = {party: world.organisation(name) for party, name in PARTIES.items()}
        self.leads: dict[str, Actor] = {
            party: world.seat(one, "partner_lead") for party, one in self.organisations.items()
        }

    def draft(self, text: str = "", **facts: bool) -> ContractYear:
        """A draft whose parties are known by their names."""
        with self.world.as_(self.office):
            return actions.draft(by=self.office, text=text or terms(), **facts)

    def signed(self, **facts: bool) -> ContractYear:
        """A year that everybody has signed."""
        year = self.draft(**facts)
        with self.world.as_(self.office):
            digest = actions.offer(by=self.office, year=year).digest()
        for lead in self.leads.values():
            with self.world.as_(lead):
                actions.sign(by=lead, year=year, digest_seen=digest, signed_name="Dana Okafor")
        return year

    def complete(self, **facts: bool) -> ContractYear:
        """A year whose figures are complete."""
        year = self.signed(**facts)
        with self.world.as_(self.office):
            actions.upload(by=self.office, year=year, name="figures.csv", content=figures())
            actions.declare_complete(by=self.office, year=year)
        return year

    def settled(self, **facts: bool) -> ContractYear:
        """A year that is settled."""
        year = self.complete(**facts)
        with self.world.as_(self.office):
            actions.settle(by=self.office, year=year)
        return year

    def read(self, year: ContractYear) -> ContractYear:
        """The year as it stands, with what belongs to it; to be called as somebody."""
        return years.years().get(pk=year.pk)

    def pool(self, approving: Sequence[str], *, taking_part: Sequence[str] = (), **facts: Any) -> Pool:
        """A pool opened by the office; `approving` and `taking_part`: parties by their short names."""
        facts = {"name": "Community pool", "carried_in": Decimal(5)} | facts
        with self.world.as_(self.office):
            return actions.open_pool(
                by=self.office,
                approving=[self.organisations[party].pk for party in approving],
                taking_part=[self.organisations[party].pk for party in taking_part],
                **facts,
            )

    def asked(
        self, pool: Pool, amount: Decimal | int | str, *, by: str = "pantry", **facts: Any
    ) -> PoolPayment:
        """A payment to itself that a party asks a pool for."""
        lead = self.leads[by]
        facts = {"purpose": "Food boxes"} | facts
        with self.world.as_(lead):
            return actions.ask(by=lead, pool=pool, to=lead.organisation_id, amount=Decimal(amount), **facts)
