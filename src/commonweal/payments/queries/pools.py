"""Pools, what was posted and what stands on their accounts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple, TypedDict
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import DecimalField, Exists, OuterRef, Prefetch, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce, JSONObject

from commonweal.payments import rules
from commonweal.payments.models import (
    Account,
    Entry,
    Pool,
    PoolMember,
    PoolPayment,
    Posting,
)

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class _Balance(TypedDict):
        balance: Decimal

    class _Known(TypedDict):
        said: list[dict[str, Any]]
        was_paid: bool
        was_taken_back: bool

    WithBalance = WithAnnotations[Pool, _Balance]
    """A pool, and what stands in it."""
    Known = WithAnnotations[PoolPayment, _Known]
    """A payment with its answers, and what the ledger says of it."""

NOTHING = Value(Decimal(0), output_field=DecimalField(max_digits=16, decimal_places=2))


def with_balance() -> QuerySet[WithBalance]:
    """Pools, and what stands in each."""
    return Pool.objects.annotate(
        balance=Coalesce(Sum("accounts__postings__amount", filter=Q(accounts__kind="pool")), NOTHING)
    )


def pools() -> QuerySet[WithBalance]:
    """Pools with their members, and what stands in each."""
    return (
        with_balance()
        .select_related("alliance")
        .prefetch_related(Prefetch("members", PoolMember.objects.select_related("organisation")))
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
    charged_to: str | None = None
    """For a payment, and a correction of one: the purpose of the budget it is charged to."""
    charged_on: date | None = None
    """And the day on which it was paid."""


def movements(pool: Pool) -> list[Movement]:
    """All that moved in or out, in the order in which it was written."""
    rows = Posting.objects.filter(account__pool=pool, account__kind="pool").order_by("entry__number")
    kind = Coalesce("entry__reverses__kind", "entry__kind")
    charged = ("entry__payment__charged_to", Coalesce("entry__reverses__on", "entry__on"))
    return [Movement(*row) for row in rows.values_list("entry__on", kind, "amount", *charged)]


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


def postings(pool: Pool, first: int, last: int) -> list[tuple[Entry, list[Posting]]]:
    """The entries with these numbers and their postings, the newest first, in one query."""
    rows = Posting.objects.filter(entry__pool=pool, entry__number__range=(first, last))
    found: dict[UUID, tuple[Entry, list[Posting]]] = {}
    for row in rows.select_related("entry__reversed_by", "entry__reverses", "account__organisation").order_by(
        "-entry__number", "amount"
    ):
        found.setdefault(row.entry_id, (row.entry, []))[1].append(row)
    return list(found.values())


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


class Answer(NamedTuple):
    """What a member that approves said."""

    organisation_id: UUID
    name: str
    approved: bool
    reason: str


@dataclass(frozen=True)
class Asked:
    """A payment asked of a pool, where it stands, and who has answered."""

    row: PoolPayment
    at: rules.Paying
    answers: list[Answer]
    waits_for: frozenset[UUID]


def approvers(pool: Pool) -> frozenset[UUID]:
    """The members that must approve payments."""
    return frozenset(one.organisation_id for one in pool.members.all() if one.approves)


def payments_of(pool: Pool) -> list[Asked]:
    """Payments asked of a pool, newest first."""
    found = list(_payments().filter(pool=pool))
    for row in found:
        row.pool = pool  # its members are known already
    return [asked(row) for row in found]


def the_payment(pk: UUID) -> Asked:
    """One payment, as it stands now. Raises PoolPayment.DoesNotExist."""
    return asked(_payments().select_related("pool").get(pk=pk))


def _payments() -> QuerySet[Known]:
    said = JSONObject(
        organisation="answers__organisation_id", name="answers__organisation__name", approved="answers__approved",
        reason="answers__reason",
    )  # fmt: skip
    paid = Entry.objects.filter(payment=OuterRef("pk"), kind="payment")
    return (
        PoolPayment.objects.select_related("to")
        .annotate(
            said=ArrayAgg(said, filter=Q(answers__isnull=False), order_by="answers__id", default=Value([])),
            was_paid=Exists(paid),
            was_taken_back=Exists(paid.filter(reversed_by__isnull=False)),
        )
        .order_by("-created_at")
    )


def asked(row: Known) -> Asked:
    """Where a payment stands, given its answers and what the ledger says of it."""
    answers = [
        Answer(UUID(one["organisation"]), one["name"], one["approved"], one["reason"]) for one in row.said
    ]
    needed = approvers(row.pool)
    at = rules.paying(
        approvers=frozenset(needed),
        answers={one.organisation_id: one.approved for one in answers},
        paid=row.was_paid,
        reversed_=row.was_taken_back,
    )
    given = {one.organisation_id for one in answers}
    return Asked(row, at, answers, frozenset(needed - given) if at is rules.Paying.ASKED else frozenset())


def account(pool: Pool, kind: str, organisation_id: UUID | None = None) -> Account:
    """The account of a kind (and organisation) in a pool's ledger, opened where there is none yet."""
    row, _new = Account.objects.get_or_create(pool=pool, kind=kind, organisation_id=organisation_id)  # type: ignore[misc]  # the column may be null
    return row
