"""Kinds of acts, each with its sentence.

Every concern declares its own in a module `events.py`:

    SENT = Event("referral.sent", "sent a referral for {service} to {receiver}")

The sentence follows the actor's name; what stands in braces is taken from the event's details.
"""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar


class _Known(string.Formatter):
    """A missing detail reads as “(not recorded)”: an old event must never break a page."""

    def get_value(self, key: int | str, args: Any, kwargs: Mapping[str, Any]) -> Any:
        value = kwargs.get(str(key))
        return "(not recorded)" if value in (None, "") else value


@dataclass(frozen=True)
class Event:
    """A kind of act."""

    name: str
    sentence: str

    known: ClassVar[dict[str, Event]] = {}

    def __post_init__(self) -> None:
        if self.name in Event.known:
            raise ValueError(f"two kinds of event are called {self.name}")
        Event.known[self.name] = self

    @property
    def fields(self) -> frozenset[str]:
        """The details that the sentence names."""
        return frozenset(name for _, name, _, _ in string.Formatter().parse(self.sentence) if name)

    def say(self, details: Mapping[str, Any]) -> str:
        """The sentence with an event's details in it."""
        return _Known().vformat(self.sentence, (), details)


VIEWED = Event("person.viewed", "looked at {what}")
EXPORTED = Event("export.made", "downloaded {what} ({rows} rows)")
