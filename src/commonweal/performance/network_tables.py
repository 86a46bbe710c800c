"""What an organisation recorded in the care network, as the tables `need` and `referral` of the input contract.

Only what the organisation itself recorded: a referral is counted once in the alliance, by whoever sent it. People
are told apart by the identifier of their record here; no name, contact or note goes along.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from commonweal.clients.models import Need
from commonweal.evidence.tables import TABLES
from commonweal.referrals.models import Referral
from commonweal.referrals.rules import Status

NOT_ACCEPTED = (Status.REQUESTED.value, Status.REJECTED.value, Status.DRAFT.value)


def tables_of(organisation_id: UUID, source: str) -> dict[str, tuple[bytes, int]]:
    """File names with their CSV and how many rows it has. `source`: the organisation's name."""
    needs = list(_needs(organisation_id, source))
    referrals = list(_referrals(organisation_id, source))
    return {
        "need.csv": (_csv("need", needs), len(needs)),
        "referral.csv": (_csv("referral", referrals), len(referrals)),
    }


def _needs(organisation_id: UUID, source: str) -> Iterator[dict[str, object]]:
    for need in Need.objects.filter(recorded_by_id=organisation_id).exclude(status="error").order_by("pk"):
        yield {
            "need_id": need.pk,
            "person_id": need.client_id,
            "domain": need.domain,
            "identified_date": _day(need.created_at),
            "resolved_date": _day(need.closed_at) if need.status == "resolved" else None,
            "data_source": source,
        }


def _referrals(organisation_id: UUID, source: str) -> Iterator[dict[str, object]]:
    rows = Referral.objects.filter(recorded_by_id=organisation_id).select_related("receiver").order_by("pk")
    for row in rows:
        yield {
            "referral_id": row.pk,
            "need_id": row.need_id,
            "person_id": row.client_id,
            "sender": source,
            "receiver": row.receiver.name if row.receiver is not None else "",
            "status": row.status,
            "sent_date": _day(row.sent_at),
            "accepted_date": _day(row.answered_at) if row.status not in NOT_ACCEPTED else None,
            "outcome_date": _day(row.closed_at) if row.outcome else None,
            "outcome": row.outcome.replace("-", " "),
            "data_source": source,
        }


def _csv(table: str, rows: Iterable[dict[str, object]]) -> bytes:
    written = io.StringIO()
    writer = csv.DictWriter(written, [column.name for column in TABLES[table].columns], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return written.getvalue().encode()


def _day(moment: datetime | None) -> date | None:
    return timezone.localdate(moment) if moment is not None else None
