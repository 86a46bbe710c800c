"""Who has a stake in the alliance, and what was said of each over time."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from commonweal.alignment.rules.stakeholders import KINDS, SUPPORT
from commonweal.database.models import Row
from commonweal.partners.models import Alliance, Organisation

_LEVELS = (1, 5)
_SUPPORT = (min(SUPPORT), max(SUPPORT))


class Stakeholder(Row):
    """A member, or somebody else whom the alliance's work touches or who can further or stop it."""

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=40, choices=list(KINDS.items()))
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_why = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["alliance", "name"],
                condition=models.Q(ended_at__isnull=True),
                name="one_stakeholder_of_a_name",
            ),
            models.CheckConstraint(
                condition=(models.Q(kind="member") & models.Q(organisation__isnull=False))
                | (~models.Q(kind="member") & models.Q(organisation__isnull=True)),
                name="members_are_organisations",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True) | ~models.Q(ended_why=""),
                name="a_stakeholder_ends_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class StakeholderReading(Row):
    """What was held of a stakeholder from a day on. Never changed: a newer one follows it."""

    stakeholder = models.ForeignKey(Stakeholder, on_delete=models.PROTECT, related_name="readings")
    on = models.DateField()
    interest = models.PositiveSmallIntegerField()
    influence = models.PositiveSmallIntegerField()
    support = models.SmallIntegerField()
    support_needed = models.SmallIntegerField()
    cares_about = models.TextField(max_length=2000, blank=True, default="")
    keeper = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    why = models.TextField(max_length=2000, blank=True, default="", help_text="What was seen or heard.")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    person_name = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar[list[str]] = ["-on", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(interest__range=_LEVELS, influence__range=_LEVELS),
                name="interest_and_influence_are_levels",
            ),
            models.CheckConstraint(
                condition=models.Q(support__range=_SUPPORT, support_needed__range=_SUPPORT),
                name="support_is_a_level",
            ),
        ]


class StakeholderContact(Row):
    """Somebody spoke with a stakeholder, on a day."""

    stakeholder = models.ForeignKey(Stakeholder, on_delete=models.PROTECT, related_name="contacts")
    on = models.DateField()
    what = models.CharField(max_length=500)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    person_name = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar[list[str]] = ["-on", "-id"]
