"""Pools and their ledgers: double entry, append-only, each entry in balance by the database's own check."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from commonweal.database.models import Row
from commonweal.directory.domains import NeedDomain
from commonweal.partners.models import Alliance, Organisation
from commonweal.payments.budgets import DELIVERED, PURPOSES

PURPOSE_CHOICES = list(PURPOSES.items())


class Pool(Row):
    """Money that several partners put together."""

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    purpose = models.TextField(blank=True, default="", max_length=2000)
    floor = models.DecimalField(max_digits=14, decimal_places=2, default=0)
    carry_over = models.DecimalField(
        max_digits=14, decimal_places=2, null=True, help_text="The most that stays at a year's end."
    )

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["alliance", "name"], name="one_pool_of_a_name"),
            models.CheckConstraint(condition=models.Q(floor__gte=0), name="floor_is_not_below_zero"),
            models.CheckConstraint(
                condition=models.Q(carry_over__isnull=True) | models.Q(carry_over__gte=models.F("floor")),
                name="carry_over_is_not_below_the_floor",
            ),
        ]


class PoolMember(Row):
    """An organisation that takes part in a pool; those that approve must agree to every payment."""

    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, related_name="members")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    approves = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["pool", "organisation"], name="once_in_a_pool")
        ]


class Account(Row):
    """A side of the ledger: the pool itself, an organisation, or what was there before the ledger began."""

    KINDS: ClassVar[list[tuple[str, str]]] = [
        ("pool", "the pool"),
        ("organisation", "an organisation"),
        ("before", "carried in from before this ledger"),
    ]

    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, related_name="accounts")
    kind = models.CharField(max_length=20, choices=KINDS)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["pool", "kind", "organisation"], nulls_distinct=False, name="one_account_each"
            ),
            models.CheckConstraint(
                condition=models.Q(kind="organisation", organisation__isnull=False)
                | (~models.Q(kind="organisation") & models.Q(organisation__isnull=True)),
                name="account_of_an_organisation_names_it",
            ),
        ]


class PoolBudget(Row):
    """A purpose and a period for which a pool has a budget. The database refuses periods that overlap."""

    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, related_name="budgets")
    purpose = models.CharField(max_length=20, choices=PURPOSE_CHOICES)
    starts = models.DateField()
    ends = models.DateField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(ends__gte=models.F("starts")), name="a_budget_ends_after_it_begins"
            )
        ]


class PoolBudgetAmount(Row):
    """How much a budget is, by whom and why. Never changed; the last one holds."""

    budget = models.ForeignKey(PoolBudget, on_delete=models.PROTECT, related_name="amounts")
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    carries_over = models.BooleanField(help_text="What is left goes on to the period after.")
    reason = models.CharField(max_length=500)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    person_name = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(amount__gte=0), name="a_budget_is_not_below_zero")
        ]


class PoolRate(Row):
    """What a pool pays for each piece delivered. Never changed; the last one for a kind and need holds, 0 ends it."""

    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, related_name="rates")
    purpose = models.CharField(max_length=20, choices=PURPOSE_CHOICES)
    delivered = models.CharField(max_length=20, choices=list(DELIVERED.items()))
    need = models.CharField(
        max_length=40, choices=[(one.value, one.label) for one in NeedDomain], blank=True, default="",
        help_text="Only referrals for this need; empty: any.",
    )  # fmt: skip
    price = models.DecimalField(max_digits=14, decimal_places=2)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    person_name = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(price__gte=0), name="a_price_is_not_below_zero")
        ]


class PoolPayment(Row):
    """Somebody asks that the pool pays an organisation for something.

    By the piece: `rate` with the days of delivery and what was counted in them; the amount is units × price.
    """

    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, related_name="payments")
    to = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    purpose = models.CharField(max_length=500)
    charged_to = models.CharField(
        max_length=20, choices=PURPOSE_CHOICES, default="other", help_text="The budget it is charged to."
    )
    rate = models.ForeignKey(PoolRate, on_delete=models.PROTECT, null=True, related_name="payments")
    price = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    units = models.PositiveIntegerField(null=True)
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    person_name = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="a_payment_is_above_zero"),
            models.CheckConstraint(
                condition=models.Q(
                    rate__isnull=True,
                    price__isnull=True,
                    units__isnull=True,
                    since__isnull=True,
                    until__isnull=True,
                )
                | models.Q(
                    rate__isnull=False,
                    price__isnull=False,
                    units__gt=0,
                    since__isnull=False,
                    until__gte=models.F("since"),
                    amount=models.F("units") * models.F("price"),
                ),
                name="by_the_piece_is_units_times_price",
            ),
        ]


class PoolAnswer(Row):
    """A member that approves says yes or no to a payment, once."""

    payment = models.ForeignKey(PoolPayment, on_delete=models.PROTECT, related_name="answers")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    person_name = models.CharField(max_length=200)
    approved = models.BooleanField()
    reason = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["payment", "organisation"], name="one_answer_to_a_payment")
        ]


class Entry(Row):
    """One event in a pool's ledger, with its postings."""

    KINDS: ClassVar[list[tuple[str, str]]] = [
        ("opening", "carried in"),
        ("contribution", "paid in"),
        ("payment", "paid out"),
        ("given_back", "given back"),
        ("correction", "correction"),
    ]

    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, related_name="entries")
    number = models.PositiveIntegerField()
    on = models.DateField()
    kind = models.CharField(max_length=20, choices=KINDS)
    text = models.CharField(max_length=500)
    sides = models.PositiveSmallIntegerField(
        help_text="How many postings it has, so that none can be put to it later."
    )
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    person_name = models.CharField(max_length=200)
    payment = models.ForeignKey(PoolPayment, on_delete=models.PROTECT, null=True, related_name="entries")
    reverses = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="reversed_by")

    class Meta:
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["pool", "number"], name="entries_are_numbered"),
            models.UniqueConstraint(
                fields=["payment"], condition=models.Q(kind="payment"), name="a_payment_is_paid_once"
            ),
            models.CheckConstraint(
                condition=models.Q(kind="correction", reverses__isnull=False)
                | (~models.Q(kind="correction") & models.Q(reverses__isnull=True)),
                name="a_correction_names_what_it_takes_back",
            ),
        ]


class Posting(Row):
    """An amount on an account: above zero comes in, below zero goes out."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="postings")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="postings")
    amount = models.DecimalField(max_digits=14, decimal_places=2)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["entry", "account"], name="one_posting_on_an_account"),
            models.CheckConstraint(condition=~models.Q(amount=0), name="something_is_posted"),
        ]
