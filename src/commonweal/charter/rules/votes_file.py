"""Statements and votes from files in the layout that Polis exports, read with patience.

STATEMENTS: `comment-id` and `comment-body` (and `moderated`, if there). VOTES: a row for each participant
(`participant`, perhaps `group-id`) and a column for each statement, headed by its id: 1 agree, 0 pass, −1 disagree,
blank not seen. GROUPS: `participant` and `group`. Other columns do not matter. What cannot be used is named with its
file, row and column, and the rest is used.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

MOST_BYTES = 200 * 1024 * 1024
MOST_NAMED = 50
ID, TEXT, MODERATED = "comment-id", "comment-body", "moderated"
PARTICIPANT = "participant"
GROUP_NAMES = ("group-id", "group")
_VALUES = {"1": 1, "+1": 1, "1.0": 1, "0": 0, "0.0": 0, "-0": 0, "-1": -1, "-1.0": -1, "−1": -1}


class UnusableFile(Exception):
    """A file from which nothing can be read, in words."""


@dataclass
class Problems:
    """What was not used, in words; of very many the first, and how many more there are."""

    named: list[str] = field(default_factory=list)
    more: int = 0

    def say(self, sentence: str) -> None:
        """One more."""
        if len(self.named) < MOST_NAMED:
            self.named.append(sentence)
        else:
            self.more += 1

    def told(self) -> list[str]:
        """All that is said."""
        return [*self.named, f"… and {self.more} more."] if self.more else list(self.named)


@dataclass(frozen=True)
class StatementRow:
    """One statement of the file."""

    id: str
    text: str
    moderated: int | None = None
    """1 let in, −1 kept out by a moderator, 0 neither; none where the file does not say."""


@dataclass(frozen=True)
class Participant:
    """One row of votes: values by statement id, and the group the file names (empty: none)."""

    id: str
    group: str
    votes: Mapping[str, int]


def statements(content: bytes, name: str, problems: Problems) -> list[StatementRow]:
    """The statements of a file. Raises UnusableFile."""
    heads, rows = _table(content, name)
    at_id, at_text = _needed(heads, name, ID), _needed(heads, name, TEXT)
    at_moderated = heads.index(MODERATED) if MODERATED in heads else None
    found: dict[str, StatementRow] = {}
    for number, row in rows:
        if len(row) <= max(at_id, at_text):
            problems.say(f"{name}, row {number}: it has {len(row)} of {len(heads)} columns. Left out.")
            continue
        key = plain_id(row[at_id])
        if not key:
            problems.say(f"{name}, row {number}, column {ID}: it is empty. The statement is left out.")
            continue
        if key in found:
            problems.say(f"{name}, row {number}, column {ID}: {key} is there twice; the first is used.")
            continue
        found[key] = StatementRow(key, row[at_text].strip(), _moderated(row, at_moderated))
    if not found:
        raise UnusableFile(f"{name} holds no statement. It needs a row for each, with {ID} and {TEXT}.")
    return list(found.values())


def votes(content: bytes, name: str, known: Sequence[StatementRow], problems: Problems) -> list[Participant]:
    """The votes of a file, of those statements that are known. Raises UnusableFile."""
    heads, rows = _table(content, name)
    ids = {one.id for one in known}
    columns: dict[str, int] = {}
    for place, head in enumerate(heads):
        key = plain_id(head)
        if key in ids and key not in columns:
            columns[key] = place
        elif key in ids:
            problems.say(f"{name}, column {place + 1}: statement {key} has two columns; the first is used.")
        elif key.isdigit():
            problems.say(f"{name}, column {head}: there is no such statement. The column is left out.")
    if not columns:
        raise UnusableFile(
            f"{name} has no column whose head is the {ID} of a statement, so there is no vote to read."
        )
    return list(_participants(heads, rows, columns, name, problems))


def _participants(
    heads: Sequence[str],
    rows: Iterator[tuple[int, list[str]]],
    columns: Mapping[str, int],
    name: str,
    problems: Problems,
) -> Iterable[Participant]:
    at_name = heads.index(PARTICIPANT) if PARTICIPANT in heads else None
    at_group = next((heads.index(head) for head in GROUP_NAMES if head in heads), None)
    found: dict[str, Participant] = {}
    for number, row in rows:
        if len(row) != len(heads):
            problems.say(
                f"{name}, row {number}: it has {len(row)} cells for {len(heads)} columns; "
                + (
                    "the missing ones count as not seen."
                    if len(row) < len(heads)
                    else "the last ones are left out."
                )
            )
        key = _cell(row, at_name) if at_name is not None else str(number)
        if not key:
            problems.say(
                f"{name}, row {number}, column {PARTICIPANT}: it is empty. Counted as “row {number}”."
            )
            key = f"row {number}"
        if key in found:
            problems.say(
                f"{name}, row {number}, column {PARTICIPANT}: {key} is there twice; the first row is used."
            )
            continue
        given = dict(_given(row, columns, f"{name}, row {number}", problems))
        found[key] = Participant(key, plain_id(_cell(row, at_group)), given)
    if not found:
        raise UnusableFile(f"{name} holds no participant.")
    return found.values()


def _given(
    row: Sequence[str], columns: Mapping[str, int], where: str, problems: Problems
) -> Iterator[tuple[str, int]]:
    for statement, place in columns.items():
        cell = _cell(row, place)
        if (value := _VALUES.get(cell)) is not None:
            yield statement, value
        elif cell:
            problems.say(
                f"{where}, column {statement}: “{cell[:40]}” is none of 1, 0, -1 and blank. Counted as not seen."
            )


def groups(content: bytes, name: str, known: Sequence[Participant], problems: Problems) -> dict[str, str]:
    """Each participant's group from a file of its own. Raises UnusableFile."""
    heads, rows = _table(content, name)
    at_name = _needed(heads, name, PARTICIPANT)
    at_group = next((heads.index(head) for head in GROUP_NAMES if head in heads), None)
    if at_group is None:
        raise UnusableFile(f"{name} has no column “group”. It needs the columns {PARTICIPANT},group.")
    people = {one.id for one in known}
    found: dict[str, str] = {}
    for number, row in rows:
        who, group = _cell(row, at_name), plain_id(_cell(row, at_group))
        if who not in people:
            problems.say(f"{name}, row {number}, column {PARTICIPANT}: “{who[:40]}” has no votes. Left out.")
        elif who in found:
            problems.say(
                f"{name}, row {number}, column {PARTICIPANT}: {who} is there twice; the first is used."
            )
        elif group:
            found[who] = group
        else:
            problems.say(
                f"{name}, row {number}, column {heads[at_group]}: it is empty. {who} is in no group."
            )
    if not found:
        raise UnusableFile(f"{name} puts nobody who voted into a group.")
    return found


