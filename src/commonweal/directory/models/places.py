"""Where services are."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from commonweal.directory.models.base import Lasting, Listed, text
from commonweal.directory.models.services import Provider, Service

PLACE_TYPES = [
    ("physical", "A place to go to"),
    ("postal", "A postal address"),
    ("virtual", "By phone or online"),
]
PRECISIONS = [("", "Not known"), ("stated", "As its source says"), ("postcode", "The middle of its postcode")]


class Location(Lasting):
    """A place (HSDS `location`). Where a source gives no coordinates, the middle of the postcode stands in."""

    provider = models.ForeignKey(Provider, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    location_type = models.CharField(max_length=10, choices=PLACE_TYPES, default="physical")
    url = text()
    name = text()
    alternate_name = text()
    description = text()
    transportation = text()
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    external_identifier = text()
    external_identifier_type = text()
    near_latitude = models.FloatField(null=True, blank=True, editable=False)
    near_longitude = models.FloatField(null=True, blank=True, editable=False)
    precision = models.CharField(max_length=10, choices=PRECISIONS, blank=True, default="", editable=False)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["alliance"], name="location_alliance")]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(latitude__isnull=True, longitude__isnull=True)
                | models.Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="location_on_earth",
            )
        ]

    def __str__(self) -> str:
        return str(self.name)


class ServiceAtLocation(Listed):
    """That a service is offered at a location."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="places")
    location = models.ForeignKey(Location, on_delete=models.CASCADE, related_name="offers")
    description = text()


class Address(Listed):
    """The address of a location."""

    location = models.ForeignKey(Location, on_delete=models.CASCADE, related_name="addresses")
    attention = text()
    address_1 = text()
    address_2 = text()
    city = text()
    region = text()
    state_province = text()
    postal_code = text()
    country = text()
    address_type = models.CharField(max_length=10, choices=PLACE_TYPES, default="physical")

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["alliance", "postal_code"], name="address_postcode")
        ]

    @property
    def line(self) -> str:
        """The address on one line."""
        parts = [
            self.address_1,
            self.address_2,
            self.city,
            f"{self.state_province} {self.postal_code}".strip(),
        ]
        return ", ".join(part for part in parts if part)


class Accessibility(Listed):
    """How a location can be used by people with disabilities."""

    location = models.ForeignKey(Location, on_delete=models.CASCADE, related_name="accessibility")
    description = text()
    details = text()
    url = text()

    class Meta:
        verbose_name_plural = "accessibility"
