"""Laurel County: the organisations, what they offer, and where. All invented."""

from __future__ import annotations

from typing import NamedTuple

from commonweal.directory.domains import NeedDomain as Need

ALLIANCE = "Laurel County Health Alliance"
AREA = "Laurel County"
CENTRE = (39.73, -84.19)


class Offer(NamedTuple):
    """A service: its name, the needs it answers, how many places it has."""

    name: str
    domains: tuple[Need, ...]
    places: int


class Partner(NamedTuple):
    """An organisation of the alliance."""

    name: str
    sector: str
    offers: tuple[Offer, ...]
    accounts: bool = True
    """No: nobody here signs in; referrals are answered by signed links."""


def _offers(*pairs: tuple[str, tuple[Need, ...], int]) -> tuple[Offer, ...]:
    return tuple(Offer(*pair) for pair in pairs)


_NAVIGATION = ("Care navigation", (Need.HEALTH_LITERACY, Need.MEDICAL_COST, Need.SOCIAL_CONNECTION), 60)
_ENROLMENT = ("Health insurance enrolment", (Need.HEALTH_INSURANCE, Need.MEDICAL_COST), 40)
_RIDES = ("Rides to appointments", (Need.TRANSPORT,), 30)

PARTNERS: tuple[Partner, ...] = (
    Partner("Laurel County Health Alliance office", "convenor", ()),
    Partner(
        "Riverside Health",
        "hospital",
        _offers(
            _NAVIGATION,
            _ENROLMENT,
            ("Charity care", (Need.MEDICAL_COST,), 50),
            ("Medical respite beds", (Need.HOMELESSNESS,), 12),
            ("Addiction medicine clinic", (Need.SUBSTANCE_USE,), 24),
            ("Emergency department social work", (Need.INTIMATE_PARTNER_VIOLENCE, Need.ELDER_ABUSE), 20),
        ),
    ),
    Partner(
        "St. Brendan Community Hospital",
        "hospital",
        _offers(_NAVIGATION, _ENROLMENT, ("Discharge meals", (Need.FOOD,), 25), ("Social work", (Need.STRESS,), 18)),
    ),
    Partner(
        "Millrace Family Clinic",
        "clinic",
        _offers(
            _NAVIGATION, _ENROLMENT, ("Food prescription", (Need.FOOD,), 60), ("Counselling", (Need.BEHAVIOURAL_HEALTH,), 16)
        ),
    ),
    Partner(
        "Eastgate Health Center",
        "clinic",
        _offers(_NAVIGATION, ("HIV care and prevention", (Need.HIV_CARE,), 30), ("Sliding-scale visits", (Need.MEDICAL_COST,), 80)),
    ),
    Partner("Northfield Pediatrics", "clinic", _offers(_NAVIGATION, ("Parents' group", (Need.SOCIAL_CONNECTION,), 15))),
    Partner("Two Rivers Dental and Vision", "clinic", _offers(("Low-cost dental care", (Need.MEDICAL_COST,), 35))),
    Partner("Prairie Mutual Health Plan", "payer", _offers(_NAVIGATION, _RIDES, ("Member assistance fund", (Need.FINANCES,), 20))),
    Partner("Commonwell Medicaid Plan", "payer", _offers(_ENROLMENT, _RIDES, ("Home-delivered meals", (Need.FOOD,), 45))),
    Partner(
        "Laurel County Public Health",
        "public_health",
        _offers(
            ("WIC nutrition", (Need.FOOD,), 90),
            ("Healthy homes inspection", (Need.INADEQUATE_HOUSING,), 18),
            ("Nurse home visits", (Need.STRESS, Need.HEALTH_LITERACY), 22),
        ),
    ),
    Partner(
        "Laurel County Job and Family Services",
        "public_health",
        _offers(
            ("SNAP enrolment", (Need.FOOD, Need.FINANCES), 120),
            ("Emergency cash assistance", (Need.FINANCES, Need.MATERIAL_HARDSHIP), 30),
            ("Child care vouchers", (Need.CHILD_CARE,), 40),
            ("Heating assistance", (Need.UTILITIES,), 60),
            ("Adult protective services", (Need.ELDER_ABUSE,), 25),
        ),
    ),
    Partner("Area Agency on Aging", "social", _offers(("Meals for older people", (Need.FOOD,), 70), ("Friendly visits", (Need.SOCIAL_CONNECTION,), 40), ("Elder abuse prevention", (Need.ELDER_ABUSE,), 15))),
    Partner("Harbor Behavioral Health", "behavioural_health", _offers(("Outpatient counselling", (Need.BEHAVIOURAL_HEALTH, Need.STRESS), 40), ("Crisis stabilisation", (Need.BEHAVIOURAL_HEALTH,), 10), ("Peer support", (Need.STRESS, Need.SOCIAL_CONNECTION), 30))),
    Partner("New Dawn Recovery", "behavioural_health", _offers(("Outpatient treatment", (Need.SUBSTANCE_USE,), 36), ("Recovery housing", (Need.SUBSTANCE_USE, Need.HOMELESSNESS), 14), ("Recovery coaching", (Need.SUBSTANCE_USE,), 25))),
    Partner("Willow Creek Counseling", "behavioural_health", _offers(("Family counselling", (Need.BEHAVIOURAL_HEALTH,), 20), ("Teen group", (Need.STRESS,), 12))),
    Partner("Open Door Housing", "housing", _offers(("Rapid rehousing", (Need.HOMELESSNESS, Need.HOUSING_INSTABILITY), 20), ("Eviction prevention", (Need.HOUSING_INSTABILITY,), 30), ("Permanent supportive housing", (Need.HOMELESSNESS,), 10), ("Housing search help", (Need.HOUSING_INSTABILITY,), 45))),
    Partner("Laurel Metropolitan Housing Authority", "housing", _offers(("Housing vouchers", (Need.HOUSING_INSTABILITY,), 8), ("Public housing", (Need.HOUSING_INSTABILITY,), 12))),
    Partner("Hearth Night Shelter", "housing", _offers(("Emergency shelter", (Need.HOMELESSNESS,), 40), ("Family shelter", (Need.HOMELESSNESS,), 16), ("Storage and showers", (Need.MATERIAL_HARDSHIP,), 50))),
    Partner("Sturdy Homes Repair", "housing", _offers(("Home repair", (Need.INADEQUATE_HOUSING,), 15), ("Ramps and grab bars", (Need.INADEQUATE_HOUSING,), 12), ("Lead removal", (Need.INADEQUATE_HOUSING,), 8))),
    Partner("Laurel Food Bank", "food", _offers(("Food boxes", (Need.FOOD,), 200), ("Mobile pantry", (Need.FOOD,), 150), ("Medically tailored meals", (Need.FOOD,), 30))),
    Partner("Harvest Pantry", "food", _offers(("Pantry", (Need.FOOD,), 45), ("Diapers and formula", (Need.MATERIAL_HARDSHIP,), 30)), accounts=False),
    Partner("Corner Table Kitchen", "food", _offers(("Hot meals", (Need.FOOD,), 80)), accounts=False),
    Partner("Garden Share Collective", "food", _offers(("Produce shares", (Need.FOOD,), 35), ("Cooking class", (Need.FOOD, Need.SOCIAL_CONNECTION), 14)), accounts=False),
    Partner("Laurel Transit", "transport", _offers(("Reduced fare passes", (Need.TRANSPORT,), 100), ("Paratransit", (Need.TRANSPORT,), 40))),
    Partner("Wheels Together", "transport", _offers(_RIDES, ("Volunteer drivers", (Need.TRANSPORT, Need.SOCIAL_CONNECTION), 20)), accounts=False),
    Partner("Legal Aid of Laurel", "legal", _offers(("Eviction defence", (Need.LEGAL_HELP, Need.HOUSING_INSTABILITY), 18), ("Benefits appeals", (Need.LEGAL_HELP, Need.FINANCES), 25), ("Protection orders", (Need.LEGAL_HELP, Need.INTIMATE_PARTNER_VIOLENCE), 15))),
    Partner("Safe Passage", "social", _offers(("Shelter for survivors", (Need.INTIMATE_PARTNER_VIOLENCE, Need.HOMELESSNESS), 14), ("Advocacy and safety planning", (Need.INTIMATE_PARTNER_VIOLENCE,), 35))),
    Partner("United Neighbors", "social", _offers(("Utility assistance", (Need.UTILITIES,), 40), ("Furniture bank", (Need.MATERIAL_HARDSHIP,), 25), ("Financial coaching", (Need.FINANCES,), 30), ("Tax help", (Need.FINANCES,), 60))),
    Partner("Laurel Works", "education", _offers(("Job search help", (Need.EMPLOYMENT,), 60), ("Skills training", (Need.EMPLOYMENT, Need.EDUCATION), 30), ("Work clothes", (Need.MATERIAL_HARDSHIP, Need.EMPLOYMENT), 40))),
    Partner("Laurel Literacy Council", "education", _offers(("Adult reading", (Need.EDUCATION, Need.HEALTH_LITERACY), 25), ("English classes", (Need.EDUCATION,), 40), ("High school equivalency", (Need.EDUCATION,), 20))),
    Partner("Laurel Public Library", "education", _offers(("Computers and internet", (Need.DIGITAL_ACCESS,), 80), ("Digital skills class", (Need.DIGITAL_ACCESS, Need.EDUCATION), 15), ("Device lending", (Need.DIGITAL_ACCESS,), 20))),
    Partner("Bright Start Early Learning", "education", _offers(("Head Start", (Need.CHILD_CARE, Need.EDUCATION), 30), ("Infant and toddler care", (Need.CHILD_CARE,), 16)), ),
    Partner("Veterans Service Center", "social", _offers(("Benefits claims", (Need.VETERAN_STATUS, Need.FINANCES), 35), ("Veterans' housing", (Need.VETERAN_STATUS, Need.HOMELESSNESS), 10), ("Peer mentors", (Need.VETERAN_STATUS, Need.SOCIAL_CONNECTION), 20))),
    Partner("Laurel Power and Light", "supplier", _offers(("Payment plans", (Need.UTILITIES,), 100), ("Weatherisation", (Need.UTILITIES, Need.INADEQUATE_HOUSING), 20))),
    Partner("St. Anne Parish Outreach", "faith", _offers(("Emergency help fund", (Need.FINANCES, Need.UTILITIES), 15), ("Community breakfast", (Need.FOOD, Need.SOCIAL_CONNECTION), 60)), accounts=False),
    Partner("Mount Zion AME Church", "faith", _offers(("Clothing closet", (Need.MATERIAL_HARDSHIP,), 40), ("Grief group", (Need.STRESS, Need.SOCIAL_CONNECTION), 12)), accounts=False),
    Partner("Islamic Center of Laurel", "faith", _offers(("Food boxes", (Need.FOOD,), 30), ("Newcomers' circle", (Need.SOCIAL_CONNECTION,), 20)), accounts=False),
    Partner("Welcome House for Newcomers", "social", _offers(("Interpretation and navigation", (Need.HEALTH_LITERACY, Need.SOCIAL_CONNECTION), 30), ("Immigration legal clinic", (Need.LEGAL_HELP,), 15), ("English conversation", (Need.EDUCATION, Need.SOCIAL_CONNECTION), 25))),
    Partner("Laurel Free Clinic", "clinic", _offers(("Walk-in visits", (Need.MEDICAL_COST, Need.HEALTH_INSURANCE), 45), ("Medication assistance", (Need.MEDICAL_COST,), 30))),
    Partner("Ridgeline Mobility", "transport", _offers(("Car repair fund", (Need.TRANSPORT, Need.EMPLOYMENT), 12), ("Bicycle programme", (Need.TRANSPORT,), 20))),
)  # fmt: skip

