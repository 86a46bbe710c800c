"""Rows of acting and learning: actions, ideas and tests, reviews, evaluations, lessons."""

from commonweal.plans.models.actions import Action, Dependency, Helper, Report, Resource
from commonweal.plans.models.reviews import Evaluated, Lesson, Outcome, Review, ReviewComment
from commonweal.plans.models.tests import Idea, IdeaDoor, Spread, Test

__all__ = [
    "Action",
    "Dependency",
    "Evaluated",
    "Helper",
    "Idea",
    "IdeaDoor",
    "Lesson",
    "Outcome",
    "Report",
    "Resource",
    "Review",
    "ReviewComment",
    "Spread",
    "Test",
]
