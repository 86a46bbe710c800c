"""Who tells the story of the made-up alliance: people on their seats, rows with when and by whom, acts for the record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from commonweal.demo import charter_words as words
from commonweal.demo.alliance import Frame
from commonweal.demo.dice import Dice
from commonweal.partners.models import Organisation, Seat

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Voice:
    """Somebody who sits for an organisation."""

    person: UUID
    name: str
    organisation: Organisation


class Telling:
    """What is told, by whom, and when."""

    def __init__(self, dice: Dice, frame: Frame, now: datetime) -> None:
        self.dice, self.now, self.alliance = dice, now, frame.alliance
        seats = (
            Seat.objects.filter(alliance=frame.alliance, person__isnull=False)
            .select_related("person", "organisation")
            .order_by("organisation__name", "id")
        )
        self.voices = [Voice(one.holder.pk, one.holder.name, one.organisation) for one in seats]
        self.first: dict[str, Voice] = {}
        for seat, one in zip(seats, self.voices, strict=True):
            if one.organisation.name not in self.first or "partner_lead" in seat.roles:
                self.first[one.organisation.name] = one
        self.members = [member.row.pk for member in frame.members]
        self.acts: list[tuple[datetime, Voice, str, str, UUID, dict[str, object]]] = []

    def by(self, organisation: str) -> Voice:
        """Who speaks for an organisation; where a small alliance has it not, the office."""
        return self.first.get(organisation) or self.first[words.OFFICE]

    def said(self, voice: Voice, at: datetime) -> dict[str, Any]:
        """What rows say of whom they are from."""
        return {
            "id": self.dice.uid(at), "created_at": at, "alliance": self.alliance, "organisation": voice.organisation,
            "person_id": voice.person, "person_name": voice.name,
        }  # fmt: skip

    def act(self, at: datetime, voice: Voice, kind: str, row: Any, /, **details: object) -> None:
        """An act for the record."""
        self.acts.append((at, voice, kind, row._meta.label_lower, row.pk, details))
