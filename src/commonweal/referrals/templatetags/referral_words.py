"""Template words of referrals: `{% load referral_words %}`."""

from __future__ import annotations

from django import template
from django.utils.translation import get_language_info

from commonweal.referrals import words
from commonweal.referrals.rules import Status

register = template.Library()


@register.filter
def move_word(status: str) -> str:
    """A stored status in words."""
    return str(words.STATUS[Status(status)][1])


@register.filter
def move_shape(status: str) -> str:
    """A stored status as the name of its shape."""
    return words.STATUS[Status(status)][0].value


@register.filter
def capacity_shape(capacity: str) -> str:
    """A service's capacity as the name of a shape."""
    return {"capacity": "done", "no-capacity": "stopped"}.get(capacity, "waiting")


@register.filter
def language_name(code: str) -> str:
    """A language by its name in the reader's language; one that Django does not know by its code."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code