AREAS: tuple[tuple[str, float, float, float], ...] = (
    ("45401", 0.00, 0.00, 0.20),
    ("45402", 0.02, -0.03, 0.16),
    ("45403", -0.03, 0.02, 0.14),
    ("45404", 0.05, 0.04, 0.12),
    ("45405", -0.06, -0.05, 0.12),
    ("45406", 0.09, -0.08, 0.10),
    ("45407", -0.11, 0.09, 0.09),
    ("45408", 0.15, 0.12, 0.07),
)
"""Postcode, offset of latitude and longitude from the centre, share of people."""

_FAMILIES = (
    "Abara Alvarez Anderson Baker Barnes Bell Bianchi Brooks Brown Campbell Carter Castillo Chen Clark "
    "Cohen Cole Cruz Davis Delgado Diaz Dorsey Edwards Evans Flores Foster Garcia Gomez Gonzalez Gray "
    "Green Gupta Hall Harris Hassan Hernandez Hill Hughes Hussein Jackson James Jenkins Johnson Jones "
    "Kelly Khan Kim King Kowalski Lee Lewis Lopez Martin Martinez Mensah Miller Mitchell Moore Morales "
    "Morgan Murphy Myers Nguyen O'Brien Okafor Ortiz Owens Park Patel Perez Perry Peterson Phillips Pham "
    "Powell Price Ramirez Reed Reyes Rivera Roberts Robinson Rodriguez Rogers Ross Ruiz Russell Sanchez "
    "Sanders Scott Shah Silva Simmons Singh Smith Stewart Sullivan Taylor Thomas Thompson Torres Tran "
    "Turner Vasquez Walker Ward Washington Watson White Williams Wilson Wood Wright Young Zhang"
)
FAMILIES: tuple[str, ...] = tuple(_FAMILIES.split())

