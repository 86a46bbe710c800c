"""Finding a service: one statement, whatever is asked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.db import connection

from commonweal.access import Actor
from commonweal.directory import rules
from commonweal.directory.domains import NeedDomain
from commonweal.directory.queries.whereabouts import Point
from commonweal.directory.spelling import nearest

PAGE = 20
AUDIENCE = "^Y([A-Z](-[0-9]|$)|$)"
"""Codes of the 211 taxonomy's section Y, which says for whom a service is and not what it does."""


@dataclass(frozen=True)
class Wish:
    """What somebody looks for. What is not said does not narrow the search. Ages in years, distances in km."""

    need: NeedDomain | None = None
    words: str = ""
    near: Point | None = None
    within: float | None = None
    language: str = ""
    open_on: date | None = None
    open_at: time | None = None
    age: float | None = None
    free: bool = False
    cost: float | None = None
    room: str = ""
    """"room": has room now; "waitlist": room or a waitlist."""
    order: str = ""
    """"near", "name", "room", or nothing: the best match first."""


@dataclass(frozen=True)
class Results:
    """A page of services, how many fit in all, and the words that were meant where those asked for fit nothing."""

    rows: list[Found]
    total: int
    meant: str = ""


@dataclass(frozen=True)
class Found:
    """A service that was found, as a list shows it. `distance` is in km from the point asked for."""

    pk: UUID
    name: str
    provider: str
    provider_id: UUID
    partner_id: UUID | None
    summary: str
    domains: list[str]
    capacity: str
    available: int | None
    maximum: int | None
    reported_at: datetime | None
    fees: str
    minimum_age: float | None
    maximum_age: float | None
    status: str
    languages: list[str]
    distance: float | None
    precision: str
    place: str
    total: int

    @property
    def needs(self) -> list[NeedDomain]:
        """The needs it answers."""
        return [NeedDomain(value) for value in self.domains]


_OPEN = """
open_now as (
    select h.service_id, h.at_id, h.location_id from directory_schedule h
     where h.alliance_id = %(alliance)s
       and (h.valid_from is null or h.valid_from <= %(day)s) and (h.valid_to is null or h.valid_to >= %(day)s)
       and (h.until is null or h.until >= %(day)s)
       and (h.days && case when h.freq = 'MONTHLY' then %(nth)s::varchar[] else %(weekday)s::varchar[] end
            or h.bymonthday <> '' and %(month_day)s = any (string_to_array(h.bymonthday, ',')))
       and (%(time)s::time is null
            or h.opens_at <= %(time)s and (h.closes_at > %(time)s or h.closes_at <= h.opens_at)
            or h.closes_at <= h.opens_at and h.closes_at > %(time)s)
), opened as (
    select service_id as id from open_now where service_id is not null
    union select p.service_id from open_now h join directory_serviceatlocation p on p.id = h.at_id
    union select p.service_id from open_now h join directory_serviceatlocation p on p.location_id = h.location_id
     where h.service_id is null and h.at_id is null
)"""

_SPEAKS = """
speakers as (
    select l.service_id, l.location_id from directory_language l
     where l.alliance_id = %(alliance)s and l.codes @> array[%(language)s]::varchar[]
), spoken as (
    select service_id as id from speakers where service_id is not null
    union select p.service_id from speakers s join directory_serviceatlocation p on p.location_id = s.location_id
     where s.service_id is null
)"""

_WORDED = """
asked as (
    select websearch_to_tsquery('english', commonweal.plain(%(words)s)) as query, commonweal.plain(%(words)s) as plain
), termed as (
    select x.service_id as id, max(ts_rank(t.search, a.query)) as rank
      from asked a join directory_term t on t.search @@ a.query
      join directory_serviceterm x on x.term_id = t.id
     where t.alliance_id = %(alliance)s and t.code !~ %(audience)s
     group by 1
), matched as (
    select s.id, ts_rank(s.search || p.search, a.query) + coalesce(t.rank, 0) as rank
      from asked a, directory_service s
      join directory_provider p on p.id = s.provider_id
      left join termed t on t.id = s.id
     where s.alliance_id = %(alliance)s and s.gone_at is null and (s.search || p.search @@ a.query or t.id is not null)
)"""

