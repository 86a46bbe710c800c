"""What clauses switch on in other rooms: each room above says it here, and names itself; this room names none.

A group of terms that nobody registered for is shown as promise only, which is then the truth.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from commonweal.access import Actor
from commonweal.agreements.models import Agreement


@dataclass(frozen=True)
class Switched:
    """What a group of terms does in another room: a sentence, and where it can be seen or done."""

    sentence: str
    url: str = ""
    label: str = ""


Switch = Callable[[Actor, Agreement], list[Switched]]
Closing = Callable[[Agreement, datetime], list[str]]

_switches: dict[str, list[Switch]] = {}
_closings: dict[str, Closing] = {}
_needs: dict[str, str] = {}


def register(group: str, switch: Switch) -> None:
    """Say what a group of terms (rules.Terms) does in the caller's room."""
    if switch not in _switches.setdefault(group, []):
        _switches[group].append(switch)


def switched(by: Actor, group: str, agreement: Agreement) -> list[Switched]:
    """What other rooms make of a group of an agreement's terms."""
    return [one for switch in _switches.get(group, ()) for one in switch(by, agreement)]


def register_closing(name: str, closing: Closing) -> None:
    """Say what would close in the caller's room if an agreement ended now, in sentences with counts."""
    _closings[name] = closing


def would_close(agreement: Agreement, at: datetime) -> list[str]:
    """What would close in other rooms."""
    return [sentence for name in sorted(_closings) for sentence in _closings[name](agreement, at)]


def know_needs(needs: Mapping[str, str]) -> None:
    """The needs that joint workflows may name, with their titles; told by the room that knows them."""
    _needs.update(needs)


def needs() -> dict[str, str]:
    """Needs by key with their titles."""
    return dict(_needs)
