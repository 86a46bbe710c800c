"""Pools, what was posted and what stands on their accounts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from django.db.models import DecimalField, Prefetch, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce

from commonweal.payments import rules
from commonweal.payments.models import (
    Account,
    Entry,
    Pool,
    PoolAnswer,
    PoolMember,
    PoolPayment,
    Posting,
)

NOTHING = Value(Decimal(0), output_field=DecimalField(max_digits=16, decimal_places=2))


def pools() -> QuerySet[Pool]:
    """Pools with their members, and what stands in each."""
    return (
        Pool.objects.select_related("alliance")
        .prefetch_related(Prefetch("members", PoolMember.objects.select_related("organisation")))
        .annotate(
            balance=Coalesce(Sum("accounts__postings__amount", filter=Q(accounts__kind="pool")), NOTHING)
        )
        .order_by("name")
    )


def balance(pool: Pool) -> Decimal:
    """What stands in a pool."""
    total = Posting.objects.filter(account__pool=pool, account__kind="pool").aggregate(sum=Sum("amount"))[
        "sum"
    ]
    return total or Decimal(0)


class Movement(NamedTuple):
    """What one entry moved in or out of the pool itself."""

    on: date
    kind: str
    """For a correction: the kind of what it takes back."""
    amount: Decimal


def movements(pool: Pool) -> list[Movement]:
    """All that moved in or out, in the order in which it was written."""
    rows = Posting.objects.filter(account__pool=pool, account__kind="pool").order_by("entry__number")
    kind = Coalesce("entry__reverses__kind", "entry__kind")
    return [Movement(*row) for row in rows.values_list("entry__on", kind, "amount")]


def course(moved: Iterable[Movement]) -> list[tuple[date, Decimal]]:
    """What stood in the pool at the end of each day on which something moved."""
    return rules.balances((one.on, one.amount) for one in moved)


def entries(pool: Pool) -> QuerySet[Entry]:
    """The ledger, in the order in which it was written."""
    postings = Posting.objects.select_related("account__organisation").order_by("amount")
    return (
        Entry.objects.filter(pool=pool)
        .select_related("reversed_by", "reverses")
        .prefetch_related(Prefetch("postings", postings))
        .order_by("-number")
    )


def paying_entries(pool: Pool) -> QuerySet[Entry]:
    """The entries of a ledger by which payments were made or taken back."""
    return Entry.objects.filter(pool=pool, payment__isnull=False).select_related("reversed_by")


def last_day(pool: Pool) -> date | None:
    """The day of the latest entry."""
    return Entry.objects.filter(pool=pool).order_by("-number").values_list("on", flat=True).first()


def paid_in(pool: Pool, since: date, until: date) -> dict[str, Decimal]:
    """What each organisation paid in between two days (both included), corrections counted, by its identifier."""
    counts = Q(entry__kind="contribution") | Q(entry__reverses__kind="contribution")
    rows = (
        Posting.objects.filter(counts, account__pool=pool, account__kind="organisation")
        .filter(entry__on__gte=since, entry__on__lte=until)
        .values("account__organisation_id")
        .annotate(total=Sum("amount"))
    )
    return {str(row["account__organisation_id"]): -row["total"] for row in rows}


def by_year(moved: Iterable[Movement]) -> list[dict[str, Decimal | int]]:
    """For each calendar year: carried in, paid in, paid out, given back, carried over; corrections counted as
    what they take back.
    """
    found: dict[int, dict[str, Decimal | int]] = {}
    carried = Decimal(0)
    for one in moved:
        line = found.setdefault(
            one.on.year,
            {"year": one.on.year, "carried_in": carried, "opening": Decimal(0), "contribution": Decimal(0),
             "payment": Decimal(0), "given_back": Decimal(0)},
        )  # fmt: skip
        line[one.kind] += one.amount
        carried += one.amount
        line["carried_over"] = carried
    return list(found.values())


@dataclass(frozen=True)
class Asked:
    """A payment asked of a pool, where it stands, and who has answered."""

    row: PoolPayment
    at: rules.Paying
    answers: list[PoolAnswer]
    waits_for: frozenset[UUID]


def approvers(pool: Pool) -> frozenset[UUID]:
    """The members that must approve payments."""
    return frozenset(one.organisation_id for one in pool.members.all() if one.approves)


def payments() -> list[Asked]:
    """Payments of every pool one may see, newest first."""
    paid = Prefetch("entries", Entry.objects.select_related("reversed_by"))
    rows = _payments().select_related("pool").prefetch_related(paid, "pool__members")
    return [asked(row, row.entries.all()) for row in rows]


def payments_of(pool: Pool, ledger: Iterable[Entry]) -> list[Asked]:
    """Payments asked of a pool, newest first; what was paid is known from its ledger."""
    entries: dict[UUID, list[Entry]] = {}
    for entry in ledger:
        if entry.payment_id is not None:
            entries.setdefault(entry.payment_id, []).append(entry)
    found = list(_payments().filter(pool=pool))
    for row in found:
        row.pool = pool  # its members are known already
    return [asked(row, entries.get(row.pk, ())) for row in found]


def the_payment(pk: UUID) -> Asked:
    """One payment, as it stands now. Raises PoolPayment.DoesNotExist."""
    row = PoolPayment.objects.select_related("pool", "to").get(pk=pk)
    return asked(row, row.entries.select_related("reversed_by"))


def _payments() -> QuerySet[PoolPayment]:
    answers = Prefetch("answers", PoolAnswer.objects.select_related("organisation"))
    return PoolPayment.objects.select_related("to").prefetch_related(answers).order_by("-created_at")


def asked(row: PoolPayment, entries: Iterable[Entry]) -> Asked:
    """Where a payment stands, given what the ledger says of it."""
    answers = list(row.answers.all())
    paid = [one for one in entries if one.kind == "payment"]
    needed = approvers(row.pool)
    at = rules.paying(
        approvers=frozenset(needed),
        answers={one.organisation_id: one.approved for one in answers},
        paid=bool(paid),
        reversed_=any(hasattr(one, "reversed_by") for one in paid),
    )
    given = {one.organisation_id for one in answers}
    return Asked(row, at, answers, frozenset(needed - given) if at is rules.Paying.ASKED else frozenset())


def account(pool: Pool, kind: str, organisation_id: UUID | None = None) -> Account:
    """The account of a kind (and organisation) in a pool's ledger, opened where there is none yet."""
    row, _new = Account.objects.get_or_create(pool=pool, kind=kind, organisation_id=organisation_id)
    return row
