"""Rows of referrals, their moves, messages and files."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.conf import settings
from django.db import models
from django.urls import reverse

from commonweal.access import Permission
from commonweal.clients.models import CATEGORY_CHOICES, DOMAIN_CHOICES, Client, Need
from commonweal.database.models import Row
from commonweal.directory.models import Service
from commonweal.partners.models import Alliance, Organisation
from commonweal.referrals import rules

STATUS_CHOICES = [(status.value, status.value) for status in rules.Status]
OUTCOME_CHOICES = [(outcome.value, outcome.value) for outcome in rules.Outcome]


COME_BACK = models.Q(status__in=["rejected", "failed"], rerouted_at__isnull=True) | models.Q(
    status="completed", seen_by_sender_at__isnull=True
)
"""What the sender may have to look at: it ended without help and nobody was asked since, or with help unseen."""
UNOWNED = models.Q(receiver__isnull=True, status="requested")
"""Open to all that match."""


class Referral(Row):
    """A person passed on to a service; open to all that match while it has no receiver.

    `recorded_by` is the sender. Status is stored beside the moves that explain it, because boards filter by it.
    """

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="referrals")
    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="referrals")
    category = models.CharField(max_length=40, choices=CATEGORY_CHOICES)
    domain = models.CharField(max_length=40, choices=DOMAIN_CHOICES)
    recorded_by = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    receiver = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    service = models.ForeignKey(
        Service, on_delete=models.PROTECT, null=True, blank=True, related_name="referrals"
    )
    status = models.CharField(max_length=20, choices=STATUS_CHOICES)
    status_at = models.DateTimeField(null=True, help_text="Since when it has this status.")
    reason = models.TextField(blank=True, default="")
    reason_code = models.CharField(max_length=40, blank=True, default="")
    outcome = models.CharField(max_length=20, choices=OUTCOME_CHOICES, blank=True, default="")
    what_was_done = models.TextField(blank=True, default="")
    note = models.TextField(blank=True, default="")
    urgency = models.CharField(max_length=12, default="routine")
    waitlisted = models.BooleanField(default=False)
    holds_place = models.BooleanField(
        default=False, db_default=False, help_text="It has taken a place of its service."
    )
    link_sent_at = models.DateTimeField(null=True, help_text="When a signed link was last e-mailed.")
    sent_at = models.DateTimeField(null=True)
    answer_due_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    finish_due_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    seen_by_sender_at = models.DateTimeField(null=True, help_text="The sender has seen what was done.")
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    reroutes = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="rerouted_as"
    )
    rerouted_at = models.DateTimeField(
        null=True, help_text="When another one was sent in its place. Its status stays as it is."
    )
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    # As they were when it was sent, written by a trigger: what the network is counted by.
    area = models.CharField(max_length=20, blank=True, default="", db_default="", editable=False)
    language = models.CharField(max_length=20, blank=True, default="", db_default="", editable=False)
    # The identity group stands beside them in the database, closed to the application (database/roles.py).
    moves_places: bool | None = None
    """Does it move places of its service? Known of a locked row (`actions.steps.locked`)."""
    submission = models.UUIDField(
        null=True, help_text="The form's own number: the same form sent twice is one referral."
    )

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["recorded_by", "submission"], name="a_form_is_sent_once"),
            models.CheckConstraint(
                condition=models.Q(status="draft", sent_at__isnull=True)
                | models.Q(status="entered-in-error")
                | ~models.Q(status="draft") & models.Q(sent_at__isnull=False),
                name="sent_has_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=["draft", "requested", "cancelled", "entered-in-error"])
                | models.Q(receiver__isnull=False),
                name="answered_has_a_receiver",
            ),
            models.CheckConstraint(
                condition=~models.Q(status__in=["rejected", "cancelled", "on-hold", "failed"])
                | ~models.Q(reason=""),
                name="refusal_has_a_reason",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="completed") | ~models.Q(outcome=""),
                name="completed_has_an_outcome",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["receiver", "status", "-created_at"], name="referral_receiver"),
            models.Index(fields=["recorded_by", "status", "-created_at"], name="referral_sender"),
            models.Index(fields=["receiver", "-created_at", "-id"], name="referral_received"),
            models.Index(fields=["recorded_by", "-created_at", "-id"], name="referral_sent_newest"),
            models.Index(fields=["client", "domain"], name="referral_client"),
            models.Index(
                fields=["alliance", "domain"],
                name="referral_unowned",
                condition=UNOWNED,
            ),
            models.Index(fields=["recorded_by", "closed_at"], name="referral_back", condition=COME_BACK),
        ]

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("referrals:show", args=[self.pk])

    def facts(self) -> rules.Facts:
        """What the rules need to know."""
        return rules.Facts(
            status=rules.Status(self.status), sender=self.recorded_by_id, receiver=self.receiver_id
        )

    def held_by(self, permission: Permission) -> frozenset[UUID]:
        """The sender sends and withdraws; the receiver answers. An open one is anybody's whose service matches."""
        if permission is Permission.SEND_REFERRALS:
            return frozenset({self.recorded_by_id})
        if self.is_open_to_all:
            return frozenset(
                matching_services(self.alliance_id, self.domain).values_list(
                    "provider__partner_id", flat=True
                )
            )
        return frozenset({self.receiver_id} if self.receiver_id else set())

    @property
    def is_open_to_all(self) -> bool:
        """Does it still wait for whoever takes it first?"""
        return self.receiver_id is None and self.status == rules.Status.REQUESTED

    @property
    def is_open(self) -> bool:
        """May anything still follow?"""
        return self.status in rules.OPEN


def matching_services(alliance_id: UUID, domain: str) -> models.QuerySet[Service]:
    """Services of partners that answer a need."""
    return Service.objects.filter(
        alliance_id=alliance_id, status="active", domains__contains=[domain], provider__partner__isnull=False
    )


class Move(Row):
    """One step of a referral: from which status to which, by whom, with what words."""

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="moves")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person_name = models.CharField(max_length=200)
    before = models.CharField(max_length=20, blank=True, default="")
    after = models.CharField(max_length=20)
    note = models.TextField(blank=True, default="")
    at = models.DateTimeField()


class Message(Row):
    """A message between the two sides."""

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="messages")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person_name = models.CharField(max_length=200)
    text = models.TextField()


class Attachment(Row):
    """A file beside a referral, kept in the database so that its row policy guards it."""

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="attachments")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person_name = models.CharField(max_length=200)
    name = models.CharField(max_length=255)
    content_type = models.CharField(max_length=120)
    size = models.PositiveIntegerField()
    content = models.BinaryField()


class Notice(Row):
    """Something an organisation must be told that no referral it may see can tell: names nobody served.

    When a person withdraws their consent, the receiver sees their referral no more. Without this the
    referral would just be gone.
    """

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["organisation"], name="notice_unread", condition=models.Q(read_at__isnull=True)
            )
        ]

    def held_by(self, permission: Permission) -> frozenset[UUID]:
        """It is for one organisation."""
        return frozenset({self.organisation_id})


class Winding(Row):
    """A referral that goes on after the agreement under which it was sent ended: seen by its receiver up to a day.

    Only as long as a consent of the person covers it. Written by the owner's function alone.
    """

    referral = models.OneToOneField(Referral, on_delete=models.CASCADE, related_name="winding")
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    until = models.DateTimeField()
