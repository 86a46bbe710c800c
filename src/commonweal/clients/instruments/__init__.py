"""Sets of screening questions, kept as data beside this file, and the needs that answers suggest.

Every answer may be left unsaid: “prefer not to answer” is offered with each question and suggests nothing.
The concepts follow the published instruments; the sentences are our own short ones, because the published texts
are protected. They are no substitute for a licensed instrument where a payer or a study asks for its exact words.
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

from commonweal.directory.domains import NeedDomain

UNSAID = "unsaid"
"""The answer of somebody who prefers not to answer."""

Answers = Mapping[str, str | list[str]]
"""By question: the key of the choice, or the keys where several may be chosen."""


@dataclass(frozen=True)
class Choice:
    """An answer one may give, the need that it means and what it counts in a sum."""

    key: str
    text: str
    need: NeedDomain | None = None
    urgency: str = "routine"
    points: int = 0


@dataclass(frozen=True)
class Question:
    """A question: its concept in the published instrument, our words, its choices."""

    key: str
    concept: str
    text: str
    choices: tuple[Choice, ...]
    category: str
    several: bool = False
    hint: str = ""


@dataclass(frozen=True)
class Sum:
    """A need that follows when the points of several answers reach a threshold."""

    questions: tuple[str, ...]
    threshold: int
    need: NeedDomain
    because: str
    urgency: str = "routine"


@dataclass(frozen=True)
class Suggestion:
    """A need that the answers point to; a worker confirms it."""

    domain: NeedDomain
    urgency: str
    because: tuple[str, ...]


@dataclass(frozen=True)
class Instrument:
    """A set of questions."""

    key: str
    title: str
    about: str
    source: str
    questions: tuple[Question, ...]
    sums: tuple[Sum, ...]

    def question(self, key: str) -> Question | None:
        """The question with this key."""
        return next((question for question in self.questions if question.key == key), None)

    def read(self, answers: Answers) -> dict[str, str | list[str]]:
        """The answers that can be meant: known questions, known choices, in the instrument's order.

        Raises ValueError naming the question where a choice is not one of its own.
        """
        read: dict[str, str | list[str]] = {}
        for question in self.questions:
            given = answers.get(question.key)
            if not given:
                continue
            chosen = [given] if isinstance(given, str) else list(given)
            known = {choice.key for choice in question.choices} | {UNSAID}
            if not set(chosen) <= known or (len(chosen) > 1 and not question.several):
                raise ValueError(f"“{question.text}” was answered with something that is no choice of it.")
            read[question.key] = [UNSAID] if UNSAID in chosen and question.several else given
        return read

    def by_category(self, answers: Answers) -> dict[str, dict[str, str | list[str]]]:
        """The answers parted by the consent category of their questions.

        Kept apart so that a consent for social needs never opens an answer about violence or drugs.
        """
        parted: dict[str, dict[str, str | list[str]]] = {}
        for question in self.questions:
            if question.key in answers:
                parted.setdefault(question.category, {})[question.key] = answers[question.key]
        return parted

    def suggest(self, answers: Answers) -> list[Suggestion]:
        """The needs that the answers point to, each once, the most urgent of its reasons deciding."""
        found: dict[NeedDomain, Suggestion] = {}
        for question in self.questions:
            for choice in self._chosen(question, answers):
                if choice.need is not None:
                    _add(found, choice.need, choice.urgency, f"{question.text} {choice.text}")
        for rule in self.sums:
            questions = [question for question in self.questions if question.key in rule.questions]
            points = sum(
                choice.points for question in questions for choice in self._chosen(question, answers)
            )
            if points >= rule.threshold:
                _add(found, rule.need, rule.urgency, f"{rule.because} ({points} points)")
        return list(found.values())

    @staticmethod
    def _chosen(question: Question, answers: Answers) -> list[Choice]:
        given = answers.get(question.key, [])
        chosen = {given} if isinstance(given, str) else set(given)
        return [choice for choice in question.choices if choice.key in chosen]


_URGENCIES = ("routine", "soon", "urgent")


def _add(found: dict[NeedDomain, Suggestion], need: NeedDomain, urgency: str, because: str) -> None:
    before = found.get(need, Suggestion(need, urgency, ()))
    found[need] = Suggestion(
        need, max(before.urgency, urgency, key=_URGENCIES.index), (*before.because, because)
    )


NAMES = ("ahc_hrsn", "prapare")


@functools.cache
def instruments() -> dict[str, Instrument]:
    """All instruments by key, read from their files once."""
    return {name: _read(name) for name in NAMES}


def _read(name: str) -> Instrument:
    raw = tomllib.loads(resources.files(__name__).joinpath(f"{name}.toml").read_text(encoding="utf-8"))
    scales: dict[str, list[dict[str, Any]]] = raw.get("scale", {})
    questions = tuple(
        Question(
            key=key,
            concept=question["concept"],
            text=question["text"],
            hint=question.get("hint", ""),
            several=question.get("several", False),
            category=question.get("category", "social"),
            choices=tuple(_choice(choice) for choice in question.get("choices") or scales[question["scale"]]),
        )
        for key, question in raw["question"].items()
    )
    sums = tuple(
        Sum(
            questions=tuple(rule["questions"]),
            threshold=rule["threshold"],
            need=NeedDomain(rule["need"]),
            because=rule["because"],
            urgency=rule.get("urgency", "routine"),
        )
        for rule in raw.get("sum", [])
    )
    return Instrument(raw["key"], raw["title"], raw["about"], raw["source"], questions, sums)


def _choice(raw: dict[str, Any]) -> Choice:
    return Choice(
        key=raw["key"],
        text=raw["text"],
        need=NeedDomain(raw["need"]) if "need" in raw else None,
        urgency=raw.get("urgency", "routine"),
        points=raw.get("points", 0),
    )
