"""Everything a quarter's report is made of, read once."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from commonweal.settlement.documents import Document
from commonweal.technology import documents
from commonweal.technology.models import GoalIndicator, Partnership, Question
from commonweal.technology.queries import indicators, results
from commonweal.technology.queries import money as money_queries


def report(partnership: Partnership, first: date, last: date, today: date) -> Document:
    """The results of a quarter as they are now: only what both sides may see, whoever makes it."""
    period = results.Period(first, last, ZoneInfo(partnership.timezone))
    money = money_queries.money(partnership, today, for_both=True)
    chosen = list(GoalIndicator.objects.filter(partnership=partnership))
    questions = list(Question.objects.filter(partnership=partnership))
    measures = [*(one.measure for one in chosen), *(one.measure for one in questions)]
    shown = indicators.shown(measures, until=last)
    return documents.results(
        partnership, period, results.facts(partnership, period, money), chosen, shown, questions
    )
