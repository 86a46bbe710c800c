"""Rows about people served. Each says who recorded it and which category it falls under."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField, DateTimeRangeField
from django.db import models

from commonweal.access import Permission
from commonweal.agreements.rules import CATEGORIES
from commonweal.database.models import Row
from commonweal.directory.domains import NeedDomain
from commonweal.partners.models import Alliance, Organisation

CATEGORY_CHOICES = [(key, key.replace("_", " ").capitalize()) for key in CATEGORIES]
DOMAIN_CHOICES = [(domain.value, domain.label) for domain in NeedDomain]


class Client(Row):
    """A person served, as one organisation registered them."""

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    given_name = models.CharField(max_length=120)
    family_name = models.CharField(max_length=120)
    preferred_name = models.CharField(max_length=120, blank=True, default="")
    birth_date = models.DateField(null=True, blank=True)
    phone = models.CharField(max_length=40, blank=True, default="")
    email = models.EmailField(blank=True, default="")
    address = models.CharField(max_length=500, blank=True, default="")
    postcode = models.CharField(max_length=20, blank=True, default="")
    language = models.CharField(max_length=20, blank=True, default="en")
    needs_interpreter = models.BooleanField(default=False)
    contact_preference = models.CharField(max_length=40, blank=True, default="")
    safe_to_contact = models.BooleanField(default=True, help_text="No: never leave a message.")
    accommodations = models.TextField(blank=True, default="")

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["recorded_by", "family_name", "given_name"], name="client_recorder_name"),
            models.Index(fields=["alliance", "created_at"], name="client_alliance"),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def client_id(self) -> UUID:
        """A person served concerns themselves."""
        return self.pk

    @property
    def full_name(self) -> str:
        """How the person is called."""
        return f"{self.preferred_name or self.given_name} {self.family_name}".strip()

    def held_by(self, permission: Permission) -> frozenset[UUID]:
        """What an organisation recorded is changed by its own people."""
        return frozenset({self.recorded_by_id})


class ClientKey(models.Model):
    """A word, number or date by which a person served is found, in a form that compares by plain equality.

    Beneath a row policy PostgreSQL uses an index only for operators that are leakproof: equality and order,
    not LIKE or trigrams. So what people are searched by is kept here, normalised, one row a key. A
    trigger on `clients_client` writes the rows, whoever writes the person; see `commonweal.client_keys` in
    migration 0003 for the kinds of key. The trigger also removes them, so they need no foreign keys, whose checks
    would cost more than the rows where many people come at once.
    """

    id = models.BigAutoField(primary_key=True)
    client = models.ForeignKey(
        Client, on_delete=models.CASCADE, related_name="keys", db_index=False, db_constraint=False
    )
    alliance = models.ForeignKey(
        Alliance, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    recorded_by = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    key = models.TextField(db_collation="C")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["client", "key"], name="client_key_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["alliance", "key", "client"], name="clientkey_alliance"),
            models.Index(fields=["recorded_by", "key", "client"], name="clientkey_recorder"),
        ]


class ClientIdentity(Row):
    """Optional facts about a person's identity, each of which may be left unsaid. Used only in suppressed counts."""

    client = models.OneToOneField(Client, on_delete=models.CASCADE, related_name="identity")
    recorded_by = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    race_ethnicity = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    gender = models.CharField(max_length=60, blank=True, default="")
    sexual_orientation = models.CharField(max_length=60, blank=True, default="")
    disability = models.CharField(max_length=60, blank=True, default="")
    veteran = models.BooleanField(null=True, blank=True)


