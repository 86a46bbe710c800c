"""The relationship record: two sides, the people who carry it, and the doors by which messages come in."""

from __future__ import annotations

from typing import ClassVar, Self
from uuid import UUID

from django.conf import settings
from django.db import models

from commonweal.access import Permission
from commonweal.database.models import Row
from commonweal.partners.models import Alliance, Organisation
from commonweal.technology.rules.relationship import CUSTOMER, SUPPLIER

SIDES = [(CUSTOMER, "the health system"), (SUPPLIER, "the supplier")]


class Partnership(Row):
    """A health system (or the alliance by its office) and a supplier, bound by what they promised each other.

    `spend_course`: how spend stood against its forecast when something about money was last written down.
    """

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    customer = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    supplier = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    purpose = models.TextField(blank=True, default="", max_length=4000)
    starts = models.DateField()
    ends = models.DateField()
    alliance_sees = models.BooleanField(default=False)
    timezone = models.CharField(max_length=60, default="America/New_York")
    spend_course = models.CharField(max_length=10, default="none")
    spend_read_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["title"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(ends__gte=models.F("starts")), name="partnership_ends_later"
            ),
            models.CheckConstraint(
                condition=~models.Q(customer=models.F("supplier")), name="partnership_has_two_sides"
            ),
            models.UniqueConstraint(fields=["alliance", "title"], name="one_partnership_of_a_title"),
        ]

    def __str__(self) -> str:
        return self.title

    def held_by(self, permission: Permission) -> frozenset[UUID]:
        """A partnership is kept by the people of its two sides."""
        return frozenset({self.customer_id, self.supplier_id})

    def side_of(self, organisation_id: UUID | None) -> str:
        """The side an organisation is on; empty for the alliance looking on."""
        if organisation_id is None:
            return ""
        return {self.customer_id: CUSTOMER, self.supplier_id: SUPPLIER}.get(organisation_id, "")

    def name_of(self, side: str) -> str:
        """The organisation on a side."""
        return {CUSTOMER: self.customer.name, SUPPLIER: self.supplier.name}.get(side, "")


class Kept(Row):
    """A row of a partnership: seen where the partnership is seen, kept by its two sides."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True

    @property
    def alliance_id(self) -> UUID:
        """The alliance of its partnership."""
        return self.partnership.alliance_id

    def held_by(self, permission: Permission) -> frozenset[UUID]:
        """The two sides of its partnership."""
        return self.partnership.held_by(permission)

    @classmethod
    def mine(cls) -> models.QuerySet[Self]:
        """Rows one may see, with their partnership and its two sides."""
        return cls._default_manager.select_related("partnership__customer", "partnership__supplier")


class Fact(Kept):
    """A row that says who recorded it. Never changed afterwards."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    person_name = models.CharField(max_length=200)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class Contact(Kept):
    """Somebody who carries the partnership on one side: a champion, the accountable one, a step of the ladder."""

    ROLES: ClassVar[list[tuple[str, str]]] = [
        ("sponsor", "executive sponsor"),
        ("clinical", "clinical champion"),
        ("delivery", "delivery manager"),
        ("level-1", "escalation, first"),
        ("level-2", "escalation, second"),
        ("level-3", "escalation, last"),
    ]
    CHAMPIONS: ClassVar[tuple[str, ...]] = ("sponsor", "clinical", "delivery")

    side = models.CharField(max_length=10, choices=SIDES)
    role = models.CharField(max_length=20, choices=ROLES)
    name = models.CharField(max_length=200)
    email = models.EmailField(max_length=254, blank=True, default="")
    phone = models.CharField(max_length=40, blank=True, default="")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["side", "role", "since"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(until__isnull=True) | models.Q(until__gte=models.F("since")),
                name="contact_leaves_after_coming",
            )
        ]


class Door(Kept):
    """A way in for messages by machine (`api`) or by e-mail (`email`), or the address of the status page (`status`).

    Only the digest of its secret is kept. What comes through the door is done in the name of the seat that opened
    it, and stops with that seat.
    """

    KINDS: ClassVar[list[tuple[str, str]]] = [
        ("api", "messages by API"),
        ("email", "messages by e-mail"),
        ("status", "status page by link"),
    ]

    kind = models.CharField(max_length=10, choices=KINDS)
    label = models.CharField(max_length=120)
    secret_digest = models.BinaryField(unique=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    seat = models.ForeignKey("partners.Seat", on_delete=models.PROTECT, related_name="+")
    person_name = models.CharField(max_length=200)
    closed_at = models.DateTimeField(null=True)
