"""Forms about money."""

from commonweal.payments.forms.budgets import BudgetForm, ClaimForm, RateForm
from commonweal.payments.forms.indicators import IndicatorForm
from commonweal.payments.forms.pools import DayForm, DeclineForm, MoneyForm, PoolForm
from commonweal.payments.forms.simulation import SimulateForm
from commonweal.payments.forms.years import (
    AnswerForm,
    FigureForm,
    PartiesForm,
    SignForm,
    TermsForm,
    TextForm,
    UploadForm,
)

__all__ = [
    "AnswerForm",
    "BudgetForm",
    "ClaimForm",
    "DayForm",
    "DeclineForm",
    "FigureForm",
    "IndicatorForm",
    "MoneyForm",
    "PartiesForm",
    "PoolForm",
    "RateForm",
    "SignForm",
    "SimulateForm",
    "TermsForm",
    "TextForm",
    "UploadForm",
]
