"""Pools, what was posted and what stands on their accounts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
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


def course(pool: Pool) -> list[tuple[date, Decimal]]:
    """What stood in the pool at the end of each day on which something moved."""
    rows = Posting.objects.filter(account__pool=pool, account__kind="pool")
    return rules.balances(rows.values_list("entry__on", "amount"))


def entries(pool: Pool) -> QuerySet[Entry]:
    """The ledger, in the order in which it was written."""
    postings = Posting.objects.select_related("account__organisation").order_by("amount")
    return (
        Entry.objects.filter(pool=pool)
        .select_related("reversed_by", "reverses")
        .prefetch_related(Prefetch("postings", postings))
        .order_by("-number")
    )


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


def by_year(pool: Pool) -> list[dict[str, Decimal | int]]:
    """For each calendar year: carried in, paid in, paid out, given back, carried over; corrections counted as
    what they take back.
    """
    rows = (
        Posting.objects.filter(account__pool=pool, account__kind="pool")
        .values_list("entry__on", "entry__kind", "entry__reverses__kind", "amount")
        .order_by("entry__number")
    )
    found: dict[int, dict[str, Decimal | int]] = {}
    carried = Decimal(0)
    for on, kind, reversed_kind, amount in rows:
        line = found.setdefault(
            on.year,
            {"year": on.year, "carried_in": carried, "opening": Decimal(0), "contribution": Decimal(0),
             "payment": Decimal(0), "given_back": Decimal(0)},
        )  # fmt: skip
        line[reversed_kind or kind] += amount
        carried += amount
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


def payments(pool: Pool | None = None) -> list[Asked]:
    """Payments, newest first; without a pool, of every pool one may see."""
    rows = (
        PoolPayment.objects.select_related("to", "pool")
        .prefetch_related(
            Prefetch("answers", PoolAnswer.objects.select_related("organisation")),
            "pool__members",
            Prefetch("entries", Entry.objects.select_related("reversed_by")),
        )
        .order_by("-created_at")
    )
    return [asked(row) for row in (rows.filter(pool=pool) if pool is not None else rows)]


def asked(row: PoolPayment) -> Asked:
    """Where a payment stands."""
    answers = list(row.answers.all())
    paid = [one for one in row.entries.all() if one.kind == "payment"]
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
