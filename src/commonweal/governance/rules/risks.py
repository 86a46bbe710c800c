"""Risks: likelihood and impact from 1 to 5, bands of their product, when a review is late. Plain Python."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

KINDS = {"risk": "risk: it may happen", "obstacle": "obstacle: it stands in the way now"}
LIKELIHOOD = {1: "rare", 2: "unlikely", 3: "possible", 4: "likely", 5: "almost certain"}
IMPACT = {1: "slight", 2: "small", 3: "felt", 4: "grave", 5: "ends what we do"}
RESPONSES = {
    "avoid": "avoid it",
    "reduce": "make it less likely or less grave",
    "share": "share it with others",
    "accept": "accept it and watch",
    "remove": "remove the obstacle",
}
REVIEW_EVERY = timedelta(days=90)


def score(likelihood: int, impact: int) -> int:
    """Likelihood times impact. Raises ValueError outside 1 to 5."""
    if likelihood not in LIKELIHOOD or impact not in IMPACT:
        raise ValueError("likelihood and impact go from 1 to 5")
    return likelihood * impact


def band(product: int) -> str:
    """A word for a product: low (up to 4), watch (5 to 9), high (10 to 14), severe (from 15)."""
    if product >= 15:
        return "severe"
    return "high" if product >= 10 else "watch" if product >= 5 else "low"


def next_review(product: int, today: date) -> date:
    """By when it is looked at again: a severe one in a month, the others in three."""
    return today + (timedelta(days=30) if product >= 15 else REVIEW_EVERY)


def matrix(risks: Iterable[tuple[int, int]]) -> list[list[int]]:
    """How many risks there are by likelihood (rows, 5 down to 1) and impact (columns, 1 to 5)."""
    listed = list(risks)
    return [
        [listed.count((likelihood, impact)) for impact in IMPACT]
        for likelihood in sorted(LIKELIHOOD, reverse=True)
    ]
