"""What the made-up alliance says of its future: statements, charter, goals, strengths, success. All invented."""

from __future__ import annotations

from typing import NamedTuple

RIVERSIDE, FOODBANK, HOUSING = "Riverside Health", "Laurel Food Bank", "Open Door Housing"
PRAIRIE, MEDICAID, CLINIC = "Prairie Mutual Health Plan", "Commonwell Medicaid Plan", "Millrace Family Clinic"
COUNTY, SHELTER, LEGAL = "Laurel County Public Health", "Hearth Night Shelter", "Legal Aid of Laurel"
OFFICE, TRANSIT, HARBOR = "Laurel County Health Alliance office", "Laurel Transit", "Harbor Behavioral Health"
NEIGHBORS, POWER, DAWN = "United Neighbors", "Laurel Power and Light", "New Dawn Recovery"
MEDICAL, PAYING, PUBLIC = (
    frozenset({"hospital", "clinic", "behavioural_health"}),
    frozenset({"payer"}),
    "public_health",
)

QUESTION = "What should be true in Laurel County in five years that is not true today?"
NEXT_QUESTION = "What must we say to each other about money and data before we go on?"


class Said(NamedTuple):
    """A statement: who said it, and how likely somebody agrees: most people, medical people, payers."""

    organisation: str
    text: str
    others: float
    medical: float
    payers: float


STATEMENTS = (
    Said(HOUSING, "Nobody is discharged from a hospital to the street.", 0.97, 0.93, 0.9),
    Said(
        FOODBANK,
        "Whoever asks anywhere for help is asked once, and helped until it is done.",
        0.96,
        0.92,
        0.9,
    ),
    Said(
        RIVERSIDE,
        "People with two or more emergency visits have one person who knows their plan.",
        0.9,
        0.96,
        0.94,
    ),
    Said(CLINIC, "A child's asthma is treated at home, not in the emergency room.", 0.92, 0.97, 0.95),
    Said(PRAIRIE, "We know what works here, because we count it and show it.", 0.86, 0.91, 0.97),
    Said(COUNTY, "Life expectancy no longer depends on the postcode.", 0.94, 0.9, 0.85),
    Said(
        LEGAL, "People decide themselves what is told about them, and can see who looked.", 0.95, 0.88, 0.84
    ),
    Said(SHELTER, "There are enough beds to rest in after a hospital stay.", 0.95, 0.9, 0.78),
    Said(RIVERSIDE, "Hospitals lead the alliance, since they carry the risk.", 0.14, 0.66, 0.42),
    Said(PRAIRIE, "Money follows results; who does not deliver is not paid.", 0.34, 0.52, 0.96),
    Said(FOODBANK, "Small services are paid in advance, because they have no reserves.", 0.93, 0.55, 0.28),
    Said(NEIGHBORS, "Neighbours who have been through it sit at every table.", 0.91, 0.74, 0.62),
    Said(TRANSIT, "Nobody misses care for want of a ride.", 0.95, 0.94, 0.86),
    Said(
        HARBOR,
        "Mental health has the same doors, hours and waiting times as all other care.",
        0.93,
        0.95,
        0.82,
    ),
)
NEXT = (
    Said(PRAIRIE, "Every partner sees how savings were worked out, line by line.", 0.9, 0.9, 0.9),
    Said(FOODBANK, "A referral we take on is a cost from the first day, and is paid as one.", 0.9, 0.6, 0.4),
    Said(LEGAL, "No agreement lets data be used against the person it is about.", 0.96, 0.9, 0.85),
    Said(RIVERSIDE, "Losses are shared only by those who can carry them.", 0.9, 0.7, 0.6),
)

