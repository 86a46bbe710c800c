"""Rows of alliances, organisations, sites, memberships and seats."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Self, TypeVar
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models.functions import Now

from commonweal.access import ROLES, Permission
from commonweal.access.actor import Unseated
from commonweal.access.models import Person
from commonweal.database.models import Row
from commonweal.partners.rules import Sector, Term

M = TypeVar("M", bound=models.Model)


class Alliance(Row):
    """Organisations that try to do together what none can do alone."""

    name = models.CharField(max_length=200, unique=True)
    purpose = models.TextField(blank=True, default="")
    area = models.CharField(
        max_length=200, blank=True, default="", help_text="The county or region it serves."
    )
    timezone = models.CharField(max_length=60, default="America/New_York")
    numbers = models.JSONField(default=dict, blank=True)
    """Thresholds that it chose for itself: name → value, reason, by (who), at (when). See `partners.thresholds`."""

    def __str__(self) -> str:
        return self.name

    @property
    def alliance_id(self) -> UUID:
        """An alliance belongs to itself."""
        return self.pk


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    """Questions about organisations."""

    def members_of(self, alliance_id: UUID) -> OrganisationQuerySet:
        """Those that are members now."""
        return self.filter(
            pk__in=Membership.objects.current().filter(alliance_id=alliance_id).values("organisation_id")
        )


class Organisation(Row):
    """A partner. It may belong to several alliances; its profile is its own."""

    introduced_in = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=255)
    sector = models.CharField(max_length=40, choices=Sector.choices())
    about = models.TextField(blank=True, default="")
    website = models.URLField(blank=True, default="", max_length=500)
    phone = models.CharField(max_length=40, blank=True, default="")
    contact_email = models.EmailField(
        blank=True, default="", help_text="Where referrals go as signed links when nobody here signs in."
    )
    mission = models.TextField(blank=True, default="")
    incentives = models.TextField(blank=True, default="")
    risks = models.TextField(blank=True, default="")
    strategies = models.TextField(blank=True, default="")
    values = models.TextField(blank=True, default="")
    decision_process = models.TextField(blank=True, default="")
    systems = models.TextField(blank=True, default="", verbose_name="technology systems in use")
    regulations = models.TextField(blank=True, default="", verbose_name="regulations that bind it")

    objects = OrganisationQuerySet.as_manager()

    PROFILE: ClassVar[tuple[str, ...]] = (
        "mission",
        "incentives",
        "risks",
        "strategies",
        "values",
        "decision_process",
        "systems",
        "regulations",
    )

    class Meta:
        ordering: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name

    def held_by(self, permission: Permission) -> frozenset[UUID]:
        """An organisation's profile, seats and signatures are its own people's."""
        return frozenset({self.pk})

    @property
    def sector_title(self) -> str:
        """The sector in words."""
        return Sector.titled(self.sector)


class Site(Row):
    """A place where an organisation works."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="sites")
    name = models.CharField(max_length=255)
    address = models.CharField(max_length=500, blank=True, default="")
    postcode = models.CharField(max_length=20, blank=True, default="")
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(latitude__isnull=True, longitude__isnull=True)
                | models.Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="site_on_earth",
            )
        ]


class CurrentQuerySet(models.QuerySet[M]):
    """Rows with a period."""

    def current(self) -> Self:
        """Those whose period holds now (the database's now)."""
        return self.filter(period__contains=Now())


class Membership(Row):
    """An organisation belongs to an alliance, from when until when."""

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    period = DateTimeRangeField()

    objects = CurrentQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            ExclusionConstraint(
                name="one_membership_at_a_time",
                expressions=[
                    ("alliance", RangeOperators.EQUAL),
                    ("organisation", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
            )
        ]


class Seat(Row):
    """A person sits for an organisation in an alliance, with roles, from when until when.

    A seat without a person carries the role `link`: in its name a signed link is answered.
    `purposes` follows from the roles and is stored because row policies ask for it.
    """

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="seats")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="seats")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="seats"
    )
    title = models.CharField(max_length=120, blank=True, default="")
    roles = ArrayField(models.CharField(max_length=40))
    purposes = ArrayField(models.CharField(max_length=40), default=list)
    period = DateTimeRangeField()

    objects = CurrentQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            ExclusionConstraint(
                name="one_seat_at_a_time",
                expressions=[
                    ("alliance", RangeOperators.EQUAL),
                    ("organisation", RangeOperators.EQUAL),
                    ("person", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=models.Q(person__isnull=False) | models.Q(roles=["link"]),
                name="only_links_have_no_person",
            ),
        ]

    @property
    def holder(self) -> Person:
        """Who sits here. Raises Unseated for the seat behind signed links, on which there is nobody."""
        if self.person is None:
            raise Unseated("Nobody holds the seat behind a signed link.")
        return self.person

    @property
    def term(self) -> Term:
        """From when until when, for the rules."""
        return Term(self.period.lower, self.period.upper)

    @property
    def role_titles(self) -> str:
        """The roles in words."""
        return ", ".join(ROLES[name].title for name in self.roles if name in ROLES)

    @property
    def starts(self) -> datetime:
        """When the term begins."""
        starts: datetime = self.period.lower
        return starts

    @property
    def ends(self) -> datetime | None:
        """When the term ended or will end; None: open."""
        ends: datetime | None = self.period.upper
        return ends


class Invitation(Row):
    """Somebody was asked by e-mail to take a seat. The link carries a secret of which only the digest is kept."""

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=200)
    title = models.CharField(max_length=120, blank=True, default="")
    roles = ArrayField(models.CharField(max_length=40))
    purposes = ArrayField(models.CharField(max_length=40), default=list)
    invited_by = models.UUIDField(null=True)
    secret_digest = models.BinaryField(unique=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    @property
    def role_titles(self) -> str:
        """The roles in words."""
        return ", ".join(ROLES[name].title for name in self.roles if name in ROLES)
