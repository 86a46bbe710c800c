"""The number at which figures count as late; see `partners.thresholds`."""

from __future__ import annotations

from commonweal.partners.thresholds import Threshold

FEED = Threshold(
    "feed_late",
    "Longest time without figures from a partner that has fed some before",
    "days",
    45,
    14,
    180,
    "Our choice: a month's figures, and two weeks to gather them.",
)
