"""Who tells what when, in the made-up alliance."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from commonweal.access.models import Person
from commonweal.demo.alliance import Frame
from commonweal.demo.dice import Dice
from commonweal.partners.models import Organisation


@dataclass
class Teller:
    """Writes rows with who and when, and keeps the acts for the record."""

    dice: Dice
    frame: Frame
    now: datetime
    people: dict[str, tuple[Person, Organisation]]
    acts: list[tuple[datetime, Person, Organisation, str, dict[str, Any]]] = field(default_factory=list)

    def at(self, days: float) -> datetime:
        """So many days ago, at an hour when people work."""
        day = self.now - timedelta(days=days)
        return min(day.replace(hour=15, minute=self.dice.randint(0, 59)), self.now - timedelta(minutes=30))

    def row(self, model: Any, when: datetime, by: str = "office", **facts: Any) -> Any:
        """One row, written then by this person."""
        person, organisation = self.people[by]
        return model.objects.create(
            id=self.dice.uid(when), created_at=when, alliance=self.frame.alliance, person=person,
            person_name=person.name, organisation_name=organisation.name, **facts,
        )  # fmt: skip

    def bare(self, model: Any, when: datetime, **facts: Any) -> Any:
        """One row that names no writer."""
        return model(id=self.dice.uid(when), created_at=when, alliance=self.frame.alliance, **facts)

    def act(self, when: datetime, by: str, kind: str, **details: Any) -> None:
        """An act for the record."""
        person, organisation = self.people[by]
        self.acts.append((when, person, organisation, kind, details))
