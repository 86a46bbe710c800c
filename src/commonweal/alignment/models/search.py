"""Looking for partners: what was sought, what the solver proposed, and how each prospect was looked into."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from commonweal.alignment.rules.prospects import STEPS
from commonweal.database.models import Row
from commonweal.directory.models import Provider
from commonweal.partners.models import Alliance, Organisation


class PartnerSearch(Row):
    """One question to the directory and its answer, kept as it was found."""

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    asked = models.JSONField(help_text="Shares by need, places with people, limits.")
    found = models.JSONField(help_text="What the solver proposed, and what stays uncovered.")
    method = models.CharField(max_length=60)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    person_name = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar[list[str]] = ["-created_at"]

    def __str__(self) -> str:
        return self.title


class Prospect(Row):
    """An organisation that might become a partner. Where it stands follows from its steps."""

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="+")
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=255)
    why = models.TextField(max_length=2000, blank=True, default="")
    search = models.ForeignKey(PartnerSearch, on_delete=models.PROTECT, null=True, related_name="prospects")
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="Once it is brought in.",
    )
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    person_name = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["alliance", "provider"],
                condition=models.Q(provider__isnull=False),
                name="one_prospect_of_a_provider",
            )
        ]

    def __str__(self) -> str:
        return self.name


class ProspectStep(Row):
    """A step taken with a prospect, and what it showed. Never changed: a later one of the same kind counts."""

    OUTCOMES: ClassVar[list[tuple[str, str]]] = [("ok", "nothing against it"), ("concern", "a concern")]

    prospect = models.ForeignKey(Prospect, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=40, choices=[(one.key, one.title) for one in STEPS])
    outcome = models.CharField(max_length=10, choices=OUTCOMES, default="ok")
    note = models.TextField(max_length=2000)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    person_name = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar[list[str]] = ["created_at", "id"]
