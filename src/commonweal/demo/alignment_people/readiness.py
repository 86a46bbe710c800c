"""Three organisations that asked themselves twice whether they are ready, with plans kept and not kept."""

from __future__ import annotations

from commonweal.alignment.models import ReadinessAnswer, ReadinessReport, ReadinessStep
from commonweal.alignment.rules.readiness import AREAS, HIGHEST, LOWEST, READY_FROM
from commonweal.demo.alignment_people.cast import Cast
from commonweal.demo.dice import Dice

STRONG = {
    "Riverside Health": {"resources", "data", "skills", "legal"},
    "Open Door Housing": {"motivation", "culture", "experience"},
    "Laurel Food Bank": {"motivation", "experience", "leadership"},
}
SHOWN = {
    1: ("Nobody has been asked to look at this.", "We looked for a paper and found none.", "It came up once, then dropped."),
    2: ("A first draft lies with the director.", "Two people do it, when there is time.", "Agreed in principle; no date."),
    3: ("Minutes of the board; one item is still open.", "Done last year; to be renewed.", "Works, but hangs on one person."),
    4: ("Signed, and used in two partnerships.", "Reported every quarter since last year.", "Audited without findings."),
}  # fmt: skip
STEPS = (
    (
        "Riverside Health",
        "successor",
        "Name a deputy for the alliance and take her along to three meetings",
        21,
        "",
    ),
    ("Riverside Health", "credit", "Agree with partners how press releases name them", 160, "done"),
    (
        "Open Door Housing",
        "share",
        "Try the export from the case system with the county's test file",
        -25,
        "",
    ),
    ("Open Door Housing", "money", "Put two hours a week of staff time into next year's budget", 240, "done"),
    ("Laurel Food Bank", "protect", "Write the page on what to do when a laptop is lost", 8, ""),
)
"""Organisation, question, step, days since it was due, how it ended."""


def write(dice: Dice, cast: Cast) -> None:
    """Answers twenty and six months ago, and the steps between."""
    for name, strong in STRONG.items():
        seat = cast.lead(name)
        own = {"alliance": cast.alliance, "organisation": seat.organisation} | cast.said(seat)
        levels: dict[str, int] = {}
        for days in (610, 185):
            at = cast.ago(days + dice.randint(0, 12))
            rows = []
            for area in AREAS:
                for item in area.items:
                    before = levels.get(item.key)
                    base = 3 if area.key in strong else 2
                    level = min(HIGHEST, max(LOWEST, base + dice.choice((-1, 0, 0, 1))))
                    if before is not None:
                        level = min(HIGHEST, before + dice.choice((0, 0, 1, 1)))
                        if level == before:
                            continue
                    levels[item.key] = level
                    rows.append(
                        ReadinessAnswer(
                            id=dice.uid(at), created_at=at, item=item.key, level=level,
                            evidence=dice.choice(SHOWN[level]), **own,
                        )
                    )  # fmt: skip
            ReadinessAnswer.objects.bulk_create(rows)
        _steps(dice, cast, name, levels)


def _steps(dice: Dice, cast: Cast, name: str, levels: dict[str, int]) -> None:
    seat = cast.lead(name)
    own = {"alliance": cast.alliance, "organisation": seat.organisation} | cast.said(seat)
    for organisation, item, what, late, ends in STEPS:
        if organisation != name:
            continue
        planned = cast.ago(late + 75)
        if levels[item] >= READY_FROM and not ends:
            # The step is told as still needed, so its question is one that was found wanting since.
            ReadinessAnswer.objects.create(
                id=dice.uid(planned),
                created_at=planned,
                item=item,
                level=2,
                evidence=dice.choice(SHOWN[2]),
                **own,
            )
        step = ReadinessStep.objects.create(
            id=dice.uid(planned), created_at=planned, item=item, what=what, owner=seat.holder, due=cast.day(late),
            **own,
        )  # fmt: skip
        reports = [(late + 30, "Begun; the first talk is done.", "")]
        if ends:
            reports.append((late + 3, "It is done and in use.", ends))
        for days, text, end in reports:
            at = cast.ago(max(days, 1))
            ReadinessReport.objects.create(
                id=dice.uid(at), created_at=at, step=step, text=text, ends=end, **cast.said(seat)
            )
