"""Every write about money."""

from commonweal.payments.actions.figures import (
    Cell,
    declare_complete,
    enter,
    questions,
    reopen,
    upload,
    withdraw,
)
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
    "settle",
    "sign",
    "take_back",
    "upload",
    "withdraw",
]
