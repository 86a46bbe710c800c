"""A technology partnership of three years: Riverside Health and Brightwater Systems, with its plan and its people.

What happened at the service desk stands in `technology_service`, what was paid in `technology_money`, training,
ideas and how both sides see it in `technology_people`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db.models import Model

from commonweal.access.models import Person
from commonweal.access.roles import purposes_of
from commonweal.charter.models import Goal
from commonweal.database.ranges import period
from commonweal.demo import technology_money, technology_people, technology_service
from commonweal.demo.alliance import DOMAIN, Frame
from commonweal.demo.dice import Dice
from commonweal.demo.words import PASSWORD
from commonweal.partners.models import Membership, Organisation, Seat, Site
from commonweal.technology import models as rows
from commonweal.technology.models import Fact, Partnership

SUPPLIER = "Brightwater Systems"
CUSTOMER = "Riverside Health"
DAY = timedelta(days=1)


@dataclass
class Scene:
    """The partnership and who acts in it."""

    dice: Dice
    now: datetime
    partnership: Partnership
    customer: Person
    supplier: Person
    assets: dict[str, rows.Asset]
    goal: Goal | None
    """A goal of the alliance that the work serves, where it has set one."""

    def add(
        self, model: type[Model], when: datetime | None = None, /, *, told_by: str = "customer", **facts: Any
    ) -> Any:
        """A row of the partnership, recorded then (or now); a fact is told by one of the two people."""
        at = min(when or self.now, self.now)
        if issubclass(model, Fact):
            person = self.customer if told_by == "customer" else self.supplier
            side = self.partnership.customer if told_by == "customer" else self.partnership.supplier
            facts = {"person": person, "person_name": person.name, "organisation": side} | facts
        return model._default_manager.create(
            id=self.dice.uid(at), created_at=at, partnership=self.partnership, **facts
        )

    def day(self, ago: int) -> date:
        """So many days ago; a negative number is ahead."""
        return (self.now - ago * DAY).date()


def write(dice: Dice, frame: Frame, now: datetime) -> None:
    """Write the whole story."""
    customer = next(member.row for member in frame.members if member.row.name == CUSTOMER)
    supplier, manager = _supplier(dice, frame, now)
    lead = Person.objects.get(email=f"lead@{DOMAIN}")
    start = datetime(now.year - 2, 1, 1, 15, tzinfo=UTC)
    partnership = Partnership.objects.create(
        id=dice.uid(start), created_at=start, alliance=frame.alliance, title="Connected care at Riverside",
        customer=customer, supplier=supplier, starts=start.date(), ends=date(now.year, 12, 31),
        purpose="One platform for images, infusion and referrals at the bedside; one monthly sum, shared risk, and "
        "clinicians who spend their time with patients.",
    )  # fmt: skip
    goal = Goal.objects.filter(alliance=frame.alliance, ended_at__isnull=True).order_by("position").first()
    scene = Scene(dice, now, partnership, lead, manager, {}, goal)
    _people(scene, start.date())
    _plan(scene)
    _delivery(scene)
    _analytics(scene)
    technology_service.write(scene)
    technology_people.write(scene)
    technology_money.write(scene, frame)


def _supplier(dice: Dice, frame: Frame, now: datetime) -> tuple[Organisation, Person]:
    """The supplier joins when the partnership begins; two of its people have seats."""
    joined = datetime(now.year - 2, 1, 1, 14, tzinfo=UTC)
    row = Organisation.objects.create(
        id=dice.uid(joined), created_at=joined, introduced_in=frame.alliance, name=SUPPLIER, sector="supplier",
        about="Medical technology and a service desk for hospitals.", website="https://brightwater.example",
        contact_email="desk@brightwater.example",
        mission="Technology that leaves clinicians more time.",
        incentives="Contracts that last, and sites that others want to see.",
        risks="Promises made before the work is understood.",
        decision_process="The account team decides up to the contract; above it the regional board.",
    )  # fmt: skip
    Membership.objects.create(alliance=frame.alliance, organisation=row, period=period(joined))
    password = make_password(PASSWORD)
    people = []
    for key, name, title in (
        ("technology", "Nadia Brandt", "Delivery manager"),
        ("desk", "Tariq Haddad", "Service desk"),
    ):
        person = Person.objects.create(
            id=dice.uid(joined), created_at=joined, email=f"{key}@{DOMAIN}", name=name, password=password
        )
        Seat.objects.create(
            id=dice.uid(joined), alliance=frame.alliance, organisation=row, person=person, title=title,
            roles=["partner_lead"], purposes=purposes_of(["partner_lead"]), period=period(joined),
        )  # fmt: skip
        people.append(person)
    frame.demo_people.append((f"technology@{DOMAIN}", f"Nadia Brandt, {SUPPLIER}", "partner lead"))
    return row, people[0]


def _people(scene: Scene, start: date) -> None:
    for side, role, name, email, until in (
        ("customer", "sponsor", "Dr. Lena Whitfield", "whitfield@riverside.example", None),
        ("customer", "clinical", "Dr. Marcus Oyelaran", "oyelaran@riverside.example", scene.day(24)),
        ("customer", "delivery", "Daniel Osei", f"lead@{DOMAIN}", None),
        ("customer", "level-1", "Grace Tran", "tran@riverside.example", None),
        ("customer", "level-2", "Daniel Osei", f"lead@{DOMAIN}", None),
        ("customer", "level-3", "Dr. Lena Whitfield", "whitfield@riverside.example", None),
        ("supplier", "sponsor", "Henrik Aalto", "aalto@brightwater.example", scene.day(80)),
        ("supplier", "sponsor", "Ingrid Solheim", "solheim@brightwater.example", None),
        ("supplier", "delivery", "Nadia Brandt", f"technology@{DOMAIN}", None),
        ("supplier", "level-1", "Tariq Haddad", f"desk@{DOMAIN}", None),
        ("supplier", "level-2", "Nadia Brandt", f"technology@{DOMAIN}", None),
        ("supplier", "level-3", "Ingrid Solheim", "solheim@brightwater.example", None),
    ):
        since = scene.day(78) if name == "Ingrid Solheim" and role == "sponsor" else start
        scene.add(rows.Contact, side=side, role=role, name=name, email=email, since=since, until=until)


ASSETS: tuple[tuple[str, str, str, int, int, str, str, int, int, str], ...] = (
    # kind, name, variant, units, yearly cost, supplier, where it runs, days until support ends, risk, known by
    ("infusion pump", "Pumps, intensive care", "Brightwater Flow 4", 84, 27_300, SUPPLIER, "", 900, 2, ""),
    ("infusion pump", "Pumps, medical wards", "Brightwater Flow 3", 120, 48_600, SUPPLIER, "", 210, 4, ""),
    ("infusion pump", "Pumps, emergency", "Medicore P9", 38, 17_900, "Medicore", "", -40, 4, ""),
    ("patient monitor", "Monitors, intensive care", "Brightwater View 12", 46, 41_000, SUPPLIER, "", 1200, 2, ""),
    ("patient monitor", "Monitors, step-down", "Brightwater View 12", 30, 26_700, SUPPLIER, "", 1200, 2, ""),
    ("imaging archive", "Image archive", "Brightwater Vault 7", 1, 182_000, SUPPLIER, "Northgate cloud", 640, 3, ""),
    ("ultrasound", "Ultrasound, emergency", "Sonique S2", 9, 31_500, "Sonique", "", 300, 3, ""),
    ("ultrasound", "Ultrasound, obstetrics", "Brightwater Echo", 6, 16_800, SUPPLIER, "", 1000, 2, ""),
    ("integration engine", "Interface engine", "Brightwater Link", 1, 64_000, SUPPLIER, "Northgate cloud", 500, 4, "Owen Petrie"),
    ("alarm middleware", "Alarm routing", "Brightwater Signal", 1, 38_000, SUPPLIER, "Northgate cloud", 480, 3, "Owen Petrie"),
    ("telehealth", "Video visits", "Brightwater Meet", 1, 29_000, SUPPLIER, "Northgate cloud", 700, 2, ""),
)  # fmt: skip
SHOWN = ("Image archive", "Interface engine", "Alarm routing", "Video visits")


def _plan(scene: Scene) -> None:
    site = Site.objects.filter(organisation=scene.partnership.customer).first()
    for kind, name, variant, units, cost, maker, hosted, support, risk, known in ASSETS:
        asset = scene.add(
            rows.Asset, kind=kind, name=name, variant=variant, units=units, site=site, maker=maker, hosted_on=hosted,
            known_by=known, yearly_cost=Decimal(cost), support_ends=scene.day(-support), risk=risk,
            bought_on=scene.day(scene.dice.randint(700, 2900)), owner="Clinical engineering",
            contract="Connected care" if maker == SUPPLIER else "separate purchase", on_status_page=name in SHOWN,
        )  # fmt: skip
        scene.assets[name] = asset
        meant = max(12, units * 3)
        for ago, share in ((420, 0.52), (240, 0.66), (45, 0.83)):
            using = round(meant * min(0.97, share + scene.dice.uniform(-0.08, 0.08)))
            scene.add(
                rows.Use, scene.now - ago * DAY, asset=asset, on=scene.day(ago), meant=meant, using=using,
                trained=min(meant, using + scene.dice.randint(0, 5)), satisfaction=scene.dice.choice([3, 4, 4, 5]),
                workaround="Rates are copied to paper during transfers." if "medical" in name and ago == 45 else "",
            )  # fmt: skip
    goal = scene.goal
    needs = [
        scene.add(
            rows.Need, title=title, area=area, goal=goal if measure else None, measure=measure, raised_by=who
        )
        for title, area, measure, who in (
            ("One pump library in the whole house", "all wards", "", "Nursing council"),
            (
                "Images within a minute in the emergency room",
                "emergency",
                "emergency_visits_per_1000",
                "Emergency physicians",
            ),
            ("Fewer alarms that need nobody", "intensive care", "", "Intensive care nurses"),
        )
    ]
    year = scene.now.year
    for move, title, about, need, due, costs, outcome, reason in (
        ("standardise", "Flow 4 on medical wards", "Pumps, medical wards", 0, -190, ((year, 240_000), (year + 1, 310_000)),
         "chosen", "One library, one training; the board took the longer lease."),
        ("replace", "Pumps of the emergency room", "Pumps, emergency", 0, -60, ((year, 98_000),), "deferred",
         "Waits for the budget of next year."),
        ("optimise", "Archive answers within a minute", "Image archive", 1, 60, ((year - 1, 45_000), (year, 20_000)),
         "chosen", "Cheaper than a second archive, which was the alternative."),
        ("add", "Alarm rules by patient", "Alarm routing", 2, -120, ((year + 1, 64_000),), "", ""),
        ("replace", "Ultrasound on one platform", "Ultrasound, emergency", 0, -300, ((year + 1, 190_000), (year + 2, 90_000)),
         "declined", "Obstetrics and emergency need different probes."),
    ):  # fmt: skip
        step = scene.add(
            rows.Step, move=move, title=title, asset=scene.assets[about], need=needs[need], due=scene.day(due),
            alternatives="Keep it and buy support by the hour; lease; buy from another maker.",
            done_on=scene.day(50) if due > 0 else None,
        )  # fmt: skip
        for on, amount in costs:
            scene.add(rows.StepCost, step=step, year=on, amount=Decimal(amount))
        if outcome:
            scene.add(rows.StepDecision, scene.now - 100 * DAY, step=step, outcome=outcome, reason=reason)


def _delivery(scene: Scene) -> None:
    done = (
        ("Interfaces tested", 330),
        ("Archive moved", 300),
        ("First ward live", 270),
        ("All wards live", 200),
    )
    for title, lead, start, end, milestones, accepted in (
        ("Archive and interfaces", "Grace Tran", 420, 190, done, True),
        ("Flow 4 on medical wards", "Daniel Osei", 90, -150,
         (("Library agreed", 60), ("Pilot ward live", 12), ("Wards 2 to 6 live", -60), ("Old pumps returned", -140)), False),
    ):  # fmt: skip
        project = scene.add(
            rows.Project, scene.now - start * DAY, title=title, goal=scene.goal, customer_lead=lead, supplier_lead="Nadia Brandt",
            starts=scene.day(start), ends=scene.day(end), step=rows.Step.objects.filter(
                partnership=scene.partnership, title=title).first(),
        )  # fmt: skip
        before = None
        for name, due in milestones:
            reached = accepted or due > 20
            milestone = scene.add(
                rows.Milestone, project=project, title=name, goal=scene.goal, due=scene.day(due),
                done_on=scene.day(due - scene.dice.randint(-3, 4)) if reached else None,
                done_by=lead if reached else "",
            )  # fmt: skip
            if before is not None:
                scene.add(rows.Wait, milestone=milestone, before=before)
            before = milestone
        for question in (
            "Restore from backup tried?",
            "Super-users named on every ward?",
            "Paper way known for an outage?",
        ):
            made = accepted or question.startswith("Super")
            scene.add(
                rows.Check, project=project, question=question, passed=True if made else None,
                checked_by=lead if made else "", checked_at=scene.now - 80 * DAY if made else None,
            )  # fmt: skip
        if accepted:
            scene.add(rows.Acceptance, scene.now - 185 * DAY, project=project)
            scene.add(rows.Acceptance, scene.now - 183 * DAY, project=project, told_by="supplier")
            for title_, unit, base, promised, value in (
                ("Minutes until an image opens", "minutes", 4, 1, Decimal("1.2")),
                ("Reports typed twice", "in a month", 310, 40, 35),
            ):
                benefit = scene.add(
                    rows.Benefit,
                    project=project,
                    title=title_,
                    unit=unit,
                    baseline=base,
                    promised=promised,
                    by=scene.day(60),
                )
                scene.add(
                    rows.Measured, scene.now - 30 * DAY, benefit=benefit, on=scene.day(30), value=value,
                    source="log of the archive, first full month",
                )  # fmt: skip


def _analytics(scene: Scene) -> None:
    for question, decision, measure, who, rhythm in (
        ("Do fewer people need the emergency room?", "Whether to extend the ultrasound pilot", "emergency_visits_per_1000",
         "Emergency leads", "month"),
        ("Do people come back soon after they leave?", "Which wards get video visits next", "readmission_30_day_all_cause",
         "Quality committee", "quarter"),
        ("Is care cheaper for the same people?", "How the shared reward is used", "", "Steering group", "year"),
    ):  # fmt: skip
        scene.add(
            rows.Question,
            question=question,
            decision=decision,
            measure=measure,
            who=who,
            rhythm=rhythm,
        )
    for goal, measure in (
        ("clinical", "readmission_30_day_all_cause"), ("operational", "emergency_visits_per_1000"), ("operational", "bed_occupancy"),
        ("financial", "cost_paid_pmpm"), ("care", "experience_top_box"), ("health", "needs_resolved"),
        ("cost", "cost_paid_pmpm"), ("work", "administrative_hours_share"),
    ):  # fmt: skip
        scene.add(rows.GoalIndicator, goal=goal, measure=measure)
