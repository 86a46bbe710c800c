"""Reads of the challenge, counts of its population, and today's coverage from the directory."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from commonweal.access import Actor
from commonweal.charter.models import Challenge, PopulationCount
from commonweal.directory.domains import NeedDomain


def current() -> Challenge | None:
    """The challenge as it stands."""
    return Challenge.objects.order_by("-number").first()


def earlier() -> list[Challenge]:
    """Earlier wordings, the last first."""
    return list(Challenge.objects.order_by("-number")[1:])


def counts(challenge: Challenge) -> list[PopulationCount]:
    """Counts of the rule as it stands: each organisation's last, by name."""
    rows = PopulationCount.objects.filter(rule=challenge.rule).select_related("organisation")
    newest: dict[UUID, PopulationCount] = {}
    for one in rows.order_by("-created_at", "-id"):
        newest.setdefault(one.organisation_id, one)
    return sorted(newest.values(), key=lambda one: one.organisation.name)


@dataclass(frozen=True)
class Coverage:
    """What the directory offers for one category of service."""

    domain: NeedDomain
    services: int
    organisations: int
    of_members: int
    """Of these services, how many are members' own."""

    @property
    def shape(self) -> str:
        """Of its status."""
        return "needs" if not self.services else "done" if self.of_members else "moving"

    @property
    def said(self) -> str:
        """The status in a word."""
        return "nobody yet" if not self.services else "members" if self.of_members else "others only"


_COVERAGE = """
select d.domain, count(s.id), count(distinct s.provider_id),
       count(s.id) filter (where m.organisation_id is not null)
  from unnest(%s::text[]) as d(domain)
  left join directory_service s
    on s.alliance_id = %s and s.domains @> array[d.domain]::varchar[] and s.gone_at is null and s.status = 'active'
  left join directory_provider p on p.id = s.provider_id
  left join partners_membership m
    on m.organisation_id = p.partner_id and m.alliance_id = s.alliance_id and m.period @> now()
 group by d.domain
"""


def coverage(by: Actor, domains: list[str]) -> list[Coverage]:
    """For each category how many services the directory has, in the order given."""
    with connection.cursor() as cursor:
        cursor.execute(_COVERAGE, [domains, by.alliance_id])
        found = {domain: tuple(map(int, rest)) for domain, *rest in cursor.fetchall()}
    return [Coverage(NeedDomain(one), *found[one]) for one in domains if one in found]
