"""Statements: what may be said, which is shown next, and what a closed round shows."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

LONGEST = 300
MOST_OF_A_PERSON = 20
"""More statements of one person in a round crowd out the others."""
LEAST_SHOWN = 3
"""No group of fewer people is shown; the same number stands in the database's own functions."""


@dataclass(frozen=True)
class Needs:
    """How much a statement needs answers, as the person to be asked sees it."""

    statement: UUID
    at: datetime
    marks: int
    of_own_sector: int
    own: bool = False
    """Written by this very person."""


def queue(statements: Iterable[Needs]) -> list[UUID]:
    """In which order a person is asked: what their own sector has marked least, then what all have marked least, then
    the oldest; their own statements last. Nothing is left to chance, so that nobody's list jumps.
    """
    ranked = sorted(
        statements, key=lambda one: (one.own, one.of_own_sector, one.marks, one.at, one.statement)
    )
    return [one.statement for one in ranked]


def refusal_to_add(text: str, *, others: Iterable[str], of_this_person: int) -> str | None:
    """Why a statement cannot be added; None when it can."""
    said = plain(text)
    if not said:
        return "Write the statement first."
    if len(said) > LONGEST:
        return f"A statement has at most {LONGEST} characters; this one has {len(said)}. Say one thing at a time."
    if of_this_person >= MOST_OF_A_PERSON:
        return f"You have added {of_this_person} statements to this round. Leave room for the others."
    if any(_same(said) == _same(other) for other in others):
        return "Somebody has already said this, in the same words. Mark that statement instead."
    return None


def plain(text: str) -> str:
    """One line without signs that turn or hide text."""
    shown = "".join(
        " " if unicodedata.category(sign) in {"Cc", "Zl", "Zp"} else sign
        for sign in unicodedata.normalize("NFC", text)
        if unicodedata.category(sign) not in {"Cf", "Cs", "Co", "Cn"} or sign in "\u200d\u200c"
    )
    return " ".join(shown.split())


def _same(text: str) -> str:
    return " ".join("".join(sign if sign.isalnum() else " " for sign in text.casefold()).split())


def refusal_to_mark(*, value: int, round_closed: bool, withdrawn: bool) -> str | None:
    """Why a statement cannot be marked; None when it can."""
    if value not in (-1, 0, 1):
        return "Choose agree, disagree or pass."
    if round_closed:
        return "This round is closed; what was marked has been counted."
    if withdrawn:
        return "This statement was withdrawn."
    return None


def refusal_to_close(*, people: int, closes: date, today: date) -> str | None:
    """Why a round cannot be closed; None when it can. Early closing is allowed once enough have spoken."""
    if people < LEAST_SHOWN:
        return (
            f"{people} {'person has' if people == 1 else 'people have'} marked statements. "
            f"Fewer than {LEAST_SHOWN} are never counted, so nothing could be shown."
        )
    return None


def sectors_of(groups: Mapping[str, str], titles: Mapping[str, str]) -> dict[str, str]:
    """What each counted group is called: a sector, or the small ones that are counted together.

    groups: sector → group key.
    """
    found: dict[str, list[str]] = {}
    for sector, group in groups.items():
        found.setdefault(group, []).append(titles.get(sector, sector))
    return {
        group: sectors[0] if group != "others" else "Counted together: " + ", ".join(sorted(sectors))
        for group, sectors in found.items()
    }
