"""Every write about money."""

from commonweal.payments.actions.budgets import claim, set_budget, set_rate
from commonweal.payments.actions.figures import (
    Cell,
    declare_complete,
    enter,
    questions,
    reopen,
    upload,
    withdraw,
)
from commonweal.payments.actions.indicators import take_indicator
from commonweal.payments.actions.pools import (
    approve,
    ask,
    carry_over,
    contribute,
    correct,
    open_pool,
    pay,
)
from commonweal.payments.actions.settling import answer, close, dispute, settle
from commonweal.payments.actions.years import change, draft, name_parties, offer, sign, take_back

__all__ = [
    "Cell",
    "answer",
    "approve",
    "ask",
    "carry_over",
    "change",
    "claim",
    "close",
    "contribute",
    "correct",
    "declare_complete",
    "dispute",
    "draft",
    "enter",
    "name_parties",
    "offer",
    "open_pool",
    "pay",
    "questions",
    "reopen",
    "set_budget",
    "set_rate",
    "settle",
    "sign",
    "take_back",
    "take_indicator",
    "upload",
    "withdraw",
]
