"""The payment models a contract year may be made of, one file each."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from commonweal.settlement.contracts.models import bundle, fee_at_risk, funding_pool, total_cost, unitary
from commonweal.settlement.contracts.models.base import Head, Model
from commonweal.settlement.contracts.reader import Reader

KINDS: Mapping[str, Callable[[Head, Reader], Model]] = {
    "shared_savings": total_cost.read,
    "unitary_payment": unitary.read,
    "bundle": bundle.read,
    "fee_at_risk": fee_at_risk.read,
    "funding_pool": funding_pool.read,
}
"""What may stand as `kind`, and how its terms are read."""
