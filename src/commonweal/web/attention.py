"""What needs somebody, gathered from every concern that says so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from importlib import import_module
from typing import NamedTuple

from django.apps import apps
from django.utils.module_loading import module_has_submodule
from django.utils.translation import gettext_lazy as _

from commonweal.access import Actor
from commonweal.components.attention import Attention

MOST = 12
"""More than this at once is nobody's list any more."""

Source = Callable[[Actor, datetime], list[Attention]]


class Group(NamedTuple):
    """Whom it concerns, and what it is."""

    title: str
    audience: str
    items: list[Attention]

    @property
    def items_shown(self) -> list[Attention]:
        """The oldest; a list that one can finish."""
        return self.items[:MOST]

    @property
    def more(self) -> int:
        """How many are not shown."""
        return max(0, len(self.items) - MOST)


TITLES = [("me", _("You")), ("organisation", _("Your organisation")), ("alliance", _("The alliance"))]


def sources() -> list[Source]:
    """The function `attention` of each concern's module of that name."""
    found: list[Source] = []
    for config in apps.get_app_configs():
        inside = config.name.startswith("commonweal.") and config.label not in {"web", "components"}
        if inside and module_has_submodule(config.module, "attention"):
            found.append(import_module(f"{config.name}.attention").attention)
    return found


def what_needs_somebody(by: Actor, now: datetime) -> list[Group]:
    """All that needs somebody, grouped by whom it concerns, oldest first."""
    if by.alliance_id is None:
        return []
    everything = [item for source in sources() for item in source(by, now)]
    return [
        Group(str(title), audience, mine)
        for audience, title in TITLES
        if (
            mine := sorted(
                (item for item in everything if item.audience == audience), key=lambda item: item.since
            )
        )
    ]
