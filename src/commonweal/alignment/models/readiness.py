"""How ready an organisation finds itself for partnering: answers with evidence, and its development plan."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from commonweal.alignment.rules.readiness import HIGHEST, LOWEST
from commonweal.database.models import Row
from commonweal.partners.models import Alliance, Organisation


class _Own(Row):
    """A row of one organisation in one alliance, said by one of its people."""

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    person_name = models.CharField(max_length=200)

    class Meta:
        abstract = True


class ReadinessAnswer(_Own):
    """One question answered, with what shows it. Never changed: the newest counts, earlier ones show progress."""

    item = models.CharField(max_length=60)
    level = models.PositiveSmallIntegerField()
    evidence = models.TextField(max_length=2000)

    class Meta:
        ordering: ClassVar[list[str]] = ["-created_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(level__range=(LOWEST, HIGHEST)), name="readiness_is_a_level"
            ),
            models.CheckConstraint(condition=~models.Q(evidence=""), name="an_answer_has_evidence"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["organisation", "alliance"], name="readiness_answer_own")
        ]


class ReadinessStep(_Own):
    """A step of the development plan: what, who, until when."""

    item = models.CharField(max_length=60)
    what = models.CharField(max_length=500)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    due = models.DateField()

    class Meta:
        ordering: ClassVar[list[str]] = ["due", "id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["organisation", "alliance"], name="readiness_step_own")
        ]


class ReadinessReport(Row):
    """What came of a step so far. The one that ends it says whether it was done or dropped."""

    ENDS: ClassVar[list[tuple[str, str]]] = [("", "goes on"), ("done", "done"), ("dropped", "dropped")]

    step = models.ForeignKey(ReadinessStep, on_delete=models.PROTECT, related_name="reports")
    text = models.TextField(max_length=2000)
    ends = models.CharField(max_length=10, choices=ENDS, blank=True, default="")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    person_name = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar[list[str]] = ["-created_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["step"], condition=~models.Q(ends=""), name="a_step_ends_once")
        ]