CHARTER = (
    ("purpose", "We exist because no one of us can keep the people of Laurel County well alone.", (5,)),
    (
        "mission",
        "We pass people on between us until each need is met, and learn together what works.",
        (1, 4),
    ),
    ("mission", "We begin with those who come to the emergency room because no other door was open.", (2,)),
    (
        "vision",
        "Nobody in Laurel County goes without a meal, a safe home or care because the right door was not found.",
        (0, 12),
    ),
    ("vision", "How long somebody lives no longer depends on their postcode.", (5,)),
    ("values", "We ask once, tell people what we share, and let them see who looked.", (6,)),
    ("values", "We say early what we cannot do.", ()),
)
"""Part, sentence, and the statements (by place) from which it was made."""
REWORDED = (1, "We pass people on between us until each need is met, learn together what works, and show it.")
ADDED = ("values", "Who brings a service is paid for it before it runs out of breath.", (10,))

TITLE = "One door for those who fall between"
CHALLENGE = """\
In Laurel County some four thousand people come to the emergency room again and again. What they need there is rarely an \
emergency: a place to sleep, a prescription they could pay for, a ride, somebody to talk to. The hospital treats and \
discharges, the shelter is full, the pantry never hears of them, and after nine days on average they are back.

Each of us knows one part of their story and pays for another. None of us can change it alone: the hospital has no \
homes, the housing agency no nurses, the plan no doors."""


class Aim(NamedTuple):
    """A goal: title, statement, measure or event with its unit, baseline, target, direction, owner, sentence, objectives."""

    title: str
    statement: str
    measure: str
    event: str
    unit: str
    baseline: str
    target: str
    direction: str
    owner: str
    sentence: int
    brought: tuple[tuple[str, str], ...]
    objectives: tuple[tuple[str, str, str, str, str, str], ...] = ()
    """Title, event, unit, baseline, target, who contributes."""


AIMS = (
    Aim(
        "The emergency room is for emergencies", "People in the county need it less often, because other doors open first.",
        "emergency_visits_per_1000", "", "per 1,000 member years", "486", "430", "down", RIVERSIDE, 2,
        ((RIVERSIDE, "Two navigators in the emergency room, day and night"), (CLINIC, "Ten same-day visits a day"),
         (PRAIRIE, "Nurse line and claims, weekly")),
        (("A person for everybody who comes twice", "people with a navigator and a plan", "people", "0", "600", RIVERSIDE),
         ("Same-day visits at three clinics", "same-day visits kept open a week", "visits", "60", "150", CLINIC)),
    ),
    Aim(
        "Nobody is discharged to the street", "Everybody who leaves hospital without a home leaves it for a bed and a plan.",
        "", "people discharged to the street a year", "people", "212", "20", "down", HOUSING, 3,
        ((HOUSING, "Twelve homes a year, and who finds them"), (SHELTER, "Ten beds to rest in"), (RIVERSIDE, "Rent for the beds")),
        (("Beds to rest in after hospital", "medical respite beds open", "beds", "4", "18", SHELTER),),
    ),
    Aim(
        "Every referral is answered", "Whoever sends somebody learns what became of it.",
        "closed_loop_rate", "", "%", "61", "85", "up", FOODBANK, 1,
        ((FOODBANK, "Answers within two days"), (NEIGHBORS, "Capacity reported every Monday")),
    ),
    Aim(
        "Appointments are kept", "Fewer appointments are missed for want of a ride, a reminder or child care.",
        "no_show_rate", "", "%", "17.2", "12", "down", CLINIC, 3, (),
    ),
)  # fmt: skip
DRAFT_GOAL = (
    "Mental health without waiting",
    "People who ask for help with their mind are seen as soon as others.",
)

DRIVERS = (
    (
        "Another door is open",
        (("Same-day visits", ("Hold ten visits a day until noon",)), ("Evenings and weekends", ())),
    ),
    (
        "Somebody knows the plan",
        (("Navigator at the second visit", ("Alert from the hospital within an hour",)),),
    ),
    (
        "What brings people in is solved",
        (("A place to sleep", ("Respite beds for a month",)), ("A ride home", ())),
    ),
)

