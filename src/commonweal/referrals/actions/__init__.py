"""Every write of referrals: permission, one transaction, rows, one event, notify."""

from commonweal.referrals.actions.answering import accept, decline
from commonweal.referrals.actions.bulk import Answered, accept_several, decline_several
from commonweal.referrals.actions.consent import withdraw_unseen
from commonweal.referrals.actions.correspondence import attach, write
from commonweal.referrals.actions.linking import email_link, read_notice
from commonweal.referrals.actions.parting import settle_running
from commonweal.referrals.actions.sending import (
    ConsentNeeded,
    TickNeeded,
    draft,
    pass_onward,
    reroute,
    send,
    send_draft,
)
from commonweal.referrals.actions.working import (
    assign,
    cancel,
    complete,
    confirm,
    fail,
    hold,
    mark_error,
    set_finish_due,
    start,
)

__all__ = [
    "Answered",
    "ConsentNeeded",
    "TickNeeded",
    "accept",
    "accept_several",
    "assign",
    "attach",
    "cancel",
    "complete",
    "confirm",
    "decline",
    "decline_several",
    "draft",
    "email_link",
    "fail",
    "hold",
    "mark_error",
    "pass_onward",
    "read_notice",
    "reroute",
    "send",
    "send_draft",
    "set_finish_due",
    "settle_running",
    "start",
    "withdraw_unseen",
    "write",
]
