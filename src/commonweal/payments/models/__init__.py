"""Rows about money."""

from commonweal.payments.models.pools import (
    Account,
    Entry,
    Pool,
    PoolAnswer,
    PoolMember,
    PoolPayment,
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
    "FigureSource",
    "Pool",
    "PoolAnswer",
    "PoolMember",
    "PoolPayment",
    "Posting",
    "Settlement",
    "SettlementFigure",
    "SettlementWhole",
    "Statement",
    "YearSignature",
]
