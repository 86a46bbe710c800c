"""What the made-up alliance did over two years: actions, ideas, tests, two reviews, lessons. Days count from now."""

from __future__ import annotations

from typing import NamedTuple

OFFICE = "Laurel County Health Alliance office"
RIVERSIDE, BRENDAN = "Riverside Health", "St. Brendan Community Hospital"
CLINIC, EASTGATE = "Millrace Family Clinic", "Eastgate Health Center"
FOODBANK, HOUSING, SHELTER = "Laurel Food Bank", "Open Door Housing", "Hearth Night Shelter"
PRAIRIE, COUNTY, TRANSIT = "Prairie Mutual Health Plan", "Laurel County Public Health", "Laurel Transit"
NEIGHBORS = "United Neighbors"


class Deed(NamedTuple):
    """An action: of which goal (a word of its title), by whom, from when until when (days before now are negative), how
    it stands, and what was said."""

    key: str
    title: str
    done_when: str
    goal: str
    owner: str
    starts: int
    due: int
    ending: str
    """done:DAY, dropped:DAY, blocked:DAY, or heard:DAY (when the owner last spoke)."""
    words: str = ""
    moved_from: int | None = None
    moved_why: str = ""
    helpers: tuple[str, ...] = ()
    gifts: tuple[tuple[str, str, int | None, str], ...] = ()
    first: tuple[str, ...] = ()


