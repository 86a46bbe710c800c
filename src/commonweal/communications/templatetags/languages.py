"""`{% load languages %}`: `{{ code|language_name }}`."""

from __future__ import annotations

from django import template

from commonweal.communications.site_words import NAMES

register = template.Library()


@register.filter
def language_name(code: str) -> str:
    """A language in its own words (“Español”); a code that nobody named stays itself."""
    return NAMES.get(code, code)
