"""Forms of agreements."""

from commonweal.agreements.forms.acts import (
    AccedeForm,
    LeaveForm,
    ReasonForm,
    RemarkForm,
    ReportForm,
    ScanForm,
    SignForm,
)
from commonweal.agreements.forms.drafting import AgreementForm, ClauseForm
from commonweal.agreements.forms.terms import TermsForms

__all__ = [
    "AccedeForm", "AgreementForm", "ClauseForm", "LeaveForm", "ReasonForm", "RemarkForm", "ReportForm", "ScanForm",
    "SignForm", "TermsForms",
]  # fmt: skip
