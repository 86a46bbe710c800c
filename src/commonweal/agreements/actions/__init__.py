"""Every write of agreements: drafting, offering, signing, amending, leaving, ending.

Each locks the agreement's row first, so that two acts on one agreement come one after the other and the second
judges by what the first left.
"""

from commonweal.agreements.actions.common import Content
from commonweal.agreements.actions.force import end, leave, membership_ended, sign
from commonweal.agreements.actions.writing import amend, draft, edit, offer, withdraw

__all__ = [
    "Content",
    "amend",
    "draft",
    "edit",
    "end",
    "leave",
    "membership_ended",
    "offer",
    "sign",
    "withdraw",
]
