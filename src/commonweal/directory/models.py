"""Rows of the directory: who offers what, and whether there is room."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from commonweal.access import Permission
from commonweal.database.models import Row
from commonweal.directory.domains import NeedDomain
from commonweal.partners.models import Alliance, Organisation


class Provider(Row):
    """An organisation as the directory knows it (HSDS `organization`); a partner of the alliance, or not."""

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey(
        Organisation, on_delete=models.SET_NULL, null=True, blank=True, related_name="providers"
    )
    name = models.CharField(max_length=500)
    description = models.TextField(blank=True, default="")
    email = models.EmailField(blank=True, default="")
    website = models.CharField(max_length=1000, blank=True, default="")

    class Meta:
        ordering: ClassVar[list[str]] = ["name"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["alliance", "name"], name="provider_name")
        ]

    def __str__(self) -> str:
        return self.name


class Service(Row):
    """What a provider offers (HSDS `service`), with its room as last reported."""

    CAPACITY: ClassVar[list[tuple[str, str]]] = [
        ("unknown", "Not reported"),
        ("capacity", "Has room"),
        ("waitlist", "Waitlist"),
        ("additional-assessment-required", "After an assessment"),
        ("no-capacity", "No room"),
    ]

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="+")
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="services")
    name = models.CharField(max_length=500)
    description = models.TextField(blank=True, default="")
    status = models.CharField(max_length=30, default="active")
    domains = ArrayField(
        models.CharField(max_length=40, choices=[(domain.value, domain.label) for domain in NeedDomain]),
        default=list,
        blank=True,
        help_text="The needs it answers: worked out from its terms by the mapping table, or set by hand.",
    )
    capacity = models.CharField(max_length=40, choices=CAPACITY, default="unknown")
    places_available = models.PositiveIntegerField(null=True, blank=True)
    places_maximum = models.PositiveIntegerField(null=True, blank=True)
    capacity_at = models.DateTimeField(null=True, blank=True)
    moves_with_referrals = models.BooleanField(
        default=False, help_text="An acceptance takes a place, a final outcome gives it back."
    )

    class Meta:
        ordering: ClassVar[list[str]] = ["name"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["provider"], name="service_provider"),
            GinIndex(fields=["domains"], name="service_domains"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(places_available__isnull=True)
                | models.Q(places_maximum__isnull=True)
                | models.Q(places_available__lte=models.F("places_maximum")),
                name="no_more_places_than_there_are",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def held_by(self, permission: Permission) -> frozenset[UUID]:
        """A service is its partner organisation's."""
        return frozenset({self.provider.partner_id} if self.provider.partner_id else set())
