"""The words that a person agrees to, worked out from what they chose. Kept as shown.

Written for a reading level of sixth grade; tests hold it to that. Content: 42 CFR 2.31(a).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from commonweal.agreements.rules import CATEGORIES

PLAIN: dict[str, str] = {
    "identity": "Who I am: my name, my birth date, how to reach me, and the language I speak",
    "social": "What I need, like food, a home or a ride, and who was asked to help",
    "behavioural_health": "My mental health: how I feel and the care I get for it",
    "substance_use": "My use of alcohol or drugs, and the care I get for it",
    "hiv": "HIV: my tests, if I have it, and the care I get for it",
    "violence": "If someone hurts or scares me, and the help I get for it",
}
"""Each category as the person reads it."""

FOR: dict[str, str] = {
    "care": "to help me and to work with each other on my care",
    "improvement": "to count and learn what works",
    "payment": "to work out who gets paid for the help",
}
"""Each purpose as the person reads it."""


def consent_text(
    *,
    person: str,
    discloser: str,
    alliance: str,
    network: bool,
    recipients: Sequence[str],
    categories: frozenset[str],
    purposes: frozenset[str],
    until: date | None,
) -> str:
    """What the person agrees to, in plain sentences, one paragraph a line.

    `discloser` empty: any partner that keeps a record about the person.
    """
    who = discloser or f"Each partner of {alliance} that helps me"
    lines = [
        f"My name is {person}.",
        f"{who} may share these things about me:",
        *(f"– {PLAIN[category]}." for category in CATEGORIES if category in categories),
        _to_whom(alliance, network, recipients),
        "They may use it " + " and ".join(FOR[purpose] for purpose in FOR if purpose in purposes) + ".",
        _until(until),
        "I can change my mind at any time. I can take it back from one group or from all of them. "
        "I only have to tell one of them. What was shared before then can not be taken back.",
        "I do not have to say yes. I can still get help if I say no.",
    ]
    if "substance_use" in categories:
        lines.append(
            "The law guards notes on the use of alcohol and drugs (42 CFR Part 2). "
            "Those who get them may not pass them on unless the law lets them."
        )
    return "\n".join(lines)


def _to_whom(alliance: str, network: bool, recipients: Sequence[str]) -> str:
    if network:
        return (
            f"They may share it with the office of {alliance} and with all of its partners. "
            "That holds for partners who join later, too. I can ask for the list at any time."
        )
    return "They may share it with: " + "; ".join(sorted(recipients)) + "."


def _until(until: date | None) -> str:
    if until is None:
        return "My yes counts until I take it back."
    return f"My yes ends on {until:%B} {until.day}, {until.year}."
