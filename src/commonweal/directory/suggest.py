"""Which need a taxonomy term is likely about: suggestions for a person to confirm, with a confidence and why.

Two witnesses are heard. The code, where it is one of the 211 Human Services Taxonomy: its first letters say
the section (BD is food, BH housing), and the longest known prefix speaks. And the words of the term, in any
scheme. Witnesses that agree add up as independent ones do: 1 - (1 - a)(1 - b).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from commonweal.directory.domains import NeedDomain as Need

LIKELY = 0.8
"""From here on a suggestion may be taken over in bulk."""
_HIGHEST = 0.99


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A need a term may be about. `confidence` lies between 0 and 1; `why` is a sentence's end for the
    page."""

    domain: Need
    confidence: float
    why: str


_CODE = re.compile(r"[BDFHJLNPRTY](?:[A-Z](?:-\d{4}(?:\.\d{4}(?:-\d{3}(?:\.\d{2}){0,2})?)?)?)?")

_SECTIONS: dict[str, tuple[Need, float] | None] = {
    "BD": (Need.FOOD, 0.95),
    "BH": (Need.HOUSING_INSTABILITY, 0.6),
    "BH-0500": (Need.HOMELESSNESS, 0.85),
    "BH-1800": (Need.HOMELESSNESS, 0.9),
    "BH-1800.1500-100": (Need.INTIMATE_PARTNER_VIOLENCE, 0.95),
    "BH-1800.1500-080": (Need.INTIMATE_PARTNER_VIOLENCE, 0.95),
    "BH-1850": (Need.HOMELESSNESS, 0.9),
    "BH-3000": (Need.INADEQUATE_HOUSING, 0.85),
    "BH-3000.4500": None,
    "BH-3500": (Need.HOUSING_INSTABILITY, 0.5),
    "BH-3700": (Need.HOUSING_INSTABILITY, 0.75),
    "BH-3800": (Need.HOUSING_INSTABILITY, 0.95),
    "BH-3900": (Need.HOUSING_INSTABILITY, 0.7),
    "BH-7000.4600": (Need.HOUSING_INSTABILITY, 0.85),
    "BH-8400": (Need.INADEQUATE_HOUSING, 0.4),
    "BH-8400.3000": (Need.HOMELESSNESS, 0.9),
    "BH-8600": (Need.HOMELESSNESS, 0.85),
    "BM": (Need.MATERIAL_HARDSHIP, 0.85),
    "BM-5050": (Need.DIGITAL_ACCESS, 0.8),
    "BM-6000": (Need.DIGITAL_ACCESS, 0.9),
    "BM-7000": None,
    "BM-8500": (Need.MATERIAL_HARDSHIP, 0.6),
    "BT": (Need.TRANSPORT, 0.9),
    "BT-4800": None,
    "BT-8750": None,
    "BV": (Need.UTILITIES, 0.9),
    "BV-8900.1700-850": (Need.DIGITAL_ACCESS, 0.7),
    "BV-8900.9300-850": (Need.DIGITAL_ACCESS, 0.7),
    "DM": (Need.FINANCES, 0.85),
    "DM-1800.2000": (Need.HOUSING_INSTABILITY, 0.85),
    "DT-8800": (Need.FINANCES, 0.8),
    "FN-1500.1900-800": (Need.INTIMATE_PARTNER_VIOLENCE, 0.9),
    "FN-1500.9100-180": (Need.INTIMATE_PARTNER_VIOLENCE, 0.9),
    "FP": (Need.LEGAL_HELP, 0.4),
    "FP-4000": (Need.LEGAL_HELP, 0.9),
    "FP-4500": (Need.LEGAL_HELP, 0.9),
    "FT": (Need.LEGAL_HELP, 0.9),
    "HD": (Need.EDUCATION, 0.6),
    "HH": (Need.EDUCATION, 0.9),
    "HL": (Need.EDUCATION, 0.6),
    "HL-8120": None,
    "HL-8120.7800": (Need.MATERIAL_HARDSHIP, 0.8),
    "HL-8700": (Need.EDUCATION, 0.85),
    "LF-4900.2400": (Need.HIV_CARE, 0.95),
    "LH-2700": (Need.HEALTH_LITERACY, 0.8),
    "LH-2700.0150": (Need.HIV_CARE, 0.95),
    "LH-2700.2000": None,
    "LH-2700.6500": None,
    "LH-3000": (Need.HEALTH_INSURANCE, 0.9),
    "LH-3500": (Need.HEALTH_INSURANCE, 0.95),
    "LH-5000": (Need.MEDICAL_COST, 0.4),
    "LH-5000.0600": (Need.HIV_CARE, 0.8),
    "LH-5100": (Need.MEDICAL_COST, 0.95),
    "LH-6300.2400": (Need.MEDICAL_COST, 0.8),
    "LH-6700": (Need.MEDICAL_COST, 0.85),
    "LH-6700.6400-040": (Need.HIV_CARE, 0.95),
    "LH-6700.6400-285": (Need.HIV_CARE, 0.95),
    "LH-6700.6400-300": (Need.HIV_CARE, 0.95),
    "LN-1500": (Need.MEDICAL_COST, 0.5),
    "LN-9000": (Need.VETERAN_STATUS, 0.8),
    "LT-1750.0500": (Need.HIV_CARE, 0.95),
    "LT-1750.7935": None,
    "ND": (Need.EMPLOYMENT, 0.9),
    "ND-9200": None,
    "NL-1000": (Need.FINANCES, 0.9),
    "NL-3000.1500": (Need.CHILD_CARE, 0.9),
    "NL-3000.1900": (Need.FINANCES, 0.7),
    "NL-5000": (Need.HEALTH_INSURANCE, 0.95),
    "NL-6000": (Need.FOOD, 0.95),
    "NS": (Need.FINANCES, 0.7),
    "NS-1000.9000": (Need.VETERAN_STATUS, 0.85),
    "NS-1800.9000": (Need.VETERAN_STATUS, 0.9),
    "NS-4500.9000": (Need.VETERAN_STATUS, 0.85),
    "NS-8000": (Need.HEALTH_INSURANCE, 0.9),
    "NS-8000.9000": (Need.VETERAN_STATUS, 0.8),
    "NT": (Need.FINANCES, 0.85),
    "PH-0320": (Need.SOCIAL_CONNECTION, 0.4),
    "PH-0700": (Need.FINANCES, 0.7),
    "PH-1250": (Need.CHILD_CARE, 0.95),
    "PH-1400": (Need.SOCIAL_CONNECTION, 0.85),
    "PH-2360.2000": (Need.FINANCES, 0.6),
    "PH-2400.1500": (Need.CHILD_CARE, 0.85),
    "PH-3300.2750": (Need.INADEQUATE_HOUSING, 0.7),
    "PH-6200.8400": (Need.STRESS, 0.9),
    "PH-6500.0500": (Need.ELDER_ABUSE, 0.9),
    "PN": (Need.SOCIAL_CONNECTION, 0.6),
    "PN-8100.0200-180": (Need.INTIMATE_PARTNER_VIOLENCE, 0.9),
    "PN-8100.0500": (Need.SUBSTANCE_USE, 0.85),
    "PN-8100.0500-900": (Need.SOCIAL_CONNECTION, 0.5),
    "PN-8100.5000": (Need.BEHAVIOURAL_HEALTH, 0.9),
    "RD": (Need.BEHAVIOURAL_HEALTH, 0.85),
    "RF": (Need.BEHAVIOURAL_HEALTH, 0.75),
    "RM": (Need.BEHAVIOURAL_HEALTH, 0.9),
    "RP": (Need.BEHAVIOURAL_HEALTH, 0.85),
    "RP-1400.8000-020.80": (Need.INTIMATE_PARTNER_VIOLENCE, 0.95),
    "RP-1400.8000-020.20": (Need.ELDER_ABUSE, 0.9),
    "RR": (Need.BEHAVIOURAL_HEALTH, 0.85),
    "RX": (Need.SUBSTANCE_USE, 0.95),
    "TC-5500.8000": (Need.SOCIAL_CONNECTION, 0.8),
    "TI": None,
    "TJ-1800.6500-330": (Need.DIGITAL_ACCESS, 0.7),
    "Y": None,
    "YN-9000": (Need.VETERAN_STATUS, 0.5),
}
"""By prefix of a 211 code; nothing where a section is no need of a person: Y says whom a service is for, TI
gathers donations. The longest prefix speaks."""

