"""What a proposal can rest on and that lives in a room: an indicator with its last value, a statement, a document.

Indicators and statements are read here, from the rooms below. Rooms above say at their start what they keep
(`register`); what nobody registered stays a label and an address.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from commonweal.charter.models import Statement
from commonweal.charter.queries.goals import published
from commonweal.performance import queries as figures
from commonweal.performance.models import measure_of
from commonweal.performance.pictures import figure


@dataclass(frozen=True)
class Ground:
    """What it rests on, as it stands at this moment: its name, what is known of it, and where it is."""

    label: str
    said: str = ""
    url: str = ""


Choices = Callable[[], list[tuple[str, str]]]
Shown = Callable[[Collection[str]], Mapping[str, Ground]]


@dataclass(frozen=True)
class Source:
    """A kind of evidence that a room keeps: what can be chosen (reference, name), and how those chosen stand now."""

    choices: Choices
    shown: Shown


_sources: dict[str, Source] = {}


def register(kind: str, choices: Choices, shown: Shown) -> None:
    """Say what a room keeps of a kind of evidence (`Evidence.KINDS`); a second one takes the first one's place."""
    _sources[kind] = Source(choices, shown)


def choices() -> dict[str, list[tuple[str, str]]]:
    """By kind, what somebody may choose, as the row policies show it to them."""
    return {kind: source.choices() for kind, source in _sources.items()}


def standing(chosen: Collection[tuple[str, str]]) -> dict[tuple[str, str], Ground]:
    """How evidence stands now, from (kind, reference); what is gone or not to be seen is left out."""
    found: dict[tuple[str, str], Ground] = {}
    for kind, source in _sources.items():
        if references := [reference for one, reference in chosen if one == kind and reference]:
            found |= {(kind, one): ground for one, ground in source.shown(references).items()}
    return found


def indicators() -> list[tuple[str, str]]:
    """Published indicators that have a figure for all partners together."""
    version = figures.current_version()
    known = [measure_of(name) for name in figures.totals(version)] if version is not None else []
    return sorted(((one.name, one.title) for one in known if one is not None), key=lambda one: one[1])


def indicators_now(names: Collection[str]) -> dict[str, Ground]:
    """Indicators with their last published value and its month."""
    values = published(set(names))
    found = {}
    for name in names:
        measure = measure_of(name)
        if measure is None:
            continue
        if name in values:
            month, value = values[name]
            said = _("%(value)s in %(month)s, as published") % {
                "value": figure(value, measure), "month": date_format(month, "F Y"),
            }  # fmt: skip
        else:
            said = _("nothing is published of it")
        found[name] = Ground(measure.title, said, reverse("performance:indicator", args=[name]))
    return found


def statements() -> list[tuple[str, str]]:
    """Statements about the future that stand."""
    rows = Statement.objects.filter(withdrawn_at=None).order_by("-round__number", "text")
    return [(str(pk), said) for pk, said in rows.values_list("pk", "text")]


def statements_now(references: Collection[str]) -> dict[str, Ground]:
    """Statements in their words, with who said them and whether they were withdrawn."""
    rows = Statement.objects.filter(pk__in=uuids(references)).select_related("organisation", "round")
    return {
        str(row.pk): Ground(
            f"“{row.text}”",
            _("withdrawn since") if row.withdrawn_at is not None else row.organisation.name,
            reverse("charter:results", args=[row.round.number])
            if row.round.closed_at is not None
            else reverse("charter:statements"),
        )
        for row in rows
    }


def uuids(references: Collection[str]) -> list[UUID]:
    """Those references that are identifiers: others were typed, before anything could be chosen."""
    found = []
    for one in references:
        try:
            found.append(UUID(one))
        except ValueError:
            continue
    return found
