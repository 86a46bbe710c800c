"""Rows of agreements, their versions, parties and signatures."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField
from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.db.models.functions import JSONObject, Now
from django.utils.dateparse import parse_datetime

from commonweal.access import Permission
from commonweal.access.roles import PURPOSES
from commonweal.agreements import rules
from commonweal.database import clock
from commonweal.database.models import Row
from commonweal.partners.models import Alliance, Organisation

PARTY_TIMES = ("left_at", "noticed_at", "leaves_at")


class AgreementQuerySet(models.QuerySet["Agreement"]):
    """Questions about agreements."""

    def in_force(self) -> AgreementQuerySet:
        """Those in force now."""
        return self.filter(in_force__contains=Now())

    def of_party(self, organisation_id: UUID) -> AgreementQuerySet:
        """Those to which an organisation is a party."""
        return self.filter(parties__organisation_id=organisation_id)

    def with_parties(self) -> AgreementQuerySet:
        """With their parties, in the same query (`party_rows`, read by `Agreement.bound_once`)."""
        times = {name: name for name in PARTY_TIMES}
        rows = Party.objects.filter(agreement=models.OuterRef("pk"))
        return self.annotate(
            party_rows=ArraySubquery(
                rows.values(row=JSONObject(id="id", organisation="organisation_id", **times))
            )
        )


class Agreement(Row):
    """Two or more members agree on something. In force: worked out from signatures, stored for row policies."""

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="agreements")
    kind = models.CharField(max_length=40, choices=rules.Kind.choices())
    title = models.CharField(max_length=255)
    in_force = DateTimeRangeField(default=None, null=True, editable=False)
    version_in_force = models.ForeignKey(
        "Version", on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, editable=False)
    settled_at = models.DateTimeField(null=True, editable=False)
    """When what follows from its end was done: the checklist begun, running referrals settled."""
    ended_reason = models.TextField(blank=True, default="")

    objects = AgreementQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["title"]
        indexes: ClassVar[list[models.Index]] = [GistIndex(fields=["in_force"], name="agreement_in_force")]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(in_force__isnull=True, version_in_force__isnull=True)
                | models.Q(in_force__isnull=False, version_in_force__isnull=False),
                name="in_force_with_a_version",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def facts(self) -> rules.Facts:
        """What happened to it, for the rules."""
        return rules.Facts(
            versions=tuple(version.facts() for version in self.versions.all()),
            in_force_from=self.in_force.lower if self.in_force else None,
            in_force_until=self.in_force.upper if self.in_force else None,
            in_force_number=next(
                (one.number for one in self.versions.all() if one.pk == self.version_in_force_id), 0
            ),
            ended_at=self.ended_at,
        )

    def status(self, at: datetime) -> rules.Status:
        """What it is at an instant."""
        return rules.status(self.facts(), at)

    def over_since(self, at: datetime) -> datetime | None:
        """When what was in force ran out, if it has by this instant; None: it has not, or nothing was."""
        span = self.in_force
        return span.upper if span is not None and span.upper is not None and span.upper <= at else None

    def current_parties(self) -> frozenset[UUID]:
        """The organisations that are parties and have not left; one that gave notice is a party until it is over."""
        return frozenset(party.organisation_id for party in self.bound_once() if party.bound)

    def bound_once(self) -> list[Party]:
        """Everybody whom a version in force ever bound, left or not; lists read them with the agreement itself."""
        rows = getattr(self, "party_rows", None)
        if rows is None:
            return list(self.parties.all())
        return [
            Party(
                id=UUID(one["id"]),
                agreement=self,
                organisation_id=UUID(one["organisation"]),
                **{name: parse_datetime(one[name]) if one[name] else None for name in PARTY_TIMES},
            )
            for one in rows
        ]

    def asked(self) -> frozenset[UUID]:
        """The organisations named in versions that may still come into force."""
        return frozenset(
            one for version in self._pending() if not version.withdrawn for one in version.parties
        )

    def held_by(self, permission: Permission) -> frozenset[UUID]:
        """Its parties, and those that were asked to become one, sign it and may end their part."""
        return self.current_parties() | frozenset(
            one for version in self._pending() for one in version.parties
        )

    def _pending(self) -> list[rules.Version]:
        facts = self.facts()
        return [version for version in facts.versions if version.number > facts.in_force_number]


class Party(Row):
    """An organisation bound by the version in force; or, before any was, named in the draft."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="parties")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    left_at = models.DateTimeField(null=True)
    noticed_at = models.DateTimeField(null=True)
    leaves_at = models.DateTimeField(null=True)
    """Where it gave notice: the instant at which that is over. What it opens closes then, whoever is awake."""

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["agreement", "organisation"], name="a_party_once"),
            models.CheckConstraint(
                condition=models.Q(noticed_at__isnull=True, leaves_at__isnull=True)
                | models.Q(leaves_at__gt=models.F("noticed_at")),
                name="notice_is_over_after_it_was_given",
            ),
        ]

    @property
    def bound(self) -> bool:
        """Is it a party now?"""
        if self.left_at is not None:
            return False
        return self.leaves_at is None or self.leaves_at > clock.now()


