"""A technology partnership of a hospital and a supplier, with agreed service levels, office hours and a ladder."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from commonweal.access.actor import Actor
from commonweal.database.identity import maintenance
from commonweal.technology.models import Contact, Holiday, Hours, Level, Partnership
from tests.factories.world import World

TIMES = {1: (30, 240, True), 2: (60, 480, True), 3: (240, 1440, False), 4: (480, 4800, False)}


class Desk:
    """Two sides, somebody else in the alliance, and what was agreed about service."""

    def __init__(self, *, alliance_sees: bool = False) -> None:
        world = self.world = World()
        self.hospital = world.organisation("Riverside Health", sector="hospital")
        self.supplier = world.organisation("Brightwater Systems", sector="supplier")
        self.clinic = world.organisation("Millrace Clinic", sector="clinic")
        self.customer = world.seat(self.hospital, "partner_lead")
        self.nurse = world.seat(self.hospital, "viewer")
        self.vendor = world.seat(self.supplier, "partner_lead")
        self.other = world.seat(self.clinic, "partner_lead", "convenor")
        day = timezone.now().date() - timedelta(days=200)
        with maintenance():
            self.partnership = Partnership.objects.create(
                alliance=world.alliance, title="Imaging", customer=self.hospital, supplier=self.supplier,
                starts=day, ends=day + timedelta(days=1095), alliance_sees=alliance_sees,
            )  # fmt: skip
            for severity, (respond, resolve, always) in TIMES.items():
                self.add(
                    Level, severity=severity, respond_minutes=respond, resolve_minutes=resolve, always=always
                )
            for weekday in range(5):
                self.add(Hours, weekday=weekday, opens=480, closes=1080)
            self.add(Holiday, day=date(2026, 11, 26), name="Thanksgiving")
            for side in ("customer", "supplier"):
                for level in (1, 2, 3):
                    self.add(
                        Contact, side=side, role=f"level-{level}", name=f"{side} {level}", since=day,
                        email=f"{side}{level}@example.org",
                    )  # fmt: skip

    def add(self, model: type, **facts: Any) -> Any:
        """A row of the partnership, written as the owner."""
        with maintenance():
            return model.objects.create(partnership=self.partnership, **facts)

    def said(self, model: type, actor: Actor | None = None, **facts: Any) -> Any:
        """A fact of the partnership, recorded by somebody."""
        by = actor or self.customer
        who = {
            "person_id": by.person_id,
            "person_name": by.person_name,
            "organisation_id": by.organisation_id,
        }
        return self.add(model, **who, **facts)