_WORDS: tuple[tuple[Need, float, str], ...] = (
    (
        Need.FOOD,
        0.9,
        r"food|meals?|pantry|groceries|soup kitchen|snap\b|wic\b|hunger|lunch(?:es)?|nutrition program",
    ),
    (Need.FOOD, 0.5, r"nutrition"),
    (
        Need.HOUSING_INSTABILITY,
        0.9,
        r"rent(?:al)? (?:payment|assistance)|eviction|foreclosure|mortgage|section 8",
    ),
    (Need.HOUSING_INSTABILITY, 0.8, r"(?:subsidi[sz]ed|affordable|low income|low cost).*(?:housing|rental)"),
    (Need.HOUSING_INSTABILITY, 0.6, r"housing (?:counsel|expense|search|voucher|assistance)|tenan(?:t|cy)"),
    (
        Need.HOMELESSNESS,
        0.9,
        r"homeless(?:ness)?|emergency shelter|transitional housing|night shelter|rough sleep",
    ),
    (
        Need.INADEQUATE_HOUSING,
        0.85,
        r"weatheri[sz]ation|home (?:rehabilitation|repair|modification)|mou?ld|lead paint",
    ),
    (
        Need.UTILITIES,
        0.9,
        r"utilit(?:y|ies)|(?:electric|gas|water|heating|energy) (?:service|bill|payment|assistance)",
    ),
    (Need.TRANSPORT, 0.85, r"transport(?:ation)?|paratransit|transit\b|bus (?:fare|pass)|rides?\b|gas money"),
    (
        Need.FINANCES,
        0.8,
        r"financial|budget(?:ing)?|credit|debt|tax preparation|tax aide|vita\b|cash assistance|tanf",
    ),
    (
        Need.FINANCES,
        0.8,
        r"\bssi\b|social security|unemployment (?:insurance|benefit)|benefits (?:screening|advice)",
    ),
    (Need.FINANCES, 0.6, r"money management|savings|economic self.sufficiency|bankruptcy"),
    (
        Need.MATERIAL_HARDSHIP,
        0.85,
        r"cloth(?:es|ing)|furniture|diapers?|household goods|hygiene kits?|school supplies",
    ),
    (
        Need.EMPLOYMENT,
        0.85,
        r"employment|jobs?\b|career|vocational|resume|apprenticeship|workforce|work readiness",
    ),
    (
        Need.EDUCATION,
        0.8,
        r"literacy|ged\b|high school equivalency|english as a second language|esl\b|tutor(?:ing)?",
    ),
    (Need.EDUCATION, 0.6, r"education|school|classes|head start|preschools?|homework|scholarship"),
    (Need.HEALTH_INSURANCE, 0.9, r"health insurance|medicaid|medicare|affordable care act|dental coverage"),
    (Need.HEALTH_INSURANCE, 0.6, r"insurance (?:navigat|counsel|enrol)"),
    (
        Need.MEDICAL_COST,
        0.9,
        r"(?:medical|prescription|dental care|eye care).*(?:expense|cost|assistance|discount)",
    ),
    (Need.MEDICAL_COST, 0.6, r"charity care|sliding (?:fee|scale)|free clinic|medical debt"),
    (
        Need.HEALTH_LITERACY,
        0.8,
        r"health (?:education|literacy)|nutrition education|disease.*self.?management",
    ),
    (
        Need.DIGITAL_ACCESS,
        0.85,
        r"internet|broadband|computer (?:distribution|access|class)|digital|lifeline phone",
    ),
    (Need.DIGITAL_ACCESS, 0.6, r"computer|cell phones?"),
    (
        Need.SOCIAL_CONNECTION,
        0.75,
        r"compan(?:y|ions?|ionship)\b|friendly visit|buddy|senior cent(?:er|re)|mentor",
    ),
    (Need.SOCIAL_CONNECTION, 0.6, r"support groups?|peer (?:support|network)|loneliness|isolat(?:ed|ion)"),
    (Need.STRESS, 0.9, r"stress"),
    (
        Need.INTIMATE_PARTNER_VIOLENCE,
        0.9,
        r"domestic violence|intimate partner|spouse.*abuse|battered|family violence",
    ),
    (Need.ELDER_ABUSE, 0.95, r"elder(?:/dependent adult)? abuse|adult protective"),
    (Need.VETERAN_STATUS, 0.8, r"veterans?|military famil"),
    (
        Need.BEHAVIOURAL_HEALTH,
        0.85,
        r"mental health|psychiatr|psycho(?:log|therap)|suicide|depress|trauma counsel",
    ),
    (
        Need.BEHAVIOURAL_HEALTH,
        0.75,
        r"bereavement|grief|anger management|therapy practices|crisis intervention",
    ),
    (Need.BEHAVIOURAL_HEALTH, 0.55, r"counsell?ing"),
    (
        Need.SUBSTANCE_USE,
        0.9,
        r"alcohol|drug (?:use|abuse|treatment|detox)|substance|opioid|methadone|detox|sober",
    ),
    (Need.SUBSTANCE_USE, 0.8, r"smoking cessation|tobacco|addiction|recovery home"),
    (Need.HIV_CARE, 0.95, r"\bhiv\b|\baids\b"),
    (Need.LEGAL_HELP, 0.9, r"legal|attorney|lawyer|immigration|expungement|guardianship assistance"),
    (Need.CHILD_CARE, 0.9, r"child ?care|day ?care|nursery school|babysit|after ?school care"),
)
_PATTERNS = tuple(
    (need, confidence, re.compile(rf"\b(?:{pattern})", re.IGNORECASE)) for need, confidence, pattern in _WORDS
)
_NARROWER: tuple[tuple[Need, Need], ...] = (
    # A need on the left, once seen, explains the words that suggested the one on the right.
    (Need.SUBSTANCE_USE, Need.BEHAVIOURAL_HEALTH),
    (Need.HIV_CARE, Need.BEHAVIOURAL_HEALTH),
    (Need.HIV_CARE, Need.HEALTH_LITERACY),
    (Need.INTIMATE_PARTNER_VIOLENCE, Need.BEHAVIOURAL_HEALTH),
    (Need.INTIMATE_PARTNER_VIOLENCE, Need.HOMELESSNESS),
    (Need.ELDER_ABUSE, Need.BEHAVIOURAL_HEALTH),
    (Need.HEALTH_INSURANCE, Need.BEHAVIOURAL_HEALTH),
    (Need.EMPLOYMENT, Need.BEHAVIOURAL_HEALTH),
    (Need.FINANCES, Need.BEHAVIOURAL_HEALTH),
    (Need.HOUSING_INSTABILITY, Need.BEHAVIOURAL_HEALTH),
    (Need.HOUSING_INSTABILITY, Need.FINANCES),
    (Need.LEGAL_HELP, Need.BEHAVIOURAL_HEALTH),
    (Need.HEALTH_LITERACY, Need.EDUCATION),
    (Need.HEALTH_LITERACY, Need.FOOD),
    (Need.FOOD, Need.EDUCATION),
)
_NO_COMPANION = re.compile(
    r"\b(?:donations?|volunteer|animals?|pets?|complaints?|reporting|licens)", re.IGNORECASE
)
"""Words of terms that are about something else, however familiar their other words sound."""


