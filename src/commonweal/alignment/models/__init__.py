"""Rows of aligning: stakeholders, readiness, looking for partners, leadership feedback, meetings."""

from commonweal.alignment.models.leadership import (
    DevelopmentAction,
    Feedback,
    FeedbackAnswer,
    FeedbackGiven,
    FeedbackRequest,
    FeedbackShare,
    SelfAnswer,
)
from commonweal.alignment.models.meetings import (
    AgendaItem,
    Captured,
    Meeting,
    MeetingAnswer,
    MeetingAnswered,
    MeetingSeat,
    Voice,
)
from commonweal.alignment.models.readiness import ReadinessAnswer, ReadinessReport, ReadinessStep
from commonweal.alignment.models.search import PartnerSearch, Prospect, ProspectStep
from commonweal.alignment.models.stakeholders import Stakeholder, StakeholderContact, StakeholderReading

__all__ = [
    "AgendaItem",
    "Captured",
    "DevelopmentAction",
    "Feedback",
    "FeedbackAnswer",
    "FeedbackGiven",
    "FeedbackRequest",
    "FeedbackShare",
    "Meeting",
    "MeetingAnswer",
    "MeetingAnswered",
    "MeetingSeat",
    "PartnerSearch",
    "Prospect",
    "ProspectStep",
    "ReadinessAnswer",
    "ReadinessReport",
    "ReadinessStep",
    "SelfAnswer",
    "Stakeholder",
    "StakeholderContact",
    "StakeholderReading",
    "Voice",
]
