"""What the made-up alliance agreed, quarrelled about and fears: words and terms, no rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypedDict


@dataclass(frozen=True)
class Told:
    """An agreement of the story: kind, between whom (names; none: every partner), how long ago, for how long (days)."""

    kind: str
    title: str
    parties: tuple[str, ...]
    began: int
    lasts: int | None
    text: str
    terms: dict[str, Any]
    starter: str = ""
    """A template whose text and terms are taken where none are given."""


OFFICE = "Laurel County Health Alliance office"
RIVERSIDE, FOOD, HOUSING, PRAIRIE = (
    "Riverside Health",
    "Laurel Food Bank",
    "Open Door Housing",
    "Prairie Mutual Health Plan",
)

AGREEMENTS: tuple[Told, ...] = (
    Told("participation", "Taking part in the Laurel alliance", (), 690, None, "", {}, "participation"),
    Told(
        "workflow", "From the ward to a home", (RIVERSIDE, HOUSING, "Hearth Night Shelter"), 420, 540,
        "1. Nobody leaves the hospital for the street. Riverside's social workers send a referral before the day of "
        "discharge.\n\n2. Open Door Housing and the shelter answer: urgent within one business day, others within two.\n\n"
        "3. Where no bed is free the three speak on the phone the same day.",
        {
            "workflow": [{
                "steps": "The ward calls ahead where somebody is discharged tomorrow.",
                "domains": ["homelessness", "housing_instability"],
                "answer": {"urgent": 1, "soon": 2, "routine": 2}, "finish": {"urgent": 3, "soon": 10, "routine": 21},
                "paragraph": "2",
            }],
            "leaving": {"notice_days": 60, "transition_days": 30, "tasks": ["Tell every ward"]},
        },
    ),
    Told(
        "workflow", "Food on prescription", (RIVERSIDE, "Millrace Family Clinic", FOOD), 300, None,
        "1. A clinic that finds hunger writes it down as a need and sends a referral the same day.\n\n"
        "2. The food bank answers within two business days and hands out the first box within seven.",
        {
            "workflow": [{
                "domains": ["food"], "answer": {"urgent": 1, "soon": 1, "routine": 2},
                "finish": {"urgent": 2, "soon": 5, "routine": 7}, "paragraph": "2",
            }],
            "reporting": [{"what": "how many first boxes were handed out in time", "every": "quarter", "within": 30}],
        },
    ),
    Told(
        "communication", "The Friday note of the housing group",
        (HOUSING, "Hearth Night Shelter", "Laurel Metropolitan Housing Authority"), 250, None, "", {}, "communication",
    ),
    Told("accountability", "What we report to each other",
         (RIVERSIDE, "St. Brendan Community Hospital", "Millrace Family Clinic", PRAIRIE), 500, None, "", {},
         "accountability"),
    Told("payment", "Sharing what we save, with Prairie Mutual", (PRAIRIE, RIVERSIDE), 400, None, "", {}, "payment"),
    Told("technology", "Screens and lines for the navigation desks", (OFFICE, "Laurel Public Library"), 330, None, "", {},
         "technology"),
    Told("exit", "How Riverside and Prairie Mutual would part", (RIVERSIDE, PRAIRIE), 395, None, "", {}, "exit"),
    Told(
        "communication", "Newsletter exchange with the parish network", (OFFICE, "United Neighbors"), 520, 300,
        "1. We print each other's notices for as long as both newsletters appear.",
        {
            "informing": [{"what": "notices for the other's newsletter", "every": "month", "within": 5}],
            "leaving": {"notice_days": 10, "tasks": ["Take the other's name off the last page"]},
        },
    ),
)  # fmt: skip


class _Conflict(TypedDict):
    title: str
    said: str
    up: str
    notes: tuple[tuple[str, str, str], ...]
    commitments: tuple[tuple[str, str, int], ...]


CONFLICT: _Conflict = {
    "title": "Two respite beds that were promised and are not there",
    "said": "In spring we agreed on two beds for people we house after surgery. Since August both have been taken by "
    "the hospital's own patients, and we hear it from the patients.",
    "notes": (
        ("position", HOUSING, "The two beds are kept free for people we send."),
        ("position", RIVERSIDE, "No bed stands empty while somebody waits in the emergency department."),
        (
            "interest",
            HOUSING,
            "Our workers lose face with landlords when a person arrives who cannot manage stairs yet.",
        ),
        ("interest", RIVERSIDE, "Each day in the emergency department costs us staff that we do not have."),
        ("fact", "", "Between August and October seven people were sent on without a bed."),
        ("option", "", "One bed kept always, the second given back on a day's notice."),
    ),
    "up": "Three weeks and two meetings later we are where we began. We would like somebody to sit with us.",
    "commitments": (
        (RIVERSIDE, "Say by noon each day whether the second bed is free", 9),
        (HOUSING, "Send the name of whoever is coming two days ahead", 4),
    ),
}
SETTLED = (
    ("Figures that came three weeks late", "promises", PRAIRIE, RIVERSIDE, 420, 16,
     "Prairie names one person who sends them; the quarter's day moves by ten days."),
    ("Who is named in the press about the pantry vans", "credit", FOOD, RIVERSIDE, 210, 9,
     "Both are named, the food bank first."),
    ("A claim file without the agreed columns", "data", RIVERSIDE, PRAIRIE, 130, 20,
     "The columns are in the file since then; both check it together once a quarter."),
)  # fmt: skip

RISKS = (
    ("risk", "The county's grant for navigation ends in two years", 3, 5, "share", OFFICE,
     "A pool of the payers and hospitals pays a fifth of it each year from now on.", 40),
    ("obstacle", "Two partners still fax", 5, 2, "remove", OFFICE, "The signed link was shown to both; one has begun.", 25),
    ("risk", "The only addiction nurse retires", 4, 4, "reduce", RIVERSIDE, "A second one is in training.", -12),
    ("risk", "A partner is breached and trust goes with it", 2, 5, "reduce", "Laurel County Public Health",
     "Access closes by itself with the agreement; a drill is held each spring.", 70),
    ("obstacle", "No bus to the food bank after six", 5, 3, "remove", FOOD, "The mobile pantry stops at the mill.", 33),
    ("risk", "Small partners tire of reporting", 3, 3, "accept", HOUSING, "Asked at each review.", 55),
)  # fmt: skip
PROMISES = (
    (RIVERSIDE, FOOD, "A cold room for produce, four days a week", "meeting", "Winter meeting", -120, 110),
    (
        PRAIRIE,
        "",
        "A person who answers questions about benefits within a day",
        "decision",
        "Navigation desk",
        -60,
        71,
    ),
    (
        "Laurel Public Library",
        "",
        "Two quiet corners for calls with navigators",
        "meeting",
        "Spring meeting",
        -20,
        None,
    ),
    (
        HOUSING,
        RIVERSIDE,
        "A list of steps-free homes each month",
        "plan",
        "From the ward to a home",
        20,
        None,
    ),
)
VALUES = (
    (RIVERSIDE, FOOD, "Eleven fewer readmissions of people who had nothing to eat at home", "41000"),
    (FOOD, RIVERSIDE, "A cold room, and two volunteers a week", None),
    (RIVERSIDE, HOUSING, "Respite ends on the planned day for two of three people", None),
    (HOUSING, RIVERSIDE, "Nurses who visit in the first week", None),
)
