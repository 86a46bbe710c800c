"""Subscriptions, newsletters, and one row for each address a newsletter goes to."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from commonweal.communications.models.common import Ours
from commonweal.communications.rules import approval, sending
from commonweal.database.models import Row
from commonweal.partners.models import Alliance


class Subscription(Row):
    """An address that asked for the newsletter. Nothing is sent before it has confirmed, or after it ended."""

    ENDINGS: ClassVar[list[tuple[str, str]]] = [
        ("unsubscribed", "unsubscribed"),
        ("bounced", "could not be reached"),
        ("complained", "marked as unwanted"),
        ("removed", "taken off by hand"),
    ]

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="+")
    email = models.EmailField(max_length=254)
    language = models.CharField(max_length=8)
    interests = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    asked_at = models.DateTimeField()
    mailed_at = models.DateTimeField(null=True)
    """When the request to confirm was last sent."""
    confirmed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_how = models.CharField(max_length=12, choices=ENDINGS, blank=True, default="")

    class Meta:
        ordering: ClassVar[list[str]] = ["email"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["alliance", "email"], condition=models.Q(ended_at=None), name="one_subscription"
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at=None, ended_how="")
                | models.Q(ended_at__isnull=False) & ~models.Q(ended_how=""),
                name="subscription_ends_somehow",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["alliance", "confirmed_at"], name="subscription_confirmed")
        ]


class Newsletter(Ours):
    """An issue: its texts by language, whom it is for, and how far it was sent."""

    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=80)
    texts = models.JSONField(default=dict)
    """{language: {"subject", "body"}}."""
    interest = models.CharField(max_length=40, blank=True, default="")
    """For those who chose this interest; empty: for everybody."""
    revision = models.PositiveIntegerField(default=1)
    addresses = models.PositiveIntegerField(default=0)
    """How many it goes to, counted when sending began."""
    sent_by = models.CharField(max_length=200, blank=True, default="")
    started_at = models.DateTimeField(null=True)
    moved_at = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    running = models.BooleanField(default=False)
    """A sender is at work; still true after one was killed, which tells that it broke off."""
    sender = models.UUIDField(null=True)
    """Which sender: only it writes positions down."""

    class Meta:
        ordering: ClassVar[list[str]] = ["-created_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["alliance", "slug"], name="newsletter_address_once"),
            models.CheckConstraint(
                condition=models.Q(started_at__isnull=False) | models.Q(finished_at=None, moved_at=None),
                name="newsletter_begins_first",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def facts(self) -> dict[str, Any]:
        """All that an approval is about."""
        return {"texts": self.texts, "interest": self.interest}

    def digest(self) -> str:
        """The digest of what is approved."""
        return approval.digest(self.facts())

    def sending(self) -> sending.Facts:
        """How far it is, for the rules."""
        return sending.Facts(self.started_at, self.moved_at, self.paused_at, self.finished_at)


class Delivery(Row):
    """A newsletter to one address: sent, refused by the mail server, or uncertain because the sending broke off."""

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="+")
    newsletter = models.ForeignKey(Newsletter, on_delete=models.CASCADE, related_name="deliveries")
    subscription = models.ForeignKey(Subscription, on_delete=models.PROTECT, related_name="deliveries")
    position = models.PositiveIntegerField()
    email = models.EmailField(max_length=254)
    language = models.CharField(max_length=8)
    handled_at = models.DateTimeField(null=True)
    outcome = models.CharField(
        max_length=10,
        blank=True,
        default="",
        choices=[
            ("sent", "sent"),
            ("refused", "refused"),
            ("skipped", "unsubscribed before its turn"),
            ("uncertain", "uncertain"),
        ],
    )
    problem = models.CharField(max_length=300, blank=True, default="")
    message_id = models.CharField(max_length=255, blank=True, default="")
    bounced_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["position"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["newsletter", "subscription"], name="each_gets_it_once"),
            models.UniqueConstraint(fields=["newsletter", "position"], name="one_at_a_position"),
            models.CheckConstraint(
                condition=models.Q(handled_at=None, outcome="")
                | models.Q(handled_at__isnull=False) & ~models.Q(outcome=""),
                name="handled_with_an_outcome",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["newsletter", "position"],
                condition=models.Q(handled_at=None),
                name="delivery_waiting",
            ),
            models.Index(
                fields=["newsletter"], condition=models.Q(outcome="uncertain"), name="delivery_uncertain"
            ),
            models.Index(
                fields=["message_id"], condition=~models.Q(message_id=""), name="delivery_message_id"
            ),
        ]
