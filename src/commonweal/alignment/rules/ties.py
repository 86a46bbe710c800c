"""Ties from files, and the rule that turns what was reported into a network.

A row `from,to` is a report: the member in `from` says that it has a tie to the one in `to`. Two members are tied

- *reported*: as each says; directed, an arc from the one who says so; undirected, one side saying so is enough
- *either*: when one of the two says so; directed, an arc both ways
- *confirmed*: when both say so; directed, an arc both ways

so that undirected, *reported* and *either* are the same. A file that lists each undirected tie once has nothing
that both sides say: *confirmed* of it is empty, and a note says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, unique

from commonweal.alignment.rules.files import BadFile, Notes, Table, plain, read_table, shorten

NAMES = ("member", "id", "name", "organisation", "organization")
SECTORS = ("sector", "group", "agency_cat")


@unique
class TieRule(Enum):
    """When two members count as tied."""

    REPORTED = "reported"
    EITHER = "either"
    CONFIRMED = "confirmed"


@dataclass(frozen=True)
class Reports:
    """Who reported a tie to whom, with its weight (1 where none is given), after cleaning."""

    members: tuple[str, ...]
    sectors: tuple[str, ...]
    """The sector of each member, empty where none is given."""
    ties: dict[tuple[int, int], float]
    """(from, to) as places in `members`; never to oneself."""
    weighted: bool
    notes: tuple[str, ...] = ()

    @property
    def reporting(self) -> int:
        """How many members report at least one tie."""
        return len({one for one, _ in self.ties})


def applied(
    ties: dict[tuple[int, int], float], rule: TieRule, *, directed: bool
) -> dict[tuple[int, int], float]:
    """The network under a rule. Undirected pairs stand once, the smaller place first.

    Weights: of an undirected pair or under *either* the larger of the two sides' reports, under *confirmed* the
    smaller, which both sides vouch for.
    """
    found: dict[tuple[int, int], float] = {}
    for (one, other), weight in ties.items():
        back = ties.get((other, one))
        if rule is TieRule.CONFIRMED:
            if back is None:
                continue
            strength = min(weight, back)
        elif rule is TieRule.REPORTED and directed:
            strength = weight
        else:
            strength = max(weight, weight if back is None else back)
        if not directed:
            found[min(one, other), max(one, other)] = strength
        elif rule is TieRule.EITHER:
            found[one, other] = found[other, one] = strength
        else:
            found[one, other] = strength
    return found


def read_reports(ties: bytes, ties_name: str, members: bytes, members_name: str) -> Reports:
    """Read a file of ties (`from,to[,weight]`) and one of members.

    Members stand in a column `member`, `id`, `name` or `organisation` (where there are several, the one that most
    ends of ties are found in), else in the first. Named and left out: empty cells; ties of a member to itself; ends
    that are no member; weights that are no number or negative; a tie of weight 0, which says that there is none;
    a second report of the same tie (the first counts). Raises BadFile without a member.
    """
    rows = read_table(ties, ties_name, ("from", "to"), example="from,to,weight")
    people = read_table(members, members_name, (), example="member,sector")
    member_notes, notes = Notes(members_name), Notes(ties_name)
    ends = {plain(end) for _, cells in rows.cells("from", "to") for end in cells if end}
    column = _names_in(people, ends)
    sector = next((one for one in SECTORS if people.has(one) and one != column), None)
    places: dict[str, int] = {}
    sectors: list[str] = []
    for row, cells in people.cells(column, *([sector] if sector else [])):
        name = plain(cells[0])
        if not name:
            member_notes.add(row, column, "an empty cell", "the cell is empty; the row is left out.")
        elif name in places:
            member_notes.add(
                row,
                column,
                "a member that stands twice",
                f"“{shorten(name)}” stands here a second time; the first row counts.",
            )
        else:
            places[name] = len(places)
            sectors.append(plain(cells[1]) if sector else "")
    if not places:
        raise BadFile(f"{members_name} names no member. It needs one row a member below its heading.")
    found = _ties(rows, places, notes)
    return Reports(tuple(places), tuple(sectors), found, rows.has("weight"), (*member_notes.all, *notes.all))


def _names_in(people: Table, ends: set[str]) -> str:
    offered = [one for one in NAMES if people.has(one)] or [people.headings[0]]
    return max(offered, key=lambda one: len({plain(cell) for _, (cell,) in people.cells(one)} & ends))


def _ties(rows: Table, places: dict[str, int], notes: Notes) -> dict[tuple[int, int], float]:
    columns = ["from", "to", *(["weight"] if rows.has("weight") else [])]
    found: dict[tuple[int, int], float] = {}
    for row, cells in rows.cells(*columns):
        one, other = plain(cells[0]), plain(cells[1])
        weight = _weight(cells[2]) if len(cells) > 2 else 1.0
        fault = _end("from", one, places) or _end("to", other, places)
        if fault is None and weight is None:
            said = f"“{shorten(cells[2])}” is no weight (a number from 0); the tie is left out."
            fault = ("weight", "no weight", said)
        elif fault is None and weight == 0:
            said = "a weight of 0 says that there is no tie; the row is left out."
            fault = ("weight", "a weight of 0", said)
        elif fault is None and one == other:
            said = f"“{shorten(one)}” has no tie to itself; the row is left out."
            fault = ("to", "a tie to oneself", said)
        elif fault is None and (places[one], places[other]) in found:
            said = f"{shorten(one)} → {shorten(other)} stands here a second time; the first row counts."
            fault = ("to", "a tie that stands twice", said)
        if fault is not None:
            notes.add(row, *fault)
        else:
            assert weight is not None
            found[places[one], places[other]] = weight
    return found


def _end(column: str, name: str, places: dict[str, int]) -> tuple[str, str, str] | None:
    """What is wrong with one end of a tie: where, what kind of fault, and the sentence."""
    if not name:
        return column, "an empty cell", "the cell is empty; the tie is left out."
    if name not in places:
        return column, "no member", f"“{shorten(name)}” is no member; the tie is left out."
    return None


def _weight(cell: str) -> float | None:
    """A weight: 1 where the cell is empty; None where it is no number from 0 upward."""
    if not cell:
        return 1.0
    try:
        value = float(cell) if "_" not in cell else -1.0
    except ValueError:
        return None
    return value if 0 <= value < float("inf") else None
