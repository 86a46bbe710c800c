"""Meetings: the agenda's times, who has not spoken, what minutes need, and the four questions afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

ITEM_KINDS: dict[str, str] = {
    "people": "time for people",
    "inform": "to know",
    "discuss": "to talk over",
    "voices": "round of voices",
    "decide": "to decide",
}
ATTENDANCE: dict[str, str] = {
    "present": "was there",
    "remote": "joined from afar",
    "apologies": "sent apologies",
    "absent": "did not come",
}
CAME = frozenset({"present", "remote"})
CAPTURES: dict[str, str] = {"decision": "Decision", "action": "Action", "note": "Note"}

QUESTIONS: dict[str, tuple[str, str]] = {
    "pace": ("Pace", "We went at a pace at which everybody could follow and think along."),
    "voices": ("Voices heard", "Everybody who had something to say was heard."),
    "inquiry": ("Inquiry", "We asked each other questions before we argued for our own view."),
    "worth": ("Worth the time", "It was worth my time."),
}
"""The four questions: key, name, and the sentence one agrees with more or less (1 to 5)."""
AGREEMENT: dict[int, str] = {
    1: "not at all",
    2: "rather not",
    3: "partly, or I cannot say",
    4: "mostly",
    5: "entirely",
}
ANSWERS_FOR = timedelta(days=7)
"""So long after a meeting the questions can be answered; only then are results shown, and never for fewer than
three people."""
FEWEST = 3


@dataclass(frozen=True)
class Item:
    """An item of the agenda."""

    title: str
    minutes: int
    kind: str = "discuss"


@dataclass(frozen=True)
class Timed:
    """An item with when it begins."""

    item: Item
    at: datetime


def timetable(starts: datetime, items: Sequence[Item]) -> list[Timed]:
    """When each item begins if the ones before it keep to their minutes."""
    found: list[Timed] = []
    at = starts
    for item in items:
        found.append(Timed(item, at))
        at += timedelta(minutes=item.minutes)
    return found


def remarks(starts: datetime, ends: datetime, items: Sequence[Item]) -> list[str]:
    """What should be known of an agenda before it goes out, in words."""
    found: list[str] = []
    there = int((ends - starts).total_seconds() // 60)
    taken = sum(item.minutes for item in items)
    if taken > there:
        found.append(f"The items take {taken} minutes and the meeting has {there}: {taken - there} too many.")
    if items and not any(item.kind == "people" for item in items):
        found.append("No time is set aside for people to get to know each other.")
    return found


def refusal_to_invite(items: Sequence[Item], *, seats: int, cancelled: bool, over: bool) -> str | None:
    """Why invitations cannot go out; None where they can."""
    if cancelled:
        return "This meeting was called off."
    if over:
        return "This meeting is over; there is nobody to invite any more."
    if not items:
        return "Write an agenda first: nobody should come without knowing what for."
    if not seats:
        return "Choose who is invited first."
    return None


def refusal_to_close(*, begun: bool, cancelled: bool, closed: bool, unrecorded: int) -> str | None:
    """Why the minutes cannot be closed; None where they can. `unrecorded`: seats whose attendance is not known."""
    if cancelled:
        return "This meeting was called off; it has no minutes."
    if closed:
        return "The minutes are closed already."
    if not begun:
        return "The meeting has not begun."
    if unrecorded:
        many = "is one person" if unrecorded == 1 else f"are {unrecorded} people"
        return f"There {many} of whom nobody wrote down whether they came."
    return None


def answering(ends: datetime, now: datetime, *, cancelled: bool) -> str:
    """ "before", "open" or "over": whether the four questions can be answered now."""
    if cancelled or now < ends:
        return "before"
    return "open" if now < ends + ANSWERS_FOR else "over"


def stand(
    *, starts: datetime, ends: datetime, now: datetime, invited: bool, cancelled: bool, closed: bool
) -> str:
    """Where a meeting stands: called off, minutes closed, over, going on, invited or planned."""
    if cancelled:
        return "called off"
    if closed:
        return "minutes closed"
    if now >= ends:
        return "over"
    if now >= starts:
        return "going on"
    return "invited" if invited else "planned"