_GIVEN = (
    "Aaliyah Aaron Abdul Ada Adriana Aisha Alan Alejandro Alice Amina Ana Andre Angela Anh Anthony "
    "Beatriz Benjamin Beverly Brandon Brenda Brian Camila Carlos Carmen Caroline Charles Chloe "
    "Christopher Claudia Cynthia Daniel Danielle David Deborah Denise Derek Diana Diego Dolores Donna "
    "Dorothy Edward Elena Elijah Elizabeth Emma Eric Ernesto Esther Eva Fatima Felicia Fernando Frances "
    "Francisco Gabriela George Gloria Grace Gregory Hannah Harold Hector Helen Henry Ibrahim Irene "
    "Isabel Ivan Jacob Jamal James Janet Jasmine Javier Jeffrey Jennifer Jerome Jorge Jose Joseph Joshua "
    "Juan Judith Julia Karen Kareem Keisha Kenneth Kevin Latoya Laura Leah Leon Leticia Linda Linh "
    "Lorenzo Louis Lucia Luis Luz Malik Marcus Margaret Maria Marisol Mark Martha Mary Matthew Maya Mei "
    "Michael Miguel Minh Mohamed Monica Nancy Naomi Natalie Nathan Nicole Noah Nora Olga Oliver Omar "
    "Oscar Pamela Patricia Paul Pedro Priya Rachel Rafael Ramon Raymond Rebecca Ricardo Robert Rosa Roy "
    "Ruth Samuel Sandra Sara Sergio Sharon Sofia Stephanie Steven Susan Tamika Teresa Theresa Thomas "
    "Tiffany Timothy Tyrone Valeria Vanessa Victor Vincent Virginia Walter Wei Wendy William Xavier "
    "Yolanda Yusuf Zachary Zoe"
)
GIVEN: tuple[str, ...] = tuple(_GIVEN.split())

