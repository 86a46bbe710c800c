"""Parameter sets: what each Medicare track promised, and in which performance years. Read from
`tracks.toml`.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from commonweal.settlement.amounts import read_rate

CHOICES = tuple(Decimal(text) for text in ("0", "0.005", "0.01", "0.015", "0.02"))
"""The minimum rates a two-sided organisation may choose instead of the table (42 CFR 425.605(b),
425.610(b)).
"""


class Quality(StrEnum):
    """How quality moves the sharing rate."""

    MULTIPLIES = "multiplies"
    STANDARD = "standard"
    OR_ALTERNATIVE = "or_alternative"


@dataclass(frozen=True, slots=True)
class ParameterSet:
    """One track's terms in the years it held. Rates are fractions."""

    track: str
    name: str
    first_year: int
    last_year: int
    quality: Quality
    minimum: Decimal | str
    """A fixed rate, `by_size` or `chosen`."""
    sharing_rate: Decimal
    savings_cap: Decimal
    loss_rate: Decimal | str | None
    """A fixed rate, `from_sharing`, or None where losses are not shared."""
    loss_rate_low: Decimal | None
    loss_rate_high: Decimal | None
    loss_cap_revenue: Decimal | None
    loss_cap_benchmark: tuple[Decimal, ...]
    """One rate per year of the agreement period, the last of which holds from then on; empty for none."""
    sequestration: Decimal
    source: str

    @property
    def two_sided(self) -> bool:
        """Whether losses are shared."""
        return self.loss_rate is not None


@cache
def _sets() -> dict[tuple[str, int], ParameterSet]:
    document = tomllib.loads(files(__package__).joinpath("tracks.toml").read_text("utf-8"))
    withheld: dict[int, Decimal] = {}
    for entry in document["sequestration"]:
        first, last = entry["years"]
        withheld |= dict.fromkeys(range(first, last + 1), read_rate(entry["rate"]))
    found: dict[tuple[str, int], ParameterSet] = {}
    for entry in document["set"]:
        first, last = entry["years"]
        for year in range(first, last + 1):
            assert (entry["track"], year) not in found, f"two sets for {entry['track']} in {year}"
            found[entry["track"], year] = _parameter_set(entry, withheld[year])
    return found


def _parameter_set(entry: dict[str, Any], sequestration: Decimal) -> ParameterSet:
    def rate(name: str) -> Decimal | None:
        return read_rate(entry[name]) if name in entry else None

    minimum, loss_rate = entry["minimum"], entry.get("loss_rate")
    caps = entry.get("loss_cap_benchmark", [])
    return ParameterSet(
        track=entry["track"],
        name=entry["name"],
        first_year=entry["years"][0],
        last_year=entry["years"][1],
        quality=Quality(entry["quality"]),
        minimum=minimum if minimum in ("by_size", "chosen") else read_rate(minimum),
        sharing_rate=read_rate(entry["sharing_rate"]),
        savings_cap=read_rate(entry["savings_cap"]),
        loss_rate=loss_rate if loss_rate in (None, "from_sharing") else read_rate(loss_rate),
        loss_rate_low=rate("loss_rate_low"),
        loss_rate_high=rate("loss_rate_high"),
        loss_cap_revenue=rate("loss_cap_revenue"),
        loss_cap_benchmark=tuple(read_rate(cap) for cap in ([caps] if isinstance(caps, str) else caps)),
        sequestration=sequestration,
        source=entry["source"],
    )


def parameter_set(track: str, year: int) -> ParameterSet | None:
    """The terms of a track in a year, or None where none held."""
    return _sets().get((track, year))


def years() -> tuple[int, int]:
    """The first and the last performance year with any parameter set."""
    known = [year for _, year in _sets()]
    return min(known), max(known)


def years_of(track: str) -> tuple[int, ...]:
    """The years in which a track had terms, in order; empty for a track nobody knows."""
    return tuple(sorted(year for code, year in _sets() if code == track))


def all_sets() -> tuple[ParameterSet, ...]:
    """Every parameter set once, in the order of the file."""
    return tuple(dict.fromkeys(_sets().values()))
