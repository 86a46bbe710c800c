"""What is counted, and which rate is which. Closed is not helped: the two are always apart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum, unique

LEAST_FOR_A_GAP = 11
"""Fewer referrals than this are no pattern, and could not be shown anyway."""
GAP_BELOW = 0.25
"""A need in an area is a gap when fewer than this share of what was sent is taken on."""


@unique
class Dimension(Enum):
    """By what the network is broken down."""

    RECEIVER = ("receiver", "Receiving partner")
    SENDER = ("sender", "Sending partner")
    NEED = ("need", "Need")
    AREA = ("area", "Area")
    LANGUAGE = ("language", "Language")
    IDENTITY = ("identity", "Identity group")

    def __init__(self, key: str, title: str) -> None:
        self.key = key
        self.title = title

    @classmethod
    def named(cls, key: str) -> Dimension:
        """The dimension of this key; an unknown one is the first."""
        return next((one for one in cls if one.key == key), cls.RECEIVER)


@unique
class Period(Enum):
    """Over which stretch of time referrals were sent."""

    QUARTER = ("90", "Last 90 days", 90)
    YEAR = ("365", "Last 12 months", 365)
    ALL = ("730", "Last 24 months", 730)

    def __init__(self, key: str, title: str, days: int) -> None:
        self.key = key
        self.title = title
        self.days = days

    @classmethod
    def named(cls, key: str) -> Period:
        """The period of this key; an unknown one is the last 90 days."""
        return next((one for one in cls if one.key == key), cls.QUARTER)

    def since(self, now: datetime) -> datetime:
        """When it begins: at midnight where `now` is told, so that a page, its export and its rows agree."""
        return (now - timedelta(days=self.days)).replace(hour=0, minute=0, second=0, microsecond=0)


@dataclass(frozen=True)
class Counts:
    """Referrals sent and what became of them. All are parts of `sent`; None is too few to show."""

    sent: int | None
    answered: int | None
    accepted: int | None
    declined: int | None
    closed: int | None
    helped: int | None
    waiting: int | None

    @property
    def hidden(self) -> bool:
        """Are there too few to show even how many there are?"""
        return self.sent is None


MEASURES: tuple[str, ...] = ("answered", "accepted", "declined", "closed", "helped", "waiting")
"""The parts of `sent`, each of which may be too few to show."""


@dataclass(frozen=True)
class Gap:
    """A need in an area where hardly anybody takes people on."""

    need: str
    area: str
    sent: int | None
    """None: it would give a small number away."""
    accepted: int | None
    """None: some, but too few to show, or it would give such a number away."""
    rooms: int
    """Services for this need that say they have room now."""
    key: str = ""
    """The need's own."""


def is_gap(sent: int, accepted: int) -> bool:
    """Are so few of those sent taken on that somebody should look?"""
    return sent >= LEAST_FOR_A_GAP and accepted < GAP_BELOW * sent


def month_start(name: str) -> date:
    """`2026-03` as the first day of that month."""
    year, month = name.split("-")
    return date(int(year), int(month), 1)
