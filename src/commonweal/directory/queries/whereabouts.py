"""From an address, a postcode or coordinates to a point, by what the directory itself knows: no network is asked."""

from __future__ import annotations

import re
from typing import NamedTuple

from django.db import connection

from commonweal.access import Actor

_COORDINATES = re.compile(r"\s*(-?\d{1,2}(?:\.\d+)?)\s*[,; ]\s*(-?\d{1,3}(?:\.\d+)?)\s*")
_POSTCODE = re.compile(r"\b(\d{5})(?:-\d{4})?\s*$")
_CLOSE_ENOUGH = 0.45

_BY_POSTCODE = """
select percentile_cont(0.5) within group (order by l.near_latitude),
       percentile_cont(0.5) within group (order by l.near_longitude), count(*)
  from directory_address a join directory_location l on l.id = a.location_id
 where a.alliance_id = %(alliance)s and left(a.postal_code, 5) = %(postcode)s and l.precision = 'stated'
"""

_BY_WORDS = """
with known as (
    select commonweal.plain(a.address_1 || ' ' || a.city) as line, commonweal.plain(a.city) as city,
           a.address_1, a.city as town, left(a.postal_code, 5) as postcode, l.near_latitude, l.near_longitude
      from directory_address a join directory_location l on l.id = a.location_id
     where a.alliance_id = %(alliance)s and l.precision = 'stated' and a.address_1 || a.city <> ''
), close as (
    select k.*, similarity(line, commonweal.plain(%(words)s)) as likeness from known k
)
(select near_latitude, near_longitude, address_1 || ', ' || town, likeness from close
  where likeness >= %(enough)s and %(number)s = '' or likeness >= 0.6 and address_1 like %(number)s || ' %%'
  order by likeness desc, address_1 limit 1)
union all
(select percentile_cont(0.5) within group (order by near_latitude),
        percentile_cont(0.5) within group (order by near_longitude), town, 0.0
   from close where similarity(city, commonweal.plain(%(town)s)) >= 0.6 group by town
  order by max(similarity(city, commonweal.plain(%(town)s))) desc, count(*) desc limit 1)
"""


class Point(NamedTuple):
    """A point on the map and how it was found, in words for the page."""

    latitude: float
    longitude: float
    label: str


def find_point(by: Actor, words: str) -> Point | None:
    """The point that these words mean: coordinates, an address the directory knows, a postcode, a town.

    A street number the directory has never heard of becomes the middle of its postcode or town. None where the
    directory knows nothing of the sort.
    """
    words = words.strip()[:200]
    if not words:
        return None
    if (match := _COORDINATES.fullmatch(words)) is not None:
        latitude, longitude = float(match[1]), float(match[2])
        if abs(latitude) <= 90 and abs(longitude) <= 180:
            return Point(latitude, longitude, f"{latitude:.4f}, {longitude:.4f}")
        return None
    postcode = _POSTCODE.search(words)
    street = _POSTCODE.sub("", words).strip(" ,")
    known = _by_words(by, street) if street else []
    exact = [row for row in known if row[3]]
    if exact:
        return Point(exact[0][0], exact[0][1], exact[0][2])
    if postcode is not None and (point := _by_postcode(by, postcode[1])) is not None:
        return point
    if known:
        return Point(known[0][0], known[0][1], f"the middle of {known[0][2]}")
    return None


def _by_postcode(by: Actor, postcode: str) -> Point | None:
    with connection.cursor() as cursor:
        cursor.execute(_BY_POSTCODE, {"alliance": by.alliance_id, "postcode": postcode})
        latitude, longitude, count = cursor.fetchone()
    return Point(latitude, longitude, f"the middle of {postcode}") if count else None


def _by_words(by: Actor, words: str) -> list[tuple[float, float, str, float]]:
    number = re.match(r"\s*(\d+)\s", words)
    with connection.cursor() as cursor:
        cursor.execute(
            _BY_WORDS,
            {
                "alliance": by.alliance_id,
                "words": words,
                "town": words.rsplit(",", 1)[-1].strip(),
                "number": number[1] if number else "",
                "enough": _CLOSE_ENOUGH,
            },
        )
        return list(cursor.fetchall())