DEEDS = (
    Deed(
        "er-navigators", "Put two navigators into Riverside's emergency room", "Two people on duty, day and night",
        "emergency", RIVERSIDE, -610, -520, "done:-505",
        "Both started on the first of the month; 74 people had a plan after eight weeks.", helpers=(NEIGHBORS,),
        gifts=((RIVERSIDE, "money", 96_000, "two salaries for a year"), (PRAIRIE, "hours", 40, "training on claims")),
    ),
    Deed(
        "alert", "Send an alert to the clinic when somebody comes to the emergency room a second time",
        "Nine of ten second visits raise an alert within an hour", "emergency", RIVERSIDE, -520, -400, "done:-371",
        "91 % of second visits in the last full month; median 22 minutes.", moved_from=-430,
        moved_why="The interface needed the vendor's next release.", helpers=(CLINIC,), first=("er-navigators",),
    ),
    Deed(
        "same-day", "Hold ten same-day visits a day at Millrace until noon", "Ten visits held on every working day",
        "emergency", CLINIC, -420, -330, "done:-335", "Kept on 61 of 63 working days of the quarter.",
        gifts=((CLINIC, "hours", 320, "clinicians"),),
    ),
    Deed(
        "nurse-line", "One nurse line for both health plans", "One number answers for both plans", "emergency", PRAIRIE,
        -460, -300, "dropped:-270", "The plans' contracts with their vendors run three more years; nobody could end them.",
    ),
    Deed(
        "respite-6", "Open six respite beds in the old convent", "Six beds are slept in", "rest", HOUSING, -560, -420, "done:-398",
        "Six beds, 83 % used in the first quarter.", moved_from=-450, moved_why="The fire inspection asked for a second stair.",
        helpers=(SHELTER, RIVERSIDE), gifts=((RIVERSIDE, "money", 60_000, "rent"), (SHELTER, "in_kind", None, "beds and linen")),
    ),
    Deed(
        "street-call", "Call the shelter before anybody without a home is discharged", "No discharge without a call for a month",
        "street", RIVERSIDE, -400, -310, "done:-318", "Every one of 43 discharges in the month was called in.", helpers=(SHELTER, BRENDAN),
    ),
    Deed(
        "monday", "Every service reports its room on Monday", "Four of five services report each week", "answered", NEIGHBORS,
        -540, -470, "done:-452", "41 of 50 services reported in each of the last four weeks.",
    ),
    Deed(
        "two-days", "Answer referrals within two working days at the food bank", "Nine of ten answered in time", "answered", FOODBANK,
        -480, -390, "done:-394", "92 % in the quarter.", first=("monday",),
    ),
    Deed(
        "reminders", "Text reminders at all Riverside clinics", "Every appointment gets a text two days before", "kept", RIVERSIDE,
        -330, -250, "done:-247", "All eleven clinics send since the first of the month.",
        gifts=((PRAIRIE, "money", 18_000, "the text service for a year"),),
    ),
    Deed(
        "rides", "Book a ride with the appointment", "The desk books the ride in the same call", "kept", TRANSIT, -240, -120, "done:-101",
        "The desk booked 212 rides in the month.", moved_from=-150, moved_why="Drivers were short over the winter.", helpers=(CLINIC,),
    ),
    Deed(
        "child-care", "Child care beside the clinic on two mornings", "Two mornings a week are open", "kept", CLINIC, -200, -90, "dropped:-84",
        "Nobody came on nine of twelve mornings; families asked for rides instead.",
    ),
    Deed(
        "respite-12", "Open twelve more respite beds", "Eighteen beds in all are slept in", "rest", HOUSING, -150, 130, "heard:-6",
        "The lease is signed; the kitchen is being built.", helpers=(RIVERSIDE,), first=("respite-6",),
        gifts=((RIVERSIDE, "money", 110_000, "rent and nursing"), (COUNTY, "money", 45_000, "kitchen"), (HOUSING, "hours", 600, "project lead")),
    ),
    Deed(
        "respite-pay", "Agree with both plans what a respite night is paid", "Both plans have signed a rate", "rest", PRAIRIE, -120, 40,
        "blocked:-16", "The Medicaid plan waits for the state's letter; the county could ask for it.", helpers=(HOUSING, COUNTY),
    ),
    Deed(
        "friday", "No discharge to the street on Fridays at St. Brendan", "Four Fridays in a row without one", "street", BRENDAN, -90, -12,
        "heard:-30", "Three Fridays in a row, then one at night.", moved_from=-40, moved_why="The social worker's post was empty.",
    ),
    Deed(
        "vets", "Find out why a third of housing referrals wait two weeks", "The reasons are counted and told", "answered", HOUSING, -110, 60,
        "heard:-58", "We have asked the intake workers to write reasons down.",
    ),
    Deed(
        "spanish", "Reminders in Spanish and Haitian Creole", "Both languages are sent", "kept", CLINIC, -60, 45, "heard:-9",
        "Spanish is sent; the Creole text is with the interpreters.", gifts=((NEIGHBORS, "in_kind", None, "interpreters"),), first=("reminders",),
    ),
    Deed(
        "er-why", "Ask two hundred people in the emergency room why they came", "Two hundred answers are counted", "emergency", COUNTY, -45, 20,
        "heard:-4", "131 answers so far.", helpers=(RIVERSIDE, BRENDAN), gifts=((COUNTY, "hours", 90, "interviews"),),
    ),
    Deed(
        "er-plans", "Write a plan with everybody who comes to the emergency room twice", "Four of five have a plan within a week",
        "emergency", RIVERSIDE, -75, 25, "heard:-7", "58 of 83 had one last month; evenings are the gap.", helpers=(NEIGHBORS,),
    ),
    Deed(
        "er-evening", "Evening visits at Eastgate on three days", "Three evenings a week are open", "emergency", EASTGATE, 10, 120, "heard:-12", "",
        first=("er-why",),
    ),
    Deed(
        "food-rx", "Food boxes with the first visit after hospital", "Every patient without food at home gets one", "street", FOODBANK, -30, 75,
        "heard:-8", "Boxes are packed; Riverside hands them out from Monday.", helpers=(RIVERSIDE,),
    ),
)  # fmt: skip


class Trial(NamedTuple):
    """A test of change; `earlier` names the cycle before it."""

    key: str
    title: str
    plan: str
    goal: str
    owner: str
    measure: str
    own: str
    starts: int
    ends: int
    prediction: str
    predicted: str = ""
    result: str = ""
    study: str = ""
    observed: str = ""
    decision: str = ""
    why: str = ""
    earlier: str = ""
    spread: tuple[tuple[str, int], ...] = ()


REMINDERS_SINCE = 14
"""The published month (from 0) in which fewer appointments begin to be missed: demo/figures.py."""

