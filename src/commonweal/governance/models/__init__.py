"""Rows of governance."""

from commonweal.governance.models.bodies import Body, BodySeat, Chair, Interest, Tenure
from commonweal.governance.models.decisions import Decision, DecisionAction, DecisionUse, Told
from commonweal.governance.models.proposals import (
    CastBallot,
    Elector,
    Evidence,
    Integration,
    Opinion,
    Proposal,
    Recusal,
    Reminder,
    ReservedConsent,
)
from commonweal.governance.models.rights import Right

__all__ = [
    "Body",
    "BodySeat",
    "CastBallot",
    "Chair",
    "Decision",
    "DecisionAction",
    "DecisionUse",
    "Elector",
    "Evidence",
    "Integration",
    "Interest",
    "Opinion",
    "Proposal",
    "Recusal",
    "Reminder",
    "ReservedConsent",
    "Right",
    "Tenure",
    "Told",
]
