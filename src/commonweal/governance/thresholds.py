"""The number at which silence about conflicts is a warning; see `partners.thresholds`."""

from __future__ import annotations

from commonweal.partners.thresholds import Threshold

CONFLICT = Threshold(
    "conflict",
    "Time without any conflict raised after which silence is a warning",
    "days",
    365,
    90,
    1095,
    "A year. Our choice; that unvoiced conflict ends partnerships is one of the four causes of failure.",
)
