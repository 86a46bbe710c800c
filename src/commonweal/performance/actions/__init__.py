"""Every write of figures: feeding, publishing, deciding and commenting."""

from commonweal.performance.actions.deciding import (
    comment,
    set_goal,
    set_owner,
    set_target,
    start_phase,
    undo_phase,
)
from commonweal.performance.actions.feeding import carry_out, feed, hand_on, start_again, take_back
from commonweal.performance.actions.publishing import publish, withdraw

__all__ = [
    "carry_out",
    "comment",
    "feed",
    "hand_on",
    "publish",
    "set_goal",
    "set_owner",
    "set_target",
    "start_again",
    "start_phase",
    "take_back",
    "undo_phase",
    "withdraw",
]
