"""Does a text say what the alliance says? Stated rules, no guessing; docs/methods/consistent-messages.md.

A rule looks for one thing and says the line, what it found and what to do. A *stop* keeps a text from going out;
a *note* leaves it to whoever approves.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from commonweal.communications.rules import blocks, reading

Grave = Literal["stop", "note"]
OLD_FIGURE = timedelta(days=183)
"""A figure whose last month ended longer ago is out of date."""
_NUMBER = re.compile(
    r"(?<![\w.,])[$€£]?\s?(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?:\s?(%|percent|per cent))?"
)
_SENTENCE = re.compile(r"[^.!?\n]*(?:[.](?=\d)[^.!?\n]*)*[.!?\n]?")


@dataclass(frozen=True)
class Figure:
    """A figure that may be told: of all partners (organisation empty) or of one, with the month it is of."""

    measure: str
    title: str
    value: float | None
    shown: str
    month_end: date
    unit: str = ""
    organisation: str = ""
    released: bool = True
    """May it leave the alliance?"""


@dataclass(frozen=True)
class Naming:
    """How something is called, and how it must no longer be called."""

    current: str
    old: str
    why: str = ""


@dataclass(frozen=True)
class Said:
    """A key message: its words by language, and whether they are approved as they stand."""

    key: str
    texts: Mapping[str, str]
    approved: bool


@dataclass(frozen=True)
class Source:
    """The one place from which all texts are checked."""

    today: date
    figures: Sequence[Figure] = ()
    namings: Sequence[Naming] = ()
    messages: Sequence[Said] = ()
    languages: Sequence[str] = ("en",)
    grade: float = 8.0
    public: bool = True
    """Does the text leave the alliance?"""


@dataclass(frozen=True)
class Finding:
    """Something a rule found."""

    rule: str
    grave: Grave
    language: str
    line: int
    said: str
    do: str


@dataclass(frozen=True)
class Checked:
    """All findings, and the reading level by language."""

    findings: tuple[Finding, ...]
    levels: Mapping[str, reading.Level] = field(default_factory=dict)

    @property
    def stops(self) -> tuple[Finding, ...]:
        """Those that keep the text from going out."""
        return tuple(one for one in self.findings if one.grave == "stop")


def find_figure(source: Source, measure: str, organisation: str = "") -> Figure | None:
    """The figure a reference means, by the measure's name and the partner's."""
    wanted = organisation.casefold()
    return next(
        (one for one in source.figures if one.measure == measure and one.organisation.casefold() == wanted),
        None,
    )


def check(texts: Mapping[str, str], source: Source) -> Checked:
    """Check a text in all its languages."""
    findings: list[Finding] = []
    levels: dict[str, reading.Level] = {}
    for language, text in texts.items():
        if not text.strip():
            continue
        findings += _form(text, language)
        findings += _references(text, language, source)
        findings += _typed_figures(text, language, source)
        findings += _names(text, language, source)
        findings += _unapproved(text, language, source)
        if (found := reading.level(text, language)) is not None:
            levels[language] = found
            if found.grade > source.grade:
                findings.append(
                    Finding(
                        "reading-level",
                        "note",
                        language,
                        1,
                        f"Grade {found.grade:g} by {found.formula}: {found.words} words in {found.sentences} "
                        f"sentences, {found.syllables} syllables. The audience reads at grade {source.grade:g}.",
                        "Shorten sentences and choose shorter words.",
                    )
                )
    findings += [
        Finding(
            "translation",
            "stop",
            language,
            1,
            "This language has no text.",
            "Write it, or leave the language.",
        )
        for language in source.languages
        if not texts.get(language, "").strip()
    ]
    return Checked(tuple(findings), levels)


def _form(text: str, language: str) -> list[Finding]:
    return [
        Finding("form", "stop", language, one.line, one.said, "Mend the line.") for one in blocks.faults(text)
    ]


def _references(text: str, language: str, source: Source) -> list[Finding]:
    found: list[Finding] = []
    for one in blocks.references(text):
        if one.kind not in {"figure", "chart"} or not one.first:
            continue
        figure = find_figure(source, one.first, one.second)
        if figure is None:
            found.append(
                Finding(
                    "figure-unknown", "stop", language, one.line,
                    f"{one.source} means no published figure.",
                    "Use the name of an indicator that has a published figure.",
                )
            )  # fmt: skip
        elif source.public and not figure.released:
            found.append(
                Finding(
                    "figure-not-released", "stop", language, one.line,
                    f"“{figure.title}” has not been released to the public.",
                    "Have it released under Figures for the public, or leave it out.",
                )
            )  # fmt: skip
        elif figure.value is None:
            found.append(
                Finding(
                    "figure-suppressed", "stop", language, one.line,
                    f"The last figure of “{figure.title}” is too small to show.",
                    "Say it without the figure.",
                )
            )  # fmt: skip
        elif source.today - figure.month_end > OLD_FIGURE:
            found.append(_old(figure, language, one.line))
    return found


def _old(figure: Figure, language: str, line: int) -> Finding:
    return Finding(
        "figure-old", "note", language, line,
        f"The last figure of “{figure.title}” is of {figure.month_end:%B %Y}.",
        "Publish newer figures, or say why the old one still tells something.",
    )  # fmt: skip


def _typed_figures(text: str, language: str, source: Source) -> list[Finding]:
    """A sentence with an indicator's title and a typed number in its unit: live references are wanted instead."""
    found: list[Finding] = []
    for number, line in enumerate(text.splitlines(), 1):
        for sentence in _SENTENCE.findall(line):
            for figure in source.figures:
                if figure.organisation or figure.title.casefold() not in sentence.casefold():
                    continue
                found += [
                    _typed(figure, value, language, number)
                    for value in _numbers(blocks.REFERENCE.sub(" ", sentence), figure.unit)
                ]
    return found


