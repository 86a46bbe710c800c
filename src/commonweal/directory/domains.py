"""The needs a person may have, as every concern names them.

The first group follows the domains of the Gravity Project, with the codes of the HL7 guide "SDOH Clinical
Care" (code system SDOHCC-CodeSystemTemporaryCodes). The Gravity Project has no domain for the last five;
those travel as `sdoh-category-unspecified` with their label as text.

Substance use and HIV stand apart from behavioural health and medical cost because the law asks a consent of
its own for each (42 CFR Part 2; state HIV statutes): a need filed under a wider domain would be disclosed
by a consent that never named it.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Literal, NamedTuple

Category = Literal["social", "behavioural_health", "substance_use", "violence", "hiv"]
"""What a consent names when it says which information may be disclosed."""

SENSITIVE_CATEGORIES: frozenset[Category] = frozenset(
    {"behavioural_health", "substance_use", "violence", "hiv"}
)
"""Categories that never follow from a general consent; each must be named."""

GRAVITY_SYSTEM = "http://hl7.org/fhir/us/sdoh-clinicalcare/CodeSystem/SDOHCC-CodeSystemTemporaryCodes"
UNSPECIFIED_CODE = "sdoh-category-unspecified"


class _Meaning(NamedTuple):
    label: str
    description: str
    gravity_code: str | None
    category: Category = "social"


class NeedDomain(StrEnum):
    """A kind of need; the value is what databases and files hold."""

    FOOD = "food"
    HOUSING_INSTABILITY = "housing_instability"
    HOMELESSNESS = "homelessness"
    INADEQUATE_HOUSING = "inadequate_housing"
    UTILITIES = "utilities"
    TRANSPORT = "transport"
    FINANCES = "finances"
    MATERIAL_HARDSHIP = "material_hardship"
    EMPLOYMENT = "employment"
    EDUCATION = "education"
    HEALTH_INSURANCE = "health_insurance"
    MEDICAL_COST = "medical_cost"
    HEALTH_LITERACY = "health_literacy"
    DIGITAL_ACCESS = "digital_access"
    SOCIAL_CONNECTION = "social_connection"
    STRESS = "stress"
    INTIMATE_PARTNER_VIOLENCE = "intimate_partner_violence"
    ELDER_ABUSE = "elder_abuse"
    VETERAN_STATUS = "veteran_status"
    BEHAVIOURAL_HEALTH = "behavioural_health"
    SUBSTANCE_USE = "substance_use"
    HIV_CARE = "hiv_care"
    LEGAL_HELP = "legal_help"
    CHILD_CARE = "child_care"

    @property
    def label(self) -> str:
        """A few plain words, for pages."""
        return _MEANINGS[self].label

    @property
    def description(self) -> str:
        """One sentence that says what belongs here, for forms and help."""
        return _MEANINGS[self].description

    @property
    def gravity_code(self) -> str | None:
        """The code in `GRAVITY_SYSTEM`, or nothing where the Gravity Project has no such domain."""
        return _MEANINGS[self].gravity_code

    @property
    def category(self) -> Category:
        """The consent category a need of this domain falls under."""
        return _MEANINGS[self].category

    @property
    def is_sensitive(self) -> bool:
        """Whether a consent must name this need's category."""
        return self.category in SENSITIVE_CATEGORIES

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """(value, label) pairs in the order of this page, for forms."""
        return [(domain.value, domain.label) for domain in cls]

    @classmethod
    def from_gravity(cls, code: str) -> NeedDomain | None:
        """The domain with this Gravity code, or nothing for a code that names none of ours."""
        return _BY_GRAVITY_CODE.get(code)


