"""What follows from the rows of a directory once they have changed: suggested needs, needs of services, places.

Worked out for a whole alliance at once, in the database, and only rows that come out different are written.
"""

from __future__ import annotations

from uuid import UUID

from django.db import connection

from commonweal.directory.models import Term, TermNeed
from commonweal.directory.suggest import LIKELY, suggest

_NEEDS = """
update directory_service s
   set domains = worked_out.domains
  from (select t.service_id,
               coalesce(array_agg(distinct n.domain order by n.domain) filter (where n.domain is not null), '{}')
                   as domains
          from directory_serviceterm t
          left join directory_termneed n
            on n.term_id = t.term_id
           and (n.state = 'confirmed' or n.state = 'suggested' and n.confidence >= %(likely)s)
         where t.alliance_id = %(alliance)s
           and (%(term)s::uuid is null
                or t.service_id in (select o.service_id from directory_serviceterm o where o.term_id = %(term)s))
         group by t.service_id) worked_out
 where s.id = worked_out.service_id and not s.domains_by_hand
   and s.domains is distinct from worked_out.domains::varchar(40)[]
"""

_PLACES = """
with stated as (
    select upper(left(a.postal_code, 5)) as postcode,
           percentile_cont(0.5) within group (order by l.latitude) as latitude,
           percentile_cont(0.5) within group (order by l.longitude) as longitude
      from directory_address a
      join directory_location l on l.id = a.location_id and l.latitude is not null
     where a.alliance_id = %(alliance)s and a.postal_code <> ''
     group by 1
), worked_out as (
    select l.id,
           coalesce(l.latitude, max(s.latitude)) as latitude,
           coalesce(l.longitude, max(s.longitude)) as longitude,
           case when l.latitude is not null then 'stated' when max(s.latitude) is not null then 'postcode' else '' end
               as precision
      from directory_location l
      left join directory_address a on a.location_id = l.id and l.latitude is null
      left join stated s on s.postcode = upper(left(a.postal_code, 5))
     where l.alliance_id = %(alliance)s
     group by l.id
)
update directory_location l
   set near_latitude = w.latitude, near_longitude = w.longitude, precision = w.precision
  from worked_out w
 where l.id = w.id
   and (l.near_latitude, l.near_longitude, l.precision) is distinct from (w.latitude, w.longitude, w.precision)
"""


def follow_changes(alliance_id: UUID) -> None:
    """After an import: suggestions for new terms, then the needs of services and the points of places."""
    suggest_needs(alliance_id)
    needs_of_services(alliance_id)
    points_of_places(alliance_id)


def points_of_places(alliance_id: UUID) -> None:
    """Where places are on the map: as stated, or the middle of their postcode."""
    with connection.cursor() as cursor:
        # Rows that came a moment ago are not in the planner's statistics: it takes each list for a short one and
        # compares every place with every other.
        cursor.execute("set local enable_nestloop = off")
        cursor.execute(_PLACES, {"alliance": alliance_id})
        cursor.execute("set local enable_nestloop = on")


def suggest_needs(alliance_id: UUID) -> None:
    """Write down what may be meant by terms about which nothing has been suggested or decided."""
    undecided = Term.objects.filter(alliance_id=alliance_id, gone_at__isnull=True, needs__isnull=True)
    TermNeed.objects.bulk_create(
        [
            TermNeed(
                alliance_id=alliance_id,
                term_id=key,
                domain=found.domain.value,
                state="suggested",
                confidence=found.confidence,
                why=found.why,
            )
            for key, name, code in undecided.values_list("pk", "name", "code")
            for found in suggest(name, code)
        ]
    )


def needs_of_services(alliance_id: UUID, *, term_id: UUID | None = None) -> None:
    """Work out which needs services answer: what is confirmed of their terms, and what is likely."""
    with connection.cursor() as cursor:
        cursor.execute(_NEEDS, {"alliance": alliance_id, "likely": LIKELY, "term": term_id})
