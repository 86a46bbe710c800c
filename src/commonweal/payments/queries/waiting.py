"""What may need somebody about money, as questions that the first page asks together with those of other rooms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, Max, OuterRef, Q, TextField
from django.db.models.functions import Cast, Coalesce, JSONObject

from commonweal.database.together import Facts, Question, day, question, row, whole, wholes
from commonweal.partners.models import Alliance
from commonweal.payments import budgets as rules_of_budgets
from commonweal.payments import rules
from commonweal.payments.models import (
    ContractParty,
    ContractYear,
    Dispute,
    DisputeAnswer,
    Entry,
    PoolAnswer,
    PoolBudgetAmount,
    PoolMember,
    PoolPayment,
    Posting,
    Settlement,
    YearSignature,
)
from commonweal.payments.queries import pools, years


def open_years() -> Question:
    """Years that are not closed, each with all that its state follows from; `year_of` reads it."""
    disputes = Dispute.objects.filter(settlement__year=OuterRef("pk")).order_by("created_at")
    said = JSONObject(row=whole(Dispute), answer="answer__pk", outcome="answer__outcome")
    return question(
        "year",
        ContractYear.objects.filter(closed_at=None),
        row=whole(ContractYear),
        alliance=JSONObject(id="alliance_id", timezone="alliance__timezone"),
        parties=wholes(ContractParty.objects.filter(year=OuterRef("pk")).order_by("position")),
        signatures=wholes(YearSignature.objects.filter(year=OuterRef("pk"))),
        settlements=wholes(Settlement.objects.filter(year=OuterRef("pk"))),
        disputes=ArraySubquery(disputes.values(said=said)),
    )


def year_of(told: Facts) -> ContractYear:
    """The year with what belongs to it, as `years.years()` gives it."""
    disputes = [_dispute(one) for one in told["disputes"]]
    settlements = [
        row(
            Settlement, one,
            disputes=[each for each in disputes if str(each.settlement_id) == one["id"]],
        )
        for one in told["settlements"]
    ]  # fmt: skip
    return row(
        ContractYear,
        told["row"],
        alliance=row(Alliance, told["alliance"]),
        parties=[row(ContractParty, one) for one in told["parties"]],
        signatures=[row(YearSignature, one) for one in told["signatures"]],
        settlements=settlements,
    )


def _dispute(told: Facts) -> Dispute:
    answered = {"id": told["answer"], "outcome": told["outcome"]}
    return row(Dispute, told["row"], answer=row(DisputeAnswer, answered) if told["answer"] else None)


def withdrawn() -> Question:
    """Open years that rest on a figure of a withdrawn version of the indicators: since when."""
    return question("withdrawn", years.on_withdrawn_figures(), year="year", since="since")


def low_pools() -> Question:
    """Pools below their floor, with the last day on which something moved."""
    of_the_pool = Q(accounts__kind="pool")
    low = (
        pools.with_balance()
        .annotate(moved=Max("accounts__postings__entry__on", filter=of_the_pool))
        .filter(balance__lt=F("floor"), moved__isnull=False)
    )
    return question(
        "pool", low, pk="pk", name="name", moved="moved", balance=Cast("balance", TextField()),
        floor=Cast("floor", TextField()),
    )  # fmt: skip


def unpaid(*, keeps: bool) -> Question:
    """Payments that were asked for and neither paid nor declined; `keeps`: with the budgets that they go against."""
    rows = PoolPayment.objects.filter(
        ~Exists(Entry.objects.filter(payment=OuterRef("pk"), kind="payment")),
        ~Exists(PoolAnswer.objects.filter(payment=OuterRef("pk"), approved=False)),
    )
    approvers = PoolMember.objects.filter(pool=OuterRef("pool"), approves=True)
    facts = {
        "row": whole(PoolPayment),
        "to": "to__name",
        "pool": "pool__name",
        "zone": "pool__alliance__timezone",
        "approvers": ArraySubquery(approvers.values("organisation_id")),
        "answered": ArraySubquery(
            PoolAnswer.objects.filter(payment=OuterRef("pk")).values("organisation_id")
        ),
    }
    return question("payment", rows, **facts, **(_budgets() if keeps else {}))


def _budgets() -> Facts:
    amounts = PoolBudgetAmount.objects.filter(budget__pool=OuterRef("pool"))
    amount = JSONObject(
        budget="budget_id", purpose="budget__purpose", starts="budget__starts", ends="budget__ends",
        amount=Cast("amount", TextField()), carries_over="carries_over",
    )  # fmt: skip
    paid = Posting.objects.filter(
        account__pool=OuterRef("pool"), account__kind="pool", entry__payment__isnull=False
    )
    payment = JSONObject(
        purpose="entry__payment__charged_to", on=Coalesce("entry__reverses__on", "entry__on"),
        amount=Cast("amount", TextField()),
    )  # fmt: skip
    return {
        "budgets": ArraySubquery(amounts.order_by("id").values(said=amount)),
        "paid": ArraySubquery(paid.values(said=payment)),
    }


@dataclass(frozen=True)
class Unpaid:
    """A payment that waits: for approval, or to be made."""

    row: PoolPayment
    to: str
    pool: str
    zone: str
    waits_for: frozenset[UUID]
    budgets: list[Facts]
    paid: list[Facts]

    @property
    def at(self) -> rules.Paying:
        """Asked, or approved by all that must."""
        return rules.Paying.ASKED if self.waits_for else rules.Paying.APPROVED

    def beyond(self, on: date) -> bool:
        """Does a pool with budgets pay this only when somebody decides?"""
        last = {one["budget"]: one for one in self.budgets}
        lines = rules_of_budgets.lines(
            [
                rules_of_budgets.Budget(
                    UUID(one["budget"]), one["purpose"], day(one["starts"]), day(one["ends"]),
                    Decimal(one["amount"]), one["carries_over"],
                )
                for one in last.values()
            ],
            [
                rules_of_budgets.Paid(one["purpose"], day(one["on"]), -Decimal(one["amount"]))
                for one in self.paid
            ],
        )  # fmt: skip
        return bool(lines) and rules_of_budgets.beyond(lines, self.row.charged_to, on, self.row.amount) > 0


def unpaid_of(told: Facts) -> Unpaid:
    """One of them, read."""
    return Unpaid(
        row(PoolPayment, told["row"]),
        told["to"],
        told["pool"],
        told["zone"],
        frozenset(UUID(one) for one in told["approvers"]) - {UUID(one) for one in told["answered"]},
        told.get("budgets", []),
        told.get("paid", []),
    )
