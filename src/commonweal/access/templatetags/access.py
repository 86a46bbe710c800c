"""Template tags of access: `{% load access %}`.

opens
"""

from __future__ import annotations

from django import template

from commonweal.access import Actor, views

register = template.Library()


@register.filter
def opens(address: str, by: Actor) -> bool:
    """`{% if fact.url|opens:actor %}`: no link to a page that is not there for its reader."""
    return bool(address) and views.opens(by, address)
