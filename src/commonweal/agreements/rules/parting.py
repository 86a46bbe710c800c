"""How an organisation leaves an agreement: at the end of the notice that was agreed, or at once. Plain Python."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time, timedelta, tzinfo
from uuid import UUID

from commonweal.agreements.rules.life import Facts, Kind

AT_ONCE = frozenset({Kind.DATA_SHARING})
"""Kinds that a party may leave without notice: nobody can be held to go on disclosing (decision 155)."""


def end_of_notice(days: int, *, at: datetime, zone: tzinfo) -> datetime | None:
    """The instant at which notice given now is over; None: the terms ask for none.

    The day on which it is given does not count. The last day of notice is over at the midnight after, where the
    alliance works.
    """
    if not days:
        return None
    last = at.astimezone(zone).date() + timedelta(days=days)
    return datetime.combine(last + timedelta(days=1), time.min, tzinfo=zone)


def ends_with(parties: Collection[UUID]) -> bool:
    """Is an agreement over with these parties left? Two make an agreement."""
    return len(parties) < 2


def over_from(leaving: Collection[datetime | None]) -> datetime | None:
    """When fewer than two parties are left, from the instant at which each leaves (None: it stays); None: never."""
    known = sorted(one for one in leaving if one is not None)
    last_but_one = len(leaving) - 2
    return known[max(last_but_one, 0)] if len(known) > max(last_but_one, 0) else None


def refusal_to_leave(
    facts: Facts,
    *,
    kind: Kind,
    organisation: UUID,
    parties: frozenset[UUID],
    at: datetime,
    last_day: date | None = None,
    at_once: bool = False,
) -> str | None:
    """Why an organisation cannot leave like this; None when it can.

    `parties`: those that have not left. `last_day`: the last day of a notice that it has given already.
    """
    if facts.ended(at):
        return "This agreement has ended."
    if organisation not in parties:
        return "Your organisation is not, or no longer, a party to this agreement."
    if at_once and kind not in AT_ONCE:
        return (
            "Only the sharing of data can stop at once. What else was agreed holds until the notice is over."
        )
    if last_day is not None and not at_once:
        return f"Your organisation has already given notice. Its last day is {last_day:%-d %B %Y}."
    return None
