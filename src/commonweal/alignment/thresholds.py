"""The number at which a stakeholder counts as silent; see `partners.thresholds`."""

from __future__ import annotations

from commonweal.partners.thresholds import Threshold

STAKEHOLDER = Threshold(
    "stakeholder_silent",
    "Time without contact after which somebody influential whose support is missing is called silent",
    "days",
    45,
    7,
    180,
    "Half a quarter. Our choice, as for owners of actions.",
)