LANGUAGES: tuple[tuple[str, float], ...] = (
    ("en", 0.74), ("es", 0.15), ("ar", 0.03), ("vi", 0.02), ("zh", 0.02), ("so", 0.02), ("ht", 0.02),
)  # fmt: skip

IDENTITIES: tuple[tuple[str, float], ...] = (
    ("white", 0.46), ("black", 0.25), ("hispanic", 0.17), ("asian", 0.05), ("native", 0.01), ("several", 0.03), ("", 0.03),
)  # fmt: skip

NEEDS: tuple[tuple[Need, float], ...] = (
    (Need.FOOD, 0.21), (Need.HOUSING_INSTABILITY, 0.12), (Need.UTILITIES, 0.10), (Need.TRANSPORT, 0.10),
    (Need.FINANCES, 0.08), (Need.HOMELESSNESS, 0.05), (Need.INADEQUATE_HOUSING, 0.03), (Need.MATERIAL_HARDSHIP, 0.04),
    (Need.EMPLOYMENT, 0.05), (Need.EDUCATION, 0.02), (Need.HEALTH_INSURANCE, 0.03), (Need.MEDICAL_COST, 0.03),
    (Need.HEALTH_LITERACY, 0.01), (Need.DIGITAL_ACCESS, 0.01), (Need.SOCIAL_CONNECTION, 0.03), (Need.STRESS, 0.02),
    (Need.INTIMATE_PARTNER_VIOLENCE, 0.01), (Need.ELDER_ABUSE, 0.005), (Need.VETERAN_STATUS, 0.005),
    (Need.BEHAVIOURAL_HEALTH, 0.025), (Need.SUBSTANCE_USE, 0.01), (Need.LEGAL_HELP, 0.01), (Need.CHILD_CARE, 0.02),
)  # fmt: skip
"""How often each need is found among people who have one."""