_MEANINGS: dict[NeedDomain, _Meaning] = {
    NeedDomain.FOOD: _Meaning(
        "Food", "Enough food, good enough to live well on, today and next week.", "food-insecurity"
    ),
    NeedDomain.HOUSING_INSTABILITY: _Meaning(
        "Keeping a home",
        "Housed now, but behind on rent or mortgage, moving often, or about to be evicted.",
        "housing-instability",
    ),
    NeedDomain.HOMELESSNESS: _Meaning(
        "A place to stay", "No regular place to sleep: outdoors, in a car, or in a shelter.", "homelessness"
    ),
    NeedDomain.INADEQUATE_HOUSING: _Meaning(
        "A safe and sound home",
        "Housed, but with mould, pests, no heating, crowding, or steps a person cannot climb.",
        "inadequate-housing",
    ),
    NeedDomain.UTILITIES: _Meaning(
        "Electricity, gas and water",
        "Utility bills that cannot be paid, or a supply shut off.",
        "utility-insecurity",
    ),
    NeedDomain.TRANSPORT: _Meaning(
        "Getting there", "No way to reach care, work or daily errands.", "transportation-insecurity"
    ),
    NeedDomain.FINANCES: _Meaning(
        "Money",
        "Too little income or too much debt to live on; benefits not claimed.",
        "financial-insecurity",
    ),
    NeedDomain.MATERIAL_HARDSHIP: _Meaning(
        "Clothes and household things",
        "Clothing, furniture, diapers, hygiene and other necessities that are lacking.",
        "material-hardship",
    ),
    NeedDomain.EMPLOYMENT: _Meaning(
        "Work", "Finding, getting ready for or keeping a job.", "employment-status"
    ),
    NeedDomain.EDUCATION: _Meaning(
        "Schooling", "School, a diploma, reading and writing, language, training.", "educational-attainment"
    ),
    NeedDomain.HEALTH_INSURANCE: _Meaning(
        "Health insurance", "No health coverage, or not enough of it.", "health-insurance-coverage-status"
    ),
    NeedDomain.MEDICAL_COST: _Meaning(
        "Paying for care", "Bills, medicines or treatment a person cannot afford.", "medical-cost-burden"
    ),
    NeedDomain.HEALTH_LITERACY: _Meaning(
        "Understanding health information",
        "Finding, understanding and using what is needed to decide about one's health.",
        "personal-health-literacy",
    ),
    NeedDomain.DIGITAL_ACCESS: _Meaning(
        "Internet and devices", "No affordable internet, device, or help to use them.", "digital-access"
    ),
    NeedDomain.SOCIAL_CONNECTION: _Meaning(
        "Company and support", "Lonely, cut off, or without anybody to turn to.", "social-connection"
    ),
    NeedDomain.STRESS: _Meaning(
        "Stress", "Tense, restless, sleepless because the mind is troubled.", "stress", "behavioural_health"
    ),
    NeedDomain.INTIMATE_PARTNER_VIOLENCE: _Meaning(
        "Safety from a partner",
        "Hurt, threatened or controlled by a present or former partner.",
        "intimate-partner-violence",
        "violence",
    ),
    NeedDomain.ELDER_ABUSE: _Meaning(
        "Safety in old age", "An older person hurt, neglected or exploited.", "elder-abuse", "violence"
    ),
    NeedDomain.VETERAN_STATUS: _Meaning(
        "Help for veterans",
        "Benefits and support for those who served, and their families.",
        "veteran-status",
    ),
    NeedDomain.BEHAVIOURAL_HEALTH: _Meaning(
        "Mental health",
        "Depression, anxiety, grief or another mental health concern.",
        None,
        "behavioural_health",
    ),
    NeedDomain.SUBSTANCE_USE: _Meaning(
        "Alcohol and drugs", "Treatment and recovery from alcohol, drugs or tobacco.", None, "substance_use"
    ),
    NeedDomain.HIV_CARE: _Meaning("HIV care", "Testing for, living with or preventing HIV.", None, "hiv"),
    NeedDomain.LEGAL_HELP: _Meaning(
        "Legal help", "Advice or representation: eviction, family, immigration, benefits, records.", None
    ),
    NeedDomain.CHILD_CARE: _Meaning("Child care", "Somebody reliable to look after the children.", None),
}

_BY_GRAVITY_CODE = {domain.gravity_code: domain for domain in NeedDomain if domain.gravity_code}