_SPELT = """
with names as (
    select plain_name from directory_service where alliance_id = %(alliance)s
    union select plain_name from directory_provider where alliance_id = %(alliance)s
    union select plain_name from directory_term where alliance_id = %(alliance)s
), words as materialized (
    select distinct word from names, string_to_table(translate(plain_name, '/-(),.&:;', '         '), ' ') word
     where length(word) > 2
)
select asked, array(select word from words
                     where abs(length(word) - length(asked)) <= 2
                       and (left(word, 1) = left(asked, 1) or similarity(word, asked) >= 0.4)
                     order by similarity(word, asked) desc, word limit 60)
  from unnest(regexp_split_to_array(commonweal.plain(%(words)s), '[^[:alnum:]]+')) with ordinality u (asked, place)
 where asked <> '' order by place
"""

_PLACED = """
left join lateral (
    select l.id as location_id, l.precision, {distance} as distance
      from directory_serviceatlocation at join directory_location l on l.id = at.location_id
     where at.service_id = {service}.id and l.gone_at is null
     order by distance nulls last, l.id limit 1) place on true
"""

_DISTANCE = """
case when l.near_latitude is not null then
    2 * 6371.0088 * asin(least(1, sqrt(
        sin(radians(l.near_latitude - %(latitude)s) / 2) ^ 2
        + cos(radians(%(latitude)s)) * cos(radians(l.near_latitude))
          * sin(radians(l.near_longitude - %(longitude)s) / 2) ^ 2))) end"""

_SELECT = """
select s.id, s.name, p.name, p.id, p.partner_id, left(s.description, 240), s.domains, s.capacity,
       s.places_available, s.places_maximum, s.capacity_at, s.fees_description, s.minimum_age, s.maximum_age,
       s.status,
       array(select distinct each.tongue from directory_language g, unnest(g.codes) each (tongue)
              where g.service_id = s.id order by each.tongue),
       place.distance, coalesce(place.precision, ''),
       (select concat_ws(', ', nullif(a.address_1, ''), nullif(a.city, '')) from directory_address a
         where a.location_id = place.location_id order by a.id limit 1),
       c.total
  from chosen c join directory_service s on s.id = c.id join directory_provider p on p.id = s.provider_id
  {placed}
 order by c.place
"""

_ORDERS = {
    "near": "distance asc nulls last, rank desc, name",
    "name": "name, id",
    "room": "roominess, capacity_at desc nulls last, rank desc, distance asc nulls last, name",
}


def search(by: Actor, wish: Wish, *, page: int = 1, size: int = PAGE) -> Results:
    """The services that fit, a page at a time.

    Words are searched in names, providers, terms and descriptions. Where nothing fits and the words may be
    misspelt, the words of the directory that come nearest are searched instead. The day and time of `open_on` and
    `open_at` are local to the services.
    """
    rows = _run(by, wish, page, size)
    if rows or not wish.words:
        return Results(rows, rows[0].total if rows else 0)
    meant = _meant(by, wish.words)
    if not meant:
        return Results([], 0)
    rows = _run(by, replace(wish, words=meant), page, size)
    return Results(rows, rows[0].total if rows else 0, meant if rows else "")


def _meant(by: Actor, words: str) -> str:
    """The words with each one that the directory does not know replaced by the nearest it knows, or nothing."""
    with connection.cursor() as cursor:
        cursor.execute(_SPELT, {"alliance": by.alliance_id, "words": words[:200]})
        spelt = [
            asked if asked in known else nearest(asked, known) or asked for asked, known in cursor.fetchall()
        ]
    meant = " ".join(spelt)
    return meant if meant != words.strip().lower() else ""


