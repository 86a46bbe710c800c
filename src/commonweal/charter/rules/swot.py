"""When a strength, weakness, opportunity or threat is important enough to lead somewhere."""

from __future__ import annotations

PEOPLE, ORGANISATIONS = 3, 2


def important(people: int, organisations: int) -> bool:
    """Do enough find it so: three people, and not all of them of one organisation?"""
    return people >= PEOPLE and organisations >= ORGANISATIONS
