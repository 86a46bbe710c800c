"""Courses to begin from, in the product's own words: one data file each, by weeks."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Week:
    """A session of a course: what it is for, how it may go, what to read, what to ask oneself afterwards."""

    title: str
    aim: str
    agenda: tuple[str, ...]
    reading: str
    question: str
    further: str = ""
    """A published work for whoever wants more; empty: none."""


@dataclass(frozen=True)
class Course:
    """A course with its weeks in order; every session takes `minutes`."""

    key: str
    title: str
    sentence: str
    minutes: int
    weeks: tuple[Week, ...]


def read(text: str, name: str) -> Course:
    """A course from its data file. Raises ValueError, naming the file and the week, where something is missing."""
    raw = tomllib.loads(text)
    where = name
    try:
        weeks = []
        for number, one in enumerate(raw["week"], 1):
            where = f"{name}, week {number}"
            weeks.append(Week(**(one | {"agenda": tuple(one["agenda"])})))
        where = name
        return Course(raw["key"], raw["title"], raw["sentence"], raw["minutes"], tuple(weeks))
    except (KeyError, TypeError) as error:
        raise ValueError(f"{where} is not whole: {error}.") from error


@cache
def courses() -> dict[str, Course]:
    """Every course by its key."""
    found = [
        read(file.read_text(encoding="utf-8"), file.name)
        for file in files(__package__).iterdir()
        if file.name.endswith(".toml")
    ]
    return {one.key: one for one in sorted(found, key=lambda one: one.title)}