TRIALS = (
    Trial(
        "text-1", "Text people the day before their appointment",
        "Riverside's two family clinics text everybody with a mobile phone the day before, for two weeks.",
        "kept", RIVERSIDE, "", "appointments missed at the two clinics, of all booked", -345, -325,
        "Of 100 appointments 17 are missed now; with the text it will be 12, because most people say they forgot.", "12",
        "15 of 100 were missed (61 of 402).", "Half of those who missed had read the text, but too late to arrange a ride or leave.",
        "15.2", "adapt", "Send it two days before, so that there is time to cancel or find a ride.",
    ),
    Trial(
        "text-2", "Text people two days before, with a number to cancel",
        "All Riverside clinics text two days before and give a number that is answered.", "kept", RIVERSIDE, "no_show_rate", "",
        0, 90, "The share missed falls from 17 to 14 % within three months and stays there.", "14",
        "It fell to about 14 % and has stayed there.", "The number to cancel mattered: two in three freed visits were given to somebody who waited.",
        "13.9", "adopt", "It works at every clinic and costs 4 cents a visit.", "text-1",
        ((CLINIC, -150), (EASTGATE, -120), (BRENDAN, -75)),
    ),
    Trial(
        "bus", "Hand out bus tickets at the desk",
        "Eastgate's desk hands two bus tickets to whoever asks, for a month.", "kept", EASTGATE, "", "tickets used for the next visit, of those handed out",
        -230, -195, "Half of the tickets will be used for the next visit.", "50", "9 of 80 were used for the next visit.",
        "People took them, and used them for work and school: useful, but not for this.", "11", "abandon", "A ride that is booked with the visit does more.",
    ),
    Trial(
        "call-48", "Call within 48 hours of leaving hospital",
        "Two nurses call everybody over 65 within 48 hours of discharge, for six weeks.", "street", RIVERSIDE, "", "people reached within 48 hours, of those discharged",
        -80, -20, "Eight of ten are reached, and one in five has a question about medicines.", "80",
        "71 of 100 were reached; 34 had a question about medicines.", "More questions than we thought: a pharmacist should call, not a nurse.", "71",
    ),
    Trial(
        "board", "A board of free beds that all three shelters see",
        "Hearth and two churches write free beds on one page at four in the afternoon.", "street", SHELTER, "", "nights with a free bed somewhere and somebody turned away",
        -50, -8, "Nights on which somebody is turned away though a bed is free fall from nine a month to three.", "3",
    ),
    Trial(
        "er-text", "Text a same-day visit to whoever waits with a cold",
        "The emergency room's desk offers a same-day visit at Millrace by text, weekdays from eight to noon.", "emergency", RIVERSIDE,
        "emergency_visits_per_1000", "", -12, 48, "One in five accepts; the rate of the county falls by 1 %.", "",
    ),
)  # fmt: skip

IDEAS = (
    (
        "A charging place for phones in the waiting room, so that rides can be called",
        "",
        FOODBANK,
        -120,
        "done",
        "It costs 30 dollars; it is there.",
    ),
    (
        "One page with all pantries' opening hours, printed large",
        "For people without internet.",
        NEIGHBORS,
        -75,
        "tested",
        "The library prints a hundred.",
    ),
    (
        "Let people pick the day of the week for their visit",
        "",
        CLINIC,
        -58,
        "not_now",
        "The scheduling system cannot; we asked the vendor.",
    ),
    (
        "Ask about a ride when the appointment is made, not after",
        "",
        TRANSIT,
        -260,
        "tested",
        "It became “Book a ride with the appointment”.",
    ),
    (
        "Show the waiting time for housing honestly",
        "People stop calling when they know.",
        HOUSING,
        -33,
        "",
        "",
    ),
    ("Swap shifts so that somebody who speaks Spanish answers on Mondays", "", CLINIC, -9, "", ""),
)
DOOR = ("The waiting room of the food bank", "What one thing would have made today easier?")
DOOR_IDEAS = (
    ("A bench at the bus stop", "It is a long wait with bags.", -41),
    ("Tell me by text when my box is ready", "", -26),
    ("Open once in the evening. I work.", "", -14),
    ("A corner for the children", "", -5),
)

LESSONS = (
    (
        "text-2",
        "worked",
        "A text two days before the visit, with a number to cancel, fills appointments",
        "All patients with a mobile phone at eleven clinics; best for people between 18 and 44",
        "A number that is answered; two people who give freed visits to those who wait.",
    ),
    (
        "bus",
        "not",
        "Bus tickets at the desk do not bring people to their next visit",
        "Patients of a health centre in the city",
        "Book the ride with the visit instead.",
    ),
)
SHELTER_LESSON = (
    "partly", "A call to the shelter before discharge helps only while beds are free",
    "Before anybody without a home was discharged, the ward called the night shelter.",
    "People without a home who leave hospital, at two hospitals",
    "All 43 were called in, but on 12 nights no bed was free: the call does not make beds.",
    "Beds first, or a place to rest in; then the call.",
    "The list of calls and the shelter's book of the same month.",
)  # fmt: skip
