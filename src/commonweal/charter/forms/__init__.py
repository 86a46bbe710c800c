"""Forms of Envision."""

from __future__ import annotations

from django import forms


def area(rows: int) -> forms.Textarea:
    """A field of several lines."""
    return forms.Textarea(attrs={"rows": str(rows), "cols": "60"})
