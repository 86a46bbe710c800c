"""An alliance whose people get aligned: an office, a hospital with a lead and a navigator, another partner."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from commonweal.alignment.models import (
    Captured,
    Meeting,
    MeetingSeat,
    ReadinessStep,
    Stakeholder,
    StakeholderReading,
)
from commonweal.database.identity import maintenance
from commonweal.directory.domains import NeedDomain
from commonweal.directory.models import Language, Location, Provider, Service, ServiceAtLocation
from tests.factories.world import World


class Street:
    """Some people and what a test needs of them."""

    def __init__(self) -> None:
        world = self.world = World()
        self.bureau = world.organisation("Alliance office", sector="convenor")
        self.hospital = world.organisation("Riverside Health", sector="hospital")
        self.housing = world.organisation("Open Door Housing", sector="housing")
        self.office = world.seat(self.bureau, "convenor")
        self.lead = world.seat(self.hospital, "partner_lead")
        self.worker = world.seat(self.hospital, "navigator")
        self.viewer = world.seat(self.hospital, "viewer")
        self.other = world.seat(self.housing, "partner_lead")

    def candidate(self, name: str, need: NeedDomain, **facts: Any) -> Service:
        """A provider that is no partner, with a service in the middle of town where Spanish is spoken."""
        alliance = self.world.alliance
        with maintenance():
            provider = Provider.objects.create(alliance=alliance, name=name)
            service = Service.objects.create(
                alliance=alliance, provider=provider, name=f"{name}: help", domains=[need.value], **facts
            )
            place = Location.objects.create(
                alliance=alliance, name=name, near_latitude=39.76, near_longitude=-84.2, precision="stated"
            )
            ServiceAtLocation.objects.create(alliance=alliance, service=service, location=place)
            Language.objects.create(alliance=alliance, service=service, name="Spanish", codes=["es"])
        return service

    def trouble(self) -> None:
        """A powerful stakeholder without contact, an overdue step, a meeting to answer about with a late action."""
        now = timezone.now()
        office = {"person_id": self.office.person_id, "person_name": self.office.person_name}
        lead = {"person_id": self.lead.person_id, "person_name": self.lead.person_name}
        with maintenance():
            mayor = Stakeholder.objects.create(
                alliance=self.world.alliance,
                name="The Mayor",
                kind="regulator",
                added_by_id=self.office.person_id,
            )
            StakeholderReading.objects.create(
                stakeholder=mayor,
                on=now.date(),
                interest=3,
                influence=5,
                support=0,
                support_needed=1,
                **office,
            )
            ReadinessStep.objects.create(
                alliance=self.world.alliance, organisation=self.hospital, item="why", what="Write it down",
                owner_id=self.lead.person_id, due=(now - timedelta(days=2)).date(), **lead,
            )  # fmt: skip
            review = Meeting.objects.create(
                alliance=self.world.alliance, title="Review", purpose="Look back", starts_at=now - timedelta(hours=26),
                ends_at=now - timedelta(hours=25), **office,
            )  # fmt: skip
            MeetingSeat.objects.create(
                meeting=review, seat_id=self.office.seat_id, name="N", organisation_name="O", attendance="present",
                recorded_at=now,
            )  # fmt: skip
            Captured.objects.create(
                meeting=review, kind="action", text="Write to the county", owner_id=self.office.person_id,
                owner_name="N", due=(now - timedelta(days=1)).date(), person_name="N",
            )  # fmt: skip

    def let_begin(self, row: Meeting) -> None:
        """It began half an hour ago."""
        self._move(row, timedelta(minutes=-30), timedelta(minutes=30))

    def let_end(self, row: Meeting) -> None:
        """It ended an hour ago."""
        self._move(row, timedelta(hours=-2), timedelta(hours=-1))

    def let_pass(self, row: Meeting) -> None:
        """It ended eight days ago."""
        self._move(row, timedelta(days=-8, hours=-1), timedelta(days=-8))

    @staticmethod
    def _move(row: Meeting, starts: timedelta, ends: timedelta) -> None:
        """Time travel: the row is moved, whatever guards it."""
        with maintenance(), connection.cursor() as cursor:
            cursor.execute("set constraints all immediate")
            cursor.execute("alter table alignment_meeting disable trigger keep")
            Meeting.objects.filter(pk=row.pk).update(
                starts_at=timezone.now() + starts, ends_at=timezone.now() + ends
            )
            cursor.execute("alter table alignment_meeting enable trigger keep")
