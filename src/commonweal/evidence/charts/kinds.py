"""The words of process charts: kinds, directions, special causes, flags, assurance."""

from __future__ import annotations

from enum import StrEnum

LARGEST = 1e100
"""The largest size of a value. Beyond it the squares in the limits would leave what a float can hold."""

PROVISIONAL_BELOW = 13
"""With fewer points than this in a phase, its limits are called provisional."""


class Kind(StrEnum):
    """Which chart: by what one point is (docs/methods/process-charts.md has the arithmetic)."""

    XMR = "xmr"
    P = "p"
    U = "u"
    C = "c"
    P_PRIME = "p'"
    U_PRIME = "u'"
    RUN = "run"

    @classmethod
    def named(cls, name: str) -> Kind:
        """The kind people mean by `name`: `p'`, `p′` and `p-prime` are the same.

        Raises `ValueError` for a name that is no chart.
        """
        plain = name.strip().lower().replace("′", "'").replace("’", "'")
        return cls({"p-prime": "p'", "pprime": "p'", "u-prime": "u'", "uprime": "u'"}.get(plain, plain))

    @property
    def of_rates(self) -> bool:
        """Whether a point is a numerator over a denominator, so that the limits move with the denominator."""
        return self in (Kind.P, Kind.U, Kind.P_PRIME, Kind.U_PRIME)

    @property
    def fewest_points(self) -> int:
        """The fewest points of a phase that give limits: two where a moving range is needed."""
        return 2 if self in (Kind.XMR, Kind.P_PRIME, Kind.U_PRIME) else 1


class Constant(StrEnum):
    """What the mean moving range is multiplied by on an XmR chart."""

    ROUNDED = "2.66"
    SIGMA = "sigma"

    @property
    def number(self) -> float:
        """2.66 as it is printed in textbooks, or 3 / 1.128 = 2.6596 from which that was rounded."""
        return 2.66 if self is Constant.ROUNDED else 3 / 1.128


class Direction(StrEnum):
    """Which way is better."""

    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"

    @property
    def sign(self) -> int:
        """+1 where higher is better, −1 where lower is better, 0 where neither is."""
        return {Direction.HIGHER: 1, Direction.LOWER: -1, Direction.NEITHER: 0}[self]


class SpecialCause(StrEnum):
    """Why a point is a signal. The order is the precedence: the first that applies is the point's."""

    OUTSIDE = "outside"
    TREND = "trend"
    TWO_OF_THREE = "two_of_three"
    SHIFT = "shift"


class Flag(StrEnum):
    """What a special cause means in the measure's direction."""

    IMPROVEMENT = "improvement"
    CONCERN = "concern"


class Assurance(StrEnum):
    """Whether the process, as it is, can be relied upon to meet its target."""

    MEETS = "consistently_meets"
    FAILS = "consistently_fails"
    HIT_AND_MISS = "hit_and_miss"


class ChartError(ValueError):
    """A series from which no chart can be made.

    `position` is the point (counted from 0), `column` the input (`value`, `numerator`, `denominator`), where
    one of them is at fault; `series` is the row among many.
    """

    def __init__(
        self,
        message: str,
        *,
        position: int | None = None,
        column: str | None = None,
        series: int | None = None,
    ) -> None:
        super().__init__(message)
        self.position = position
        self.column = column
        self.series = series
