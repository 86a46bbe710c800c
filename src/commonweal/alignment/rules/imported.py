"""Results of surveys taken elsewhere: figures per topic and group, from three people on."""

from __future__ import annotations

import math
from dataclasses import dataclass

from commonweal.alignment.rules.answers import check_scale
from commonweal.alignment.rules.files import BadFile, Notes, plain, read_table, shorten
from commonweal.alignment.rules.rounds import PEOPLE


@dataclass(frozen=True)
class Figure:
    """The mean of a topic in a group (empty: everybody) over so many people."""

    topic: str
    group: str
    people: int
    mean: float


def read_figures(content: bytes, name: str, *, lowest: int, highest: int) -> tuple[list[Figure], list[str]]:
    """Read `topic,group,n,mean`; `group` may be missing or empty. The figures, and what was left out and why.

    Left out: an empty topic, an n that is no whole number or below three, a mean off the scale, a topic and group
    that stand twice. Raises BadFile for a faulty scale or where no figure is left.
    """
    check_scale(lowest, highest)
    table = read_table(content, name, ("topic", "n", "mean"), example="topic,group,n,mean")
    notes = Notes(name)
    found: dict[tuple[str, str], Figure] = {}
    columns = ["topic", "n", "mean", *(["group"] if table.has("group") else [])]
    for row, cells in table.cells(*columns):
        topic, group = plain(cells[0])[:200], plain(cells[3])[:200] if len(cells) > 3 else ""
        people = int(cells[1]) if cells[1].isascii() and cells[1].isdecimal() and len(cells[1]) < 8 else None
        mean = _number(cells[2])
        if not topic:
            notes.add(row, "topic", "an empty cell", "the cell is empty; the row is left out.")
        elif people is None:
            notes.add(
                row,
                "n",
                "no number of people",
                f"“{shorten(cells[1])}” is no number of people; the row is left out.",
            )
        elif people < PEOPLE:
            notes.add(
                row, "n", "too few people", f"{people} people are too few to be shown; the row is left out."
            )
        elif mean is None or not lowest <= mean <= highest:
            notes.add(
                row, "mean", "a mean off the scale",
                f"“{shorten(cells[2])}” is no mean from {lowest} to {highest}; the row is left out.",
            )  # fmt: skip
        elif (topic, group) in found:
            notes.add(
                row,
                "topic",
                "a figure that stands twice",
                "this topic and group stand above; the first counts.",
            )
        else:
            found[topic, group] = Figure(topic, group, people, mean)
    if not found:
        raise BadFile(f"{name} holds no figure that can be used. {' '.join(notes.all[:3])}".strip())
    return list(found.values()), notes.all


def _number(cell: str) -> float | None:
    try:
        value = float(cell.replace(",", ".")) if "_" not in cell else math.nan
    except ValueError:
        return None
    return value if math.isfinite(value) else None
