"""What could not be used, kept so that somebody can put it right: counted in memory, written to a file.

A package of a million broken rows must not fill the memory, so only the counts are held; the findings
themselves go to a temporary CSV file as they are met.
"""

from __future__ import annotations

import csv
import io
import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import IO, cast

from commonweal.directory.records import Finding, Outcome

COLUMNS = ("file", "row", "column", "reason", "outcome", "value", "content")
_LONGEST_CELL = 2_000
_SPILL_AT = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Trouble:
    """A kind of trouble in a file, how often it was met, and where first."""

    file: str
    column: str
    reason: str
    outcome: Outcome
    count: int
    first_row: int


class Quarantine:
    """Collects findings; closes its temporary file when closed."""

    def __init__(self) -> None:
        self._binary = tempfile.SpooledTemporaryFile(max_size=_SPILL_AT)  # noqa: SIM115 - closed by close()
        self._text = io.TextIOWrapper(cast(IO[bytes], self._binary), encoding="utf-8", newline="")
        self._writer = csv.writer(self._text)
        self._writer.writerow(COLUMNS)
        self._counts: Counter[tuple[str, str, str, Outcome]] = Counter()
        self._first: dict[tuple[str, str, str, Outcome], int] = {}

    def add(
        self,
        file: str,
        row: int,
        column: str,
        reason: str,
        outcome: Outcome,
        *,
        value: str = "",
        content: Mapping[str, str] | list[str] | None = None,
    ) -> None:
        """Keep one finding."""
        key = (file, column, reason, outcome)
        self._counts[key] += 1
        self._first.setdefault(key, row)
        self._writer.writerow(
            (file, row, column, reason, outcome, _harmless(_short(value)), _as_json(content or {}))
        )

    def troubles(self) -> list[Trouble]:
        """Findings counted by file, column and reason, most frequent first within a file."""
        troubles = [Trouble(*key, count, self._first[key]) for key, count in self._counts.items()]
        return sorted(troubles, key=lambda trouble: (trouble.file, -trouble.count, trouble.reason))

    def __len__(self) -> int:
        return sum(self._counts.values())

    def findings(self) -> Iterator[Finding]:
        """Every finding, in the order they were met."""
        self._text.flush()
        self._binary.seek(0)
        # A second wrapper would close the file when it is collected, so the lines are decoded by hand.
        reader = csv.reader(line.decode("utf-8") for line in self._binary)
        next(reader)
        for file, row, column, reason, outcome, value, content in reader:
            yield Finding(file, int(row), column, reason, cast(Outcome, outcome), value, content)
        self._binary.seek(0, io.SEEK_END)

    def copy_to(self, target: IO[bytes]) -> None:
        """Write the findings as a UTF-8 CSV file with a header."""
        self._text.flush()
        self._binary.seek(0)
        shutil.copyfileobj(cast(IO[bytes], self._binary), target)
        self._binary.seek(0, io.SEEK_END)

    def close(self) -> None:
        """Let the temporary file go."""
        self._text.close()


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_CELL else f"{text[:_LONGEST_CELL]}… ({len(text):,} characters)"


def _harmless(text: str) -> str:
    """A spreadsheet takes a cell that starts like a formula for one; an apostrophe keeps it text."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _as_json(content: Mapping[str, str] | list[str]) -> str:
    if isinstance(content, list):
        return json.dumps([_short(cell) for cell in content], ensure_ascii=True)
    return json.dumps({name: _short(cell) for name, cell in content.items() if cell}, ensure_ascii=True)