def _numbers(sentence: str, unit: str) -> list[float]:
    """The numbers of a sentence that are in the unit: percentages for “%”, others that are no percentage or year."""
    values = []
    for match in _NUMBER.finditer(sentence):
        value, percent = float(match.group(1).replace(",", "")), bool(match.group(2))
        year = not percent and 1990 <= value <= 2100 and value == int(value)
        if percent == (unit == "%") and not year:
            values.append(value)
    return values


def _typed(figure: Figure, value: float, language: str, line: int) -> Finding:
    reference = f"{{{{figure:{figure.measure}}}}}"
    if figure.value is not None and round(figure.value, _places(value)) == value:
        return Finding(
            "figure-typed", "note", language, line,
            f"{value:g} is typed by hand; it will not change when “{figure.title}” does.",
            f"Write {reference}.",
        )  # fmt: skip
    return Finding(
        "figure-differs", "stop", language, line,
        f"{value:g} is not the published figure of “{figure.title}”, which is {figure.shown}.",
        f"Write {reference}, or say it otherwise.",
    )  # fmt: skip


def _places(value: float) -> int:
    text = f"{value:g}"
    return len(text.partition(".")[2])


def _names(text: str, language: str, source: Source) -> list[Finding]:
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        for one in source.namings:
            # A new name may contain the old one ("Laurel Health" in "Laurel Health Alliance").
            rest = re.sub(re.escape(one.current), " ", line, flags=re.IGNORECASE) if one.current else line
            if re.search(rf"(?<!\w){re.escape(one.old)}(?!\w)", rest, re.IGNORECASE):
                why = f" {one.why}" if one.why else ""
                found.append(
                    Finding(
                        "old-name", "stop", language, number, f"“{one.old}” is no longer said.{why}",
                        f"Write “{one.current}”." if one.current else "Leave it out.",
                    )
                )  # fmt: skip
    return found


def _unapproved(text: str, language: str, source: Source) -> list[Finding]:
    """Messages that are named, or whose words stand in the text, and are not approved as they stand."""
    named = {one.first: one.line for one in blocks.references(text) if one.kind == "message"}
    known = {one.key: one for one in source.messages}
    found = [
        Finding(
            "message-unknown", "stop", language, line, f"There is no message “{key}”.", "Use a message's key."
        )
        for key, line in named.items()
        if key not in known
    ]
    plain = _spaced(text)
    for one in source.messages:
        words = one.texts.get(language, "")
        if one.key in named and not words.strip():
            found.append(
                Finding(
                    "message-translation", "stop", language, named[one.key],
                    f"The message “{one.key}” has no text in this language.", "Translate the message first.",
                )
            )  # fmt: skip
        elif not one.approved and (one.key in named or (words.strip() and _spaced(words) in plain)):
            found.append(
                Finding(
                    "message-unapproved", "stop", language, named.get(one.key, 1),
                    f"The message “{one.key}” is not approved as it stands.", "Have it approved first.",
                )
            )  # fmt: skip
    return found


def _spaced(text: str) -> str:
    return " ".join(text.split()).casefold()
