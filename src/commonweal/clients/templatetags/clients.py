"""Stored keys about people served, in words."""

from __future__ import annotations

from collections.abc import Iterable

from django import template

from commonweal.access.roles import PURPOSES
from commonweal.clients.duplicates import shown_phone
from commonweal.clients.models import CATEGORY_CHOICES, Need
from commonweal.clients.queries import Named

register = template.Library()

_CATEGORIES = dict(CATEGORY_CHOICES)
_SHAPES = {"open": "waiting", "resolved": "done"}


@register.filter
def categories(keys: Iterable[str]) -> str:
    """Categories in words, in their fixed order."""
    chosen = set(keys)
    return ", ".join(word.lower() for key, word in _CATEGORIES.items() if key in chosen)


@register.filter
def purposes(keys: Iterable[str]) -> str:
    """Purposes in words."""
    return "; ".join(PURPOSES.get(key, key) for key in keys)


@register.filter
def names(organisations: Iterable[Named]) -> str:
    """Organisations by name."""
    return ", ".join(organisation.name for organisation in organisations)


@register.filter
def phone(number: str) -> str:
    """A phone number as people write it."""
    return shown_phone(number)


@register.filter
def need_shape(need: Need) -> str:
    """The shape of a need's status; an urgent one needs somebody."""
    if need.status == "open" and need.urgency == "urgent":
        return "needs"
    return _SHAPES.get(need.status, "stopped")
