"""A measure as data: what it asks, how it counts, what it needs, how it is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Domain(StrEnum):
    """The part of the scorecard a measure stands in."""

    OUTCOMES = "patient outcomes"
    EXPERIENCE = "patient experience"
    ACCESS = "access"
    OPERATIONS = "operations"
    FINANCE = "finance"
    UTILISATION = "utilisation"
    NETWORK = "the care network"


class Band(StrEnum):
    """Process health is what partners do; outcomes are what comes of it. A scorecard keeps them apart."""

    PROCESS = "process health"
    OUTCOME = "outcomes"


class Direction(StrEnum):
    """Which way is better."""

    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"


class Statistic(StrEnum):
    """How the units of a month and group become one value; see docs/methods/periods-and-values.md."""

    RATIO = "ratio"
    """Sum of numerators ÷ sum of denominators × multiplier."""
    TOTAL = "total"
    """Sum of numerators; there is no denominator."""
    MEDIAN = "median"
    """The least number that at least half of the units do not exceed; the denominator counts the units."""
    PERCENTILE_90 = "90th percentile"
    """The least number that at least nine tenths of the units do not exceed."""


class Target(StrEnum):
    """What kind of target makes sense."""

    AT_LEAST = "at least"
    AT_MOST = "at most"
    RANGE = "within a range"
    NONE = "none"


class Chart(StrEnum):
    """The process chart that fits how the measure counts."""

    P = "p"
    U = "u"
    XMR = "xmr"


Rows = Any
"""An Ibis table with one row per unit. `Any`, because the catalogue can be read without Ibis."""

PEOPLE_GROUPS = ("partner", "organization", "age_group", "sex", "identity", "population")
"""Groups of units that belong to a person; see docs/methods/groups.md."""

PARTNER_GROUPS = ("partner",)
"""Groups of units that belong to no person."""


@dataclass(frozen=True)
class Measure:
    """One measure.

    `unit_table`: the table with one row per counted unit (member month, stay, appointment …), from cohorts.
    `month_of`: the date column of it that says which month the unit counts in.
    `numerator_of`, `denominator_of`: whole-number columns worked out from a row of that table (for a
    median or
    a percentile, `numerator_of` is the number whose percentile is taken and `denominator_of` is 1 for a unit
    that counts, else 0). Portable Ibis expressions.
    `numerator_scale`, `denominator_scale`: how many held units make one shown unit (100 for cents).
    `counts`: which of "numerator" and "denominator" count people or things that happened to people, so that
    small ones must not be shown.
    `needs`: for each table, the columns that must be there beside the required ones.
    `any_of`: alternatives to `needs`, for units that may come from one of several tables.
    `checks`: the quality checks whose severe findings stop the measure.
    """

    name: str
    title: str
    question: str
    domain: Domain
    band: Band
    unit_table: str
    month_of: str
    numerator: str
    denominator: str
    numerator_of: Callable[[Rows], Any]
    denominator_of: Callable[[Rows], Any]
    direction: Direction
    unit: str
    source: str
    page: str
    statistic: Statistic = Statistic.RATIO
    multiplier: int = 1
    numerator_scale: int = 1
    denominator_scale: int = 1
    target: Target = Target.NONE
    chart: Chart = Chart.XMR
    strata: tuple[str, ...] = PEOPLE_GROUPS
    minimum_denominator: int = 1
    counts: tuple[str, ...] = ("numerator", "denominator")
    needs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    any_of: tuple[Mapping[str, tuple[str, ...]], ...] = ()
    checks: tuple[str, ...] = ()
    version: str = "1"

    def lacking(self, present: Mapping[str, frozenset[str]]) -> tuple[str, ...]:
        """Which tables or columns are missing, in words; empty when the measure can be computed.

        `present`: for each table that was given, the columns it has.
        """
        lacks = _lacking(self.needs, present)
        if self.any_of:
            branches = [_lacking(branch, present) for branch in self.any_of]
            if all(branches):
                lacks += (" or ".join(" and ".join(branch) for branch in branches),)
        return lacks


def _lacking(needs: Mapping[str, tuple[str, ...]], present: Mapping[str, frozenset[str]]) -> tuple[str, ...]:
    lacks: list[str] = []
    for table, columns in needs.items():
        if table not in present:
            lacks.append(f"the table {table}")
            continue
        lacks += [f"the column {table}.{column}" for column in columns if column not in present[table]]
    return tuple(lacks)
