"""An organisation of the made-up alliance, with what the history needs of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from commonweal.access.models import Person
from commonweal.directory.models import Service
from commonweal.partners.models import Organisation


@dataclass
class Member:
    """An organisation, who works there and what it offers."""

    row: Organisation
    accounts: bool
    postcode: str
    services: list[Service] = field(default_factory=list)
    workers: list[Person] = field(default_factory=list)
    diligence: float = 1.0
    """How readily it answers and closes: 0.3 … 1.2."""