def _run(by: Actor, wish: Wish, page: int, size: int) -> list[Found]:
    parts, conditions, values = _compose(by, wish)
    rank = "m.rank" if wish.words else "0.0::real"
    if wish.order in _ORDERS:
        order = _ORDERS[wish.order]
    elif wish.words:
        order = "rank desc, distance asc nulls last, name"
    else:
        order = _ORDERS["near" if wish.near else "name"]
    joins = "join matched m on m.id = s.id" if wish.words else ""
    distance = _DISTANCE if wish.near else "null::float8"
    joins += _PLACED.format(distance=distance, service="s") if wish.near else ""
    away = "place.distance" if wish.near else "null::float8"
    parts.append(f"""
fitting as (
    select s.id, s.name, {rank} as rank, {away} as distance, s.capacity_at,
           case s.capacity when 'capacity' then 0 when 'waitlist' then 1
                when 'additional-assessment-required' then 2 when 'unknown' then 3 else 4 end as roominess
      from directory_service s {joins}
     where {" and ".join(conditions)}
)""")
    statement = f"""
with {", ".join(parts)}, chosen as (
    select *, count(*) over () as total, row_number() over (order by {order}, id) as place from fitting
     order by {order}, id limit %(size)s offset %(offset)s
)
{_SELECT.format(placed=_PLACED.format(distance=distance, service="s"))}"""
    values |= {"size": size, "offset": (max(1, page) - 1) * size}
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [Found(*row) for row in cursor.fetchall()]


def _compose(by: Actor, wish: Wish) -> tuple[list[str], list[str], dict[str, Any]]:
    values: dict[str, Any] = {"alliance": by.alliance_id}
    parts: list[str] = []
    conditions = [
        "s.alliance_id = %(alliance)s",
        "s.gone_at is null",
        "s.status not in ('inactive', 'defunct')",
    ]
    if wish.near is not None:
        values |= {"latitude": wish.near.latitude, "longitude": wish.near.longitude}
        if wish.within is not None:
            conditions.append("place.distance <= %(within)s")
            values["within"] = wish.within
    if wish.words:
        parts.append(_WORDED)
        values |= {"words": wish.words[:200], "audience": AUDIENCE}
    if wish.need is not None:
        conditions.append("s.domains @> array[%(need)s]::varchar[]")
        values["need"] = wish.need.value
    if wish.language:
        parts.append(_SPEAKS)
        conditions.append("s.id in (select id from spoken)")
        values["language"] = wish.language
    if wish.open_on is not None:
        weekday, nth = rules.day_tokens(wish.open_on)
        parts.append(_OPEN)
        conditions.append("s.id in (select id from opened)")
        values |= {
            "day": wish.open_on,
            "weekday": [weekday],
            "nth": nth,
            "month_day": str(wish.open_on.day),
            "time": wish.open_at,
        }
    if wish.age is not None:
        conditions.append("(s.minimum_age is null or s.minimum_age <= %(age)s)")
        conditions.append("(s.maximum_age is null or s.maximum_age >= floor(%(age)s::float8))")
        values["age"] = wish.age
    if wish.free or wish.cost is not None:
        conditions.append(
            "(s.fees_description ~* %(free)s and s.fees_description !~* %(not_free)s or exists (select from "
            "directory_costoption k where k.service_id = s.id and k.amount <= %(cost)s))"
        )
        values |= {
            "free": r"\m(free|no (cost|charge|fees?)|none)\M",
            "not_free": r"\m(not|non)[ -]free\M|\mfree (consultation|estimate|trial)\M",
            "cost": 0 if wish.free or wish.cost is None else wish.cost,
        }
    if wish.room == "room":
        conditions.append("s.capacity = 'capacity'")
    elif wish.room == "waitlist":
        conditions.append("s.capacity in ('capacity', 'waitlist', 'additional-assessment-required')")
    return parts, conditions, values
