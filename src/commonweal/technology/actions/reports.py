"""Giving out the results of a quarter, and taking back an entry of what was paid."""

from __future__ import annotations

import hashlib
from datetime import date

from django.db import transaction

from commonweal import audit
from commonweal.access import Actor, Permission, Refused
from commonweal.settlement.amounts import money
from commonweal.technology import documents, events
from commonweal.technology.actions.common import ask, hold, said, tell, today
from commonweal.technology.actions.entries import read_spend
from commonweal.technology.models import Paid, Partnership, Report
from commonweal.technology.queries import reports


def issue(*, by: Actor, partnership: Partnership, first: date, last: date) -> Report:
    """Give out the results of a quarter that is over; what was given out never changes.

    Raises NotAllowed; Refused for a quarter that is not over, or when nothing changed since it was last given out.
    """
    ask(by, Permission.KEEP_TECHNOLOGY, partnership)
    day = today(partnership)
    if last >= day:
        raise Refused("The quarter is not over yet. Until then its results can be read, not given out.")
    with transaction.atomic():
        hold(partnership.pk)
        document = reports.report(partnership, first, last, day)
        pdf = documents.pdf(document)
        digest = hashlib.sha256(pdf).hexdigest()
        if Report.objects.filter(partnership=partnership, first=first, digest=digest).exists():
            raise Refused("These results were given out already, to the byte.")
        row = Report.objects.create(
            partnership=partnership, first=first, last=last, document=documents.data(document), pdf=pdf,
            digest=digest, **said(by),
        )  # fmt: skip
        audit.record(
            by, events.REPORT_ISSUED, on=row, partnership=partnership.title, period=f"{first} – {last}",
            digest=digest[:12],
        )  # fmt: skip
        tell(partnership)
    return row


def take_back(*, by: Actor, paid: Paid) -> Paid:
    """Take an entry of what was paid back by its mirror image; both stay. Raises NotAllowed; Refused a second time."""
    partnership = ask(by, Permission.KEEP_TECHNOLOGY, paid)
    with transaction.atomic():
        hold(paid.pk)
        if paid.takes_back_id is not None or Paid.objects.filter(takes_back=paid).exists():
            raise Refused("This entry was taken back already, or takes another one back.")
        row = Paid.objects.create(
            partnership=partnership, month=paid.month, amount=-paid.amount, what_for=paid.what_for,
            reference=f"takes back {paid.reference}"[:200], takes_back=paid, **said(by),
        )  # fmt: skip
        read_spend(partnership)
        audit.record(by, events.TAKEN_BACK, on=row, partnership=partnership.title, amount=money(paid.amount))
        tell(partnership)
    return row
