"""Finding partners: which few organisations, joined to those that are members, cover most of the need.

A capacitated maximal covering problem (Church and ReVelle 1974, with capacities after Current and Storbeck 1988),
solved exactly as a mixed-integer program by HiGHS through `scipy.optimize.milp`. In this order of importance: most
people covered, fewest new relationships, shortest ways. docs/methods/finding-partners.md says what each term means.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import asin, cos, radians, sin, sqrt
from time import monotonic
from typing import Any

METHOD = "maximal covering 1 (HiGHS)"
EARTH_KM = 6371.0088
MOST_SECONDS = 30.0
"""For the whole question: somebody waits at a page."""


class NotSolved(Exception):
    """The solver found no proven best set within its time; the sentence says what to narrow."""


@dataclass(frozen=True)
class Demand:
    """So many people at a place have a need."""

    need: str
    place: str
    people: int


@dataclass(frozen=True)
class Offer:
    """A service: the needs it answers, the ways to it in metres from each place within reach, and its room.

    `room` counts people; None where nothing was reported, which is taken for enough.
    """

    key: str
    needs: frozenset[str]
    metres: Mapping[str, int]
    room: int | None = None


@dataclass(frozen=True)
class Candidate:
    """An organisation with its services; `member` where it belongs to the alliance already."""

    key: str
    member: bool
    offers: tuple[Offer, ...]


@dataclass(frozen=True)
class Served:
    """So many people of a demand are served by a service."""

    demand: int
    candidate: str
    offer: str
    people: int
    metres: int


@dataclass(frozen=True)
class Proposal:
    """The best set: new organisations, who serves whom, and what each number of new relationships would cover."""

    chosen: tuple[str, ...]
    served: tuple[Served, ...]
    covered: int
    wanted: int
    frontier: tuple[int, ...]
    """`frontier[n]`: the most people that can be covered with at most n new relationships."""

    @property
    def metres(self) -> int:
        """All ways together: metres × people."""
        return sum(one.metres * one.people for one in self.served)


def distance_km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """The great-circle distance of two points given as (latitude, longitude) in degrees."""
    north_a, north_b = radians(a[0]), radians(b[0])
    half = (
        sin((north_b - north_a) / 2) ** 2 + cos(north_a) * cos(north_b) * sin(radians(b[1] - a[1]) / 2) ** 2
    )
    return 2 * EARTH_KM * asin(min(1.0, sqrt(half)))


def propose(demands: Sequence[Demand], candidates: Sequence[Candidate], *, most_new: int) -> Proposal:
    """The set of at most `most_new` new organisations that covers most people; then fewest new ones, then shortest
    ways.

    Raises NotSolved where the solver cannot prove a best set in time.
    """
    model = _Model(demands, candidates)
    wanted = sum(demand.people for demand in demands)
    best = model.most_covered(most_new)
    frontier: list[int] = []
    for new in range(most_new + 1):
        # Once a number of new relationships covers as much as any allowed number can, more change nothing.
        frontier.append(best if frontier and frontier[-1] == best else model.most_covered(new))
    fewest = frontier.index(best)
    chosen, served = model.shortest(covered=best, new=fewest)
    return Proposal(chosen, served, best, wanted, tuple(frontier))


def uncovered(
    demands: Sequence[Demand], candidates: Sequence[Candidate], proposal: Proposal
) -> list[tuple[Demand, int, str]]:
    """Each demand that is not wholly covered: how many people are left, and why, in words."""
    left = [demand.people for demand in demands]
    for one in proposal.served:
        left[one.demand] -= one.people
    taking_part = set(proposal.chosen) | {one.key for one in candidates if one.member}
    found: list[tuple[Demand, int, str]] = []
    for demand, people in zip(demands, left, strict=True):
        if people <= 0:
            continue
        able = {
            candidate.key
            for candidate in candidates
            for offer in candidate.offers
            if demand.need in offer.needs and demand.place in offer.metres and offer.room != 0
        }
        outside = len(able - taking_part)
        if not able:
            why = "no service of this kind with room is within reach"
        elif outside:
            why = f"{outside} more could take part of it, beyond the number of new relationships allowed"
        else:
            why = "those who offer it have no more room"
        found.append((demand, people, why))
    return found


@dataclass
class _Arcs:
    """Columns of the program that send people of a demand to a service."""

    demand: list[int] = field(default_factory=list)
    candidate: list[int] = field(default_factory=list)
    offer: list[Offer] = field(default_factory=list)
    metres: list[int] = field(default_factory=list)


class _Model:
    """The program's columns and rows: one column per arc, then one per organisation that is no member."""

    def __init__(self, demands: Sequence[Demand], candidates: Sequence[Candidate]) -> None:
        self.demands = demands
        self.candidates = sorted(candidates, key=lambda one: one.key)
        self.arcs = arcs = _Arcs()
        for number, demand in enumerate(demands):
            for index, candidate in enumerate(self.candidates):
                for offer in candidate.offers:
                    if demand.need in offer.needs and demand.place in offer.metres and offer.room != 0:
                        arcs.demand.append(number)
                        arcs.candidate.append(index)
                        arcs.offer.append(offer)
                        arcs.metres.append(offer.metres[demand.place])
        used = sorted({one for one in arcs.candidate if not self.candidates[one].member})
        self.column = {candidate: len(arcs.demand) + place for place, candidate in enumerate(used)}
        self.columns = len(arcs.demand) + len(used)
        self._rows()
        self.until = monotonic() + MOST_SECONDS

    def _rows(self) -> None:
        """No demand is served twice; no service beyond its room; nobody by an organisation that is not chosen."""
        entries: list[tuple[int, int, float]] = []
        above: list[float] = []

        def row(columns: Sequence[int], limit: float, opens: int | None = None) -> None:
            number = len(above)
            entries.extend((number, column, 1.0) for column in columns)
            if opens is None:
                above.append(limit)
            else:
                entries.append((number, opens, -limit))
                above.append(0.0)

        by_demand: dict[int, list[int]] = {}
        by_offer: dict[tuple[int, str], list[int]] = {}
        by_both: dict[tuple[int, int], list[int]] = {}
        for arc, demand in enumerate(self.arcs.demand):
            candidate = self.arcs.candidate[arc]
            by_demand.setdefault(demand, []).append(arc)
            by_offer.setdefault((candidate, self.arcs.offer[arc].key), []).append(arc)
            if candidate in self.column:
                by_both.setdefault((demand, candidate), []).append(arc)
        for demand, columns in by_demand.items():
            row(columns, self.demands[demand].people)
        for (candidate, _key), columns in by_offer.items():
            room = self.arcs.offer[columns[0]].room
            if room is not None:
                row(columns, room, self.column.get(candidate))
        for (demand, candidate), columns in by_both.items():
            row(columns, self.demands[demand].people, self.column[candidate])
        self.entries, self.above = entries, above

    def most_covered(self, new: int) -> int:
        """The most people that at most `new` new organisations, with the members, can serve."""
        if not self.arcs.demand:
            return 0
        cost = [-1.0] * len(self.arcs.demand) + [0.0] * len(self.column)
        return -round(self._solve(cost, new=new, covered=0)[0])

    def shortest(self, *, covered: int, new: int) -> tuple[tuple[str, ...], tuple[Served, ...]]:
        """Who serves whom by the shortest ways, where so many people are covered by at most `new` new ones."""
        if not covered:
            return (), ()
        cost = [float(metres) for metres in self.arcs.metres] + [0.0] * len(self.column)
        _, values = self._solve(cost, new=new, covered=covered)
        served = tuple(
            Served(
                demand, self.candidates[self.arcs.candidate[arc]].key, self.arcs.offer[arc].key, people,
                self.arcs.metres[arc],
            )
            for arc, demand in enumerate(self.arcs.demand)
            if (people := round(values[arc]))
        )  # fmt: skip
        at_work = {one.candidate for one in served}
        chosen = tuple(self.candidates[one].key for one in self.column if self.candidates[one].key in at_work)
        return chosen, served

    def _solve(self, cost: Sequence[float], *, new: int, covered: int) -> tuple[float, Any]:
        import numpy as np
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import csr_array

        arcs = len(self.arcs.demand)
        entries, low, above = list(self.entries), [-np.inf] * len(self.above), list(self.above)

        def row(columns: Sequence[int], least: float, most: float) -> None:
            entries.extend((len(above), column, 1.0) for column in columns)
            low.append(least)
            above.append(most)

        row(list(self.column.values()), -np.inf, new)
        row(range(arcs), covered, np.inf)
        numbers, columns, values = zip(*entries, strict=True)
        matrix = csr_array((values, (numbers, columns)), shape=(len(above), self.columns))
        upper = [float(self.demands[one].people) for one in self.arcs.demand] + [1.0] * len(self.column)
        result = milp(
            cost,
            integrality=[0] * arcs + [1] * len(self.column),
            bounds=Bounds(np.zeros(self.columns), np.array(upper)),
            constraints=LinearConstraint(matrix, np.array(low), np.array(above)),
            options={"mip_rel_gap": 0.0, "time_limit": max(0.1, self.until - monotonic())},
        )
        if result.status != 0 or result.x is None:
            raise NotSolved(
                f"No best set was proven within {MOST_SECONDS:.0f} seconds. Choose fewer needs or places, a shorter "
                "way, or fewer new relationships."
            )
        return float(result.fun), result.x
