"""The number at which an agreement is about to lapse; see `partners.thresholds`."""

from __future__ import annotations

from commonweal.partners.thresholds import Threshold

LAPSES = Threshold(
    "agreement_lapses",
    "Time before an agreement lapses from which somebody is needed",
    "days",
    45,
    14,
    180,
    "Our choice: a board that meets once a month needs about six weeks to sign anew.",
)
