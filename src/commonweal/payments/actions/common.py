"""What acts about money share."""

from __future__ import annotations

from uuid import UUID

from django.db import connection

from commonweal.access import Refused
from commonweal.payments.models import ContractYear
from commonweal.payments.queries import pools, years


def hold(row_id: UUID) -> None:
    """Wait until nobody else acts on this row. Parties may act on years that they may not change, so the lock is
    on the identifier and not on the row.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(row_id)])


def held_year(year_id: UUID) -> ContractYear:
    """The contract year as it stands now, held until the transaction ends."""
    hold(year_id)
    return years.years().get(pk=year_id)


def held_pool(pool_id: UUID) -> pools.WithBalance:
    """The pool as it stands now, held until the transaction ends."""
    hold(pool_id)
    return pools.pools().get(pk=pool_id)


def refuse(reason: str | None) -> None:
    """Raise Refused with the reason, where there is one."""
    if reason is not None:
        raise Refused(reason)
