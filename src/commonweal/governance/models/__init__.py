"""Rows of governance."""

from commonweal.governance.models.conflicts import (
    Commitment,
    Conflict,
    ConflictMove,
    ConflictNote,
    ConflictParty,
    ConflictPerson,
)
from commonweal.governance.models.promises import PartnerReview, Promise, ValueEntry
from commonweal.governance.models.risks import Risk, RiskReview

__all__ = [
    "Commitment",
    "Conflict",
    "ConflictMove",
    "ConflictNote",
    "ConflictParty",
    "ConflictPerson",
    "PartnerReview",
    "Promise",
    "Risk",
    "RiskReview",
    "ValueEntry",
]
