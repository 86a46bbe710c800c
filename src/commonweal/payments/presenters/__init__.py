"""What pages about money show: facts turned into words and offers of the next step."""

from commonweal.payments.presenters.figures import FigureTable, asked_for, entering, figure_rows, names_asked
from commonweal.payments.presenters.pools import ledger_rows, pool
from commonweal.payments.presenters.statements import indicators, statement
from commonweal.payments.presenters.years import YearTable, lines, methods, passages, year

__all__ = [
    "FigureTable",
    "YearTable",
    "asked_for",
    "entering",
    "figure_rows",
    "indicators",
    "ledger_rows",
    "lines",
    "methods",
    "names_asked",
    "passages",
    "pool",
    "statement",
    "year",
]
