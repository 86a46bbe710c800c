"""Templates from which an alliance starts: data files of the package (`starts/*.toml`), read with care."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

from commonweal.evidence.cohorts.population_rule import PopulationRule

ORDER = ("homeless-stays", "to-community", "care-network", "hospital-alliance", "technology", "blank")
BLANK = "blank"


class BadStart(ValueError):
    """A template that cannot be, in words."""


@dataclass(frozen=True)
class ExampleGoal:
    """A goal as a template words it: everything but figures, owner and date, which only the alliance can know."""

    title: str
    statement: str
    measure: str = ""
    event: str = ""
    unit: str = ""
    direction: str = ""


@dataclass(frozen=True)
class Start:
    """A template."""

    name: str
    title: str
    summary: str
    challenge: str
    population: str
    rule: PopulationRule
    domains: tuple[str, ...]
    agreements: tuple[str, ...]
    risks: tuple[str, ...]
    goals: tuple[ExampleGoal, ...]


@functools.cache
def starts() -> dict[str, Start]:
    """All templates of the package by name, in the order in which they are offered."""
    folder = resources.files("commonweal.charter") / "starts"
    return {name: parse(name, (folder / f"{name}.toml").read_text(encoding="utf-8")) for name in ORDER}


def parse(name: str, text: str) -> Start:
    """A template from TOML. Raises BadStart, BadRule."""
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as why:
        raise BadStart(f"{name} is no TOML: {why}.") from why
    return Start(
        name,
        _text(name, given, "title"),
        _text(name, given, "summary"),
        " ".join(_text(name, given, "challenge").split()),
        _text(name, given, "population"),
        PopulationRule.of(given.get("rule", {})),
        _texts(name, given, "domains"),
        _texts(name, given, "agreements"),
        _texts(name, given, "risks"),
        tuple(_goal(name, one) for one in given.get("goals", [])),
    )


def _goal(name: str, given: Mapping[str, Any]) -> ExampleGoal:
    known = set(ExampleGoal.__dataclass_fields__)
    if unknown := sorted(set(given) - known):
        raise BadStart(f"{name}: a goal has no entry “{unknown[0]}”.")
    goal = ExampleGoal(**{key: str(value) for key, value in given.items()})
    if not goal.title or bool(goal.measure) == bool(goal.event):
        raise BadStart(f"{name}: a goal has a title, and an indicator or an event that is counted.")
    return goal


def _text(name: str, given: Mapping[str, Any], key: str) -> str:
    value = given.get(key)
    if not isinstance(value, str):
        raise BadStart(f"{name}: “{key}” is missing.")
    return value.strip()


def _texts(name: str, given: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = given.get(key)
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise BadStart(f"{name}: “{key}” is a list of texts.")
    return tuple(value)
