"""The number at which a draft has lain too long; see `partners.thresholds`."""

from __future__ import annotations

from commonweal.partners.thresholds import Threshold

DRAFT = Threshold(
    "draft_lies",
    "Longest time that a draft of a goal, a proposed change or an important concern lies untouched",
    "days",
    14,
    7,
    90,
    "Two weeks. Our choice: what nobody touched by the second meeting of a group is forgotten.",
)
