"""The charter: which state a version is in, who still has to ratify, what changed between two versions."""

from __future__ import annotations

import difflib
import hashlib
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum, unique
from uuid import UUID

PARTS = ("purpose", "mission", "vision", "values")


@unique
class State(Enum):
    """What a version is now: key, word, shape of its status."""

    DRAFT = ("draft", "Draft", "moving")
    OUT = ("out", "Out for ratification", "waiting")
    REFUSED = ("refused", "Cannot be ratified any more", "needs")
    IN_FORCE = ("in-force", "In force", "done")
    REPLACED = ("replaced", "Replaced", "stopped")
    SET_ASIDE = ("set-aside", "Set aside", "stopped")

    def __init__(self, key: str, title: str, shape: str) -> None:
        self.key = key
        self.title = title
        self.shape = shape


@dataclass(frozen=True)
class Facts:
    """What is known of a version."""

    put_out_at: datetime | None = None
    asked: frozenset[UUID] = frozenset()
    needed: int = 100
    in_force_at: datetime | None = None
    set_aside_at: datetime | None = None
    replaced: bool = False
    """Is a later version in force?"""


@dataclass(frozen=True)
class Tally:
    """Who has ratified, who has refused, who has not answered, among those asked that are still members."""

    ratified: frozenset[UUID]
    refused: frozenset[UUID]
    waiting: frozenset[UUID]
    needed: int
    """How many organisations must ratify."""

    @property
    def enough(self) -> bool:
        """Have as many ratified as must?"""
        return self.needed > 0 and len(self.ratified) >= self.needed

    @property
    def possible(self) -> bool:
        """Could enough still ratify, if all that have not answered did?"""
        return len(self.ratified) + len(self.waiting) >= self.needed


def tally(
    asked: frozenset[UUID], members: frozenset[UUID], answers: Iterable[tuple[UUID, bool]], needed: int
) -> Tally:
    """Count answers in the order given; the last of an organisation counts, and who ratified stays ratified.

    Organisations that have left are not asked any more; those that came later never were. `needed` is in hundredths.
    """
    still = asked & members
    said: dict[UUID, bool] = {}
    for organisation, ratified in answers:
        if organisation in still and not said.get(organisation, False):
            said[organisation] = ratified
    yes = frozenset(one for one, ratified in said.items() if ratified)
    no = frozenset(one for one, ratified in said.items() if not ratified)
    return Tally(yes, no, still - yes - no, math.ceil(len(still) * needed / 100))


def state(facts: Facts, counted: Tally) -> State:
    """Which state a version is in: the first of these questions that is answered with yes."""
    if facts.set_aside_at is not None:
        return State.SET_ASIDE
    if facts.in_force_at is not None:
        return State.REPLACED if facts.replaced else State.IN_FORCE
    if facts.put_out_at is None:
        return State.DRAFT
    return State.OUT if counted.possible else State.REFUSED


def refusal_to_put_out(parts: Sequence[str], *, asked: int, answer_by: date, today: date) -> str | None:
    """Why a draft cannot be put out; None when it can. `parts` are those of its sentences."""
    missing = [part for part in ("purpose", "mission", "vision") if part not in parts]
    if missing:
        return f"The draft has no sentence under {' and '.join(missing)} yet."
    if asked < 2:
        return "An alliance of fewer than two organisations has nothing to ratify."
    if answer_by <= today:
        return "Choose a day after today, so that partners have time to answer."
    return None


def refusal_to_ratify(
    state_now: State, *, asked: bool, already: bool, digest_seen: str, digest_now: str
) -> str | None:
    """Why an organisation cannot answer; None when it can."""
    if state_now not in (State.OUT, State.REFUSED):
        return "This version is not out for ratification."
    if not asked:
        return "Your organisation was not a member when this version was put out, so it was not asked."
    if already:
        return "Your organisation has ratified this version."
    if digest_seen != digest_now:
        return "The text you read is not the text that is out. Read it again."
    return None


def digest(sentences: Iterable[tuple[str, int, str]]) -> str:
    """SHA-256 over the sentences (part, position, text) in their order: what a signature is put to."""
    text = "\n".join(
        f"{part}\x1f{position}\x1f{said}" for part, position, said in sorted(sentences, key=_order)
    )
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _order(sentence: tuple[str, int, str]) -> tuple[int, int, str]:
    part, position, text = sentence
    return (PARTS.index(part), position, text)


@dataclass(frozen=True)
class Line:
    """One sentence of a version, as comparison needs it."""

    line: UUID
    part: str
    position: int
    text: str


@dataclass(frozen=True)
class Piece:
    """Some words of a compared sentence: kept, taken out, or put in."""

    kind: str
    words: str


@dataclass(frozen=True)
class Compared:
    """One sentence beside its earlier self. kind: same, reworded, moved, added, left out."""

    line: UUID
    part: str
    kind: str
    before: str
    after: str
    pieces: tuple[Piece, ...]


def compare(before: Iterable[Line], after: Iterable[Line]) -> list[Compared]:
    """What changed from one version to another, sentence by sentence, in the order of the later one.

    What was left out stands at the end of its part. A sentence keeps its identity through rewording (`line`).
    """
    earlier = {one.line: one for one in before}
    later = sorted(after, key=lambda one: (PARTS.index(one.part), one.position))
    found = [_compared(earlier.get(one.line), one) for one in later]
    kept = {one.line for one in later}
    for one in sorted(earlier.values(), key=lambda one: (PARTS.index(one.part), one.position)):
        if one.line not in kept:
            found.append(Compared(one.line, one.part, "left out", one.text, "", (Piece("out", one.text),)))
    return sorted(found, key=lambda one: PARTS.index(one.part))


def _compared(before: Line | None, after: Line) -> Compared:
    if before is None:
        return Compared(after.line, after.part, "added", "", after.text, (Piece("in", after.text),))
    if before.text == after.text:
        kind = "same" if before.part == after.part else "moved"
        return Compared(after.line, after.part, kind, before.text, after.text, (Piece("kept", after.text),))
    return Compared(
        after.line,
        after.part,
        "reworded",
        before.text,
        after.text,
        tuple(words_compared(before.text, after.text)),
    )


def words_compared(before: str, after: str) -> list[Piece]:
    """Word by word: what is kept, what is taken out, what is put in."""
    old, new = before.split(), after.split()
    pieces: list[Piece] = []
    for tag, i, j, k, m in difflib.SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("kept", " ".join(new[k:m])))
            continue
        if i < j:
            pieces.append(Piece("out", " ".join(old[i:j])))
        if k < m:
            pieces.append(Piece("in", " ".join(new[k:m])))
    return pieces


def dissent(views: Mapping[str, Sequence[int]]) -> list[str]:
    """The groups in which somebody disagreed with a statement, those that disagreed most first.

    views: group → [agree, disagree, pass]. Each is told with its figures: “Payers: 2 of 5 disagreed”.
    """
    against = [(name, counts) for name, counts in views.items() if counts[1] > 0]
    against.sort(key=lambda pair: (-pair[1][1] / sum(pair[1]), pair[0]))
    return [f"{name}: {counts[1]} of {sum(counts)} disagreed" for name, counts in against]
