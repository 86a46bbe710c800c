"""Rows of the directory: who offers what, where, when, to whom, and whether there is room."""

from commonweal.directory.models.capacity import CapacityReport
from commonweal.directory.models.details import (
    CostOption,
    Language,
    Phone,
    RequiredDocument,
    Schedule,
    ServiceArea,
)
from commonweal.directory.models.edits import HandEdit
from commonweal.directory.models.intake import Import
from commonweal.directory.models.places import Accessibility, Address, Location, ServiceAtLocation
from commonweal.directory.models.services import Provider, Service
from commonweal.directory.models.terms import ServiceTerm, Taxonomy, Term, TermNeed

__all__ = [
    "Accessibility",
    "Address",
    "CapacityReport",
    "CostOption",
    "HandEdit",
    "Import",
    "Language",
    "Location",
    "Phone",
    "Provider",
    "RequiredDocument",
    "Schedule",
    "Service",
    "ServiceArea",
    "ServiceAtLocation",
    "ServiceTerm",
    "Taxonomy",
    "Term",
    "TermNeed",
]
