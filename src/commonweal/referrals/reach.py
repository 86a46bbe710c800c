"""To whom a referral could be sent so that they see it: the database's own answer, asked on their behalf."""

from __future__ import annotations

from uuid import UUID

from django.db import connection

_REACHES = "select commonweal.referral_reaches(%s, %s, %s, %s)"

_MATCHING = """
select distinct p.partner_id
  from directory_service s
  join directory_provider p on p.id = s.provider_id
 where s.alliance_id = %(alliance)s and s.status = 'active' and p.partner_id is not null
   and s.domains @> array[%(domain)s]::varchar[]
   and commonweal.referral_reaches(p.partner_id, %(client)s, %(sender)s, %(category)s)
"""


def reaches(organisation_id: UUID, *, client_id: UUID, sender_id: UUID, category: str) -> bool:
    """Would this organisation see a referral of this category about the person, sent now by `sender_id`?

    It must see the person as registered (category identity) and the referral itself; agreements and consents
    decide, through the same rows that the row policies ask.
    """
    with connection.cursor() as cursor:
        cursor.execute(_REACHES, [organisation_id, client_id, sender_id, category])
        (answer,) = cursor.fetchone()
    return bool(answer)


def matching_organisations(
    *, alliance_id: UUID, domain: str, client_id: UUID, sender_id: UUID, category: str
) -> frozenset[UUID]:
    """The partners with a service for the need that would see a referral open to all."""
    with connection.cursor() as cursor:
        cursor.execute(
            _MATCHING,
            {
                "alliance": alliance_id,
                "domain": domain,
                "client": client_id,
                "sender": sender_id,
                "category": category,
            },
        )
        return frozenset(row[0] for row in cursor.fetchall())
