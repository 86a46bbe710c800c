"""Every write of figures: feeding, publishing, deciding and commenting."""

from commonweal.performance.actions.deciding import (
    comment,
    set_goal,
    set_owner,
    set_target,
    start_phase,
    undo_phase,
)
from commonweal.performance.actions.feeding import (
    carry_out,
    feed,
    feed_network,
    hand_on,
    start_again,
    take_back,
)
from commonweal.performance.actions.folders import let_be, look, point_at
from commonweal.performance.actions.keeping import clear_away
from commonweal.performance.actions.publishing import publish, withdraw

__all__ = [
    "carry_out",
    "clear_away",
    "comment",
    "feed",
    "feed_network",
    "hand_on",
    "let_be",
    "look",
    "point_at",
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
