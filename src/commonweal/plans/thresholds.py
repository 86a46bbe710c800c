"""The numbers at which plans ask for somebody; see `partners.thresholds`."""

from __future__ import annotations

from commonweal.partners.thresholds import Threshold

SILENT = Threshold(
    "owner_silent",
    "Time without a word from an action's owner after which somebody is needed",
    "days",
    45,
    7,
    180,
    "Half a quarter. Our choice: of what is planned by the quarter, half its time can still be saved.",
)
CHECK_IN = Threshold(
    "check_in",
    "Time without a word from an action's owner after which the weekly letter asks how it stands",
    "days",
    7,
    3,
    90,
    "A week. Our choice: whoever looks often at how far they are, and says it, gets further (Harkin and others 2016, "
    "Psychological Bulletin 142:198).",
    off="no letter asks by itself",
)
IDEA = Threshold(
    "idea_answer",
    "Longest time an idea waits for an answer",
    "days",
    21,
    7,
    90,
    "Three weeks. Our choice: whoever hears nothing for longer offers no second idea.",
)
REVIEW = Threshold(
    "review",
    "Longest time without a review with everybody",
    "days",
    184,
    30,
    730,
    "Half a year. Our choice: two reviews fall within each contract year.",
)
ALL = (SILENT, CHECK_IN, IDEA, REVIEW)
