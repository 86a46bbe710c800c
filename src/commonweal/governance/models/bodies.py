"""Bodies, their seats, who sat when, who chaired, and the register of interests."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.db import models

from commonweal.access import Permission
from commonweal.database.models import Row
from commonweal.governance.rules.bodies import Kind
from commonweal.partners.models import Alliance, CurrentQuerySet, Organisation

LONGEST = 4000


class Body(Row):
    """Some partners who decide together, with authority that was given to them."""

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=30, choices=[(one.key, one.title) for one in Kind])
    name = models.CharField(max_length=200)
    purpose = models.TextField(blank=True, default="", max_length=LONGEST)
    authority = models.TextField(blank=True, default="", max_length=LONGEST)
    delegated_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="delegates_to"
    )
    rule = models.CharField(max_length=200, default="majority of cast")
    quorum = models.CharField(max_length=100, default="more than half")
    tie = models.CharField(max_length=20, blank=True, default="")
    secret = models.BooleanField(default=False)
    skills = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["alliance", "name"],
                condition=models.Q(ended_at__isnull=True),
                name="one_body_of_a_name",
            ),
            models.CheckConstraint(
                condition=models.Q(delegated_from__isnull=True) | ~models.Q(delegated_from=models.F("id")),
                name="authority_comes_from_elsewhere",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class BodySeat(Row):
    """A seat of a body belongs to an organisation, from when until when. People hold it; see Tenure."""

    chairs_now: bool
    """Does it chair the body? Known of the seats that came with a body (`governance.queries.bodies.bodies`)."""

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="+")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="seats")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    label = models.CharField(max_length=120, blank=True, default="")
    community = models.BooleanField(default=False)
    weight = models.DecimalField(max_digits=8, decimal_places=3, default=1)
    period = DateTimeRangeField()

    objects = CurrentQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(weight__gt=0), name="a_seat_weighs_something"),
            ExclusionConstraint(
                name="one_seat_of_a_label",
                expressions=[
                    ("body", RangeOperators.EQUAL),
                    ("organisation", RangeOperators.EQUAL),
                    ("label", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def held_by(self, permission: Permission) -> frozenset[UUID]:
        """The organisation whose seat it is, and those for which somebody sits on it by proxy now."""
        others = Tenure.objects.current().filter(seat=self).values_list("organisation_id", flat=True)
        return frozenset({self.organisation_id, *others})


class Tenure(Row):
    """A person sits on a seat as holder, alternate or proxy. Never deleted: who sat when can be asked for ever."""

    CAPACITIES: ClassVar[list[tuple[str, str]]] = [
        ("holder", "holder"),
        ("alternate", "alternate"),
        ("proxy", "proxy"),
    ]

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="+")
    seat = models.ForeignKey(BodySeat, on_delete=models.PROTECT, related_name="tenures")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    person_name = models.CharField(max_length=200)
    capacity = models.CharField(max_length=20, choices=CAPACITIES, default="holder")
    skills = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    period = DateTimeRangeField()

    objects = CurrentQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            ExclusionConstraint(
                name="one_of_a_capacity_at_a_time",
                expressions=[
                    ("seat", RangeOperators.EQUAL),
                    ("capacity", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
            ),
        ]


class Chair(Row):
    """The seat that chairs a body, from when until when."""

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="+")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="chairs")
    seat = models.ForeignKey(BodySeat, on_delete=models.PROTECT, related_name="chairs")
    period = DateTimeRangeField()

    objects = CurrentQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            ExclusionConstraint(
                name="one_chair_at_a_time",
                expressions=[("body", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
            ),
        ]


class Interest(Row):
    """The register of interests: what could sway somebody who decides for an organisation."""

    KINDS: ClassVar[list[tuple[str, str]]] = [
        ("employment", "works there, or did"),
        ("ownership", "owns a part of it"),
        ("funding", "gets money from it"),
        ("family", "family or household"),
        ("office", "holds an office there"),
        ("other", "something else"),
    ]

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    person_name = models.CharField(max_length=200, blank=True, default="")
    kind = models.CharField(max_length=20, choices=KINDS)
    about = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    text = models.CharField(max_length=500)
    declared_by = models.CharField(max_length=200)
    period = DateTimeRangeField()

    objects = CurrentQuerySet.as_manager()
