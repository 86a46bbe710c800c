"""Every write about technology partnerships."""

from commonweal.technology.actions.delivery import accept, answer_check, reach, wait_for
from commonweal.technology.actions.entries import KINDS, name_of, remove, write
from commonweal.technology.actions.innovation import agree, move
from commonweal.technology.actions.partnerships import change, close_door, digest, open_door, open_partnership
from commonweal.technology.actions.relationship import answer, close_round, open_round
from commonweal.technology.actions.reports import issue, take_back
from commonweal.technology.actions.service import (
    cancel_maintenance,
    escalate,
    plan_maintenance,
    receive,
    take_up,
    watch,
)
from commonweal.technology.actions.tickets import WORDS, open_ticket, review, set_problem, step
from commonweal.technology.actions.training import sign_off, sign_up, write_attendance

__all__ = [
    "KINDS",
    "WORDS",
    "accept",
    "agree",
    "answer",
    "answer_check",
    "cancel_maintenance",
    "change",
    "close_door",
    "close_round",
    "digest",
    "escalate",
    "issue",
    "move",
    "name_of",
    "open_door",
    "open_partnership",
    "open_round",
    "open_ticket",
    "plan_maintenance",
    "reach",
    "receive",
    "remove",
    "review",
    "set_problem",
    "sign_off",
    "sign_up",
    "step",
    "take_back",
    "take_up",
    "wait_for",
    "watch",
    "write",
    "write_attendance",
]
