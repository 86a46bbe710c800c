"""An alliance with an office, two partners' leads, a worker and an analyst, and a plan to act on."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from commonweal.access.actor import Actor
from commonweal.charter.models import Goal
from commonweal.database.identity import maintenance
from commonweal.performance.models import Series, Version
from commonweal.plans import actions
from commonweal.plans.models import Action, Test
from tests.factories import World

TODAY = date.today()


class Plan:
    """Who acts, and shortcuts for rows."""

    def __init__(self) -> None:
        self.world = World()
        self.office_of = self.world.organisation("Alliance office", sector="convenor")
        self.hospital = self.world.organisation("Riverside Health", sector="hospital")
        self.pantry = self.world.organisation("Harvest Pantry", sector="food")
        self.office = self.world.seat(self.office_of, "convenor")
        self.lead = self.world.seat(self.hospital, "partner_lead")
        self.other = self.world.seat(self.pantry, "partner_lead")
        self.worker = self.world.seat(self.pantry, "intake_worker")
        self.analyst = self.world.seat(self.hospital, "analyst")

    def goal(self, title: str = "Fewer missed appointments", **facts: Any) -> Goal:
        """A goal, not accepted yet."""
        with maintenance():
            return Goal.objects.create(
                alliance=self.world.alliance,
                organisation=self.office_of,
                person_id=self.office.person_id,
                person_name="N",
                title=title,
                **facts,
            )

    def action(self, *, by: Actor | None = None, owner: Actor | None = None, **facts: Any) -> Action:
        """An action of the hospital's lead, from today for sixty days."""
        writer, person = by or self.office, owner or self.lead
        facts = {
            "title": "Call every no-show",
            "done_when": "Ninety of a hundred were called",
            "starts": TODAY,
            "due": TODAY + timedelta(days=60),
        } | facts
        with self.world.as_(writer):
            return actions.write(by=writer, owner=person.person_id, **facts)  # type: ignore[arg-type]

    def test(self, *, by: Actor | None = None, **facts: Any) -> Test:
        """A test of the hospital's lead that began a week ago."""
        writer = by or self.lead
        facts = {
            "title": "Text the day before",
            "plan": "Two clinics text everybody for two weeks",
            "prediction": "No-shows fall from 17 to 14 %",
            "owner": self.lead.person_id,
            "starts": TODAY - timedelta(days=7),
            "result_due": TODAY + timedelta(days=7),
            "measure": "no_show_rate",
        } | facts
        with self.world.as_(writer):
            return actions.plan(by=writer, **facts)

    def published(self, values: list[float], measure: str = "no_show_rate", **others: list[float]) -> Version:
        """Monthly figures up to last month; `others` by partner's name with _ for a space."""
        first = (TODAY.replace(day=1) - timedelta(days=31 * len(values))).replace(day=1)
        with maintenance():
            version = Version.objects.create(
                alliance=self.world.alliance,
                number=Version.objects.filter(alliance=self.world.alliance).count() + 1,
                published_by="N",
                published_for="Office",
                fingerprint="f" * 64,
                first=first,
                last=TODAY,
                methods={},
            )
            partners = {one.name: one for one in (self.hospital, self.pantry)}
            for name, numbers in {"": values, **others}.items():
                Series.objects.create(
                    version=version,
                    measure=measure,
                    organisation=partners[name.replace("_", " ")] if name else None,
                    group_by="all",
                    group="all",
                    points=[_point(first, at, value) for at, value in enumerate(numbers)],
                )
        return version


def _point(first: date, at: int, value: float) -> list[object]:
    month = first.month - 1 + at
    start = date(first.year + month // 12, month % 12 + 1, 1)
    end = (start + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return [start.isoformat(), end.isoformat(), value * 10, 1000.0, value, False, 2, 0]


def month_of(at: int, count: int) -> date:
    """The month of the point at this place of a series of so many."""
    first = (TODAY.replace(day=1) - timedelta(days=31 * count)).replace(day=1)
    return date.fromisoformat(str(_point(first, at, 1.0)[0]))
