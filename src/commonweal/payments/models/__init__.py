"""Rows about money."""

from commonweal.payments.models.pools import (
    Account,
    Entry,
    Pool,
    PoolAnswer,
    PoolBudget,
    PoolBudgetAmount,
    PoolMember,
    PoolPayment,
    PoolRate,
    Posting,
)
from commonweal.payments.models.settlements import (
    Dispute,
    DisputeAnswer,
    DisputeText,
    Settlement,
    SettlementFigure,
    SettlementWhole,
    Statement,
)
from commonweal.payments.models.years import (
    ContractParty,
    ContractYear,
    Figure,
    FigureFile,
    FigureIndicator,
    FigureSource,
    YearSignature,
)

__all__ = [
    "Account",
    "ContractParty",
    "ContractYear",
    "Dispute",
    "DisputeAnswer",
    "DisputeText",
    "Entry",
    "Figure",
    "FigureFile",
    "FigureIndicator",
    "FigureSource",
    "Pool",
    "PoolAnswer",
    "PoolBudget",
    "PoolBudgetAmount",
    "PoolMember",
    "PoolPayment",
    "PoolRate",
    "Posting",
    "Settlement",
    "SettlementFigure",
    "SettlementWhole",
    "Statement",
    "YearSignature",
]
