"""A technology partnership of the hospital's with one of everything."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from commonweal.database.identity import maintenance
from commonweal.payments.models import ContractParty, ContractYear
from commonweal.technology import models as rows_
from commonweal.technology.models import Partnership
from tests.factories.payments import terms
from tests.factories.technology import TIMES
from tests.factories.town import Rows, Town

DAY = date(2025, 3, 1)


def rows(town: Town) -> Rows:
    """What the addresses of this room are filled with."""
    world, hospital = town.world, town.hospital
    supplier = world.organisation("Brightwater Systems", sector="supplier")
    now = timezone.now()
    with maintenance():
        partnership = Partnership.objects.create(
            alliance=world.alliance, title="Imaging", customer=hospital, supplier=supplier, starts=DAY,
            ends=date(2028, 2, 28),
        )  # fmt: skip
        who = {"person_id": town.lead.person_id, "person_name": "N", "organisation": hospital}

        def new(model: Any, **facts: Any) -> Any:
            said = who if issubclass(model, rows_.Fact) else {}
            return model.objects.create(partnership=partnership, **said, **facts)

        asset = new(
            rows_.Asset, kind="pump", name="Pumps", variant="A", units=20, on_status_page=True,
            support_ends=timezone.now().date() + timedelta(days=90), yearly_cost=900,
        )  # fmt: skip
        new(rows_.Use, asset=asset, on=DAY, meant=20, using=12, workaround="Paper")
        need = new(rows_.Need, title="Fewer alarms")
        step = new(rows_.Step, move="replace", title="New pumps", asset=asset, need=need, due=DAY)
        new(rows_.StepCost, step=step, year=2026, amount=1000)
        new(rows_.StepCost, step=step, year=2027, amount=500)
        new(rows_.StepDecision, step=step, outcome="deferred", reason="Budget")
        course = new(rows_.Course, title="Pumps", roles=["nurse"], asset=asset, valid_months=1)
        learner = new(rows_.Learner, name="Ana", unit="ICU", role="nurse")
        session = new(rows_.Session, course=course, starts_at=now)
        new(rows_.Attendance, session=session, learner=learner, came=True)
        new(rows_.SignOff, course=course, learner=learner, on=DAY)
        project = new(
            rows_.Project, title="Archive", customer_lead="A", supplier_lead="B", starts=DAY, ends=DAY,
            measure="no_show_rate",
        )  # fmt: skip
        milestone = new(rows_.Milestone, project=project, title="Live", due=DAY)
        other = new(rows_.Milestone, project=project, title="Trained", due=DAY)
        new(rows_.Wait, milestone=milestone, before=other)
        check = new(rows_.Check, project=project, question="Backup tried?")
        benefit = new(
            rows_.Benefit, project=project, title="Faster", unit="min", baseline=60, promised=30, by=DAY
        )
        new(rows_.Measured, benefit=benefit, on=DAY, value=45, source="log")
        for severity, (respond, resolve, always) in TIMES.items():
            level = new(
                rows_.Level,
                severity=severity,
                respond_minutes=respond,
                resolve_minutes=resolve,
                always=always,
            )
        new(rows_.Hours, weekday=0, opens=480, closes=1080)
        ticket = new(
            rows_.Ticket, number=1, kind="incident", severity=2, title="Slow", way="form", reporter="N",
            opened_at=now - timedelta(days=2), asset=asset,
        )  # fmt: skip
        new(
            rows_.Ticket,
            number=2,
            kind="problem",
            severity=2,
            title="Why",
            way="form",
            reporter="N",
            opened_at=now,
        )
        new(rows_.TicketStep, ticket=ticket, what="note", at=now, text="Look")
        call = new(
            rows_.Escalation, ticket=ticket, level=1, side="customer", to_name="A", reason="late",
            at=now - timedelta(hours=5),
        )  # fmt: skip
        work = new(
            rows_.Maintenance,
            title="Upgrade",
            starts_at=now + timedelta(days=1),
            ends_at=now + timedelta(days=2),
        )
        new(rows_.Notice, text="All is well", asset=asset)
        year = ContractYear.objects.create(
            alliance=world.alliance, title="Fee", terms=terms("unitary-payment"), starts="2025-01-01",
            ends="2025-12-31", disputes_days=30, figures_due="2026-04-01",
        )  # fmt: skip
        ContractParty.objects.create(
            year=year, party="hospital", name="Hospital", role="payer", position=0, organisation=hospital
        )
        new(rows_.MoneyLink, kind="unitary", year=year)
        paid = new(rows_.Paid, month=date(2025, 1, 1), amount=5, what_for="fee", reference="1")
        new(
            rows_.Question,
            question="Enough rooms?",
            decision="Budget",
            measure="no_show_rate",
            who="Board",
            rhythm="month",
        )
        indicator = new(rows_.GoalIndicator, goal="care", measure="no_show_rate")
        report = new(rows_.Report, first=DAY, last=DAY, document={}, pdf=b"%PDF-", digest="d")
        round_ = new(rows_.Round)
        new(rows_.Answer, round=round_, item="value", score=3)
        group = new(rows_.Group, kind="clinical", name="Alarms", customer_lead="A", supplier_lead="B")
        problem = new(rows_.Problem, group=group, title="Alarms", who="nurses", evidence="900 a day")
        ideas = [
            new(
                rows_.Idea,
                problem=problem,
                title=f"Idea {n}",
                effort=2,
                value=4 - n,
                moved_at=now - timedelta(days=90),
            )
            for n in (1, 2)
        ]
        new(rows_.Cycle, idea=ideas[0], stage="idea", plan="Try", prediction="half", starts=DAY, ends=DAY)
        terms_ = new(rows_.Terms, idea=ideas[0], brought="a", made="b", data="c")
        new(rows_.Contact, side="customer", role="sponsor", name="Gone", since=DAY, until=DAY)
        door = new(
            rows_.Door, kind="api", label="Monitor", secret_digest=b"x", person_id=town.lead.person_id,
            seat_id=town.lead.seat_id, person_name="N",
        )  # fmt: skip
    own = {
        "asset": asset, "step": step, "session": session, "project": project, "accept": project, "check": check,
        "milestone": milestone, "reach": milestone, "cancel": work, "ticket": ticket, "escalate": ticket,
        "review": ticket, "take-up": call, "take-back": paid, "given-out": report, "close-round": round_,
        "idea": ideas[0], "agree": terms_, "close-door": door,
    }  # fmt: skip
    return {
        "technology:": {
            "pk": partnership.pk, "kind": "asset", "year": 2025, "number": 1, "secret": "forged",
        },
        "technology:edit": {"pk": asset.pk, "kind": "asset"},
        "technology:remove": {"pk": (level or indicator).pk, "kind": "level"},
        **{f"technology:{name}": {"pk": row.pk} for name, row in own.items()},
    }  # fmt: skip
