"""The numbers at which the home page calls something missing: each with its default and where that comes from.

Plain Python. An alliance may choose its own number within the bounds; a number of ours is a beginning, no norm.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, unique


@unique
class Threshold(Enum):
    """Name, what it decides, unit (“percent” or “days”), default, least, most, and the source of the default."""

    RESPONSE = (
        "response",
        "Least share of those asked who must answer a survey",
        "percent",
        60,
        30,
        100,
        "The least that journals usually ask; no rate alone proves a finding (Johnson and Wislar 2012, JAMA 307:1805).",
    )
    TIES = (
        "ties",
        "Least share of partners who must report their ties",
        "percent",
        80,
        50,
        100,
        "Our choice; measures lose hold as more is missing (Costenbader and Valente 2003, Social Networks 25:283).",
    )
    MEETING = (
        "meeting",
        "Longest time without a meeting",
        "days",
        92,
        14,
        365,
        "A quarter. Our choice: partners who plan by the quarter should meet in each.",
    )
    REFERRAL = (
        "referral",
        "Longest time without a referral",
        "days",
        92,
        14,
        365,
        "A quarter. Our choice: the published figures of the network are read by the quarter too.",
    )
    REVIEW = (
        "review",
        "Longest time without a review with everybody",
        "days",
        184,
        30,
        730,
        "Half a year. Our choice: two reviews fall within each contract year.",
    )
    CONFLICT = (
        "conflict",
        "Time without any conflict raised after which silence is a warning",
        "days",
        365,
        90,
        1095,
        "A year. Our choice; that unvoiced conflict ends partnerships is one of the four causes of failure.",
    )

    def __init__(
        self, key: str, title: str, unit: str, default: int, least: int, most: int, source: str
    ) -> None:
        self.key = key
        self.title = title
        self.unit = unit
        self.default = default
        self.least = least
        self.most = most
        self.source = source


def named(key: str) -> Threshold | None:
    """The threshold of that name."""
    return next((one for one in Threshold if one.key == key), None)


def refusal(threshold: Threshold, value: int) -> str:
    """Why this number cannot be chosen; empty if it can."""
    if threshold.least <= value <= threshold.most:
        return ""
    return f"Choose a number from {threshold.least} to {threshold.most}."


def chosen(own: Mapping[str, int]) -> dict[Threshold, int]:
    """What holds in an alliance that chose these; names that no longer exist are passed over."""
    return {one: own.get(one.key, one.default) for one in Threshold}
