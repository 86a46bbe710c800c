"""Every write of agreements: drafting, remarks, offering, signing, amending, reporting, leaving, ending.

Each locks the agreement's row first, so that two acts on one agreement come one after the other and the second
judges by what the first left.
"""

from commonweal.agreements.actions.common import Content
from commonweal.agreements.actions.force import countersign, end, record_scan, sign
from commonweal.agreements.actions.keeping import begin_exit, finish_step, report
from commonweal.agreements.actions.leaving import leave, membership_ended, settle
from commonweal.agreements.actions.remarks import answer, remark
from commonweal.agreements.actions.writing import accede, amend, draft, edit, offer, renew, withdraw

__all__ = [
    "Content",
    "accede",
    "amend",
    "answer",
    "begin_exit",
    "countersign",
    "draft",
    "edit",
    "end",
    "finish_step",
    "leave",
    "membership_ended",
    "offer",
    "record_scan",
    "remark",
    "renew",
    "report",
    "settle",
    "sign",
    "withdraw",
]
