"""Rows of the room, by noun."""

from commonweal.alignment.models.network import Rating, Report, Score, Tie, TieRound
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
    "Answer",
    "Asked",
    "FollowUp",
    "Imported",
    "ImportedFigure",
    "Question",
    "Rating",
    "Report",
    "Result",
    "Round",
    "Score",
    "Sheet",
    "Survey",
    "Tie",
    "TieRound",
]
