"""Every write of meetings: planning and inviting, what happens in them, and what follows."""

from commonweal.alignment.actions.meetings.after import answer, close, done
from commonweal.alignment.actions.meetings.during import attend, capture, hear, take_out
from commonweal.alignment.actions.meetings.planning import (
    add_item,
    call,
    call_off,
    change,
    choose_seats,
    invitation,
    invite,
    move_item,
    remove_item,
)

__all__ = [
    "add_item",
    "answer",
    "attend",
    "call",
    "call_off",
    "capture",
    "change",
    "choose_seats",
    "close",
    "done",
    "hear",
    "invitation",
    "invite",
    "move_item",
    "remove_item",
    "take_out",
]
