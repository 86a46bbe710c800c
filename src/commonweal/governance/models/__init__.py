"""Rows of governance, by noun."""

from commonweal.governance.models.bodies import Body, BodySeat, Chair, Interest, Tenure
from commonweal.governance.models.conflicts import (
    Commitment,
    Conflict,
    ConflictMove,
    ConflictNote,
    ConflictParty,
    ConflictPerson,
    LadderBody,
)
from commonweal.governance.models.decisions import Decision, DecisionAction, DecisionUse, Told
from commonweal.governance.models.promises import PartnerReview, Promise, ValueEntry
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
from commonweal.governance.models.risks import Risk, RiskReview

__all__ = [
    "Body",
    "BodySeat",
    "CastBallot",
    "Chair",
    "Commitment",
    "Conflict",
    "ConflictMove",
    "ConflictNote",
    "ConflictParty",
    "ConflictPerson",
    "Decision",
    "DecisionAction",
    "DecisionUse",
    "Elector",
    "Evidence",
    "Integration",
    "Interest",
    "LadderBody",
    "Opinion",
    "PartnerReview",
    "Promise",
    "Proposal",
    "Recusal",
    "Reminder",
    "ReservedConsent",
    "Right",
    "Risk",
    "RiskReview",
    "Tenure",
    "Told",
    "ValueEntry",
]