POINTS = (
    (
        "strength",
        RIVERSIDE,
        "We have passed on people between us for two years, and can show what became of them.",
        14,
    ),
    ("strength", COUNTY, "Health, housing and food leaders meet every month.", 9),
    ("weakness", FOODBANK, "Small services carry more and more referrals with the same people.", 16),
    ("weakness", CLINIC, "Figures come late; we argue about last year.", 7),
    ("weakness", TRANSIT, "We learn too late whether somebody arrived.", 5),
    ("opportunity", MEDICAID, "Medicaid may pay for housing support from next year.", 12),
    ("opportunity", PRAIRIE, "A second payer would join if the first year's savings hold.", 8),
    ("threat", HOUSING, "Rents rise faster than vouchers.", 15),
    ("threat", SHELTER, "Homes have become dearer than what people get.", 4),
    ("threat", LEGAL, "One leak of data would end the trust of those we serve.", 10),
)


class Want(NamedTuple):
    """Success for one partner: texts, kinds brought and needed, what each goal does to it (−2 … 2)."""

    organisation: str
    success: str
    failure: str
    brings: str
    risks: str
    must_get: str
    brought: tuple[str, ...]
    needed: tuple[str, ...]
    effects: tuple[int, ...]


WANTS = (
    Want(RIVERSIDE, "Fewer people in our emergency room who need something else, and beds free for those who are ill.",
         "We pay for beds and homes, and the emergency room is as full as before.",
         "Navigators, data from the ward within the hour, rent for respite beds.",
         "Less revenue from stays before the savings arrive.", "A share of what the plans save, within the year.",
         ("money", "data", "clinical"), ("space", "referrals"), (2, 2, 1, 1)),
    Want(PRAIRIE, "Members who are helped before they are ill, and a cost trend below the region's.",
         "We pay twice: for the programme and for the visits.", "Claims every week, and savings shared at half.",
         "Savings that fall to members of other plans.", "Figures that an actuary would sign.",
         ("money", "data"), ("learning", "clinical"), (2, 1, 1, 1)),
    Want(FOODBANK, "Every family sent to us leaves with food, and we know they arrived.",
         "We turn people away whom others promised our help.", "Four hundred food boxes a week, and people's trust.",
         "More referrals than we have food for.", "Pay for each box, in advance.",
         ("reach", "referrals"), ("money", "technology"), (1, 1, -1, 0)),
    Want(HOUSING, "People move in and stay in.", "We are blamed for beds that do not exist.",
         "Homes, and people who know landlords.", "That all wait for us.", "Money for rent, for longer than a year.",
         ("space", "referrals"), ("money", "voice"), (1, 2, 1, 0)),
    Want(CLINIC, "Our patients call us first.", "We hold visits open that nobody uses.", "Same-day visits.",
         "Empty slots, and staff who leave.", "To know on the same day that a patient was in the emergency room.",
         ("clinical",), ("data", "staff"), (-1, 0, 1, 2)),
    Want(COUNTY, "We can show, by neighbourhood, that people live longer.", "A programme that ends with its grant.",
         "Epidemiology and a home-visiting team.", "Budgets set a year ahead.", "Data of all partners, by postcode.",
         ("learning", "data"), ("voice",), (1, 1, 1, 1)),
    Want(SHELTER, "Nobody comes to us with a drip still in the arm.", "Respite beds become shelter beds by another name.",
         "Ten beds and night staff.", "Sick people without a nurse.", "A nurse every day.",
         ("space", "reach"), ("clinical", "money"), (0, 1, 0, 0)),
)  # fmt: skip

CHANGES = (
    ("reword", 1, "mission", REWORDED[1], PRAIRIE, "What is not shown is not believed.", True,
     "Every sector agreed to statement 5; the words now say so."),
    ("add", None, "values", "Hospitals lead, since they carry the risk.", RIVERSIDE, "Somebody must decide.", False,
     "Most sectors disagreed in the round of statements. Who decides what belongs in the decision rights, not in the charter."),
    ("add", None, "values", ADDED[1], FOODBANK, "We cannot wait nine months for a settlement.", True,
     "Payers disagreed in part; the board took it up all the same and says so here."),
)  # fmt: skip
