"""Results of surveys as a heat map with links, a picture of importance and alignment, and distributions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonweal.alignment.models import Question, Round
from commonweal.alignment.queries.surveys import QuestionResult, View
from commonweal.alignment.rules import agreement
from commonweal.alignment.rules.rounds import State
from commonweal.components import words
from commonweal.components.charts import Bar, Drawing, bars, from_altair, svg
from commonweal.components.status import Shape
from commonweal.partners.rules import Sector

NAMED = 3
SHAPES = {State.OPEN: "moving", State.OVER: "needs", State.CLOSED: "needs", State.ANSWERED: "done"}
assert set(SHAPES.values()) <= {shape.value for shape in Shape}


def key_of(view: View) -> str:
    """A view in an address."""
    return str(view.organisation_id) if view.level == "organisation" else view.sector


@dataclass(frozen=True)
class Cell:
    """One cell of the heat map: how warm (0 to 4, None: nothing to show), what it says, where it leads."""

    heat: int | None
    said: str
    url: str
    why: str = ""
    sector: str = ""
    """Whose it is: on a phone each cell says it itself."""


@dataclass(frozen=True)
class HeatMap:
    """Topics by sectors."""

    sectors: Sequence[str]
    rows: Sequence[tuple[Question, Sequence[Cell]]]


def heat_map(row: Round, found: Sequence[QuestionResult]) -> HeatMap:
    """The mean of each sector about each topic, and everybody's first; a cell leads to its distribution."""
    sectors = sorted({sector for result in found for sector in result.sectors}, key=Sector.titled)
    rows = []
    for result in found:
        page = reverse("alignment:distribution", args=[row.pk, result.question.pk])
        cells = [replace(_cell(result.all, page), sector=str(_("Everybody")))]
        cells += [
            replace(_cell(result.sectors.get(one), f"{page}?of={one}"), sector=Sector.titled(one))
            for one in sectors
        ]
        rows.append((result.question, cells))
    return HeatMap([str(_("Everybody")), *(Sector.titled(sector) for sector in sectors)], rows)


def _cell(view: View | None, url: str) -> Cell:
    if view is None:
        return Cell(None, "–", "", str(_("Nobody answered")))
    if view.counts is None or view.mean is None:
        return Cell(None, "▪", "", str(_("Too few to show")))
    share = (view.mean - 1) / (len(view.counts) - 1)
    said = _("%(n)s people, consensus %(consensus)s") % {
        "n": view.n,
        "consensus": words.number(agreement.consensus(view.counts) or 0, 2),
    }
    return Cell(min(4, int(share * 5)), words.number(view.mean, 1), url, said)


@dataclass(frozen=True)
class Line:
    """One topic in the table of agreement."""

    result: QuestionResult
    url: str
    n: int | None
    mean: float | None
    consensus: float | None
    a: float | None
    gap: float | None
    importance: float | None
    change: float | None
    """Of everybody's mean since the round before; None where it may not be shown."""
    why_no_change: str

    @property
    def verdict(self) -> tuple[str, str]:
        """Shape and word: what the figures come to."""
        if self.consensus is None or self.a is None:
            return "stopped", str(_("Too few to show"))
        if self.a < 0:
            return "needs", str(_("Two camps"))
        if self.consensus >= 0.7:
            return "done", str(_("Agreed"))
        return ("moving", str(_("Mostly agreed"))) if self.consensus >= 0.5 else ("needs", str(_("Divided")))


def lines(row: Round, found: Sequence[QuestionResult], earlier: Mapping[UUID, QuestionResult]) -> list[Line]:
    """Every topic with its measures and the change since the round before."""
    shown = []
    for result in found:
        view = result.all
        counts = view.counts if view else None
        before = earlier.get(result.question.pk)
        change, why = _change(view, before.all if before else None, any_before=bool(earlier))
        gap = agreement.sector_gap({one: v.counts for one, v in result.sectors.items() if v.counts})
        shown.append(
            Line(
                result,
                reverse("alignment:distribution", args=[row.pk, result.question.pk]),
                view.n if view else 0,
                view.mean if view else None,
                agreement.consensus(counts) if counts else None,
                agreement.agreement_a(counts) if counts else None,
                gap,
                result.importance_mean,
                change,
                why,
            )
        )
    return shown


def _change(view: View | None, before: View | None, *, any_before: bool) -> tuple[float | None, str]:
    if not any_before or view is None or view.mean is None:
        return None, ""
    if before is None or before.mean is None:
        return None, str(_("too few before"))
    if not view.comparable:
        return None, str(_("one or two people came or went"))
    # As it is shown: “+0.0” would be a change that nobody can see.
    return round(view.mean - before.mean, 1) + 0.0, ""


def between(result: QuestionResult) -> agreement.Intraclass:
    """Do the sectors that are shown differ, and are their means dependable."""
    return agreement.intraclass([view.counts for view in result.sectors.values() if view.counts])


