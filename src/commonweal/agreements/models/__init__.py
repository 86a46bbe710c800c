"""Rows of agreements."""

from commonweal.agreements.models.agreement import (
    Agreement,
    AgreementQuerySet,
    CounterSignature,
    Party,
    Scan,
    Signature,
    Version,
)
from commonweal.agreements.models.sharing import Clause, ClauseParty
from commonweal.agreements.models.working import DutyReport, ExitTask, Remark

__all__ = [
    "Agreement", "AgreementQuerySet", "Clause", "ClauseParty", "CounterSignature", "DutyReport", "ExitTask", "Party",
    "Remark", "Scan", "Signature", "Version",
]  # fmt: skip
