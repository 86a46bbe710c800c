"""What the page of figures shows: what the terms ask for, what was given, and who may give what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonweal.access import Actor, Permission, may
from commonweal.components.tables import Column, Empty, Table, Words
from commonweal.payments import rules, terms
from commonweal.payments.models import ContractYear, Figure
from commonweal.payments.queries import years
from commonweal.settlement.contracts.asked import asked


@dataclass(frozen=True)
class Entering:
    """May figures be entered now, about whom, and if not, why."""

    may: bool
    about: list[tuple[str, str]]
    refusal: str | None
    own: frozenset[str]


def entering(by: Actor, row: ContractYear) -> Entering:
    """Whoever settles enters any figure of a year, a party those about itself."""
    settles, own = may(by, Permission.SETTLE), years.own_parties(by, row)
    refusal = rules.refusal_to_enter(years.facts(row), settles=settles, parties=(), own=own)
    about = [("", str(_("The contract as a whole")))] if settles else []
    about += [(one.party, one.name) for one in row.parties.all() if settles or one.party in own]
    open_ = may(by, Permission.ENTER_FIGURES) and refusal is None and bool(settles or own)
    return Entering(open_, about, refusal, own)


def names_asked(row: ContractYear) -> list[str]:
    """The figures that the terms of a year ask for, by name; none while a draft cannot be read."""
    try:
        return list(dict.fromkeys(one.figure for one in asked(terms.read(row.terms))))
    except terms.BadTerms:
        return []


@dataclass(frozen=True)
class Wanted:
    """A figure that the terms ask for."""

    figure: str
    about: str
    written: str
    given: bool


def asked_for(row: ContractYear, given: list[Figure], *, whole: bool) -> list[Wanted]:
    """What the terms ask for and whether it was given; whether a figure is there that one may not see is not said.

    `whole`: the reader sees every figure, so that what is not there is missing.
    """
    try:
        wanted = asked(terms.read(row.terms))
    except terms.BadTerms:
        return []
    have = {(one.figure, one.party) for one in given}
    grouped = {one.figure for one in given if "+" in one.party}
    names = {one.party: one.name for one in row.parties.all()}
    seen = {""} | ({*names} if whole else {one.party for one in given})
    return [
        Wanted(
            one.figure,
            names.get(one.party, one.party),
            one.written.value,
            (one.figure, one.party) in have or (one.figure in grouped and not one.party),
        )
        for one in wanted
        if one.party in seen
    ]


class FigureTable(Table):
    """Figures that hold, with where each came from."""

    name = "figures"
    caption = gettext_lazy("Figures")
    columns = (
        Column(key="figure", label=gettext_lazy("Figure"), sort="figure"),
        Column(key="about", label=gettext_lazy("About"), sort="about"),
        Column(key="period", label=gettext_lazy("Period"), sort="period"),
        Column(key="value", label=gettext_lazy("Value"), align="end"),
        Column(
            key="origin",
            label=gettext_lazy("Where it came from"),
            narrow=False,
            link=lambda row: row["version_url"],
        ),
        Column(
            key="act",
            label=gettext_lazy("Take out"),
            template="payments/cells/withdraw.html",
            export=lambda row: "",
        ),
    )
    filters = (Words("q", gettext_lazy("Figure or party"), paths=("figure", "about")),)
    empty = Empty(
        title=gettext_lazy("No figures yet"),
        text=gettext_lazy("Enter one below, or upload a file. Each will stand here with where it came from."),
    )


def figure_rows(
    year_: ContractYear, rows: list[Figure], may_withdraw: frozenset[str] | None
) -> list[dict[str, Any]]:
    """Figures for the table; `may_withdraw` names the parties whose figures one may take out (None: all)."""
    return [
        {
            "pk": row.pk,
            "figure": row.figure,
            "about": row.party or _("the contract as a whole"),
            "period": row.period,
            "value": row.value,
            "origin": one.source + (" ▲ " + _("this version was withdrawn") if years.is_withdrawn(row) else ""),
            "version_url": reverse("performance:version", args=[row.indicator.version.number])
            if hasattr(row, "indicator")
            else "",
            "act": "" if may_withdraw is not None and row.party not in may_withdraw
            else reverse("payments:withdraw-figure", args=[row.pk]),
        }
        for row, one in zip(rows, years.given(year_, rows), strict=True)
    ]  # fmt: skip
