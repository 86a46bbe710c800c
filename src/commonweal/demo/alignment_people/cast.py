"""Who plays in the story."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from commonweal.demo.alliance import DOMAIN, Frame
from commonweal.partners.models import Alliance, Seat


@dataclass(frozen=True)
class Cast:
    """The alliance, its seats, and the day on which the story ends."""

    alliance: Alliance
    now: datetime
    seats: list[Seat]

    @classmethod
    def of(cls, frame: Frame, now: datetime) -> Cast:
        """Everybody who sits in the alliance, by organisation and then by who came first."""
        rows = (
            Seat.objects.filter(alliance=frame.alliance, person__isnull=False)
            .select_related("person", "organisation")
            .order_by("organisation__name", "person__email")
        )
        return cls(frame.alliance, now, list(rows))

    def ago(self, days: float) -> datetime:
        """So many days before the end."""
        return self.now - timedelta(days=days)

    def day(self, days: float) -> date:
        """The day so many days before the end; ahead of it where negative."""
        return (self.now - timedelta(days=days)).date()

    def known(self, key: str) -> Seat:
        """One of the people whom one can sign in as: “convenor”, “lead”, …"""
        return next(seat for seat in self.seats if seat.holder.email == f"{key}@{DOMAIN}")

    def lead(self, organisation: str) -> Seat:
        """Whoever speaks for an organisation; where nobody does, whoever sits for it."""
        mine = [seat for seat in self.seats if seat.organisation.name == organisation]
        return next((seat for seat in mine if "partner_lead" in seat.roles), mine[0])

    def leads(self) -> list[Seat]:
        """One seat of each organisation where people sign in: whoever speaks for it."""
        return [self.lead(name) for name in dict.fromkeys(seat.organisation.name for seat in self.seats)]

    @staticmethod
    def said(seat: Seat) -> dict[str, object]:
        """The columns that say who recorded something."""
        return {"person": seat.holder, "person_name": seat.holder.name}
