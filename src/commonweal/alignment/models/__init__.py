"""Rows of the room, by noun."""

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
from commonweal.alignment.models.network import Rating, Report, Score, Tie, TieRound
from commonweal.alignment.models.readiness import ReadinessAnswer, ReadinessReport, ReadinessStep
from commonweal.alignment.models.search import PartnerSearch, Prospect, ProspectStep
from commonweal.alignment.models.stakeholders import Stakeholder, StakeholderContact, StakeholderReading
from commonweal.alignment.models.surveys import (
    Answer,
    Asked,
    FollowUp,
    Imported,
    ImportedFigure,
    Question,
    Result,
    Round,
    Sheet,
    Survey,
)

__all__ = [
    "AgendaItem",
    "Answer",
    "Asked",
    "Captured",
    "DevelopmentAction",
    "Feedback",
    "FeedbackAnswer",
    "FeedbackGiven",
    "FeedbackRequest",
    "FeedbackShare",
    "FollowUp",
    "Imported",
    "ImportedFigure",
    "Meeting",
    "MeetingAnswer",
    "MeetingAnswered",
    "MeetingSeat",
    "PartnerSearch",
    "Prospect",
    "ProspectStep",
    "Question",
    "Rating",
    "ReadinessAnswer",
    "ReadinessReport",
    "ReadinessStep",
    "Report",
    "Result",
    "Round",
    "Score",
    "SelfAnswer",
    "Sheet",
    "Stakeholder",
    "StakeholderContact",
    "StakeholderReading",
    "Survey",
    "Tie",
    "TieRound",
    "Voice",
]
