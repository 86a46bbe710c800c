"""Agreements of any kind lived through by the product's own actions, for tests."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db import connection

from commonweal.access.actor import Actor
from commonweal.agreements import actions
from commonweal.agreements.actions import Content
from commonweal.agreements.models import Agreement, Version
from commonweal.agreements.rules import Kind
from commonweal.database.identity import maintenance
from commonweal.partners.models import Organisation
from tests.factories.world import World

TERMS: dict[str, dict[str, Any]] = {
    "data_sharing": {"sharing": [{"categories": ["identity", "social"], "purposes": ["care"]}]},
    "participation": {"joining": [{"what": "staff time", "every": "year"}]},
    "workflow": {
        "workflow": [{"answer": {"urgent": 1, "routine": 2}, "finish": {"urgent": 3, "routine": 9}}]
    },
    "communication": {"informing": [{"what": "a note", "every": "month", "within": 7}]},
    "accountability": {"reporting": [{"what": "figures", "every": "quarter", "within": 30}]},
    "technology": {"service": [{"what": "answer to a call", "target": "95 of 100"}]},
    "exit": {"leaving": {"notice_days": 30, "data_days": 60}},
}
"""The least that each kind says; payment needs the text of a contract."""


class Signed:
    """Organisations with a lead each, an office, and agreements between them."""

    def __init__(self, *names: str) -> None:
        self.world = World()
        self.organisations = [
            self.world.organisation(name) for name in names or ("Hospital", "Pantry", "Shelter")
        ]
        self.office = self.world.seat(self.world.organisation("Office"), "convenor")
        self.leads = {one.pk: self.world.seat(one, "partner_lead") for one in self.organisations}

    def lead(self, number: int) -> Actor:
        return self.leads[self.organisations[number].pk]

    def draft(
        self, kind: str, parties: Iterable[Organisation] | None = None, *, text: str = "1. We agree.",
        ends: date | None = None, **more: Any,
    ) -> Agreement:  # fmt: skip
        bound = frozenset(one.pk for one in (parties or self.organisations))
        content = Content(text, TERMS.get(kind, {}) | more, bound, None, ends)
        with self.world.as_(self.office):
            return actions.draft(by=self.office, title=f"Our {kind}", content=content, kind=Kind.of(kind))

    def offer(self, agreement: Agreement) -> Version:
        with self.world.as_(self.office):
            version = Version.objects.filter(agreement=agreement, offered_at=None).get()
            return actions.offer(by=self.office, version=version)

    def sign(self, version: Version, *numbers: int) -> None:
        for number in numbers:
            lead = self.lead(number)
            with self.world.as_(lead):
                actions.sign(
                    by=lead, version=version, digest_seen=version.digest(), signed_name=lead.person_name
                )

    def in_force(self, kind: str, **how: Any) -> Agreement:
        agreement = self.draft(kind, **how)
        self.sign(self.offer(agreement), *range(len(self.organisations)))
        return self.read(agreement)

    @staticmethod
    def read(agreement: Agreement) -> Agreement:
        with maintenance():
            return Agreement.objects.select_related("alliance", "version_in_force").get(pk=agreement.pk)

    @staticmethod
    def long_ago(agreement: Agreement, days: int) -> None:
        """As if the agreement had come into force that many days earlier."""
        with maintenance(), connection.cursor() as cursor:
            for table in ("agreements_agreement", "agreements_version"):
                column = "in_force" if table.endswith("agreement") else "period"
                key = "id" if table.endswith("agreement") else "agreement_id"
                cursor.execute(
                    f"update {table} set {column} = tstzrange(lower({column}) - %s, upper({column})) where {key} = %s",
                    [timedelta(days=days), agreement.pk],
                )
