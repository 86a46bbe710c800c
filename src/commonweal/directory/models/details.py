"""What one needs to know of a service before sending somebody there."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from commonweal.directory.models.base import Listed, text
from commonweal.directory.models.places import Location, ServiceAtLocation
from commonweal.directory.models.services import Provider, Service


def _owner(to: type[models.Model], related: str, *, needed: bool = False) -> models.ForeignKey[Any, Any]:
    return models.ForeignKey(
        to, on_delete=models.CASCADE, null=not needed, blank=not needed, related_name=related
    )


class Phone(Listed):
    """A number to call."""

    service = _owner(Service, "phones")
    location = _owner(Location, "phones")
    provider = _owner(Provider, "phones")
    at = _owner(ServiceAtLocation, "phones")
    number = text()
    extension = text()
    type = text()
    description = text()

    def __str__(self) -> str:
        return f"{self.number}, extension {self.extension}" if self.extension else self.number


class Schedule(Listed):
    """When something is open: an RFC 5545 rule in parts. `days` is `byday` taken apart."""

    service = _owner(Service, "schedules")
    location = _owner(Location, "schedules")
    at = _owner(ServiceAtLocation, "schedules")
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    dtstart = models.DateField(null=True, blank=True)
    timezone = models.FloatField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    count = models.IntegerField(null=True, blank=True)
    wkst = text()
    freq = text()
    interval = models.IntegerField(null=True, blank=True)
    byday = text()
    byweekno = text()
    bymonthday = text()
    byyearday = text()
    description = text()
    opens_at = models.TimeField(null=True, blank=True)
    closes_at = models.TimeField(null=True, blank=True)
    schedule_link = text()
    attending_type = text()
    notes = text()
    days = ArrayField(models.CharField(max_length=5), default=list, blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["alliance"], name="schedule_alliance")]


class Language(Listed):
    """A language spoken there, in the source's words; `codes` are the languages those words name."""

    service = _owner(Service, "languages")
    location = _owner(Location, "languages")
    phone = _owner(Phone, "languages")
    name = text()
    code = text()
    note = text()
    codes = ArrayField(models.CharField(max_length=3), default=list, blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["alliance"], name="language_alliance")]


class CostOption(Listed):
    """What a service costs, and for whom."""

    service = _owner(Service, "cost_options", needed=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    option = text()
    currency = text()
    amount = models.FloatField(null=True, blank=True)
    amount_description = text()


class RequiredDocument(Listed):
    """What a person must bring."""

    service = _owner(Service, "required_documents", needed=True)
    document = text()
    uri = text()


class ServiceArea(Listed):
    """Where people must live to be served."""

    service = _owner(Service, "service_areas", needed=True)
    name = text()
    description = text()
    extent = text()
    extent_type = text()
    uri = text()
