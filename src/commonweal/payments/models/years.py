"""Contract years: terms, parties, signatures, and the figures they are settled from."""

from __future__ import annotations

import hashlib
import json
from typing import ClassVar
from uuid import UUID

from django.conf import settings
from django.db import models

from commonweal.access import Permission
from commonweal.agreements.models import Agreement
from commonweal.database.models import Row
from commonweal.partners.models import Alliance, Organisation
from commonweal.payments.indicators import PARTS
from commonweal.performance.models import Version

LONGEST_TERMS = 200_000
"""Characters of a contract's terms; the longest example has three thousand."""


class ContractYear(Row):
    """One year of a contract. Title, days and parties are read from the terms whenever these are saved."""

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=255)
    agreement = models.ForeignKey(
        Agreement, on_delete=models.PROTECT, null=True, blank=True, related_name="contract_years",
        help_text="The payment agreement from whose terms it was made.",
    )  # fmt: skip
    terms = models.TextField(help_text="TOML, as commonweal.settlement reads it.")
    starts = models.DateField()
    ends = models.DateField()
    disputes_days = models.PositiveIntegerField()
    figures_due = models.DateField()
    open_lines = models.BooleanField(
        default=False, help_text="The parties agreed that each of them sees everybody's lines."
    )
    offered_at = models.DateTimeField(null=True)
    figures_in_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(ends__gte=models.F("starts")), name="contract_year_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=models.Q(figures_due__gte=models.F("ends")), name="figures_are_due_after_the_year"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["alliance", "-starts"], name="contract_years")
        ]

    def held_by(self, permission: Permission) -> frozenset[UUID]:
        """A contract year is signed by the organisations that are its parties."""
        return frozenset(one.organisation_id for one in self.parties.all() if one.organisation_id)

    def digest(self) -> str:
        """SHA-256 of everything a signature is about: terms, who is which party, deadline, who sees lines."""
        parties = sorted((one.party, str(one.organisation_id or "")) for one in self.parties.all())
        signed = [self.terms, parties, str(self.figures_due), self.open_lines]
        return hashlib.sha256(json.dumps(signed).encode()).hexdigest()


class ContractParty(Row):
    """A party of the terms and the partner organisation it is; reserves and funds may be accounts only."""

    year = models.ForeignKey(ContractYear, on_delete=models.CASCADE, related_name="parties")
    party = models.CharField(max_length=120)
    name = models.CharField(max_length=255)
    role = models.CharField(max_length=40)
    position = models.PositiveSmallIntegerField()
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["position"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["year", "party"], name="one_party_of_a_name")
        ]


class YearSignature(Row):
    """Somebody entitled signed for an organisation, having read what has this digest."""

    year = models.ForeignKey(ContractYear, on_delete=models.PROTECT, related_name="signatures")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    signed_name = models.CharField(max_length=200)
    digest_seen = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["year", "organisation", "digest_seen"], name="one_signature_per_party_and_text"
            )
        ]


class FigureSource(Row):
    """Where figures came from: an entry with its author, a file with its digest, or a published indicator."""

    KINDS: ClassVar[list[tuple[str, str]]] = [
        ("entry", "entered by hand"),
        ("upload", "uploaded file"),
        ("indicator", "published indicator"),
    ]

    year = models.ForeignKey(ContractYear, on_delete=models.PROTECT, related_name="sources")
    kind = models.CharField(max_length=10, choices=KINDS)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    person_name = models.CharField(max_length=200)
    file_name = models.CharField(max_length=255, blank=True, default="")
    digest = models.CharField(max_length=64, blank=True, default="", help_text="SHA-256 of the file.")


class FigureFile(Row):
    """The uploaded file itself, to the byte."""

    source = models.OneToOneField(FigureSource, on_delete=models.PROTECT, related_name="file")
    content = models.BinaryField()


class Figure(Row):
    """One figure as it was given. The latest for a name, party and period holds; none is ever changed."""

    year = models.ForeignKey(ContractYear, on_delete=models.PROTECT, related_name="figures")
    source = models.ForeignKey(FigureSource, on_delete=models.PROTECT, related_name="figures")
    line = models.PositiveIntegerField(default=0, help_text="Line of the file; 0: entered by hand.")
    figure = models.CharField(max_length=120)
    party = models.CharField(max_length=500, blank=True, default="")
    period = models.CharField(max_length=60, blank=True, default="")
    value = models.CharField(max_length=60, blank=True, default="")
    note = models.CharField(max_length=500, blank=True, default="", help_text="Where the number is from.")
    withdrawn = models.BooleanField(default=False, help_text="Takes the figure out instead of giving one.")

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["year", "figure", "party", "period", "-id"], name="latest_figures")
        ]


class FigureIndicator(Row):
    """Of which published indicator a figure is: version, months, whose, and which part of it was taken."""

    figure = models.OneToOneField(Figure, on_delete=models.PROTECT, related_name="indicator")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    measure = models.CharField(max_length=80)
    method = models.CharField(max_length=20, help_text="The method version of the measure.")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="+",
        help_text="The partner whose figure it is; none: all partners together.",
    )  # fmt: skip
    starts = models.DateField()
    ends = models.DateField()
    part = models.CharField(max_length=20, choices=list(PARTS.items()))

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(ends__gte=models.F("starts")), name="months_of_an_indicator_are_in_order"
            )
        ]
