"""From bytes to rows: which encoding a file is in, and its CSV rows one at a time."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO

from commonweal.interchange.hsds.containers import reading
from commonweal.interchange.hsds.failures import PackageRefused

_CHUNK = 1024 * 1024
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: its number as a spreadsheet counts, its cells by normalised header."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class BrokenRow:
    """A row that could not be told apart into cells, and why."""

    number: int
    cells: list[str]
    reason: str


def encoding_of(stream: IO[bytes]) -> str:
    """The encoding of a file, from its first bytes and, for UTF-8, from all of them.

    A file that is not UTF-8 and carries no mark is taken for Windows-1252, the commonest export of office
    programs, and where even that fails for Latin-1, which cannot fail.
    """
    first = stream.read(_CHUNK)
    for mark, encoding in _MARKS:
        if first.startswith(mark):
            return encoding
    if (unmarked := _unmarked_utf16(first[:4096])) is not None:
        return unmarked
    candidates: dict[str, codecs.IncrementalDecoder] = {
        name: codecs.getincrementaldecoder(name)() for name in ("utf-8", "cp1252")
    }
    chunk = first
    while candidates:
        for name in list(candidates):
            try:
                candidates[name].decode(chunk, final=not chunk)
            except UnicodeDecodeError:
                del candidates[name]
        if not chunk:
            break
        chunk = stream.read(_CHUNK)
    return next(iter(candidates), "latin-1")


def _unmarked_utf16(sample: bytes) -> str | None:
    """Latin text in UTF-16 has a zero in every second byte."""
    half = len(sample) // 2
    if half < 8:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > 0.7 * half and even < 0.1 * half:
        return "utf-16-le"
    if even > 0.7 * half and odd < 0.1 * half:
        return "utf-16-be"
    return None


class Table:
    """A CSV file as rows. Can be read more than once; nothing is held in memory.

    Raises `PackageRefused` when the file is damaged.
    """

    def __init__(self, name: str, opener: Callable[[str], IO[bytes]]) -> None:
        self.name = name
        self._opener = opener
        with reading(name), opener(name) as stream:
            self.encoding = encoding_of(stream)
        self.columns, self._delimiter = self._read_header()

    @property
    def remarks(self) -> list[str]:
        """What a person should know about the file as a whole."""
        if self.encoding in ("utf-8", "utf-8-sig"):
            return []
        return [f"the file is not UTF-8; it was read as {self.encoding}"]

    def _lines(self) -> IO[str]:
        return io.TextIOWrapper(self._opener(self.name), encoding=self.encoding, errors="strict", newline="")

    def _read_header(self) -> tuple[list[str], str]:
        with reading(self.name), self._lines() as lines:
            try:
                first = lines.readline(_CHUNK)
            except UnicodeDecodeError as error:
                raise PackageRefused(f"{self.name} is no text file ({error.reason}).") from error
        delimiter = max(",;\t|", key=first.count)
        try:
            header = next(csv.reader([first], delimiter=delimiter), [])
        except csv.Error as error:
            raise PackageRefused(f"{self.name} has no readable header row: {error}.") from error
        return [name.strip().lower().replace(" ", "_") for name in header], delimiter

    def rows(self) -> Iterator[Row | BrokenRow]:
        """Each row after the header; blank lines are no rows."""
        with reading(self.name), self._lines() as lines:
            reader = csv.reader(lines, delimiter=self._delimiter)
            width = len(self.columns)
            number = 0
            while True:
                number += 1
                try:
                    cells = next(reader)
                except StopIteration:
                    return
                except csv.Error as error:
                    yield BrokenRow(
                        number, [], f"a cell longer than can be meant ({error}); is a quote left open?"
                    )
                    continue
                except UnicodeDecodeError as error:
                    raise PackageRefused(
                        f"{self.name} breaks off after row {number - 1:,}: it is not the "
                        f"{self.encoding} it starts as."
                    ) from error
                if number == 1 or not any(cells):
                    number -= number > 1
                    continue
                if len(cells) != width:
                    yield BrokenRow(number, cells, _width_reason(len(cells), width))
                elif "\0" in "".join(cells):
                    yield BrokenRow(number, cells, "contains NUL bytes, so it was damaged on its way")
                else:
                    yield Row(number, dict(zip(self.columns, cells, strict=True)))


def _width_reason(found: int, expected: int) -> str:
    if found > expected:
        return "has more cells than the header; is a comma or a quote unescaped?"
    return "has fewer cells than the header; does a line break split it?"