def plain_id(text: str) -> str:
    """An id without blanks and without the “.0” that spreadsheets add to numbers."""
    plain = text.strip()
    return plain[:-2] if plain.endswith(".0") and plain[:-2].lstrip("-").isdigit() else plain


def _moderated(row: Sequence[str], place: int | None) -> int | None:
    value = plain_id(_cell(row, place))
    return int(value) if value in {"-1", "0", "1"} else None


def _cell(row: Sequence[str], place: int | None) -> str:
    return row[place].strip() if place is not None and place < len(row) else ""


def _needed(heads: Sequence[str], name: str, column: str) -> int:
    if column not in heads:
        shown = ", ".join(heads[:8]) + (", …" if len(heads) > 8 else "")
        raise UnusableFile(f"{name} has no column “{column}”. Its columns are: {shown}.")
    return heads.index(column)


def _table(content: bytes, name: str) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    """The heads, and the rows that are not blank with their numbers (the heads are row 1)."""
    if len(content) > MOST_BYTES:
        raise UnusableFile(f"{name} is larger than {MOST_BYTES // 1024 // 1024} MB.")
    if b"\x00" in content and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnusableFile(f"{name} is no text: it holds zero bytes. Save it as CSV in UTF-8.")
    text = _text(content)
    if not text.strip():
        raise UnusableFile(f"{name} is empty.")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        everything = [
            (number, row) for number, row in enumerate(reader, 1) if any(cell.strip() for cell in row)
        ]
    except csv.Error as error:
        raise UnusableFile(f"{name}, line {reader.line_num}: it is no CSV ({error}).") from error
    heads = [head.strip() for head in everything[0][1]]
    return heads, iter(everything[1:])


def _text(content: bytes) -> str:
    """UTF-8, UTF-16 with its mark, or what old spreadsheets write."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _delimiter(text: str) -> str:
    """A comma, or the semicolon or tab that spreadsheets of other languages write."""
    head = text.split("\n", 1)[0]
    return max(",;\t", key=lambda sign: (head.count(sign), sign == ","))
