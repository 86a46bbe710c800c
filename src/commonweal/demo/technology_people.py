"""People of the made-up partnership: who is trained, whose ideas went how far, and how both sides see it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from commonweal.technology import models as rows
from commonweal.technology.rules.relationship import ITEMS

if TYPE_CHECKING:
    from commonweal.demo.technology import Scene

DAY = timedelta(days=1)


def write(scene: Scene) -> None:
    """Ideas, training, and two rounds in which both sides were asked."""
    _innovation(scene)
    _training(scene)
    _health(scene)


def _innovation(scene: Scene) -> None:
    groups = {
        kind: scene.add(
            rows.Group, kind=kind, name=name, customer_lead=customer, supplier_lead="Nadia Brandt",
            criteria="Somebody here has the problem today; it can be tried within a month; nobody is worse off.",
        )
        for kind, name, customer in (
            ("clinical", "Quieter intensive care", "Grace Tran"), ("operational", "Beds and transfers", "Daniel Osei"),
        )
    }  # fmt: skip
    for kind, problem, who, evidence, ideas in (
        ("clinical", "Nurses switch alarms off", "Intensive care nurses", "760 alarms per bed and day; nine of ten need nobody.",
         (("Delays before low alarms", 2, 4, "pilot", 75), ("Alarm badge for each nurse", 4, 3, "stopped", 140))),
        ("operational", "Transfers wait for a phone call", "Bed managers", "41 minutes from bed free to bed asked for, in March.",
         (("Bed asked for by the discharge order", 2, 5, "spread", 30), ("Screen in every corridor", 3, 2, "idea", 95))),
    ):  # fmt: skip
        row = scene.add(
            rows.Problem, scene.now - 260 * DAY, group=groups[kind], title=problem, who=who, evidence=evidence
        )
        for title, effort, value, stage, moved in ideas:
            idea = scene.add(
                rows.Idea, scene.now - 230 * DAY, problem=row, title=title, owner="Grace Tran", effort=effort, value=value,
                stage=stage, moved_at=scene.now - moved * DAY, text="Tried first on one ward, for two weeks.",
            )  # fmt: skip
            _stages(scene, idea, stage, moved)


def _stages(scene: Scene, idea: rows.Idea, stage: str, moved: int) -> None:
    gone = {"idea": (), "test": ("test",), "pilot": ("test", "pilot"), "spread": ("test", "pilot", "spread"),
            "stopped": ("test", "stopped")}[stage]  # fmt: skip
    for number, to in enumerate(gone):
        last = number == len(gone) - 1
        at = scene.now - (moved + (len(gone) - 1 - number) * 45) * DAY
        reason = (
            "The test kept its prediction."
            if to != "stopped"
            else "Badges were lost within a week; the noise moved, it did not fall."
        )
        scene.add(rows.Gate, at, idea=idea, to=to, reason=reason)
        at_stage = "idea" if number == 0 else gone[number - 1]
        scene.add(
            rows.Cycle, at - 30 * DAY, idea=idea, stage=at_stage, plan="Two weeks on ward 4, counted by hand.",
            prediction="a third fewer", starts=(at - 30 * DAY).date(), ends=(at - 10 * DAY).date(),
            learned="People need to be told why before it starts.", outcome="38 % fewer" if to != "stopped" else "2 % fewer",
            next="abandon" if last and to == "stopped" else "adopt",
        )  # fmt: skip
    if stage in ("pilot", "spread"):
        terms = scene.add(
            rows.Terms, scene.now - 150 * DAY, idea=idea, brought="Riverside its workflow and figures; Brightwater its software.",
            made="Both may use the rules that were found; the software stays Brightwater's.",
            data="Counts without names; nothing leaves Riverside that could point to a person.",
        )  # fmt: skip
        for side in ("customer", "supplier"):
            scene.add(rows.TermsWord, scene.now - 148 * DAY, terms=terms, told_by=side)
    if stage == "pilot":
        scene.add(
            rows.Cycle, idea=idea, stage="pilot", plan="Four wards, six weeks.", prediction="a quarter fewer alarms",
            starts=scene.day(20), ends=scene.day(-22),
        )  # fmt: skip


def _training(scene: Scene) -> None:
    people = [
        scene.add(
            rows.Learner, name=f"{scene.dice.choice(_GIVEN)} {scene.dice.choice(_FAMILIES)}", unit=unit, role=role
        )
        for unit, role, count in (
            ("Intensive care", "nurse", 9), ("Medical wards", "nurse", 12), ("Emergency", "nurse", 7),
            ("Emergency", "radiographer", 3),
        )
        for _number in range(count)
    ]  # fmt: skip
    for title, roles, about, months, ago in (
        ("Flow 4 pumps", ["nurse"], "Pumps, intensive care", 12, 380),
        ("Image archive at the bedside", ["nurse", "radiographer"], "Image archive", 24, 250),
        ("Downtime: work on paper", ["nurse", "radiographer"], "Interface engine", 6, 120),
    ):
        course = scene.add(
            rows.Course, title=title, roles=roles, asset=scene.assets[about], valid_months=months,
            workflow="At the bedside", by_hand="Shows it on the ward, in front of a super-user.",
            ticket=rows.Ticket.objects.filter(partnership=scene.partnership, kind="problem").first()
            if title.startswith("Downtime") else None,
        )  # fmt: skip
        needing = [one for one in people if one.role in roles]
        for turn, group in enumerate((needing[::2], needing[1::2])):
            on = ago - turn * 14
            session = scene.add(
                rows.Session, course=course, starts_at=scene.now - on * DAY, place="Training room", places=20,
                trainer="Tariq Haddad",
            )  # fmt: skip
            for one in group:
                came = scene.dice.random() < 0.88
                scene.add(rows.Attendance, session=session, learner=one, came=came)
                if came:
                    scene.add(
                        rows.SignOff,
                        scene.now - on * DAY,
                        course=course,
                        learner=one,
                        on=scene.day(on),
                        told_by="supplier",
                    )


_GIVEN = (
    "Ana",
    "Bea",
    "Carl",
    "Dele",
    "Edith",
    "Femi",
    "Gail",
    "Hugo",
    "Ines",
    "Jo",
    "Kofi",
    "Lou",
    "Mina",
    "Noor",
)
_FAMILIES = (
    "Abbott",
    "Bauer",
    "Cole",
    "Diaz",
    "Eze",
    "Flynn",
    "Gupta",
    "Hayes",
    "Imani",
    "Jung",
    "Kerr",
    "Lowe",
)


def _health(scene: Scene) -> None:
    seen = {"customer": (3, 2, 3, 4, 3, 4, 3), "supplier": (4, 4, 4, 4, 4, 4, 4)}
    for ago, lift in ((400, 0), (42, 0)):
        at = scene.now - ago * DAY
        apart = (
            sum(abs(a - b) >= 1 for a, b in zip(seen["customer"], seen["supplier"], strict=True))
            if ago == 42
            else 0
        )
        round_ = scene.add(rows.Round, at, closed_at=at + 14 * DAY, apart=apart)
        for side, scores in seen.items():
            for item, score in zip(ITEMS, scores if ago == 42 else (3 + lift,) * 7, strict=True):
                words = (
                    "We hear of changes to prices when the invoice comes."
                    if (side, item) == ("customer", "predictability") and ago == 42
                    else ""
                )
                scene.add(
                    rows.Answer,
                    at + 5 * DAY,
                    told_by=side,
                    round=round_,
                    item=item,
                    score=score,
                    comment=words,
                )
