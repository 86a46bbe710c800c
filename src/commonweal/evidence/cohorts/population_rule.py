"""A population by rule, in plain values and in words: whom an alliance is for.

A rule asks in up to five ways: age, place, coverage, use, needs. Counting whom it fits is `population`'s.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

OLDEST = 120
MOST_LISTED = 200


class BadRule(ValueError):
    """A rule that cannot be, in words."""


@dataclass(frozen=True)
class PopulationRule:
    """Whom the alliance is for. What is empty or 0 is not asked."""

    age_from: int | None = None
    age_to: int | None = None
    """Completed years on the first day of the month; both are within."""
    postcodes: tuple[str, ...] = ()
    """Living there by the enrolment span (`zip_code`); 46202 is also 46202-1234."""
    payers: tuple[str, ...] = ()
    """Insured by one of these (`payer` of the files), in any capitals."""
    emergency_visits: int = 0
    """At least so many in the twelve months that end with the month."""
    admissions: int = 0
    diagnoses: tuple[str, ...] = ()
    """A counted medical line of those twelve months has a diagnosis that begins so (ICD-10-CM): Z59 is housing."""

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> PopulationRule:
        """A rule from plain values, as it stands in a page's row or a TOML file. Raises BadRule, naming the entry."""
        known = set(cls.__dataclass_fields__)
        if unknown := sorted(set(given) - known):
            raise BadRule(
                f"There is no entry “{unknown[0]}” in a population rule. There are: {', '.join(sorted(known))}."
            )
        rule = cls(
            _age(given, "age_from"),
            _age(given, "age_to"),
            _listed(given, "postcodes"),
            _listed(given, "payers"),
            _at_least(given, "emergency_visits"),
            _at_least(given, "admissions"),
            tuple(code.upper().replace(".", "") for code in _listed(given, "diagnoses")),
        )
        if rule.age_from is not None and rule.age_to is not None and rule.age_from > rule.age_to:
            raise BadRule(f"age_from ({rule.age_from}) is above age_to ({rule.age_to}).")
        if wrong := [code for code in rule.diagnoses if not _is_code(code)]:
            raise BadRule(f"diagnoses: “{wrong[0]}” does not begin as a code of ICD-10-CM does (F10, Z59.0).")
        return rule

    def plain(self) -> dict[str, Any]:
        """What is asked, as plain values."""
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name in self.__dataclass_fields__
            if (value := getattr(self, name)) not in (None, 0, ()) or (name.startswith("age") and value == 0)
        }

    def sentences(self) -> list[str]:
        """What is asked, each in words."""
        said = []
        if self.age_from is not None or self.age_to is not None:
            said.append(_age_said(self.age_from, self.age_to))
        if self.postcodes:
            said.append(f"living in {_or(self.postcodes)}")
        if self.payers:
            said.append(f"insured by {_or(self.payers)}")
        if self.emergency_visits:
            said.append(f"with {_times(self.emergency_visits, 'emergency visit')} or more in twelve months")
        if self.admissions:
            said.append(f"with {_times(self.admissions, 'admission')} or more in twelve months")
        if self.diagnoses:
            said.append(f"with a diagnosis that begins with {_or(self.diagnoses)} in the same twelve months")
        return said


def _is_code(code: str) -> bool:
    return (
        1 < len(code) <= 7
        and code[0].isalpha()
        and code.isascii()
        and code[1:].isalnum()
        and code[1].isdigit()
    )


def _age(given: Mapping[str, Any], name: str) -> int | None:
    value = given.get(name)
    if value in (None, ""):
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= OLDEST:
        raise BadRule(f"{name}: {value!r} is no age in whole years from 0 to {OLDEST}.")
    return value


def _at_least(given: Mapping[str, Any], name: str) -> int:
    value = given.get(name) or 0
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 1000:
        raise BadRule(f"{name}: {value!r} is no whole number from 0 to 1000.")
    return value


def _listed(given: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = given.get(name) or []
    if (
        isinstance(value, str)
        or not isinstance(value, Sequence)
        or not all(isinstance(one, str) for one in value)
    ):
        raise BadRule(f"{name}: write it as a list of texts.")
    if len(value) > MOST_LISTED:
        raise BadRule(f"{name}: {len(value)} entries; the most are {MOST_LISTED}.")
    return tuple(dict.fromkeys(one.strip() for one in value if one.strip()))


def _age_said(low: int | None, high: int | None) -> str:
    if low is None:
        return f"up to {high} years old"
    return f"{low} years or older" if high is None else f"{low} to {high} years old"


def _times(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def _or(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"
