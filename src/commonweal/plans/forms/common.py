"""Field helpers of this room's forms."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from commonweal.access import Actor
from commonweal.evidence.measures.catalogue import MEASURES
from commonweal.partners.queries import current_seats, members
from commonweal.plans.queries.actions import goals


def area(
    label: Any, *, longest: int = 2000, required: bool = True, hint: Any = "", rows: int = 3
) -> forms.CharField:
    """A text of several lines."""
    return forms.CharField(
        label=label,
        max_length=longest,
        required=required,
        help_text=hint,
        widget=forms.Textarea(attrs={"rows": str(rows)}),
    )


def line(label: Any, *, longest: int = 200, required: bool = True, hint: Any = "") -> forms.CharField:
    """A text of one line."""
    return forms.CharField(label=label, max_length=longest, required=required, help_text=hint)


def people(by: Actor) -> list[tuple[str, str]]:
    """Everybody with a seat, by partner; oneself first."""
    rows = [
        (str(seat.person_id), f"{seat.person.name}, {seat.organisation.name}")
        for seat in current_seats(by)
        if seat.person is not None
    ]
    return sorted(rows, key=lambda row: row[0] != str(by.person_id))


def partners(by: Actor) -> list[tuple[str, str]]:
    """The members of the alliance, one's own first."""
    rows = [(str(one.pk), one.name) for one in members(by).only("name").order_by("name")]
    return sorted(rows, key=lambda row: row[0] != str(by.organisation_id))


def goal_choices() -> list[tuple[str, str]]:
    """Goals and objectives, objectives set in."""
    rows = [(str(one.pk), f"— {one.title}" if one.parent_id else one.title) for one in goals()]
    return [("", str(_("None yet"))), *rows]


def measure_choices() -> list[tuple[str, str]]:
    """The indicators of the catalogue."""
    rows = sorted(((name, measure.title) for name, measure in MEASURES.items()), key=lambda row: row[1])
    return [("", str(_("None of these: we count by hand"))), *rows]


def chosen(value: str) -> UUID | None:
    """An identifier that was chosen, or none."""
    return UUID(value) if value else None
