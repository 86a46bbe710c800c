"""Rows of promises made outside agreements, of reviews of partners, and of what a pair got out of each other."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.db import models

from commonweal.access import Permission
from commonweal.database.models import Row
from commonweal.partners.models import Alliance, Organisation


class Promise(Row):
    """What an organisation said it would do by a day: in a decision, a plan, a meeting. Kept by fact."""

    SOURCES: ClassVar[list[tuple[str, str]]] = [
        ("decision", "a decision"),
        ("plan", "a plan"),
        ("meeting", "a meeting"),
        ("letter", "a letter"),
    ]

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    to = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        help_text="To whom; empty: to the whole alliance.",
    )  # fmt: skip
    text = models.CharField(max_length=300)
    source = models.CharField(max_length=10, choices=SOURCES)
    source_text = models.CharField(max_length=200, blank=True, default="")
    due = models.DateField()
    done = models.DateField(null=True)
    note = models.TextField(blank=True, default="")
    done_by_name = models.CharField(max_length=200, blank=True, default="")
    released_at = models.DateTimeField(null=True)
    released_reason = models.TextField(blank=True, default="")
    recorded_by_name = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar[list[str]] = ["due", "created_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(done__isnull=True, done_by_name="")
                | models.Q(done__isnull=False) & ~models.Q(done_by_name=""),
                name="a_promise_is_kept_by_somebody",
            ),
            models.CheckConstraint(
                condition=models.Q(released_at__isnull=True, released_reason="")
                | models.Q(released_at__isnull=False, done__isnull=True) & ~models.Q(released_reason=""),
                name="a_release_says_why",
            ),
        ]

    def held_by(self, permission: Permission) -> frozenset[UUID]:
        """Whoever promised it."""
        return frozenset({self.organisation_id})


class PartnerReview(Row):
    """A look at what a partner promised and kept, with its own say and what was agreed. Figures as they stood."""

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    first = models.DateField()
    last = models.DateField()
    kept = models.PositiveIntegerField()
    kept_late = models.PositiveIntegerField()
    late = models.PositiveIntegerField()
    text = models.TextField()
    agreed = models.TextField(blank=True, default="")
    """Encouragement or consequence, as the agreements name it and as it was agreed: nothing follows by itself."""
    person_name = models.CharField(max_length=200)
    reviewed_for = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    own_say = models.TextField(blank=True, default="")
    own_say_by_name = models.CharField(max_length=200, blank=True, default="")
    own_say_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-created_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(own_say="", own_say_at__isnull=True)
                | ~models.Q(own_say="") & models.Q(own_say_at__isnull=False),
                name="an_own_say_has_a_time",
            )
        ]

    def held_by(self, permission: Permission) -> frozenset[UUID]:
        """The partner has its own say."""
        return frozenset({self.organisation_id})


class ValueEntry(Row):
    """What one organisation got out of working with another one: a fact of its own, in its words. Never changed."""

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=500)
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    """US dollars, where it can be said."""
    person_name = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar[list[str]] = ["-created_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=~models.Q(organisation=models.F("partner")), name="value_comes_from_another"
            )
        ]
