"""Background work of agreements: what follows when a notice is over or an agreement has lapsed."""

from __future__ import annotations

import logging

from django.db.models import Q
from procrastinate.contrib.django import app

from commonweal.access import Refused
from commonweal.agreements import actions
from commonweal.agreements.models import Agreement
from commonweal.database import clock
from commonweal.database.identity import acting, maintenance
from commonweal.partners.queries import OFFICE, somebody_of

log = logging.getLogger(__name__)


@app.periodic(cron="* * * * *")
@app.task(name="agreements.settle", queueing_lock="agreements.settle")
def settle(timestamp: int) -> int:
    """Settle what is over, each agreement once and in a transaction of its own; gives how many."""
    with maintenance():
        now = clock.now()
        lapsed = Q(in_force__endswith__lte=now, settled_at=None)
        left = Q(parties__leaves_at__lte=now, parties__left_at=None)
        found = list(Agreement.objects.filter(lapsed | left, ended_at=None).order_by("pk").distinct())
    return sum(settle_one(row) for row in found)


def settle_one(row: Agreement) -> bool:
    """Settle one agreement as the database shows it to somebody of the alliance who may write agreements."""
    with maintenance():
        somebody = somebody_of(row.alliance_id, OFFICE, Q(roles__contains=["partner_lead"]))
    if somebody is None:
        return False
    try:
        with acting(somebody):
            return actions.settle(row)
    except Refused as why:
        log.warning("What follows from an agreement that is over could not be done: %s", why)
        return False
