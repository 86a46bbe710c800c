"""Providers and their services."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from commonweal.access import Permission
from commonweal.directory.domains import NeedDomain
from commonweal.directory.models.base import Lasting, plain_field, search_field, text
from commonweal.directory.rules import CAPACITY_WORDS
from commonweal.partners.models import Organisation

NAME_LENGTH = 500


class Provider(Lasting):
    """An organisation as the directory knows it (HSDS `organization`); a partner of the alliance, or not."""

    partner = models.ForeignKey(
        Organisation, on_delete=models.SET_NULL, null=True, blank=True, related_name="providers"
    )
    parent = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=NAME_LENGTH)
    alternate_name = text()
    description = text()
    email = models.EmailField(blank=True, default="")
    website = models.CharField(max_length=1000, blank=True, default="")
    tax_status = text()
    tax_id = text()
    year_incorporated = models.IntegerField(null=True, blank=True)
    legal_status = text()
    logo = text()
    uri = text()
    search = search_field(A=("name", "alternate_name"))
    plain_name = plain_field("name", "alternate_name")

    class Meta:
        ordering: ClassVar[list[str]] = ["name"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["alliance", "name"], name="provider_name")
        ]

    def __str__(self) -> str:
        return self.name


class Service(Lasting):
    """What a provider offers (HSDS `service`), with its room as last reported."""

    CAPACITY: ClassVar[list[tuple[str, str]]] = [(value, words) for value, words in CAPACITY_WORDS.items()]

    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="services")
    name = models.CharField(max_length=NAME_LENGTH)
    alternate_name = text()
    description = text()
    url = text()
    email = models.EmailField(blank=True, default="")
    status = models.CharField(max_length=30, default="active")
    interpretation_services = text()
    application_process = text()
    fees_description = text()
    wait_time = text()
    accreditations = text()
    eligibility_description = text()
    minimum_age = models.FloatField(null=True, blank=True)
    maximum_age = models.FloatField(null=True, blank=True)
    assured_date = models.DateField(null=True, blank=True)
    assurer_email = models.EmailField(blank=True, default="")
    licenses = text()
    alert = text()
    last_modified = models.DateTimeField(null=True, blank=True)
    domains = ArrayField(
        models.CharField(max_length=40, choices=[(domain.value, domain.label) for domain in NeedDomain]),
        default=list,
        blank=True,
        help_text="The needs it answers: worked out from its terms by the mapping table, or set by hand.",
    )
    domains_by_hand = models.BooleanField(default=False)
    capacity = models.CharField(max_length=40, choices=CAPACITY, default="unknown")
    places_available = models.PositiveIntegerField(null=True, blank=True)
    places_maximum = models.PositiveIntegerField(null=True, blank=True)
    capacity_at = models.DateTimeField(null=True, blank=True)
    moves_with_referrals = models.BooleanField(
        default=False, help_text="An acceptance takes a place, a final outcome gives it back."
    )
    confirmed_at = models.DateTimeField(
        null=True, blank=True, help_text="When somebody who should know last said that all this is right."
    )
    confirmed_by = models.CharField(max_length=200, blank=True, default="")
    search = search_field(
        A=("name", "alternate_name"), C=("description",), D=("eligibility_description", "application_process")
    )
    plain_name = plain_field("name", "alternate_name")

    class Meta:
        ordering: ClassVar[list[str]] = ["name"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["alliance", "name"], name="service_name"),
            models.Index(fields=["provider"], name="service_provider"),
            GinIndex(fields=["domains"], name="service_domains"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(places_available__isnull=True)
                | models.Q(places_maximum__isnull=True)
                | models.Q(places_available__lte=models.F("places_maximum")),
                name="no_more_places_than_there_are",
            ),
            models.CheckConstraint(
                condition=models.Q(minimum_age__isnull=True)
                | models.Q(maximum_age__isnull=True)
                | models.Q(minimum_age__lte=models.F("maximum_age")),
                name="ages_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def held_by(self, permission: Permission) -> frozenset[UUID]:
        """A service is its partner organisation's."""
        return frozenset({self.provider.partner_id} if self.provider.partner_id else set())

    @property
    def needs(self) -> list[NeedDomain]:
        """The needs it answers."""
        return [NeedDomain(value) for value in self.domains]