def measures(view: View) -> dict[str, Any]:
    """What stands beside a distribution."""
    counts = view.counts or ()
    return {
        "consensus": agreement.consensus(counts),
        "a": agreement.agreement_a(counts),
        "leik_d": agreement.leik_d(counts),
        "rwg": agreement.rwg(counts),
        "ad_m": agreement.ad_m(counts),
    }


def distribution(question: Question, view: View) -> Drawing:
    """How many gave each answer."""
    counts = view.counts or ()
    most = max(counts)
    ends = {1: question.low, question.points: question.high}
    drawn = [
        Bar(f"{at} – {ends[at]}" if at in ends else str(at), count, marked=count == most)
        for at, count in enumerate(counts, 1)
    ]
    title = _("%(name)s: %(mean)s on average") % {"name": view.name, "mean": words.number(view.mean or 0, 1)}
    subtitle = _("How many of %(n)s people gave each answer from 1 to %(points)s") % {
        "n": view.n, "points": question.points,
    }  # fmt: skip
    return bars(drawn, title=title, subtitle=subtitle)


def importance(found: Iterable[QuestionResult]) -> Drawing | None:
    """Importance against alignment: what is important and divides comes first. None where it was not asked."""
    data: list[dict[str, Any]] = []
    for result in found:
        view, rated = result.all, result.importance_mean
        if view is None or view.counts is None or rated is None:
            continue
        data.append(
            {
                "topic": result.question.topic,
                "important": rated,
                "agreed": agreement.consensus(view.counts) or 0.0,
            }
        )
    if not data:
        return None
    ranked = sorted(data, key=lambda one: one["agreed"] - one["important"] / 5)
    torn = ranked[0]
    # The names of all would lie on each other: those that matter and divide most have one, the table has all.
    named = [one["topic"] for one in ranked[:NAMED]]
    rows = [
        (one["topic"], words.number(one["important"], 1), words.number(one["agreed"], 2)) for one in ranked
    ]

    def build(width: int) -> Any:
        import altair as alt

        shown = [
            one | {"torn": one is torn, "said": one["topic"] if one["topic"] in named else ""} for one in data
        ]
        base = alt.Chart(alt.Data(values=shown)).encode(
            x=alt.X("agreed:Q", title=_("consensus"), scale=alt.Scale(zero=False, nice=True, padding=24)),
            y=alt.Y("important:Q", title=_("importance"), scale=alt.Scale(zero=False, nice=True, padding=16)),
        )
        colour = alt.condition("datum.torn", alt.value(svg.NEEDS), alt.value(svg.PALETTE[0]))
        points = base.mark_point(filled=True, opacity=1, size=70).encode(color=colour)
        said = base.mark_text(align="left", dx=8, dy=-6, stroke=svg.SURFACE, strokeWidth=3).encode(
            text=alt.Text("said:N")
        )
        over = base.mark_text(align="left", dx=8, dy=-6).encode(text=alt.Text("said:N"))
        return alt.layer(points, said, over).properties(height=300)

    return from_altair(
        build,
        made_from=(data, named),
        title=_("“%(topic)s” matters and divides most") % {"topic": torn["topic"]},
        subtitle=_("Importance (mean) against agreement (consensus of Tastle and Wierman), by topic"),
        heads=[_("Topic"), _("Importance"), _("Consensus")],
        rows=rows,
        note=_("Named are the three that matter and divide most; the table has every topic."),
        room={600: 110, 328: 90},
    )


@dataclass(frozen=True)
class Ranking:
    """How alike sectors rank topics by importance: Kendall's W, over so many sectors and topics."""

    w: float
    sectors: int
    topics: int


def ranking(found: Iterable[QuestionResult]) -> Ranking | None:
    """Kendall's W over the sectors' mean importance; of topics and sectors without a gap. None below two of either."""
    shown = [
        {
            view.sector: view.mean
            for view in result.importance
            if view.level == "sector" and view.mean is not None
        }
        for result in found
        if result.question.asks_importance
    ]
    shared = sorted(set.intersection(*(set(means) for means in shown))) if shown else []
    w = agreement.kendall_w([[means[sector] for sector in shared] for means in shown]) if shared else None
    return None if w is None else Ranking(w, len(shared), len(shown))


CSV_HEADS = [
    gettext_lazy("Topic"), gettext_lazy("Question"), gettext_lazy("About"), gettext_lazy("Who"), "n",
    gettext_lazy("Mean"), gettext_lazy("Consensus"), "A",
]  # fmt: skip


def csv_rows(found: Iterable[QuestionResult]) -> Iterator[list[Any]]:
    """Every view that is shown, for a file."""
    for result in found:
        for about, views in ((_("answer"), result.views), (_("importance"), result.importance)):
            for view in views:
                counts = view.counts
                yield [
                    result.question.topic, result.question.text, about, view.name,
                    view.n if counts else _("too few to show"), view.mean,
                    agreement.consensus(counts) if counts else None,
                    agreement.agreement_a(counts) if counts else None,
                ]  # fmt: skip
