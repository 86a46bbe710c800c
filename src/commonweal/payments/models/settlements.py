"""Settlements, the statements they consist of, and disputes about them."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.conf import settings
from django.db import models

from commonweal.access import Permission
from commonweal.database.models import Row
from commonweal.partners.models import Organisation
from commonweal.payments.models.years import ContractParty, ContractYear, Figure


class Settlement(Row):
    """A year settled: what every party of it may know."""

    year = models.ForeignKey(ContractYear, on_delete=models.PROTECT, related_name="settlements")
    number = models.PositiveSmallIntegerField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    person_name = models.CharField(max_length=200)
    method = models.CharField(max_length=120, help_text="Version and digest of the settling code.")
    divided = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    stated_on = models.DateField()
    disputes_until = models.DateField()
    fingerprint = models.CharField(max_length=64, help_text="SHA-256 of terms, figures, method and results.")

    class Meta:
        ordering: ClassVar[list[str]] = ["-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["year", "number"], name="settlements_are_numbered")
        ]


class SettlementWhole(Row):
    """Everything that went in and came out, every party's lines included."""

    settlement = models.OneToOneField(Settlement, on_delete=models.PROTECT, related_name="whole")
    terms = models.TextField()
    figures = models.TextField(help_text="The figures as CSV, in the order in which they were settled.")
    document = models.JSONField()
    lines = models.TextField(help_text="Every payment as CSV.")
    pdf = models.BinaryField()


class SettlementFigure(Row):
    """Which given figure stands on which line of a settlement's table."""

    settlement = models.ForeignKey(Settlement, on_delete=models.PROTECT, related_name="used")
    line = models.PositiveIntegerField()
    figure = models.ForeignKey(Figure, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["settlement", "line"], name="one_figure_on_a_line")
        ]


class Statement(Row):
    """What one party earned or owes, as it was sent out, to the byte."""

    settlement = models.ForeignKey(Settlement, on_delete=models.PROTECT, related_name="statements")
    party = models.ForeignKey(ContractParty, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    net = models.DecimalField(max_digits=16, decimal_places=2)
    document = models.JSONField()
    pdf = models.BinaryField()
    digest = models.CharField(max_length=64, help_text="SHA-256 of the PDF.")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["settlement", "party"], name="one_statement_per_party")
        ]

    @property
    def alliance_id(self) -> UUID:
        """The alliance of its contract year."""
        return self.settlement.year.alliance_id

    def held_by(self, permission: Permission) -> frozenset[UUID]:
        """A statement is disputed by the organisation it was sent to."""
        return frozenset({self.organisation_id} if self.organisation_id else ())


class Dispute(Row):
    """A party says that a settlement is wrong. That it does is known to all parties; why is not."""

    settlement = models.ForeignKey(Settlement, on_delete=models.PROTECT, related_name="disputes")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    person_name = models.CharField(max_length=200)


class DisputeAnswer(Row):
    """How a dispute ended: the settlement stands, or it must be settled anew."""

    OUTCOMES: ClassVar[list[tuple[str, str]]] = [
        ("upheld", "the objection is right; the year is settled anew"),
        ("rejected", "the settlement stands"),
    ]

    dispute = models.OneToOneField(Dispute, on_delete=models.PROTECT, related_name="answer")
    outcome = models.CharField(max_length=10, choices=OUTCOMES)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    person_name = models.CharField(max_length=200)


class DisputeText(Row):
    """What was written: the objection, or the answer to it."""

    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="texts")
    is_answer = models.BooleanField(default=False)
    text = models.TextField(max_length=10_000)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["dispute", "is_answer"], name="one_objection_one_answer")
        ]
