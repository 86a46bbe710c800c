"""Terms of taxonomies, and the needs they stand for."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from commonweal.database.models import Row
from commonweal.directory.domains import NeedDomain
from commonweal.directory.models.base import Lasting, Listed, plain_field, search_field, text
from commonweal.directory.models.services import NAME_LENGTH, Service
from commonweal.directory.rules import MAPPING_WORDS
from commonweal.partners.models import Alliance


class Taxonomy(Lasting):
    """A scheme of terms."""

    name = models.CharField(max_length=NAME_LENGTH)
    description = text()
    uri = text()
    version = text()

    class Meta:
        verbose_name_plural = "taxonomies"

    def __str__(self) -> str:
        return self.name


class Term(Lasting):
    """A term of a scheme."""

    name = models.CharField(max_length=NAME_LENGTH)
    code = text()
    description = text()
    parent = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="children"
    )
    scheme = models.TextField(blank=True, default="", help_text="The scheme's name as the source writes it.")
    taxonomy = models.ForeignKey(
        Taxonomy, on_delete=models.SET_NULL, null=True, blank=True, related_name="terms"
    )
    language = text()
    term_uri = text()
    search = search_field(B=("name",))
    plain_name = plain_field("name")

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["alliance", "name"], name="term_name")]

    def __str__(self) -> str:
        return self.name


class ServiceTerm(Listed):
    """That a term describes a service."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="terms")
    term = models.ForeignKey(Term, on_delete=models.CASCADE, related_name="services")
    link_type = text()
    value = text()


class TermNeed(Row):
    """The mapping table: that a term stands for a need, as suggested, confirmed or rejected."""

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="+", db_index=False)
    term = models.ForeignKey(Term, on_delete=models.CASCADE, related_name="needs")
    domain = models.CharField(max_length=40, choices=[(domain.value, domain.label) for domain in NeedDomain])
    state = models.CharField(max_length=10, choices=list(MAPPING_WORDS.items()))
    confidence = models.FloatField(default=1.0)
    why = text()
    decided_by = models.CharField(max_length=200, blank=True, default="")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["term", "domain"], name="a_need_once_for_a_term"),
            models.CheckConstraint(
                condition=models.Q(state="suggested", decided_at__isnull=True)
                | ~models.Q(state="suggested") & models.Q(decided_at__isnull=False),
                name="decided_has_a_time",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["alliance"], name="termneed_alliance")]
