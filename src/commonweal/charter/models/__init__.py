"""Rows of Envision: challenge, statements and marks, the charter in versions, goals, success for each partner."""

from commonweal.charter.models.challenge import Challenge, PopulationCount
from commonweal.charter.models.charter import (
    CharterComment,
    CharterVersion,
    ProposedChange,
    Ratification,
    Sentence,
    SentenceSource,
)
from commonweal.charter.models.goals import Contribution, Driver, Goal
from commonweal.charter.models.statements import Mark, Statement, StatementRound
from commonweal.charter.models.success import Stake, Success, ValueCase, ValueLine
from commonweal.charter.models.swot import SwotPoint, SwotVote

__all__ = [
    "Challenge",
    "CharterComment",
    "CharterVersion",
    "Contribution",
    "Driver",
    "Goal",
    "Mark",
    "PopulationCount",
    "ProposedChange",
    "Ratification",
    "Sentence",
    "SentenceSource",
    "Stake",
    "Statement",
    "StatementRound",
    "Success",
    "SwotPoint",
    "SwotVote",
    "ValueCase",
    "ValueLine",
]
