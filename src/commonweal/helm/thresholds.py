"""The numbers at which the facts of the four capabilities count as missing; see `partners.thresholds`."""

from __future__ import annotations

from commonweal.partners.thresholds import Threshold

RESPONSE = Threshold(
    "response",
    "Least share of those asked who must answer a survey",
    "percent",
    60,
    30,
    100,
    "The least that journals usually ask; no rate alone proves a finding (Johnson and Wislar 2012, JAMA 307:1805).",
)
TIES = Threshold(
    "ties",
    "Least share of partners who must report their ties",
    "percent",
    80,
    50,
    100,
    "Our choice; measures lose hold as more is missing (Costenbader and Valente 2003, Social Networks 25:283).",
)
MEETING = Threshold(
    "meeting",
    "Longest time without a meeting",
    "days",
    92,
    14,
    365,
    "A quarter. Our choice: partners who plan by the quarter should meet in each.",
)
REFERRAL = Threshold(
    "referral",
    "Longest time without a referral",
    "days",
    92,
    14,
    365,
    "A quarter. Our choice: the published figures of the network are read by the quarter too.",
)
ALL = (RESPONSE, TIES, MEETING, REFERRAL)