class VersionQuerySet(models.QuerySet["Version"]):
    """Versions as lists of agreements read them."""

    def for_lists(self) -> VersionQuerySet:
        """Without the text, which lists never show, and with who signed (`signed_by`), in one query."""
        signed = Signature.objects.filter(version=models.OuterRef("pk")).values("organisation_id")
        return self.defer("text").annotate(signed_by=ArraySubquery(signed))


class Version(Row):
    """A text, its machine-readable terms and who must sign. Once put out for signature none of it changes.

    `parties` belongs to the version, because an amendment may bring a party in or leave one out.
    """

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    text = models.TextField()
    terms = models.JSONField(default=dict)
    parties = ArrayField(models.UUIDField(), default=list)
    starts = models.DateField(null=True, blank=True, help_text="Empty: as soon as everybody has signed.")
    ends = models.DateField(null=True, blank=True, help_text="Empty: until somebody ends it.")
    offered_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    period = DateTimeRangeField(null=True, default=None, editable=False)
    """From when until when it was or is in force: what was promised in which months follows from it."""
    accession_rule = models.CharField(max_length=10, blank=True, default="", db_default="")
    """Set where it only brings parties in: whose consent the version in force asks for (rules.ACCESSION)."""
    bound = ArrayField(models.UUIDField(), default=list, db_default=[])
    """Where it only brings parties in: those that were bound before."""

    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["agreement", "number"], name="version_number_once"),
            models.CheckConstraint(
                condition=models.Q(starts__isnull=True)
                | models.Q(ends__isnull=True)
                | models.Q(ends__gt=models.F("starts")),
                name="version_ends_after_it_starts",
            ),
        ]

    def digest(self) -> str:
        """SHA-256 of what a signatory sees: number, text, terms, parties and dates."""
        seen = [
            self.number,
            self.text,
            self.terms,
            sorted(map(str, self.parties)),
            str(self.starts or ""),
            str(self.ends or ""),
        ]
        return hashlib.sha256(json.dumps(seen, sort_keys=True).encode()).hexdigest()

    def facts(self) -> rules.Version:
        """Who must sign it and who has, for the rules."""
        return rules.Version(
            number=self.number,
            parties=frozenset(self.parties),
            signed=self._signed(),
            offered=self.offered_at is not None,
            withdrawn=self.withdrawn_at is not None,
            starts=self.starts,
            ends=self.ends,
            accession=self._accession(),
        )

    def _signed(self) -> frozenset[UUID]:
        # Lists ask who signed with the version itself (`VersionQuerySet.for_lists`).
        known = getattr(self, "signed_by", None)
        if known is not None:
            return frozenset(known)
        return frozenset(signature.organisation_id for signature in self.signatures.all())

    def _accession(self) -> rules.Accession | None:
        if not self.accession_rule:
            return None
        counter = self.accession_rule == "office" and bool(self.countersignatures.all())
        return rules.Accession(frozenset(self.bound), self.accession_rule, counter)

    def read(self) -> rules.Terms:
        """Its terms; empty where they cannot be read, which only a draft's may be."""
        try:
            return rules.read_terms(
                self.terms,
                kind=rules.Kind.of(self.agreement.kind),
                parties=frozenset(self.parties),
                purposes=frozenset(PURPOSES),
            )
        except rules.BadTerms:
            return rules.Terms()

    def sharing(self) -> list[rules.SharingClause]:
        """Its sharing clauses; none where the terms cannot be read, which only a draft's may be."""
        try:
            return rules.read_sharing(
                self.terms, parties=frozenset(self.parties), purposes=frozenset(PURPOSES)
            )
        except rules.BadTerms:
            return []


class Signature(Row):
    """A party's entitled person signed a version, having seen the text with this digest."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="signatures")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    signed_name = models.CharField(max_length=200)
    digest_seen = models.CharField(max_length=64)
    scan_digest = models.CharField(max_length=64, blank=True, default="", db_default="")
    """SHA-256 of the scanned copy, where it was signed on paper; empty: signed on the page."""

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["version", "organisation"], name="one_signature_per_party_and_version"
            )
        ]


class Scan(Row):
    """The scanned copy behind a signature on paper. Never changed."""

    signature = models.OneToOneField(Signature, on_delete=models.PROTECT, related_name="scan")
    name = models.CharField(max_length=255)
    content_type = models.CharField(max_length=60)
    content = models.BinaryField()


class CounterSignature(Row):
    """The alliance office confirms that a version stands as the parties signed it. Once a version."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="countersignatures")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    signed_name = models.CharField(max_length=200)
    digest_seen = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["version"], name="countersigned_once")
        ]
