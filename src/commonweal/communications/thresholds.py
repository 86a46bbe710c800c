"""The number at which somebody has waited too long for an answer; see `partners.thresholds`."""

from __future__ import annotations

from commonweal.partners.thresholds import Threshold

ANSWER = Threshold(
    "feedback_answer",
    "Longest time that what people wrote to the alliance waits for an answer",
    "days",
    7,
    2,
    60,
    "A week. Our choice: whoever hears nothing for longer does not write again.",
)
