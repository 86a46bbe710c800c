"""What forms about money share."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

MOST = Decimal("999999999.99")


def area(rows: int) -> forms.Textarea:
    """A field for text of several lines that no spelling is checked in."""
    return forms.Textarea(attrs={"rows": str(rows), "spellcheck": "false"})


def amount(label: Any, *, least: Decimal = Decimal("0.01"), **kwargs: Any) -> forms.DecimalField:
    """A field for money, to the cent."""
    return forms.DecimalField(label=label, min_value=least, max_value=MOST, decimal_places=2, **kwargs)
