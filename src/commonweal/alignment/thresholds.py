"""The numbers at which a stakeholder or a possible partner counts as silent; see `partners.thresholds`."""

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

PROSPECT = Threshold(
    "prospect_quiet",
    "Longest time without a word about a possible partner",
    "days",
    30,
    7,
    180,
    "A month. Our choice: whoever was asked and then hears nothing for longer has made other plans.",
)