def suggest(name: str, code: str = "") -> tuple[Suggestion, ...]:
    """Needs a term may be about, the likeliest first; none where nothing speaks for one.

    `name` is the term in words, `code` its code in its own scheme.
    """
    section, is_silent = _by_code(code.strip())
    if is_silent:
        return ()
    found: dict[Need, list[tuple[float, str]]] = {}
    if section is not None:
        need, confidence, prefix = section
        found.setdefault(need, []).append((confidence, f"211 code begins with {prefix}"))
    if not _NO_COMPANION.search(name):
        for need, confidence, words in _by_words(name):
            found.setdefault(need, []).append((confidence, f"the name says “{words}”"))
    for narrow, wide in _NARROWER:
        if narrow in found and wide in found:
            del found[wide]
    suggestions = [_joined(need, witnesses) for need, witnesses in found.items()]
    return tuple(sorted(suggestions, key=lambda one: (-one.confidence, one.domain)))


def _by_code(code: str) -> tuple[tuple[Need, float, str] | None, bool]:
    """What a 211 code says: a need, or that the term is none at all."""
    if not _CODE.fullmatch(code):
        return None, False
    for length in range(len(code), 0, -1):
        prefix = code[:length]
        if prefix in _SECTIONS:
            entry = _SECTIONS[prefix]
            return (None, True) if entry is None else ((*entry, prefix), False)
    return None, False


def _by_words(name: str) -> list[tuple[Need, float, str]]:
    best: dict[Need, tuple[float, str]] = {}
    for need, confidence, pattern in _PATTERNS:
        match = pattern.search(name)
        if match and confidence > best.get(need, (0.0, ""))[0]:
            best[need] = (confidence, match[0])
    return [(need, confidence, words) for need, (confidence, words) in best.items()]


def _joined(need: Need, witnesses: list[tuple[float, str]]) -> Suggestion:
    doubt = 1.0
    for confidence, _ in witnesses:
        doubt *= 1 - confidence
    return Suggestion(need, round(min(1 - doubt, _HIGHEST), 2), " and ".join(why for _, why in witnesses))