class Need(Row):
    """Something a person needs, from a screening or a conversation."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="needs")
    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    category = models.CharField(max_length=40, choices=CATEGORY_CHOICES)
    domain = models.CharField(max_length=40, choices=DOMAIN_CHOICES)
    urgency = models.CharField(
        max_length=12,
        choices=[("routine", "Routine"), ("soon", "Within days"), ("urgent", "Today")],
        default="routine",
    )
    status = models.CharField(
        max_length=12,
        choices=[
            ("open", "Open"),
            ("resolved", "Resolved"),
            ("withdrawn", "No longer wanted"),
            ("error", "Entered in error"),
        ],
        default="open",
    )
    note = models.TextField(blank=True, default="")
    screening = models.ForeignKey(
        "Screening", on_delete=models.PROTECT, null=True, blank=True, related_name="needs"
    )
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["client", "domain"], name="need_client"),
            models.Index(fields=["recorded_by", "created_at"], name="need_recorder"),
            models.Index(fields=["alliance", "domain"], name="need_open", condition=models.Q(status="open")),
            models.Index(
                fields=["recorded_by", "created_at"],
                name="need_urgent",
                condition=models.Q(status="open", urgency="urgent"),
            ),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(status="open", closed_at__isnull=True)
                | ~models.Q(status="open") & models.Q(closed_at__isnull=False),
                name="closed_need_has_a_time",
            )
        ]


class NeedChange(Row):
    """A need's history: what changed, who said so and why."""

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="changes")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person_name = models.CharField(max_length=200)
    status = models.CharField(max_length=12)
    urgency = models.CharField(max_length=12)
    reason = models.TextField(blank=True, default="")


class Screening(Row):
    """The answers to a set of questions on one day."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="screenings")
    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    category = models.CharField(max_length=40, choices=CATEGORY_CHOICES, default="social")
    instrument = models.CharField(max_length=40)
    answers = models.JSONField(default=dict)
    asked_by_name = models.CharField(max_length=200)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["client", "created_at"], name="screening_client")
        ]


class Consent(Row):
    """The person said: who may disclose what to whom, for what, until when.

    `network` consents go to an intermediary, the alliance, *and* its participants; others name organisations
    (42 CFR 2.31). Revoked towards one recipient it stays in force for the rest.
    """

    HOW: ClassVar[list[tuple[str, str]]] = [
        ("written", "In writing"),
        ("electronic", "Signed on the page"),
        ("spoken", "Spoken, with a witness"),
    ]

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="consents")
    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    discloser = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="Empty: any participant.",
    )
    network = models.BooleanField(default=False)
    recipients = models.ManyToManyField(Organisation, through="ConsentRecipient", related_name="+")
    categories = ArrayField(models.CharField(max_length=40))
    purposes = ArrayField(models.CharField(max_length=40))
    period = DateTimeRangeField()
    how = models.CharField(max_length=12, choices=HOW)
    signed_name = models.CharField(max_length=200, blank=True, default="")
    witness_name = models.CharField(max_length=200, blank=True, default="")
    wording = models.TextField()
    revoked_at = models.DateTimeField(null=True)
    revoked_reason = models.TextField(blank=True, default="")

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["client"], name="consent_client")]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=~models.Q(how="spoken") | ~models.Q(witness_name=""), name="spoken_with_a_witness"
            ),
            models.CheckConstraint(
                condition=~models.Q(how="electronic") | ~models.Q(signed_name=""),
                name="electronic_with_a_name",
            ),
        ]


class ConsentRecipient(Row):
    """An organisation that a consent names; or, in a network consent, one that was taken out of it."""

    consent = models.ForeignKey(Consent, on_delete=models.CASCADE, related_name="named")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["consent", "organisation"], name="a_recipient_once")
        ]


class Opening(models.Model):
    """What a consent opens through one data-sharing clause: who may see whom, kept for the row policies.

    Written by the database function `commonweal.rework_openings` when a consent or an agreement changes,
    never by hand. `recipient` empty: every organisation on the clause's receiving side but `excluded`.
    """

    id = models.BigAutoField(primary_key=True)
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="openings")
    consent = models.ForeignKey(Consent, on_delete=models.CASCADE, related_name="openings")
    clause_id = models.UUIDField()
    discloser_id = models.UUIDField(null=True)
    recipient_id = models.UUIDField(null=True)
    excluded = ArrayField(models.UUIDField(), default=list)
    categories = ArrayField(models.CharField(max_length=40))
    purposes = ArrayField(models.CharField(max_length=40))
    period = DateTimeRangeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["consent", "clause_id", "recipient_id"], name="one_opening", nulls_distinct=False
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["client", "clause_id"], name="opening_client"),
            models.Index(fields=["clause_id"], name="opening_clause"),
            models.Index(fields=["clause_id", "recipient_id"], name="opening_recipient"),
        ]
